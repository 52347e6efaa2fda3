import type { Bilingual, Goal } from '@muster/domain';
import type { Clause, Command, TimeSpec } from '../logical-form.ts';
import { isLocatedAt } from '../resolve/locations.ts';
import type { Trouble } from '../resolve/problems.ts';
import { idsOf, resolvePhrase } from '../resolve/resolve-phrase.ts';
import { buildClause } from './build-clause.ts';
import { type BuildContext, type ClauseDraft, canonicalGoal, type DraftProposition } from './draft.ts';
import { mergeMeans, splitPairs } from './merge-means.ts';

export type BuiltCommand = {
  readonly goal: Goal;
  readonly troubles: readonly Trouble[];
  /** The goal is of those parts alone that can be stated; the troubles are of the others. */
  readonly isPart: boolean;
  readonly assumptions: readonly Bilingual[];
  /** Time words that make a standing order or a start time rather than a deadline. */
  readonly times: readonly TimeSpec[];
};

/** Relations in which a thing can only stand to one other at a time: a later one ends an earlier one. */
const EXCLUSIVE: ReadonlySet<string> = new Set(['on', 'in', 'held', 'loaded', 'at', 'given']);

/** Troubles of one part that leave the others as they are: nothing there can do it. A doubt about what is meant is asked first. */
const LEFT_OUT: ReadonlySet<string> = new Set(['no-skill', 'refused', 'unknown-verb']);

type Part = {
  readonly group: number;
  readonly index: number;
  readonly draft: ClauseDraft;
  readonly clause: Clause;
  /** Its place in the order was said of it alone. */
  readonly ranked?: boolean;
};

/** Puts the clauses of a command together: what each asks for, and what has to come before what. */
export const buildCommand = (said: Command, context: BuildContext): BuiltCommand => {
  const command = mergeMeans(said, (id) => context.model.entities[id]?.kind === 'place');
  const parts: Part[] = [];
  let group = 0;
  let previous: Clause | undefined;
  command.parts.forEach(({ link, clause }, index) => {
    // "drive to dock 2 and wait there": standing there is what waiting is.
    if (isMereWait(clause) && parts.at(-1)?.draft.goesTo) return;
    if (link === 'then') group += 1;
    const complete = numbered(
      fillGap(borrowTarget(clause, command.parts[index + 1]?.clause), previous),
      previous,
      context,
    );
    if (complete.verb) previous = complete;
    const ranked = command.ordering.some((pair) => pair.before === index || pair.after === index);
    for (const pair of splitPairs(complete))
      parts.push({ group, index, draft: inOrder(pair, buildClause(pair, context)), clause: pair, ranked });
  });
  const ready = rankGroups(dropImplied(keepStaying(takeOut(dropMeans(parts, context)))));
  const troubles = ready.flatMap((part) => part.draft.troubles);
  const kept = ready.filter((part) => part.draft.troubles.length === 0);
  const isPart =
    troubles.length > 0 &&
    kept.some((part) => part.draft.propositions.some((proposition) => proposition.holds !== 'always')) &&
    troubles.every((trouble) => LEFT_OUT.has(trouble.kind)) &&
    ready.every(
      (part) =>
        part.clause.object !== undefined || part.draft.troubles.every((trouble) => trouble.kind !== 'unknown-verb'),
    ) &&
    // What has to come before or after something that can't be done is not done either.
    ready
      .filter((part) => part.draft.troubles.length > 0)
      .every((part) => command.ordering.every((pair) => pair.before !== part.index));
  const propositions: { value: DraftProposition; part: Part }[] = kept.flatMap((part) =>
    part.draft.propositions.map((value) => ({ value, part })),
  );
  const order = orderOf(propositions, command);
  const settled = propositions.map(({ value }, index) => {
    const isPassing =
      value.holds === 'end' &&
      order.some((pair) => pair.before === index && conflicts(value, propositions[pair.after]!.value));
    return isPassing ? { ...value, holds: 'sometime' as const } : value;
  });
  const goal = canonicalGoal({
    propositions: settled,
    order,
    together: kept.some((part) => part.clause.together)
      ? [propositions.filter(({ value }) => value.holds !== 'always').map((_, index) => index)]
      : [],
    constraints: propositions.flatMap(({ part }, index) =>
      part.draft.constraint ? [{ kind: part.draft.constraint, proposition: index }] : [],
    ),
    avoid: {
      robots: kept.flatMap((part) => part.draft.avoid?.robots ?? []),
      skills: kept.flatMap((part) => part.draft.avoid?.skills ?? []),
    },
  });
  return {
    goal,
    troubles,
    isPart,
    assumptions: kept.flatMap((part) => part.draft.assumptions),
    times: command.parts.flatMap((part) => part.clause.times),
  };
};

