import { type Bilingual, type Goal, type Plan, type Situation, type Skill, type Step, sealPlan } from '@muster/domain';
import { sayStep } from '../says/index.ts';
import type { ModelAnswer } from './answer-schema.ts';
import { readCall } from './notation.ts';
import type { QuotedWorld } from './quoted-world.ts';
import type { Read } from './to-goal.ts';
import { addWays } from './ways.ts';

/** A step as it was written, over real ids. */
export type GroundStep = {
  readonly skill: Skill;
  readonly args: Readonly<Record<string, string | number>>;
  /** Role name without `?` → robot. */
  readonly robots: Readonly<Record<string, string>>;
  /** Its 1-based number in the answer; ways that were put in have that of the step they lead to. */
  readonly number: number;
  readonly isWay?: true;
};

export type StatedSteps = {
  readonly steps: readonly GroundStep[];
  /** Pairs of indices of `steps`: the first ends before the second starts. */
  readonly order: readonly (readonly [number, number])[];
};

const MAX_STEPS = 200;
const short = (text: string): string => JSON.stringify(text.slice(0, 40));

/** The stated steps over real ids, with the ways through doors and lifts put in. */
export const readSteps = (answer: ModelAnswer, situation: Situation, world: QuotedWorld): Read<StatedSteps> => {
  const faults: string[] = [];
  if (answer.steps.length > MAX_STEPS) return { ok: false, faults: [`more than ${MAX_STEPS} steps`] };
  const steps = answer.steps.flatMap((text, index) => {
    const step = readStep(text, index + 1, situation, world, faults);
    return step ? [step] : [];
  });
  const order: [number, number][] = [];
  for (const pair of answer.order) {
    const [before, after] = pair.map((number) => number - 1);
    if (
      pair.length !== 2 ||
      before === undefined ||
      after === undefined ||
      before === after ||
      !answer.steps[before] ||
      !answer.steps[after]
    )
      faults.push(`order ${JSON.stringify(pair).slice(0, 40)} names no two steps`);
    else order.push([before, after]);
  }
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, value: addWays({ steps, order }, situation) };
};

const readStep = (
  text: string,
  number: number,
  { model }: Situation,
  world: QuotedWorld,
  faults: string[],
): GroundStep | undefined => {
  const call = readCall(text);
  const skill = call && Object.hasOwn(model.library.skills, call.name) ? model.library.skills[call.name] : undefined;
  if (!call || call.isNegated) {
    faults.push(`step ${number}: ${short(text)} is not written like skill(r1, i2)`);
    return undefined;
  }
  if (!skill) {
    faults.push(`step ${number}: ${short(call.name)} is none of SKILLS`);
    return undefined;
  }
  const wanted = skill.roles.length + skill.parameters.length;
  if (call.args.length !== wanted) {
    faults.push(`step ${number}: ${skill.id} takes ${wanted} arguments, robots first; ${call.args.length} given`);
    return undefined;
  }
  const entityOf = (name: string): string | undefined => {
    const id = world.toEntity(name);
    if (id === undefined) faults.push(`step ${number}: ${short(name)} is no id of WORLD`);
    return id;
  };
  const robots: Record<string, string> = {};
  skill.roles.forEach((role, index) => {
    const name = call.args[index]!;
    const robot = entityOf(name);
    if (robot !== undefined && model.entities[robot]?.kind !== 'robot')
      faults.push(`step ${number}: ${name} is no robot`);
    robots[role.name.slice(1)] = robot ?? '';
  });
  const args: Record<string, string | number> = {};
  skill.parameters.forEach((parameter, index) => {
    const raw = call.args[skill.roles.length + index]!;
    const name = parameter.name.slice(1);
    if (parameter.type === 'number') {
      if (!Number.isFinite(Number(raw))) faults.push(`step ${number}: ${short(raw)} is no number`);
      args[name] = Number(raw);
    } else if (parameter.type === 'text') {
      // Words that are handed on to a robot have to be the person's own.
      if (raw === '' || !world.isSpoken(raw)) faults.push(`step ${number}: ${short(raw)} is not in REQUEST`);
      args[name] = raw.slice(0, 200);
    } else args[name] = entityOf(raw) ?? '';
  });
  return { skill, args, robots, number };
};

/**
 * Ground steps as a plan. Each robot that is named becomes one role variable, so that the allocator may still choose better. Steps of one robot and of
 * one item keep the order of the list.
 */
export const toPlan = (
  { steps, order }: StatedSteps,
  goal: Goal,
  assumptions: Plan['assumptions'],
  situation: Situation,
  orderings: readonly (readonly [number, number])[],
): Plan => {
  const { model } = situation;
  const id = (index: number): string => `step-${String(index + 1).padStart(2, '0')}`;
  const after = new Map<number, Set<number>>();
  const link = (from: number, to: number): void => {
    if (from !== to) after.set(from, (after.get(from) ?? new Set()).add(to));
  };
  const last = new Map<string, number>();
  steps.forEach((step, index) => {
    const items = Object.values(step.args).filter(
      (value): value is string => typeof value === 'string' && model.entities[value]?.kind === 'item',
    );
    for (const name of new Set([...Object.values(step.robots), ...items])) {
      const before = last.get(name);
      if (before !== undefined) link(before, index);
      last.set(name, index);
    }
  });
  for (const [from, to] of [...order, ...orderings]) link(from, to);
  const variables = new Map<string, string>();
  const binding: Record<string, string> = {};
  const different = new Map<string, [string, string]>();
  const planned = steps.map((step, index): Step => {
    const roles: Record<string, string> = {};
    for (const [role, robot] of Object.entries(step.robots)) {
      const variable = variables.get(robot) ?? `?r${variables.size + 1}`;
      variables.set(robot, variable);
      binding[variable] = robot;
      roles[role] = variable;
    }
    const used = [...new Set(Object.values(roles))].sort();
    used.forEach((a, at) => {
      for (const b of used.slice(at + 1)) different.set(`${a} ${b}`, [a, b]);
    });
    return {
      id: id(index),
      skill: step.skill.id,
      args: step.args,
      roles,
      edges: [...(after.get(index) ?? [])]
        .sort((a, b) => a - b)
        .map((to) => ({ to: id(to), kind: 'end-start' as const })),
    };
  });
  return sealPlan({
    version: 1,
    scene: model.scene.id,
    goal,
    assumptions,
    steps: planned,
    binding,
    ...(different.size > 0 ? { different: [...different.values()] } : {}),
  });
};

/** Step ids of the plan as the prompt calls them. */
export const stepNames = ({ steps }: StatedSteps): Map<string, string> =>
  new Map(
    steps.map((step, index) => [
      `step-${String(index + 1).padStart(2, '0')}`,
      step.isWay ? `the way to step ${step.number}` : `step ${step.number}`,
    ]),
  );

/** One written step as a sentence; undefined while it is none that can be read. */
export const describeStep = (text: string, situation: Situation, world: QuotedWorld): Bilingual | undefined => {
  const faults: string[] = [];
  const step = readStep(text, 1, situation, world, faults);
  return step && faults.length === 0
    ? sayStep({ id: 'step-01', skill: step.skill.id, args: step.args, roles: step.robots, edges: [] }, situation.model)
    : undefined;
};
