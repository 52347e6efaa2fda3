import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { zh } from './zh.ts';

const root = new URL('..', import.meta.url).pathname;
const sources = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !/(\.test\.|i18n\/(en|zh)\.ts)/.test(path) ? [readFileSync(path, 'utf8')] : [];
  });
const code = sources(root).join('\n');
const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]!).sort();

test('both catalogues have the same keys, with the same values to fill in', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(en))
    expect([key, holes(zh[key as keyof typeof en])]).toEqual([key, holes(text)]);
});

test('every key is used somewhere', () => {
  // Keys that are put together: t(`word.${word}`).
  const families = [...code.matchAll(/`([a-z]+\.(?:[a-z]+\.)?)\$\{/gi)].map((match) => match[1]!);
  const unused = Object.keys(en).filter(
    (key) => !code.includes(`'${key}'`) && !families.some((family) => key.startsWith(family)),
  );
  expect(unused).toEqual([]);
});

test('no Chinese stands in the code of a component', () => {
  const components = sources(join(root, 'features')).join('\n') + sources(join(root, 'layouts')).join('\n');
  const found = [...components.matchAll(/[\u4e00-\u9fff]+/g)].map((match) => match[0]);
  // Names of the languages are written in themselves.
  expect(found.filter((text) => text !== '中文')).toEqual([]);
});
