import { type Bilingual, bilingual, type Condition, type Language } from '@muster/domain';
import { nameList, nameOf } from '../../../says/names.ts';
import { sayPredicate } from '../../../says/say-fact.ts';
import type { Phrase, StateClause } from '../logical-form.ts';
import { puttingPlaces, takesItems } from '../resolve/locations.ts';
import { amountIn, fluentOfUnit, shareIn } from '../resolve/measures.ts';
import type { Trouble } from '../resolve/problems.ts';
import { idsOf, resolvePhrase } from '../resolve/resolve-phrase.ts';
import { buildClause } from './build-clause.ts';
import type { BuildContext } from './draft.ts';

export type BuiltCondition = {
  readonly condition?: Condition;
  readonly says: Bilingual;
  readonly troubles: readonly Trouble[];
};

const NOTHING: Bilingual = { en: '', zh: '' };
const failed = (troubles: readonly Trouble[]): BuiltCondition => ({ says: NOTHING, troubles });

const conjunction = (parts: Condition[]): Condition => (parts.length === 1 ? parts[0]! : ['and', ...parts]);
const disjunction = (parts: Condition[]): Condition => (parts.length === 1 ? parts[0]! : ['or', ...parts]);
const unless = (condition: Condition, holds: boolean): Condition => (holds ? condition : ['not', condition]);

/** A clause about how things are, as a formula over the world and a sentence in both languages. */
export const buildCondition = (state: StateClause, context: BuildContext): BuiltCondition => {
  switch (state.kind) {
    case 'state':
      return ofState(state, context);
    case 'location':
      return ofLocation(state, context);
    case 'exists':
      return ofExistence(state, context);
    case 'empty':
      return ofEmptiness(state, context);
    case 'compare':
      return ofComparison(state, context);
    case 'done': {
      const draft = buildClause({ ...state.clause, negated: 'no' }, { ...context, mentions: [...context.mentions] });
      if (draft.troubles.length > 0) return failed(draft.troubles);
      const parts = draft.propositions.map((proposition): Condition => {
        const each = proposition.subjects.map(
          (subject): Condition =>
            disjunction(choices(proposition.args).map((args): Condition => [proposition.predicate, subject, ...args])),
        );
        const whole = proposition.quantifier.kind === 'at-least' ? disjunction(each) : conjunction(each);
        return proposition.quantifier.kind === 'none' ? ['not', disjunction(each)] : whole;
      });
      if (parts.length === 0) return failed([{ kind: 'not-understood', text: state.text }]);
      const say = (language: Language): string =>
        draft.propositions
          .map((proposition) =>
            sayPredicate(
              context.model,
              proposition.predicate,
              [
                nameList(context.model, proposition.subjects, language),
                ...proposition.args.map((allowed) => nameList(context.model, allowed, language, 'or')),
              ],
              language,
              proposition.quantifier.kind !== 'none',
            ),
          )
          .join(language === 'en' ? ' and ' : '且');
      return {
        condition: unless(conjunction(parts), state.holds),
        says: negatedSays(bilingual(say('en'), say('zh')), state.holds),
        troubles: [],
      };
    }
  }
};

const choices = (args: readonly (readonly string[])[]): string[][] =>
  args.reduce<string[][]>((rows, allowed) => rows.flatMap((row) => allowed.map((id) => [...row, id])), [[]]);

const negatedSays = (says: Bilingual, holds: boolean): Bilingual =>
  holds ? says : bilingual(`it is not so that ${says.en}`, `并非${says.zh}`);

const resolveFor = (
  phrase: Phrase,
  context: BuildContext,
  kinds: readonly ('item' | 'place' | 'robot' | 'person')[],
): { ids: string[]; troubles: readonly Trouble[]; any: boolean } => {
  const resolved = resolvePhrase(phrase, context, { kinds });
  return {
    ids: idsOf(resolved),
    troubles: resolved.troubles,
    any: resolved.selections.some((selection) => selection.mode === 'any'),
  };
};

/** "if anything is abnormal" after looking at a thing: that thing. */
const aboutLast = (said: Phrase, context: BuildContext): Phrase => {
  const [part] = said.parts;
  const isAnything = /^(?:anything|something)$/i.test(said.text) && said.parts.length === 1 && part !== undefined;
  const last = context.mentions.at(-1);
  return isAnything && last
    ? {
        ...said,
        parts: [{ ...part, head: { kind: 'name', ids: last }, determiner: last.length > 1 ? 'any' : 'definite' }],
      }
    : said;
};

