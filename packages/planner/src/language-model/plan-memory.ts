import {
  type Bilingual,
  bilingual,
  contentHash,
  factValue,
  type Interpretation,
  isOfClass,
  type Plan,
  type PlanRequest,
  type PlanVerification,
  parseFactKey,
  type Situation,
  type VerifyPlan,
} from '@muster/domain';

/** A plan that was proved, kept under what was said and how the world was. */
export type RememberedPlan = { readonly interpretation: Interpretation; readonly plan: Plan };

/** Port: where proved plans are kept. What it gives back is proved anew before it is used, so that a wrong or changed entry can't do harm. */
export interface PlanMemory {
  find(key: string): RememberedPlan | undefined;
  keep(key: string, entry: RememberedPlan): void;
}

/** Keeps the newest plans in memory. */
export const createPlanMemory = (most = 500): PlanMemory => {
  const entries = new Map<string, RememberedPlan>();
  return {
    find: (key) => entries.get(key),
    keep: (key, entry) => {
      entries.delete(key);
      entries.set(key, entry);
      const [oldest] = entries.keys();
      if (entries.size > most && oldest !== undefined) entries.delete(oldest);
    },
  };
};

/**
 * The same words, in the same conversation, over the same scene and rules, in a world that matches: everything believed of places, things and people is
 * the same. Where robots stand and how full their batteries are may differ: who does what is chosen anew each time.
 */
export const memoryKey = (request: PlanRequest, situation: Situation): string => {
  const { model, state, rules } = situation;
  const ofRobots = (key: string): boolean =>
    parseFactKey(key)
      .slice(1)
      .some((term) => isOfClass(model, term, 'robot') || isOfClass(model, term, 'region'));
  const facts = Object.keys(state.facts)
    .filter((key) => !ofRobots(key) && factValue(state, key) !== false)
    .map((key) => `${key}${factValue(state, key) === 'unknown' ? '?' : ''}`)
    .sort();
  // What robots hold or carry is part of the world; where they are is not.
  const carried = Object.keys(state.facts)
    .filter((key) => /^(?:held|loaded)\(/.test(key) && factValue(state, key) !== false)
    .sort();
  const numbers = Object.entries(state.numbers)
    .filter(([key]) => !ofRobots(key))
    .map(([key, { value }]) => `${key}=${value}`)
    .sort();
  return contentHash({
    said: request.utterance.normalize('NFKC').trim().replace(/\s+/g, ' '),
    before: request.conversation
      .slice(-4)
      .map((turn) => turn.interpretation.goal ?? turn.interpretation.candidates ?? null),
    revision: model.revision,
    rules: rules.map((rule) => rule.constraint),
    facts,
    carried,
    numbers,
  });
};

/** A remembered plan, if it holds in the world of now. */
export const recall = (
  memory: PlanMemory,
  key: string,
  situation: Situation,
  verify: VerifyPlan,
): (RememberedPlan & { readonly verification: PlanVerification }) | undefined => {
  const entry = memory.find(key);
  if (!entry || entry.plan.scene !== situation.model.scene.id) return undefined;
  const verification = verify(entry.plan, situation);
  return verification.verdict.status === 'valid' ? { ...entry, verification } : undefined;
};

export const REMEMBERED: Bilingual = bilingual(
  'A plan that was proved before for the same words was proved again; no model was asked.',
  '同样的话之前已有经证明的计划，现已重新证明；没有询问模型。',
);
