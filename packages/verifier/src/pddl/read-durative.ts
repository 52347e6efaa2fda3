import type { Condition, Effect, TypedVariables } from '@muster/domain';
import { type ActionSchema, type CarriedEffect, DURATION, type DurationBound } from '../engine/index.ts';
import { asList, asWord, expected, headOf, unsupported } from './nodes.ts';
import { continuous, exactly, readCondition, readNumber } from './read-condition.ts';
import { isChange, readEffect } from './read-effect.ts';
import { NUMBER_TYPE, readVariables, type Scope, withVariables } from './scope.ts';
import type { PddlList, PddlNode } from './tree.ts';

type When = 'start' | 'overAll' | 'end';
type TimedConditions = Record<When, Condition[]>;

/** `at start`, `over all`, `at end` in front of one formula; undefined if the list has another shape. */
const timingOf = (list: PddlList): When | undefined => {
  const [first, second, third] = list.items;
  if (list.items.length !== 3 || first?.kind !== 'word' || second?.kind !== 'word' || third?.kind !== 'list')
    return undefined;
  if (first.text === 'at' && second.text === 'start') return 'start';
  if (first.text === 'at' && second.text === 'end') return 'end';
  return first.text === 'over' && second.text === 'all' ? 'overAll' : undefined;
};

const untimed = (node: PddlNode | undefined, parent: PddlNode, en: string, zh: string): Error =>
  expected(
    node,
    parent,
    `(at start …), (over all …) or (at end …) around ${en}`,
    `在${zh}外写 (at start …)、(over all …) 或 (at end …)`,
  );

/**
 * Condition of a durative action: a conjunction of timed conditions.
 *
 * @throws PddlFault
 */
export const readTimedCondition = (node: PddlNode | undefined, parent: PddlNode, scope: Scope): TimedConditions => {
  const found: TimedConditions = { start: [], overAll: [], end: [] };
  collectConditions(node, parent, scope, found, []);
  return found;
};

const collectConditions = (
  node: PddlNode | undefined,
  parent: PddlNode,
  scope: Scope,
  into: TimedConditions,
  quantified: readonly TypedVariables[],
): void => {
  const list = asList(node, parent, 'a timed condition', '带时间的条件');
  if (list.items.length === 0) return;
  const timing = timingOf(list);
  if (timing) {
    const body = readCondition(list.items[2], list, scope);
    into[timing].push(quantified.reduceRight<Condition>((inner, variables) => ['forall', variables, inner], body));
    return;
  }
  switch (headOf(list)) {
    case 'and':
      for (const part of list.items.slice(1)) collectConditions(part, list, scope, into, quantified);
      return;
    case 'forall': {
      exactly(list, 2);
      const variables = readVariables(
        asList(list.items[1], list, 'a list of variables', '变量列表').items,
        list,
        scope.types,
      );
      const inner = variables.length > 0 ? [...quantified, variables] : quantified;
      collectConditions(list.items[2], list, withVariables(scope, variables), into, inner);
      return;
    }
    case 'preference':
      scope.notice(
        list.offset,
        'preferences are left out: they never make a plan invalid',
        '忽略偏好（preference）：它不会使计划无效',
      );
      collectConditions(
        list.items[list.items.length - 1],
        list,
        scope,
        { start: [], overAll: [], end: [] },
        quantified,
      );
      return;
    default:
      throw untimed(list, parent, 'the condition', '条件');
  }
};

type TimedEffects = { start: Effect[]; end: Effect[]; carried: CarriedEffect[] };

/**
 * Effect of a durative action. Conditional effects whose condition looks further back than the effect become carried effects.
 *
 * @throws PddlFault
 */
export const readTimedEffect = (node: PddlNode | undefined, parent: PddlNode, scope: Scope): TimedEffects => {
  const found: TimedEffects = { start: [], end: [], carried: [] };
  collectEffects(node, parent, scope, found, [], undefined);
  return found;
};

