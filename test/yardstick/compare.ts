import { type Condition, canonicalJson, type Goal, type Interpretation, type WorldModel } from '@muster/domain';
import type { Item, WantedGoal, WantedProposition } from './items.ts';

/** Predicates whose first argument is the robot itself: who does it is already said. */
const ROBOT_FIRST = new Set(['at', 'visited', 'charged', 'docked', 'flying', 'waited', 'held']);

type CanonicalGoal = {
  readonly atoms: readonly string[];
  /** `before > after` between atoms, transitively closed. */
  readonly order: readonly string[];
  readonly branches: readonly {
    readonly condition: string;
    readonly met: CanonicalGoal;
    readonly unmet: CanonicalGoal;
  }[];
};
const NOTHING: CanonicalGoal = { atoms: [], order: [], branches: [] };

const sorted = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** Ground atoms of a proposition: `all` and `none` fall apart into one per subject, a count stays one atom over its set. */
const atomsOf = (proposition: WantedProposition, model: WorldModel): string[] => {
  const { subjects, quantifier } = proposition;
  const predicateOf = (subject: string): string => {
    if (proposition.predicate === 'visited') return 'at';
    // Sweeping a zone makes it both swept and clean.
    if (proposition.predicate === 'clean' && model.staticFacts[`zone(${subject})`]) return 'swept';
    return proposition.predicate;
  };
  const tail = (predicate: string): string =>
    [
      proposition.args.map((choices) => sorted(choices).join('|')).join(','),
      proposition.holds === 'always' ? 'always' : '',
      proposition.by && !ROBOT_FIRST.has(predicate) ? `by ${sorted(proposition.by).join('|')}` : '',
      proposition.beforeSeconds === undefined ? '' : `before ${proposition.beforeSeconds}`,
    ].join(';');
  const single = (sign: string): string[] => {
    if (subjects.length === 0) return [`${sign}${proposition.predicate}();${tail(proposition.predicate)}`];
    return sorted(subjects).map(
      (subject) => `${sign}${predicateOf(subject)}(${subject});${tail(predicateOf(subject))}`,
    );
  };
  if (quantifier.kind === 'all') return single('+');
  if (quantifier.kind === 'none') return single('-');
  if (quantifier.kind !== 'at-most' && quantifier.n >= Math.max(1, subjects.length)) return single('+');
  if (quantifier.kind !== 'at-least' && quantifier.n === 0) return single('-');
  const predicate = predicateOf(subjects[0] ?? '');
  return [`#${quantifier.kind} ${quantifier.n} ${predicate}{${sorted(subjects).join('|')}};${tail(predicate)}`];
};

const close = (pairs: readonly (readonly [string, string])[]): string[] => {
  const next = new Map<string, Set<string>>();
  for (const [before, after] of pairs) next.set(before, (next.get(before) ?? new Set()).add(after));
  let grew = true;
  while (grew) {
    grew = false;
    for (const later of next.values())
      for (const middle of [...later])
        for (const last of next.get(middle) ?? [])
          if (!later.has(last)) {
            later.add(last);
            grew = true;
          }
  }
  return sorted([...next].flatMap(([before, later]) => [...later].map((after) => `${before} > ${after}`)));
};

type Loose = WantedGoal & { readonly pairs?: readonly (readonly [number, number])[] };

const entitiesOf = (condition: Condition): string[] =>
  JSON.stringify(condition)
    .split(/[^a-z0-9_-]+/)
    .filter((word) => word !== '');

