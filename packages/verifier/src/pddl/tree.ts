import { PddlFault, quoted, tooLargeFault } from './fault.ts';

/** Bracketed text as a tree. Words are in lower case; offsets point into the text. */
export type PddlWord = { readonly kind: 'word'; readonly text: string; readonly offset: number };
export type PddlList = { readonly kind: 'list'; readonly items: readonly PddlNode[]; readonly offset: number };
export type PddlNode = PddlWord | PddlList;

export const SIZE_LIMIT = 8 * 1024 * 1024;
const NODE_LIMIT = 2_000_000;
const DEPTH_LIMIT = 400;
const WORD_LIMIT = 256;

const isBlank = (code: number): boolean => code === 32 || code === 9 || code === 10 || code === 13 || code === 12;

/**
 * Reads one bracketed text. Comments run from `;` to the end of the line; case is ignored.
 *
 * @returns the one list that the text consists of
 * @throws PddlFault
 */
export const readTree = (text: string): PddlList => {
  checkSize(text);
  const open: { items: PddlNode[]; offset: number }[] = [];
  let root: PddlList | undefined;
  let nodes = 0;
  const place = (node: PddlNode): void => {
    nodes += 1;
    if (nodes > NODE_LIMIT)
      throw tooLargeFault(node.offset, `more than ${NODE_LIMIT} words`, `超过 ${NODE_LIMIT} 个词`);
    const parent = open[open.length - 1];
    if (parent) parent.items.push(node);
    else if (node.kind === 'word' || root)
      throw new PddlFault(
        'PDDL_SYNTAX',
        node.offset,
        [
          `text outside the one (define …)${node.kind === 'word' ? `: ${quoted(node.text)}` : ''}`,
          `唯一的 (define …) 之外有内容${node.kind === 'word' ? `：${quoted(node.text)}` : ''}`,
        ],
        ['Keep one (define …) in a file.', '一个文件只保留一个 (define …)。'],
      );
    else root = node;
  };

  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isBlank(code)) at += 1;
    else if (code === 59) at = endOfLine(text, at);
    else if (code === 40) {
      if (open.length >= DEPTH_LIMIT) throw tooDeep(at);
      open.push({ items: [], offset: at });
      at += 1;
    } else if (code === 41) {
      const done = open.pop();
      if (!done) throw strayBracket(at);
      place({ kind: 'list', items: done.items, offset: done.offset });
      at += 1;
    } else {
      const word = readWord(text, at);
      for (const part of splitWord(word, at)) place(part);
      at += word.length;
    }
  }
  const unclosed = open.pop();
  if (unclosed) throw missingBracket(unclosed.offset);
  if (!root)
    throw new PddlFault(
      'PDDL_SYNTAX',
      0,
      ['the file is empty', '文件为空'],
      ['Write (define …).', '请写上 (define …)。'],
    );
  return root;
};

export const checkSize = (text: string): void => {
  if (text.length > SIZE_LIMIT)
    throw tooLargeFault(SIZE_LIMIT, `more than ${SIZE_LIMIT} characters`, `超过 ${SIZE_LIMIT} 个字符`);
};

const tooDeep = (offset: number): PddlFault =>
  new PddlFault(
    'PDDL_TOO_DEEP',
    offset,
    [`brackets nested deeper than ${DEPTH_LIMIT}`, `括号嵌套超过 ${DEPTH_LIMIT} 层`],
    ['Flatten the expression.', '请减少嵌套。'],
  );

export const strayBracket = (offset: number): PddlFault =>
  new PddlFault(
    'PDDL_BRACKET',
    offset,
    ['a closing bracket without an opening one', '右括号没有对应的左括号'],
    ['Remove it, or open the bracket it should close.', '请删除它，或补上左括号。'],
  );

export const missingBracket = (offset: number): PddlFault =>
  new PddlFault(
    'PDDL_BRACKET',
    offset,
    ['this bracket is never closed', '此括号没有闭合'],
    ['Add the missing ")".', '请补上“)”。'],
  );

export const endOfLine = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
};

/** The word at an offset, in lower case; a `?` begins a new one. @throws PddlFault on a character that no word may have, or an overlong word */
export const readWord = (text: string, from: number, alsoEndsAt = ''): string => {
  let to = from;
  for (; to < text.length; to += 1) {
    const code = text.charCodeAt(to);
    if (
      isBlank(code) ||
      code === 40 ||
      code === 41 ||
      code === 59 ||
      (alsoEndsAt !== '' && alsoEndsAt.includes(text[to]!))
    )
      break;
    if (code === 63 && to > from) break;
    if (code < 33 || code > 126)
      throw new PddlFault(
        'PDDL_CHARACTER',
        to,
        [
          `a character that PDDL does not have (U+${code.toString(16).padStart(4, '0')})`,
          `PDDL 不允许的字符（U+${code.toString(16).padStart(4, '0')}）`,
        ],
        ['Names have letters, digits, - and _ only.', '名称只能包含字母、数字、- 和 _。'],
      );
    if (to - from >= WORD_LIMIT)
      throw new PddlFault(
        'PDDL_TOO_LARGE',
        from,
        [`a word longer than ${WORD_LIMIT} characters`, `单词超过 ${WORD_LIMIT} 个字符`],
        ['Use a shorter name.', '请使用更短的名称。'],
      );
  }
  return text.slice(from, to).toLowerCase();
};

/** `-type`, written without a blank, is a dash and a name. */
const splitWord = (word: string, offset: number): PddlWord[] =>
  /^-[a-z_]/.test(word)
    ? [
        { kind: 'word', text: '-', offset },
        { kind: 'word', text: word.slice(1), offset: offset + 1 },
      ]
    : [{ kind: 'word', text: word, offset }];
