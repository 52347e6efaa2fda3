import { type Bilingual, bilingual, factKey, isOfClass, parseFactKey, type WorldModel } from '@muster/domain';
import { nameList, nameOf } from '../../../says/names.ts';
import { sayProposition } from '../../../says/say-goal.ts';
import { claimedSkills, robotsFor, skillsFor } from '../goal/abilities.ts';
import { buildClause } from '../goal/build-clause.ts';
import type { BuildContext, DraftProposition } from '../goal/draft.ts';
import type { Clause, Phrase } from '../logical-form.ts';
import { isInside, whereIs } from '../resolve/locations.ts';
import { amountIn } from '../resolve/measures.ts';
import type { Trouble } from '../resolve/problems.ts';
import { idsOf, resolvePhrase } from '../resolve/resolve-phrase.ts';
import { respondToTroubles } from '../respond-trouble.ts';

export type Answered = {
  /** Of a yes/no question. */
  readonly truth?: boolean;
  readonly says?: Bilingual;
  readonly evidence: readonly string[];
  readonly troubles: readonly Trouble[];
};

type Objection = { readonly says: Bilingual; readonly evidence: readonly string[] };

const yes = (says: Bilingual, evidence: readonly string[]): Answered => ({
  truth: true,
  says: bilingual(`Yes. ${says.en}`, `可以。${says.zh}`),
  evidence,
  troubles: [],
});
const no = (objection: Objection): Answered => ({
  truth: false,
  says: bilingual(`No. ${objection.says.en}`, `不行。${objection.says.zh}`),
  evidence: objection.evidence,
  troubles: [],
});

/** "Can the dog carry the rice upstairs?": from manifests, sizes and the map; never a plan, never motion. */
export const answerCan = (clause: Clause, subject: Phrase | undefined, context: BuildContext): Answered => {
  const { model } = context;
  const who = resolveRobots(subject ?? clause.actor, context);
  if (who.troubles.length > 0) return { evidence: [], troubles: who.troubles };
  const { actor: _, ...deed } = clause;
  const isAble = clause.verb?.senses.every(
    (sense) => sense.kind === 'able' || sense.kind === 'pick' || sense.kind === 'go',
  );
  if (isAble && clause.verb?.senses.some((sense) => sense.kind === 'able')) return answerAble(deed, who.ids, context);
  const used = usesLift(clause, who.ids, context);
  if (used) return used;
  const carries =
    clause.verb?.senses.some((sense) => sense.kind === 'transfer' || sense.kind === 'pick') &&
    !clause.verb.senses.some((sense) => sense.kind === 'skill');
  if (carries && deed.object && deed.targets.length === 0 && !deed.recipient && !deed.hither)
    return answerCarry(deed.object, who.ids, context);
  const draft = buildClause({ ...deed, negated: 'no' }, context);
  const [trouble] = draft.troubles;
  if (trouble) {
    const blocking = draft.troubles.filter((entry) => entry.kind === 'no-skill' || entry.kind === 'refused');
    if (blocking.length === 0) return { evidence: [], troubles: draft.troubles };
    const refused = respondToTroubles(blocking, context);
    return no({ says: refused.says, evidence: refused.reasons?.[0]?.facts ?? [] });
  }
  if (draft.propositions.length === 0)
    return { evidence: [], troubles: [{ kind: 'not-understood', text: clause.text }] };
  const robots = who.ids.length > 0 ? who.ids : model.scene.robots.map((robot) => robot.id);
  const objections: Objection[] = [];
  for (const robot of robots) {
    const objection = draft.propositions
      .map((proposition) => objectionTo(robot, proposition, context))
      .find((entry) => entry !== undefined);
    if (!objection)
      return yes(
        bilingual(
          `${sentence(nameOf(model, robot, 'en'))} can do that; say it as a request to have it done.`,
          `${nameOf(model, robot, 'zh')}做得到；要执行请直接下指令。`,
        ),
        evidenceFor(robot, draft.propositions, model),
      );
    objections.push(objection);
  }
  const best = objections.sort((a, b) => b.evidence.length - a.evidence.length)[0] ?? {
    says: sayProposition({ id: 'g1', ...draft.propositions[0]! }, model),
    evidence: [],
  };
  return no(best);
};

