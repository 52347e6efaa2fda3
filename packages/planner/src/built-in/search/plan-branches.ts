import {
  bilingual,
  type Condition,
  fail,
  type Goal,
  ok,
  type Plan,
  type PlanGoal,
  type Problem,
  type Situation,
  sealPlan,
} from '@muster/domain';
import { afterOutcome, believed, type Look, lookProposition, looksFor, mergeGoals, unknownFacts } from './sensing.ts';

type Deferral = {
  readonly look: Look;
  readonly id: string;
  readonly goals: readonly { outcome: string; goal: Goal }[];
};

/**
 * Goals that hang on an observation. What is known already takes its branch at once; else the plan looks first, and each outcome's goal is deferred until
 * after the look. Things whose place is not known are looked for in the same way.
 *
 * @param search plans a goal without branches
 */
export const planWithLooks =
  (search: PlanGoal): PlanGoal =>
  (goal, situation, verify) => {
    let plain: Goal = { ...goal, branches: undefined };
    const deferrals: Deferral[] = [];
    const open = [...(goal.branches ?? [])];
    for (let at = 0; at < open.length; at += 1) {
      const branch = open[at]!;
      const known = believed(branch.if, situation);
      if (known !== undefined) {
        const chosen = known ? branch.met : branch.unmet;
        plain = mergeGoals(plain, chosen && { ...chosen, branches: undefined }, branch.id);
        open.push(...(chosen?.branches ?? []));
        continue;
      }
      const look = decidingLook(branch.if, situation);
      if (!look) return fail(cannotSee(branch.id, branch.says));
      deferrals.push({
        look,
        id: `look.${branch.id}`,
        goals: look.outcomes.flatMap((outcome) => {
          const after = believed(branch.if, afterOutcome(situation, outcome.effects));
          const next =
            after === undefined
              ? { version: 1 as const, propositions: [], branches: [branch] }
              : after
                ? branch.met
                : branch.unmet;
          return next ? [{ outcome: outcome.id, goal: next }] : [];
        }),
      });
    }
    if (deferrals.length > 0) return planLooks(plain, deferrals, goal, situation, verify, search);
    const result = search(withoutBranches(plain), situation, verify);
    if (result.ok) return result;
    const hidden = unknownPlaces(plain, situation);
    for (const fact of hidden) {
      const look = looksFor(fact, situation)[0];
      if (!look) continue;
      const first = { look, id: 'look', goals: look.outcomes.map((outcome) => ({ outcome: outcome.id, goal })) };
      const looked = planLooks({ version: 1, propositions: [] }, [first], undefined, situation, verify, search);
      if (looked.ok) return looked;
    }
    return result;
  };

const planLooks = (
  plain: Goal,
  deferrals: readonly Deferral[],
  asked: Goal | undefined,
  situation: Situation,
  verify: Parameters<PlanGoal>[2],
  search: PlanGoal,
): ReturnType<PlanGoal> => {
  const wishes = deferrals.map((entry) => lookProposition(entry.look, entry.id));
  const wanted = withoutBranches({ ...plain, propositions: [...plain.propositions, ...wishes] });
  // A look of long ago does not count: it is made again.
  let fresh = situation;
  for (const { look } of deferrals) fresh = afterOutcome(fresh, [['not', look.record]]);
  const result = search(wanted, fresh, verify);
  if (!result.ok) return result;
  const { hash: _hash, ...plan } = result.value.plan;
  const deferred: NonNullable<Plan['deferred']> = [];
  for (const { look, id, goals } of deferrals) {
    const step = plan.steps.find(
      (entry) =>
        entry.skill === look.skill && Object.entries(look.args).every(([name, value]) => entry.args[name] === value),
    );
    if (!step) return fail(cannotSee(id));
    for (const { outcome, goal } of goals) deferred.push({ after: step.id, outcome, goal });
  }
  const sealed = sealPlan({
    ...plan,
    goal: asked ? { ...wanted, ...(asked.branches ? { branches: asked.branches } : {}) } : wanted,
    deferred,
  });
  const verification = verify(sealed, situation);
  if (verification.verdict.status === 'valid') return ok({ plan: sealed, verification });
  const violation = verification.verdict.violations[0];
  return fail({
    code: 'PLAN_NOT_PROVED',
    says: violation?.says ?? bilingual('The plan found could not be proved.', '找到的计划无法证明。'),
  });
};

/** A look all of whose outcomes settle a condition, or failing that one that tells something about it. */
const decidingLook = (condition: Condition, situation: Situation): Look | undefined => {
  const looks = unknownFacts(condition, situation).flatMap((fact) => looksFor(fact, situation));
  return (
    looks.find((look) =>
      look.outcomes.every((outcome) => believed(condition, afterOutcome(situation, outcome.effects)) !== undefined),
    ) ?? looks[0]
  );
};

/** Unknown facts about where the goal's things are. */
const unknownPlaces = (goal: Goal, situation: Situation) => {
  const subjects = new Set(goal.propositions.flatMap((entry) => entry.subjects));
  return Object.entries(situation.state.facts)
    .filter(([key, belief]) => belief.value === 'unknown' && /^(on|in|held|loaded)\(/.test(key))
    .map(([key]) => {
      const open = key.indexOf('(');
      return [key.slice(0, open), ...key.slice(open + 1, -1).split(',')] as [string, ...string[]];
    })
    .filter(([, subject]) => subjects.has(subject ?? ''));
};

const withoutBranches = ({ branches: _branches, ...goal }: Goal): Goal => goal;

const cannotSee = (place: string, says?: { en: string; zh: string }): Problem => ({
  code: 'PLAN_CANNOT_SENSE',
  place,
  says: says
    ? bilingual(`Nobody here can find out: ${says.en}`, `这里没有办法查明：${says.zh}`)
    : bilingual('Nobody here can look for that.', '这里没有办法查看。'),
  remedy: bilingual('Tell me, or add a sensing skill.', '请直接告知，或者增加感知技能。'),
});
