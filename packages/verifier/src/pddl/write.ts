import type { Atom } from '@muster/domain';
import { type ActionSchema, DURATION, ROOT_TYPE } from '../engine/index.ts';
import {
  isTyped,
  type PddlDomain,
  type PddlObject,
  type PddlPlan,
  type PddlProblem,
  type PddlSignature,
} from './model.ts';
import {
  conjuncts,
  FormulaWriter,
  list,
  word,
  writeAtom,
  writeExpression,
  writeNumber,
  writeType,
} from './write-formula.ts';

const writeAction = (action: ActionSchema, writer: FormulaWriter): string => {
  const head = [
    `  (:${action.end ? 'durative-' : ''}action ${word(action.name)}`,
    `    :parameters ${writer.variables(action.parameters)}`,
  ];
  if (!action.end) {
    const condition = writer.condition(action.start.condition);
    const effects = conjuncts(action.start.effect).map((effect) => writer.effect(effect));
    return [...head, `    :precondition ${condition}`, `    :effect ${block(effects)})`].join('\n');
  }
  const bounds = (action.duration ?? []).map(({ at, comparison, value }) => {
    const bound = list(comparison === '==' ? '=' : comparison, DURATION, writeExpression(value));
    return at === 'end' ? list('at end', bound) : bound;
  });
  const conditions = [
    ...writer.timedConditions('at start', action.start.condition),
    ...writer.timedConditions('over all', action.overAll),
    ...writer.timedConditions('at end', action.end.condition),
  ];
  const carried = (action.carried ?? []).map(({ variables, start, overAll, end, effect }) => {
    const condition = list(
      'and',
      ...writer.timedConditions('at start', start),
      ...writer.timedConditions('over all', overAll),
      ...writer.timedConditions('at end', end),
    );
    const when = list('when', condition, list('and', ...writer.timedEffects('at end', effect)));
    return variables.length > 0 ? list('forall', writer.variables(variables), when) : when;
  });
  const effects = [
    ...writer.timedEffects('at start', action.start.effect),
    ...writer.timedEffects('at end', action.end.effect),
    ...carried,
  ];
  return [
    ...head,
    `    :duration ${bounds.length === 1 ? bounds[0]! : list('and', ...bounds)}`,
    `    :condition ${block(conditions)}`,
    `    :effect ${block(effects)})`,
  ].join('\n');
};

const block = (parts: readonly string[]): string => (parts.length === 0 ? '(and)' : `(and ${parts.join('\n      ')})`);

const section = (head: string, items: readonly string[]): string[] =>
  items.length === 0 ? [] : [`  (${head}${items.map((item) => `\n    ${item}`).join('')})`];

const signatures = (entries: readonly PddlSignature[], writer: FormulaWriter): string[] =>
  entries.map(({ name, parameters }) =>
    parameters.length === 0 ? list(word(name)) : list(word(name), writer.typed(parameters)),
  );

/** PDDL 2.1 text of a domain; reading it back gives a domain with the same meaning. @throws PddlWriteError */
export const writePddlDomain = (domain: PddlDomain): string => {
  const typed = isTyped(domain);
  const writer = new FormulaWriter(typed);
  const requirements = typed && domain.types.length > 0 ? ['typing', ...domain.requirements] : domain.requirements;
  const types = domain.types.flatMap(({ name, parents }) =>
    (parents.length > 0 ? parents : [ROOT_TYPE]).map((parent) => `${word(name)} - ${word(parent)}`),
  );
  return [
    `(define (domain ${word(domain.name)})`,
    ...(requirements.length > 0
      ? [`  ${list(':requirements', ...new Set(requirements.map((key) => `:${word(key)}`)))}`]
      : []),
    ...(types.length > 0 || !typed ? section(':types', types) : ['  (:types)']),
    ...section(':constants', writeObjects(domain.constants, typed)),
    ...section(':predicates', signatures(domain.predicates, writer)),
    ...section(':functions', signatures(domain.functions, writer)),
    ...domain.derived.map(
      ({ predicate, parameters, condition }) =>
        `  (:derived ${list(word(predicate), writer.typed(parameters))} ${writer.condition(condition)})`,
    ),
    ...domain.actions.map((action) => writeAction(action, writer)),
    ')\n',
  ].join('\n');
};

const writeObjects = (objects: readonly PddlObject[], typed: boolean): string[] =>
  objects.map(({ name, type }) => (typed ? `${word(name)} - ${writeType(type)}` : word(name)));

/** PDDL 2.1 text of a problem of a domain. @throws PddlWriteError */
export const writePddlProblem = (problem: PddlProblem, domain: PddlDomain): string => {
  const typed = isTyped(domain);
  const { facts, numbers, timed } = problem.init;
  const number = ({ fluent, value }: { fluent: Atom; value: number }): string =>
    list('=', writeAtom(fluent), writeNumber(value));
  const literals = timed.flatMap(({ at, add, remove, numbers: changes }) =>
    [...remove.map((atom) => list('not', writeAtom(atom))), ...add.map(writeAtom), ...changes.map(number)].map(
      (literal) => list('at', writeNumber(at), literal),
    ),
  );
  return [
    `(define (problem ${word(problem.name)})`,
    `  (:domain ${word(problem.domain)})`,
    ...section(':objects', writeObjects(problem.objects, typed)),
    `  (:init${[...facts.map(writeAtom), ...numbers.map(number), ...literals].map((item) => `\n    ${item}`).join('')})`,
    `  (:goal ${new FormulaWriter(typed).condition(problem.goal)})`,
    ...(problem.metric
      ? [`  (:metric ${problem.metric.direction} ${writeExpression(problem.metric.expression)})`]
      : []),
    ')\n',
  ].join('\n');
};

/** One step a line, `time: (action object …) [duration]`, with six decimals. @throws PddlWriteError */
export const writePddlPlan = (plan: PddlPlan): string =>
  plan.steps
    .map(({ name, args, start, duration }) => {
      const action = list(word(name), ...args.map(word));
      const time = start === undefined ? '' : `${start.toFixed(6)}: `;
      return `${time}${action}${duration === undefined ? '' : ` [${duration.toFixed(6)}]`}\n`;
    })
    .join('');
