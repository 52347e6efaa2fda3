import { ARITHMETIC, COMPARISONS, NUMERIC_CHANGES } from '../formula.ts';
import { nearest } from '../source/nearest.ts';
import type { JsonPath } from '../source/position.ts';
import type { Findings } from './finding.ts';
import type { Words } from './words.ts';

/** What a formula may speak of: words, its variables with their classes, and the class of a named entity. */
export type Scope = {
  readonly words: Words;
  readonly variables: ReadonlyMap<string, string>;
  /** Class of an entity by id; absent: ids are not allowed here (skills speak of variables only). */
  readonly classOf?: (id: string) => string | undefined;
  readonly entities?: () => Iterable<string>;
};

type Formula = readonly [string, ...unknown[]];

/** Checks words, arity, variables and classes of a condition. */
export const lintCondition = (condition: unknown, scope: Scope, path: JsonPath, findings: Findings): void => {
  const [head, ...rest] = condition as Formula;
  if (head === 'and' || head === 'or' || head === 'not' || head === 'imply')
    rest.forEach((part, index) => {
      lintCondition(part, scope, [...path, index + 1], findings);
    });
  else if (head === 'forall' || head === 'exists')
    lintCondition(rest[1], withVariables(rest[0], scope, [...path, 1], findings), [...path, 2], findings);
  else if (head === '=')
    rest.forEach((term, index) => {
      lintTerm(term as string, undefined, scope, [...path, index + 1], findings);
    });
  else if (COMPARISONS.has(head))
    rest.forEach((part, index) => {
      lintNumber(part, scope, [...path, index + 1], findings);
    });
  else lintAtom(condition as Formula, 'predicates', scope, path, findings);
};

export const lintNumber = (value: unknown, scope: Scope, path: JsonPath, findings: Findings): void => {
  if (!Array.isArray(value)) return;
  const [head, ...rest] = value as unknown as Formula;
  if (ARITHMETIC.has(head))
    rest.forEach((part, index) => {
      lintNumber(part, scope, [...path, index + 1], findings);
    });
  else lintAtom(value as unknown as Formula, 'fluents', scope, path, findings);
};

/** Checks an effect; a static word may not be changed. */
export const lintEffect = (effect: unknown, scope: Scope, path: JsonPath, findings: Findings): void => {
  const [head, ...rest] = effect as Formula;
  if (head === 'and')
    rest.forEach((part, index) => {
      lintEffect(part, scope, [...path, index + 1], findings);
    });
  else if (head === 'when') {
    lintCondition(rest[0], scope, [...path, 1], findings);
    lintEffect(rest[1], scope, [...path, 2], findings);
  } else if (head === 'forall')
    lintEffect(rest[1], withVariables(rest[0], scope, [...path, 1], findings), [...path, 2], findings);
  else if (NUMERIC_CHANGES.has(head)) {
    lintAtom(rest[0] as Formula, 'fluents', scope, [...path, 1], findings);
    lintNumber(rest[1], scope, [...path, 2], findings);
    lintChangeable(scope.words.fluents.get((rest[0] as Formula)[0]), [...path, 1], findings);
  } else {
    const atom = (head === 'not' ? rest[0] : effect) as Formula;
    const at = head === 'not' ? [...path, 1] : path;
    lintAtom(atom, 'predicates', scope, at, findings);
    lintChangeable(scope.words.predicates.get(atom[0]), at, findings);
  }
};

const lintChangeable = (word: { id: string; kind: string } | undefined, path: JsonPath, findings: Findings): void => {
  if (word?.kind === 'static')
    findings.add(
      'STATIC_CHANGED',
      path,
      [`"${word.id}" is static, but an effect changes it.`, `“${word.id}”是静态的，但有效果改变它。`],
      ['Declare it as a state, or change another word.', '请将其声明为状态，或改用别的词。'],
    );
};