const canonical = (goal: Loose, model: WorldModel, drop: (atom: string) => boolean): CanonicalGoal => {
  const branches = goal.branches ?? [];
  const looked = new Set(branches.flatMap((branch) => entitiesOf(branch.if)));
  // Looking first is what a branch means: it may be stated as a goal of its own or not.
  const dropped = (atom: string): boolean => {
    const look = /^\+(?:inspected|measured)\(([^)]*)\)/.exec(atom);
    return drop(atom) || (look !== null && looked.has(look[1] ?? ''));
  };
  const perProposition = goal.propositions.map((entry) => atomsOf(entry, model).filter((atom) => !dropped(atom)));
  const pairs = goal.pairs ?? (goal.order === 'any' ? [] : goal.order) ?? [];
  return {
    atoms: sorted(perProposition.flat()),
    order: close(
      pairs.flatMap(([before, after]) =>
        (perProposition[before] ?? []).flatMap((first) =>
          (perProposition[after] ?? []).map((second): [string, string] => [first, second]),
        ),
      ),
    ),
    branches: branches
      .map((branch) => {
        const met = canonical(branch.met, model, drop);
        const unmet = branch.unmet ? canonical(branch.unmet, model, drop) : NOTHING;
        const negated = branch.if[0] === 'not';
        const condition = canonicalJson(negated ? branch.if[1] : branch.if);
        return negated ? { condition, met: unmet, unmet: met } : { condition, met, unmet };
      })
      .sort((a, b) => (a.condition < b.condition ? -1 : 1)),
  };
};

const loosen = (goal: Goal): Loose => {
  const place = new Map(goal.propositions.map((entry, index) => [entry.id, index]));
  const pairs = (goal.order ?? []).map(({ before, after }): [number, number] => [
    place.get(before) ?? -1,
    place.get(after) ?? -1,
  ]);
  return {
    propositions: goal.propositions,
    pairs,
    ...(goal.branches
      ? {
          branches: goal.branches.map((branch) => ({
            if: branch.if,
            met: loosen(branch.met),
            ...(branch.unmet ? { unmet: loosen(branch.unmet) } : {}),
          })),
        }
      : {}),
  };
};

/** "exactly n" is a stricter reading of a bare number than "at least n": accepted where the item says only the number. */
const relax = (goal: CanonicalGoal, wanted: CanonicalGoal): CanonicalGoal => ({
  ...goal,
  atoms: sorted(
    goal.atoms.map((atom) => {
      const loose = atom.replace(/^#exactly /, '#at-least ');
      return wanted.atoms.includes(loose) ? loose : atom;
    }),
  ),
});

const difference = (wanted: readonly string[], got: readonly string[], what: string): string | undefined => {
  const missing = wanted.filter((entry) => !got.includes(entry));
  const extra = got.filter((entry) => !wanted.includes(entry));
  if (missing.length === 0 && extra.length === 0) return undefined;
  return `${what}: ${[...missing.map((entry) => `missing ${entry}`), ...extra.map((entry) => `extra ${entry}`)].join(', ')}`;
};

/** What differs between the wanted and the stated goal, or nothing. Order of listing and ids don't matter. */
export const goalDifference = (wanted: WantedGoal, got: Goal | undefined, model: WorldModel): string | undefined => {
  if (!got) return 'no goal';
  const except = new Set(wanted.except ?? []);
  const may = new Set((wanted.may ?? []).flatMap((entry) => atomsOf(entry, model)));
  const tolerated = (atom: string): boolean => {
    if (may.has(atom)) return true;
    const subject = /^[+-][a-z_-]+\(([^)]*)\)/.exec(atom)?.[1];
    return subject !== undefined && except.has(subject) && (atom.startsWith('-') || atom.includes(';always;'));
  };
  const gold = canonical(wanted, model, () => false);
  const answer = relax(
    canonical(loosen(got), model, (atom) => !gold.atoms.includes(atom) && tolerated(atom)),
    gold,
  );
  const robots = difference(sorted(wanted.avoid?.robots ?? []), sorted(got.avoid?.robots ?? []), 'robots to avoid');
  return (
    difference(gold.atoms, answer.atoms, 'goal') ??
    (wanted.order === 'any' ? undefined : difference(gold.order, answer.order, 'order')) ??
    robots ??
    difference(gold.branches.map(branchText), answer.branches.map(branchText), 'branches') ??
    ((got.conditions ?? []).length > 0 ? 'goal: extra conditions' : undefined)
  );
};

