import { existsSync, readFileSync } from 'node:fs';

/** Stored result of the peer for one TxR instance. */
export interface Reference {
  readonly instance: string;
  readonly value: number;
  readonly optimum: number | null;
}

function rows(file: string): Readonly<Record<string, unknown>>[] {
  if (!existsSync(file)) return [];
  const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (!Array.isArray(data)) return [];
  return data.filter(
    (row: unknown): row is Readonly<Record<string, unknown>> => typeof row === 'object' && row !== null,
  );
}

/** Rows `{ instance, cpSat30s, provedOptimum }`; empty when the file is absent, rows without a value left out. */
export function readReferences(file: string): Reference[] {
  return rows(file).flatMap(({ instance, cpSat30s, provedOptimum }) =>
    typeof instance === 'string' && typeof cpSat30s === 'number'
      ? [{ instance, value: cpSat30s, optimum: typeof provedOptimum === 'number' ? provedOptimum : null }]
      : [],
  );
}

/** Upper bounds by instance from ScheduleOpt's `bks.json`; empty when the file is absent. */
export function readBestKnown(file: string): Map<string, number> {
  const known = new Map<string, number>();
  for (const { instance, upper_bound: best } of rows(file)) {
    if (typeof instance === 'string' && typeof best === 'number') known.set(instance, best);
  }
  return known;
}
