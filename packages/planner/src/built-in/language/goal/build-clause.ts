import { bilingual, factKey } from '@muster/domain';
import { sayDuration } from '../../../says/say-time.ts';
import type { Sense } from '../lexicon/entry.ts';
import type { Clause, TimeSpec } from '../logical-form.ts';
import { whereIs } from '../resolve/locations.ts';
import { type Trouble, weightOf } from '../resolve/problems.ts';
import { idsOf, resolvePhrase } from '../resolve/resolve-phrase.ts';
import { ruleAgainstFacts } from '../rules-against-goal.ts';
import { robotsFor, skillsFor } from './abilities.ts';
import { actorsOf } from './actor.ts';
import { clearClause, swapClause } from './clear-swap.ts';
import { type BuildContext, type ClauseDraft, type DraftProposition, EMPTY_DRAFT, troubled } from './draft.ts';
import { goClause } from './go.ts';
import { propositionsFor } from './selections.ts';
import { skillClause } from './skill-clause.ts';
import { speedTroubles } from './speed.ts';
import { stateClauseDraft } from './state-clause.ts';
import { transferClause } from './transfer.ts';

export const weightOfAll = (troubles: readonly Trouble[]): number =>
  troubles.reduce((sum, trouble) => sum + weightOf(trouble), 0);

/** The best reading of one clause: each sense of its verb is tried against the world. */
export const buildClause = (clause: Clause, context: BuildContext): ClauseDraft => {
  if (clause.state) return stateClauseDraft(clause.state, clause, context, deadlineOf(clause.times, context));
  const senses = clause.verb?.senses ?? [];
  if (clause.verb && senses.length === 0) return troubled({ kind: 'unknown-verb', text: clause.verb.text });
  const left = leftOutRobots(clause, context);
  if (left) return left;
  const before = deadlineOf(clause.times, context);
  const timeTroubles = clause.times.flatMap((time): Trouble[] =>
    time.kind === 'for'
      ? [
          clause.verb?.senses.some((sense) => sense.kind === 'wait')
            ? timedWait(time.seconds)
            : { kind: 'not-understood', text: clause.text },
        ]
      : [],
  );
  // 没放 says how things are; it forbids nothing.
  if (clause.negated !== 'no' && /没/.test(clause.text))
    timeTroubles.push({ kind: 'not-understood', text: clause.text });
  // "keep it there always" is a rule; a goal for the end would lose the word.
  if (clause.always && clause.negated === 'no') timeTroubles.push({ kind: 'not-understood', text: clause.text });
  const period = clause.times.find((time) => time.kind === 'every');
  if (period?.kind === 'every' && period.seconds !== 86_400 && clause.times.some((time) => STARTS.has(time.kind)))
    timeTroubles.push({ kind: 'not-understood', text: clause.text });
  const mark = context.mentions.length;
  let best: { draft: ClauseDraft; mentions: string[][]; weight: number } | undefined;
  for (const sense of senses) {
    context.mentions.length = mark;
    const draft = checkAbility(buildSense(clause, sense, context, before), context);
    const weight =
      weightOfAll(draft.troubles) +
      (draft.propositions.length === 0 && draft.troubles.length === 0 && !draft.avoid ? 20 : 0) +
      preference(sense);
    if (!best || weight < best.weight) best = { draft, mentions: context.mentions.slice(mark), weight };
  }
  context.mentions.length = mark;
  if (!best) return troubled({ kind: 'not-understood', text: clause.text });
  context.mentions.push(...best.mentions);
  // A clause that comes to nothing was not understood: to leave it out would drop what a person said.
  if (comesToNothing(best.draft)) return troubled({ kind: 'not-understood', text: clause.text });
  best.draft = withDoor(clause, best.draft, context);
  const without = avoided(clause, context);
  const speed = speedTroubles(clause, best.draft, context);
  return {
    ...best.draft,
    ...(without.robots.length > 0
      ? { avoid: { robots: [...(best.draft.avoid?.robots ?? []), ...without.robots] } }
      : {}),
    troubles: [...best.draft.troubles, ...without.troubles, ...timeTroubles, ...speed.troubles],
    assumptions: [...best.draft.assumptions, ...speed.assumptions],
  };
};

