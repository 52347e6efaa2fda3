import { parseFactKey } from '../formula.ts';
import type { Rule } from '../rule.ts';
import type { JsonPath } from '../source/position.ts';
import type { WorldModel } from '../world-model.ts';
import type { Findings } from './finding.ts';
import { lintCondition, type Scope, unknown } from './lint-formula.ts';
import type { Words } from './words.ts';

/** Scope of formulas that speak of a scene's entities. */
export const sceneScope = (
  model: WorldModel,
  words: Words,
  variables: ReadonlyMap<string, string> = new Map(),
): Scope => ({
  words,
  variables,
  classOf: (id) => model.entities[id]?.class,
  entities: () => Object.keys(model.entities),
});

/** Checks one rule, also one that a person adds at run time. */
export const lintRule = (rule: Rule, model: WorldModel, words: Words, path: JsonPath, findings: Findings): void => {
  const { constraint } = rule;
  const at = [...path, 'constraint'];
  const whole = sceneScope(model, words);
  if ('condition' in constraint) lintCondition(constraint.condition, whole, [...at, 'condition'], findings);
  if (constraint.kind === 'sometime-before') lintCondition(constraint.before, whole, [...at, 'before'], findings);
  if (constraint.kind === 'sometime-after') lintCondition(constraint.after, whole, [...at, 'after'], findings);
  if ('places' in constraint) {
    const places = model.members.place ?? [];
    constraint.places.forEach((place, index) => {
      if (!places.includes(place))
        unknown('UNKNOWN_ENTITY', 'place', '地点', place, places, [...at, 'places', index], findings);
    });
  }
  if ('robots' in constraint && constraint.robots)
    lintCondition(
      constraint.robots,
      sceneScope(model, words, new Map([['?robot', 'robot']])),
      [...at, 'robots'],
      findings,
    );
  if (constraint.kind === 'hold-during' && constraint.toSeconds <= constraint.fromSeconds)
    findings.add(
      'EMPTY_WINDOW',
      at,
      ['The rule holds during no time at all.', '该规则没有任何有效时间。'],
      ['Set toSeconds after fromSeconds.', '请使 toSeconds 大于 fromSeconds。'],
    );
  if (constraint.kind !== 'step') return;
  constraint.skills.forEach((id, index) => {
    const skill = model.library.skills[id];
    if (!skill) {
      unknown(
        'UNKNOWN_SKILL',
        'skill',
        '技能',
        id,
        Object.keys(model.library.skills),
        [...at, 'skills', index],
        findings,
      );
      return;
    }
    const variables = new Map<string, string>();
    for (const parameter of skill.parameters)
      if (parameter.type !== 'number' && parameter.type !== 'text') variables.set(parameter.name, parameter.type);
    for (const role of skill.roles) variables.set(role.name, 'robot');
    for (const key of ['when', 'unless'] as const)
      if (constraint[key]) lintCondition(constraint[key], sceneScope(model, words, variables), [...at, key], findings);
  });
};

/** Checks rules, example tasks and unknown facts of a scene. */
export const lintRules = (model: WorldModel, words: Words, findings: Findings): void => {
  findings.within('scene');
  const { scene } = model;
  const scope = sceneScope(model, words);
  scene.rules.forEach((rule, index) => {
    lintRule(rule, model, words, ['rules', index], findings);
  });
  scene.tasks?.forEach((task, index) => {
    if (task.goal) lintCondition(task.goal, scope, ['tasks', index, 'goal'], findings);
  });
  scene.unknown?.forEach((key, index) => {
    lintCondition(parseFactKey(key), scope, ['unknown', index], findings);
  });
};
