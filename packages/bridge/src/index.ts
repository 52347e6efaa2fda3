export {
  createDeviceDriver,
  type DeviceDriver,
  type DeviceDriverOptions,
  type DeviceOutcome,
} from './device-driver.ts';
export { createRosDriver, dialectOf, type RosDriverOptions } from './driver.ts';
export { type Dialect, type FrameRules, frameOf, type MapTransform } from './frames.ts';
export { initialPoseMessage } from './initial-pose.ts';
export {
  type Frame,
  type LinkInfo,
  type LinkOptions,
  type LinkTransport,
  type RequestOutcome,
  RosLink,
  type TransportFactory,
  type WireLog,
} from './link.ts';
export { type BridgeProbe, type ProbedName, type ProbeOptions, probeBridge, sameType } from './probe.ts';
export { type RenderedCall, type RenderOptions, renderCall } from './render-call.ts';
export { type GoalPhase, goalPhase } from './status.ts';
export { systemTimers, type Timers } from './timers.ts';
