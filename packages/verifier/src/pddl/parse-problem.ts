import type { Atom, Result } from '@muster/domain';
import { createTypeTree } from '../engine/index.ts';
import { PddlFault } from './fault.ts';
import type { PddlDomain, PddlNumber, PddlObject, PddlProblem, PddlTimedLiteral } from './model.ts';
import { asList, asName, asNumber, asWord, duplicate, expected, headOf, isNumber } from './nodes.ts';
import {
  objectsByName,
  type Parsed,
  parsing,
  readObjects,
  refuseConstraints,
  sectionsOf,
  unknownSection,
} from './parse-domain.ts';
import { exactly, readAtom, readCondition, readFluent, readNumber } from './read-condition.ts';
import type { Scope } from './scope.ts';
import { type PddlList, type PddlNode, readTree } from './tree.ts';

/** @param domain the domain that the problem belongs to: its names are what may be used */
export const parsePddlProblem = (text: string, domain: PddlDomain, name = 'problem'): Result<Parsed<PddlProblem>> =>
  parsing(text, name, (notice) => readProblem(readTree(text), domain, notice));

const SECTIONS: ReadonlySet<string> = new Set([
  ...[':domain', ':requirements', ':objects', ':init', ':goal', ':metric', ':length', ':constraints'],
]);

const readProblem = (root: PddlList, domain: PddlDomain, notice: Scope['notice']): PddlProblem => {
  const { name, sections } = sectionsOf(root, 'problem');
  const byHead = new Map<string, PddlList[]>();
  for (const section of sections) {
    const head = headOf(section);
    if (!SECTIONS.has(head)) throw unknownSection(section, 'problem');
    byHead.set(head, [...(byHead.get(head) ?? []), section]);
  }
  const only = (head: string): PddlList | undefined => {
    const [first, second] = byHead.get(head) ?? [];
    if (second) throw duplicate(['section', '段'], head, second.offset);
    return first;
  };
  const constraints = only(':constraints');
  if (constraints && constraints.items.length > 1) refuseConstraints(constraints);

  const types = createTypeTree(domain.types);
  const objects = (byHead.get(':objects') ?? []).flatMap((section) => readObjects(section, types.has));
  const scope: Scope = {
    types,
    predicates: new Map(domain.predicates.map((predicate) => [predicate.name, predicate])),
    functions: new Map(domain.functions.map((signature) => [signature.name, signature])),
    objects: objectsByName([domain.constants, objects]),
    variables: new Map(),
    notice,
  };
  const goal = only(':goal');
  if (!goal) throw expected(undefined, root, '(:goal …)', '(:goal …)');
  exactly(goal, 1);
  const metric = only(':metric');
  return {
    name,
    domain: readDomainName(only(':domain'), domain, notice),
    objects: withoutRepeats(objects, notice),
    init: readInit(only(':init'), scope),
    goal: readCondition(goal.items[1], goal, scope),
    ...(metric ? readMetric(metric, scope) : {}),
  };
};

const readDomainName = (section: PddlList | undefined, domain: PddlDomain, notice: Scope['notice']): string => {
  if (!section) return domain.name;
  const name = asName(section.items[1], section, 'the name of the domain', '领域名');
  if (name !== domain.name)
    notice(
      section.offset,
      `the problem is for domain ${name}, the domain is called ${domain.name}`,
      `问题针对领域 ${name}，而领域名为 ${domain.name}`,
    );
  return name;
};

const withoutRepeats = (
  objects: readonly (PddlObject & { offset: number })[],
  notice: Scope['notice'],
): PddlObject[] => {
  const seen = new Set<string>();
  return objects.flatMap(({ name, type, offset }) => {
    const key = `${name} ${type}`;
    if (seen.has(key)) {
      notice(offset, `object ${name} is declared twice`, `对象 ${name} 重复声明`);
      return [];
    }
    seen.add(key);
    return [{ name, type }];
  });
};

type Init = { facts: Atom[]; removed: Atom[]; numbers: PddlNumber[]; timed: PddlTimedLiteral[] };

const readInit = (section: PddlList | undefined, scope: Scope): PddlProblem['init'] => {
  const init: Init = { facts: [], removed: [], numbers: [], timed: [] };
  const items = section?.items.slice(1) ?? [];
  const [only] = items;
  // `(:init (and (p) (q)))` is not in the grammar, but common.
  const list = items.length === 1 && headOf(only) === 'and' ? (only as PddlList) : section;
  for (const item of list?.items.slice(1) ?? []) readInitItem(item, list!, scope, init, true);
  const { facts, numbers, timed } = init;
  return { facts, numbers, timed };
};

const readInitItem = (node: PddlNode, parent: PddlList, scope: Scope, init: Init, mayBeTimed: boolean): void => {
  const list = asList(node, parent, 'a fact', '事实');
  const head = headOf(list);
  if (head === '=') {
    exactly(list, 2);
    const fluent = readFluent(list.items[1], scope, list);
    init.numbers.push({ fluent, value: asNumber(list.items[2], list) });
  } else if (head === 'not') {
    exactly(list, 1);
    init.removed.push(readAtom(asList(list.items[1], list, 'a fact', '事实'), scope));
  } else if (mayBeTimed && isTimed(list)) {
    const at = asNumber(list.items[1], list);
    if (at < 0)
      throw new PddlFault(
        'PDDL_NUMBER',
        list.offset,
        ['a time before the start', '时间早于起点'],
        ['Use a time of 0 or more.', '请使用不小于 0 的时间。'],
      );
    const then: Init = { facts: [], removed: [], numbers: [], timed: [] };
    for (const item of list.items.slice(2)) readInitItem(item, list, scope, then, false);
    init.timed.push({ at, add: then.facts, remove: then.removed, numbers: then.numbers });
  } else init.facts.push(readAtom(list, scope));
};

/** `(at 5 (open d))`, not `(at r1 dock)`. */
const isTimed = (list: PddlList): boolean => {
  const [head, time, fact] = list.items;
  return (
    head?.kind === 'word' && head.text === 'at' && time?.kind === 'word' && isNumber(time.text) && fact?.kind === 'list'
  );
};

const readMetric = (section: PddlList, scope: Scope): Pick<PddlProblem, 'metric'> => {
  exactly(section, 2);
  const direction = asWord(section.items[1], section, 'minimize or maximize', 'minimize 或 maximize');
  if (direction.text !== 'minimize' && direction.text !== 'maximize')
    throw expected(direction, section, 'minimize or maximize', 'minimize 或 maximize');
  if (mentions(section.items[2], 'is-violated')) {
    scope.notice(section.offset, 'the metric counts preferences and is left out', '度量涉及偏好，已忽略');
    return {};
  }
  return { metric: { direction: direction.text, expression: readNumber(section.items[2], section, scope, true) } };
};

const mentions = (node: PddlNode | undefined, word: string): boolean => {
  if (!node) return false;
  return node.kind === 'word' ? node.text === word : node.items.some((item) => mentions(item, word));
};