const comesToNothing = (draft: ClauseDraft): boolean =>
  draft.propositions.length === 0 &&
  draft.troubles.length === 0 &&
  draft.assumptions.length === 0 &&
  !draft.avoid &&
  !draft.goesTo &&
  !draft.constraint &&
  !draft.isMeans;

/** 别让机器狗去, "the dog must not carry it": who is not to do it, with no place or thing of its own. */
const leftOutRobots = (clause: Clause, context: BuildContext): ClauseDraft | undefined => {
  const isOf = (kind: string): boolean => clause.verb?.senses.some((sense) => sense.kind === kind) === true;
  const isOpen =
    clause.object === undefined ||
    clause.object.parts.every(({ head }) => head.kind === 'pronoun' && (head.value === 'it' || head.value === 'them'));
  if (
    clause.negated !== 'not' ||
    !clause.actor ||
    !isOpen ||
    clause.targets.length > 0 ||
    clause.recipient ||
    clause.back ||
    clause.stays ||
    !(isOf('go') || isOf('transfer') || isOf('touch'))
  )
    return undefined;
  const resolved = resolvePhrase(
    clause.actor,
    { ...context, mentions: [...context.mentions] },
    { kinds: ['robot'] },
    true,
  );
  const robots = idsOf(resolved);
  const areRobots = robots.length > 0 && robots.every((id) => context.model.entities[id]?.kind === 'robot');
  return areRobots ? { ...EMPTY_DRAFT, avoid: { robots }, troubles: resolved.troubles } : undefined;
};

/** Times at which something begins; a period with a start of its own is no standing order that there is. */
const STARTS: ReadonlySet<string> = new Set(['at', 'not-before', 'window']);

/** Records of what a machine has done. */
const RUN: ReadonlySet<string> = new Set(['cycled', 'processed', 'running']);

/** "run CNC 1 with its door open": that much is asked for as well. */
const withDoor = (clause: Clause, draft: ClauseDraft, context: BuildContext): ClauseDraft => {
  if (clause.door === undefined || draft.troubles.length > 0) return draft;
  const isOpenable = (id: string): boolean => context.model.entities[id]?.properties.openable === true;
  const ids = [
    ...new Set(draft.propositions.flatMap((entry) => [...entry.subjects, ...entry.args.flat()]).filter(isOpenable)),
  ];
  if (ids.length === 0) return troubled({ kind: 'not-understood', text: clause.text });
  // What happens in a machine happens while it runs: to open it afterwards is not what was said.
  if (clause.door && draft.propositions.some(({ predicate }) => RUN.has(predicate))) {
    const facts = ids.flatMap((id) => [factKey('running', id), factKey('open', id)]);
    const rule = ruleAgainstFacts(facts, context.situation);
    return troubled({
      kind: 'refused',
      code: rule ? 'PLAN_RULE_FORBIDS' : 'PLAN_CONDITION_IMPOSSIBLE',
      says: rule
        ? bilingual(`A rule forbids it: ${rule.says.en}`, `规则不允许：${rule.says.zh}`)
        : bilingual('It runs only while it is closed.', '它只在关着的时候运行。'),
      facts,
      ...(rule ? { rule: rule.id } : {}),
    });
  }
  return {
    ...draft,
    propositions: [
      ...draft.propositions,
      ...propositionsFor([{ mode: 'each', ids }], 'open', [], { holds: clause.door }),
    ],
  };
};

/** Robots that the clause says are not to be used. */
const avoided = (clause: Clause, context: BuildContext): { robots: string[]; troubles: Trouble[] } => {
  const robots: string[] = [];
  const troubles: Trouble[] = [];
  for (const phrase of clause.without) {
    const resolved = resolvePhrase(phrase, { ...context, mentions: [...context.mentions] }, { kinds: ['robot'] }, true);
    troubles.push(...resolved.troubles);
    robots.push(...idsOf(resolved).filter((id) => context.model.entities[id]?.kind === 'robot'));
    if (resolved.troubles.length === 0 && robots.length === 0)
      troubles.push({ kind: 'not-understood', text: phrase.text });
  }
  return { robots, troubles };
};