/** "can the cleaning robot use the lift?": whether it has the skill for it. */
const usesLift = (clause: Clause, robots: readonly string[], context: BuildContext): Answered | undefined => {
  const { model } = context;
  const isUse = clause.verb?.senses.some(
    (sense) =>
      sense.kind === 'use' || (sense.kind === 'skill' && sense.skills.includes('ride_lift')) || sense.kind === 'go',
  );
  if (!isUse || !clause.object || clause.targets.length > 0) return undefined;
  const lifts = idsOf(
    resolvePhrase(clause.object, { ...context, mentions: [...context.mentions] }, { kinds: ['place'] }),
  );
  if (lifts.length === 0 || !lifts.every((id) => isOfClass(model, id, 'lift'))) return undefined;
  const all = robots.length > 0 ? robots : model.scene.robots.map((robot) => robot.id);
  const able = all.filter((robot) => claimedSkills(model, robot).has('ride_lift'));
  return able.length > 0
    ? yes(
        bilingual(`${sentence(nameList(model, able, 'en'))} can ride it.`, `${nameList(model, able, 'zh')}可以乘坐。`),
        able.map((robot) => `capabilities(${robot})`),
      )
    : no({
        says: bilingual(
          `${sentence(nameList(model, all, 'en', 'or'))} does not ride lifts.`,
          `${nameList(model, all, 'zh', 'or')}不能乘电梯。`,
        ),
        evidence: all.map((robot) => `capabilities(${robot})`),
      });
};

/** "can it carry the tote?" without a where: weight and whether it gets there at all. */
const answerCarry = (object: Phrase, robots: readonly string[], context: BuildContext): Answered => {
  const { model, situation } = context;
  const resolved = resolvePhrase(object, context, { kinds: ['item'] });
  if (resolved.troubles.length > 0) return { evidence: [], troubles: resolved.troubles };
  const items = idsOf(resolved);
  const all = robots.length > 0 ? robots : model.scene.robots.map((robot) => robot.id);
  const objections: Objection[] = [];
  for (const robot of all) {
    const objection = items
      .map((id) => tooHeavy(robot, id, model) ?? unreachable(robot, whereIs(situation.state, id)?.target, context))
      .find((entry) => entry !== undefined);
    if (!objection)
      return yes(
        bilingual(
          `${sentence(nameOf(model, robot, 'en'))} can, by weight and by the map.`,
          `按重量和地图，${nameOf(model, robot, 'zh')}可以。`,
        ),
        [...items.map((id) => factKey('mass', id)), factKey('payload', robot), factKey('carrier_payload', robot)],
      );
    objections.push(objection);
  }
  return objections[0]
    ? no(objections[0])
    : { evidence: [], troubles: [{ kind: 'not-understood', text: object.text }] };
};

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const resolveRobots = (
  subject: Phrase | undefined,
  context: BuildContext,
): { ids: string[]; troubles: readonly Trouble[] } => {
  if (
    !subject ||
    subject.parts.every(
      (part) =>
        part.head.kind === 'class' &&
        part.head.class === 'robot' &&
        part.modifiers.length === 0 &&
        part.except.length === 0,
    )
  )
    return { ids: [], troubles: [] };
  const resolved = resolvePhrase(subject, context, { kinds: ['robot'], anyWillDo: true });
  const ids = idsOf(resolved);
  const other = ids.find((id) => context.model.entities[id]?.kind !== 'robot');
  if (resolved.troubles.length === 0 && other)
    return { ids: [], troubles: [{ kind: 'not-understood', text: subject.text }] };
  return { ids, troubles: resolved.troubles };
};

const number = (model: WorldModel, fluent: string, id: string): number => model.staticNumbers[factKey(fluent, id)] ?? 0;

const evidenceFor = (robot: string, propositions: readonly DraftProposition[], model: WorldModel): string[] => {
  const keys = propositions.flatMap((proposition) =>
    proposition.subjects.filter((id) => model.entities[id]?.kind === 'item').map((id) => factKey('mass', id)),
  );
  return [...new Set([...keys, factKey('payload', robot), factKey('carrier_payload', robot)])].filter(
    (key) => model.staticNumbers[key] !== undefined,
  );
};

const CARRYING: ReadonlySet<string> = new Set(['on', 'in', 'held', 'loaded', 'given']);

