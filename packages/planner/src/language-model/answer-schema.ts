import { z } from 'zod';

/**
 * What the model has to say, as a strict JSON schema: goal, steps, order, assumptions. Never coordinates, ROS or code. Every field is required and
 * nullable instead of optional, since strict structured output knows no optional fields. Ids are the prompt's opaque ones.
 */
export const modelAnswerSchema = z.strictObject({
  kind: z.enum(['plan', 'refuse', 'clarify', 'other']),
  goal: z.array(
    z.strictObject({
      predicate: z.string(),
      /** Ids the first argument ranges over. */
      subjects: z.array(z.string()),
      /** Ids allowed as second argument, any one of them; empty for a predicate with one argument. */
      targets: z.array(z.string()),
      quantifier: z.enum(['all', 'none', 'exactly', 'at-least', 'at-most']),
      n: z.number().nullable(),
      /** Robots that were asked for by name or kind. */
      by: z.array(z.string()),
      /** 1-based numbers of goals in this list that have to hold before this one. */
      after: z.array(z.number()),
    }),
  ),
  steps: z.array(
    z.strictObject({
      skill: z.string(),
      /** Values in the order of the skill's parameters. */
      args: z.array(z.string()),
      /** Robots in the order of the skill's roles. */
      robots: z.array(z.string()),
      /** 1-based numbers of earlier steps in this list that have to end before this one starts. */
      after: z.array(z.number()),
    }),
  ),
  /** clarify: the ids the person may have meant. */
  candidates: z.array(z.string()),
  assumptions: z.array(z.string()),
  /** refuse: the fact or limit that forbids it, in a few words. */
  reason: z.string().nullable(),
});
export type ModelAnswer = z.infer<typeof modelAnswerSchema>;

/** Longest answer text that is read at all, characters. */
const ANSWER_LIMIT = 60_000;

export type ParsedAnswer =
  | { readonly ok: true; readonly value: ModelAnswer }
  | { readonly ok: false; readonly why: string };

/** Reads an answer; where an endpoint gives no structured output, the first JSON object in the text is taken. */
export const parseAnswer = (text: string): ParsedAnswer => {
  if (text.length > ANSWER_LIMIT) return { ok: false, why: `the answer is longer than ${ANSWER_LIMIT} characters` };
  const candidates = [text, outermostObject(text)].filter((part): part is string => part !== undefined);
  let why = 'the answer holds no JSON object';
  for (const candidate of candidates) {
    let value: unknown;
    try {
      value = JSON.parse(candidate);
    } catch {
      continue;
    }
    const parsed = modelAnswerSchema.safeParse(withDefaults(value));
    if (parsed.success) return { ok: true, value: parsed.data };
    const issue = parsed.error.issues[0];
    why = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`;
  }
  return { ok: false, why };
};

/** Small servers leave out empty lists; that is no reason to ask again. */
const withDefaults = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const answer = value as Record<string, unknown>;
  const list = (entry: unknown): unknown => entry ?? [];
  return {
    kind: answer.kind,
    goal: (Array.isArray(answer.goal) ? answer.goal : []).map((entry: Record<string, unknown>) => ({
      ...entry,
      targets: list(entry?.targets),
      quantifier: entry?.quantifier ?? 'all',
      n: entry?.n ?? null,
      by: list(entry?.by),
      after: list(entry?.after),
    })),
    steps: (Array.isArray(answer.steps) ? answer.steps : []).map((entry: Record<string, unknown>) => ({
      ...entry,
      args: list(entry?.args),
      after: list(entry?.after),
    })),
    candidates: list(answer.candidates),
    assumptions: list(answer.assumptions),
    reason: answer.reason ?? null,
  };
};

const outermostObject = (text: string): string | undefined => {
  const start = text.indexOf('{');
  const end = text.lastIndexOf('}');
  return start >= 0 && end > start ? text.slice(start, end + 1) : undefined;
};
