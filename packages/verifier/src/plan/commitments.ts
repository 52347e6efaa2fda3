import { displayName, type Violation } from '@muster/domain';
import type { ExecutionTrace } from './execute.ts';
import type { ProofProblem } from './prove-plan.ts';

/** Things that this plan needs and a running mission has claimed. Places with room and robots are shared; single things are not. */
export const commitmentViolations = (problem: ProofProblem, _trace: ExecutionTrace): Violation[] => {
  const { model } = problem.situation;
  const violations: Violation[] = [];
  for (const commitment of problem.situation.commitments) {
    const claimed = new Set(commitment.claims);
    for (const step of problem.steps)
      for (const value of Object.values(step.args)) {
        if (typeof value !== 'string' || !claimed.has(value)) continue;
        const entity = model.entities[value];
        const name = {
          en: entity ? displayName(entity.names, 'en') : value,
          zh: entity ? displayName(entity.names, 'zh') : value,
        };
        violations.push({
          code: 'VERIFY_CLAIMED',
          step: step.id,
          fact: value,
          mission: commitment.mission,
          says: {
            en: `${name.en} is claimed by mission ${commitment.mission}, which is still running.`,
            zh: `${name.zh}已被仍在执行的任务 ${commitment.mission} 占用。`,
          },
          remedy: { en: 'Wait until that mission is over, or cancel it.', zh: '请等该任务结束，或将其取消。' },
        });
        break;
      }
  }
  return violations.slice(0, 5);
};
