import { bilingual, fail, type Goal, ok, type PlanGoal, type Problem, type Situation } from '@muster/domain';
import { citation, citeRule, contradiction } from './cite-rule.ts';
import { focusLevels, itemsAt } from './focus.ts';
import { type Focus, makeGrounds } from './ground-task.ts';
import type { Grounds } from './normal-form.ts';
import { planWithLooks } from './plan-branches.ts';
import { proveOrdered } from './prove-plan.ts';
import { sayShortage } from './say-shortage.ts';
import { type Attempt, type SearchOptions, searchGoal } from './search-goal.ts';
import { settlesReach } from './settles-reach.ts';
import { standingShortage } from './standing-room.ts';
import { planTogether } from './together.ts';
import { whyUnreachable } from './why-unreachable.ts';

export type { SearchOptions };

/** What is spent on making room where there is too little of it. */
const GLANCE: SearchOptions = { effort: 8_000_000, improvement: 2_000_000 };

/**
 * From a goal to a proved plan, by search. Tries the things that the goal names first, then whatever could play a part, then everything. A goal is called
 * impossible only on a proof: the delete relaxation does not reach it, there is no room for it, or the search was complete.
 */
export const makePlanGoal = (options: SearchOptions = {}): PlanGoal =>
  planWithLooks(planTogether(planPlainGoal(options)));

const planPlainGoal =
  (options: SearchOptions): PlanGoal =>
  (goal, situation, verify) => {
    const crowded = standingShortage(goal, situation);
    if (crowded) return fail(crowded);
    const grounds = makeGrounds(situation);
    let refusal: readonly Problem[] = [];
    let cited = false;
    for (const focus of focusLevels(goal, situation)) {
      const { attempt, final } = attemptAt(goal, situation, grounds, focus, options);
      if (attempt.kind === 'found') {
        const { plan, verification } = proveOrdered(attempt.lift, situation, verify);
        if (verification.verdict.status === 'valid') return ok({ plan, verification });
        const violation = verification.verdict.violations[0];
        refusal = [
          {
            code: violation?.rule ? 'PLAN_RULE_FORBIDS' : 'PLAN_NOT_PROVED',
            ...(violation?.rule ? { place: violation.rule } : {}),
            says: violation?.says ?? bilingual('The plan found could not be proved.', '找到的计划无法证明。'),
            ...(violation?.remedy ? { remedy: violation.remedy } : {}),
          },
        ];
        continue;
      }
      if (attempt.kind === 'forbidden') {
        const rule = situation.rules.find((entry) => entry.id === attempt.rule);
        return fail(rule ? citation(rule) : contradiction(attempt.rule));
      }
      if (!focus.places && !cited && attempt.kind !== 'shortage') {
        cited = true;
        const rule = citeRule(goal, situation, grounds);
        if (rule) return fail(rule);
      }
      refusal = [problemOf(attempt, goal, situation)];
      if (final) break;
    }
    return fail(...refusal);
  };

/** One focus; where it is a part of the world only, widened by what the proof of a refusal would need. */
const attemptAt = (
  goal: Goal,
  situation: Situation,
  grounds: Grounds,
  focus: Focus,
  options: SearchOptions,
): { readonly attempt: Attempt; readonly final: boolean } => {
  if (!focus.items || focus.places)
    return { attempt: searchGoal(goal, situation, grounds, focus, options), final: !focus.items };
  let items = focus.items;
  let short: Attempt | undefined;
  for (;;) {
    const coItems = new Set<string>();
    const attempt = searchGoal(goal, situation, grounds, { ...focus, items, coItems }, short ? GLANCE : options);
    if (attempt.kind === 'found') return { attempt, final: false };
    // Room could perhaps be made by moving what nobody spoke of; where that is not found, what is missing is said.
    if (attempt.kind === 'limit' && short) return { attempt: short, final: true };
    if (attempt.kind === 'shortage') short = attempt;
    const more = new Set(coItems);
    if (attempt.kind === 'shortage')
      for (const item of itemsAt(attempt.shortage.fluent, situation)) if (!items.has(item)) more.add(item);
    if (more.size === 0) {
      const settled =
        attempt.kind === 'shortage' ||
        attempt.kind === 'limit' ||
        attempt.kind === 'forbidden' ||
        (attempt.kind === 'unreachable' && settlesReach(attempt.task, situation, items));
      return { attempt, final: settled };
    }
    items = new Set([...items, ...more]);
  }
};

const problemOf = (
  attempt: Exclude<Attempt, { kind: 'found' | 'forbidden' }>,
  goal: Goal,
  situation: Situation,
): Problem => {
  if (attempt.kind === 'shortage') return sayShortage(attempt.shortage, goal, situation);
  if (attempt.kind === 'limit')
    return {
      code: 'PLAN_SEARCH_LIMIT',
      says: bilingual(
        'No plan was found within the search limit; that is a limit, not a proof.',
        '在搜索上限内没有找到计划；这是上限，不是不可能的证明。',
      ),
      remedy: bilingual('Ask for less at once, or name the robot.', '请把任务拆小，或者指定机器人。'),
    };
  return whyUnreachable(attempt.task, goal, situation);
};
