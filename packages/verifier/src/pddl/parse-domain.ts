import { type Effect, fail, ok, type Result } from '@muster/domain';
import {
  type ActionSchema,
  createTypeTree,
  type DerivedRule,
  measureTypes,
  ROOT_TYPE,
  stratify,
  type TypeDeclaration,
} from '../engine/index.ts';
import { PddlFault, type PddlNotice, placeOf, quoted, tooLargeFault, toProblem } from './fault.ts';
import type { PddlDomain, PddlObject, PddlSignature } from './model.ts';
import { asList, asName, asWord, duplicate, expected, headOf, isName, undeclared, unsupported } from './nodes.ts';
import { exactly, readCondition } from './read-condition.ts';
import { readDurativeBody } from './read-durative.ts';
import { readEffect } from './read-effect.ts';
import { readTypedList, readVariables, type Scope, withVariables } from './scope.ts';
import { type PddlList, type PddlNode, readTree } from './tree.ts';

const TYPE_LIMIT = 10_000;
const TYPE_DEPTH_LIMIT = 64;
const PARAMETER_LIMIT = 64;

/** Requirement keys that change nothing here, or that are carried out. */
const KNOWN_REQUIREMENTS: ReadonlySet<string> = new Set([
  ...[
    'strips',
    'typing',
    'negative-preconditions',
    'disjunctive-preconditions',
    'equality',
    'existential-preconditions',
  ],
  ...[
    'universal-preconditions',
    'quantified-preconditions',
    'conditional-effects',
    'fluents',
    'numeric-fluents',
    'adl',
  ],
  ...[
    'durative-actions',
    'duration-inequalities',
    'timed-initial-literals',
    'derived-predicates',
    'action-costs',
    'time',
  ],
]);

export type Parsed<T> = { readonly value: T; readonly notices: readonly PddlNotice[] };

/** @param name shown in places, e.g. the file's name */
export const parsePddlDomain = (text: string, name = 'domain'): Result<Parsed<PddlDomain>> =>
  parsing(text, name, (notice) => readDomain(readTree(text), notice));

/** Runs a parser; its faults become problems with a place. */
export const parsing = <T>(text: string, name: string, parse: (notice: Scope['notice']) => T): Result<Parsed<T>> => {
  const notices: PddlNotice[] = [];
  const notice: Scope['notice'] = (offset, en, zh) => {
    if (notices.length < 20) notices.push({ place: placeOf(name, text, offset), says: { en, zh } });
  };
  try {
    return ok({ value: parse(notice), notices });
  } catch (error) {
    if (error instanceof PddlFault) return fail(toProblem(error, name, text));
    throw error;
  }
};

/** Sections of `(define (KIND name) …)`, in the order of the text. */
export const sectionsOf = (root: PddlList, kind: 'domain' | 'problem'): { name: string; sections: PddlList[] } => {
  const [define, title, ...rest] = root.items;
  if (define?.kind !== 'word' || define.text !== 'define')
    throw expected(define, root, `(define (${kind} …) …)`, `(define (${kind} …) …)`);
  if (headOf(title) !== kind) throw expected(title, root, `(${kind} NAME)`, `(${kind} 名称)`);
  const named = asList(title, root, `(${kind} NAME)`, `(${kind} 名称)`);
  const name = asName(named.items[1], named, 'a name', '名称');
  if (named.items[2]) throw expected(named.items[2], named, 'a closing bracket', '右括号');
  const sections = rest.map((node) => {
    const section = asList(node, root, 'a section (:… )', '以 (:… ) 开头的段');
    if (!headOf(section).startsWith(':'))
      throw expected(section.items[0] ?? section, section, 'a section (:… )', '以 (:… ) 开头的段');
    return section;
  });
  return { name, sections };
};

export const unknownSection = (section: PddlList, of: string): PddlFault =>
  new PddlFault(
    'PDDL_UNSUPPORTED',
    section.offset,
    [`a ${of} has no section ${quoted(headOf(section))}`, `${of} 没有 ${quoted(headOf(section))} 段`],
    ['Correct the word, or leave the section out.', '请改正该词，或删除该段。'],
  );