/** Why one robot can't bring a proposition about; `undefined`: nothing known speaks against it. */
const objectionTo = (robot: string, proposition: DraftProposition, context: BuildContext): Objection | undefined => {
  const { model, situation } = context;
  const skills = skillsFor(model, proposition.predicate, proposition.quantifier.kind !== 'none');
  if (!robotsFor(model, skills).includes(robot))
    return {
      says: bilingual(
        `${sentence(nameOf(model, robot, 'en'))} has no skill for that.`,
        `${nameOf(model, robot, 'zh')}没有这项技能。`,
      ),
      evidence: [`capabilities(${robot})`],
    };
  if (CARRYING.has(proposition.predicate))
    for (const item of proposition.subjects) {
      const objection =
        tooHeavy(robot, item, model) ?? unreachable(robot, whereIs(situation.state, item)?.target, context);
      if (objection) return objection;
    }
  const places =
    proposition.predicate === 'at' || CARRYING.has(proposition.predicate)
      ? (proposition.args.at(-1) ?? [])
      : proposition.subjects;
  const known = places.filter((id) => model.entities[id]?.kind === 'place');
  const objections = known.map((id) => unreachable(robot, id, context));
  return objections.length > 0 && objections.every((entry) => entry !== undefined) ? objections[0] : undefined;
};

const tooHeavy = (robot: string, item: string, model: WorldModel): Objection | undefined => {
  const mass = number(model, 'mass', item);
  const limit = Math.max(
    model.staticFacts[factKey('graspable', item)] ? number(model, 'payload', robot) : 0,
    number(model, 'carrier_payload', robot),
  );
  if (mass <= limit) return undefined;
  return {
    says: bilingual(
      `${sentence(nameOf(model, item, 'en'))} weighs ${mass} kg and ${nameOf(model, robot, 'en')} carries at most ${limit} kg.`,
      `${nameOf(model, item, 'zh')}重${mass}公斤，${nameOf(model, robot, 'zh')}最多承载${limit}公斤。`,
    ),
    evidence: [factKey('mass', item), factKey('payload', robot), factKey('carrier_payload', robot)],
  };
};

const unreachable = (robot: string, place: string | undefined, context: BuildContext): Objection | undefined => {
  const { model } = context;
  if (place === undefined || model.entities[place]?.kind !== 'place') return undefined;
  const served = model.service[robot] ?? {};
  const spots = served[place] ? [place] : Object.keys(served).filter((id) => isInside(model, id, place));
  if (spots.length === 0 || !spots.some((spot) => regionsReach(robot, spot, context)))
    return {
      says: bilingual(
        `${sentence(nameOf(model, robot, 'en'))} can't get to ${nameOf(model, place, 'en')}.`,
        `${nameOf(model, robot, 'zh')}到不了${nameOf(model, place, 'zh')}。`,
      ),
      evidence: [`service(${robot},${place})`],
    };
  return undefined;
};

/** Whether doors and lifts, open or not, lead from the robot's region to one that serves the place. */
const regionsReach = (robot: string, place: string, context: BuildContext): boolean => {
  const { model, situation } = context;
  const links = Object.keys(model.staticFacts)
    .filter((key) => key.startsWith('links('))
    .map((key) => parseFactKey(key));
  const start = Object.keys(situation.state.facts)
    .map((key) => parseFactKey(key))
    .filter(([predicate, who]) => predicate === 'region' && who === robot)
    .map(([, , region]) => region ?? '');
  const seen = new Set(start);
  for (const region of seen) {
    if (model.staticFacts[factKey('within', place, region)]) return true;
    for (const [, , from, to] of links) if (from === region && to !== undefined) seen.add(to);
  }
  return false;
};

