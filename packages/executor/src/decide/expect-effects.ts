import { parseFactKey } from '@muster/domain';
import type { MissionRun, StepRun } from '../state/executor-state.ts';
import type { Decision } from './decision.ts';
import { changes, reportsOnly, stepContext } from './step-conditions.ts';

/** Believes in a step's effects, as expected or, for robots that see nothing themselves, as reported. Done once, when it is reported. */
export const expectEffects = (decision: Decision, mission: MissionRun, run: StepRun): void => {
  const context = stepContext(decision, mission, run);
  if (!context) return;
  const { skill, binding } = context;
  const source = reportsOnly(decision, run) ? 'reported' : 'expected';
  const expected = changes(decision, skill.effects.end, binding, source);
  const end = { ...expected, numbers: expected.numbers.filter(({ fact }) => !isCounted(decision, run, fact)) };
  if (end.facts.length + end.numbers.length > 0)
    decision.emit({ type: 'belief-changed', ...end, mission: mission.id, step: run.id });
  const outcome = skill.outcomes?.find((entry) => entry.id === run.found);
  if (!outcome) return;
  const seen = changes(decision, outcome.effects, binding, 'sensed');
  if (seen.facts.length + seen.numbers.length > 0)
    decision.emit({ type: 'belief-changed', ...seen, mission: mission.id, step: run.id });
};

/**
 * Whether a robot of the step has told since the step began what a number of its own is now: that reading has the effect in it, and counting it in again
 * would leave a full deck with room to spare, or less than none.
 */
const isCounted = (decision: Decision, run: StepRun, fact: string): boolean => {
  const known = decision.state.belief.numbers[fact];
  const [, owner] = parseFactKey(fact);
  return (
    known?.source === 'sensed' &&
    known.at > (run.startedAt ?? Number.POSITIVE_INFINITY) &&
    run.robots.includes(owner ?? '')
  );
};
