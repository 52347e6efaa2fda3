import {
  type Bilingual,
  bilingual,
  type CancelSignal,
  canonicalJson,
  displayName,
  type Goal,
  type Interpretation,
  type Planner,
  type PlanRequest,
  type PlanResponse,
  type Situation,
  type Usage,
  type VerifyPlan,
} from '@muster/domain';
import { planInterpretation } from '../built-in/built-in-planner.ts';
import { interpret } from '../built-in/language/index.ts';
import { sayGoal } from '../says/index.ts';
import { type ModelAnswer, parseAnswer } from './answer-schema.ts';
import { ModelClient, ModelError, type ModelOptions } from './client.ts';
import { firstMessages, type Message, repairMessage } from './prompt.ts';
import { type QuotedWorld, quoteWorld } from './quoted-world.ts';
import { translateGoal, translatePlan } from './to-plan.ts';

export type LanguageModelOptions = ModelOptions & {
  /** Rounds with the checker's counter-examples after the first answer. */
  readonly maxRepairs?: number;
  /** Tokens of all rounds of one request together. */
  readonly tokenBudget?: number;
};

const CODES: Readonly<Record<ModelError['code'], Bilingual>> = {
  MODEL_UNREACHABLE: bilingual('The language model can not be reached', '无法连接语言模型'),
  MODEL_TIMEOUT: bilingual('The language model did not answer in time', '语言模型没有及时应答'),
  MODEL_BUSY: bilingual('The language model is busy or broken', '语言模型繁忙或出错'),
  MODEL_REFUSED: bilingual('The language model declined to answer', '语言模型拒绝回答'),
  MODEL_TRUNCATED: bilingual("The language model's answer was cut off", '语言模型的回答被截断'),
  MODEL_EMPTY: bilingual('The language model gave no answer', '语言模型没有给出回答'),
  MODEL_REJECTED: bilingual('The language model endpoint refused the request', '语言模型接口拒绝了请求'),
};

/**
 * Planner over any OpenAI-compatible endpoint. The model states goal and steps; the checker proves or refutes them, counter-examples go back a bounded
 * number of times, then search from the stated goal takes over, then the built-in planner. Where the grammar understands the sentence too and means
 * something else, a person is asked.
 */
export const createLanguageModelPlanner = (options: LanguageModelOptions): Planner => {
  const client = new ModelClient(options);
  const maxRepairs = options.maxRepairs ?? 3;
  const tokenBudget = options.tokenBudget ?? 60_000;
  return {
    name: 'language-model',
    respond: async (request, situation, verify, signal) => {
      const grammar = interpret(request.utterance, request.conversation, situation, request.history);
      // Questions, control words and rules need no plan: the grammar answers them from state, at once and for nothing.
      if (['answer', 'control', 'rule'].includes(grammar.kind)) return planInterpretation(grammar, situation, verify);
      const usage = { calls: 0, inputTokens: 0, outputTokens: 0 };
      try {
        return await converse(client, request, situation, verify, grammar, usage, { maxRepairs, tokenBudget }, signal);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        return fallBack(
          grammar,
          situation,
          verify,
          usage,
          bilingual(
            `${CODES[error.code].en} (${error.message}); the built-in planner answers instead.`,
            `${CODES[error.code].zh}（${error.message}）；改由内置规划器回答。`,
          ),
        );
      }
    },
  };
};

const fallBack = (
  grammar: Interpretation,
  situation: Situation,
  verify: VerifyPlan,
  usage: Usage,
  notice: Bilingual,
): PlanResponse => {
  const response = planInterpretation(grammar, situation, verify);
  return { ...response, usage: { ...usage }, notices: [notice, ...response.notices] };
};

const converse = async (
  client: ModelClient,
  request: PlanRequest,
  situation: Situation,
  verify: VerifyPlan,
  grammar: Interpretation,
  usage: { calls: number; inputTokens: number; outputTokens: number },
  limits: { readonly maxRepairs: number; readonly tokenBudget: number },
  signal?: CancelSignal,
): Promise<PlanResponse> => {
  const world = quoteWorld(situation, request.utterance);
  const messages: Message[] = firstMessages(request, situation, world);
  const notices: Bilingual[] = [];
  let goal: Goal | undefined;
  for (let round = 0; round <= limits.maxRepairs; round += 1) {
    if (usage.inputTokens + usage.outputTokens > limits.tokenBudget) {
      notices.push(
        bilingual(
          `The token budget of ${limits.tokenBudget} is used up.`,
          `${limits.tokenBudget} 个词元的预算已用完。`,
        ),
      );
      break;
    }
    const completion = await client.complete(messages, signal);
    usage.calls += 1;
    usage.inputTokens += completion.inputTokens;
    usage.outputTokens += completion.outputTokens;
    const parsed = parseAnswer(completion.text);
    messages.push({ role: 'assistant', content: completion.text.slice(0, 8000) });
    if (!parsed.ok) {
      messages.push({
        role: 'user',
        content: `That can't be read: ${parsed.why}. Answer with one JSON object of the schema.`,
      });
      continue;
    }
    const answer = parsed.value;
    if (answer.kind !== 'plan') return withoutPlan(answer, grammar, situation, verify, world, usage, notices);
    const stated = translateGoal(answer, situation, world);
    if (!stated.ok) {
      messages.push(repairMessage(stated.violations, world, new Map()));
      continue;
    }
    goal = stated.value;
    const translated = translatePlan(answer, goal, situation, world);
    if (!translated.ok) {
      messages.push(repairMessage(translated.violations, world, new Map()));
      continue;
    }
    const verification = verify(translated.value, situation);
    if (verification.verdict.status === 'valid') {
      const interpretation = readBack(goal, grammar, situation, answer);
      const mustConfirm = (verification.verdict.confirm?.length ?? 0) > 0;
      return {
        interpretation:
          mustConfirm && interpretation.kind === 'plan' ? { ...interpretation, kind: 'confirm' } : interpretation,
        plan: translated.value,
        verification,
        usage: { ...usage },
        planner: 'language-model',
        notices:
          round > 0
            ? [
                ...notices,
                bilingual(
                  `The first answer did not hold; it was repaired in ${round} round(s).`,
                  `最初的回答不成立，经 ${round} 轮修复。`,
                ),
              ]
            : notices,
      };
    }
    messages.push(
      repairMessage(
        verification.verdict.violations,
        world,
        new Map(translated.value.steps.map((step, index) => [step.id, index + 1])),
      ),
    );
  }
  if (goal !== undefined) {
    const response = planInterpretation(readBack(goal, grammar, situation, undefined), situation, verify);
    return {
      ...response,
      usage: { ...usage },
      planner: 'language-model',
      notices: [
        ...notices,
        bilingual(
          "The model's steps did not hold; search from its goal took over.",
          '模型给出的步骤不成立；改由从其目标出发的搜索完成。',
        ),
      ],
    };
  }
  return fallBack(
    grammar,
    situation,
    verify,
    usage,
    bilingual(
      'The language model gave no usable answer; the built-in planner answers instead.',
      '语言模型没有给出可用的回答；改由内置规划器回答。',
    ),
  );
};