const readDomain = (root: PddlList, notice: Scope['notice']): PddlDomain => {
  const { name, sections } = sectionsOf(root, 'domain');
  const of = (head: string): PddlList[] => sections.filter((section) => headOf(section) === head);
  for (const section of sections) refuseUnsupported(section);

  const requirements = of(':requirements').flatMap((section) => readRequirements(section, notice));
  const types = readTypes(of(':types'), notice);
  const tree = createTypeTree(types);
  const constants = of(':constants').flatMap((section) => readObjects(section, tree.has));
  const predicates = of(':predicates').flatMap((section) =>
    section.items.slice(1).flatMap((item) => readPredicate(item, section, tree)),
  );
  const functions = of(':functions').flatMap((section) => readFunctions(section, tree));
  const scope: Scope = {
    types: tree,
    predicates: signaturesByName(predicates, ['predicate', '谓词']),
    functions: signaturesByName(functions, ['function', '函数']),
    objects: objectsByName([constants]),
    variables: new Map(),
    notice,
  };
  const derived = of(':derived').map((section) => readDerived(section, scope));
  const sorted = stratify(derived);
  if ('cycle' in sorted) throw circular(sorted.cycle, of(':derived')[0]!.offset);
  const names = new Set<string>();
  const actions = sections
    .filter((section) => headOf(section) === ':action' || headOf(section) === ':durative-action')
    .map((section) => {
      const action = readAction(section, scope);
      for (const { predicate } of derived)
        if (sets(action, predicate)) throw setsDerived(action.name, predicate, section.offset);
      if (names.has(action.name)) throw duplicate(['action', '动作'], action.name, section.offset);
      names.add(action.name);
      return action;
    });
  return {
    name,
    requirements: [...new Set(requirements)],
    types,
    constants: constants.map(({ name: object, type }) => ({ name: object, type })),
    predicates: [...scope.predicates.values()],
    functions: [...scope.functions.values()],
    derived,
    actions,
  };
};

const refuseUnsupported = (section: PddlList): void => {
  const head = headOf(section);
  const { offset } = section;
  if (head === ':constraints' && section.items.length > 1) refuseConstraints(section);
  if (head === ':process' || head === ':event')
    throw unsupported(['processes and events (PDDL+)', '过程与事件（PDDL+）'], offset, [
      'Use actions.',
      '请使用动作。',
    ]);
  if (head === ':axiom' || head === ':class' || head === ':classes')
    throw unsupported([`sections ${head}`, ` ${head} 段`], offset, ['Leave the section out.', '请删除该段。']);
};

/** `(:constraints)` and `(:constraints (and))` say nothing; anything else is refused. */
export const refuseConstraints = (section: PddlList): void => {
  const [, body] = section.items;
  if (
    section.items.length === 2 &&
    body?.kind === 'list' &&
    (body.items.length === 0 || (headOf(body) === 'and' && body.items.length === 1))
  )
    return;
  throw unsupported(['trajectory constraints (:constraints)', '轨迹约束（:constraints）'], section.offset, [
    'State them as rules of the scene; those are proved.',
    '请写成场景规则，规则会被证明。',
  ]);
};

const readRequirements = (section: PddlList, notice: Scope['notice']): string[] =>
  section.items.slice(1).map((item) => {
    const word = asWord(item, section, 'a requirement (:…)', '需求（:…）');
    if (!/^:[a-z][a-z0-9-]*$/.test(word.text)) throw expected(word, section, 'a requirement (:…)', '需求（:…）');
    const key = word.text.slice(1);
    if (!KNOWN_REQUIREMENTS.has(key)) notice(word.offset, `requirement :${key} is not known`, `未知的需求 :${key}`);
    return key;
  });

