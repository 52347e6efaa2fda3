import type { Atom, Comparison, Condition, NumericExpression } from '@muster/domain';
import { DURATION, ROOT_TYPE, TOTAL_TIME } from '../engine/index.ts';
import { asList, asName, expected, finite, headOf, isName, isNumber, undeclared, unsupported } from './nodes.ts';
import { readAtomOf, readTerm, readVariables, type Scope, withVariables } from './scope.ts';
import type { PddlList, PddlNode } from './tree.ts';

const COMPARISONS: Readonly<Record<string, Comparison>> = { '<': '<', '<=': '<=', '>': '>', '>=': '>=', '=': '==' };
const isComparison = (head: string): boolean => head !== '=' && Object.hasOwn(COMPARISONS, head);

/** Words of PDDL 3 trajectory constraints, which a condition may not have. */
const TRAJECTORY: ReadonlySet<string> = new Set([
  ...['always', 'sometime', 'within', 'at-most-once', 'sometime-after', 'sometime-before'],
  ...['always-within', 'hold-during', 'hold-after', 'at end', 'over all'],
]);

/** @throws PddlFault */
export const readCondition = (node: PddlNode | undefined, parent: PddlNode, scope: Scope): Condition => {
  const list = asList(node, parent, 'a condition', '条件');
  if (list.items.length === 0) return ['and'];
  const head = headOf(list);
  const parts = list.items.slice(1);
  switch (head) {
    case 'and':
      return ['and', ...parts.map((part) => readCondition(part, list, scope))];
    case 'or':
      return ['or', ...parts.map((part) => readCondition(part, list, scope))];
    case 'not':
      exactly(list, 1);
      return ['not', readCondition(parts[0], list, scope)];
    case 'imply':
      exactly(list, 2);
      return ['imply', readCondition(parts[0], list, scope), readCondition(parts[1], list, scope)];
    case 'forall':
    case 'exists': {
      exactly(list, 2);
      const variables = readVariables(
        asList(parts[0], list, 'a list of variables', '变量列表').items,
        list,
        scope.types,
      );
      const body = readCondition(parts[1], list, withVariables(scope, variables));
      if (variables.length === 0) return body;
      return head === 'forall' ? ['forall', variables, body] : ['exists', variables, body];
    }
    case 'preference':
      scope.notice(
        list.offset,
        'preferences are left out: they never make a plan invalid',
        '忽略偏好（preference）：它不会使计划无效',
      );
      readCondition(parts[parts.length - 1], list, scope);
      return ['and'];
    case '=':
      exactly(list, 2);
      return parts.some((part) => isNumeric(part, scope))
        ? ['==', readNumber(parts[0], list, scope), readNumber(parts[1], list, scope)]
        : ['=', ...(parts.map((part) => readTerm(part, list, scope, ROOT_TYPE)) as [string, string])];
    default:
      if (isComparison(head)) {
        exactly(list, 2);
        return [COMPARISONS[head]!, readNumber(parts[0], list, scope), readNumber(parts[1], list, scope)];
      }
      if (TRAJECTORY.has(head) && !scope.predicates.has(head))
        throw unsupported(['trajectory constraints in a condition', '条件中的轨迹约束'], list.offset, [
          'State them as rules of the scene.',
          '请改用场景规则表达。',
        ]);
      return readAtom(list, scope);
  }
};

export const readAtom = (list: PddlList, scope: Scope): Atom =>
  readAtomOf(list, scope, scope.predicates, ['predicate', '谓词']);

/** @param metric whether `total-time` may stand here */
export const readNumber = (
  node: PddlNode | undefined,
  parent: PddlNode,
  scope: Scope,
  metric = false,
): NumericExpression => {
  if (node?.kind === 'word') {
    if (isNumber(node.text)) return finite(node.text, node.offset);
    if (node.text === DURATION && scope.variables.has(DURATION)) return [DURATION];
    if (node.text === TOTAL_TIME && metric) return [TOTAL_TIME];
    if (node.text === '#t') throw continuous(node.offset);
    const signature = scope.functions.get(node.text);
    if (signature?.parameters.length === 0) return [node.text];
    throw isName(node.text)
      ? undeclared(['function without arguments', '无参函数'], node.text, node.offset)
      : expected(node, parent, 'a number, a function or (+ - * / …)', '数字、函数或 (+ - * / …)');
  }
  const list = asList(node, parent, 'a numeric expression', '数值表达式');
  const head = headOf(list);
  if (head === TOTAL_TIME && metric && list.items.length === 1) return [TOTAL_TIME];
  if (head === '+' || head === '-' || head === '*' || head === '/') {
    const parts = list.items.slice(1).map((part) => readNumber(part, list, scope, metric));
    if (
      parts.length === 0 ||
      (parts.length === 1 && head !== '-') ||
      (parts.length > 2 && (head === '-' || head === '/'))
    )
      throw expected(undefined, list, `two operands of ${head}`, `${head} 的两个操作数`);
    return [head, ...parts];
  }
  return readFluent(list, scope);
};

/** `(f a b)`, or `f` alone when it takes no arguments. */
export const readFluent = (node: PddlNode | undefined, scope: Scope, parent?: PddlNode): Atom => {
  if (node?.kind === 'word') {
    const name = asName(node, node, 'a function', '函数名');
    const signature = scope.functions.get(name);
    if (!signature) throw undeclared(['function', '函数'], name, node.offset);
    return readAtomOf({ kind: 'list', items: [node], offset: node.offset }, scope, scope.functions, [
      'function',
      '函数',
    ]);
  }
  if (!node) throw expected(undefined, parent!, 'a function', '函数');
  return readAtomOf(node, scope, scope.functions, ['function', '函数']);
};

export const continuous = (offset: number): Error =>
  unsupported(['continuous effects (#t)', '连续效果（#t）'], offset, [
    'Give the change at the start or at the end of the action.',
    '请将变化写在动作开始或结束时。',
  ]);

/** @throws PddlFault when a list has not this many items behind its head */
export const exactly = (list: PddlList, count: number): void => {
  if (list.items.length - 1 === count) return;
  const extra = list.items[count + 1];
  throw extra
    ? expected(extra, list, 'a closing bracket', '右括号')
    : expected(undefined, list, `${count} operands of ${headOf(list)}`, `${headOf(list)} 的 ${count} 个操作数`);
};

const isNumeric = (node: PddlNode, scope: Scope): boolean => {
  if (node.kind === 'list') return true;
  if (isNumber(node.text) || node.text === DURATION) return true;
  return !scope.objects.has(node.text) && scope.functions.get(node.text)?.parameters.length === 0;
};
