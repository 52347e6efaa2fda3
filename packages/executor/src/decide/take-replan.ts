import { bilingual, fail, ok, type Problem, type Result, type VerifiedSchedule } from '@muster/domain';
import { isMissionOver } from '../state/executor-state.ts';
import { scheduleProblems } from './admit.ts';
import { causes } from './causes.ts';
import type { Decision } from './decision.ts';
import { cancelRest, hasOpenCommand } from './missions.ts';

/** A person's change to what has not begun: the rest of a mission, proved anew. It moves nothing by itself: a paused mission stays paused. */
export type ReviseRequest = {
  readonly type: 'revise-mission';
  readonly mission: string;
  readonly verified: VerifiedSchedule;
  readonly by: string;
};

export const reviseMission = (
  decision: Decision,
  request: ReviseRequest,
  isGenuine: (verified: VerifiedSchedule) => boolean,
): Result<void> => {
  const mission = decision.state.missions.get(request.mission);
  if (!mission || isMissionOver(mission))
    return fail({
      code: 'EXECUTE_MISSION_OVER',
      says: bilingual(`No mission ${request.mission} is running.`, `没有正在执行的任务 ${request.mission}。`),
    });
  const problems: readonly Problem[] =
    hasOpenCommand(decision, mission) || mission.replanning || !mission.machine.can({ type: 'mission-revised' })
      ? [
          {
            code: 'EXECUTE_STILL_RUNNING',
            place: mission.id,
            says: bilingual('Robots are still at a step of this mission.', '机器人仍在执行该任务的步骤。'),
            remedy: bilingual(
              'Pause it, and change it when the step under way has ended.',
              '请先暂停，待当前步骤结束后再修改。',
            ),
          },
        ]
      : scheduleProblems(decision, request.verified, isGenuine);
  if (problems.length > 0) return fail(...problems);
  cancelRest(decision, mission, causes.changedBy(request.by), request.by);
  decision.emit({ type: 'mission-revised', mission: mission.id, verified: request.verified });
  return ok(undefined);
};

/** Goes on with a new proof, if it still fits the world; else says so, and the mission is concluded without one. */
export const takeReplanAnswer = (
  decision: Decision,
  missionId: string,
  answer: Result<VerifiedSchedule>,
  isGenuine: (verified: VerifiedSchedule) => boolean,
): void => {
  const mission = decision.state.missions.get(missionId);
  if (!mission || isMissionOver(mission) || !mission.replanning) return;
  const problems: readonly Problem[] = !answer.ok
    ? answer.problems
    : hasOpenCommand(decision, mission)
      ? [{ code: 'EXECUTE_WRONG_TIME', says: bilingual('Robots are still at the old plan.', '机器人仍在执行旧计划。') }]
      : scheduleProblems(decision, answer.value, isGenuine);
  if (problems.length > 0 || !answer.ok) {
    decision.emit({ type: 'replan-refused', mission: missionId, problems });
    return;
  }
  cancelRest(decision, mission, causes.superseded());
  decision.emit({ type: 'mission-revised', mission: missionId, verified: answer.value });
};
