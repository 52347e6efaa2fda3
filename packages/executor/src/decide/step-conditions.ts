import type { Assignment, Condition, Skill, Step } from '@muster/domain';
import { type BeliefChange, effectChanges, skillBinding } from '../belief/change.ts';
import {
  type Binding,
  believed,
  evaluateCondition,
  evidenced,
  factsRead,
  type Truth,
} from '../belief/evaluate-condition.ts';
import type { MissionRun, StepRun } from '../state/executor-state.ts';
import { type Decision, manifestOf } from './decision.ts';

/** A skill step with everything that it is read with. */
export type StepContext = {
  readonly step: Step;
  readonly skill: Skill;
  readonly assignment: Assignment;
  readonly binding: Binding;
};

const contexts = new WeakMap<StepRun, StepContext>();

/** Plan step, skill and binding of a run; undefined for a travel. */
export const stepContext = (decision: Decision, mission: MissionRun, run: StepRun): StepContext | undefined => {
  if (run.kind === 'travel') return undefined;
  const known = contexts.get(run);
  if (known) return known;
  const step = mission.verified.plan.steps.find((entry) => entry.id === run.source);
  const assignment = mission.verified.schedule.assignments.find((entry) => entry.step === run.source);
  const skill = step && decision.inputs.model.library.skills[step.skill];
  if (!step || !assignment || !skill) return undefined;
  const context = { step, skill, assignment, binding: skillBinding(skill, step.args, assignment.roles) };
  contexts.set(run, context);
  return context;
};

/** Truth of several conditions together, and the facts of those that don't hold. */
export const judge = (
  decision: Decision,
  conditions: readonly Condition[],
  binding: Binding,
  lens: 'believed' | 'evidenced',
): { truth: Truth; facts: string[] } => {
  const { model } = decision.inputs;
  const reading = (lens === 'believed' ? believed : evidenced)(model, decision.state.belief);
  let truth: Truth = true;
  const facts = new Set<string>();
  for (const condition of conditions) {
    const part = evaluateCondition(condition, binding, reading, model);
    if (part === true) continue;
    if (part === false || truth === true) truth = part === false ? false : 'unknown';
    const read = factsRead(condition, binding, model);
    for (const fact of read.length > 0 ? read.slice(0, 6) : [JSON.stringify(condition)]) facts.add(fact);
  }
  return { truth, facts: [...facts] };
};

/** Place at which a role stands, by its robot; roles without one are left out. */
export const standingPlaces = (context: StepContext): { robot: string; place: string }[] =>
  context.skill.roles.flatMap((role) => {
    const robot = context.assignment.roles[role.name.slice(1)];
    const place = role.at === undefined ? undefined : context.step.args[role.at.slice(1)];
    return robot !== undefined && typeof place === 'string' ? [{ robot, place }] : [];
  });

/** What the plan's proof rests on for this step: true or false facts by causal links. */
export const brokenLinks = (decision: Decision, mission: MissionRun, run: StepRun): string[] => {
  const reading = believed(decision.inputs.model, decision.state.belief);
  return (mission.verified.verdict.links ?? [])
    .filter((link) => link.to === run.source && typeof link.value === 'boolean')
    .filter((link) => {
      const now = reading.fact(link.fact);
      return now !== 'unknown' && now !== link.value && !isStanding(link.fact);
    })
    .map((link) => link.fact);
};

/** Where robots stand changes with every travel; it is checked by pose, not by links. */
const isStanding = (fact: string): boolean => fact.startsWith('at(') || fact.startsWith('region(');

export const changes = (
  decision: Decision,
  effects: Parameters<typeof effectChanges>[0],
  binding: Binding,
  source: BeliefChange['source'],
): BeliefChange => ({
  source,
  ...effectChanges(effects, binding, believed(decision.inputs.model, decision.state.belief), decision.inputs.model),
});

/** Whether a robot's word has to do: none of the step's robots reports what it sees. */
export const reportsOnly = (decision: Decision, run: StepRun): boolean =>
  run.robots.every((robot) => manifestOf(decision.inputs.model, robot)?.telemetry.observations === undefined);

/** At least one fact of the postcondition was sensed after the step began: it was not true all along. */
export const seenSince = (decision: Decision, context: StepContext, since: number): boolean => {
  const terms = new Set(Object.values(context.binding).map(String));
  return Object.entries(decision.state.belief.facts).some(
    ([fact, belief]) =>
      belief.source === 'sensed' &&
      belief.at >= since &&
      fact
        .slice(fact.indexOf('(') + 1, -1)
        .split(',')
        .every((term) => terms.has(term)),
  );
};
