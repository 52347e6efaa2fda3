import {
  type Goal,
  isOfClass,
  type Plan,
  type Proposition,
  type Situation,
  type Step,
  sealPlan,
  type Violation,
} from '@muster/domain';
import type { ModelAnswer } from './answer-schema.ts';
import type { QuotedWorld } from './quoted-world.ts';

export type Translated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly violations: readonly Violation[] };

const fault = (code: string, en: string): Violation => ({ code, says: { en, zh: en } });

/** The stated goal over real ids. Unknown ids and predicates are counter-examples, never ignored. */
export const translateGoal = (answer: ModelAnswer, situation: Situation, world: QuotedWorld): Translated<Goal> => {
  const { model } = situation;
  const violations: Violation[] = [];
  const ids = (names: readonly string[], what: string): string[] =>
    names.flatMap((name) => {
      const id = world.toEntity(name);
      if (id === undefined)
        violations.push(fault('VERIFY_UNKNOWN_ENTITY', `goal: ${what} "${name.slice(0, 40)}" is no id of the world.`));
      return id === undefined ? [] : [id];
    });
  const propositions = answer.goal.map((entry, index): Proposition => {
    const predicate = model.library.vocabulary.predicates.find((candidate) => candidate.id === entry.predicate);
    if (!predicate || predicate.kind === 'static')
      violations.push(
        fault(
          'VERIFY_UNKNOWN_PREDICATE',
          `goal ${index + 1}: "${entry.predicate.slice(0, 40)}" is none of PREDICATES.`,
        ),
      );
    const subjects = ids(entry.subjects, 'subject').sort();
    const targets = ids(entry.targets, 'target').sort();
    if (predicate && predicate.args.length > 1 !== targets.length > 0)
      violations.push(
        fault('VERIFY_WRONG_TYPE', `goal ${index + 1}: ${entry.predicate} takes ${predicate.args.length} argument(s).`),
      );
    subjects.forEach((subject) => {
      if (predicate?.args[0] && !isOfClass(model, subject, predicate.args[0]))
        violations.push(
          fault('VERIFY_WRONG_TYPE', `goal ${index + 1}: ${world.toOpaque(subject)} is no ${predicate.args[0]}.`),
        );
    });
    const n = Math.max(0, Math.round(entry.n ?? 1));
    return {
      id: `g${index + 1}`,
      predicate: entry.predicate,
      subjects,
      args: targets.length > 0 ? [targets] : [],
      quantifier:
        entry.quantifier === 'all' || entry.quantifier === 'none'
          ? { kind: entry.quantifier }
          : { kind: entry.quantifier, n },
      holds: 'end',
      ...(entry.by.length > 0 ? { by: ids(entry.by, 'robot') } : {}),
    };
  });
  if (propositions.length === 0) violations.push(fault('VERIFY_EMPTY_GOAL', 'The goal is empty.'));
  if (violations.length > 0) return { ok: false, violations };
  const order = answer.goal.flatMap((entry, index) =>
    entry.after
      .filter((number) => number >= 1 && number <= answer.goal.length && number !== index + 1)
      .map((number) => ({ before: `g${number}`, after: `g${index + 1}` })),
  );
  return { ok: true, value: { version: 1, propositions, ...(order.length > 0 ? { order } : {}) } };
};

/** The stated steps as a plan. Each robot that is named becomes one role variable, so that the allocator may still choose better. */
export const translatePlan = (
  answer: ModelAnswer,
  goal: Goal,
  situation: Situation,
  world: QuotedWorld,
): Translated<Plan> => {
  const { model } = situation;
  const violations: Violation[] = [];
  const variables = new Map<string, string>();
  const binding: Record<string, string> = {};
  const id = (index: number): string => `step-${String(index + 1).padStart(2, '0')}`;
  const edges = new Map<number, Step['edges']>();
  answer.steps.forEach((step, index) => {
    for (const number of step.after) {
      const from = Math.round(number) - 1;
      if (from < 0 || from >= answer.steps.length || from === index)
        violations.push(fault('VERIFY_UNKNOWN_STEP', `step ${index + 1}: after ${number} names no other step.`));
      else edges.set(from, [...(edges.get(from) ?? []), { to: id(index), kind: 'end-start' }]);
    }
  });
  const steps = answer.steps.map((step, index): Step => {
    const skill = Object.hasOwn(model.library.skills, step.skill) ? model.library.skills[step.skill] : undefined;
    if (!skill)
      violations.push(
        fault('VERIFY_UNKNOWN_SKILL', `step ${index + 1}: "${step.skill.slice(0, 40)}" is none of SKILLS.`),
      );
    const wanted = skill?.parameters ?? [];
    if (skill && step.args.length !== wanted.length)
      violations.push(
        fault(
          'VERIFY_MISSING_ARGUMENT',
          `step ${index + 1}: ${skill.id} takes ${wanted.length} argument(s), ${step.args.length} given.`,
        ),
      );
    if (skill && step.robots.length !== skill.roles.length)
      violations.push(
        fault(
          'VERIFY_MISSING_ROLE',
          `step ${index + 1}: ${skill.id} takes ${skill.roles.length} robot(s), ${step.robots.length} given.`,
        ),
      );
    const args: Record<string, string | number> = {};
    wanted.forEach((parameter, position) => {
      const raw = step.args[position] ?? '';
      if (parameter.type === 'number') args[parameter.name.slice(1)] = Number(raw);
      else if (parameter.type === 'text') args[parameter.name.slice(1)] = raw;
      else {
        const entity = world.toEntity(raw);
        if (entity === undefined)
          violations.push(
            fault('VERIFY_UNKNOWN_ENTITY', `step ${index + 1}: "${raw.slice(0, 40)}" is no id of the world.`),
          );
        args[parameter.name.slice(1)] = entity ?? 'unknown';
      }
    });
    const roles: Record<string, string> = {};
    (skill?.roles ?? []).forEach((role, position) => {
      const robot = world.toEntity(step.robots[position] ?? '');
      if (robot === undefined) {
        violations.push(
          fault(
            'VERIFY_UNKNOWN_ENTITY',
            `step ${index + 1}: "${(step.robots[position] ?? '').slice(0, 40)}" is no robot.`,
          ),
        );
        return;
      }
      const variable = variables.get(robot) ?? `?r${variables.size + 1}`;
      variables.set(robot, variable);
      binding[variable] = robot;
      roles[role.name.slice(1)] = variable;
    });
    return { id: id(index), skill: step.skill, args, roles, edges: edges.get(index) ?? [] };
  });
  if (violations.length > 0) return { ok: false, violations };
  const names = [...variables.values()];
  const different = names.flatMap((a, index) => names.slice(index + 1).map((b): [string, string] => [a, b]));
  return {
    ok: true,
    value: sealPlan({
      version: 1,
      scene: model.scene.id,
      goal,
      assumptions: answer.assumptions.slice(0, 10).map((text) => ({ en: text.slice(0, 300), zh: text.slice(0, 300) })),
      steps,
      binding,
      ...(different.length > 0 ? { different } : {}),
    }),
  };
};
