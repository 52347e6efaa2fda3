import { bilingual, displayName, type Goal, type Problem, parseFactKey, type Situation } from '@muster/domain';
import type { CapacityShortage } from './capacity-bound.ts';
import { baseOf } from './goal-order.ts';

/** "Packing station 2 has room for 8; 9 were asked for." */
export const sayShortage = (shortage: CapacityShortage, goal: Goal, situation: Situation): Problem => {
  const { model } = situation;
  const [predicate, ...terms] = parseFactKey(shortage.fluent);
  const entity = model.entities[terms[0] ?? ''];
  const name = {
    en: entity ? displayName(entity.names, 'en') : (terms[0] ?? predicate),
    zh: entity ? displayName(entity.names, 'zh') : (terms[0] ?? predicate),
  };
  const free = Math.max(0, Math.floor(situation.state.numbers[shortage.fluent]?.value ?? shortage.room));
  const now = Math.min(free, shortage.room);
  const hands = predicate.includes('hand');
  return {
    code: 'PLAN_NO_ROOM',
    place:
      goal.propositions.find((entry) => shortage.items.some((item) => baseOf(item) === entry.id))?.id ??
      shortage.fluent,
    says: hands
      ? bilingual(
          `${name.en} can hold ${shortage.room} at once, and ${shortage.wanted} were asked for.`,
          `${name.zh}一次只能拿 ${shortage.room} 件，而要求是 ${shortage.wanted} 件。`,
        )
      : bilingual(
          `${name.en} has room for ${shortage.room}${now < shortage.room ? ` (${now} free now)` : ''}, and ${shortage.wanted} were asked for.`,
          `${name.zh}只放得下 ${shortage.room} 件${now < shortage.room ? `（现在空着 ${now} 件的位置）` : ''}，而要求是 ${shortage.wanted} 件。`,
        ),
    remedy: bilingual(
      `Ask for ${now > 0 ? now : shortage.room} of them.`,
      `可以只要求其中 ${now > 0 ? now : shortage.room} 件。`,
    ),
  };
};
