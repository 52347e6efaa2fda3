import type { Goal } from '@muster/domain';
import { ALL_ROBOTS, type Cause } from '../journal/event.ts';
import { isOpen } from '../machines/command.machine.ts';
import { isEnding } from '../machines/mission.machine.ts';
import { runId } from '../state/evolve.ts';
import {
  commandStatus,
  isMissionOver,
  isOver,
  type MissionRun,
  type StepRun,
  statusOf,
} from '../state/executor-state.ts';
import { causes } from './causes.ts';
import type { Decision } from './decision.ts';
import { undoGoal } from './undo.ts';

/** Runs of the schedule that is in force. */
export const currentRuns = (mission: MissionRun): StepRun[] =>
  [...mission.steps.values()].filter((run) => run.revision === mission.revision);

/** Something of this mission may be moving, or will go on by itself. A drive that waits for room does neither. */
export const isBusy = (decision: Decision, mission: MissionRun): boolean =>
  mission.replanning ||
  currentRuns(mission).some((run) => {
    const status = statusOf(run);
    return status === 'delayed' || (status === 'underway' && !waitsForRoom(decision, run));
  }) ||
  hasOpenCommand(decision, mission);

/** A travel that has made its last stretch and was not told the next. */
const waitsForRoom = (decision: Decision, run: StepRun): boolean => {
  if (run.kind !== 'travel' || statusOf(run) !== 'underway') return false;
  const route = decision.state.routes.get(run.robots[0] ?? '');
  return route !== undefined && route.entered >= route.released && robotIsIdle(decision, run);
};

const robotIsIdle = (decision: Decision, run: StepRun): boolean =>
  run.robots.every((robot) => decision.state.robots.get(robot)?.open === undefined);

export const hasOpenCommand = (decision: Decision, mission: MissionRun): boolean => {
  for (const command of decision.state.commands.values())
    if (command.mission === mission.id && isOpen(commandStatus(command))) return true;
  return false;
};

export const mayWork = (mission: MissionRun): boolean =>
  mission.machine.value === 'underway' ||
  mission.machine.value === 'blocked' ||
  (isEnding(mission.machine.value) && mission.undoAsked === true && !mission.replanning && mission.revision > 1);

/** Begins missions whose time has come. */
export const beginMission = (decision: Decision, mission: MissionRun): void => {
  if (mission.machine.value !== 'standby' || decision.scene < mission.notBeforeSeconds) return;
  decision.emit({ type: 'mission-started', mission: mission.id });
  // Accepted under a stop: the reset that ends the stop must not be what sets it going.
  const latch = Object.keys(mission.lanes)
    .map((robot) => decision.state.latches.get(ALL_ROBOTS) ?? decision.state.latches.get(robot))
    .find((found) => found !== undefined);
  if (latch) decision.emit({ type: 'mission-paused', mission: mission.id, by: latch.by });
};

/** Concludes a mission whose work is over, asks for a new plan where one is needed, says what it waits for where nothing goes on. */
export const concludeMission = (decision: Decision, mission: MissionRun): void => {
  if (isMissionOver(mission) || mission.machine.value === 'standby') return;
  if (isEnding(mission.machine.value)) {
    concludeEnding(decision, mission);
    return;
  }
  if (mission.machine.value === 'paused') return;
  const runs = currentRuns(mission);
  const failed = runs.find((run) => statusOf(run) === 'failed');
  if (runs.every(isOver) && !failed) {
    const deferred = deferredGoal(mission);
    if (deferred && !askReplan(decision, mission, deferred, causes.branch()))
      failMission(decision, mission, causes.noOutcome());
    if (!deferred) decision.emit({ type: 'mission-completed', mission: mission.id });
    return;
  }
  if (isBusy(decision, mission)) {
    if (mission.machine.value === 'blocked') decision.emit({ type: 'mission-unblocked', mission: mission.id });
    return;
  }
  if (failed) {
    if (!askReplan(decision, mission, mission.verified.plan.goal, failed.cause ?? causes.predecessor()))
      failMission(decision, mission, failed.cause ?? causes.predecessor());
    return;
  }
  const stuck = runs.find((run) => statusOf(run) === 'blocked') ?? longWithoutRoom(decision, runs);
  if (!stuck) return;
  const cause = stuck.cause ?? causes.noRoom();
  const isNews = mission.machine.value === 'underway' || cause.code !== mission.cause?.code;
  if (isNews) decision.emit({ type: 'mission-blocked', mission: mission.id, cause });
};

