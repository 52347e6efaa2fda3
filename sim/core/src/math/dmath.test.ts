import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asin, atan2, cos, exp, sin, wrap } from './dmath.ts';
import { gaussAt, normal, uniform } from './random.ts';

const span = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, k) => from + ((to - from) * k) / (count - 1));

describe('own maths', () => {
  it('agrees with the library to a billionth and better', () => {
    for (const x of span(-7, 7, 2001)) {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThan(2e-13);
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThan(2e-13);
      expect(Math.abs(atan2(Math.sin(x), Math.cos(x)) - Math.atan2(Math.sin(x), Math.cos(x)))).toBeLessThan(1e-10);
    }
    for (const x of span(-1, 1, 401)) expect(Math.abs(asin(x) - Math.asin(x))).toBeLessThan(1e-10);
    for (const x of span(-30, 30, 401)) expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-12);
  });

  it('wraps angles into one turn', () => {
    for (const x of span(-20, 20, 401)) {
      expect(wrap(x)).toBeGreaterThanOrEqual(-Math.PI);
      expect(wrap(x)).toBeLessThan(Math.PI);
      expect(Math.abs(Math.sin(wrap(x)) - Math.sin(x))).toBeLessThan(1e-12);
    }
  });

  it('draws evenly from a stream that no other stream disturbs', () => {
    const alone = {};
    const mixed = {};
    const a = Array.from({ length: 1000 }, () => uniform(alone, 7, 'a'));
    const b = Array.from({ length: 1000 }, () => {
      uniform(mixed, 7, 'other');
      return uniform(mixed, 7, 'a');
    });
    expect(b).toEqual(a);
    expect(a.reduce((sum, x) => sum + x, 0) / 1000).toBeCloseTo(0.5, 1);
    const gauss = Array.from({ length: 2000 }, () => normal(alone, 7, 'n'));
    expect(gauss.reduce((sum, x) => sum + x * x, 0) / 2000).toBeCloseTo(1, 0);
    expect(gaussAt(7, 'scan', 3)).toBe(gaussAt(7, 'scan', 3));
    expect(gaussAt(7, 'scan', 3)).not.toBe(gaussAt(7, 'scan', 4));
  });
});

const ROOT = join(import.meta.dirname, '..');
const FORBIDDEN = [
  /\bMath\.(sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|exp|expm1|log|log2|log10|log1p|pow|cbrt|hypot|random)\b/,
  /\*\*(?!\/)(?=\s*[\w(.])/,
  /\b(Date|performance|setTimeout|setInterval|queueMicrotask|Intl)\b/,
  /\.(localeCompare|toLocale\w*)\b/,
  /\b(document|window|globalThis|process)\./,
  /from '(three|node:|ws|roslib|xstate|fs|path)/,
];

/** Findings in one source text, comments left out. */
const findings = (text: string): string[] => {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
  return FORBIDDEN.flatMap((pattern) => pattern.exec(code)?.[0] ?? []);
};

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node' ? [] : sources(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : [];
  });

describe('sources of the core', () => {
  it('use nothing that differs between engines or reaches outside', () => {
    const files = sources(ROOT);
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) expect([file, findings(readFileSync(file, 'utf8'))]).toEqual([file, []]);
  });

  it('would be caught if they did', () => {
    for (const bad of [
      'Math.sin(x)',
      'x ** 3',
      'new Date()',
      'a.localeCompare(b)',
      "import x from 'node:fs'",
      'Math.hypot(a, b)',
    ])
      expect(findings(`const y = ${bad};`).length + findings(bad).length).toBeGreaterThan(0);
    expect(findings('const y = Math.sqrt(x); // Math.sin')).toEqual([]);
  });
});