const ofState = (state: Extract<StateClause, { kind: 'state' }>, context: BuildContext): BuiltCondition => {
  const { model } = context;
  const subject = resolveFor(aboutLast(state.subject, context), context, ['place', 'item', 'robot', 'person']);
  if (subject.troubles.length > 0) return failed(subject.troubles);
  const each = subject.ids.map((id): Condition => [state.predicate, id]);
  const say = (language: Language): string =>
    sayPredicate(
      model,
      state.predicate,
      [nameList(model, subject.ids, language, subject.any ? 'or' : 'and')],
      language,
      state.holds,
    );
  const condition = state.holds
    ? subject.any
      ? disjunction(each)
      : conjunction(each)
    : conjunction(each.map((part): Condition => ['not', part]));
  return { condition, says: bilingual(say('en'), say('zh')), troubles: [] };
};

const relationFor = (place: string, relation: string, context: BuildContext): string => {
  const entity = context.model.entities[place];
  if (entity?.kind === 'robot') return relation === 'in' || relation === 'on' ? 'loaded' : 'held';
  if (entity?.kind === 'person') return 'given';
  return entity?.properties.container === true ? 'in' : 'on';
};

const ofLocation = (state: Extract<StateClause, { kind: 'location' }>, context: BuildContext): BuiltCondition => {
  const { model } = context;
  const subject = resolveFor(state.subject, context, ['item', 'robot', 'person', 'place']);
  const place = resolveFor(state.place, context, ['place', 'item', 'robot']);
  const troubles = [...subject.troubles, ...place.troubles];
  if (troubles.length > 0) return failed(troubles);
  if (subject.ids.some((id) => model.entities[id]?.kind === 'person')) return failed([peopleUnseen(context)]);
  // Places and floors stand where they stand; a sentence that has one inside another was read wrongly.
  if (subject.ids.some((id) => !model.entities[id] || model.entities[id]!.kind === 'place'))
    return failed([{ kind: 'not-understood', text: state.text }]);
  const parts = subject.ids.map((id): Condition => {
    if (model.entities[id]?.kind === 'robot')
      return disjunction(place.ids.map((target): Condition => ['at', id, target]));
    return disjunction(
      spots(place.ids, context).map((target): Condition => [relationFor(target, state.relation, context), id, target]),
    );
  });
  const [id = ''] = subject.ids;
  const relation =
    model.entities[id]?.kind === 'robot' ? 'at' : relationFor(place.ids[0] ?? '', state.relation, context);
  const say = (language: Language): string =>
    sayPredicate(
      model,
      relation,
      [nameList(model, subject.ids, language), nameList(model, place.ids, language, 'or')],
      language,
      state.holds,
    );
  return {
    condition: unless(subject.any ? disjunction(parts) : conjunction(parts), state.holds),
    says: bilingual(say('en'), say('zh')),
    troubles: [],
  };
};

/** Where people are is seen as positions, not as a fact that a rule or a plan could wait for. */
const peopleUnseen = (context: BuildContext): Trouble => ({
  kind: 'refused',
  code: 'LANGUAGE_PEOPLE_NOT_A_CONDITION',
  says: bilingual(
    'I see where people are, but can not make a rule or a plan wait for it.',
    '我能看到人的位置，但不能把它作为规则或计划的条件。',
  ),
  facts: (context.model.members.person ?? []).slice(0, 5).map((id) => `pose(${id})`),
  nearest: bilingual(
    'A closure between two clock times can be set instead; robots keep clear of people in any case.',
    '可以改为按时段封闭；机器人本来就会避让人员。',
  ),
});

/** The places themselves, or for areas the places in them. */
const spots = (places: readonly string[], context: BuildContext): string[] =>
  places.flatMap((id) =>
    context.model.entities[id]?.kind !== 'place' || takesItems(context.model, id)
      ? [id]
      : puttingPlaces(context.model, id),
  );

