import type { Effect, NumericChange } from '@muster/domain';
import { asList, expected, headOf } from './nodes.ts';
import { exactly, readAtom, readCondition, readFluent, readNumber } from './read-condition.ts';
import { readVariables, type Scope, withVariables } from './scope.ts';
import type { PddlList, PddlNode } from './tree.ts';

const CHANGES: Readonly<Record<string, NumericChange>> = {
  assign: 'assign',
  increase: 'increase',
  decrease: 'decrease',
  'scale-up': 'scale-up',
  'scale-down': 'scale-down',
};

export const isChange = (head: string): boolean => Object.hasOwn(CHANGES, head);

/** @throws PddlFault */
export const readEffect = (node: PddlNode | undefined, parent: PddlNode, scope: Scope): Effect => {
  const list = asList(node, parent, 'an effect', '效果');
  if (list.items.length === 0) return ['and'];
  const head = headOf(list);
  const parts = list.items.slice(1);
  switch (head) {
    case 'and':
      return ['and', ...parts.map((part) => readEffect(part, list, scope))];
    case 'not':
      exactly(list, 1);
      return ['not', readAtom(asList(parts[0], list, 'a fact', '事实'), scope)];
    case 'when': {
      if (parts.length < 2) throw expected(undefined, list, 'a condition and an effect', '条件与效果');
      const condition = readCondition(parts[0], list, scope);
      const effects = parts.slice(1).map((part) => readEffect(part, list, scope));
      return ['when', condition, effects.length === 1 ? effects[0]! : ['and', ...effects]];
    }
    case 'forall': {
      exactly(list, 2);
      const variables = readVariables(
        asList(parts[0], list, 'a list of variables', '变量列表').items,
        list,
        scope.types,
      );
      const body = readEffect(parts[1], list, withVariables(scope, variables));
      return variables.length === 0 ? body : ['forall', variables, body];
    }
    default:
      return isChange(head) ? readChange(list, scope) : readAtom(list, scope);
  }
};

const readChange = (list: PddlList, scope: Scope): Effect => {
  exactly(list, 2);
  const [, fluent, value] = list.items;
  return [CHANGES[headOf(list)]!, readFluent(fluent, scope, list), readNumber(value, list, scope)];
};
