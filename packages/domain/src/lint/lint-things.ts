import type { Item, Place, Scene } from '../scene.ts';
import type { JsonPath } from '../source/position.ts';
import type { WorldModel } from '../world-model.ts';
import type { Findings } from './finding.ts';
import { unknown } from './lint-formula.ts';
import { lintProperty } from './lint-library.ts';
import type { Words } from './words.ts';

/** Checks properties, states and relations of places, items and robots. */
export const lintThings = (model: WorldModel, words: Words, findings: Findings): void => {
  findings.within('scene');
  const { scene } = model;
  scene.places.forEach((place, index) => {
    lintWords(place, words, model, ['places', index], findings);
    lintPlaceStates(place, model, ['places', index], findings);
  });
  const parents = new Map(scene.items.map((entry) => [entry.id, Object.values(entry.relation)[0] as string]));
  scene.items.forEach((item, index) => {
    lintWords(item, words, model, ['items', index], findings);
    lintRelation(item, model, ['items', index, 'relation'], findings);
    lintChain(item, parents, ['items', index, 'relation'], findings);
  });
  scene.robots.forEach((robot, index) => {
    lintWords(robot, words, model, ['robots', index], findings);
  });
  lintCounts(scene, model, findings);
};

type Worded = {
  id: string;
  properties?: Record<string, boolean | number | string>;
  states?: Record<string, boolean>;
  numbers?: Record<string, number>;
};

const lintWords = (thing: Worded, words: Words, model: WorldModel, path: JsonPath, findings: Findings): void => {
  const values = model.library.vocabulary.values ?? [];
  for (const [property, value] of Object.entries(thing.properties ?? {})) {
    const at = [...path, 'properties', property];
    if (typeof value === 'boolean') lintProperty(property, words, at, findings);
    else if (typeof value === 'number') {
      if (!words.fluents.has(property))
        unknown('UNKNOWN_FLUENT', 'number', '数值量', property, words.fluents.keys(), at, findings);
    } else if (!values.some((entry) => entry.property === property && entry.id === value)) {
      const known = values.filter((entry) => entry.property === property).map((entry) => entry.id);
      unknown('UNKNOWN_VALUE', `value of ${property}`, '属性值', value, known, at, findings);
    }
  }
  for (const state of Object.keys(thing.states ?? {})) {
    const word = words.predicates.get(state);
    if (word?.kind !== 'state' || word.args.length !== 1) {
      const known = [...words.predicates.values()].filter((entry) => entry.kind === 'state' && entry.args.length === 1);
      unknown(
        'UNKNOWN_STATE',
        'state',
        '状态',
        state,
        known.map((entry) => entry.id),
        [...path, 'states', state],
        findings,
      );
    }
  }
  for (const number of Object.keys(thing.numbers ?? {}))
    if (words.fluents.get(number)?.kind !== 'state')
      unknown(
        'UNKNOWN_FLUENT',
        'number',
        '数值量',
        number,
        words.fluents.keys(),
        [...path, 'numbers', number],
        findings,
      );
};

const lintPlaceStates = (place: Place, model: WorldModel, path: JsonPath, findings: Findings): void => {
  const properties = model.entities[place.id]?.properties ?? {};
  if (place.states?.open !== undefined && properties.openable !== true)
    findings.add(
      'STATE_CONTRADICTION',
      [...path, 'states', 'open'],
      [`"${place.id}" has the state open, but cannot be opened.`, `“${place.id}”有 open 状态，却不能打开。`],
      ['Give it the property "openable", or drop the state.', '请加上属性 "openable"，或删去该状态。'],
    );
  const isValve = place.device !== undefined && model.library.devices[place.device]?.behaviour === 'valve';
  if (place.states?.open === true && place.states.locked === true && !isValve)
    findings.add(
      'STATE_CONTRADICTION',
      [...path, 'states', 'locked'],
      [`"${place.id}" is open and locked at once.`, `“${place.id}”既开着又锁着。`],
      ['Drop one of the two.', '请去掉其中之一。'],
    );
  if (properties.meeting === true) {
    const fixed = Object.entries(model.service).filter(([, served]) => served[place.id]?.length === 0).length;
    if (place.access.length + fixed < 2)
      findings.add(
        'MEETING_TOO_NARROW',
        [...path, 'access'],
        [
          `"${place.id}" is a meeting place with room for one robot only.`,
          `“${place.id}”是交接点，却只容得下一台机器人。`,
        ],
        ['Give it a second access node, or drop the property "meeting".', '请再加一个接近节点，或去掉属性 "meeting"。'],
      );
  }
};

/** Sorted sizes, largest first: whether one box goes into another in some upright turn. */
const fits = (item: readonly number[], support: readonly number[]): boolean => {
  const [a, b] = [...item].sort((x, y) => y - x) as [number, number];
  const [c, d] = [...support].sort((x, y) => y - x) as [number, number];
  return a <= c + 0.05 && b <= d + 0.05;
};

