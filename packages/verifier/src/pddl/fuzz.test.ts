import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRandom } from '../engine/random.ts';
import { validatePddl } from './index.ts';

const fixture = (name: string): string => readFileSync(new URL(`./__fixtures__/${name}`, import.meta.url), 'utf8');

const sources = ['mail-room', 'greenhouse'].map((name) => ({
  domain: fixture(`${name}.pddl`),
  problem: fixture(`${name}-1.pddl`),
  plan: fixture(`${name}-1.plan`),
}));

const MORSELS = [
  ...[
    '(',
    ')',
    '((',
    '))',
    '[',
    ']',
    ':',
    ';',
    '?',
    '-',
    '#t',
    '"',
    '\\',
    '\0',
    '\u0007',
    '\u202e',
    '\ufeff',
    '红',
    '😀',
    '\r',
    '\n',
  ],
  ...['1e999', '-1e999', 'nan', 'infinity', '0x10', '1e-999', '.', '-', '99999999999999999999', '-0', '1/0', '00.00.1'],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'tostring',
    '?__proto__',
    '(= a a)',
    '(and',
    '(or)',
    '(not)',
    '(not (and))',
    '()',
  ],
  ...[
    '(forall (?x) ',
    '(exists () (light))',
    '(when (light) (light))',
    'define',
    ':action',
    ':durative-action',
    ':derived',
  ],
  ...[
    '(either a b)',
    '- (either)',
    'object',
    '- object - object',
    '(at 5',
    '(at start',
    '(over all',
    '(at end (light))',
    '?duration',
  ],
  ...[
    '(increase (used) (/ 1 0))',
    '(assign (total-cost) (- 1))',
    '(:metric minimize',
    '(:constraints (and))',
    'total-time',
  ],
];

/** One to three edits: a span dropped, doubled, moved, cut off, replaced by a morsel or by noise. */
const mutate = (text: string, random: () => number): string => {
  const below = (limit: number): number => Math.floor(random() * limit);
  let result = text;
  for (let edits = 1 + below(3); edits > 0; edits -= 1) {
    const at = below(result.length + 1);
    const to = Math.min(result.length, at + 1 + below(random() < 0.8 ? 20 : 400));
    const span = result.slice(at, to);
    const morsel = MORSELS[below(MORSELS.length)] ?? '';
    switch (below(7)) {
      case 0:
        result = result.slice(0, at) + result.slice(to);
        break;
      case 1:
        result = result.slice(0, to) + span + result.slice(to);
        break;
      case 2: {
        const rest = result.slice(0, at) + result.slice(to);
        const place = below(rest.length + 1);
        result = rest.slice(0, place) + span + rest.slice(place);
        break;
      }
      case 3:
        result = random() < 0.2 ? result.slice(0, at) : result.slice(0, at) + morsel + result.slice(at);
        break;
      case 4:
        result =
          result.slice(0, at) +
          Array.from(span, () => String.fromCharCode(below(random() < 0.9 ? 128 : 65_536))).join('') +
          result.slice(to);
        break;
      case 5:
        result = result.slice(0, at) + morsel.repeat(1 + below(50)) + result.slice(at);
        break;
      default:
        result = result.slice(0, at) + morsel + result.slice(to);
    }
  }
  return result;
};

/** `FUZZ_FILES=100000` for a long run, `FUZZ_SEED=…` for another one. */
const files = Number(process.env.FUZZ_FILES ?? 2000);
const seed = Number(process.env.FUZZ_SEED ?? 1);

test(`any of ${files} broken files ends in a verdict, a refusal with its place (seed ${seed})`, {
  timeout: 600_000,
}, () => {
  const random = createRandom(seed);
  const seen = new Map<string, number>();
  for (let file = 0; file < files; file += 1) {
    const source = sources[file % sources.length]!;
    const part = (['domain', 'problem', 'plan'] as const)[Math.floor(random() * 3)]!;
    const input = { ...source, [part]: mutate(source[part], random), evaluationLimit: 200_000 };
    const verdict = validatePddl(input);
    const outcome = verdict.status === 'valid' ? 'valid' : verdict.reason;
    seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
    if (verdict.status === 'valid') continue;
    expect(verdict.detail.en.length, `file ${file}`).toBeGreaterThan(5);
    expect(verdict.detail.zh.length, `file ${file}`).toBeGreaterThan(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
    expect(verdict.detail.en, `file ${file}`).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
    for (const problem of verdict.problems ?? [])
      expect(problem.place, `file ${file}`).toMatch(/^(domain|problem|plan):\d+:\d+$/);
  }
  // Both sides of the line must be reached, or the test says nothing.
  expect(seen.get('syntax') ?? 0).toBeGreaterThan(files * 0.3);
  expect(seen.get('valid') ?? 0).toBeGreaterThan(files * 0.01);
  expect(seen.size).toBeGreaterThan(4);
});

test('files of 10 MB of anything end in a refusal', { timeout: 120_000 }, () => {
  const [source] = sources;
  const big = 10 * 1024 * 1024;
  for (const text of [
    '('.repeat(big),
    '(a '.repeat(big / 3),
    'a'.repeat(big),
    ')'.repeat(big),
    ';'.repeat(big),
    '\n'.repeat(big),
    '1 '.repeat(big / 2),
  ])
    for (const part of ['domain', 'problem', 'plan'] as const)
      expect(validatePddl({ ...source!, [part]: text }), `${part} ${text.slice(0, 3)}`).toMatchObject({
        status: 'invalid',
        reason: 'syntax',
      });
});

test('large files below the limit are read in one go', { timeout: 120_000 }, () => {
  const [source] = sources;
  const facts = '(in card b) '.repeat(100_000);
  const problem = source!.problem.replace('(:init ', `(:init ${facts}`);
  expect(validatePddl({ ...source!, problem }).status).toBe('valid');
  const goal = source!.problem.replace('(:goal (and ', `(:goal (and ${'(sealed a) '.repeat(60_000)}`);
  expect(validatePddl({ ...source!, problem: goal }).status).toBe('valid');
});

test('formulas that expand without end, and crowds at one instant, are answered', { timeout: 120_000 }, () => {
  const many = Array.from({ length: 20 }, (_, index) => `?v${index}`).join(' ');
  const problem = '(define (problem q) (:domain d) (:objects b c) (:init) (:goal (p a)))';
  const judge = (body: string, plan: string) =>
    validatePddl({
      domain: `(define (domain d) (:constants a) (:predicates (p ?x)) ${body})`,
      problem,
      plan,
      evaluationLimit: 1_000_000,
    });
  for (const body of [
    `(:action go :precondition (forall (${many}) (or (p ?v3) (not (p ?v3)))) :effect (p a))`,
    `(:action go :effect (forall (${many}) (p ?v3)))`,
  ])
    expect(judge(body, '(go)')).toMatchObject({
      status: 'invalid',
      detail: { en: expect.stringContaining('too large') },
    });
  const carried = `(:durative-action go :parameters () :duration () :effect (forall (${many}) (when (at start (p ?v1)) (at end (p ?v3)))))`;
  expect(judge(carried, '0: (go) [1]')).toMatchObject({
    status: 'invalid',
    detail: { en: expect.stringContaining('too') },
  });
  expect(judge('(:action go :effect (p a))', '0: (go)\n'.repeat(20_000)).status).toBe('valid');
});