/** "A1, A2 and A3 in this order": one proposition for each. */
const inOrder = (clause: Clause, draft: ClauseDraft): ClauseDraft => {
  if (!clause.inOrder) return draft;
  const single = draft.propositions.flatMap((proposition) =>
    proposition.quantifier.kind === 'all'
      ? proposition.subjects.map((subject) => ({ ...proposition, subjects: [subject] }))
      : [proposition],
  );
  return { ...draft, propositions: single };
};

/** "bring the red tote and then the blue one to station 1": the first goes there as well. */
const borrowTarget = (clause: Clause, next: Clause | undefined): Clause => {
  const isCarrying =
    clause.verb?.senses.some((sense) => sense.kind === 'transfer') === true && clause.object !== undefined;
  const hasTarget =
    clause.targets.length > 0 || clause.recipient !== undefined || clause.hither || clause.back || clause.stays;
  return isCarrying && !hasTarget && next && !next.verb && next.targets.length > 0 && next.object
    ? { ...clause, targets: next.targets }
    : clause;
};

const isTransfer = (clause: Clause): boolean => clause.verb?.senses.some((sense) => sense.kind === 'transfer') === true;

/** 词典最后放: put where the rest is put. "Fetch" and "bring" by themselves mean to the speaker. */
const lacksTarget = (clause: Clause): boolean =>
  isTransfer(clause) &&
  clause.object !== undefined &&
  clause.negated === 'no' &&
  clause.targets.length === 0 &&
  !clause.recipient &&
  !clause.source &&
  !clause.hither &&
  !clause.back &&
  !clause.stays &&
  !/^(?:bring|fetch|get|grab|拿来|取来|throw|clear|unload|discard|leave|keep|留|保留)/i.test(clause.verb?.text ?? '');

/** A clause without a verb goes on with the one before it: "the red tote to station 1 and the blue one to station 2". */
const fillGap = (clause: Clause, previous: Clause | undefined): Clause => {
  if (clause.verb && previous && lacksTarget(clause) && isTransfer(previous) && previous.targets.length > 0)
    return { ...clause, targets: previous.targets };
  if (clause.verb || clause.state || !previous?.verb) return clause;
  // 点心盘别动: what stays needs no place of the clause before.
  if (clause.stays)
    return clause.object || clause.actor
      ? { ...clause, verb: { senses: [{ kind: 'touch' }], text: clause.text } }
      : clause;
  // "photograph A1, then B2": in front of no verb the noun was taken for a subject.
  const object =
    clause.object ?? clause.actor ?? (clause.targets.length > 0 || clause.recipient ? previous.object : undefined);
  const { actor: own, ...rest } = clause;
  const actor = clause.object && own ? own : previous.actor;
  return {
    ...rest,
    verb: previous.verb,
    ...(object ? { object } : {}),
    ...(actor ? { actor } : {}),
    ...(clause.targets.length === 0 && !clause.recipient && previous.targets.length > 0 && clause.object
      ? { targets: previous.targets }
      : {}),
  };
};

