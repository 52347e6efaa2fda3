import {
  bilingual,
  type CancelSignal,
  type Interpretation,
  type Planner,
  type PlanRequest,
  type PlanResponse,
  type Situation,
} from '@muster/domain';
import { planInterpretation } from '../built-in/built-in-planner.ts';
import { interpret } from '../built-in/language/index.ts';
import { type ModelAnswer, parseAnswer } from './answer-schema.ts';
import { Budget, type Limits, type Price } from './budget.ts';
import { ModelClient, type ModelOptions } from './client.ts';
import { MODEL_ERRORS, ModelError } from './model-error.ts';
import { stepsSoFar } from './partial-answer.ts';
import { memoryKey, type PlanMemory, REMEMBERED, recall } from './plan-memory.ts';
import {
  firstPrompt,
  type Image,
  lookUpMessage,
  type Message,
  notationMessage,
  repairMessage,
  unreadableMessage,
} from './prompt.ts';
import type { QuotedWorld } from './quoted-world.ts';
import { type Context, done, finish, guarded, readBack, respondWithoutPlan } from './respond.ts';
import { proveSteps } from './settle-plan.ts';
import { describeFacts, readGoal, type StatedGoal } from './to-goal.ts';
import { describeStep, readSteps, stepNames } from './to-plan.ts';
import { estimateTokens } from './tokens.ts';

export type LanguageModelOptions = ModelOptions & {
  /** Rounds with the checker's counter-examples after the first answer; 3 by default. */
  readonly maxRepairs?: number;
  readonly limits?: Partial<Limits>;
  readonly price?: Price;
  /** Pictures to go with a request, e.g. what the robots' cameras see. */
  readonly images?: (request: PlanRequest, situation: Situation) => readonly Image[];
  /** Where proved plans are kept for the next time that the same is asked. */
  readonly memory?: PlanMemory;
  /** Seconds of a clock that never jumps. */
  readonly now?: () => number;
};

const DEFAULT_LIMITS: Limits = { tokens: 60_000, seconds: 90 };
const MOST_LOOK_UPS = 2;
const MOST_IMAGES = 4;

/**
 * Planner over any OpenAI-compatible endpoint. The model states goal and steps; the checker proves or refutes them, counter-examples go back a bounded
 * number of times, then search from the stated goal takes over, then a person is asked. Where the grammar understands the sentence too and means
 * something else, and where the goal has a thing that nobody named, a person has to agree.
 */
export const createLanguageModelPlanner = (options: LanguageModelOptions): Planner => {
  const client = new ModelClient(options);
  return {
    name: 'language-model',
    respond: async (request, situation, verify, signal) => {
      const grammar = interpret(request.utterance, request.conversation, situation, request.history);
      // Questions, control words and rules need no plan, and what the grammar understands as dangerous or forbidden needs no second opinion.
      if (['answer', 'control', 'rule'].includes(grammar.kind) || isForbidden(grammar))
        return planInterpretation(grammar, situation, verify);
      const budget = new Budget(
        { ...DEFAULT_LIMITS, ...options.limits },
        options.price,
        options.now ?? (() => performance.now() / 1000),
      );
      const context: Context = { request, situation, verify, grammar, usage: budget.spent, notices: [] };
      const key = options.memory && memoryKey(request, situation);
      const known = options.memory && key ? recall(options.memory, key, situation, verify) : undefined;
      if (known) {
        context.notices.push(REMEMBERED);
        return {
          ...done(context, {
            plan: known.plan,
            verification: known.verification,
            interpretation: guarded(known.interpretation, context),
          }),
        };
      }
      try {
        const response = await converse(client, options, context, budget, signal);
        // Only what nobody has to be asked about is kept.
        if (options.memory && key && response.plan && response.interpretation.kind === 'plan')
          options.memory.keep(key, { interpretation: response.interpretation, plan: response.plan });
        return response;
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        return fallBack(context, error);
      }
    },
  };
};

/** Refused by the grammar for what the sentence asks, not because it could not read it. */
const isForbidden = ({ kind, reasons }: Interpretation): boolean =>
  kind === 'refuse' && (reasons ?? []).some(({ code }) => code.startsWith('HAZARD_') || FORBIDDING.has(code));
const FORBIDDING: ReadonlySet<string> = new Set([
  'PLAN_RULE_FORBIDS',
  'LANGUAGE_RULE_BROKEN_NOW',
  'LANGUAGE_SPEED_OVER_LIMIT',
]);

const fallBack = ({ grammar, situation, verify, usage, notices }: Context, error: ModelError): PlanResponse => {
  const response = planInterpretation(grammar, situation, verify);
  const says = MODEL_ERRORS[error.code];
  return {
    ...response,
    usage: { ...usage },
    notices: [
      ...notices,
      bilingual(
        `${says.en} (${error.message}); the built-in planner answers instead.`,
        `${says.zh}（${error.message}）；改由内置规划器回答。`,
      ),
      ...response.notices,
    ],
  };
};

/** What became of one answer: the response, or what to say to the model next. */
type Judged = { readonly response: PlanResponse } | { readonly next: Message; readonly stated?: StatedGoal };

