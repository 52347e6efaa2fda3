export { type ArmGeometry, armGeometry, fingertips, STOWED } from './arm/kinematics.ts';
export type { ApplyResult, SimCode, SimCommand, SimEvent, Waypoint } from './command.ts';
export { FAULT_KINDS, type FaultKind, type FaultMode } from './faults/kinds.ts';
export { TICK_SECONDS, TICKS_PER_SECOND } from './fixed.ts';
export * as dmath from './math/dmath.ts';
export { type Streams, uniform } from './math/random.ts';
export {
  createRecorder,
  fork,
  type Keyframe,
  keyframeOf,
  type Recorder,
  type Recording,
  type Replay,
  replay,
  seek,
} from './recording/recording.ts';
export type { Detection } from './sensors/detect.ts';
export type { Senses } from './sensors/senses.ts';
export type {
  SimDevice,
  SimItem,
  SimLed,
  SimParent,
  SimPerson,
  SimPose,
  SimPosture,
  SimRobot,
  SimSnapshot,
} from './snapshot.ts';
export type { SimTruth } from './truth.ts';
export { createWorld, type LoggedCommand, type SavedWorld, type World, type WorldOptions } from './world.ts';
