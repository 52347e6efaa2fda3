import {
  atomKey,
  bindCondition,
  COMPARISONS,
  type Comparison,
  type Condition,
  type NumericExpression,
  type Situation,
  type TypedVariables,
} from '@muster/domain';

export type Truth = boolean | 'unknown';

/** Truth of a condition in a belief, with the keys it was read from. A fact that is not listed is false; one marked unknown is unknown. */
export const evaluateCondition = (condition: Condition, situation: Situation, evidence: Set<string>): Truth => {
  const [head, ...rest] = condition as readonly [string, ...unknown[]];
  const truth = (part: unknown): Truth => evaluateCondition(part as Condition, situation, evidence);
  switch (head) {
    case 'and':
      return every(rest.map(truth));
    case 'or':
      return some(rest.map(truth));
    case 'not':
      return not(truth(rest[0]));
    case 'imply':
      return some([not(truth(rest[0])), truth(rest[1])]);
    case '=':
      return rest[0] === rest[1];
    case 'forall':
    case 'exists': {
      const [variables, body] = rest as [TypedVariables, Condition];
      const values = bindings(variables, situation).map((binding) => truth(bindCondition(body, binding)));
      return head === 'forall' ? every(values) : some(values);
    }
    default: {
      if (COMPARISONS.has(head))
        return compareNumbers(head as Comparison, rest as NumericExpression[], situation, evidence);
      const key = atomKey(condition as readonly [string, ...string[]]);
      // What only a look can tell is unknown until somebody has looked.
      const unseen = isSensed(head, situation) ? 'unknown' : false;
      const value = situation.state.facts[key]?.value ?? situation.model.staticFacts[key] ?? unseen;
      if (value !== false || situation.state.facts[key]) evidence.add(key);
      return value;
    }
  }
};

const isSensed = (predicate: string, { model }: Situation): boolean =>
  Object.values(model.library.skills).some((skill) =>
    skill.outcomes?.some((outcome) =>
      outcome.effects.some((effect) => JSON.stringify(effect).includes(`["${predicate}",`)),
    ),
  ) && model.library.vocabulary.predicates.find((entry) => entry.id === predicate)?.kind !== 'record';

const not = (value: Truth): Truth => (value === 'unknown' ? 'unknown' : !value);
const every = (values: readonly Truth[]): Truth =>
  values.includes(false) ? false : values.includes('unknown') ? 'unknown' : true;
const some = (values: readonly Truth[]): Truth =>
  values.includes(true) ? true : values.includes('unknown') ? 'unknown' : false;

const bindings = (variables: TypedVariables, { model }: Situation): Record<string, string>[] =>
  variables.reduce<Record<string, string>[]>(
    (rows, [name, type]) => rows.flatMap((row) => (model.members[type] ?? []).map((id) => ({ ...row, [name]: id }))),
    [{}],
  );

const numberAt = (expression: NumericExpression, situation: Situation, evidence: Set<string>): number | undefined => {
  if (typeof expression === 'number') return expression;
  const key = atomKey(expression as readonly [string, ...string[]]);
  const value = situation.state.numbers[key]?.value ?? situation.model.staticNumbers[key];
  if (value !== undefined) evidence.add(key);
  return value;
};

const compareNumbers = (
  operator: Comparison,
  [a = 0, b = 0]: NumericExpression[],
  situation: Situation,
  evidence: Set<string>,
): Truth => {
  const left = numberAt(a, situation, evidence);
  const right = numberAt(b, situation, evidence);
  if (left === undefined || right === undefined) return 'unknown';
  switch (operator) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '==':
      return Math.abs(left - right) < 1e-9;
  }
};
