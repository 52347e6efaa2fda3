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
import type { BuildContext } from './goal/draft.ts';
import type { TimeSpec } from './logical-form.ts';

export type End = { readonly condition: Condition; readonly says: Bilingual };

/** What makes a request a standing order, if anything: a period, a start time, and what ends it. */
export const standingOf = (
  times: readonly TimeSpec[],
  goal: Goal,
  context: BuildContext,
  until?: End,
): { standing: Standing; says: Bilingual } | undefined => {
  const every = times.find((time) => time.kind === 'every');
  const at = times.find((time) => time.kind === 'at');
  const daily = every?.seconds === 86_400;
  const count = times.find((time) => time.kind === 'times');
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
