import type { BenchRow, Goal, Proposition, VerifyPlan } from '@muster/domain';
import { parseAnswer } from '../language-model/answer-schema.ts';
import { compareGoals } from '../language-model/compare-goals.ts';
import { firstPrompt } from '../language-model/prompt.ts';
import { proveSteps } from '../language-model/settle-plan.ts';
import { readGoal } from '../language-model/to-goal.ts';
import { readSteps } from '../language-model/to-plan.ts';
import { estimateTokens } from '../language-model/tokens.ts';
import { type Cassette, type CassetteRequest, readCassette, replayRequest, type WantedGoal } from './cassette.ts';

export type CassetteResult = {
  readonly request: CassetteRequest;
  /** Whether the model was asked: what the grammar refuses for good costs no call. */
  readonly isAsked: boolean;
  readonly isMissing: boolean;
  /** The first answer alone: readable, and a plan of it proved. */
  readonly isFirstValid: boolean;
  readonly rounds: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  readonly kind: string;
  readonly isKindRight: boolean;
  /** Whether the model's own goal is the wanted one; undefined where none is wanted. */
  readonly isGoalRight?: boolean;
  readonly differences: readonly string[];
  /** A plan that would start without a person being asked, and is not what was wanted. */
  readonly isWrongPlan: boolean;
  readonly seconds: number;
};

/** Replays a cassette. Deterministic but for `seconds`. */
export const replayCassette = async (cassette: Cassette, verify: VerifyPlan): Promise<CassetteResult[]> => {
  const results: CassetteResult[] = [];
  for (const request of cassette.requests) {
    const started = performance.now();
    const { response, answers, isMissing } = await replayRequest(request, cassette, verify);
    const seconds = (performance.now() - started) / 1000;
    const situation = cassette.situations.get(request.scene)!;
    const { messages, world } = firstPrompt({ utterance: request.utterance, conversation: [] }, situation);
    const first = answers[0] === undefined ? undefined : parseAnswer(answers[0]);
    let isFirstValid = first?.ok === true;
    let stated: Goal | undefined;
    if (first?.ok && first.value.goal.length > 0) {
      const goal = readGoal(first.value, situation, world);
      if (goal.ok) stated = goal.value.goal;
      if (['plan', 'partial'].includes(first.value.kind)) {
        const steps = goal.ok && !goal.value.goal.branches ? readSteps(first.value, situation, world) : undefined;
        isFirstValid =
          goal.ok &&
          (goal.value.goal.branches !== undefined ||
            (steps?.ok === true &&
              proveSteps(steps.value, goal.value.goal, [], situation, verify).verification.verdict.status === 'valid'));
      }
    }
    const { interpretation } = response;
    const finalGoal = response.planner === 'language-model' ? interpretation.goal : stated;
    const differences =
      request.goal && finalGoal ? differencesFrom(request.goal, finalGoal, situation) : request.goal ? ['none'] : [];
    const isPlanned = interpretation.kind === 'plan' || interpretation.kind === 'partial';
    results.push({
      request,
      isAsked: answers.length > 0 || isMissing,
      isMissing,
      isFirstValid,
      rounds: answers.length,
      promptTokens: messages.reduce((sum, message) => sum + estimateTokens(message.content), 0),
      outputTokens: answers[0] === undefined ? 0 : estimateTokens(answers[0]),
      kind: interpretation.kind,
      isKindRight: request.kinds.includes(interpretation.kind),
      ...(request.goal ? { isGoalRight: differences.length === 0 } : {}),
      differences,
      isWrongPlan:
        isPlanned &&
        response.plan !== undefined &&
        (request.goal ? differences.length > 0 : !request.kinds.some((kind) => kind === 'plan' || kind === 'partial')),
      seconds,
    });
  }
  return results;
};

const differencesFrom = (wanted: WantedGoal, got: Goal, situation: Parameters<typeof compareGoals>[2]): string[] => {
  const allowed = wanted.may ?? [];
  const isExtra = (entry: Proposition): boolean =>
    entry.subjects.every((subject) => wanted.except?.includes(subject)) ||
    allowed.some(
      (may) =>
        may.predicate === entry.predicate &&
        may.quantifier.kind === entry.quantifier.kind &&
        entry.subjects.every((subject) => may.subjects.includes(subject)),
    ) ||
    // Looking first is what a branch means: it may be stated or not.
    (wanted.branches !== undefined && ['inspected', 'measured'].includes(entry.predicate));
  const strip = (goal: Goal): Goal => ({
    ...goal,
    propositions: goal.propositions.filter((entry) => !isExtra(entry)),
    ...(wanted.order === 'any' ? { order: [] } : {}),
    ...(goal.branches ? { branches: goal.branches.map((branch) => ({ ...branch, met: strip(branch.met) })) } : {}),
  });
  return compareGoals(strip(toGoal(wanted)), strip(got), situation);
};