/** "… to station 1 and the blue one to 2": the same kind of place with another number. */
const numbered = (clause: Clause, previous: Clause | undefined, context: BuildContext): Clause => {
  const [target, more] = clause.targets;
  const [part, another] = target?.phrase.parts ?? [];
  if (!target || more || !part || another || part.head.kind !== 'one' || !previous?.targets[0]) return clause;
  const [modifier, rest] = part.modifiers;
  const code =
    modifier?.kind === 'code' && !rest
      ? modifier.text
      : !modifier && part.count?.kind === 'exactly'
        ? String(part.count.n)
        : undefined;
  const before = resolvePhrase(
    previous.targets[0].phrase,
    { ...context, mentions: [...context.mentions] },
    { kinds: ['place'] },
  );
  const [id, second] = idsOf(before);
  const stem = id === undefined || second !== undefined ? undefined : /^(.*?)\d+$/.exec(id)?.[1];
  if (code === undefined || stem === undefined || !context.model.entities[`${stem}${code}`]) return clause;
  const { count: _, ...plain } = part;
  const phrase = {
    ...target.phrase,
    parts: [
      {
        ...plain,
        head: { kind: 'name' as const, ids: [`${stem}${code}`] },
        modifiers: [],
        determiner: 'definite' as const,
      },
    ],
  };
  return { ...clause, targets: [{ ...target, phrase }] };
};

/** "all the books …, the dictionary last": what has a place of its own in the order is taken out of the rest. */
const takeOut = (parts: readonly Part[]): Part[] =>
  parts.map((part) => {
    const others = parts
      .filter((other) => other.group !== part.group || other.ranked)
      .flatMap((other) => (other === part ? [] : other.draft.propositions));
    const propositions = part.draft.propositions.flatMap((proposition) => {
      if (proposition.quantifier.kind !== 'all') return [proposition];
      const apart = others
        .filter(
          (other) =>
            other.quantifier.kind === 'all' &&
            other.predicate === proposition.predicate &&
            JSON.stringify(other.args) === JSON.stringify(proposition.args) &&
            other.subjects.length < proposition.subjects.length &&
            other.subjects.every((id) => proposition.subjects.includes(id)),
        )
        .flatMap((other) => other.subjects);
      const left = proposition.subjects.filter((id) => !apart.includes(id));
      if (apart.length === 0) return [proposition];
      return left.length > 0 ? [{ ...proposition, subjects: left }] : [];
    });
    return { ...part, draft: { ...part.draft, propositions } };
  });

const isMereWait = (clause: Clause): boolean =>
  clause.verb?.senses.some((sense) => sense.kind === 'wait') === true &&
  clause.object === undefined &&
  clause.times.length === 0 &&
  clause.negated === 'no' &&
  clause.targets.every(({ phrase }) => phrase.parts.every(({ head }) => head.kind === 'pronoun'));

/** "everything …, but leave the plate where it is": what is to stay is no longer among all that moves. */
const keepStaying = (parts: readonly Part[]): Part[] => {
  const staying = new Set(
    parts.flatMap((part) =>
      part.draft.propositions.flatMap((entry) =>
        entry.holds === 'always' && EXCLUSIVE.has(entry.predicate) && entry.quantifier.kind === 'all'
          ? entry.subjects
          : [],
      ),
    ),
  );
  if (staying.size === 0) return [...parts];
  return parts.map((part) => ({
    ...part,
    draft: {
      ...part.draft,
      propositions: part.draft.propositions.map((entry) => {
        const left = entry.subjects.filter((id) => !staying.has(id));
        return entry.holds === 'end' &&
          entry.quantifier.kind === 'all' &&
          EXCLUSIVE.has(entry.predicate) &&
          left.length > 0
          ? { ...entry, subjects: left }
          : entry;
      }),
    },
  }));
};

/** "not on the rack any more, put it on the buffer": being on the one says that it isn't on the other. */
const dropImplied = (parts: readonly Part[]): Part[] => {
  const placed = parts.flatMap((part) =>
    part.draft.propositions.filter(
      (entry) => entry.holds === 'end' && entry.quantifier.kind === 'all' && EXCLUSIVE.has(entry.predicate),
    ),
  );
  return parts.map((part) => ({
    ...part,
    draft: {
      ...part.draft,
      propositions: part.draft.propositions.filter(
        (entry) =>
          entry.holds !== 'end' ||
          entry.quantifier.kind !== 'none' ||
          !EXCLUSIVE.has(entry.predicate) ||
          !entry.subjects.every((id) =>
            placed.some(
              (other) =>
                other.subjects.includes(id) &&
                (other.predicate !== entry.predicate ||
                  !other.args[0]?.some((place) => entry.args[0]?.includes(place))),
            ),
          ),
      ),
    },
  }));
};

