import { bindCondition, type Condition, type Rule, type Verdict, type Violation } from '@muster/domain';
import {
  compileClosed,
  EffectBuffer,
  enact,
  evaluateGround,
  type GroundState,
  gatherEffects,
  TRUE,
  wholeFootprint,
} from '../engine/index.ts';
import { compiledWorld } from './compiled-world.ts';
import type { ExecutionTrace } from './execute.ts';
import { conditionHolds } from './goal-check.ts';
import { labelOf, type ProofProblem } from './prove-plan.ts';

export type RuleOutcome = {
  readonly violations: Violation[];
  readonly met: string[];
  readonly confirm: NonNullable<Verdict['confirm']>;
};

/** Most partial executions that are visited for one rule; beyond it the answer is "not proved". */
const EXECUTION_LIMIT = 20_000;

/** Rules over steps and over states, for every execution that the order allows. Clock windows, routes and deadlines belong to stage two. */
export const planRuleViolations = (problem: ProofProblem, trace: ExecutionTrace): RuleOutcome => {
  const violations: Violation[] = [];
  const met: string[] = [];
  const confirm: NonNullable<Verdict['confirm']> = [];
  problem.steps.forEach((step, index) => {
    const skill = problem.situation.model.library.skills[step.skill];
    if (skill?.risk === 'confirm')
      confirm.push({
        step: step.id,
        says: {
          en: `${labelOf(problem, index).en} has to be confirmed by a person.`,
          zh: `${labelOf(problem, index).zh}需要有人确认。`,
        },
      });
  });
  for (const rule of problem.situation.rules) {
    const { constraint } = rule;
    const found: Violation[] = [];
    // Between two clock times: stage two knows the times.
    if (rule.window !== undefined) continue;
    if (constraint.kind === 'step') stepRule(problem, trace, rule, found, confirm);
    else if (constraint.kind === 'closure') closureRule(problem, trace, rule, found);
    else stateRule(problem, rule, found);
    if (found.length === 0) met.push(rule.id);
    else violations.push(...found);
  }
  return { violations: violations.slice(0, 5), met, confirm };
};

const citation = (rule: Rule, step: string | undefined, en: string, zh: string): Violation => ({
  code: 'VERIFY_RULE_BROKEN',
  rule: rule.id,
  ...(step === undefined ? {} : { step }),
  says: { en: `${en} Rule ${rule.id}: ${rule.says.en}`, zh: `${zh}规则 ${rule.id}：${rule.says.zh}` },
});

const stepRule = (
  problem: ProofProblem,
  trace: ExecutionTrace,
  rule: Rule,
  found: Violation[],
  confirm: NonNullable<Verdict['confirm']>,
): void => {
  const { constraint } = rule;
  if (constraint.kind !== 'step') return;
  const { universe } = compiledWorld(problem.situation.model);
  problem.steps.forEach((step, index) => {
    if (!constraint.skills.includes(step.skill)) return;
    const skill = problem.situation.model.library.skills[step.skill]!;
    const bindings: Record<string, string> = {};
    for (const [name, value] of Object.entries(step.args)) bindings[`?${name}`] = String(value);
    skill.roles.forEach((role, position) => {
      bindings[role.name] = problem.robots[index]![position]!;
    });
    const state = trace.before(index * 2) ?? problem.initial;
    const holds = (condition: Condition): boolean => {
      const bound = bindCondition(condition, bindings);
      // A rule over a variable that this skill lacks says nothing about it.
      return !JSON.stringify(bound).includes('"?') || /"(forall|exists)"/.test(JSON.stringify(bound))
        ? conditionHolds(state, universe, bound)
        : false;
    };
    if (constraint.when && !holds(constraint.when)) return;
    if (constraint.unless && holds(constraint.unless)) return;
    const label = labelOf(problem, index);
    if (constraint.demand === 'confirm') confirm.push({ step: step.id, rule: rule.id, says: rule.says });
    else found.push(citation(rule, step.id, `${label.en} is forbidden.`, `${label.zh}被禁止。`));
  });
};

const closureRule = (problem: ProofProblem, trace: ExecutionTrace, rule: Rule, found: Violation[]): void => {
  const { constraint } = rule;
  if (constraint.kind !== 'closure') return;
  const { universe } = compiledWorld(problem.situation.model);
  problem.steps.forEach((step, index) => {
    const skill = problem.situation.model.library.skills[step.skill]!;
    skill.roles.forEach((role, position) => {
      if (!role.at || !constraint.places.includes(String(step.args[role.at.slice(1)]))) return;
      const robot = problem.robots[index]![position]!;
      if (
        constraint.robots &&
        !conditionHolds(
          trace.before(index * 2) ?? problem.initial,
          universe,
          bindCondition(constraint.robots, { '?robot': robot }),
        )
      )
        return;
      const label = labelOf(problem, index);
      found.push(citation(rule, step.id, `${label.en} works in a closed place.`, `${label.zh}在禁入区域作业。`));
    });
  });
};