const lintRelation = (item: Item, model: WorldModel, path: JsonPath, findings: Findings): void => {
  const { scene, library } = model;
  const [relation, target] = Object.entries(item.relation)[0] as [string, string];
  const entity = model.entities[target];
  const wrong = (en: string, zh: string, remedy: readonly [string, string]): void =>
    findings.add('RELATION_IMPOSSIBLE', [...path, relation], [en, zh], remedy);
  if (!entity) return;
  if (relation === 'on' || relation === 'in') {
    const property = relation === 'on' ? 'surface' : 'container';
    const stacked = relation === 'on' && entity.properties.stackable === true;
    if (entity.kind === 'robot' || entity.kind === 'person' || (entity.properties[property] !== true && !stacked))
      wrong(
        `"${item.id}" can't be ${relation} "${target}": it is no ${property}.`,
        `“${item.id}”不能放在“${target}”${relation === 'on' ? '上' : '里'}：它没有属性 ${property}。`,
        [
          `Use the other relation, or give "${target}" the property "${property}".`,
          `请改用另一种关系，或给“${target}”加上属性 "${property}"。`,
        ],
      );
    if (relation === 'on' && entity.properties.container === true && entity.kind === 'place')
      wrong(`"${target}" is a container: skills put things "in" it.`, `“${target}”是容器，技能会把东西放进它里面。`, [
        'Write "in".',
        '请写 "in"。',
      ]);
    const support =
      scene.places.find((place) => place.id === target) ?? scene.items.find((other) => other.id === target);
    if (support && !fits(item.size.slice(0, 2), support.size.slice(0, 2)))
      wrong(`"${item.id}" is larger than "${target}".`, `“${item.id}”比“${target}”还大。`, [
        'Correct a size, or put it elsewhere.',
        '请改正尺寸，或放到别处。',
      ]);
    return;
  }
  const robot = scene.robots.find((candidate) => candidate.id === target);
  const manifest = robot && library.robots[robot.kind];
  if (!manifest) wrong(`"${target}" is no robot.`, `“${target}”不是机器人。`, ['Name a robot.', '请填写机器人。']);
  else if (
    relation === 'held' &&
    !manifest.hands.some(
      (hand) => hand.payloadKg >= item.massKg && hand.maxWidth >= Math.min(item.size[0], item.size[1]),
    )
  )
    wrong(`No hand of "${target}" can hold "${item.id}".`, `“${target}”没有能拿住“${item.id}”的手。`, [
      'Put it elsewhere.',
      '请放到别处。',
    ]);
  else if (relation === 'loaded' && (manifest.carrier?.payloadKg ?? 0) < item.massKg)
    wrong(`"${target}" cannot carry "${item.id}".`, `“${target}”载不动“${item.id}”。`, [
      'Put it elsewhere.',
      '请放到别处。',
    ]);
};

const lintChain = (item: Item, parents: ReadonlyMap<string, string>, path: JsonPath, findings: Findings): void => {
  let at: string | undefined = item.id;
  for (let depth = 0; at !== undefined && depth <= parents.size; depth += 1) {
    at = parents.get(at);
    if (at === item.id) {
      findings.add(
        'RELATION_CYCLE',
        path,
        [`"${item.id}" stands on itself, by way of other items.`, `“${item.id}”经由其他物品又放在自己上面。`],
        ['Break the circle.', '请断开循环。'],
      );
      return;
    }
  }
};

const lintCounts = (scene: Scene, model: WorldModel, findings: Findings): void => {
  const inside = new Map<string, Item[]>();
  for (const item of scene.items) {
    const target = Object.values(item.relation)[0] as string;
    inside.set(target, [...(inside.get(target) ?? []), item]);
  }
  scene.places.forEach((place, index) => {
    const count = inside.get(place.id)?.length ?? 0;
    if (place.capacity !== undefined && count > place.capacity)
      findings.add(
        'OVER_CAPACITY',
        ['places', index, 'capacity'],
        [
          `"${place.id}" takes ${place.capacity} items, ${count} are there.`,
          `“${place.id}”可放 ${place.capacity} 件，现有 ${count} 件。`,
        ],
        ['Raise the capacity, or move items.', '请加大容量，或移走物品。'],
      );
  });
  scene.robots.forEach((robot, index) => {
    const manifest = model.library.robots[robot.kind]!;
    const items = inside.get(robot.id) ?? [];
    const held = items.filter((item) => 'held' in item.relation).length;
    const loaded = items.filter((item) => 'loaded' in item.relation);
    const mass = loaded.reduce((sum, item) => sum + item.massKg, 0);
    if (
      held > manifest.hands.length ||
      loaded.length > (manifest.carrier?.slots ?? 0) ||
      mass > (manifest.carrier?.payloadKg ?? 0)
    )
      if (items.length > 0)
        findings.add(
          'OVER_CAPACITY',
          ['robots', index],
          [`"${robot.id}" starts with more than it can hold or carry.`, `“${robot.id}”起始时的负载超过其能力。`],
          ['Move some of the items elsewhere.', '请把部分物品移到别处。'],
        );
  });
};