/** A drive that has waited for room longer than anybody should. */
const longWithoutRoom = (decision: Decision, runs: readonly StepRun[]): StepRun | undefined =>
  runs.find((run) => {
    if (!waitsForRoom(decision, run)) return false;
    const last = decision.state.commands.get(run.commands.at(-1) ?? '');
    const since = last?.endedAt ?? run.startedAt ?? decision.scene;
    return decision.isPast(`room ${run.mission} ${run.id}`, since, decision.inputs.limits.patience);
  });

const failMission = (decision: Decision, mission: MissionRun, cause: Cause): void => {
  cancelRest(decision, mission, causes.predecessor());
  decision.emit({ type: 'mission-failed', mission: mission.id, cause });
};

/** Cancels every run of the schedule in force that is not over; none of them may have an open command. */
export const cancelRest = (decision: Decision, mission: MissionRun, cause: Cause, by?: string): void => {
  for (const run of currentRuns(mission))
    if (!isOver(run))
      decision.emit({
        type: 'step-canceled',
        mission: mission.id,
        step: run.id,
        cause,
        ...(by === undefined ? {} : { by }),
      });
};

/** Asks for a plan from the world as it is believed, within the budget. The answer comes in later, as an input. */
export const askReplan = (decision: Decision, mission: MissionRun, goal: Goal, cause: Cause): boolean => {
  const { limits, canReplan } = decision.inputs;
  if (mission.replanning) return true;
  const lately = decision.state.replansAt.filter((time) => time > decision.scene - 60).length;
  if (!canReplan || mission.replans >= limits.replansPerMission || lately >= limits.replansPerMinute) return false;
  decision.emit({ type: 'replan-requested', mission: mission.id, goal, cause });
  decision.replans.push({ mission: mission.id, goal, cause });
  return true;
};

/** Goals that were left until something was seen, and it was. */
const deferredGoal = (mission: MissionRun): Goal | undefined => {
  const name = runId(mission.revision);
  const due = (mission.verified.plan.deferred ?? []).filter(
    (entry) => mission.steps.get(name(entry.after))?.found === entry.outcome,
  );
  const [first] = due;
  return first && { ...first.goal, propositions: due.flatMap(({ goal }) => goal.propositions) };
};

const concludeEnding = (decision: Decision, mission: MissionRun): void => {
  if (isBusy(decision, mission)) {
    if (mission.machine.matches({ ending: 'stuck' })) decision.emit({ type: 'mission-unblocked', mission: mission.id });
    return;
  }
  const runs = currentRuns(mission);
  if (mission.undoAsked !== true) {
    const doubtful = runs.find((run) => statusOf(run) === 'blocked' && run.cause?.code === 'EXECUTE_OUTCOME_UNKNOWN');
    if (doubtful) return;
    cancelRest(decision, mission, causes.canceled(mission.by ?? ''));
    const goal = mission.cancel === undefined ? undefined : undoGoal(decision, mission, mission.cancel);
    if (goal && askReplan(decision, mission, goal, causes.canceled(mission.by ?? ''))) return;
    decision.emit({ type: 'mission-canceled', mission: mission.id });
    return;
  }
  if (runs.every(isOver)) {
    decision.emit({ type: 'mission-canceled', mission: mission.id });
    return;
  }
  const stuck = runs.find((run) => statusOf(run) === 'blocked');
  if (stuck && mission.machine.matches({ ending: 'working' }))
    decision.emit({ type: 'mission-blocked', mission: mission.id, cause: stuck.cause ?? causes.predecessor() });
};
