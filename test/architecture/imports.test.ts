import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from 'vite';
import { expect, test } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

/** Who may import what. Own relative imports are always allowed; `types` marks imports that only carry types. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'packages/domain': ['zod'],
  'packages/verifier': ['@muster/domain'],
  'packages/allocator': ['@muster/domain', 'highs'],
  'packages/traffic': ['@muster/domain'],
  'packages/planner': ['@muster/domain', 'zod'],
  'packages/executor': ['@muster/domain', 'xstate'],
  'packages/bridge': ['@muster/domain', 'roslib', 'xstate', 'zod', 'mqtt'],
  'sim/core': ['@muster/domain'],
  'sim/rosbridge': ['@muster/domain', '@muster/sim-core', 'ws'],
  'sim/view': ['@muster/domain', '@muster/sim-core', 'three'],
};
/** Folders with rights of their own. */
const EXTRA: readonly { readonly folder: string; readonly may: readonly string[] }[] = [
  { folder: 'packages/planner/src/language-model', may: ['openai'] },
];
/** Folders where Node's own modules are at home; everything else of a pure package runs in a browser too. */
const NODE_FOLDERS = /\/(node|bin)\//;
const PURE = [
  'packages/domain',
  'packages/verifier',
  'packages/allocator',
  'packages/traffic',
  'sim/core',
  'packages/executor',
  'packages/planner',
];

type Import = { readonly file: string; readonly target: string; readonly isType: boolean };

const sources = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (name === 'node_modules' || name === 'dist') return [];
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) ? [path] : [];
  });

const importsOf = (file: string): Import[] => {
  const parsed = parseSync(file, readFileSync(file, 'utf8'));
  const module = parsed.module;
  const fromImports = module.staticImports.map((entry) => ({
    target: entry.moduleRequest.value,
    isType: entry.entries.length > 0 && entry.entries.every((name) => name.isType),
  }));
  const fromExports = module.staticExports.flatMap((entry) =>
    entry.entries.flatMap((name) =>
      name.moduleRequest ? [{ target: name.moduleRequest.value, isType: name.isType }] : [],
    ),
  );
  return [...fromImports, ...fromExports].map((entry) => ({ file: relative(root, file), ...entry }));
};

const isTest = (file: string): boolean =>
  /\.(test|browser|bench)\.tsx?$/.test(file) ||
  /(^|\/)(testing|__fixtures__)(\/|-)/.test(file) ||
  /\/(testing-[a-z-]+|test-support)\.ts$/.test(file);

const all = [...sources(join(root, 'packages')), ...sources(join(root, 'sim'))].flatMap(importsOf);

test('every import runs along an edge of the design', () => {
  const wrong = all.filter(({ file, target, isType }) => {
    if (target.startsWith('.') || target.startsWith('node:') || isTest(file)) return false;
    const home = Object.keys(ALLOWED).find((folder) => file.startsWith(`${folder}/`));
    if (!home) return false;
    if (isType && target === '@muster/sim-core' && home === 'sim/view') return false;
    const base = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/')[0] ?? target);
    const extra = EXTRA.filter((entry) => file.startsWith(entry.folder)).flatMap((entry) => entry.may);
    return ![...(ALLOWED[home] ?? []), ...extra].includes(base);
  });
  expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('the console sees the server only through the types of its API, and draws through the view', () => {
  const wrong = all.filter(
    ({ file, target }) =>
      file.startsWith('packages/console/src') &&
      !isTest(file) &&
      /^@muster\//.test(target) &&
      !['@muster/domain', '@muster/sim-view', '@muster/dispatcher/api', '@muster/dispatcher/browser'].includes(target),
  );
  expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('nobody imports the dispatcher but for its API', () => {
  const wrong = all.filter(
    ({ file, target }) =>
      target.startsWith('@muster/dispatcher') &&
      !file.startsWith('packages/dispatcher/') &&
      !(file.startsWith('packages/console/') && /^@muster\/dispatcher\/(api|browser)$/.test(target)),
  );
  expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('pure packages leave Node to their node folders', () => {
  const wrong = all.filter(
    ({ file, target }) =>
      target.startsWith('node:') &&
      PURE.some((folder) => file.startsWith(`${folder}/`)) &&
      !NODE_FOLDERS.test(file) &&
      !isTest(file),
  );
  expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('relative imports carry their extension', () => {
  const wrong = all.filter(({ target }) => target.startsWith('.') && !/\.(ts|tsx|css|json|svg)(\?\w+)?$/.test(target));
  expect(wrong.map(({ file, target }) => `${file} -> ${target}`)).toEqual([]);
});

test('packages do not import each other in a circle', () => {
  const edges = new Map<string, Set<string>>();
  for (const { file, target, isType } of all) {
    if (!target.startsWith('@muster/') || isTest(file) || isType) continue;
    const home = file.split('/').slice(0, 2).join('/');
    const name = (JSON.parse(readFileSync(join(root, home, 'package.json'), 'utf8')) as { name: string }).name;
    edges.set(name, (edges.get(name) ?? new Set()).add(target.split('/').slice(0, 2).join('/')));
  }
  const circles: string[] = [];
  const walk = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) {
      circles.push([...trail.slice(trail.indexOf(name)), name].join(' -> '));
      return;
    }
    for (const next of edges.get(name) ?? []) if (next !== name) walk(next, [...trail, name]);
  };
  for (const name of edges.keys()) walk(name, []);
  expect(circles).toEqual([]);
});
