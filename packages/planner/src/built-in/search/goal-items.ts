import { type Condition, factKey, type Goal, type Proposition, type Situation } from '@muster/domain';
import type { RawGoal } from './build-task.ts';
import { liftedEffects } from './lifted-rule.ts';
import { conditionWays, type Grounds } from './normal-form.ts';

/** More ways than this to meet a count are too many for the search to weigh: then subjects are chosen beforehand. */
const MAX_WAYS = 40;

/**
 * The goal as a list of items that must all hold at the end. A count over few things leaves the choice of them to the search; over many it is narrowed
 * to chosen subjects: first those that nothing else in the goal wants elsewhere, then the ones that hold already, then the cheapest by `costOf`.
 * Argument constraints (same, different) fix the arguments in the same way.
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
  const wanted = wantedElsewhere(goal, situation);
  for (const proposition of goal.propositions)
    items.push(...propositionItems(proposition, situation, grounds, fixed, costOf, wanted));
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

/** What the goal wants of each thing so far, so that no count reckons with a thing that has to be somewhere else. */
type Wanted = {
  readonly taken: (proposition: Proposition, subject: string) => boolean;
  readonly take: (proposition: Proposition, subject: string) => void;
};

const wantedElsewhere = (goal: Goal, situation: Situation): Wanted => {
  // A fact that no skill ever ends may hold of one thing in many places.
  const ended = new Set(
    Object.values(situation.model.library.skills).flatMap((skill) =>
      liftedEffects(skill).flatMap(({ effect }) => (effect[0] === 'not' ? [(effect[1] as readonly string[])[0]!] : [])),
    ),
  );
  const claims: { readonly subject: string; readonly proposition: Proposition }[] = [];
  const take = (proposition: Proposition, subject: string): void => {
    claims.push({ subject, proposition });
  };
  for (const proposition of goal.propositions)
    if (proposition.quantifier.kind === 'all' && proposition.holds !== 'sometime')
      for (const subject of proposition.subjects) take(proposition, subject);
  const apart = (a: Proposition, b: Proposition): boolean =>
    a !== b &&
    a.holds === b.holds &&
    ended.has(a.predicate) &&
    (a.predicate !== b.predicate || a.args.some((slot, at) => !slot.some((value) => b.args[at]?.includes(value))));
  return {
    take,
    taken: (proposition, subject) =>
      claims.some((claim) => claim.subject === subject && apart(proposition, claim.proposition)),
  };
};

const propositionItems = (
  proposition: Proposition,
  situation: Situation,
  grounds: Grounds,
  fixed: Fixed,
  costOf: (keys: readonly string[]) => number,
  wanted: Wanted,
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
  if (quantifier.kind === 'at-least') {
    const ways = countedWays(
      subjects.map((subject) => keysOf(subject).length),
      quantifier.n,
    );
    if (ways <= MAX_WAYS) {
      const subsets = combinations(subjects, quantifier.n).map(
        (subset): Condition => [
          'and',
          ...subset.map((subject): Condition => ['or', ...keysOf(subject).map(asCondition)]),
        ],
      );
      return [{ id: proposition.id, ways: conditionWays(['or', ...subsets], grounds) }];
    }
  }
  const elsewhere = new Set(subjects.filter((subject) => wanted.taken(proposition, subject)));
  const ranked = [...subjects].sort(
    (a, b) =>
      Number(elsewhere.has(a)) - Number(elsewhere.has(b)) ||
      Number(holdsNow(b)) - Number(holdsNow(a)) ||
      costOf(keysOf(a)) - costOf(keysOf(b)) ||
      (a < b ? -1 : 1),
  );
  const chosen = ranked.slice(0, quantifier.n);
  for (const subject of chosen) wanted.take(proposition, subject);
  if (quantifier.kind === 'at-least') return chosen.map(some);
  const rest = ranked.slice(quantifier.n);
  // More wished for than there are: an item that can't hold says so honestly.
  if (chosen.length < quantifier.n && quantifier.kind === 'exactly') return [{ id: proposition.id, ways: [] }];
  return quantifier.kind === 'exactly' ? [...chosen.map(some), ...rest.map(none)] : rest.map(none);
};

/** How many ways there are to pick `n` of the subjects and one key of each. Elementary symmetric polynomial of the numbers of keys. */
const countedWays = (keys: readonly number[], n: number): number => {
  const sums = [1, ...Array.from({ length: n }, () => 0)];
  for (const count of keys) for (let at = n; at > 0; at -= 1) sums[at]! += sums[at - 1]! * count;
  return sums[n]!;
};

const combinations = (list: readonly string[], n: number): string[][] =>
  n === 0 ? [[]] : list.flatMap((first, at) => combinations(list.slice(at + 1), n - 1).map((rest) => [first, ...rest]));

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