const toGoal = (wanted: WantedGoal): Goal => ({
  version: 1,
  propositions: wanted.propositions.map((entry, index) => ({ holds: 'end', ...entry, id: `w${index + 1}` })),
  ...(wanted.order && wanted.order !== 'any'
    ? { order: wanted.order.map(([before, after]) => ({ before: `w${before + 1}`, after: `w${after + 1}` })) }
    : {}),
  ...(wanted.branches
    ? {
        branches: wanted.branches.map((branch, index) => ({
          id: `b${index + 1}`,
          if: branch.if,
          says: { en: '', zh: '' },
          met: toGoal(branch.met),
          ...(branch.unmet ? { unmet: toGoal(branch.unmet) } : {}),
        })),
      }
    : {}),
});

const RESAMPLES = 2000;

/** 95 % interval of a mean over tasks, by resampling tasks; seeded, so that the same results give the same interval. */
export const taskInterval = (
  values: readonly { readonly task: string; readonly value: number }[],
): [number, number] => {
  const tasks = new Map<string, number[]>();
  for (const { task, value } of values) tasks.set(task, [...(tasks.get(task) ?? []), value]);
  const groups = [...tasks.values()];
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
  const means = Array.from({ length: RESAMPLES }, () => {
    const drawn = groups.flatMap(() => groups[Math.floor(random() * groups.length)]!);
    return drawn.reduce((sum, value) => sum + value, 0) / Math.max(1, drawn.length);
  }).sort((a, b) => a - b);
  return [means[Math.floor(RESAMPLES * 0.025)] ?? 0, means[Math.floor(RESAMPLES * 0.975)] ?? 0];
};

/** Rows of `bench planning` for recorded answers of a language model, overall and by language. */
export const runCassetteBench = async (
  folder: string,
  verify: VerifyPlan,
  onProgress?: (line: string) => void,
): Promise<BenchRow[]> => {
  const cassette = readCassette(folder);
  if (cassette.answers.length === 0) {
    onProgress?.('skipped: no recorded answers of a language model');
    return [];
  }
  const results = (await replayCassette(cassette, verify)).filter((result) => result.isAsked && !result.isMissing);
  for (const result of results)
    if (result.isGoalRight === false || !result.isKindRight)
      onProgress?.(`${result.request.id} ${result.kind}, differs in ${result.differences.join(' ') || 'kind'}`);
  const groups = [
    ['all', results],
    ...(['en', 'zh', 'mixed'] as const).map(
      (language) => [language, results.filter((result) => result.request.language === language)] as const,
    ),
  ] as const;
  return groups.flatMap(([name, group]) => {
    if (group.length === 0) return [];
    const row = (
      metric: string,
      value: (result: CassetteResult) => number | undefined,
      target: string,
      isPassed?: (mean: number) => boolean,
    ): BenchRow[] => {
      const values = group.flatMap((result) => {
        const known = value(result);
        return known === undefined ? [] : [{ task: result.request.id, value: known }];
      });
      if (values.length === 0) return [];
      const mean = values.reduce((sum, entry) => sum + entry.value, 0) / values.length;
      const [low, high] = taskInterval(values);
      return [
        {
          name: 'planning-language-model',
          work: `${values.length} recorded answers, ${name}`,
          metric: `${metric} (95 %: ${round(low)} to ${round(high)})`,
          ours: round(mean),
          peer: null,
          ratio: null,
          target,
          pass: isPassed ? isPassed(mean) : null,
          repeats: [],
        },
      ];
    };
    const bit = (value: boolean | undefined): number | undefined => (value === undefined ? undefined : Number(value));
    return [
      ...row('first answer valid, share', (result) => bit(result.isFirstValid), 'reported'),
      ...row('model calls to the end, mean', (result) => result.rounds, 'reported'),
      ...row('goal as wanted, share', (result) => bit(result.isGoalRight), 'reported'),
      ...row('kind of answer right, share', (result) => bit(result.isKindRight), 'reported'),
      ...row(
        'wrong plan without asking, share',
        (result) => bit(result.isWrongPlan),
        '0',
        (mean) => mean === 0,
      ),
      ...row(
        'prompt tokens, mean',
        (result) => result.promptTokens,
        '≤ 8000',
        (mean) => mean <= 8000,
      ),
      ...row(
        'answer tokens, mean',
        (result) => result.outputTokens,
        '≤ 300',
        (mean) => mean <= 300,
      ),
      ...row('seconds without the model, mean', (result) => result.seconds, 'reported'),
    ];
  });
};

const round = (value: number): number => Math.round(value * 1000) / 1000;
