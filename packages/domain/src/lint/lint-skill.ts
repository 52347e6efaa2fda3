import type { Library } from '../library.ts';
import type { Skill } from '../skill.ts';
import type { JsonPath } from '../source/position.ts';
import type { Findings } from './finding.ts';
import { lintClass, lintCondition, lintEffect, lintNumber, lintTerm, type Scope, unknown } from './lint-formula.ts';
import type { Words } from './words.ts';

const VALUE_TYPES: ReadonlySet<string> = new Set(['number', 'text']);

/** Checks one skill against the vocabulary and the other skills. */
export const lintSkill = (skill: Skill, library: Library, words: Words, findings: Findings): void => {
  findings.within(`skill:${skill.id}`);
  const variables = new Map<string, string>();
  const declare = (name: string, type: string, path: JsonPath): void => {
    if (variables.has(name))
      findings.add(
        'DUPLICATE_VARIABLE',
        path,
        [`${name} is declared twice.`, `${name} 声明了两次。`],
        ['Rename one of them.', '请将其中一个改名。'],
      );
    variables.set(name, type);
  };
  skill.parameters.forEach((parameter, index) => {
    declare(parameter.name, parameter.type, ['parameters', index, 'name']);
    if (!VALUE_TYPES.has(parameter.type)) lintClass(parameter.type, words, ['parameters', index, 'type'], findings);
  });
  skill.roles.forEach((role, index) => {
    declare(role.name, 'robot', ['roles', index, 'name']);
    if (role.at === undefined) return;
    const type = skill.parameters.find((parameter) => parameter.name === role.at)?.type;
    if (type === undefined || !words.isA(type, 'place'))
      findings.add(
        'ROLE_AT_NO_PLACE',
        ['roles', index, 'at'],
        [
          `${role.name} stands at ${role.at}, which is no parameter of class place.`,
          `${role.name} 的位置 ${role.at} 不是地点类参数。`,
        ],
        ['Name a parameter whose class is a place.', '请填写类别为地点的参数。'],
      );
  });
  const reasoned = new Map([...variables].filter(([, type]) => !VALUE_TYPES.has(type)));
  const scope: Scope = { words, variables: reasoned };

  const conditions = (list: readonly unknown[] | undefined, path: JsonPath): void =>
    (list ?? []).forEach((condition, index) => {
      lintCondition(condition, scope, [...path, index], findings);
    });
  const effects = (list: readonly unknown[] | undefined, path: JsonPath): void =>
    (list ?? []).forEach((effect, index) => {
      lintEffect(effect, scope, [...path, index], findings);
    });
  for (const when of ['start', 'during', 'end'] as const) conditions(skill.conditions[when], ['conditions', when]);
  for (const when of ['start', 'end'] as const) effects(skill.effects[when], ['effects', when]);
  conditions(skill.success.sensed, ['success', 'sensed']);
  skill.outcomes?.forEach((outcome, index) => {
    effects(outcome.effects, ['outcomes', index, 'effects']);
  });
  lintDuration(skill, scope, findings);
  lintSentence(skill, variables, findings);
  lintUndo(skill, library, scope, findings);
  lintSimulation(skill, scope, findings);
};

const lintDuration = (skill: Skill, scope: Scope, findings: Findings): void => {
  const { expected, maximum } = skill.duration;
  lintNumber(expected, scope, ['duration', 'expected'], findings);
  lintNumber(maximum, scope, ['duration', 'maximum'], findings);
  if (typeof expected === 'number' && (expected < 0 || (typeof maximum === 'number' && maximum < expected)))
    findings.add(
      'DURATION_ORDER',
      ['duration'],
      ['The maximum duration is shorter than the expected one, or negative.', '最长时长短于预期时长，或为负数。'],
      ['Set 0 ≤ expected ≤ maximum.', '请使 0 ≤ expected ≤ maximum。'],
    );
  if (typeof maximum === 'number' && skill.timeoutSeconds < maximum)
    findings.add(
      'TIMEOUT_TOO_SHORT',
      ['timeoutSeconds'],
      [
        `The time-out ${skill.timeoutSeconds} s is below the maximum duration ${maximum} s.`,
        `超时 ${skill.timeoutSeconds} 秒小于最长时长 ${maximum} 秒。`,
      ],
      ['Raise the time-out.', '请加大超时。'],
    );
};

const lintSentence = (skill: Skill, variables: ReadonlyMap<string, string>, findings: Findings): void => {
  for (const language of ['en', 'zh'] as const)
    for (const [, name] of skill.says[language].matchAll(/\{(\w+)\}/g))
      if (!variables.has(`?${name}`))
        unknown('UNKNOWN_VARIABLE', 'variable', '变量', `?${name}`, variables.keys(), ['says', language], findings);
};

const lintUndo = (skill: Skill, library: Library, scope: Scope, findings: Findings): void => {
  if (!skill.undo) return;
  const other = library.skills[skill.undo.skill];
  if (!other) {
    unknown(
      'UNKNOWN_SKILL',
      'skill',
      '技能',
      skill.undo.skill,
      Object.keys(library.skills),
      ['undo', 'skill'],
      findings,
    );
    return;
  }
  for (const parameter of other.parameters)
    if (!(parameter.name in skill.undo.args))
      findings.add(
        'UNDO_INCOMPLETE',
        ['undo', 'args'],
        [`Undoing by ${other.id} lacks ${parameter.name}.`, `用 ${other.id} 撤销时缺少 ${parameter.name}。`],
        ['Give a value for every parameter.', '请给出每个参数的值。'],
      );
  for (const [name, term] of Object.entries(skill.undo.args)) {
    const type = other.parameters.find((parameter) => parameter.name === name)?.type;
    if (type === undefined)
      unknown(
        'UNKNOWN_VARIABLE',
        `parameter of ${other.id}`,
        '参数',
        name,
        other.parameters.map((entry) => entry.name),
        ['undo', 'args', name],
        findings,
      );
    else if (term.startsWith('?'))
      lintTerm(term, VALUE_TYPES.has(type) ? undefined : type, scope, ['undo', 'args', name], findings);
  }
};

const lintSimulation = (skill: Skill, scope: Scope, findings: Findings): void => {
  skill.simulation.forEach((primitive, index) => {
    for (const [key, value] of Object.entries(primitive)) {
      const path = ['simulation', index, key];
      const terms = Array.isArray(value) && (key === 'roles' || key === 'args') ? value : [value];
      for (const term of terms)
        if (typeof term === 'string' && term.startsWith('?')) lintTerm(term, undefined, scope, path, findings);
      if (key === 'by' || key === 'to') lintNumber(value, scope, path, findings);
    }
    const word =
      primitive.do === 'set-state'
        ? primitive.state
        : primitive.do === 'record'
          ? primitive.fact
          : primitive.do === 'observe'
            ? primitive.record
            : undefined;
    if (word !== undefined && !scope.words.predicates.has(word))
      unknown(
        'UNKNOWN_PREDICATE',
        'predicate',
        '谓词',
        word,
        scope.words.predicates.keys(),
        ['simulation', index],
        findings,
      );
    if ((primitive.do === 'change' || primitive.do === 'set-number') && !scope.words.fluents.has(primitive.fluent))
      unknown(
        'UNKNOWN_FLUENT',
        'number',
        '数值量',
        primitive.fluent,
        scope.words.fluents.keys(),
        ['simulation', index, 'fluent'],
        findings,
      );
  });
};
