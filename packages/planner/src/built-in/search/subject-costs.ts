import type { Goal, Situation } from '@muster/domain';
import { buildTask } from './build-task.ts';
import type { RawOperator } from './ground-task.ts';
import { relaxationOf } from './relaxation.ts';
import { RelaxedPlanner } from './relaxed.ts';

/** Relaxed cost of making one of some facts true, from the start. */
export const subjectCosts = (
  situation: Situation,
  raw: readonly RawOperator[],
  goal: Goal,
): ((keys: readonly string[]) => number) => {
  const needed =
    goal.propositions.some((entry) => !['all', 'none'].includes(entry.quantifier.kind)) ||
    (goal.constraints?.length ?? 0) > 0;
  if (!needed) return () => 0;
  const memo = new Map<string, number>();
  return (keys) => {
    const id = keys.join(' ');
    const known = memo.get(id);
    if (known !== undefined) return known;
    const task = buildTask(
      situation,
      raw,
      [{ id: 'cost', ways: keys.map((key) => ({ positive: [key], negative: [], tests: [] })) }],
      [],
    );
    const { value } = new RelaxedPlanner(relaxationOf(task)).evaluate({
      facts: task.initialFacts,
      numbers: task.initialNumbers,
    });
    memo.set(id, value);
    return value;
  };
};