/** Groups counted anew, so that those left stand next to each other. */
const rankGroups = (parts: readonly Part[]): Part[] => {
  const groups = [...new Set(parts.map((part) => part.group))].sort((a, b) => a - b);
  return parts.map((part) => ({ ...part, group: groups.indexOf(part.group) }));
};

const isSubset = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean => [...some].every((id) => all.has(id));

const subjectsOf = (draft: ClauseDraft): Set<string> =>
  new Set(draft.propositions.flatMap((proposition) => proposition.subjects));

/** "Pick it up and bring it …", "go to A2 and fetch …": the first is only how the second is done. */
const dropMeans = (parts: readonly Part[], context: BuildContext): Part[] =>
  parts.filter((part, index) => {
    const next = parts[index + 1];
    if (!next || part.draft.troubles.length > 0 || part.clause.negated !== 'no' || next.clause.negated !== 'no')
      return true;
    const later = subjectsOf(next.draft);
    if (later.size === 0 || next.draft.troubles.length > 0) return true;
    if (part.draft.isMeans)
      return (
        !isSubset(later, subjectsOf(part.draft)) ||
        next.draft.propositions.some((proposition) => !EXCLUSIVE.has(proposition.predicate))
      );
    // 放到离心机里离心: being in the machine is how it is processed.
    if (
      part.draft.propositions.length > 0 &&
      part.draft.propositions.every(
        (put) =>
          (put.predicate === 'in' || put.predicate === 'on') &&
          put.args[0]?.length === 1 &&
          next.draft.propositions.some(
            (work) =>
              !EXCLUSIVE.has(work.predicate) &&
              work.args.length === 1 &&
              work.args[0]!.includes(put.args[0]![0]!) &&
              put.subjects.every((id) => work.subjects.includes(id)),
          ),
      )
    )
      return false;
    if (
      part.draft.goesTo &&
      !part.clause.actor &&
      next.draft.propositions.every(
        (proposition) => EXCLUSIVE.has(proposition.predicate) && proposition.predicate !== 'at',
      )
    )
      return ![...later].every((id) =>
        part.draft.goesTo!.some((place) => isLocatedAt(context.model, context.situation.state, id, place)),
      );
    return true;
  });

const orderOf = (
  propositions: readonly { value: DraftProposition; part: Part }[],
  command: Command,
): { before: number; after: number }[] => {
  const order: { before: number; after: number }[] = [];
  propositions.forEach(({ value, part }, before) => {
    propositions.forEach(({ value: later, part: laterPart }, after) => {
      if (before === after || value.holds === 'always' || later.holds === 'always') return;
      const inSequence = laterPart.group === part.group + 1;
      const subordinate = command.ordering.some((pair) => pair.before === part.index && pair.after === laterPart.index);
      const isNext = part === laterPart && part.clause.inOrder && after === before + 1;
      const onlyPossible = part.index < laterPart.index && conflicts(value, later);
      if (inSequence || subordinate || isNext || onlyPossible) order.push({ before, after });
    });
  });
  return order;
};

/** Whether the later one undoes the earlier one, so that both can only hold one after the other. */
const conflicts = (earlier: DraftProposition, later: DraftProposition): boolean => {
  const shared = earlier.subjects.some((id) => later.subjects.includes(id));
  if (!shared) return false;
  if (earlier.predicate === later.predicate && JSON.stringify(earlier.args) === JSON.stringify(later.args))
    return (earlier.quantifier.kind === 'none') !== (later.quantifier.kind === 'none');
  return (
    EXCLUSIVE.has(earlier.predicate) &&
    EXCLUSIVE.has(later.predicate) &&
    earlier.quantifier.kind !== 'none' &&
    later.quantifier.kind !== 'none'
  );
};