/** Declared types, then those that are only named as a parent, which stand below `object`. */
const readTypes = (declared: readonly PddlList[], notice: Scope['notice']): TypeDeclaration[] => {
  const parents = new Map<string, Set<string>>();
  for (const section of declared) {
    for (const { text, type, offset } of readTypedList(section.items.slice(1), section)) {
      if (!isName(text)) throw expected({ kind: 'word', text, offset }, section, 'a type', '类型名');
      if (parents.size >= TYPE_LIMIT)
        throw tooLargeFault(offset, `more than ${TYPE_LIMIT} types`, `类型超过 ${TYPE_LIMIT} 个`);
      const above = parents.get(text) ?? new Set();
      for (const parent of type.split('|')) if (parent !== text) above.add(parent);
      parents.set(text, above);
    }
  }
  parents.delete(ROOT_TYPE);
  for (const above of [...parents.values()])
    for (const parent of above)
      if (parent !== ROOT_TYPE && !parents.has(parent)) {
        notice(declared[0]?.offset ?? 0, `type ${parent} is a parent but not declared`, `父类型 ${parent} 未声明`);
        parents.set(parent, new Set([ROOT_TYPE]));
      }
  const types = [...parents].map(([name, above]) => ({ name, parents: [...above] }));
  const { cycle, depth } = measureTypes(types);
  if (cycle)
    throw new PddlFault(
      'PDDL_TYPE',
      declared[0]?.offset ?? 0,
      [`types are above themselves: ${cycle.slice(0, 6).join(' < ')}`, `类型循环：${cycle.slice(0, 6).join(' < ')}`],
      ['Remove one of these parents.', '请去掉其中一个父类型。'],
    );
  if (depth > TYPE_DEPTH_LIMIT)
    throw tooLargeFault(
      declared[0]?.offset ?? 0,
      `types nested deeper than ${TYPE_DEPTH_LIMIT}`,
      `类型层次超过 ${TYPE_DEPTH_LIMIT} 层`,
    );
  return types;
};

export const readObjects = (
  section: PddlList,
  hasType: (type: string) => boolean,
): (PddlObject & { readonly offset: number })[] =>
  readTypedList(section.items.slice(1), section).map(({ text, type, offset }) => {
    const name = asName({ kind: 'word', text, offset }, section, 'an object', '对象名');
    if (!hasType(type)) throw undeclared(['type', '类型'], type, offset);
    return { name, type, offset };
  });

/** Types of every object; one that is declared twice has both types. */
export const objectsByName = (lists: readonly (readonly PddlObject[])[]): ReadonlyMap<string, readonly string[]> => {
  const types = new Map<string, string[]>();
  for (const { name, type } of lists.flat()) {
    const known = types.get(name);
    if (!known) types.set(name, [type]);
    else if (!known.includes(type)) known.push(type);
  }
  return types;
};

type PlacedSignature = PddlSignature & { readonly offset: number };

const signaturesByName = (
  list: readonly PlacedSignature[],
  kind: readonly [string, string],
): ReadonlyMap<string, PddlSignature> => {
  const found = new Map<string, PddlSignature>();
  for (const { name, parameters, offset } of list) {
    const known = found.get(name);
    if (known && JSON.stringify(known.parameters) !== JSON.stringify(parameters)) throw duplicate(kind, name, offset);
    found.set(name, { name, parameters });
  }
  return found;
};

const readPredicate = (node: PddlNode, section: PddlList, tree: Scope['types']): PlacedSignature[] => {
  const list = asList(node, section, 'a predicate (name ?x - type …)', '谓词 (名称 ?x - 类型 …)');
  if (headOf(list) === '=') return [];
  const name = asName(list.items[0], list, 'a predicate', '谓词名');
  return [
    { name, parameters: limited(readVariables(list.items.slice(1), list, tree, true), list), offset: list.offset },
  ];
};

const readFunctions = (section: PddlList, tree: Scope['types']): PlacedSignature[] => {
  const found: PlacedSignature[] = [];
  const items = section.items.slice(1);
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index]!;
    if (item.kind === 'word' && item.text === '-') {
      index += 1;
      const type = items[index];
      if (type?.kind === 'word' && type.text === 'number') continue;
      throw unsupported(
        ['object fluents (functions that are not numbers)', '对象流（非数值函数）'],
        type?.offset ?? item.offset,
        ['Use a predicate with one more argument.', '请改用多一个参数的谓词。'],
      );
    }
    const list = asList(item, section, 'a function (name ?x - type …)', '函数 (名称 ?x - 类型 …)');
    const name = asName(list.items[0], list, 'a function', '函数名');
    found.push({
      name,
      parameters: limited(readVariables(list.items.slice(1), list, tree, true), list),
      offset: list.offset,
    });
  }
  return found;
};

