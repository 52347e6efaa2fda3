import type { TypedVariables } from '@muster/domain';
import { ROOT_TYPE, type TypeTree, unionType } from '../engine/index.ts';
import { PddlFault, quoted } from './fault.ts';
import type { PddlSignature } from './model.ts';
import { asName, asWord, duplicate, expected, headOf, isVariable, undeclared } from './nodes.ts';
import type { PddlList, PddlNode } from './tree.ts';

/** What names mean where a formula stands. */
export type Scope = {
  readonly types: TypeTree;
  readonly predicates: ReadonlyMap<string, PddlSignature>;
  readonly functions: ReadonlyMap<string, PddlSignature>;
  /** Types of each object; it may have several. */
  readonly objects: ReadonlyMap<string, readonly string[]>;
  readonly variables: ReadonlyMap<string, string>;
  /** Takes note of what is left out or odd. */
  readonly notice: (offset: number, en: string, zh: string) => void;
};

/** Type of `?duration`, which stands in numbers only. No declared type can be called so. */
export const NUMBER_TYPE = '#number';

export const withVariables = (scope: Scope, variables: TypedVariables): Scope => ({
  ...scope,
  variables: new Map([...scope.variables, ...variables]),
});

type Typed = { readonly text: string; readonly type: string; readonly offset: number };

/** `a b - t c - (either u v) d`; what has no type is an `object`. */
export const readTypedList = (items: readonly PddlNode[], parent: PddlNode): Typed[] => {
  const done: Typed[] = [];
  let waiting: { text: string; offset: number }[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const word = asWord(items[index], parent, 'a name', '一个名称');
    if (word.text !== '-') {
      waiting.push(word);
      continue;
    }
    index += 1;
    const type = readType(items[index], word);
    for (const { text, offset } of waiting) done.push({ text, offset, type });
    waiting = [];
  }
  for (const { text, offset } of waiting) done.push({ text, offset, type: ROOT_TYPE });
  return done;
};

const readType = (node: PddlNode | undefined, parent: PddlNode): string => {
  if (headOf(node) === 'either') {
    const list = node as PddlList;
    const members = list.items.slice(1).map((item) => asName(item, list, 'a type', '类型名'));
    if (members.length === 0) throw expected(undefined, list, 'a type', '类型名');
    return unionType(members);
  }
  return asName(node, parent, 'a type', '类型名');
};

/** @param mayRepeat whether a name may stand twice, as in declarations, where only the count and the types matter */
export const readVariables = (
  items: readonly PddlNode[],
  parent: PddlNode,
  types: TypeTree,
  mayRepeat = false,
): TypedVariables => {
  const seen = new Set<string>();
  return readTypedList(items, parent).map(({ text, type, offset }) => {
    if (!isVariable(text))
      throw new PddlFault(
        'PDDL_SYNTAX',
        offset,
        [`${quoted(text)} is not a variable`, `${quoted(text)} 不是变量`],
        ['Variables are written ?name.', '变量写作 ?name。'],
      );
    if (seen.has(text) && !mayRepeat) throw duplicate(['variable', '变量'], text, offset);
    seen.add(text);
    if (!types.has(type)) throw undeclared(['type', '类型'], type, offset);
    return [text, type] as const;
  });
};

/** Reads one term and checks that its type fits the parameter. */
export const readTerm = (node: PddlNode, parent: PddlNode, scope: Scope, type: string): string => {
  const word = asWord(node, parent, 'a variable or an object', '变量或对象');
  const { text, offset } = word;
  if (text.startsWith('?')) {
    const own = scope.variables.get(text);
    if (own === undefined || own === NUMBER_TYPE) throw undeclared(['variable', '变量'], text, offset);
    if (!scope.types.isSubtype(own, type)) throw wrongType(text, own, type, offset);
    return text;
  }
  const own = scope.objects.get(text);
  if (own === undefined) throw undeclared(['object', '对象'], text, offset);
  if (!own.some((one) => scope.types.isSubtype(one, type))) throw wrongType(text, own.join('|'), type, offset);
  return text;
};

const wrongType = (name: string, own: string, type: string, offset: number): PddlFault =>
  new PddlFault(
    'PDDL_TYPE',
    offset,
    [
      `${quoted(name)} is of type ${own}, where ${type} is asked for`,
      `${quoted(name)} 的类型为 ${own}，此处要求 ${type}`,
    ],
    ['Use an entity of that type, or widen the declaration.', '请使用该类型的实体，或放宽声明。'],
  );

/** Reads `name term…` of a predicate or function and checks number and types of the terms. */
export const readAtomOf = (
  list: PddlList,
  scope: Scope,
  signatures: ReadonlyMap<string, PddlSignature>,
  kind: readonly [string, string],
): readonly [string, ...string[]] => {
  const [head, ...terms] = list.items;
  const name = asName(head, list, `a ${kind[0]}`, kind[1]);
  const signature = signatures.get(name);
  if (!signature) throw undeclared(kind, name, head?.offset ?? list.offset);
  if (terms.length !== signature.parameters.length)
    throw new PddlFault(
      'PDDL_ARITY',
      list.offset,
      [
        `${kind[0]} ${quoted(name)} takes ${signature.parameters.length} arguments, not ${terms.length}`,
        `${kind[1]} ${quoted(name)} 需要 ${signature.parameters.length} 个参数，实际为 ${terms.length} 个`,
      ],
      ['Give as many arguments as were declared.', '请按声明给出参数。'],
    );
  return [
    name,
    ...terms.map((term, index) => readTerm(term, list, scope, signature.parameters[index]?.[1] ?? ROOT_TYPE)),
  ];
};
