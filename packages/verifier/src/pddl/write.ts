import type { Atom, Condition, Effect, NumericExpression, TypedVariables } from '@muster/domain';
import { type ActionSchema, DURATION, ROOT_TYPE, TOTAL_TIME } from '../engine/index.ts';
import type { PddlDomain, PddlObject, PddlPlan, PddlProblem, PddlSignature } from './model.ts';

/** A name or number that PDDL can't express: a defect of the caller, whose names are ids. */
export class PddlWriteError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PddlWriteError';
  }
}

const NAME = /^\??[a-z_][a-z0-9_-]*$/i;
const COMPARISONS: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==']);
const CHANGES: ReadonlySet<string> = new Set(['assign', 'increase', 'decrease', 'scale-up', 'scale-down']);

const word = (name: string): string => {
  if (!NAME.test(name)) throw new PddlWriteError(`${JSON.stringify(name)} is no PDDL name`);
  return name;
};

const list = (...parts: readonly string[]): string => `(${parts.join(' ')})`;

/** Plain decimals only: PDDL has no exponents. @throws PddlWriteError when not finite or out of range */
export const writeNumber = (value: number): string => {
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15)
    throw new PddlWriteError(`${value} can't be written as a number`);
  const text = String(value);
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
};

const writeType = (type: string): string => {
  const members = type.split('|').map(word);
  return members.length === 1 ? members[0]! : list('either', ...members);
};

/** `a b - t c - u`; the type `object` is left out of a list that has no other. */
const writeTyped = (entries: readonly (readonly [name: string, type: string])[]): string => {
  if (entries.every(([, type]) => type === ROOT_TYPE)) return entries.map(([name]) => word(name)).join(' ');
  return entries.map(([name, type]) => `${word(name)} - ${writeType(type)}`).join(' ');
};

const writeVariables = (variables: TypedVariables): string => list(writeTyped(variables));
const writeAtom = (atom: Atom): string => list(...atom.map(word));

export const writeCondition = (condition: Condition): string => {
  const [head, ...parts] = condition as readonly [string, ...unknown[]];
  if (head === 'and' || head === 'or' || head === 'not' || head === 'imply') {
    if (head === 'or' && parts.length === 0) throw new PddlWriteError('an empty disjunction can not be written');
    return list(head, ...(parts as Condition[]).map(writeCondition));
  }
  if (head === 'forall' || head === 'exists')
    return list(head, writeVariables(parts[0] as TypedVariables), writeCondition(parts[1] as Condition));
  if (head === '=') return list('=', ...(parts as string[]).map(word));
  if (COMPARISONS.has(head))
    return list(head === '==' ? '=' : head, ...(parts as NumericExpression[]).map(writeExpression));
  return writeAtom(condition as Atom);
};

export const writeExpression = (expression: NumericExpression): string => {
  if (typeof expression === 'number') return writeNumber(expression);
  const [head, ...parts] = expression;
  if (head === DURATION || head === TOTAL_TIME) return head;
  if (head !== '+' && head !== '-' && head !== '*' && head !== '/') return writeAtom(expression as unknown as Atom);
  const operands = parts.map((part) => writeExpression(part as NumericExpression));
  // Operators take two operands in PDDL 2.1; longer sums are nested from the left.
  return operands.length < 2
    ? list(head, ...operands)
    : operands.slice(1).reduce((left, right) => list(head, left, right), operands[0]!);
};

export const writeEffect = (effect: Effect): string => {
  const [head, ...parts] = effect as readonly [string, ...unknown[]];
  if (head === 'and') return list('and', ...(parts as Effect[]).map(writeEffect));
  if (head === 'not') return list('not', writeAtom(parts[0] as Atom));
  if (head === 'when') return list('when', writeCondition(parts[0] as Condition), writeEffect(parts[1] as Effect));
  if (head === 'forall')
    return list('forall', writeVariables(parts[0] as TypedVariables), writeEffect(parts[1] as Effect));
  if (CHANGES.has(head)) return list(head, writeAtom(parts[0] as Atom), writeExpression(parts[1] as NumericExpression));
  return writeAtom(effect as Atom);
};

const conjuncts = <T extends Condition | Effect>(formula: T | undefined): readonly T[] => {
  if (!formula) return [];
  return formula[0] === 'and' ? (formula.slice(1) as unknown as T[]).flatMap((part) => conjuncts(part)) : [formula];
};

const timed = <T extends Condition | Effect>(
  when: string,
  formula: T | undefined,
  write: (part: T) => string,
): string[] => conjuncts(formula).map((part) => list(when, write(part)));

/** PDDL puts the time inside: `(forall (…) (when (at start c) (at start e)))`. */
const timedEffects = (when: 'at start' | 'at end', effect: Effect | undefined): string[] =>
  conjuncts(effect).flatMap((part): string[] => {
    const [head] = part;
    if (head === 'forall') {
      const [, variables, body] = part as readonly ['forall', TypedVariables, Effect];
      return [list('forall', writeVariables(variables), list('and', ...timedEffects(when, body)))];
    }
    if (head === 'when') {
      const [, condition, then] = part as readonly ['when', Condition, Effect];
      return [list('when', list(when, writeCondition(condition)), list('and', ...timedEffects(when, then)))];
    }
    return [list(when, writeEffect(part))];
  });