const withVariables = (list: unknown, scope: Scope, path: JsonPath, findings: Findings): Scope => {
  const variables = new Map(scope.variables);
  (list as [string, string][]).forEach(([variable, type], index) => {
    lintClass(type, scope.words, [...path, index, 1], findings);
    variables.set(variable, type);
  });
  return { ...scope, variables };
};

/** Reports a class that the vocabulary does not have. */
export const lintClass = (name: string, words: Words, path: JsonPath, findings: Findings): void => {
  if (!words.classes.has(name)) unknown('UNKNOWN_CLASS', 'class', '类别', name, words.classes, path, findings);
};

export const unknown = (
  code: string,
  what: string,
  whatZh: string,
  name: string,
  known: Iterable<string>,
  path: JsonPath,
  findings: Findings,
): void => {
  const near = nearest(name, known);
  findings.add(
    code,
    path,
    [`There is no ${what} "${name}".`, `没有名为“${name}”的${whatZh}。`],
    near.length > 0
      ? [
          `Did you mean ${near.map((id) => `"${id}"`).join(' or ')}?`,
          `是否想写${near.map((id) => `“${id}”`).join('或')}？`,
        ]
      : [`Declare the ${what}, or use one that exists.`, `请先声明该${whatZh}，或使用已有的。`],
  );
};

const lintAtom = (
  atom: Formula,
  list: 'predicates' | 'fluents',
  scope: Scope,
  path: JsonPath,
  findings: Findings,
): void => {
  const [name, ...terms] = atom;
  const word = scope.words[list].get(name);
  if (!word) {
    const [what, whatZh] = list === 'predicates' ? ['predicate', '谓词'] : ['number', '数值量'];
    unknown(
      list === 'predicates' ? 'UNKNOWN_PREDICATE' : 'UNKNOWN_FLUENT',
      what,
      whatZh,
      name,
      scope.words[list].keys(),
      [...path, 0],
      findings,
    );
    return;
  }
  if (word.args.length !== terms.length) {
    findings.add(
      'WRONG_ARITY',
      path,
      [
        `"${name}" takes ${word.args.length} arguments, here are ${terms.length}.`,
        `“${name}”有 ${word.args.length} 个参数，这里给了 ${terms.length} 个。`,
      ],
      [`Write ["${name}", ${word.args.join(', ')}].`, `请写成 ["${name}", ${word.args.join(', ')}]。`],
    );
    return;
  }
  terms.forEach((term, index) => {
    lintTerm(term as string, word.args[index], scope, [...path, index + 1], findings);
  });
};

/** Checks one term: the variable or entity exists and can be of the class. */
export const lintTerm = (
  term: string,
  wanted: string | undefined,
  scope: Scope,
  path: JsonPath,
  findings: Findings,
): void => {
  const isVariable = term.startsWith('?');
  const type = isVariable ? scope.variables.get(term) : scope.classOf?.(term);
  if (type === undefined) {
    if (isVariable) unknown('UNKNOWN_VARIABLE', 'variable', '变量', term, scope.variables.keys(), path, findings);
    else if (scope.classOf) unknown('UNKNOWN_ENTITY', 'entity', '对象', term, scope.entities?.() ?? [], path, findings);
    else
      findings.add(
        'ENTITY_IN_SKILL',
        path,
        [`A skill speaks of variables, "${term}" is none.`, `技能中只能用变量，“${term}”不是变量。`],
        ['Write ?name and declare it as a parameter.', '请写成 ?name 并声明为参数。'],
      );
    return;
  }
  const { isA, classes } = scope.words;
  if (wanted && classes.has(wanted) && classes.has(type) && !isA(type, wanted) && !isA(wanted, type))
    findings.add(
      'WRONG_CLASS',
      path,
      [`"${term}" is of class ${type}; ${wanted} is needed here.`, `“${term}”属于类别 ${type}，这里需要 ${wanted}。`],
      ['Use a term of that class, or widen the declaration.', '请换用该类别的对象，或放宽声明。'],
    );
};