const ofExistence = (state: Extract<StateClause, { kind: 'exists' }>, context: BuildContext): BuiltCondition => {
  const { model } = context;
  // "if there is milk": any of what the noun fits, wherever its words place it.
  const parts = state.subject.parts.map((part) => ({
    ...part,
    determiner: part.determiner === 'bare' || part.determiner === 'none' ? ('any' as const) : part.determiner,
  }));
  const subject = resolveFor({ ...state.subject, parts }, context, ['item', 'person', 'robot']);
  const lastPlace = context.mentions.findLast((ids) => ids.every((id) => model.entities[id]?.kind === 'place'));
  const place = state.place
    ? resolveFor(state.place, context, ['place', 'item', 'robot'])
    : { ids: lastPlace ?? [], troubles: [], any: false };
  const troubles = [...subject.troubles, ...place.troubles];
  if (troubles.length > 0) return failed(troubles);
  if (place.ids.length === 0) return failed([{ kind: 'no-antecedent', text: state.text }]);
  context.mentions.push([...place.ids], subject.ids.length === 1 ? [...subject.ids] : [...subject.ids]);
  const found = subject.ids.flatMap((id): Condition[] =>
    spots(place.ids, context).map(
      (target): Condition =>
        model.entities[id]?.kind === 'robot'
          ? ['at', id, target]
          : [relationFor(target, state.relation ?? 'in', context), id, target],
    ),
  );
  if (found.length === 0) return failed([{ kind: 'not-understood', text: state.text }]);
  const relation = relationFor(place.ids[0]!, state.relation ?? 'in', context);
  const say = (language: Language): string =>
    sayPredicate(
      model,
      relation,
      [nameList(model, subject.ids, language, 'or'), nameList(model, place.ids, language, 'or')],
      language,
      state.holds,
    );
  return { condition: unless(disjunction(found), state.holds), says: bilingual(say('en'), say('zh')), troubles: [] };
};

const ofEmptiness = (state: Extract<StateClause, { kind: 'empty' }>, context: BuildContext): BuiltCondition => {
  const { model } = context;
  const subject = resolveFor(state.subject, context, ['place', 'item', 'robot']);
  if (subject.troubles.length > 0) return failed(subject.troubles);
  const parts = subject.ids.map((id): Condition => {
    const relation = relationFor(id, 'in', context);
    const something: Condition = ['exists', [['?thing', 'item']], [relation, '?thing', id]];
    return state.holds ? ['not', something] : something;
  });
  const names = { en: nameList(model, subject.ids, 'en'), zh: nameList(model, subject.ids, 'zh') };
  return {
    condition: conjunction(parts),
    says: state.holds
      ? bilingual(`${names.en} is empty`, `${names.zh}是空的`)
      : bilingual(`${names.en} is not empty`, `${names.zh}不是空的`),
    troubles: [],
  };
};

const OPERATORS = {
  en: { '<': 'is below', '<=': 'is at most', '>': 'is above', '>=': 'is at least', '==': 'is' },
  zh: { '<': '低于', '<=': '不超过', '>': '高于', '>=': '不低于', '==': '等于' },
} as const;

const ofComparison = (state: Extract<StateClause, { kind: 'compare' }>, context: BuildContext): BuiltCondition => {
  const { model } = context;
  const subject = resolveFor(state.subject, context, ['place', 'item', 'robot']);
  if (subject.troubles.length > 0) return failed(subject.troubles);
  const bound = amountIn(state.amount);
  const fluentFor = (id: string): string =>
    state.fluent ??
    (state.amount.percent && model.entities[id]?.kind === 'robot' ? 'battery' : fluentOfUnit(state.amount));
  const unknown = subject.ids.find((id) => !hasFluent(fluentFor(id), context));
  if (unknown) return failed([{ kind: 'not-understood', text: state.text }]);
  const parts = subject.ids.map(
    (id): Condition => [state.operator, [fluentFor(id), id], shareIn(context, state.amount, fluentFor(id), id)],
  );
  const shown = state.amount.percent
    ? `${Math.round(bound * 1000) / 10} %`
    : `${bound}${state.amount.unit ? ` ${state.amount.unit}` : ''}`;
  const say = (language: Language): string => {
    const [id = ''] = subject.ids;
    const fluent =
      model.library.vocabulary.fluents.find((entry) => entry.id === fluentFor(id))?.says[language] ?? fluentFor(id);
    const what = fluent.replace(
      '{0}',
      subject.ids.length > 1 ? nameList(model, subject.ids, language) : nameOf(model, id, language),
    );
    return language === 'en'
      ? `the ${what} ${OPERATORS.en[state.operator]} ${shown}`
      : `${what}${OPERATORS.zh[state.operator]}${shown.replace(' ', '')}`;
  };
  return {
    condition: conjunction(parts),
    says: bilingual(say('en').replace('the the', 'the'), say('zh')),
    troubles: [],
  };
};

const hasFluent = (fluent: string, context: BuildContext): boolean =>
  context.model.library.vocabulary.fluents.some((entry) => entry.id === fluent);
