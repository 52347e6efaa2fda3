import { bilingual, type Problem, type Result, type VerifiedSchedule } from '@muster/domain';
import { isMissionOver } from '../state/executor-state.ts';
import { scheduleProblems } from './admit.ts';
import { causes } from './causes.ts';
import type { Decision } from './decision.ts';
import { cancelRest, hasOpenCommand } from './missions.ts';

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