const branchText = (branch: CanonicalGoal['branches'][number]): string => canonicalJson(branch);

const standingDifference = (item: Item, got: Interpretation): string | undefined => {
  if (!item.standing) return got.standing ? 'a standing order that was not asked for' : undefined;
  if (!got.standing) return 'no standing order';
  if (canonicalJson(item.standing.trigger) !== canonicalJson(got.standing.trigger))
    return `trigger ${canonicalJson(got.standing.trigger)}`;
  if (item.standing.until && canonicalJson(item.standing.until) !== canonicalJson(got.standing.until ?? null))
    return `until ${canonicalJson(got.standing.until ?? null)}`;
  return undefined;
};

const ruleDifference = (wanted: NonNullable<Item['rule']>, got: Interpretation['rule']): string | undefined => {
  if (!got) return 'no rule';
  const { constraint } = got;
  if (!wanted.kinds.includes(constraint.kind)) return `rule of kind ${constraint.kind}`;
  const places = 'places' in constraint ? constraint.places : [];
  if ('places' in constraint && wanted.places?.some((place) => !places.includes(place)))
    return `rule on ${places.join(', ')}`;
  if (canonicalJson(wanted.window ?? null) !== canonicalJson(got.window ?? null))
    return `window ${canonicalJson(got.window ?? null)}`;
  if (wanted.atMost !== undefined && constraint.kind === 'capacity' && constraint.atMost !== wanted.atMost)
    return `at most ${constraint.atMost}`;
  if (
    wanted.metresPerSecond !== undefined &&
    constraint.kind === 'speed-limit' &&
    constraint.metresPerSecond !== wanted.metresPerSecond
  )
    return `${constraint.metresPerSecond} m/s`;
  return undefined;
};

/** Answers that say only that the sentence was not understood. */
const NOT_UNDERSTOOD = new Set([
  'LANGUAGE_NOT_UNDERSTOOD',
  'LANGUAGE_UNKNOWN_NAME',
  'LANGUAGE_NOTHING_MATCHES',
  'LANGUAGE_TOO_FEW',
]);

/** A refusal is worth something when it rests on the facts: "I do not understand" refuses everything. */
const refusalDifference = (item: Item, got: Interpretation): string | undefined => {
  if (item.because?.why === 'unknown-name' || item.because?.why === 'no-skill') return undefined;
  const reasons = got.reasons ?? [];
  const understood = reasons.some((reason) => reason.rule !== undefined || !NOT_UNDERSTOOD.has(reason.code));
  return understood ? undefined : 'refused because it was not understood';
};

/** Why an answer is not what the item wants, or nothing when it is. */
export const answerDifference = (item: Item, got: Interpretation, model: WorldModel): string | undefined => {
  if (got.kind !== item.kind) return `kind ${got.kind}`;
  if (item.kind === 'refuse') return refusalDifference(item, got);
  if (item.goal) {
    const found = goalDifference(item.goal, got.goal, model) ?? standingDifference(item, got);
    if (found) return found;
  }
  if (item.candidates) {
    const found = difference(
      sorted(item.candidates),
      sorted((got.candidates ?? []).map((entry) => entry.id)),
      'candidates',
    );
    if (found) return found;
  }
  if (item.control) {
    if (got.control?.verb !== item.control.verb) return `verb ${got.control?.verb ?? 'none'}`;
    if (item.control.targets) {
      const found = difference(sorted(item.control.targets), sorted(got.control.targets), 'targets');
      if (found) return found;
    }
  }
  return item.rule ? ruleDifference(item.rule, got.rule) : undefined;
};

/** Whether the reason or the evidence is the one the item names; nothing when it names none that can be compared. */
export const reasonRight = (item: Item, got: Interpretation): boolean | undefined => {
  if (item.because?.rule && !item.because.also)
    return (got.reasons ?? []).some((reason) => reason.rule === item.because?.rule);
  if (item.evidence) return item.evidence.every((fact) => (got.evidence ?? []).includes(fact));
  return undefined;
};