/** Watches a rule over the states of every execution: walks all down-sets of the happenings that touch what the rule reads. */
const stateRule = (problem: ProofProblem, rule: Rule, found: Violation[]): void => {
  const { constraint } = rule;
  const conditions = constraintConditions(rule);
  if (conditions.length === 0) return;
  const { universe } = compiledWorld(problem.situation.model);
  const compiled = conditions.map((condition) => compileClosed(universe, condition));
  const read = new Set<string>();
  for (const condition of conditions)
    for (const match of JSON.stringify(condition).matchAll(/"([a-z][a-z0-9_-]*)"/g)) read.add(match[1]!);
  const relevant: number[] = [];
  problem.actions.forEach((action, index) => {
    const print = wholeFootprint(action, problem.initial);
    const touches =
      [...print.adds, ...print.deletes].some((fact) => read.has(universe.facts.nameOf(fact))) ||
      [...print.shifts, ...print.assigns].some((fluent) => read.has(universe.fluents.nameOf(fluent)));
    if (touches) relevant.push(index * 2, index * 2 + 1);
  });
  const evaluate = (state: GroundState): boolean[] =>
    compiled.map(
      (closed) =>
        evaluateGround(closed.condition, state, { bindings: closed.bindings, duration: Number.NaN, time: 0 }) === TRUE,
    );
  const fault = (monitor: Monitor, step: number | undefined): void => {
    const label = step === undefined ? undefined : labelOf(problem, step);
    found.push(
      citation(
        rule,
        step === undefined ? undefined : problem.steps[step]!.id,
        label ? `After ${label.en} the rule would be broken.` : 'The rule is broken already.',
        label ? `${label.zh}之后规则会被违反。` : '规则现在就已被违反。',
      ),
    );
    void monitor;
  };
  const first = observe(constraint.kind, { seen: false, count: 0, was: false }, evaluate(problem.initial));
  // What was broken before the plan began is not the plan's doing.
  if (first === 'broken') return;
  const visited = new Set<string>(['']);
  let frontier: { done: readonly number[]; state: GroundState; monitor: Monitor }[] = [
    { done: [], state: problem.initial, monitor: first },
  ];
  let count = 0;
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const node of frontier) {
      if (constraint.kind === 'sometime-after' && node.done.length === relevant.length && node.monitor.owes) {
        fault(node.monitor, node.done.at(-1) === undefined ? undefined : node.done.at(-1)! >> 1);
        return;
      }
      for (const happening of relevant) {
        if (
          node.done.includes(happening) ||
          relevant.some(
            (other) =>
              !node.done.includes(other) && other !== happening && problem.order.happensBefore(other, happening),
          )
        )
          continue;
        const done = [...node.done, happening].sort((a, b) => a - b);
        const state = node.state.copy();
        const action = problem.actions[happening >> 1]!;
        const moment = happening % 2 === 0 ? action.start : action.end;
        if (moment) {
          const buffer = new EffectBuffer();
          gatherEffects(
            moment.effects,
            state,
            { bindings: action.bindings, duration: Number.NaN, time: 0 },
            0,
            buffer,
            undefined,
          );
          enact(
            buffer,
            state,
            () => undefined,
            () => undefined,
          );
        }
        const monitor = observe(constraint.kind, node.monitor, evaluate(state));
        if (monitor === 'broken') {
          fault(node.monitor, happening >> 1);
          return;
        }
        const key = `${done.join(',')}|${JSON.stringify(monitor)}`;
        if (visited.has(key)) continue;
        visited.add(key);
        count += 1;
        if (count > EXECUTION_LIMIT) {
          found.push({
            ...citation(
              rule,
              undefined,
              `It was not proved that the rule holds: more than ${EXECUTION_LIMIT} partial orders to look at.`,
              `未能证明规则成立：需要检查的偏序超过 ${EXECUTION_LIMIT} 种。`,
            ),
            code: 'VERIFY_RULE_NOT_PROVED',
          });
          return;
        }
        next.push({ done, state, monitor });
      }
    }
    frontier = next;
  }
};

type Monitor = { readonly seen: boolean; readonly count: number; readonly was: boolean; readonly owes?: boolean };

const constraintConditions = (rule: Rule): Condition[] => {
  const { constraint } = rule;
  switch (constraint.kind) {
    case 'always':
    case 'never':
    case 'at-most-once':
      return [constraint.condition];
    case 'sometime-before':
      return [constraint.condition, constraint.before];
    case 'sometime-after':
      return [constraint.condition, constraint.after];
    default:
      return [];
  }
};

/** One step of the PDDL 3 monitors: `sometime-before a b`: b was true before a is; `sometime-after a b`: after a, b is still to come. */
const observe = (kind: Rule['constraint']['kind'], monitor: Monitor, truth: readonly boolean[]): Monitor | 'broken' => {
  const [a = false, b = false] = truth;
  switch (kind) {
    case 'always':
      return a ? monitor : 'broken';
    case 'never':
      return a ? 'broken' : monitor;
    case 'sometime-before':
      if (a && !monitor.seen) return 'broken';
      return { ...monitor, seen: monitor.seen || b };
    case 'sometime-after':
      return { ...monitor, owes: b ? false : a || monitor.owes === true };
    case 'at-most-once': {
      const count = a && !monitor.was ? monitor.count + 1 : monitor.count;
      return count > 1 ? 'broken' : { ...monitor, was: a, count };
    }
    default:
      return monitor;
  }
};
