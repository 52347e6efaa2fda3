import type { Library } from '../library.ts';
import type { Problem } from '../problem.ts';
import { ROOT_CLASSES } from '../vocabulary.ts';
import { Findings, type LintSources } from './finding.ts';
import { lintClass, unknown } from './lint-formula.ts';
import { lintSkill } from './lint-skill.ts';
import { type Words, wordsOf } from './words.ts';

/** Checks vocabulary, skills, robot and device kinds against each other. */
export const lintLibrary = (library: Library, sources: LintSources = {}): Problem[] => {
  const findings = new Findings(sources);
  const words = wordsOf(library);
  lintVocabulary(library, words, findings);
  for (const skill of Object.values(library.skills)) lintSkill(skill, library, words, findings);
  lintRobots(library, words, findings);
  for (const device of Object.values(library.devices)) {
    findings.within(`device:${device.kind}`);
    lintClass(device.class, words, ['class'], findings);
    if (words.classes.has(device.class) && !words.isA(device.class, 'device'))
      wrongRoot(device.class, 'device', findings);
  }
  return findings.problems;
};

const wrongRoot = (name: string, root: string, findings: Findings): void =>
  findings.add(
    'WRONG_CLASS',
    ['class'],
    [`Class "${name}" is no kind of ${root}.`, `类别“${name}”不是 ${root} 的子类。`],
    [`Use a class below "${root}".`, `请使用“${root}”下的类别。`],
  );

const lintVocabulary = (library: Library, words: Words, findings: Findings): void => {
  const roots: ReadonlySet<string> = new Set(ROOT_CLASSES);
  for (const entry of library.vocabulary.classes) {
    findings.within(`class:${entry.id}`);
    lintClass(entry.parent, words, ['parent'], findings);
    const expected = roots.has(entry.id) ? (entry.id === 'device' ? 'place' : 'entity') : undefined;
    if (expected !== undefined ? entry.parent !== expected : !words.isA(entry.id, 'entity'))
      findings.add(
        'CLASS_CYCLE',
        ['parent'],
        [`Class "${entry.id}" does not lead to one of the roots.`, `类别“${entry.id}”追溯不到根类别。`],
        [
          `Give it a parent below ${ROOT_CLASSES.slice(1).join(', ')}.`,
          `请把上级设在 ${ROOT_CLASSES.slice(1).join('、')} 之下。`,
        ],
      );
    for (const property of Object.keys(entry.properties ?? {}))
      lintProperty(property, words, ['properties', property], findings);
  }
  for (const [kind, list] of [
    ['predicate', library.vocabulary.predicates],
    ['fluent', library.vocabulary.fluents],
  ] as const)
    for (const word of list) {
      findings.within(`${kind}:${word.id}`);
      word.args.forEach((type, index) => {
        lintClass(type, words, ['args', index], findings);
      });
    }
};

/** A boolean property has to be a declared static predicate of one argument. */
export const lintProperty = (
  property: string,
  words: Words,
  path: readonly (string | number)[],
  findings: Findings,
): void => {
  const predicate = words.predicates.get(property);
  if (!predicate) {
    const known = [...words.predicates.values()].filter((entry) => entry.kind === 'static' && entry.args.length === 1);
    unknown(
      'UNKNOWN_PROPERTY',
      'property',
      '属性',
      property,
      known.map((entry) => entry.id),
      path,
      findings,
    );
  } else if (predicate.kind !== 'static' || predicate.args.length !== 1)
    findings.add(
      'NOT_A_PROPERTY',
      path,
      [
        `"${property}" is a ${predicate.kind} with ${predicate.args.length} arguments, not a property.`,
        `“${property}”是带 ${predicate.args.length} 个参数的 ${predicate.kind}，不是属性。`,
      ],
      ['Move it to "states", or use a static word.', '请移到 "states"，或使用静态属性。'],
    );
};

const lintRobots = (library: Library, words: Words, findings: Findings): void => {
  const capabilities = new Set(
    Object.values(library.skills).flatMap((skill) => [
      skill.id,
      ...skill.roles.map((role) => role.capability ?? skill.id),
    ]),
  );
  for (const robot of Object.values(library.robots)) {
    findings.within(`robot:${robot.kind}`);
    lintClass(robot.class, words, ['class'], findings);
    if (words.classes.has(robot.class) && !words.isA(robot.class, 'robot')) wrongRoot(robot.class, 'robot', findings);
    robot.capabilities.forEach((capability, index) => {
      if (!capabilities.has(capability.skill))
        unknown(
          'UNKNOWN_SKILL',
          'skill',
          '技能',
          capability.skill,
          capabilities,
          ['capabilities', index, 'skill'],
          findings,
        );
      if (!robot.calls[capability.call])
        unknown(
          'UNKNOWN_CALL',
          'ROS call',
          'ROS 调用',
          capability.call,
          Object.keys(robot.calls),
          ['capabilities', index, 'call'],
          findings,
        );
    });
    for (const key of ['call', 'release'] as const) {
      const name = robot.hold[key];
      if (name !== undefined && !robot.calls[name])
        unknown('UNKNOWN_CALL', 'ROS call', 'ROS 调用', name, Object.keys(robot.calls), ['hold', key], findings);
    }
    if (robot.mobility.mode !== 'fixed' && !robot.calls.travel)
      findings.add(
        'NO_TRAVEL_CALL',
        ['calls'],
        [
          `Kind "${robot.kind}" moves but has no call named "travel".`,
          `“${robot.kind}”会移动，却没有名为“travel”的调用。`,
        ],
        ['Add the call that takes way points.', '请加上接收路径点的调用。'],
      );
    robot.hands.forEach((hand, index) => {
      if (hand.minHeight > hand.maxHeight)
        findings.add(
          'HAND_RANGE',
          ['hands', index],
          ['minHeight is above maxHeight.', 'minHeight 高于 maxHeight。'],
          ['Swap them.', '请对调两者。'],
        );
    });
  }
};
