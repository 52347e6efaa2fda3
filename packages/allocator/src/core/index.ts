export { assignmentLp } from './assignment-lp.ts';
export { checkSchedule, type ScheduleViolation } from './check-schedule.ts';
export { createExplainer } from './explain-task.ts';
export {
  type BatteryInput,
  type ChainInput,
  type ChargerInput,
  type ExclusionInput,
  expandSlots,
  type FixedInput,
  type HintInput,
  type PrecedenceInput,
  type RobotInput,
  type ScheduleProblem,
  type SlotInput,
  slotDuration,
  slotEnergy,
  type TaskInput,
  type TimeWindow,
  type TravelInput,
} from './problem.ts';
export {
  type ChargeStop,
  type Conflict,
  compareScores,
  type Leg,
  type LowerBound,
  type NotChosen,
  type Schedule,
  type ScheduleAnswer,
  type ScheduleScore,
  type StartBinding,
  type TaskSchedule,
  type Unschedulable,
} from './schedule.ts';
export { type SolveBudget, type SolveOptions, solveSchedule } from './solve.ts';
