import { PddlFault, quoted } from './fault.ts';
import type { PddlList, PddlNode, PddlWord } from './tree.ts';

/** Small questions to the tree, each with a fault that says what was expected. */

const NAME = /^[a-z_][a-z0-9_-]*$/;
const VARIABLE = /^\?[a-z_][a-z0-9_-]*$/;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/;

/** Words that build formulas; nothing can be called so. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['and', 'or', 'not', 'imply', 'forall', 'exists', 'when', 'either', 'define'],
  ...['increase', 'decrease', 'assign', 'scale-up', 'scale-down', 'preference', 'total-time'],
]);

export const expected = (node: PddlNode | undefined, parent: PddlNode, en: string, zh: string): PddlFault => {
  const found = node ? describe(node) : ['nothing', '无内容'];
  return new PddlFault(
    'PDDL_SYNTAX',
    node?.offset ?? parent.offset,
    [`expected ${en}, found ${found[0]}`, `应为${zh}，实际为${found[1]}`],
    [`Write ${en} here.`, `请在此处写上${zh}。`],
  );
};

const describe = (node: PddlNode): readonly [string, string] => {
  if (node.kind === 'word') return [quoted(node.text), quoted(node.text)];
  const [head] = node.items;
  if (!head) return ['()', '()'];
  return head.kind === 'word'
    ? [`(${head.text.slice(0, 40)} …)`, `(${head.text.slice(0, 40)} …)`]
    : ['a list', '一个列表'];
};

/** First word of a list, `""` if there is none. */
export const headOf = (node: PddlNode | undefined): string => {
  if (node?.kind !== 'list') return '';
  const head = node.items[0];
  return head?.kind === 'word' ? head.text : '';
};

export const asList = (node: PddlNode | undefined, parent: PddlNode, en: string, zh: string): PddlList => {
  if (node?.kind !== 'list') throw expected(node, parent, en, zh);
  return node;
};

export const asWord = (node: PddlNode | undefined, parent: PddlNode, en: string, zh: string): PddlWord => {
  if (node?.kind !== 'word') throw expected(node, parent, en, zh);
  return node;
};

export const isName = (text: string): boolean => NAME.test(text) && !RESERVED.has(text);
export const isVariable = (text: string): boolean => VARIABLE.test(text);
export const isNumber = (text: string): boolean => NUMBER.test(text);

export const asName = (node: PddlNode | undefined, parent: PddlNode, en: string, zh: string): string => {
  const word = asWord(node, parent, en, zh);
  if (isName(word.text)) return word.text;
  throw new PddlFault(
    'PDDL_SYNTAX',
    word.offset,
    [
      `${quoted(word.text)} can't be ${en}${RESERVED.has(word.text) ? ': it is a word of the language' : ''}`,
      `${quoted(word.text)} 不能作为${zh}${RESERVED.has(word.text) ? '：它是语言的保留词' : ''}`,
    ],
    [
      'A name starts with a letter and has letters, digits, - and _ only.',
      '名称以字母开头，只包含字母、数字、- 和 _。',
    ],
  );
};

/** @throws PddlFault when it is no number, or one that is not finite */
export const asNumber = (node: PddlNode | undefined, parent: PddlNode): number => {
  const word = asWord(node, parent, 'a number', '一个数字');
  if (!isNumber(word.text)) throw expected(node, parent, 'a number', '一个数字');
  return finite(word.text, word.offset);
};

export const finite = (text: string, offset: number): number => {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new PddlFault(
    'PDDL_NUMBER',
    offset,
    [`${quoted(text)} is too large for a number`, `${quoted(text)} 超出数值范围`],
    ['Use a number below 1e308.', '请使用小于 1e308 的数字。'],
  );
};

export const undeclared = (kind: readonly [string, string], name: string, offset: number): PddlFault =>
  new PddlFault(
    'PDDL_UNDECLARED',
    offset,
    [`${kind[0]} ${quoted(name)} is not declared`, `${kind[1]} ${quoted(name)} 未声明`],
    ['Declare it, or correct its spelling.', '请声明它，或改正拼写。'],
  );

export const duplicate = (kind: readonly [string, string], name: string, offset: number): PddlFault =>
  new PddlFault(
    'PDDL_DUPLICATE',
    offset,
    [`${kind[0]} ${quoted(name)} is declared twice`, `${kind[1]} ${quoted(name)} 重复声明`],
    ['Keep one of the declarations.', '请只保留一处声明。'],
  );

export const unsupported = (
  what: readonly [string, string],
  offset: number,
  remedy: readonly [string, string],
): PddlFault => new PddlFault('PDDL_UNSUPPORTED', offset, [`${what[0]} are not supported`, `不支持${what[1]}`], remedy);
