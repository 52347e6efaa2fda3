export { type BeliefChange, effectChanges, skillBinding } from './belief/change.ts';
export {
  type Binding,
  believed,
  evaluateCondition,
  evaluateNumber,
  evidenced,
  type Reading,
  type Truth,
} from './belief/evaluate-condition.ts';
export type { ControlRequest } from './decide/control.ts';
export { DEFAULT_LIMITS, type ExecutorLimits, type ReplanRequest } from './decide/decision.ts';
export { placePose } from './decide/geometry.ts';
export { speedOn, wayPoses } from './decide/way.ts';
export { describeStep } from './describe.ts';
export { createEmbeddedHost, type EmbeddedHostOptions, type Replan } from './host/embedded-host.ts';
export type { CreateOptions, HostSnapshot, MissionHost, RobotSnapshot } from './host/mission-host.ts';
export {
  ALL_ROBOTS,
  type CancelMode,
  type Cause,
  type JournalEvent,
  type JournalEventType,
  type JournalRecord,
} from './journal/event.ts';
export { createMemoryJournal, type Journal } from './journal/journal.ts';
export { type CommandStatus, commandMachine } from './machines/command.machine.ts';
export { missionMachine } from './machines/mission.machine.ts';
export { type RobotValue, robotMachine } from './machines/robot.machine.ts';
export { stepMachine } from './machines/step.machine.ts';
export { type ReleaseVisits, type RouteProgress, releaseByDependencies } from './release-visits.ts';
export { replayJournal } from './state/replay.ts';
