import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { itemSchema } from '../scene.ts';
import { editDistance, MAX_SOURCE_BYTES, nearest, parseJsonSource, parseWith, placeIn } from './index.ts';

const codes = (text: string): string[] => {
  const parsed = parseJsonSource(text, 'a.json');
  return parsed.ok ? [] : parsed.problems.map((problem) => `${problem.code}@${problem.place?.replace('a.json:', '')}`);
};

describe('strict JSON', () => {
  test('reads what JSON.parse reads', () => {
    const text = ' {"a":[1,-2.5e3,true,null,"\\u7ea2\\n"],"b":{"c":""}} ';
    const parsed = parseJsonSource(text, 'a.json');
    expect(parsed.ok && parsed.value.value).toEqual(JSON.parse(text));
  });

  test.each([
    ['', 'SOURCE_EMPTY@1:1'],
    ['{"a":1,}', 'SOURCE_SYNTAX@1:8'],
    ['{\n "a": 1\n "b": 2}', 'SOURCE_SYNTAX@3:2'],
    ['// hi', 'SOURCE_SYNTAX@1:1'],
    ["{'a':1}", 'SOURCE_SYNTAX@1:2'],
    ['{"a":NaN}', 'SOURCE_SYNTAX@1:6'],
    ['{"a":-Infinity}', 'SOURCE_SYNTAX@1:6'],
    ['{"a":01}', 'SOURCE_SYNTAX@1:6'],
    ['{"a":"x\ny"}', 'SOURCE_SYNTAX@1:8'],
    ['{"a":"\\q"}', 'SOURCE_SYNTAX@1:7'],
    ['{"a"', 'SOURCE_SYNTAX@1:5'],
    ['[1] 2', 'SOURCE_SYNTAX@1:5'],
    ['{"a":1e999}', 'SOURCE_NUMBER_RANGE@1:6'],
    ['{"a":12345678901234567890}', 'SOURCE_NUMBER_RANGE@1:6'],
    ['{"a":1,"a":2}', 'SOURCE_DUPLICATE_KEY@1:8'],
    ['{"__proto__":1}', 'SOURCE_FORBIDDEN_KEY@1:2'],
    ['{"\\u005f_proto__":1}', 'SOURCE_FORBIDDEN_KEY@1:2'],
    ['{"constructor":{"prototype":1}}', 'SOURCE_FORBIDDEN_KEY@1:17'],
    ['{"a":"\\u0007"}', 'SOURCE_CONTROL_CHARACTER@1:6'],
    ['{"a":"\\ud800"}', 'SOURCE_CONTROL_CHARACTER@1:6'],
  ])('refuses %j', (text, expected) => {
    expect(codes(text)[0]).toBe(expected);
  });

  test('refuses nesting that would exhaust the stack, and files above the limit', () => {
    expect(codes('['.repeat(100_000))[0]).toMatch(/^SOURCE_TOO_DEEP/);
    expect(codes(' '.repeat(MAX_SOURCE_BYTES + 1))[0]).toMatch(/^SOURCE_TOO_LARGE/);
  });

  test('refuses a list longer than any scene needs before a schema walks it', () => {
    expect(codes(`[${'1,'.repeat(60_000)}1]`)[0]).toMatch(/^SOURCE_TOO_MANY/);
  });

  test('a hostile key never reaches the prototype', () => {
    parseJsonSource('{"__proto__":{"polluted":true}}', 'a.json');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

test('finds line and column of any path, also behind strings with brackets in them', () => {
  const text = '{\n  "a": ["x]}", {"b": "\\"{"}],\n  "c": [1,\n    {"d": 5}]\n}';
  const parsed = parseJsonSource(text, 'a.json');
  if (!parsed.ok) throw new Error('unexpected');
  expect(placeIn(parsed.value, ['a', 1, 'b'])).toBe('a.json:2:22');
  expect(placeIn(parsed.value, ['c', 1, 'd'])).toBe('a.json:4:11');
  expect(placeIn(parsed.value, ['c', 1, 'd'], true)).toBe('a.json:4:6');
  expect(placeIn(parsed.value, ['c', 7])).toBe('a.json:3:8');
});

describe('parsing by a schema', () => {
  const schema = z.strictObject({
    id: idSchema,
    size: z.number().min(0),
    kind: z.enum(['door', 'lift']),
    items: z.array(itemSchema).optional(),
  });
  const problems = (text: string) => {
    const parsed = parseWith(schema, text, 's.json');
    return parsed.ok ? [] : parsed.problems;
  };

  test('an unknown key names the nearest known one at its line', () => {
    const [problem] = problems('{"id":"a",\n "sizze": 1, "size": 1, "kind": "door"}');
    expect(problem).toMatchObject({ code: 'SOURCE_UNKNOWN_KEY', place: 's.json:2:2' });
    expect(problem?.remedy?.en).toContain('"size"');
    expect(problem?.remedy?.zh).toContain('size');
  });

  test('an unknown value names the nearest allowed one', () => {
    const [problem] = problems('{"id":"a","size":1,"kind":"dor"}');
    expect(problem).toMatchObject({ code: 'SOURCE_UNKNOWN_VALUE', place: 's.json:1:27' });
    expect(problem?.remedy?.en).toContain('"door"');
  });

  test('missing, mistyped and out-of-range values are told apart', () => {
    expect(problems('{"size":-1,"kind":3}').map((problem) => problem.code)).toEqual([
      'SOURCE_MISSING',
      'SOURCE_OUT_OF_RANGE',
      'SOURCE_UNKNOWN_VALUE',
    ]);
  });

  test('of a union, the option that fits best is explained', () => {
    const item = {
      id: 'a',
      class: 'tote',
      names: { en: ['a'], zh: ['a'] },
      size: [1, 1, 1],
      massKg: 1,
      relation: { on: 7 },
    };
    const [problem] = problems(JSON.stringify({ id: 'a', size: 1, kind: 'door', items: [item] }));
    expect(problem).toMatchObject({ code: 'SOURCE_WRONG_TYPE' });
    expect(problem?.says.en).toContain('items[0].relation.on');
  });

  test('hostile text in a file is shown on one line without control characters', () => {
    const [problem] = problems('{"id":"a","size":1,"kind":"door","x\\u202e\\ny":1}');
    expect(problem?.says.en).not.toMatch(/[\n\u202e]/);
  });
});

test('nearest names by spelling', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('ab', 'ba')).toBe(1);
  expect(nearest('shelf_a22', ['shelf_a2', 'shelf_b2', 'dock'])).toEqual(['shelf_a2', 'shelf_b2']);
  expect(nearest('zzz', ['shelf_a2'])).toEqual([]);
});
