import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  deviceManifestSchema,
  groundScene,
  type Library,
  lintLibrary,
  lintScene,
  type Problem,
  parseSource,
  robotManifestSchema,
  sceneSchema,
  skillSchema,
  unwrap,
  vocabularySchema,
} from '@muster/domain';
import { expect, test } from 'vitest';
import { formatScene, initScene, loadLibrary, PROJECT_SCENES } from './index.ts';

/** 2,000 in CI; MUSTER_FUZZ=100000 on demand. */
const COUNT = Number(process.env.MUSTER_FUZZ ?? 2000);
const SEED = Number(process.env.MUSTER_FUZZ_SEED ?? 1);

/** Mulberry32. */
const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

const NASTY_TEXT = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\u0000',
  '\u0007',
  '\n',
  '\ud800',
  '\u202e',
  '\ufeff',
  'NaN',
  '1e999',
  '-',
  '0x1f',
  'null',
  '//',
  "'",
  '红',
  '\\u0000',
  '"__proto__":1,',
  '99999999999999999999',
];
const NASTY_VALUES: readonly unknown[] = [
  null,
  true,
  [],
  {},
  '',
  -1,
  0,
  1e308,
  0.1,
  'x',
  '?x',
  'constructor',
  'shelf_1',
  'robot',
  ['not'],
  ['and', ['and']],
  [['?a', 'item']],
  { constructor: 1 },
  'a'.repeat(5000),
  '\u202etxt',
  'control\u0001',
  Array.from({ length: 300 }, (_, index) => index),
  ['forall', [['?x', 'nothing']], ['on', '?x', '?y']],
];

type Json = Record<string, unknown> | unknown[];

const places = (
  value: unknown,
  into: { parent: Json; key: string | number }[] = [],
): { parent: Json; key: string | number }[] => {
  if (typeof value !== 'object' || value === null) return into;
  for (const key of Array.isArray(value) ? value.keys() : Object.keys(value)) {
    into.push({ parent: value as Json, key });
    places((value as Record<string | number, unknown>)[key], into);
  }
  return into;
};

const fuzzed = (text: string, random: () => number): string => {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let changed = text;
  for (let round = 1 + Math.floor(random() * 3); round > 0; round -= 1) {
    const kind = random();
    const at = Math.floor(random() * changed.length);
    if (kind < 0.45) {
      let parsed: unknown;
      try {
        parsed = JSON.parse(changed);
      } catch {
        continue;
      }
      const spots = places(parsed);
      if (spots.length === 0) continue;
      const { parent, key } = pick(spots);
      const target = parent as Record<string | number, unknown>;
      const action = random();
      if (action < 0.2 && !Array.isArray(parent)) delete target[key];
      else if (action < 0.4) {
        const other = pick(spots);
        target[key] = structuredClone((other.parent as Record<string | number, unknown>)[other.key]);
      } else if (action < 0.5 && !Array.isArray(parent)) target[`${key}x`] = target[key];
      else target[key] = pick(NASTY_VALUES);
      changed = JSON.stringify(parsed, null, 1);
    } else if (kind < 0.6) changed = changed.slice(0, at) + pick(NASTY_TEXT) + changed.slice(at);
    else if (kind < 0.75) changed = changed.slice(0, at) + changed.slice(at + Math.ceil(random() * 40));
    else if (kind < 0.85) changed = changed.slice(0, at);
    else if (kind < 0.95) changed = changed.slice(0, at) + changed.slice(at, at + 200) + changed.slice(at);
    else
      changed = changed.slice(0, at) + pick(['[', '{"a":', '"']).repeat(Math.ceil(random() * 5000)) + changed.slice(at);
  }
  return changed;
};

const checkProblems = (problems: readonly Problem[], file: string): void => {
  for (const problem of problems) {
    expect(problem.place).toMatch(/^[\w.]+(:\d+:\d+)?$|^\/|^[a-z]+:/);
    if (problem.code.startsWith('SOURCE_')) expect(problem.place?.startsWith(file)).toBe(true);
    for (const text of [problem.says.en, problem.says.zh, problem.remedy?.en, problem.remedy?.zh]) {
      expect(text).toBeTruthy();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not reach a terminal
      expect(text).not.toMatch(/[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/);
    }
  }
};

test(`${COUNT} fuzzed files give a value or an answer with place and remedy, never a crash`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-fuzz-'));
  const scene = formatScene(unwrap(initScene(folder)).scene);
  rmSync(folder, { recursive: true, force: true });
  const library = unwrap(loadLibrary());
  const small: Library = { ...library, skills: {}, robots: {}, devices: {} };
  const text = (path: string): string => readFileSync(join(PROJECT_SCENES, path), 'utf8');
  const with_ = (
    file: string,
    lint: (value: never) => readonly Problem[],
    schema: Parameters<typeof parseSource>[0],
    source: string,
  ) => ({ file, lint, schema, source });
  const subjects = [
    with_(
      'scene.json',
      (value) => {
        const model = groundScene(value, library);
        return model.ok ? lintScene(model.value) : model.problems;
      },
      sceneSchema,
      scene,
    ),
    ...['pick', 'load_carrier', 'run_machine', 'inspect', 'pass_door'].map((id) =>
      with_(
        `${id}.skill.json`,
        (value: { id: string }) => lintLibrary({ ...small, skills: { [value.id]: value } as never }),
        skillSchema,
        text(`skills/${id}.skill.json`),
      ),
    ),
    with_(
      'arm.robot.json',
      (value: { kind: string }) =>
        lintLibrary({ ...small, skills: library.skills, robots: { [value.kind]: value } as never }),
      robotManifestSchema,
      text('robots/fixed_arm.robot.json'),
    ),
    with_(
      'lift.device.json',
      (value: { kind: string }) => lintLibrary({ ...small, devices: { [value.kind]: value } as never }),
      deviceManifestSchema,
      text('devices/lift.device.json'),
    ),
    with_(
      'robots.vocabulary.json',
      (value) => lintLibrary({ ...small, vocabulary: value }),
      vocabularySchema,
      text('vocabulary/robots.json'),
    ),
  ];
  const random = randomOf(SEED);
  let refused = 0;
  for (let index = 0; index < COUNT; index += 1) {
    const subject = subjects[index % subjects.length]!;
    const file = fuzzed(subject.source, random);
    const parsed = parseSource(subject.schema, file, subject.file);
    if (!parsed.ok) {
      refused += 1;
      expect(parsed.problems.length).toBeGreaterThan(0);
      checkProblems(parsed.problems, subject.file);
    } else checkProblems(subject.lint(parsed.value.value as never), subject.file);
  }
  expect(refused).toBeGreaterThan(COUNT / 2);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}, 600_000);
