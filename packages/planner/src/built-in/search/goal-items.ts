import { type Condition, factKey, type Goal, type Proposition, type Situation } from '@muster/domain';
import type { RawGoal } from './build-task.ts';
import { conditionWays, type Grounds } from './normal-form.ts';

/**
 * The goal as a list of items that must all hold at the end. Counting propositions are narrowed to chosen subjects: the ones that hold already,
 * then the cheapest by `costOf`; argument constraints (same, different) fix the arguments in the same way.
 *
 * @param costOf estimated cost of one subject's fact; infinity when it can't be reached
 */
export const goalItems = (
  goal: Goal,
  situation: Situation,
  grounds: Grounds,
  costOf: (keys: readonly string[]) => number,
): RawGoal[] => {
  const items: RawGoal[] = [];
  const fixed = fixedArguments(goal, costOf);
  // What holds throughout is a limit on the states, not something to reach; it has to hold at the end as well.
  for (const proposition of goal.propositions)
    items.push(...propositionItems(proposition, situation, grounds, fixed, costOf));
  for (const entry of goal.conditions ?? [])
    items.push({ id: entry.id, ways: conditionWays(entry.condition, grounds) });
  return items;
};

/** Ground keys that satisfy one subject of a proposition, any one of them. */
export const subjectKeys = (
  proposition: Proposition,
  subject: string,
  args: readonly (readonly string[])[] = proposition.args,
): string[] => {
  let choices: string[][] = [[]];
  for (const slot of args) choices = choices.flatMap((choice) => slot.map((value) => [...choice, value]));
  return choices.map((choice) => factKey(proposition.predicate, subject, ...choice));
};

type Fixed = ReadonlyMap<string, readonly (readonly string[])[]>;

const propositionItems = (
  proposition: Proposition,
  situation: Situation,
  grounds: Grounds,
  fixed: Fixed,
  costOf: (keys: readonly string[]) => number,
): RawGoal[] => {
  const { quantifier } = proposition;
  const subjects = proposition.subjects;
  if (subjects.length === 0) {
    const atom: Condition = [proposition.predicate];
    return [{ id: proposition.id, ways: conditionWays(quantifier.kind === 'none' ? ['not', atom] : atom, grounds) }];
  }
  const keysOf = (subject: string): string[] =>
    subjectKeys(proposition, subject, fixed.get(`${proposition.id} ${subject}`));
  const asCondition = (key: string): Condition => {
    const open = key.indexOf('(');
    return [key.slice(0, open), ...key.slice(open + 1, -1).split(',')] as unknown as Condition;
  };
  const some = (subject: string): RawGoal => ({
    id: `${proposition.id}/${subject}`,
    ways: conditionWays(['or', ...keysOf(subject).map(asCondition)], grounds),
  });
  const none = (subject: string): RawGoal => ({
    id: `${proposition.id}/${subject}`,
    ways: conditionWays(['and', ...keysOf(subject).map((key): Condition => ['not', asCondition(key)])], grounds),
  });
  if (quantifier.kind === 'all') return subjects.map(some);
  if (quantifier.kind === 'none') return subjects.map(none);
  const holdsNow = (subject: string): boolean =>
    keysOf(subject).some((key) => situation.state.facts[key]?.value === true);
  const ranked = [...subjects].sort(
    (a, b) => Number(holdsNow(b)) - Number(holdsNow(a)) || costOf(keysOf(a)) - costOf(keysOf(b)) || (a < b ? -1 : 1),
  );
  if (quantifier.kind === 'at-least') return ranked.slice(0, quantifier.n).map(some);
  const chosen = ranked.slice(0, quantifier.n);
  const rest = ranked.slice(quantifier.n);
  // More wished for than there are: an item that can't hold says so honestly.
  if (chosen.length < quantifier.n && quantifier.kind === 'exactly') return [{ id: proposition.id, ways: [] }];
  return quantifier.kind === 'exactly' ? [...chosen.map(some), ...rest.map(none)] : rest.map(none);
};

/** Arguments fixed by same / different constraints, per proposition and subject. */
const fixedArguments = (goal: Goal, costOf: (keys: readonly string[]) => number): Fixed => {
  const fixed = new Map<string, readonly (readonly string[])[]>();
  for (const constraint of goal.constraints ?? []) {
    const propositions = constraint.propositions
      .map((id) => goal.propositions.find((entry) => entry.id === id))
      .filter((entry) => entry !== undefined);
    const used = new Set<string>();
    const narrowed = (proposition: Proposition, value: string): string[][] =>
      proposition.args.map((slot, index) => (index === constraint.arg ? [value] : [...slot]));
    if (constraint.kind === 'different') {
      for (const proposition of propositions)
        for (const subject of proposition.subjects) {
          const options = (proposition.args[constraint.arg] ?? []).filter((value) => !used.has(value));
          const best = options
            .map((value) => ({ value, cost: costOf(subjectKeys(proposition, subject, narrowed(proposition, value))) }))
            .sort((a, b) => a.cost - b.cost || (a.value < b.value ? -1 : 1))[0];
          if (!best) continue;
          used.add(best.value);
          fixed.set(`${proposition.id} ${subject}`, narrowed(proposition, best.value));
        }
    } else {
      const common = (propositions[0]?.args[constraint.arg] ?? []).filter((value) =>
        propositions.every((entry) => entry.args[constraint.arg]?.includes(value)),
      );
      const best = common
        .map((value) => ({
          value,
          cost: propositions.reduce(
            (sum, entry) =>
              sum +
              entry.subjects.reduce(
                (part, subject) => part + costOf(subjectKeys(entry, subject, narrowed(entry, value))),
                0,
              ),
            0,
          ),
        }))
        .sort((a, b) => a.cost - b.cost || (a.value < b.value ? -1 : 1))[0];
      if (best)
        for (const proposition of propositions)
          for (const subject of proposition.subjects)
            fixed.set(`${proposition.id} ${subject}`, narrowed(proposition, best.value));
    }
  }
  return fixed;
};
