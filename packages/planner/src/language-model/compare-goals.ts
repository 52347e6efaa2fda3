import { canonicalJson, type Goal, type Proposition, type Situation } from '@muster/domain';

export type Difference = 'entity' | 'number' | 'negation' | 'order' | 'robot' | 'time' | 'condition';

/** Facts whose first argument is the robot itself: who does it is already said. */
const isRobotFirst = (predicate: string, { model }: Situation): boolean =>
  model.library.vocabulary.predicates.find((entry) => entry.id === predicate)?.args[0] === 'robot';

type Claim = {
  readonly predicate: string;
  readonly subjects: readonly string[];
  readonly targets: readonly string[];
  readonly sign: '+' | '-' | '#';
  readonly count: string;
  readonly by: string;
  readonly time: string;
};

const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** `all` and `none` fall apart into one claim per subject; a count over as many things as there are is `all`. */
const claimsOf = (proposition: Proposition, situation: Situation): Claim[] => {
  const { quantifier, subjects } = proposition;
  // Having been somewhere at the end of a plan and being there are the same wish.
  const predicate = proposition.predicate === 'visited' ? 'at' : proposition.predicate;
  const shared = {
    predicate,
    targets: proposition.args.map((slot) => sorted(slot).join('|')),
    by: proposition.by && !isRobotFirst(predicate, situation) ? sorted(proposition.by).join('|') : '',
    time: `${proposition.holds === 'always' ? 'always' : ''} ${proposition.beforeSeconds ?? ''}`.trim(),
  };
  const each = (sign: '+' | '-'): Claim[] =>
    (subjects.length === 0 ? [''] : sorted(subjects)).map((subject) => ({
      ...shared,
      subjects: [subject],
      sign,
      count: '',
    }));
  if (quantifier.kind === 'all') return each('+');
  if (quantifier.kind === 'none') return each('-');
  if (quantifier.kind !== 'at-most' && quantifier.n >= subjects.length) return each('+');
  if (quantifier.kind !== 'at-least' && quantifier.n === 0) return each('-');
  return [{ ...shared, subjects: sorted(subjects), sign: '#', count: `${quantifier.kind} ${quantifier.n}` }];
};

const write = (claim: Claim, parts: readonly (keyof Claim)[]): string =>
  canonicalJson(parts.map((part) => claim[part]));
const WHOLE: readonly (keyof Claim)[] = ['predicate', 'subjects', 'targets', 'sign', 'count', 'by', 'time'];

const setOf = (claims: readonly Claim[], parts: readonly (keyof Claim)[]): string =>
  sorted(claims.map((claim) => write(claim, parts))).join('\n');

/**
 * In what two readings of one sentence differ; empty when they mean the same. Names, listing order and ways of writing the same thing don't count.
 */
export const compareGoals = (a: Goal, b: Goal, situation: Situation): Difference[] => {
  const claims = (goal: Goal): Claim[] => goal.propositions.flatMap((entry) => claimsOf(entry, situation));
  const [left, right] = [claims(a), claims(b)];
  const found = new Set<Difference>();
  const differs = (parts: readonly (keyof Claim)[]): boolean => setOf(left, parts) !== setOf(right, parts);
  if (differs(['predicate', 'subjects', 'targets', 'sign', 'count'])) {
    const isNegation = !differs(['predicate', 'subjects', 'targets']);
    const isNumber = left.some((claim) => claim.sign === '#') || right.some((claim) => claim.sign === '#');
    const signs = (list: readonly Claim[]): boolean => list.some((claim) => claim.sign === '-');
    if (isNegation && signs(left) !== signs(right)) found.add('negation');
    else if (isNumber || (isNegation && differs(['sign', 'count']))) found.add('number');
    if (!isNegation || found.size === 0) found.add('entity');
    if (signs(left) !== signs(right)) found.add('negation');
  }
  if (differs(['predicate', 'subjects', 'by']) && !found.has('entity')) found.add('robot');
  if (differs(['predicate', 'subjects', 'time']) && !found.has('entity')) found.add('time');
  if (orderOf(a, situation) !== orderOf(b, situation)) found.add('order');
  if (branchesOf(a, situation) !== branchesOf(b, situation)) found.add('condition');
  if (canonicalJson(sorted(a.avoid?.robots ?? [])) !== canonicalJson(sorted(b.avoid?.robots ?? []))) found.add('robot');
  return [...found].sort();
};

const orderOf = (goal: Goal, situation: Situation): string => {
  const content = new Map(
    goal.propositions.map((entry) => [
      entry.id,
      claimsOf(entry, situation)
        .map((claim) => write(claim, WHOLE))
        .sort(),
    ]),
  );
  const next = new Map<string, Set<string>>();
  for (const { before, after } of goal.order ?? [])
    for (const first of content.get(before) ?? [])
      for (const second of content.get(after) ?? []) next.set(first, (next.get(first) ?? new Set()).add(second));
  for (let grew = true; grew; ) {
    grew = false;
    for (const later of next.values())
      for (const middle of [...later])
        for (const last of next.get(middle) ?? [])
          if (!later.has(last)) {
            later.add(last);
            grew = true;
          }
  }
  return sorted([...next].flatMap(([first, later]) => [...later].map((second) => `${first} < ${second}`))).join('\n');
};

const branchesOf = (goal: Goal, situation: Situation): string =>
  (goal.branches ?? [])
    .map((branch) => {
      const side = (part: Goal | undefined): string =>
        part === undefined
          ? ''
          : setOf(
              part.propositions.flatMap((entry) => claimsOf(entry, situation)),
              WHOLE,
            );
      const isNegated = branch.if[0] === 'not';
      const sides = [side(branch.met), side(branch.unmet)];
      return canonicalJson([isNegated ? branch.if[1] : branch.if, ...(isNegated ? sides.reverse() : sides)]);
    })
    .sort()
    .join('\n');