/** Where two senses fit equally well, the more particular one is meant. */
const preference = (sense: Sense): number =>
  ({
    skill: 0,
    transfer: 0.1,
    go: 0.2,
    pick: 0.3,
    touch: 0.4,
    use: 0.4,
    clear: 0.15,
    swap: 0,
    look: 0.5,
    tell: 0.9,
    discard: 0.05,
    wait: 0.6,
    control: 0.9,
    able: 0.9,
  })[sense.kind];

const buildSense = (clause: Clause, sense: Sense, context: BuildContext, before: number | undefined): ClauseDraft => {
  if (clause.stays)
    return sense.kind === 'transfer' || sense.kind === 'touch' || sense.kind === 'go'
      ? touchClause({ ...clause, negated: 'not' }, context)
      : troubled({ kind: 'not-understood', text: clause.text });
  switch (sense.kind) {
    case 'discard':
      return discardClause(clause, context, before);
    case 'tell':
      return troubled({ kind: 'not-understood', text: clause.text });
    case 'transfer':
      // 先别送: what is not to be brought anywhere stays where it is; so does what is left.
      return (clause.negated !== 'no' || isLeaving(clause)) &&
        (clause.object || clause.actor) &&
        clause.targets.length === 0 &&
        !clause.recipient &&
        !clause.hither &&
        !clause.back
        ? touchClause({ ...clause, negated: 'not' }, context)
        : transferClause(clause, context, before);
    case 'pick':
      return pickClause(clause, context, before);
    case 'go':
      // "pallet 3 stays": a thing that goes nowhere stays where it is.
      if (
        /^(?:stays?|remains?|待着|留)$/i.test(clause.verb?.text.trim() ?? '') &&
        clause.targets.length === 0 &&
        !clause.recipient
      )
        return touchClause({ ...clause, negated: 'not' }, context);
      return movesThings(clause, context) ? transferClause(clause, context, before) : goClause(clause, context, before);
    case 'skill':
      return skillClause(clause, sense.skills, context, before);
    case 'touch':
      return touchClause(clause, context);
    case 'use':
      return useClause(clause, context);
    case 'clear':
      return clearClause(clause, context, before);
    case 'swap':
      return swapClause(clause, context, before);
    case 'look': {
      const skills = skillsFor(context.model, 'inspected', true).map((skill) => skill.id);
      return skills.length > 0
        ? skillClause(asObject(clause), skills, context, before)
        : troubled({ kind: 'no-skill', text: clause.verb?.text ?? '' });
    }
    case 'wait':
      // "the vase stays put"
      if (
        /stay|still|原/i.test(clause.verb?.text ?? '') &&
        (clause.object ?? clause.actor) &&
        clause.targets.length === 0
      ) {
        const stay = touchClause({ ...clause, negated: 'not' }, context);
        if (stay.troubles.length === 0) return stay;
      }
      return troubled({ kind: 'no-skill', text: clause.verb?.text ?? clause.text });
    case 'control':
      // 点心盘别动: a thing doesn't stop, it stays.
      if (/动$/.test(clause.verb?.text ?? '') && (clause.object ?? clause.actor) && clause.targets.length === 0)
        return touchClause({ ...clause, negated: 'not' }, context);
      return troubled({ kind: 'not-understood', text: clause.text });
    case 'able':
      return troubled({ kind: 'not-understood', text: clause.text });
  }
};

/** "…, but leave the banana", 香蕉留着: nothing is to happen to it. */
export const isLeaving = (clause: Clause): boolean =>
  /^(?:leave|leaves|leaving|keep|留着?|留下|保留)$/i.test(clause.verb?.text ?? '');

/** "the plates go in the dishwasher": things don't drive, they are brought. */
const movesThings = (clause: Clause, context: BuildContext): boolean => {
  if (!clause.object || clause.targets.length === 0 || clause.negated !== 'no') return false;
  const said = resolvePhrase(
    clause.object,
    { ...context, mentions: [...context.mentions] },
    { kinds: ['item', 'robot'] },
  );
  const ids = idsOf(said);
  return ids.length > 0 && ids.every((id) => context.model.entities[id]?.kind === 'item');
};

