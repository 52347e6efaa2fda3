import { bilingual, isOfClass } from '@muster/domain';
import { nameList } from '../../../says/names.ts';
import type { Clause, Phrase } from '../logical-form.ts';
import { FLOOR_PREFIX, isInside, whereIs } from '../resolve/locations.ts';
import type { Trouble } from '../resolve/problems.ts';
import { idsOf, resolvePhrase, type Selection } from '../resolve/resolve-phrase.ts';
import { actorsOf } from './actor.ts';
import { type BuildContext, type ClauseDraft, type DraftProposition, troubled } from './draft.ts';
import { propositionsFor } from './selections.ts';

/** Go, drive, visit …: robots end up at a place, or have been at several. */
export const goClause = (said: Clause, context: BuildContext, before: number | undefined): ClauseDraft => {
  const { model } = context;
  // "drive AMR 2 to the dock": what is driven is who goes.
  const driven =
    said.object && !said.actor && said.targets.length > 0
      ? idsOf(
          resolvePhrase(
            said.object,
            { ...context, mentions: [...context.mentions] },
            { kinds: ['robot'], anyWillDo: true },
          ),
        )
      : [];
  const isDriving = driven.length > 0 && driven.every((id) => model.entities[id]?.kind === 'robot');
  const clause: Clause = isDriving ? { ...said, actor: said.object, object: undefined } : said;
  const actors = actorsOf(clause, context);
  const troubles: Trouble[] = [...actors.troubles];
  const [target, extra] = clause.targets;
  const where: Phrase | undefined = target?.phrase ?? clause.object ?? clause.recipient;
  if (extra) troubles.push({ kind: 'not-understood', text: extra.phrase.text });
  if (target && clause.object) troubles.push({ kind: 'not-understood', text: clause.object.text });
  if (clause.through) troubles.push({ kind: 'not-understood', text: clause.through.text });
  if (clause.source) troubles.push({ kind: 'not-understood', text: clause.source.text });
  if (!where) {
    if (clause.back && actors.ids.length > 0) return goHome(actors.ids, context, troubles, before);
    return troubled(...troubles, { kind: 'missing', what: 'destination', text: clause.text, candidates: [] });
  }
  // "pallet 3 goes": who goes was a thing, and nobody said where to.
  if (clause.fronted && where === clause.object)
    return troubled(...troubles, { kind: 'missing', what: 'destination', text: clause.text, candidates: [] });
  const resolved = resolvePhrase(where, context, { kinds: ['place', 'item', 'person', 'robot'] }, clause.floatingAll);
  troubles.push(...resolved.troubles);
  if (clause.negated !== 'no') return stayAway(idsOf(resolved), actors.ids, context, troubles);
  const propositions: DraftProposition[] = [];
  const goesTo: string[] = [];
  for (const selection of resolved.selections) {
    const several = selection.mode === 'each' && selection.ids.length > 1;
    const groups: (readonly string[])[] = several ? selection.ids.map((id) => [id]) : [selection.ids];
    for (const group of groups) {
      const places = group.flatMap((id) => servedPlaces(id, context));
      if (places.length === 0) {
        troubles.push({
          kind: 'refused',
          code: 'LANGUAGE_NO_WAY_THERE',
          says: bilingual(
            `No robot can stand at ${nameList(model, group, 'en')}.`,
            `没有机器人能停到${nameList(model, group, 'zh')}。`,
          ),
          facts: group.map((id) => `no access(${id})`),
        });
        continue;
      }
      goesTo.push(...places);
      const visits = several || selection.mode === 'count' ? 'visited' : 'at';
      const who: Selection =
        actors.ids.length === 0
          ? { mode: 'any', ids: travellers(context, places) }
          : actors.each
            ? { mode: 'each', ids: actors.ids }
            : { mode: 'any', ids: actors.ids };
      propositions.push(...propositionsFor([who], visits, [places], before === undefined ? {} : { before }));
    }
  }
  return { propositions, troubles, assumptions: [], goesTo: [...new Set(goesTo)] };
};

/** Places at which going there is done: the place itself when robots can stand at it, else what lies inside it or holds it. */
const servedPlaces = (id: string, context: BuildContext): string[] => {
  const { model, situation } = context;
  const isServed = (place: string): boolean =>
    model.scene.robots.some((robot) => (model.service[robot.id]?.[place]?.length ?? 0) > 0);
  if (id.startsWith(FLOOR_PREFIX))
    return (model.members.place ?? []).filter((place) => isInside(model, place, id) && isServed(place));
  if (model.entities[id]?.kind === 'place') {
    if (isServed(id)) return [id];
    return (model.members.place ?? []).filter((place) => place !== id && isInside(model, place, id) && isServed(place));
  }
  const at = whereIs(situation.state, id)?.target;
  return at && at !== id ? servedPlaces(at, context) : [];
};

const travellers = (context: BuildContext, places: readonly string[]): string[] => {
  const { model } = context;
  const able = model.scene.robots
    .map((robot) => robot.id)
    .filter((robot) => places.some((place) => (model.service[robot]?.[place]?.length ?? 0) > 0));
  return (able.length > 0 ? able : model.scene.robots.map((robot) => robot.id)).sort();
};

const stayAway = (
  places: readonly string[],
  robots: readonly string[],
  context: BuildContext,
  troubles: readonly Trouble[],
): ClauseDraft => {
  const { model } = context;
  const subjects = robots.length > 0 ? robots : (model.members.robot ?? []);
  const allowed = places.filter((id) => isOfClass(model, id, 'place'));
  return {
    propositions:
      allowed.length > 0
        ? propositionsFor([{ mode: 'each', ids: subjects }], 'at', [allowed], { holds: false, when: 'always' })
        : [],
    troubles,
    assumptions: [],
  };
};

/** "come back": to where each robot stood at the start. */
const goHome = (
  robots: readonly string[],
  context: BuildContext,
  troubles: readonly Trouble[],
  before: number | undefined,
): ClauseDraft => {
  const propositions = robots.flatMap((robot) => {
    const home = whereIs(context.model.initial, robot);
    return home?.relation === 'at'
      ? propositionsFor([{ mode: 'each', ids: [robot] }], 'at', [[home.target]], before === undefined ? {} : { before })
      : [];
  });
  return {
    propositions,
    troubles:
      propositions.length > 0
        ? troubles
        : [...troubles, { kind: 'missing', what: 'destination', text: '', candidates: [] }],
    assumptions: [],
  };
};
