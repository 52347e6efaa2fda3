import { bilingual, factKey } from '@muster/domain';
import { nameOf } from '../../../says/names.ts';
import type { Clause, Phrase } from '../logical-form.ts';
import { whereIs } from '../resolve/locations.ts';
import { idsOf, resolvePhrase } from '../resolve/resolve-phrase.ts';
import { type BuildContext, type ClauseDraft, troubled } from './draft.ts';
import { propositionsFor } from './selections.ts';
import { transferClause } from './transfer.ts';

const everything = (text: string): Phrase => ({
  parts: [
    {
      head: { kind: 'pronoun', value: 'everything' },
      determiner: 'all',
      plural: true,
      modifiers: [],
      except: [],
      text,
    },
  ],
  joined: 'and',
  text,
});

/** "clear the coffee table": everything on it goes somewhere else; where to has to be said. */
export const clearClause = (clause: Clause, context: BuildContext, before: number | undefined): ClauseDraft => {
  const { object } = clause;
  if (!object || clause.negated !== 'no') return troubled({ kind: 'not-understood', text: clause.text });
  const places = resolvePhrase(object, { ...context, mentions: [...context.mentions] }, { kinds: ['place', 'item'] });
  if (places.troubles.length > 0) return troubled(...places.troubles);
  const isHost = idsOf(places).every((id) => context.model.entities[id]?.kind === 'place');
  if (!isHost) return transferClause(clause, context, before);
  context.mentions.push(idsOf(places));
  return transferClause({ ...clause, object: everything(object.text), source: object }, context, before);
};

/** "swap the red tote and the blue tote": each ends up where the other is. */
export const swapClause = (clause: Clause, context: BuildContext, before: number | undefined): ClauseDraft => {
  const said = clause.object;
  if (!said || clause.negated !== 'no' || clause.targets.length > 0)
    return troubled({ kind: 'not-understood', text: clause.targets[0]?.phrase.text ?? clause.text });
  const { model, situation } = context;
  const resolved = resolvePhrase(said, context, { kinds: ['item'] });
  if (resolved.troubles.length > 0) return troubled(...resolved.troubles);
  const [a, b, more] = idsOf(resolved);
  if (a === undefined || b === undefined || more !== undefined)
    return troubled({ kind: 'not-understood', text: said.text });
  const homes = [whereIs(situation.state, a), whereIs(situation.state, b)];
  const [first, second] = homes;
  if (!first || !second || !['on', 'in'].includes(first.relation) || !['on', 'in'].includes(second.relation)) {
    const lost = homes[0] ? b : a;
    return troubled({
      kind: 'refused',
      code: 'LANGUAGE_WRONG_PREMISE',
      says: bilingual(
        `${nameOf(model, lost, 'en')} stands at no place that it could leave to the other.`,
        `${nameOf(model, lost, 'zh')}没有可以互换的位置。`,
      ),
      facts: [factKey('on', lost)],
    });
  }
  const shared = before === undefined ? {} : { before };
  return {
    propositions: [
      ...propositionsFor([{ mode: 'each', ids: [a] }], second.relation, [[second.target]], shared),
      ...propositionsFor([{ mode: 'each', ids: [b] }], first.relation, [[first.target]], shared),
    ],
    troubles: [],
    assumptions: [],
  };
};