/** The read-back is made from the goal. Where the grammar understood something else, both readings are put to the person. */
const readBack = (
  goal: Goal,
  grammar: Interpretation,
  situation: Situation,
  answer: ModelAnswer | undefined,
): Interpretation => {
  const says = sayGoal(goal, situation.model);
  const assumptions = (answer?.assumptions ?? [])
    .slice(0, 5)
    .map((text) => bilingual(text.slice(0, 300), text.slice(0, 300)));
  const base: Interpretation = { kind: 'plan', says, goal, ...(assumptions.length > 0 ? { assumptions } : {}) };
  if (
    grammar.goal === undefined ||
    !['plan', 'confirm', 'partial'].includes(grammar.kind) ||
    sameMeaning(goal, grammar.goal)
  )
    return base;
  return {
    ...base,
    kind: 'confirm',
    reasons: [
      {
        code: 'PLAN_READINGS_DIFFER',
        says: bilingual(
          `Two readings: the model says “${says.en}”, the grammar says “${grammar.says.en}”.`,
          `有两种理解：模型理解为“${says.zh}”，语法理解为“${grammar.says.zh}”。`,
        ),
      },
    ],
    candidates: [
      { id: 'model', says },
      { id: 'grammar', says: grammar.says },
    ],
  };
};

/** Same propositions and order, whatever they are called. */
const sameMeaning = (a: Goal, b: Goal): boolean => meaning(a) === meaning(b);
const meaning = (goal: Goal): string => {
  const content = new Map(
    goal.propositions.map(({ id, ...rest }) => [
      id,
      canonicalJson({
        ...rest,
        subjects: [...rest.subjects].sort(),
        args: rest.args.map((slot) => [...slot].sort()),
        by: rest.by ? [...rest.by].sort() : undefined,
      }),
    ]),
  );
  const parts = goal.propositions
    .flatMap((proposition) =>
      proposition.quantifier.kind === 'all'
        ? proposition.subjects.map((subject) =>
            canonicalJson({
              ...proposition,
              id: '',
              subjects: [subject],
              args: proposition.args.map((slot) => [...slot].sort()),
            }),
          )
        : [content.get(proposition.id)!],
    )
    .sort();
  const order = (goal.order ?? [])
    .map((entry) => [content.get(entry.before), content.get(entry.after)].join(' < '))
    .sort();
  return canonicalJson({ parts, order });
};

/** The model sees no plan. A question or a refusal is taken only as far as the grammar and the search bear it out. */
const withoutPlan = (
  answer: ModelAnswer,
  grammar: Interpretation,
  situation: Situation,
  verify: VerifyPlan,
  world: QuotedWorld,
  usage: Usage,
  notices: readonly Bilingual[],
): PlanResponse => {
  const done = (interpretation: Interpretation): PlanResponse => ({
    interpretation,
    usage: { ...usage },
    planner: 'language-model',
    notices,
  });
  if (answer.kind === 'clarify') {
    const candidates = answer.candidates
      .map((name) => world.toEntity(name))
      .filter((id): id is string => id !== undefined);
    if (candidates.length >= 2) {
      const name = (id: string, language: 'en' | 'zh'): string =>
        displayName(situation.model.entities[id]!.names, language);
      return done({
        kind: 'clarify',
        says: bilingual(
          `Which one: ${candidates.map((id) => name(id, 'en')).join(', ')}?`,
          `哪一个：${candidates.map((id) => name(id, 'zh')).join('、')}？`,
        ),
        candidates: candidates.map((id) => ({ id, says: bilingual(name(id, 'en'), name(id, 'zh')) })),
      });
    }
  }
  const response = planInterpretation(grammar, situation, verify);
  return {
    ...response,
    usage: { ...usage },
    planner: 'language-model',
    notices: [
      ...notices,
      ...(answer.reason
        ? [
            bilingual(
              `The model's own word on it: ${answer.reason.slice(0, 200)}`,
              `模型自己的说法：${answer.reason.slice(0, 200)}`,
            ),
          ]
        : []),
    ],
  };
};