const asObject = (clause: Clause): Clause =>
  clause.object || !clause.targets[0]
    ? clause
    : { ...clause, object: clause.targets[0].phrase, targets: clause.targets.slice(1) };

const pickClause = (clause: Clause, context: BuildContext, before: number | undefined): ClauseDraft => {
  if (clause.targets.length > 0 || clause.recipient || clause.hither || clause.back)
    return troubled({ kind: 'not-understood', text: clause.targets[0]?.phrase.text ?? clause.text });
  if (clause.negated !== 'no') return touchClause(clause, context);
  const { model } = context;
  const actors = actorsOf(clause, context);
  // A source narrows what is picked, just as in a transfer; it is dropped from the clause once it has.
  const source = clause.source?.parts.length === 1 ? clause.source.parts[0] : undefined;
  const object =
    clause.object && source
      ? {
          ...clause.object,
          parts: clause.object.parts.map((part) => ({
            ...part,
            modifiers: [...part.modifiers, { kind: 'location' as const, relation: 'any' as const, of: source }],
          })),
        }
      : clause.object;
  if (!object) return troubled({ kind: 'missing', what: 'object', text: clause.text, candidates: [] });
  const resolved = resolvePhrase(object, context, { kinds: ['item'] }, clause.floatingAll);
  const notItem = idsOf(resolved).find((id) => model.entities[id]?.kind !== 'item');
  if (notItem)
    return troubled({
      kind: 'wrong-kind',
      text: object.text,
      says: bilingual(`${object.text} can't be picked up.`, `${object.text}拿不起来。`),
    });
  const hands =
    actors.ids.length > 0
      ? actors.ids
      : robotsFor(model, skillsFor(model, 'held', true)).filter(
          (id) => (model.staticNumbers[factKey('hands', id)] ?? 0) > 0,
        );
  const troubles = [...actors.troubles, ...resolved.troubles];
  if (hands.length === 0)
    return troubled(...troubles, { kind: 'no-skill', text: clause.verb?.text ?? '', predicate: 'held' });
  return {
    propositions: propositionsFor(resolved.selections, 'held', [hands], before === undefined ? {} : { before }),
    troubles,
    assumptions: [],
    isMeans: true,
  };
};

/** "throw it away": into a bin of the scene, whichever. */
const discardClause = (clause: Clause, context: BuildContext, before: number | undefined): ClauseDraft => {
  const { model } = context;
  if (clause.targets.length > 0 || clause.recipient) return transferClause(clause, context, before);
  const bins = model.library.vocabulary.classes
    .filter((entry) =>
      [...entry.names.en, ...entry.names.zh].some((name) =>
        /^(?:trash can|waste bin|rubbish bin|garbage can|垃圾桶|垃圾箱)$/i.test(name),
      ),
    )
    .flatMap((entry) => model.members[entry.id] ?? []);
  const thing =
    clause.object && bins.length === 0 ? resolvePhrase(clause.object, context, { kinds: ['item'] }).troubles : [];
  if (thing.length > 0) return troubled(...thing);
  if (bins.length === 0) return troubled({ kind: 'missing', what: 'destination', text: clause.text, candidates: [] });
  const bin = {
    parts: [
      { head: { kind: 'name', ids: bins }, determiner: 'any', plural: false, modifiers: [], except: [], text: '' },
    ],
    joined: 'or',
    text: '',
  } as const;
  return transferClause({ ...clause, targets: [{ relation: 'in', phrase: bin }] }, context, before);
};

