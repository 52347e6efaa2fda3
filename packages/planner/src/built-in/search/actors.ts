import type { Goal, Proposition } from '@muster/domain';
import type { RawOperator } from './ground-task.ts';

/** Only robots that the goal allows may take part in making its propositions true. */
export const restrictActors = (raw: readonly RawOperator[], goal: Goal): readonly RawOperator[] => {
  const restricted = goal.propositions.filter((proposition) => proposition.by !== undefined);
  if (restricted.length === 0) return raw;
  return raw.filter((operator) =>
    restricted.every((proposition) => {
      const achieves = operator.groups.some((group) => group.add.some((key) => matches(proposition, key)));
      return !achieves || Object.values(operator.roles).some((robot) => proposition.by?.includes(robot));
    }),
  );
};

/** Whether a fact counts for a proposition. */
export const matches = (proposition: Proposition, key: string): boolean => {
  const open = key.indexOf('(');
  if (key.slice(0, open) !== proposition.predicate) return false;
  const terms = key.slice(open + 1, -1).split(',');
  return (
    (proposition.subjects.length === 0 || proposition.subjects.includes(terms[0] ?? '')) &&
    proposition.args.every((slot, index) => slot.includes(terms[index + 1] ?? ''))
  );
};