const converse = async (
  client: ModelClient,
  options: LanguageModelOptions,
  context: Context,
  budget: Budget,
  signal: CancelSignal | undefined,
): Promise<PlanResponse> => {
  const { request, situation } = context;
  const images = (options.images?.(request, situation) ?? []).slice(0, MOST_IMAGES);
  const { messages, world } = firstPrompt(request, situation, images);
  const maxRepairs = Math.min(3, options.maxRepairs ?? 3);
  let stated: StatedGoal | undefined;
  let lookUps = 0;
  for (let round = 0; round <= maxRepairs; ) {
    const completion = await ask(client, options, messages, context, world, budget, round, signal);
    if (completion === undefined) {
      context.notices.push(bilingual('The budget for the language model is used up.', '语言模型的预算已用完。'));
      break;
    }
    messages.push({ role: 'assistant', content: completion.slice(0, 8000) });
    const parsed = parseAnswer(completion);
    if (parsed.ok && parsed.value.kind === 'look-up' && lookUps < MOST_LOOK_UPS) {
      lookUps += 1;
      messages.push(lookUpMessage(world.lookUp(parsed.value.facts)));
      continue;
    }
    const judged: Judged = parsed.ok
      ? judge(parsed.value, context, world, round)
      : { next: unreadableMessage(parsed.why) };
    if ('response' in judged) return judged.response;
    stated = judged.stated ?? stated;
    messages.push(judged.next);
    round += 1;
  }
  if (stated) {
    context.notices.push(
      bilingual(
        "The model's steps did not hold; search from its goal took over.",
        '模型给出的步骤不成立；改由从其目标出发的搜索完成。',
      ),
    );
    return searchFrom(stated, context);
  }
  return fallBack(context, new ModelError('MODEL_EMPTY', 'no usable answer in the rounds there are'));
};

/** One completion within the budget; undefined when it could not be paid for. */
const ask = async (
  client: ModelClient,
  options: LanguageModelOptions,
  messages: readonly Message[],
  { request, situation }: Context,
  world: QuotedWorld,
  budget: Budget,
  round: number,
  signal: CancelSignal | undefined,
): Promise<string | undefined> => {
  const expected = messages.reduce((sum, message) => sum + estimateTokens(message.content), 0);
  const overrun = budget.wouldBreak(expected, options.maxOutputTokens);
  if (overrun && budget.spent.calls === 0)
    throw new ModelError('MODEL_OVER_BUDGET', `${overrun}: one call alone would take more`);
  if (overrun) return undefined;
  let shown = 0;
  const completion = await client.complete(messages, {
    secondsLeft: budget.secondsLeft(),
    ...(signal ? { signal } : {}),
    ...(request.onDraft
      ? {
          onText: (text) => {
            const steps = stepsSoFar(text);
            for (; shown < steps.length; shown += 1) {
              const says = describeStep(steps[shown]!, situation, world);
              if (says) request.onDraft?.({ round, number: shown + 1, says });
            }
          },
        }
      : {}),
  });
  budget.add(completion.inputTokens || expected, completion.outputTokens || estimateTokens(completion.text));
  return completion.text;
};

const judge = (answer: ModelAnswer, context: Context, world: QuotedWorld, round: number): Judged => {
  const { situation, verify } = context;
  if (answer.kind !== 'plan' && answer.kind !== 'partial') return respondWithoutPlan(answer, context, world);
  const read = readGoal(answer, situation, world);
  if (!read.ok) return { next: notationMessage(read.faults) };
  const stated = read.value;
  // What hangs on a look is planned after the look is settled; search knows how.
  if (stated.goal.branches) return { response: searchFrom(stated, context) };
  const steps = readSteps(answer, situation, world);
  if (!steps.ok) return { next: notationMessage(steps.faults), stated };
  const assumptions = describeFacts(answer.facts, situation, world);
  const proved = proveSteps(steps.value, stated.goal, assumptions, situation, verify);
  if (proved.verification.verdict.status !== 'valid')
    return { next: repairMessage(proved.verification.verdict.violations, world, stepNames(steps.value)), stated };
  if (round > 0)
    context.notices.push(
      bilingual(
        `The first answer did not hold; it was repaired in ${round} round(s).`,
        `最初的回答不成立，经 ${round} 轮修复。`,
      ),
    );
  return { response: finish(answer, stated, steps.value, proved, context, world) };
};

/** The model's steps did not hold, or there are none to be had: search from its goal, and where that comes to no end, ask. */
const searchFrom = (stated: StatedGoal, context: Context): PlanResponse => {
  const { situation, verify, usage, notices } = context;
  const response = planInterpretation(readBack(stated, context), situation, verify);
  const { interpretation } = response;
  const isOpen =
    interpretation.kind === 'refuse' &&
    interpretation.reasons?.every((reason) => ['PLAN_SEARCH_LIMIT', 'PLAN_NOT_PROVED'].includes(reason.code));
  return {
    ...response,
    interpretation: isOpen ? askAgain(interpretation) : guarded(interpretation, context),
    usage: { ...usage },
    planner: 'language-model',
    notices: [...notices],
  };
};

/** Neither a plan nor a proof that there is none: the person is asked, with what was understood. */
const askAgain = (interpretation: Interpretation): Interpretation => ({
  kind: 'clarify',
  says: bilingual(
    `${interpretation.says.en} Can it be said in smaller steps, or otherwise?`,
    `${interpretation.says.zh}能否分成小步骤，或换个说法？`,
  ),
  candidates: [],
  reasons: interpretation.reasons,
});
