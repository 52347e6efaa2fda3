import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  AnswerKind,
  Condition,
  PlanResponse,
  Proposition,
  Situation,
  VerifyPlan,
  WorldModel,
} from '@muster/domain';
import { createLanguageModelPlanner } from '../language-model/index.ts';

export type WantedGoal = {
  readonly propositions: readonly (Pick<Proposition, 'predicate' | 'subjects' | 'args' | 'quantifier'> &
    Partial<Proposition>)[];
  /** Pairs of indices into `propositions`; `any`: the order is not looked at. */
  readonly order?: readonly (readonly [number, number])[] | 'any';
  readonly branches?: readonly { readonly if: Condition; readonly met: WantedGoal; readonly unmet?: WantedGoal }[];
  /** Things of which may be said that they stay as they are, and what a rule demands besides. */
  readonly except?: readonly string[];
  readonly may?: WantedGoal['propositions'];
};

/** A sentence that was put to a model, and what would be right. */
export type CassetteRequest = {
  readonly id: string;
  readonly scene: string;
  readonly language: 'en' | 'zh' | 'mixed';
  readonly utterance: string;
  readonly kinds: readonly AnswerKind[];
  readonly goal?: WantedGoal;
};

/** One answer, kept under the hash of exactly what was asked: a changed prompt finds none. */
export type CassetteAnswer = {
  readonly id: string;
  readonly round: number;
  readonly key: string;
  readonly response: string;
};

export type Cassette = {
  readonly requests: readonly CassetteRequest[];
  readonly answers: readonly CassetteAnswer[];
  /** The worlds that the answers were given in; scenes go on changing. */
  readonly situations: ReadonlyMap<string, Situation>;
};

/** Reads `requests.jsonl`, `answers.jsonl` and `worlds.jsonl` of a folder. */
export const readCassette = (folder: string): Cassette => {
  const lines = <T>(file: string): T[] => {
    const path = join(folder, file);
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  };
  return {
    requests: lines('requests.jsonl'),
    answers: lines('answers.jsonl'),
    situations: frozenSituations(join(folder, 'worlds.jsonl')),
  };
};

/** Grounded worlds, the library once. They are the project's own data, so that they are not checked again. */
const frozenSituations = (path: string): ReadonlyMap<string, Situation> => {
  const frozen = JSON.parse(readFileSync(path, 'utf8')) as {
    readonly library: WorldModel['library'];
    readonly models: Record<string, Omit<WorldModel, 'library'>>;
  };
  return new Map(
    Object.entries(frozen.models).map(([name, grounded]) => {
      const model: WorldModel = { ...grounded, library: frozen.library };
      return [name, { model, state: model.initial, rules: model.scene.rules, commitments: [] }];
    }),
  );
};

/** Hash of what decides an answer: messages or input, and the schema asked for. */
export const keyOfRequest = (body: Record<string, unknown>): string =>
  createHash('sha256')
    .update(JSON.stringify([body.messages ?? body.input, body.response_format ?? body.text ?? null]))
    .digest('hex')
    .slice(0, 32);

/** A body as an endpoint would stream this text. */
export const bodyOfText = (text: string): string =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;

export type Replayed = {
  readonly response: PlanResponse;
  /** Answers that were asked for and found, in order. */
  readonly answers: readonly string[];
  /** Whether a prompt was asked for that nobody has answered. */
  readonly isMissing: boolean;
};

/** Puts one recorded sentence through the planner; the endpoint is the cassette. */
export const replayRequest = async (
  request: CassetteRequest,
  cassette: Cassette,
  verify: VerifyPlan,
): Promise<Replayed> => {
  const byKey = new Map(cassette.answers.map((answer) => [answer.key, answer.response]));
  const answers: string[] = [];
  let isMissing = false;
  const planner = createLanguageModelPlanner({
    baseURL: 'http://cassette.invalid/v1',
    model: 'recorded',
    api: 'chat',
    timeoutSeconds: 60,
    maxOutputTokens: 2000,
    fetch: async (_url, init) => {
      const found = byKey.get(keyOfRequest(JSON.parse(String(init?.body)) as Record<string, unknown>));
      if (found === undefined) {
        isMissing = true;
        return new Response('{"error":{"message":"no recorded answer"}}', { status: 404 });
      }
      answers.push(found);
      return new Response(bodyOfText(found), { headers: { 'content-type': 'text/event-stream' } });
    },
  });
  const situation = cassette.situations.get(request.scene);
  if (!situation) throw new Error(`no scene "${request.scene}" in the cassette`);
  const response = await planner.respond({ utterance: request.utterance, conversation: [] }, situation, verify);
  return { response, answers, isMissing };
};
