import type { Bilingual, Problem } from '@muster/domain';
import { EvaluationLimitError } from '../engine/index.ts';
import { type PddlNotice, placeOf } from './fault.ts';
import { judgePddl, type PddlInvalidReason, type PddlJudgeOptions } from './judge.ts';
import { parsePddlDomain } from './parse-domain.ts';
import { parsePddlPlan } from './parse-plan.ts';
import { parsePddlProblem } from './parse-problem.ts';

export type PddlVerdict =
  | {
      readonly status: 'valid';
      /** Value of the problem's metric at the end of the plan, if it has one. */
      readonly metric?: number;
      /** Seconds to the last happening; for a plan without times, steps. */
      readonly makespan: number;
      readonly notices: readonly PddlNotice[];
    }
  | {
      readonly status: 'invalid';
      readonly reason: PddlInvalidReason;
      /** Seconds since the start; for a plan without times, the number of the step from 1. */
      readonly at?: number;
      /** `file:line:column` of the step or of the fault. */
      readonly place?: string;
      /** What is wrong and which step or number is the cause. */
      readonly detail: Bilingual;
      /** Set when a file could not be read. */
      readonly problems?: readonly Problem[];
      readonly notices: readonly PddlNotice[];
    };

export type PddlInput = PddlJudgeOptions & {
  readonly domain: string;
  readonly problem: string;
  readonly plan: string;
  /** Names shown in places. */
  readonly names?: { readonly domain?: string; readonly problem?: string; readonly plan?: string };
};

type Invalid = Extract<PddlVerdict, { status: 'invalid' }>;
type Failure = Omit<Invalid, 'status' | 'notices'>;

/**
 * Judges a plan by PDDL 2.1 semantics (Fox & Long, JAIR 20, 2003) with the tolerances of VAL: a duration may miss its
 * bounds by the tolerance, happenings at most a tenth of it apart are one instant, and nothing interferes within an instant.
 * Unlike VAL, `<` and `>` are strict, and a wrong number of arguments is refused. Never throws on bad input.
 */
export const validatePddl = (input: PddlInput): PddlVerdict => {
  const notices: PddlNotice[] = [];
  const invalid = (failure: Failure): PddlVerdict => ({ status: 'invalid', ...failure, notices });

  const domain = parsePddlDomain(input.domain, input.names?.domain);
  if (!domain.ok) return invalid(unreadable(domain.problems));
  notices.push(...domain.value.notices);
  const problem = parsePddlProblem(input.problem, domain.value.value, input.names?.problem);
  if (!problem.ok) return invalid(unreadable(problem.problems));
  notices.push(...problem.value.notices);
  const plan = parsePddlPlan(input.plan, input.names?.plan);
  if (!plan.ok) return invalid(unreadable(plan.problems));

  const { steps } = plan.value.value;
  try {
    const judged = judgePddl(domain.value.value, problem.value.value, steps, input);
    if (judged.status === 'valid') return { ...judged, notices };
    const { step, reason, at, detail } = judged;
    const culprit = step === undefined ? undefined : steps[step];
    const place = culprit && placeOf(input.names?.plan ?? 'plan', input.plan, culprit.offset);
    return invalid({ reason, at, detail, ...(place ? { place } : {}) });
  } catch (error) {
    if (error instanceof EvaluationLimitError || error instanceof RangeError) return invalid(tooLarge(error));
    throw error;
  }
};

const unreadable = (problems: readonly Problem[]): Failure => {
  const [first] = problems;
  return {
    reason: 'syntax',
    detail: first?.says ?? { en: 'the file can not be read', zh: '文件无法读取' },
    ...(first?.place ? { place: first.place } : {}),
    problems,
  };
};

const tooLarge = (error: Error): Failure => ({
  reason: 'syntax',
  detail: { en: `too large to judge: ${error.message}`, zh: `规模过大，无法判定：${error.message}` },
});
