import type { z } from 'zod';
import type { Problem } from '../problem.ts';
import { type Bilingual, bilingual } from '../text.ts';
import { type JsonSource, placeIn, shown } from './json-source.ts';
import { nearest } from './nearest.ts';
import type { JsonPath } from './position.ts';
import { keysAt, literalsAt } from './schema-at.ts';

const TYPES: Readonly<Record<string, Bilingual>> = {
  string: bilingual('a text', '文本'),
  number: bilingual('a number', '数字'),
  int: bilingual('a whole number', '整数'),
  boolean: bilingual('true or false', 'true 或 false'),
  array: bilingual('a list', '列表'),
  object: bilingual('an object', '对象'),
  record: bilingual('an object', '对象'),
  tuple: bilingual('a list', '列表'),
  null: bilingual('null', 'null'),
};

const typeName = (name: string): Bilingual => TYPES[name] ?? bilingual(name, name);

const valueAt = (value: unknown, path: JsonPath): unknown => {
  let current: unknown = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<string, unknown>)[String(part)];
  }
  return current;
};

const readable = (path: JsonPath): string =>
  path.length === 0
    ? 'the file'
    : path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`)).join('');

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** A value as it is quoted in a message, bounded however large it is. */
const preview = (value: unknown): string => {
  if (Array.isArray(value))
    return `[${value.length > 3 ? `${value.length} × …` : value.map(preview).join(', ').slice(0, 60)}]`;
  if (typeof value === 'object' && value !== null) return shown(`{ ${Object.keys(value).slice(0, 6).join(', ')} }`);
  return shown(typeof value === 'string' ? `"${value}"` : String(value ?? 'nothing'));
};

/** Unknown keys of one object that are reported one by one. */
const MAX_KEYS = 20;

/** Turns one zod issue into problems with place, cause and remedy. Union issues are narrowed to the option that fits best. */
export const describeIssue = (
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  source: JsonSource,
  prefix: JsonPath = [],
): Problem[] => {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  const where = readable(path);
  const found = valueAt(source.value, path);
  const problem = (code: string, says: Bilingual, remedy: Bilingual, at = path, key = false): Problem => ({
    code,
    place: placeIn(source, at, key),
    says,
    remedy,
  });
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MAX_KEYS).map((key) => {
        const known = keysAt(schema, path).filter((name) => name !== '$schema');
        const near = nearest(key, known, 1)[0];
        return problem(
          'SOURCE_UNKNOWN_KEY',
          bilingual(`${where}: unknown key "${shown(key)}".`, `${where}：未知的键“${shown(key)}”。`),
          near
            ? bilingual(`Did you mean "${near}"?`, `是否想写“${near}”？`)
            : bilingual(`Known keys: ${known.join(', ')}.`, `可用的键：${known.join('、')}。`),
          [...path, key],
          true,
        );
      });
    case 'invalid_type': {
      const wanted = typeName(issue.expected);
      if (found === undefined) {
        const name = String(path.at(-1) ?? '');
        return [
          problem(
            'SOURCE_MISSING',
            bilingual(`${where} is missing.`, `缺少 ${where}。`),
            bilingual(`Add "${name}": ${wanted.en}.`, `请加上“${name}”：${wanted.zh}。`),
          ),
        ];
      }
      return [
        problem(
          'SOURCE_WRONG_TYPE',
          bilingual(
            `${where} is ${typeName(kindOf(found)).en} (${preview(found)}).`,
            `${where} 是${typeName(kindOf(found)).zh}（${preview(found)}）。`,
          ),
          bilingual(`It has to be ${wanted.en}.`, `应为${wanted.zh}。`),
        ),
      ];
    }
    case 'invalid_value':
      return [literalProblem(found, issue.values.map(String), where, problem)];
    case 'invalid_union': {
      const options = issue.errors.filter((errors) => errors.length > 0);
      if (options.length === 0) return [literalProblem(found, literalsAt(schema, path), where, problem)];
      const best = options.reduce((chosen, errors) => (weight(errors) < weight(chosen) ? errors : chosen));
      return best.flatMap((inner) => describeIssue(inner, schema, source, path));
    }
    case 'too_big':
    case 'too_small': {
      const bound = issue.code === 'too_big' ? issue.maximum : issue.minimum;
      const counted = issue.origin === 'string' || issue.origin === 'array' || issue.origin === 'set';
      const strict = issue.inclusive === false;
      const more = issue.code === 'too_small';
      const size = counted && found != null ? String((found as { length?: number }).length ?? '') : preview(found);
      return [
        problem(
          'SOURCE_OUT_OF_RANGE',
          bilingual(
            `${where} ${counted ? `has ${size} ${issue.origin === 'string' ? 'characters' : 'entries'}` : `is ${size}`}.`,
            `${where} ${counted ? `有 ${size} ${issue.origin === 'string' ? '个字符' : '项'}` : `为 ${size}`}。`,
          ),
          bilingual(
            `It has to be ${more ? (strict ? 'more than' : 'at least') : strict ? 'less than' : 'at most'} ${bound}.`,
            `应${more ? (strict ? '大于' : '不少于') : strict ? '小于' : '不超过'} ${bound}。`,
          ),
        ),
      ];
    }
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.flatMap((inner) =>
        describeIssue({ ...inner, path: [] } as z.core.$ZodIssue, schema, source, path),
      );
    default:
      return [
        problem(
          'SOURCE_INVALID',
          bilingual(
            `${where}: ${shownMessage(issue.message)} (${preview(found)}).`,
            `${where} 不合要求（${preview(found)}）：${shownMessage(issue.message)}。`,
          ),
          remedyFor(issue),
        ),
      ];
  }
};

const remedyFor = (issue: z.core.$ZodIssue): Bilingual => {
  if (issue.code === 'invalid_format' && issue.format === 'datetime')
    return bilingual(
      'Write a date and time such as 2026-03-02T09:00:00+08:00.',
      '请写成 2026-03-02T09:00:00+08:00 的形式。',
    );
  if (issue.code === 'invalid_format')
    return bilingual(
      'Ids are lower-case letters, digits and _; see the schema for other texts.',
      '标识由小写字母、数字和 _ 组成；其他文本见模式文件。',
    );
  return bilingual('Correct the value; the schema says what is allowed.', '请改正该值，允许的写法见模式文件。');
};

const literalProblem = (
  found: unknown,
  allowed: readonly string[],
  where: string,
  problem: (code: string, says: Bilingual, remedy: Bilingual) => Problem,
): Problem => {
  if (found === undefined)
    return problem(
      'SOURCE_MISSING',
      bilingual(`${where} is missing.`, `缺少 ${where}。`),
      bilingual(`Write one of: ${allowed.join(', ')}.`, `请写下列之一：${allowed.join('、')}。`),
    );
  const near = nearest(String(found), allowed, 1)[0];
  return problem(
    'SOURCE_UNKNOWN_VALUE',
    bilingual(`${where} is ${preview(found)}, which is not allowed.`, `${where} 的值 ${preview(found)} 不允许。`),
    near
      ? bilingual(
          `Did you mean "${near}"? Allowed: ${allowed.join(', ')}.`,
          `是否想写“${near}”？可用：${allowed.join('、')}。`,
        )
      : bilingual(`Allowed: ${allowed.join(', ')}.`, `可用：${allowed.join('、')}。`),
  );
};

const shownMessage = (message: string): string => message.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '·').slice(0, 160);

/** Unknown and missing keys say "another option was meant"; deep issues say "this option was meant, with a slip in it". */
const weight = (issues: readonly z.core.$ZodIssue[]): number =>
  issues.reduce(
    (sum, issue) => sum + (issue.path.length === 0 ? 4 : 1) + (issue.code === 'unrecognized_keys' ? 2 : 0),
    0,
  );