/** Reach, fit, lift, get through: questions about a body rather than a deed. */
const answerAble = (clause: Clause, robots: readonly string[], context: BuildContext): Answered => {
  const { model } = context;
  const said = clause.object ?? clause.targets[0]?.phrase ?? clause.through;
  const all = robots.length > 0 ? robots : model.scene.robots.map((robot) => robot.id);
  if (!said && /楼|stairs|climb/i.test(clause.verb?.text ?? '')) return changesFloors(all, context);
  if (!said)
    return { evidence: [], troubles: [{ kind: 'missing', what: 'object', text: clause.text, candidates: [] }] };
  const weight = said.parts[0]?.modifiers.find((modifier) => modifier.kind === 'compare');
  if (weight?.kind === 'compare' && (said.parts[0]?.head.kind === 'one' || said.parts[0]?.head.kind === 'unknown'))
    return carriesWeight(all, amountIn(weight.amount), context);
  const resolved = resolvePhrase(said, context, { kinds: ['place', 'item'] });
  if (resolved.troubles.length > 0) return { evidence: [], troubles: resolved.troubles };
  const objections: Objection[] = [];
  for (const robot of all) {
    const found = idsOf(resolved).map((id) =>
      model.entities[id]?.kind === 'item'
        ? (tooHeavy(robot, id, model) ?? outOfReach(robot, whereIs(context.situation.state, id)?.target, context))
        : outOfReach(robot, id, context),
    );
    const objection = found.find((entry) => entry !== undefined);
    if (!objection) {
      const [id = ''] = idsOf(resolved);
      return yes(
        bilingual(
          `${sentence(nameOf(model, robot, 'en'))} can, as far as the map and its data sheet say.`,
          `按地图和参数，${nameOf(model, robot, 'zh')}可以。`,
        ),
        [factKey('reach_high', robot), factKey('height', id)].filter((key) => model.staticNumbers[key] !== undefined),
      );
    }
    objections.push(objection);
  }
  return objections[0]
    ? no(objections[0])
    : { evidence: [], troubles: [{ kind: 'not-understood', text: clause.text }] };
};

/** 能上楼吗: whether any place of another floor can be got to. */
const changesFloors = (robots: readonly string[], context: BuildContext): Answered => {
  const { model, situation } = context;
  const floorOf = (id: string): string | undefined => model.scene.places.find((place) => place.id === id)?.floor;
  const gets = (robot: string): string | undefined =>
    Object.keys(model.service[robot] ?? {}).find(
      (place) => floorOf(place) !== situation.state.poses[robot]?.floor && !unreachable(robot, place, context),
    );
  const [first = ''] = robots;
  const able = robots.find((robot) => gets(robot) !== undefined);
  return able !== undefined
    ? yes(
        bilingual(
          `${sentence(nameOf(model, able, 'en'))} gets to the other floor, as far as the map says.`,
          `按地图，${nameOf(model, able, 'zh')}可以到另一层。`,
        ),
        [`service(${able},${gets(able)})`],
      )
    : no({
        says: bilingual(
          `${sentence(nameOf(model, first, 'en'))} can't get to another floor.`,
          `${nameOf(model, first, 'zh')}到不了别的楼层。`,
        ),
        evidence: [`service(${first})`],
      });
};

const outOfReach = (robot: string, place: string | undefined, context: BuildContext): Objection | undefined => {
  const { model } = context;
  const away = unreachable(robot, place, context);
  if (away || place === undefined) return away;
  const height = number(model, 'height', place);
  const high = Math.max(number(model, 'reach_high', robot), number(model, 'load_high', robot));
  const flies = model.entities[robot]?.properties.flies === true;
  if (flies || model.entities[place]?.properties.zone === true || height <= high) return undefined;
  return {
    says: bilingual(
      `${sentence(nameOf(model, place, 'en'))} is ${height} m high and ${nameOf(model, robot, 'en')} reaches ${high} m.`,
      `${nameOf(model, place, 'zh')}高${height}米，${nameOf(model, robot, 'zh')}够得到${high}米。`,
    ),
    evidence: [factKey('height', place), factKey('reach_high', robot)],
  };
};

const carriesWeight = (robots: readonly string[], mass: number, context: BuildContext): Answered => {
  const { model } = context;
  const limitOf = (robot: string): number =>
    Math.max(number(model, 'payload', robot), number(model, 'carrier_payload', robot));
  const able = robots.filter((robot) => limitOf(robot) >= mass);
  const strongest = [...robots].sort((a, b) => limitOf(b) - limitOf(a))[0] ?? '';
  const evidence = [factKey('payload', able[0] ?? strongest), factKey('carrier_payload', able[0] ?? strongest)];
  if (able.length > 0)
    return yes(
      bilingual(
        `${sentence(nameList(model, able, 'en'))} carry ${mass} kg.`,
        `${nameList(model, able, 'zh')}可承载${mass}公斤。`,
      ),
      evidence,
    );
  return no({
    says: bilingual(
      `${sentence(nameOf(model, strongest, 'en'))} carries at most ${limitOf(strongest)} kg.`,
      `${nameOf(model, strongest, 'zh')}最多承载${limitOf(strongest)}公斤。`,
    ),
    evidence,
  });
};