/** `(:derived (p ?x - t) condition)`. */
const readDerived = (section: PddlList, scope: Scope): DerivedRule => {
  exactly(section, 2);
  const head = asList(section.items[1], section, 'a predicate (name ?x - type …)', '谓词 (名称 ?x - 类型 …)');
  const predicate = asName(head.items[0], head, 'a predicate', '谓词名');
  const signature = scope.predicates.get(predicate);
  if (!signature) throw undeclared(['predicate', '谓词'], predicate, head.offset);
  const own = readVariables(head.items.slice(1), head, scope.types);
  if (own.length !== signature.parameters.length)
    throw expected(
      undefined,
      head,
      `${signature.parameters.length} variables`,
      `${signature.parameters.length} 个变量`,
    );
  // A variable without a type has that of the declaration.
  const parameters = own.map(
    ([variable, type], index) => [variable, type === ROOT_TYPE ? signature.parameters[index]![1] : type] as const,
  );
  return {
    predicate,
    parameters,
    condition: readCondition(section.items[2], section, withVariables(scope, parameters)),
  };
};

const circular = (predicate: string, offset: number): PddlFault =>
  new PddlFault(
    'PDDL_UNSUPPORTED',
    offset,
    [`${quoted(predicate)} follows from its own denial`, `${quoted(predicate)} 由其自身的否定推出`],
    ['Break the circle of (not …) in the derived predicates.', '请消除导出谓词中 (not …) 的循环。'],
  );

const setsDerived = (action: string, predicate: string, offset: number): PddlFault =>
  new PddlFault(
    'PDDL_UNSUPPORTED',
    offset,
    [
      `${quoted(action)} sets ${quoted(predicate)}, which is derived`,
      `${quoted(action)} 设置了导出谓词 ${quoted(predicate)}`,
    ],
    ['Change the facts that it follows from.', '请改变推出它的那些事实。'],
  );

const sets = ({ start, end, carried }: ActionSchema, predicate: string): boolean =>
  [start.effect, end?.effect, ...(carried ?? []).map(({ effect }) => effect)].some(
    (effect) => effect !== undefined && effectSets(effect, predicate),
  );

const effectSets = (effect: Effect, predicate: string): boolean => {
  const [head] = effect;
  if (head === 'and') return (effect.slice(1) as Effect[]).some((part) => effectSets(part, predicate));
  if (head === 'when' || head === 'forall') return effectSets(effect[2] as Effect, predicate);
  return head === 'not' ? (effect[1] as Effect)[0] === predicate : head === predicate;
};

const limited = <T extends readonly unknown[]>(parameters: T, list: PddlList): T => {
  if (parameters.length > PARAMETER_LIMIT)
    throw tooLargeFault(list.offset, `more than ${PARAMETER_LIMIT} parameters`, `参数超过 ${PARAMETER_LIMIT} 个`);
  return parameters;
};

const readAction = (section: PddlList, scope: Scope): ActionSchema => {
  const isDurative = headOf(section) === ':durative-action';
  const name = asName(section.items[1], section, 'the name of the action', '动作名');
  const allowed = isDurative
    ? [':parameters', ':duration', ':condition', ':effect']
    : [':parameters', ':precondition', ':effect'];
  const parts = new Map<string, PddlNode>();
  for (let index = 2; index < section.items.length; index += 2) {
    const key = asWord(section.items[index], section, allowed.join(', '), allowed.join('、'));
    if (!allowed.includes(key.text)) throw expected(key, section, allowed.join(', '), allowed.join('、'));
    if (parts.has(key.text)) throw duplicate(['part', '部分'], key.text, key.offset);
    const value = section.items[index + 1];
    if (!value) throw expected(undefined, key, `something after ${key.text}`, `${key.text} 之后的内容`);
    parts.set(key.text, value);
  }
  const list = parts.has(':parameters')
    ? asList(parts.get(':parameters'), section, 'a list of variables', '变量列表')
    : undefined;
  const parameters = list ? limited(readVariables(list.items, list, scope.types), list) : [];
  const inside = withVariables(scope, parameters);
  if (isDurative) return { name, parameters, ...readDurativeBody(parts, section, inside) };
  const condition = parts.get(':precondition');
  const effect = parts.get(':effect');
  return {
    name,
    parameters,
    start: {
      condition: condition ? readCondition(condition, section, inside) : ['and'],
      effect: effect ? readEffect(effect, section, inside) : ['and'],
    },
  };
};
