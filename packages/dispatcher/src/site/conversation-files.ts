import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { interpretationSchema, planSchema, type Turn } from '@muster/domain';
import { z } from 'zod';

const turnsSchema = z
  .array(
    z.strictObject({
      utterance: z.string().max(2000),
      interpretation: interpretationSchema,
      plan: planSchema.optional(),
    }),
  )
  .max(50);

const fileOf = (folder: string, id: string): string =>
  join(folder, 'conversations', `${id.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 80)}.json`);

/** Turns of a conversation that was begun by an earlier run of the command line; none when there are none, or none that can be read. */
export const readConversation = (folder: string, id: string): Turn[] => {
  try {
    const parsed = turnsSchema.safeParse(JSON.parse(readFileSync(fileOf(folder, id), 'utf8')));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
};

export const writeConversation = (folder: string, id: string, turns: readonly Turn[]): void => {
  const file = fileOf(folder, id);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(turns));
};
