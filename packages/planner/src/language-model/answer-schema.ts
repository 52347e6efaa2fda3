import { z } from 'zod';

export const MODEL_KINDS = [
  'plan',
  'partial',
  'refuse',
  'clarify',
  'question',
  'control',
  'rule',
  'unclear',
  'look-up',
] as const;
export const LIMIT_KINDS = [
  'by',
  'after',
  'before',
  'holds',
  'if',
  'same-target',
  'different-target',
  'together',
  'avoid',
  'every',
  'start',
  'when',
  'until',
] as const;
export const CAUSES = [
  'none',
  'too-heavy',
  'out-of-reach',
  'no-skill',
  'locked',
  'rule',
  'missing',
  'full',
  'unsafe',
] as const;

/**
 * What the model has to say, as a strict JSON schema: goal, order, steps, assumptions. Never coordinates, ROS, code or prose: nothing of it is shown as
 * it stands. Every field is required, since strict structured output knows no optional ones; what is rare stands in lists that are mostly empty, and
 * steps are one short string each, so that a typical plan stays below 300 tokens. Ids are the prompt's opaque ones.
 */
export const modelAnswerSchema = z.strictObject({
  kind: z.enum(MODEL_KINDS),
  goal: z.array(
    z.strictObject({
      fact: z.string(),
      /** Ids the first argument ranges over. */
      of: z.array(z.string()),
      /** Ids allowed as second argument, any one of them; empty for a fact with one argument. */
      at: z.array(z.string()),
      q: z.enum(['all', 'none', 'exactly', 'at-least', 'at-most']),
      n: z.number(),
    }),
  ),
  /** What is rare: who, order, deadlines, branches, repetition. `goal` is the 1-based number of a goal, 0 for the whole request. */
  limits: z.array(z.strictObject({ goal: z.number(), is: z.enum(LIMIT_KINDS), value: z.string() })),
  /** `skill(robots…, arguments…)`. */
  steps: z.array(z.string()),
  /** Pairs of 1-based step numbers: the first ends before the second starts. */
  order: z.array(z.array(z.number())),
  ids: z.array(z.string()),
  /** `fact(id, id)` or `not fact(id)`. */
  facts: z.array(z.string()),
  because: z.enum(CAUSES),
});
export type ModelAnswer = z.infer<typeof modelAnswerSchema>;

/** The schema as endpoints take it. */
export const answerJsonSchema = (): Record<string, unknown> => {
  const { $schema: _draft, ...schema } = z.toJSONSchema(modelAnswerSchema) as Record<string, unknown>;
  return schema;
};

/** Longest answer text that is read at all, characters. */
export const ANSWER_LIMIT = 60_000;

export type ParsedAnswer =
  | { readonly ok: true; readonly value: ModelAnswer }
  | { readonly ok: false; readonly why: string };

/**
 * Reads an answer. Where an endpoint gives no structured output, prose, fences and a reasoning block around the object are taken away; two objects in one
 * answer are one too many, since nobody knows which is meant.
 */
export const parseAnswer = (text: string): ParsedAnswer => {
  if (text.length > ANSWER_LIMIT) return { ok: false, why: `the answer is longer than ${ANSWER_LIMIT} characters` };
  const objects = topLevelObjects(text.replace(/<think>[\s\S]*?<\/think>/g, ''));
  if (objects.length === 0) return { ok: false, why: 'the answer holds no complete JSON object' };
  if (objects.length > 1) return { ok: false, why: 'the answer holds more than one JSON object' };
  let value: unknown;
  try {
    value = JSON.parse(objects[0]!);
  } catch {
    return { ok: false, why: 'the answer is no valid JSON' };
  }
  const parsed = modelAnswerSchema.safeParse(withDefaults(value));
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, why: `${issue?.path.join('.') || 'the object'}: ${issue?.message ?? 'wrong shape'}` };
};

/** Small servers leave out empty lists; that is no reason to ask again. Keys that don't belong there are. */
const withDefaults = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const answer = value as Record<string, unknown>;
  if (answer.kind === undefined) return value;
  return {
    goal: [],
    limits: [],
    steps: [],
    order: [],
    ids: [],
    facts: [],
    because: 'none',
    ...answer,
    ...(Array.isArray(answer.goal) ? { goal: answer.goal.map(withGoalDefaults) } : {}),
  };
};

const withGoalDefaults = (entry: unknown): unknown =>
  typeof entry === 'object' && entry !== null ? { at: [], q: 'all', n: 0, ...entry } : entry;

/** Balanced `{…}` at the outermost level, strings respected. */
const topLevelObjects = (text: string): string[] => {
  const objects: string[] = [];
  let depth = 0;
  let start = -1;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (isQuoted) {
      if (char === '\\') at += 1;
      else if (char === '"') isQuoted = false;
    } else if (char === '"' && depth > 0) isQuoted = true;
    else if (char === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) objects.push(text.slice(start, at + 1));
    }
  }
  return objects;
};
