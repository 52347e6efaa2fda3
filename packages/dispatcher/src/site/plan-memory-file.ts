import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { interpretationSchema, planSchema } from '@muster/domain';
import { createPlanMemory, type PlanMemory, type RememberedPlan } from '@muster/planner';
import { z } from 'zod';

const MOST = 300;
const entrySchema = z.tuple([
  z.string().max(64),
  z.strictObject({ interpretation: interpretationSchema, plan: planSchema }),
]);

/**
 * Proved plans of a language model, kept over restarts. A file that can't be read or written costs a model call, never a plan: what is found is proved
 * anew before it is used.
 */
export const openPlanMemory = (file: string): PlanMemory => {
  const memory = createPlanMemory(MOST);
  const kept = new Map<string, RememberedPlan>();
  for (const [key, entry] of readEntries(file)) {
    memory.keep(key, entry);
    kept.set(key, entry);
  }
  return {
    find: (key) => memory.find(key),
    keep: (key, entry) => {
      memory.keep(key, entry);
      kept.delete(key);
      kept.set(key, entry);
      for (const old of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST))) kept.delete(old);
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.new`, JSON.stringify([...kept]));
        renameSync(`${file}.new`, file);
      } catch {
        // A full or read-only disk must not stop a plan.
      }
    },
  };
};

const readEntries = (file: string): [string, RememberedPlan][] => {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return (Array.isArray(value) ? value : []).flatMap((entry) => {
      const parsed = entrySchema.safeParse(entry);
      return parsed.success ? [parsed.data as [string, RememberedPlan]] : [];
    });
  } catch {
    return [];
  }
};
