import { fail, ok, type Problem, type Result } from '../problem.ts';
import { bilingual } from '../text.ts';
import { type JsonPath, offsetOf, positionOf } from './position.ts';

/** Files above this size are refused before they are read. */
export const MAX_SOURCE_BYTES = 20 * 1024 * 1024;
const MAX_DEPTH = 64;
/** Members of one list or object; the largest list of a scene has 40,000. */
const MAX_MEMBERS = 50_000;
const MAX_PROBLEMS = 50;

/** A parsed JSON text that remembers where everything stood. */
export type JsonSource = {
  /** Name for people: path of the file as it was given. */
  readonly file: string;
  readonly text: string;
  readonly value: unknown;
};

/** `file:line:column` of a value, or of the deepest part of the path that exists. */
export const placeIn = (source: { file: string; text: string }, path: JsonPath, key = false): string => {
  const { line, column } = positionOf(source.text, offsetOf(source.text, path, key));
  return `${source.file}:${line}:${column}`;
};

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

class SyntaxFault extends Error {}

class Parser {
  readonly problems: Problem[] = [];
  readonly #text: string;
  readonly #file: string;
  #at = 0;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  document(): unknown {
    if (this.#text.charCodeAt(0) === 0xfeff) this.#at = 1;
    this.#space();
    if (this.#at >= this.#text.length)
      this.#stop(
        'SOURCE_EMPTY',
        'The file is empty.',
        '文件是空的。',
        'Write a JSON object.',
        '请写入一个 JSON 对象。',
      );
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length)
      this.#syntax('text after the end of the JSON value', 'JSON 结束之后还有内容', 'Remove it.', '请删去多余内容。');
    return value;
  }

  #value(depth: number): unknown {
    if (depth > MAX_DEPTH)
      this.#stop(
        'SOURCE_TOO_DEEP',
        `Nested more than ${MAX_DEPTH} levels deep.`,
        `嵌套超过 ${MAX_DEPTH} 层。`,
        'Flatten the structure.',
        '请减少嵌套层数。',
      );
    const character = this.#text[this.#at];
    if (character === '{') return this.#object(depth);
    if (character === '[') return this.#array(depth);
    if (character === '"') return this.#string();
    if (character === '-' || (character !== undefined && character >= '0' && character <= '9')) return this.#number();
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const)
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length;
        return value;
      }
    return this.#unexpected('a value', '一个值');
  }

  #object(depth: number): unknown {
    const result: Record<string, unknown> = {};
    this.#at += 1;
    this.#space();
    let members = 0;
    while (this.#text[this.#at] !== '}') {
      members += 1;
      if (members > MAX_MEMBERS) this.#tooMany();
      if (this.#text[this.#at] !== '"') this.#unexpected('a key in double quotes or "}"', '双引号中的键或“}”');
      const keyAt = this.#at;
      const key = this.#string();
      this.#space();
      if (this.#text[this.#at] !== ':') this.#unexpected('":" after the key', '键后的“:”');
      this.#at += 1;
      this.#space();
      const value = this.#value(depth + 1);
      if (FORBIDDEN_KEYS.has(key))
        this.#report(
          keyAt,
          'SOURCE_FORBIDDEN_KEY',
          `The key "${key}" is not allowed.`,
          `不允许使用键“${key}”。`,
          'Choose another name.',
          '请换个名字。',
        );
      else if (Object.hasOwn(result, key))
        this.#report(
          keyAt,
          'SOURCE_DUPLICATE_KEY',
          `The key "${shown(key)}" stands twice in one object.`,
          `同一对象中键“${shown(key)}”出现两次。`,
          'Keep one of them.',
          '请只保留一个。',
        );
      else result[key] = value;
      this.#space();
      if (this.#text[this.#at] === ',') {
        this.#at += 1;
        this.#space();
        if (this.#text[this.#at] === '}') this.#trailingComma();
      } else if (this.#text[this.#at] !== '}') this.#unexpected('"," or "}"', '“,”或“}”');
    }
    this.#at += 1;
    return result;
  }

  #array(depth: number): unknown {
    const result: unknown[] = [];
    this.#at += 1;
    this.#space();
    while (this.#text[this.#at] !== ']') {
      if (result.length >= MAX_MEMBERS) this.#tooMany();
      result.push(this.#value(depth + 1));
      this.#space();
      if (this.#text[this.#at] === ',') {
        this.#at += 1;
        this.#space();
        if (this.#text[this.#at] === ']') this.#trailingComma();
      } else if (this.#text[this.#at] !== ']') this.#unexpected('"," or "]"', '“,”或“]”');
    }
    this.#at += 1;
    return result;
  }

  #string(): string {
    const start = this.#at;
    let escaped = false;
    for (let at = start + 1; ; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x22) {
        this.#at = at + 1;
        break;
      }
      if (Number.isNaN(code)) {
        this.#at = start;
        this.#syntax(
          'a string without its closing quote',
          '字符串缺少结尾引号',
          'Close it with ".',
          '请补上结尾的引号。',
        );
      }
      if (code < 0x20) {
        this.#at = at;
        this.#syntax(
          'a raw control character or line break inside a string',
          '字符串中有未转义的控制符或换行',
          'Write it as an escape such as \\n, or remove it.',
          '请写成 \\n 这样的转义，或删去。',
        );
      }
      if (code === 0x5c) {
        escaped = true;
        at += 1;
        const kind = this.#text[at];
        if (
          kind === 'u' ? !/^[0-9a-fA-F]{4}$/.test(this.#text.slice(at + 1, at + 5)) : !'"\\/bfnrt'.includes(kind ?? 'x')
        ) {
          this.#at = at - 1;
          this.#syntax(
            'an unknown escape in a string',
            '字符串中有无效的转义',
            'Valid: \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX.',
            '可用：\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX。',
          );
        }
      }
    }
    const raw = this.#text.slice(start, this.#at);
    const value = escaped ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    if (BAD_CHARACTERS.test(value) || LONE_SURROGATE.test(value))
      this.#report(
        start,
        'SOURCE_CONTROL_CHARACTER',
        'A string has a control character or half a character in it.',
        '字符串中含有控制符或残缺字符。',
        'Remove it.',
        '请删去。',
      );
    return value;
  }

  #number(): number {
    const match = NUMBER.exec(this.#text.slice(this.#at, this.#at + 400));
    if (!match) return this.#unexpected('a number', '数字') as never;
    const [literal] = match;
    const start = this.#at;
    this.#at += literal.length;
    if (/[0-9A-Za-z_.+-]/.test(this.#text[this.#at] ?? ' ')) {
      this.#at = start;
      this.#syntax(
        'a malformed number',
        '数字格式不正确',
        'Write it like 12, -0.5 or 1e3.',
        '请写成 12、-0.5 或 1e3 的形式。',
      );
    }
    const value = Number(literal);
    const inexact = /^-?\d+$/.test(literal) && !Number.isSafeInteger(value);
    if (!Number.isFinite(value) || inexact) {
      this.#report(
        start,
        'SOURCE_NUMBER_RANGE',
        `The number ${shown(literal)} is too large.`,
        `数字 ${shown(literal)} 过大。`,
        'Use a number below 9e15.',
        '请使用小于 9e15 的数。',
      );
      return 0;
    }
    return value;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }

  #tooMany(): never {
    return this.#stop(
      'SOURCE_TOO_MANY',
      `One list or object has more than ${MAX_MEMBERS} members.`,
      `一个列表或对象超过 ${MAX_MEMBERS} 项。`,
      'Split it.',
      '请拆分。',
    );
  }

  #trailingComma(): never {
    return this.#syntax('a comma before the closing bracket', '右括号前多了逗号', 'Remove the comma.', '请删去逗号。');
  }

  #unexpected(expected: string, expectedZh: string): never {
    const rest = this.#text.slice(this.#at, this.#at + 12);
    if (rest === '')
      return this.#syntax(
        `the end of the file where ${expected} should be`,
        `应为${expectedZh}处文件已结束`,
        'Complete the file.',
        '请补全文件。',
      );
    if (/^\/[/*]/.test(rest))
      return this.#syntax('a comment', '注释', 'JSON has no comments: remove it.', 'JSON 没有注释，请删去。');
    if (/^[+-]?(NaN|Infinity)/.test(rest))
      return this.#syntax('NaN or Infinity', 'NaN 或 Infinity', 'Only finite numbers are allowed.', '只允许有限的数。');
    if (rest.startsWith("'")) return this.#syntax('a single quote', '单引号', 'Use double quotes.', '请用双引号。');
    const [character] = [...rest];
    return this.#syntax(
      `"${shown(character ?? '')}" where ${expected} should be`,
      `应为${expectedZh}处是“${shown(character ?? '')}”`,
      `Write ${expected} here.`,
      `此处请写${expectedZh}。`,
    );
  }

  #syntax(found: string, foundZh: string, remedy: string, remedyZh: string): never {
    return this.#stop('SOURCE_SYNTAX', `Not valid JSON: ${found}.`, `不是有效的 JSON：${foundZh}。`, remedy, remedyZh);
  }

  #stop(code: string, en: string, zh: string, remedyEn: string, remedyZh: string): never {
    this.#report(this.#at, code, en, zh, remedyEn, remedyZh);
    throw new SyntaxFault(code);
  }

  #report(offset: number, code: string, en: string, zh: string, remedyEn: string, remedyZh: string): void {
    if (this.problems.length >= MAX_PROBLEMS) return;
    const { line, column } = positionOf(this.#text, offset);
    this.problems.push({
      code,
      place: `${this.#file}:${line}:${column}`,
      says: bilingual(en, zh),
      remedy: bilingual(remedyEn, remedyZh),
    });
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const BAD_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/;

/** Text from a file as it may be shown: one line, no control characters, at most 40 characters. */
export const shown = (text: string): string => {
  const clean = text.slice(0, 200).replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '·');
  return clean.length > 40 ? `${clean.slice(0, 39)}…` : clean;
};

/**
 * Strict JSON (RFC 8259) with its dangers refused: duplicate and prototype keys, control characters, numbers that don't fit, depth above 64,
 * more than 20 MB.
 *
 * @returns `SOURCE_SYNTAX`, `SOURCE_TOO_LARGE`, `SOURCE_TOO_MANY`, `SOURCE_TOO_DEEP`, `SOURCE_DUPLICATE_KEY`, `SOURCE_FORBIDDEN_KEY`,
 *   `SOURCE_CONTROL_CHARACTER`, `SOURCE_NUMBER_RANGE` or `SOURCE_EMPTY`, each at file:line:column
 */
export const parseJsonSource = (text: string, file: string): Result<JsonSource> => {
  if (text.length > MAX_SOURCE_BYTES) return fail(tooLarge(file, text.length));
  const parser = new Parser(text, file);
  let value: unknown;
  try {
    value = parser.document();
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
  }
  return parser.problems.length > 0 ? fail(...parser.problems) : ok({ file, text, value });
};

/** The problem of a file above {@link MAX_SOURCE_BYTES}. */
export const tooLarge = (file: string, bytes: number): Problem => ({
  code: 'SOURCE_TOO_LARGE',
  place: file,
  says: bilingual(
    `The file has ${(bytes / 1048576).toFixed(1)} MB; the limit is ${MAX_SOURCE_BYTES / 1048576} MB.`,
    `文件大小为 ${(bytes / 1048576).toFixed(1)} MB，上限为 ${MAX_SOURCE_BYTES / 1048576} MB。`,
  ),
  remedy: bilingual('Split it.', '请拆分文件。'),
});
