export { makeRoute, type RouteScheduleOptions } from './route-schedule.ts';
export { robotClass, sceneRoadmap } from './scene-roadmap.ts';
