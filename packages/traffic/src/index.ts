export { createDependencyGraph, type DependencyGraph, findCycle } from './adg/dependency-graph.ts';
export { explainWait, type WaitExplanation } from './adg/explain-wait.ts';
export { InvalidPlanError } from './adg/invalid-plan.ts';
export { predictTimes } from './adg/predict-times.ts';
export {
  isFinished,
  type Release,
  type ReleaseOptions,
  type RouteProgress,
  recordArrival,
  releaseVisits,
  startProgress,
} from './adg/progress.ts';
export {
  commitmentOf,
  hasArrived,
  type ReplanChange,
  replanRequest,
  resumeProgress,
} from './adg/replan-request.ts';
export { checkMapfPlan, type MapfConflict } from './mapf/check-plan.ts';
export { createGraph, createGrid, type GridMap, type MapfGraph } from './mapf/graph.ts';
export {
  lowerBound,
  type MapfBound,
  type MapfCost,
  type MapfInstance,
  type MapfPlan,
  planCost,
} from './mapf/instance.ts';
export {
  createLifelongTraffic,
  type LifelongOptions,
  type LifelongTraffic,
  learnLifelongGuidance,
} from './mapf/lifelong.ts';
export { MapfFileError, type MapfFileErrorCode, parseMap, parseScenario } from './mapf/movingai.ts';
export { type SolveOptions, type SolveResult, solveMapf } from './mapf/solve.ts';
export { checkRequest } from './roadmap/check-request.ts';
export { type CompiledRoadmap, compileRoadmap } from './roadmap/compile-roadmap.ts';
export { checkRoutes, type RouteFault } from './routes/check-routes.ts';
export { type PlanRoutesOptions, planRoutes } from './routes/plan-routes.ts';
export * from './scene/index.ts';
export type {
  Closure,
  Dependency,
  DependencyReason,
  ElementRef,
  Move,
  NodeFlag,
  Obstacle,
  Roadmap,
  RoadmapEdge,
  RoadmapNode,
  RobotClass,
  RobotFootprint,
  Route,
  RoutePlan,
  RouteResult,
  TrafficProblem,
  TrafficProblemCode,
  TrafficRequest,
  TrafficResource,
  TrafficRobot,
  TravelMode,
  Visit,
} from './types.ts';
