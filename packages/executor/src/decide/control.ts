import { type Bilingual, bilingual, fail, ok, type Problem, type Result } from '@muster/domain';
import type { CancelMode } from '../journal/event.ts';
import { isOpen } from '../machines/command.machine.ts';
import { isEnding } from '../machines/mission.machine.ts';
import {
  commandStatus,
  isMissionOver,
  isOver,
  type MissionRun,
  robotValue,
  type StepRun,
  statusOf,
} from '../state/executor-state.ts';
import { causes } from './causes.ts';
import type { Decision } from './decision.ts';
import { askReplan, currentRuns } from './missions.ts';
import { changes, stepContext } from './step-conditions.ts';
import { proveAbsent } from './watch-commands.ts';

/** What a person may ask for, besides a stop, which has its own lane. `by` names the person. */
export type ControlRequest =
  | {
      readonly type: 'pause-mission' | 'resume-mission' | 'replan-mission';
      readonly mission: string;
      readonly by: string;
    }
  | { readonly type: 'cancel-mission'; readonly mission: string; readonly mode: CancelMode; readonly by: string }
  | {
      /** `complete-step`: a person has looked and says that it is done. */
      readonly type: 'skip-step' | 'retry-step' | 'complete-step';
      readonly mission: string;
      readonly step: string;
      readonly by: string;
    }
  | { readonly type: 'take-over-robot' | 'hand-back-robot'; readonly robot: string; readonly by: string }
  | { readonly type: 'reset-stop'; readonly scope: string; readonly by: string; readonly reason: string };

const problem = (code: string, says: Bilingual, place?: string): Problem => ({
  code,
  says,
  ...(place === undefined ? {} : { place }),
});

/** Carries out a request, or says why not. Never moves a robot by itself. */
export const takeRequest = (decision: Decision, request: ControlRequest): Result<void> => {
  if (request.by.trim() === '')
    return fail(problem('EXECUTE_NAME_MISSING', bilingual('A person has to be named.', '需要写明是谁。')));
  switch (request.type) {
    case 'take-over-robot':
    case 'hand-back-robot':
      return takeRobotRequest(decision, request);
    case 'reset-stop':
      return resetStop(decision, request);
    default:
      break;
  }
  const mission = decision.state.missions.get(request.mission);
  if (!mission)
    return fail(
      problem(
        'EXECUTE_UNKNOWN_MISSION',
        bilingual(`There is no mission ${request.mission}.`, `没有任务 ${request.mission}。`),
      ),
    );
  if (isMissionOver(mission))
    return fail(
      problem('EXECUTE_MISSION_OVER', bilingual(`Mission ${mission.id} is over.`, `任务 ${mission.id} 已结束。`)),
    );
  switch (request.type) {
    case 'pause-mission':
      if (!mission.machine.can({ type: 'mission-paused' })) return wrongTime(mission);
      decision.emit({ type: 'mission-paused', mission: mission.id, by: request.by });
      return ok(undefined);
    case 'resume-mission':
      return resumeMission(decision, mission, request.by);
    case 'cancel-mission':
      return cancelMission(decision, mission, request.mode, request.by);
    case 'replan-mission': {
      const busy = currentRuns(mission).some((run) => statusOf(run) === 'underway');
      if (busy || !askReplan(decision, mission, mission.verified.plan.goal, causes.canceled(request.by)))
        return wrongTime(mission);
      return ok(undefined);
    }
    default:
      return takeStepRequest(decision, mission, request);
  }
};

const wrongTime = (mission: MissionRun): Result<never> =>
  fail(
    problem(
      'EXECUTE_WRONG_TIME',
      bilingual(
        `Mission ${mission.id} can't do that while it is ${JSON.stringify(mission.machine.value)}.`,
        `任务 ${mission.id} 目前不能这样做。`,
      ),
    ),
  );

const resumeMission = (decision: Decision, mission: MissionRun, by: string): Result<void> => {
  if (!mission.machine.can({ type: 'mission-resumed' })) return wrongTime(mission);
  const stopped = Object.keys(mission.lanes).filter((id) => {
    const robot = decision.state.robots.get(id);
    return robot && robotValue(robot).stop !== 'clear';
  });
  if (stopped.length > 0)
    return fail(
      problem(
        'EXECUTE_STOPPED',
        bilingual(`A stop is in force for ${stopped.join(', ')}.`, `${stopped.join('、')} 的停止请求仍有效。`),
      ),
    );
  decision.emit({ type: 'mission-resumed', mission: mission.id, by });
  return ok(undefined);
};

const cancelMission = (decision: Decision, mission: MissionRun, mode: CancelMode, by: string): Result<void> => {
  if (isEnding(mission.machine.value) && mission.undoAsked === true) return wrongTime(mission);
  decision.emit({ type: 'mission-canceling', mission: mission.id, mode, by });
  for (const run of currentRuns(mission)) {
    const status = statusOf(run);
    if (isOver(run)) continue;
    const open = run.commands.flatMap((id) => {
      const command = decision.state.commands.get(id);
      return command && isOpen(commandStatus(command)) ? [command] : [];
    });
    if (open.length === 0) {
      // A travel that waits for room has nothing to end; a step whose effect is being looked at may still be seen.
      if (status !== 'underway' || (run.kind === 'travel' && mode !== 'finish'))
        decision.emit({
          type: 'step-canceled',
          mission: mission.id,
          step: run.id,
          cause: causes.canceled(by),
          by,
        });
      continue;
    }
    if (mode === 'finish' && run.kind === 'step') continue;
    for (const command of open)
      if (commandStatus(command) === 'sent' || commandStatus(command) === 'confirmed')
        decision.emit({ type: 'command-canceling', robot: command.command.robot, id: command.command.id });
  }
  return ok(undefined);
};

