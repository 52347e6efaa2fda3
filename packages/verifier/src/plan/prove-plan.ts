import {
  type CausalLink,
  displayName,
  type Plan,
  parseFactKey,
  planSchema,
  type Situation,
  type Step,
  type Verdict,
  type VerifyPlan,
  type Violation,
} from '@muster/domain';
import type { GroundAction, GroundState } from '../engine/index.ts';
import { commitmentViolations } from './commitments.ts';
import { compiledWorld, startState } from './compiled-world.ts';
import { type ExecutionTrace, execute } from './execute.ts';
import { interferenceViolations } from './interference.ts';
import { planRuleViolations } from './rule-check.ts';
import { sealVerifiedPlan } from './seal.ts';
import { staticViolations } from './static-checks.ts';
import { StepOrder } from './step-order.ts';
import { both, sayStep } from './words.ts';

/** What a proof starts from, made once per plan and binding. */
export type ProofProblem = {
  readonly plan: Plan;
  readonly steps: readonly Step[];
  readonly binding: Readonly<Record<string, string>>;
  readonly situation: Situation;
  readonly order: StepOrder;
  readonly actions: readonly GroundAction[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly initial: GroundState;
  /** Robots of each step, by role order of its skill. */
  readonly robots: readonly (readonly string[])[];
};

export type Proof = {
  readonly verdict: Verdict;
  readonly reads: readonly { readonly fact: string; readonly value: boolean | number }[];
};

/** Most combinations of outcomes that are proved one by one. */
const BRANCH_LIMIT = 64;

/**
 * Stage one: proves a partially ordered plan. Unordered steps must not interfere and one order must reach the goal, hence every order that the plan
 * allows does; every branch after a sensing step is proved.
 *
 * Source: Fox & Long, JAIR 20 (2003) for the semantics; Nebel & Bäckström, AIJ 66 (1994) for why non-interference plus one order suffices.
 */
export const verifyPlan: VerifyPlan = (candidate, situation) => {
  const parsed = planSchema.safeParse(candidate);
  if (!parsed.success)
    return { verdict: { status: 'invalid', violations: parsed.error.issues.slice(0, 20).map(schemaViolation) } };
  const plan = parsed.data;
  const proof = provePlan(plan, situation, plan.binding ?? {}, []);
  if (proof.verdict.status !== 'valid') return { verdict: proof.verdict };
  return {
    verdict: proof.verdict,
    verified: sealVerifiedPlan(plan, { verdict: proof.verdict, rules: situation.rules, reads: proof.reads }),
  };
};

/**
 * The proof itself, for a binding and additional precedences (lanes of a schedule).
 *
 * @param sequences pairs of step indices: the second starts after the first has ended
 */
export const provePlan = (
  plan: Plan,
  situation: Situation,
  binding: Readonly<Record<string, string>>,
  sequences: readonly (readonly [number, number])[],
): Proof => {
  const invalid = (violations: readonly Violation[]): Proof => ({
    verdict: { status: 'invalid', violations: [...violations] },
    reads: [],
  });
  const faults = staticViolations(plan, situation.model, binding);
  if (faults.length > 0) return invalid(faults);
  const scenarios = outcomeScenarios(plan, situation);
  if (!scenarios)
    return {
      verdict: {
        status: 'unknown',
        violations: [
          {
            code: 'VERIFY_TOO_MANY_BRANCHES',
            says: both((language) =>
              language === 'en'
                ? `More than ${BRANCH_LIMIT} combinations of outcomes: defer some goals until after looking.`
                : `结果组合超过 ${BRANCH_LIMIT} 种：请把部分目标推迟到观察之后。`,
            ),
          },
        ],
      },
      reads: [],
    };
  const reads = new Map<string, boolean | number>();
  const links: CausalLink[] = [];
  const rulesMet = new Set<string>();
  const confirm: NonNullable<Verdict['confirm']> = [];
  for (const outcomes of scenarios) {
    const problem = proofProblem(plan, situation, binding, sequences, outcomes);
    const cycle = problem.order.linearize() === undefined;
    if (cycle) {
      const steps = problem.order.cycle().map((index) => problem.steps[index]!.id);
      return invalid([
        {
          code: 'VERIFY_CYCLE',
          step: steps[0],
          says: both((language) =>
            language === 'en'
              ? `These steps wait for each other: ${steps.join(' → ')}.`
              : `这些步骤互相等待：${steps.join(' → ')}。`,
          ),
        },
      ]);
    }
    const trace = execute(problem, outcomes);
    if (trace.violation) return invalid([trace.violation]);
    const clashes = interferenceViolations(problem, trace);
    if (clashes.length > 0) return invalid(clashes);
    const goalFaults = trace.goal.violations(situation.model);
    if (goalFaults.length > 0) return invalid(goalFaults);
    const actors = actorViolations(problem, trace);
    if (actors.length > 0) return invalid(actors);
    const rules = planRuleViolations(problem, trace);
    if (rules.violations.length > 0) return invalid(rules.violations);
    const claims = commitmentViolations(problem, trace);
    if (claims.length > 0) return invalid(claims);
    for (const id of rules.met) rulesMet.add(id);
    for (const entry of rules.confirm)
      if (!confirm.some((known) => known.step === entry.step && known.rule === entry.rule)) confirm.push(entry);
    for (const link of trace.links) {
      if (link.from === undefined) reads.set(link.fact, link.value);
      if (links.length < 5000) links.push(link);
    }
  }
  return {
    verdict: {
      status: 'valid',
      violations: [],
      links,
      rulesMet: [...rulesMet].sort(),
      ...(confirm.length > 0 ? { confirm } : {}),
    },
    reads: [...reads].map(([fact, value]) => ({ fact, value })),
  };
};

/** A proposition that names who has to do it: each step that makes it true has one of these robots in it. */
const actorViolations = (problem: ProofProblem, trace: ExecutionTrace): Violation[] => {
  const { model } = problem.situation;
  return problem.plan.goal.propositions.flatMap((proposition) => {
    const allowed = proposition.by;
    if (allowed === undefined) return [];
    const wrong = trace.links.filter((link) => {
      if (link.to !== 'goal' || link.from === undefined) return false;
      const [predicate, subject] = parseFactKey(link.fact);
      if (predicate !== proposition.predicate || !proposition.subjects.includes(subject ?? '')) return false;
      const robots = problem.robots[problem.indexOf.get(link.from) ?? -1] ?? [];
      return !robots.some((robot) => allowed.includes(robot));
    });
    return wrong.map((link) => {
      const name = (language: 'en' | 'zh'): string =>
        allowed
          .map((id) => (model.entities[id] ? displayName(model.entities[id].names, language) : id))
          .join(language === 'en' ? ' or ' : '或');
      const label = labelOf(problem, problem.indexOf.get(link.from ?? '') ?? 0);
      return {
        code: 'VERIFY_OTHER_ROBOT',
        step: link.from,
        fact: link.fact,
        says: { en: `${label.en} should be done by ${name('en')}.`, zh: `${label.zh}应由${name('zh')}来做。` },
      };
    });
  });
};

const schemaViolation = (issue: { path: PropertyKey[]; message: string }): Violation => {
  const place = `/${issue.path.map(String).join('/')}`;
  return {
    code: 'VERIFY_SCHEMA',
    fact: place,
    says: { en: `${place}: ${issue.message}.`, zh: `${place}：格式不对（${issue.message}）。` },
  };
};

/** Every combination of outcomes that the plan's branches can see; one empty combination when nothing is sensed. */
const outcomeScenarios = (plan: Plan, situation: Situation): ReadonlyMap<string, string>[] | undefined => {
  const sensing = plan.steps.filter((step) => (situation.model.library.skills[step.skill]?.outcomes?.length ?? 0) > 0);
  let scenarios: Map<string, string>[] = [new Map()];
  for (const step of sensing) {
    const outcomes = situation.model.library.skills[step.skill]?.outcomes ?? [];
    scenarios = scenarios.flatMap((known) => outcomes.map((outcome) => new Map([...known, [step.id, outcome.id]])));
    if (scenarios.length > BRANCH_LIMIT) return undefined;
  }
  return scenarios;
};

const proofProblem = (
  plan: Plan,
  situation: Situation,
  binding: Readonly<Record<string, string>>,
  sequences: readonly (readonly [number, number])[],
  outcomes: ReadonlyMap<string, string>,
): ProofProblem => {
  const { model } = situation;
  const world = compiledWorld(model);
  const tracksPlaces = world.readsPlaces || JSON.stringify([plan.goal, situation.rules]).includes('"at"');
  const taken = plan.steps.filter(
    (step) => step.when === undefined || outcomes.get(step.when.step) === step.when.outcome,
  );
  const indexOf = new Map(taken.map((step, index) => [step.id, index]));
  const original = new Map(plan.steps.map((step, index) => [step.id, index]));
  const order = StepOrder.of(taken, indexOf);
  for (const step of taken) if (step.when) order.addSequence(indexOf.get(step.when.step)!, indexOf.get(step.id)!);
  const backward = new Map([...original].map(([id, index]) => [index, id]));
  for (const [from, to] of sequences) {
    const [a, b] = [indexOf.get(backward.get(from) ?? ''), indexOf.get(backward.get(to) ?? '')];
    if (a !== undefined && b !== undefined) order.addSequence(a, b);
  }
  const robotOf = (value: string): string => (value.startsWith('?') ? (binding[value] ?? value) : value);
  const robots = taken.map((step) =>
    (model.library.skills[step.skill]?.roles ?? []).map((role) => robotOf(step.roles[role.name.slice(1)] ?? '')),
  );
  const actions = taken.map((step, index) => {
    const skill = model.library.skills[step.skill]!;
    const args = skill.parameters
      .filter((parameter) => parameter.type !== 'number' && parameter.type !== 'text')
      .map((parameter) => String(step.args[parameter.name.slice(1)]));
    return world
      .skill(skill, tracksPlaces)
      .ground([...args, ...robots[index]!].map((name) => world.universe.objectIndex(name)));
  });
  // One robot does one thing at a time. Which first is the schedule's business; here the order of the plan stands for it.
  if (order.linearize() !== undefined) sequenceRobots(order, robots);
  return {
    plan,
    steps: taken,
    binding,
    situation,
    order,
    actions,
    indexOf,
    initial: startState(world, situation),
    robots,
  };
};

/** Orders the steps of each robot that nothing else orders, in the order of a linearisation of the plan. */
const sequenceRobots = (order: StepOrder, robots: readonly (readonly string[])[]): void => {
  const position = new Map<number, number>();
  order.linearize()?.forEach((happening, index) => {
    if (happening % 2 === 0) position.set(happening >> 1, index);
  });
  const lanes = new Map<string, number[]>();
  robots.forEach((list, step) => {
    for (const robot of list) lanes.set(robot, [...(lanes.get(robot) ?? []), step]);
  });
  const nested = new Set(order.together.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
  const pairs: [number, number][] = [];
  for (const lane of lanes.values()) {
    lane.sort((a, b) => position.get(a)! - position.get(b)!);
    for (let at = 1; at < lane.length; at += 1) {
      const [from, to] = [lane[at - 1]!, lane[at]!];
      if (!nested.has(`${from} ${to}`) && !order.happensBefore(to * 2 + 1, from * 2 + 1)) pairs.push([from, to]);
    }
  }
  // All at once: each added precedence makes the order's table be built anew.
  for (const [from, to] of pairs) order.addSequence(from, to);
};

export const labelOf = (problem: ProofProblem, index: number) =>
  sayStep(problem.situation.model, problem.steps[index]!, problem.binding);
export type { ExecutionTrace };