/** "don't touch the blue tote": it stays where it is, throughout. */
const touchClause = (clause: Clause, context: BuildContext): ClauseDraft => {
  if (clause.negated === 'no' && !/alone|bleib|原样/.test(clause.verb?.text ?? ''))
    return troubled({ kind: 'not-understood', text: clause.text });
  if (clause.targets.length > 0) return troubled({ kind: 'not-understood', text: clause.targets[0]!.phrase.text });
  if (!clause.object && !clause.actor)
    return troubled({ kind: 'missing', what: 'object', text: clause.text, candidates: [] });
  const { model, situation } = context;
  // Chinese leaves the object in front: 蓝色的不要动.
  const resolved = resolvePhrase(clause.object ?? clause.actor!, context, { kinds: ['item', 'place'] }, true);
  const propositions: DraftProposition[] = [];
  const troubles: Trouble[] = [...resolved.troubles];
  for (const id of idsOf(resolved)) {
    const home = whereIs(situation.state, id);
    if (model.entities[id]?.kind === 'item' && home)
      propositions.push(
        ...propositionsFor([{ mode: 'each', ids: [id] }], home.relation, [[home.target]], { when: 'always' }),
      );
    else troubles.push({ kind: 'not-understood', text: clause.text });
  }
  return { propositions, troubles, assumptions: [] };
};

/** "don't use the drone": the robot is left out of the plan. */
const useClause = (clause: Clause, context: BuildContext): ClauseDraft => {
  if (clause.negated === 'no' || !clause.object) return troubled({ kind: 'not-understood', text: clause.text });
  const resolved = resolvePhrase(clause.object, context, { kinds: ['robot'] }, true);
  const robots = idsOf(resolved).filter((id) => context.model.entities[id]?.kind === 'robot');
  if (resolved.troubles.length === 0 && robots.length === 0)
    return troubled({ kind: 'not-understood', text: clause.object.text });
  return { ...EMPTY_DRAFT, avoid: { robots }, troubles: resolved.troubles };
};

/** A pause of a given length in the middle: goals say what holds and in which order, not for how long nothing happens. */
const timedWait = (seconds: number): Trouble => ({
  kind: 'refused',
  code: 'LANGUAGE_NO_TIMED_WAIT',
  says: bilingual(
    `A pause of ${sayDuration(seconds, 'en')} in between can't be planned.`,
    `无法在中间安排${sayDuration(seconds, 'zh')}的停顿。`,
  ),
  nearest: bilingual(
    'Leave out the pause, or say the second part with a clock time as a request of its own.',
    '可以去掉停顿，或把后半部分带上时刻单独提出。',
  ),
});

/** Seconds since the first midnight by which a clause has to be done. */
export const deadlineOf = (times: readonly TimeSpec[], context: BuildContext): number | undefined => {
  const limits = times.flatMap((time) => {
    if (time.kind === 'within') return [context.nowSeconds + time.seconds];
    if (time.kind === 'window') return [nextClock(time.to, context.nowSeconds)];
    if (time.kind === 'deadline') return [nextClock(time.clock, context.nowSeconds, time.vague)];
    return [];
  });
  return limits.length > 0 ? Math.min(...limits) : undefined;
};

/** A clock time means its next coming; "three" in the afternoon of a working day means fifteen hundred hours. */
export const nextClock = (clock: number, now: number, vague = false): number => {
  const day = Math.floor(now / 86_400) * 86_400;
  for (const candidate of [clock, clock + 12 * 3600, clock + 24 * 3600]) {
    const isHalfDay = candidate === clock + 12 * 3600;
    if (isHalfDay && (!vague || clock > 12 * 3600)) continue;
    if (day + candidate > now) return day + candidate;
  }
  return day + clock + 86_400;
};

/** Refuses early what no robot of the scene can do: no skill makes it true, or the robots that were named lack it. */
const checkAbility = (draft: ClauseDraft, context: BuildContext): ClauseDraft => {
  const { model } = context;
  const troubles: Trouble[] = [];
  for (const proposition of draft.propositions) {
    if (proposition.holds === 'always') continue;
    const wantsTrue = proposition.quantifier.kind !== 'none' && proposition.quantifier.kind !== 'at-most';
    const skills = skillsFor(model, proposition.predicate, wantsTrue);
    const able = robotsFor(model, skills);
    if (able.length === 0)
      troubles.push({ kind: 'no-skill', text: proposition.predicate, predicate: proposition.predicate });
    else if (proposition.by && !proposition.by.some((robot) => able.includes(robot)))
      troubles.push({
        kind: 'no-skill',
        text: proposition.predicate,
        predicate: proposition.predicate,
        robots: proposition.by,
      });
  }
  return troubles.length > 0 ? { ...draft, troubles: [...draft.troubles, ...troubles] } : draft;
};