const collectEffects = (
  node: PddlNode | undefined,
  parent: PddlNode,
  scope: Scope,
  into: TimedEffects,
  quantified: readonly TypedVariables[],
  when: TimedConditions | undefined,
): void => {
  const list = asList(node, parent, 'a timed effect', '带时间的效果');
  if (list.items.length === 0) return;
  const timing = timingOf(list);
  if (timing === 'start' || timing === 'end') {
    place(timing, readEffect(list.items[2], list, scope), list, into, quantified, when);
    return;
  }
  const head = headOf(list);
  switch (head) {
    case 'and':
      for (const part of list.items.slice(1)) collectEffects(part, list, scope, into, quantified, when);
      return;
    case 'forall': {
      exactly(list, 2);
      const variables = readVariables(
        asList(list.items[1], list, 'a list of variables', '变量列表').items,
        list,
        scope.types,
      );
      const inner = variables.length > 0 ? [...quantified, variables] : quantified;
      collectEffects(list.items[2], list, withVariables(scope, variables), into, inner, when);
      return;
    }
    case 'when': {
      exactly(list, 2);
      const own = readTimedCondition(list.items[1], list, scope);
      const joined: TimedConditions = {
        start: [...(when?.start ?? []), ...own.start],
        overAll: [...(when?.overAll ?? []), ...own.overAll],
        end: [...(when?.end ?? []), ...own.end],
      };
      collectEffects(list.items[2], list, scope, into, quantified, joined);
      return;
    }
    default:
      if (isChange(head)) throw continuous(list.offset);
      throw untimed(list, parent, 'the effect', '效果');
  }
};

const place = (
  timing: 'start' | 'end',
  effect: Effect,
  list: PddlList,
  into: TimedEffects,
  quantified: readonly TypedVariables[],
  when: TimedConditions | undefined,
): void => {
  const later = when ? [...when.overAll, ...(timing === 'start' ? when.end : when.start)] : [];
  if (timing === 'start' && later.length > 0)
    throw unsupported(
      ['effects at the start that depend on a later condition', '依赖之后条件的开始效果'],
      list.offset,
      ['Give the effect at the end.', '请将效果写在结束时。'],
    );
  if (when && later.length > 0) {
    into.carried.push({
      variables: quantified.flat(),
      start: ['and', ...when.start],
      overAll: ['and', ...when.overAll],
      end: ['and', ...when.end],
      effect,
    });
    return;
  }
  const own: Effect = when ? ['when', ['and', ...when[timing]], effect] : effect;
  into[timing].push(quantified.reduceRight<Effect>((inner, variables) => ['forall', variables, inner], own));
};

/** `(= ?duration n)`, `(and (>= ?duration n) (at end (<= ?duration n)))`, `()`. @throws PddlFault */
export const readDuration = (
  node: PddlNode | undefined,
  parent: PddlNode,
  scope: Scope,
  at: 'start' | 'end' = 'start',
): DurationBound[] => {
  const list = asList(node, parent, 'a duration constraint', '时长约束');
  if (list.items.length === 0) return [];
  const head = headOf(list);
  if (head === 'and') return list.items.slice(1).flatMap((part) => readDuration(part, list, scope, at));
  const timing = timingOf(list);
  if (timing === 'start' || timing === 'end') return readDuration(list.items[2], list, scope, timing);
  if (head !== '=' && head !== '<=' && head !== '>=')
    throw expected(
      list.items[0] ?? list,
      list,
      '(= ?duration …), (<= ?duration …) or (>= ?duration …)',
      '(= ?duration …)、(<= ?duration …) 或 (>= ?duration …)',
    );
  exactly(list, 2);
  const variable = asWord(list.items[1], list, '?duration', '?duration');
  if (variable.text !== DURATION) throw expected(variable, list, '?duration', '?duration');
  return [{ at, comparison: head === '=' ? '==' : head, value: readNumber(list.items[2], list, scope) }];
};

/** The parts of a durative action that follow its parameters. @throws PddlFault */
export const readDurativeBody = (
  parts: ReadonlyMap<string, PddlNode>,
  action: PddlList,
  scope: Scope,
): Omit<ActionSchema, 'name' | 'parameters'> => {
  const duration = parts.has(':duration') ? readDuration(parts.get(':duration'), action, scope) : undefined;
  if (!duration) throw expected(undefined, action, ':duration', ':duration');
  const inside: Scope = { ...scope, variables: new Map([...scope.variables, [DURATION, NUMBER_TYPE]]) };
  const none: TimedConditions = { start: [], overAll: [], end: [] };
  const condition = parts.has(':condition') ? readTimedCondition(parts.get(':condition'), action, inside) : none;
  const effect = parts.has(':effect')
    ? readTimedEffect(parts.get(':effect'), action, inside)
    : { start: [], end: [], carried: [] };
  return {
    duration,
    start: { condition: ['and', ...condition.start], effect: ['and', ...effect.start] },
    overAll: ['and', ...condition.overAll],
    end: { condition: ['and', ...condition.end], effect: ['and', ...effect.end] },
    carried: effect.carried,
  };
};
