import {
  type Bilingual,
  bilingual,
  type Condition,
  contentHash,
  type Goal,
  type Interpretation,
  type Standing,
} from '@muster/domain';
import { sayGoal } from '../../says/say-goal.ts';
import { sayClock, sayDuration } from '../../says/say-time.ts';
import { nextClock } from './goal/build-clause.ts';
import { buildCommand } from './goal/build-command.ts';
import type { BuildContext } from './goal/draft.ts';
import type { Command, TimeSpec } from './logical-form.ts';
import type { Trouble } from './resolve/problems.ts';
import { respondToTroubles } from './respond-trouble.ts';

export type End = { readonly condition: Condition; readonly says: Bilingual };

/** What makes a request a standing order, if anything: a period, a start time, and what ends it. */
export const standingOf = (
  times: readonly TimeSpec[],
  goal: Goal,
  context: BuildContext,
  until?: End,
): { standing: Standing; says: Bilingual } | undefined => {
  const every = times.find((time) => time.kind === 'every');
  const at = startOf(times);
  const daily = every?.seconds === 86_400;
  // "photograph it once" is said of the deed itself.
  const count = times.find((time): time is Extract<TimeSpec, { kind: 'times' }> => time.kind === 'times' && time.n > 1);
  const untilClock = times.find((time) => time.kind === 'until-clock');
  if (!every && !at && !count && !untilClock && !until) return undefined;
  const end: Standing['until'] = until
    ? { kind: 'condition', condition: until.condition }
    : untilClock
      ? { kind: 'clock', clock: clockText(nextClock(untilClock.clock, context.nowSeconds, untilClock.vague)) }
      : count
        ? { kind: 'times', n: count.n }
        : at && !daily
          ? { kind: 'times', n: 1 }
          : undefined;
  // Every day at eight: the clock is the trigger, and nothing ends it.
  const trigger: Standing['trigger'] =
    every && !(daily && at)
      ? { kind: 'every', seconds: every.seconds }
      : at
        ? { kind: 'at', clock: clockText(daily ? at.clock : nextClock(at.clock, context.nowSeconds, at.vague)) }
        : // Repeating without a period: again as soon as the last run is over, which is what a period of one second gives.
          { kind: 'every', seconds: 1 };
  return sealStanding(trigger, end, goal, until?.says);
};

/** When it is to begin: at a time, not before one, or as soon as a window opens (its end is a deadline of the goal). */
const startOf = (times: readonly TimeSpec[]): { readonly clock: number; readonly vague?: boolean } | undefined => {
  for (const time of times) {
    if (time.kind === 'at' || time.kind === 'not-before') return time;
    if (time.kind === 'window') return { clock: time.from };
  }
  return undefined;
};

const clockText = (seconds: number): string => sayClock(seconds % 86_400).slice(0, 5);

/** "whenever C, do A": the same wish again each time the condition comes to hold. */
export const whenever = (condition: End, goal: Goal): { standing: Standing; says: Bilingual } =>
  sealStanding({ kind: 'when', condition: condition.condition }, undefined, goal, undefined, condition.says);

const sealStanding = (
  trigger: Standing['trigger'],
  until: Standing['until'],
  goal: Goal,
  untilSays?: Bilingual,
  whenSays?: Bilingual,
): { standing: Standing; says: Bilingual } => {
  const id = `order_${contentHash({ trigger, until: until ?? null, goal }).slice(0, 8)}`;
  const start =
    trigger.kind === 'every'
      ? trigger.seconds === 1
        ? bilingual('Again and again', '反复执行')
        : bilingual(`Every ${sayDuration(trigger.seconds, 'en')}`, `每${sayDuration(trigger.seconds, 'zh')}`)
      : trigger.kind === 'at'
        ? until?.kind === 'times' && until.n === 1
          ? bilingual(`At ${trigger.clock}`, `${trigger.clock}`)
          : bilingual(`Every day at ${trigger.clock}`, `每天${trigger.clock}`)
        : bilingual(`Whenever ${whenSays?.en ?? ''}`, `每当${whenSays?.zh ?? ''}`);
  const end =
    until === undefined || (trigger.kind === 'at' && until.kind === 'times' && until.n === 1)
      ? bilingual('', '')
      : until.kind === 'clock'
        ? bilingual(`, until ${until.clock}`, `，到${until.clock}为止`)
        : until.kind === 'times'
          ? bilingual(`, ${until.n} times`, `，共${until.n}次`)
          : bilingual(`, until ${untilSays?.en ?? ''}`, `，直到${untilSays?.zh ?? ''}`);
  return {
    standing: { id, trigger, ...(until ? { until } : {}) },
    says: bilingual(`${start.en}${end.en}`, `${start.zh}${end.zh}`),
  };
};

/** What a command asks for, as a plan to be made. */
export const evaluateCommand = (
  command: Command,
  context: BuildContext,
): { readonly interpretation?: Interpretation; readonly troubles: readonly Trouble[] } => {
  const built = buildCommand(command, context);
  if (built.troubles.length > 0 && built.isPart && standingOf(built.times, built.goal, context) === undefined) {
    const reasons = built.troubles.flatMap((trouble) => respondToTroubles([trouble], context).reasons ?? []);
    const can = sayGoal(built.goal, context.model);
    return {
      troubles: built.troubles,
      interpretation: {
        kind: 'partial',
        goal: built.goal,
        reasons,
        says: bilingual(
          `Only part of this can be done: ${can.en} What can't: ${reasons.map((reason) => reason.says.en).join(' ')}`,
          `只能完成一部分：${can.zh}做不到的：${reasons.map((reason) => reason.says.zh).join('')}`,
        ),
      },
    };
  }
  if (built.troubles.length > 0) return built;
  if (built.goal.propositions.length === 0) return { troubles: [{ kind: 'not-understood', text: '' }] };
  return {
    troubles: [],
    interpretation: planAnswer(built.goal, built.assumptions, context, standingOf(built.times, built.goal, context)),
  };
};

/** The answer for a goal, with a standing order around it when there is one. */
export const planAnswer = (
  goal: Goal,
  assumptions: readonly Bilingual[],
  context: BuildContext,
  order?: { standing: Standing; says: Bilingual },
): Interpretation => {
  const says = sayGoal(goal, context.model);
  return {
    kind: 'plan',
    says: order ? bilingual(`${order.says.en}: ${says.en}`, `${order.says.zh}：${says.zh}`) : says,
    goal,
    ...(order ? { standing: order.standing } : {}),
    ...(assumptions.length > 0 ? { assumptions: [...assumptions] } : {}),
  };
};