const takeStepRequest = (
  decision: Decision,
  mission: MissionRun,
  request: Extract<ControlRequest, { step: string }>,
): Result<void> => {
  const run = mission.steps.get(request.step);
  if (!run)
    return fail(
      problem('EXECUTE_UNKNOWN_STEP', bilingual(`There is no step ${request.step}.`, `没有步骤 ${request.step}。`)),
    );
  if (isOver(run) || (statusOf(run) === 'underway' && request.type !== 'complete-step'))
    return fail(
      problem(
        'EXECUTE_WRONG_TIME',
        bilingual(`Step ${run.id} is ${statusOf(run)}.`, `步骤 ${run.id} 的状态是 ${statusOf(run)}。`),
        run.id,
      ),
    );
  const doubt = openCommands(decision, run);
  const running = doubt.filter((command) => commandStatus(command) !== 'unknown');
  if (running.length > 0)
    return fail(
      problem(
        'EXECUTE_STILL_RUNNING',
        bilingual(`A robot is still at step ${run.id}.`, `机器人仍在执行步骤 ${run.id}。`),
        run.id,
      ),
    );
  // Who decides about a command in doubt vouches for it: a named person is the last evidence there is.
  for (const command of doubt) proveAbsent(decision, command, 'person');
  const at = { mission: mission.id, step: run.id, by: request.by };
  if (request.type === 'skip-step') decision.emit({ type: 'step-skipped', ...at, cause: causes.skippedBy(request.by) });
  else if (request.type === 'complete-step') {
    if (statusOf(run) === 'standby')
      return fail(
        problem('EXECUTE_WRONG_TIME', bilingual(`Step ${run.id} has not begun.`, `步骤 ${run.id} 尚未开始。`), run.id),
      );
    completeByPerson(decision, mission, run, request.by);
  } else if (statusOf(run) !== 'standby') decision.emit({ type: 'step-retried', ...at });
  if (mission.machine.can({ type: 'mission-unblocked' }))
    decision.emit({ type: 'mission-unblocked', mission: mission.id, by: request.by });
  return ok(undefined);
};

const completeByPerson = (decision: Decision, mission: MissionRun, run: StepRun, by: string): void => {
  for (const effect of personSeen(decision, mission, run)) decision.emit(effect);
  decision.emit({ type: 'step-completed', mission: mission.id, step: run.id, evidence: 'person', by });
};

const openCommands = (decision: Decision, run: StepRun) =>
  run.commands.flatMap((id) => {
    const command = decision.state.commands.get(id);
    return command && isOpen(commandStatus(command)) ? [command] : [];
  });

const personSeen = (decision: Decision, mission: MissionRun, run: StepRun) => {
  const context = stepContext(decision, mission, run);
  if (!context) return [];
  const end = changes(decision, context.skill.effects.end, context.binding, 'person');
  return end.facts.length + end.numbers.length === 0
    ? []
    : [{ type: 'belief-changed' as const, ...end, mission: mission.id, step: run.id }];
};

const takeRobotRequest = (decision: Decision, request: Extract<ControlRequest, { robot: string }>): Result<void> => {
  const robot = decision.state.robots.get(request.robot);
  if (!robot)
    return fail(
      problem(
        'EXECUTE_UNKNOWN_ROBOT',
        bilingual(`There is no robot ${request.robot}.`, `没有机器人 ${request.robot}。`),
      ),
    );
  const event = request.type === 'take-over-robot' ? 'robot-taken-over' : 'robot-handed-back';
  if (!robot.machine.can({ type: event }))
    return fail(
      problem(
        'EXECUTE_WRONG_TIME',
        bilingual(`${robot.id} is not in that hand.`, `${robot.id} 当前不处于该状态。`),
        robot.id,
      ),
    );
  decision.emit({ type: event, robot: robot.id, by: request.by });
  // The lease goes with the hand: whoever held the old epoch can't move it any more.
  decision.emit({ type: 'lease-taken', robot: robot.id, epoch: robot.epoch + 1 });
  const open = robot.open === undefined ? undefined : decision.state.commands.get(robot.open);
  if (open && (commandStatus(open) === 'sent' || commandStatus(open) === 'confirmed'))
    decision.emit({ type: 'command-canceling', robot: robot.id, id: open.command.id });
  return ok(undefined);
};

const resetStop = (decision: Decision, request: Extract<ControlRequest, { type: 'reset-stop' }>): Result<void> => {
  if (!decision.state.latches.has(request.scope))
    return fail(
      problem('EXECUTE_NOT_STOPPED', bilingual(`No stop is in force for ${request.scope}.`, `没有生效的停止请求。`)),
    );
  if (request.reason.trim() === '')
    return fail(problem('EXECUTE_REASON_MISSING', bilingual('A reason has to be given.', '需要写明原因。')));
  decision.emit({ type: 'stop-reset', scope: request.scope, by: request.by, reason: request.reason });
  return ok(undefined);
};
