export { type FloorLayout, type FloorOffset, layoutFloors } from './floor-layout.ts';
export { mixPose, mixSnapshots, turnBetween } from './interpolate.ts';
export { createMapView } from './map/map-view.ts';
export { nodePoints, plannedPose, routePoints } from './planned-pose.ts';
export { isSoftwareRenderer, QualityGovernor } from './quality.ts';
export type {
  Quality,
  RobotTag,
  RoutePoint,
  SceneView,
  ViewGhost,
  ViewLanguage,
  ViewOptions,
  ViewPlan,
  ViewRoute,
  ViewTheme,
  ViewWorld,
} from './types.ts';