const writeAction = (action: ActionSchema): string => {
  const lines = [
    `  (:${action.end ? 'durative-' : ''}action ${word(action.name)}`,
    `    :parameters ${writeVariables(action.parameters)}`,
  ];
  if (!action.end) {
    lines.push(`    :precondition ${writeCondition(['and', ...conjuncts(action.start.condition)])}`);
    lines.push(`    :effect ${writeEffect(['and', ...conjuncts(action.start.effect)])})`);
    return lines.join('\n');
  }
  const bounds = (action.duration ?? []).map(({ at, comparison, value }) => {
    const bound = list(comparison === '==' ? '=' : comparison, DURATION, writeExpression(value));
    return at === 'end' ? list('at end', bound) : bound;
  });
  const conditions = [
    ...timed('at start', action.start.condition, writeCondition),
    ...timed('over all', action.overAll, writeCondition),
    ...timed('at end', action.end.condition, writeCondition),
  ];
  const carried = (action.carried ?? []).map(({ variables, start, overAll, end, effect }) => {
    const condition = list(
      'and',
      ...timed('at start', start, writeCondition),
      ...timed('over all', overAll, writeCondition),
      ...timed('at end', end, writeCondition),
    );
    const when = list('when', condition, list('and', ...timedEffects('at end', effect)));
    return variables.length > 0 ? list('forall', writeVariables(variables), when) : when;
  });
  const effects = [
    ...timedEffects('at start', action.start.effect),
    ...timedEffects('at end', action.end.effect),
    ...carried,
  ];
  lines.push(`    :duration ${bounds.length === 1 ? bounds[0]! : list('and', ...bounds)}`);
  lines.push(`    :condition ${block(conditions)}`, `    :effect ${block(effects)})`);
  return lines.join('\n');
};

const block = (parts: readonly string[]): string => (parts.length === 0 ? '(and)' : `(and ${parts.join('\n      ')})`);

const section = (head: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`  (${head}${items.map((item) => `\n    ${item}`).join('')})`];

const signatures = (list_: readonly PddlSignature[]): string[] =>
  list_.map(({ name, parameters }) => list(...[word(name), writeTyped(parameters)].filter((part) => part !== '')));

const objectLines = (objects: readonly PddlObject[]): string[] =>
  objects.map(({ name, type }) =>
    type === ROOT_TYPE ? `${word(name)} - object` : `${word(name)} - ${writeType(type)}`,
  );

/** PDDL 2.1 text of a domain. Reading it back gives the same domain. @throws PddlWriteError */
export const writePddlDomain = (domain: PddlDomain): string => {
  const types = domain.types.flatMap(({ name, parents }) =>
    (parents.length > 0 ? parents : [ROOT_TYPE]).map((parent) => `${word(name)} - ${word(parent)}`),
  );
  return [
    `(define (domain ${word(domain.name)})`,
    ...section(
      ':requirements',
      domain.requirements.length > 0 ? [domain.requirements.map((key) => `:${word(key)}`).join(' ')] : [],
    ),
    ...section(':types', types),
    ...section(':constants', objectLines(domain.constants)),
    ...section(':predicates', signatures(domain.predicates)),
    ...section(':functions', signatures(domain.functions)),
    ...domain.actions.map(writeAction),
    ')\n',
  ].join('\n');
};

/** PDDL 2.1 text of a problem. @throws PddlWriteError */
export const writePddlProblem = (problem: PddlProblem): string => {
  const { facts, numbers, timed: later } = problem.init;
  const number = ({ fluent, value }: { fluent: Atom; value: number }): string =>
    list('=', writeAtom(fluent), writeNumber(value));
  const literals = later.flatMap(({ at, add, remove, numbers: changes }) =>
    [...remove.map((atom) => list('not', writeAtom(atom))), ...add.map(writeAtom), ...changes.map(number)].map(
      (literal) => list('at', writeNumber(at), literal),
    ),
  );
  return [
    `(define (problem ${word(problem.name)})`,
    `  (:domain ${word(problem.domain)})`,
    ...section(':objects', objectLines(problem.objects)),
    `  (:init${[...facts.map(writeAtom), ...numbers.map(number), ...literals].map((item) => `\n    ${item}`).join('')})`,
    `  (:goal ${writeCondition(problem.goal)})`,
    ...(problem.metric
      ? [`  (:metric ${problem.metric.direction} ${writeExpression(problem.metric.expression)})`]
      : []),
    ')\n',
  ].join('\n');
};

/** One step a line, `time: (action object …) [duration]`, with six decimals at most. @throws PddlWriteError */
export const writePddlPlan = (plan: PddlPlan): string =>
  plan.steps
    .map(({ name, args, start, duration }) => {
      const action = list(word(name), ...args.map(word));
      const time = start === undefined ? '' : `${start.toFixed(6)}: `;
      return `${time}${action}${duration === undefined ? '' : ` [${duration.toFixed(6)}]`}\n`;
    })
    .join('');
