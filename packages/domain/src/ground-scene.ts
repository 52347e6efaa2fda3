import { contentHash } from './canonical.ts';
import { factKey } from './formula.ts';
import type { Library } from './library.ts';
import type { RobotManifest } from './manifest.ts';
import { fail, ok, type Problem, type Result } from './problem.ts';
import { kindRegions } from './regions.ts';
import type { Place, Scene, SceneRobot } from './scene.ts';
import { nearest } from './source/nearest.ts';
import { bilingual } from './text.ts';
import { ROOT_CLASSES } from './vocabulary.ts';
import type { Entity, WorldModel } from './world-model.ts';
import type { WorldState } from './world-state.ts';

/** Number that stands for "no limit" in fluents such as `free_space`. */
export const UNLIMITED = 1_000_000;

const unknownReference = (place: string, what: string, id: string, known: readonly string[]): Problem => {
  const near = nearest(id, known);
  return {
    code: 'SCENE_UNKNOWN_REFERENCE',
    place,
    says: bilingual(`${what} "${id}" does not exist.`, `${what}“${id}”不存在。`),
    remedy:
      near.length > 0
        ? bilingual(
            `Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`,
            `是否想写${near.map((name) => `“${name}”`).join('或')}？`,
          )
        : bilingual(`Known: ${known.slice(0, 8).join(', ')}.`, `已有：${known.slice(0, 8).join('、')}。`),
  };
};

/**
 * Grounds a scene over its library.
 *
 * @returns the model, or every unknown class, kind, node or relation with the JSON path it stands at
 */
export const groundScene = (scene: Scene, library: Library): Result<WorldModel> => {
  const problems: Problem[] = [];
  const ancestors = classAncestors(library);
  const entities: Record<string, Entity> = Object.create(null);
  const classDefaults = defaultProperties(library, ancestors);

  const addEntity = (entity: Entity, path: string): void => {
    if (entities[entity.id])
      problems.push({
        code: 'SCENE_DUPLICATE_ID',
        place: path,
        says: bilingual(`The id "${entity.id}" is used twice.`, `标识“${entity.id}”用了两次。`),
        remedy: bilingual('Give one of them another id.', '请给其中一个换个标识。'),
      });
    entities[entity.id] = entity;
  };
  const requireClass = (id: string, className: string, root: string, path: string): void => {
    if (!ancestors[className]?.includes(root))
      problems.push(
        unknownReference(
          path,
          `class (a kind of ${root})`,
          className,
          library.vocabulary.classes.map((entry) => entry.id),
        ),
      );
    void id;
  };

  scene.places.forEach((place, index) => {
    requireClass(place.id, place.class, 'place', `/places/${index}/class`);
    if (place.device && !library.devices[place.device])
      problems.push(
        unknownReference(`/places/${index}/device`, 'device kind', place.device, Object.keys(library.devices)),
      );
    addEntity(
      {
        id: place.id,
        kind: 'place',
        class: place.class,
        names: place.names,
        properties: { ...classDefaults[place.class], ...place.properties },
      },
      `/places/${index}`,
    );
  });
  scene.items.forEach((item, index) => {
    requireClass(item.id, item.class, 'item', `/items/${index}/class`);
    addEntity(
      {
        id: item.id,
        kind: 'item',
        class: item.class,
        names: item.names,
        properties: { ...classDefaults[item.class], ...item.properties },
      },
      `/items/${index}`,
    );
  });
  scene.people.forEach((person, index) => {
    addEntity(
      { id: person.id, kind: 'person', class: 'person', names: person.names, properties: {} },
      `/people/${index}`,
    );
  });
  scene.robots.forEach((robot, index) => {
    const manifest = library.robots[robot.kind];
    if (!manifest) {
      problems.push(unknownReference(`/robots/${index}/kind`, 'robot kind', robot.kind, Object.keys(library.robots)));
      return;
    }
    requireClass(robot.id, manifest.class, 'robot', `/robots/${index}/kind`);
    addEntity(
      {
        id: robot.id,
        kind: 'robot',
        class: manifest.class,
        names: robot.names,
        properties: { ...classDefaults[manifest.class], ...robot.properties },
      },
      `/robots/${index}`,
    );
    if (manifest.mobility.mode === 'fixed' ? !robot.mount : !robot.node)
      problems.push({
        code: 'SCENE_ROBOT_WITHOUT_POSITION',
        place: `/robots/${index}`,
        says: bilingual(
          `Robot "${robot.id}" has no ${manifest.mobility.mode === 'fixed' ? 'mount' : 'start node'}.`,
          `机器人“${robot.id}”没有起始位置。`,
        ),
        remedy: bilingual(
          'Fixed robots need "mount", mobile ones "node".',
          '固定机器人需要 "mount"，移动机器人需要 "node"。',
        ),
      });
  });
  const nodes = new Map(scene.graph.nodes.map((node) => [node.id, node]));
  scene.places.forEach((place, index) => {
    place.access.forEach((node, position) => {
      if (!nodes.has(node))
        problems.push(unknownReference(`/places/${index}/access/${position}`, 'graph node', node, [...nodes.keys()]));
    });
  });
  scene.robots.forEach((robot, index) => {
    if (robot.node && !nodes.has(robot.node))
      problems.push(unknownReference(`/robots/${index}/node`, 'graph node', robot.node, [...nodes.keys()]));
  });
  scene.graph.edges.forEach((edge, index) => {
    for (const end of ['from', 'to'] as const)
      if (!nodes.has(edge[end]))
        problems.push(unknownReference(`/graph/edges/${index}/${end}`, 'graph node', edge[end], [...nodes.keys()]));
    if (edge.device && entities[edge.device]?.kind !== 'place')
      problems.push(
        unknownReference(
          `/graph/edges/${index}/device`,
          'device',
          edge.device,
          scene.places.filter((place) => place.device).map((place) => place.id),
        ),
      );
  });
  scene.items.forEach((item, index) => {
    const target = Object.values(item.relation)[0] as string;
    if (!entities[target])
      problems.push(unknownReference(`/items/${index}/relation`, 'thing', target, Object.keys(entities)));
  });
  if (problems.length > 0) return fail(...problems);

  const staticFacts: Record<string, true> = Object.create(null);
  const staticNumbers: Record<string, number> = Object.create(null);
  for (const entity of Object.values(entities))
    for (const [property, value] of Object.entries(entity.properties)) {
      if (value === true) staticFacts[factKey(property, entity.id)] = true;
      else if (typeof value === 'number') staticNumbers[factKey(property, entity.id)] = value;
    }
  const timesCycles = library.vocabulary.fluents.some((fluent) => fluent.id === 'cycle_time');
  for (const place of scene.places) {
    staticNumbers[factKey('height', place.id)] = place.height ?? place.size[2];
    const device = place.device === undefined ? undefined : library.devices[place.device];
    if (timesCycles && device) staticNumbers[factKey('cycle_time', place.id)] = device.seconds ?? 0;
  }
  if (library.vocabulary.predicates.some((predicate) => predicate.id === 'near'))
    for (const key of nearness(scene)) staticFacts[key] = true;
  for (const item of scene.items) {
    staticNumbers[factKey('mass', item.id)] = item.massKg;
    staticNumbers[factKey('width', item.id)] = Math.min(item.size[0], item.size[1]);
  }

  const regions: Record<string, Readonly<Record<string, string>>> = Object.create(null);
  const service: Record<string, Record<string, readonly string[]>> = Object.create(null);
  for (const kind of new Set(scene.robots.map((robot) => robot.kind))) {
    const manifest = library.robots[kind]!;
    if (manifest.mobility.mode === 'fixed') continue;
    const found = kindRegions(scene, library, manifest);
    regions[kind] = found.regionOf;
    for (const region of found.ids)
      entities[region] ??= {
        id: region,
        kind: 'region',
        class: 'region',
        names: { en: [region], zh: [region] },
        properties: {},
      };
    for (const link of found.links) staticFacts[factKey('links', link.device, link.from, link.to)] = true;
    for (const place of scene.places)
      for (const region of new Set(place.access.map((node) => found.regionOf[node]).filter((id) => id !== undefined)))
        staticFacts[factKey('within', place.id, region)] = true;
  }
  const initial = initialBelief(scene, library, entities, regions);
  for (const robot of scene.robots) {
    const manifest = library.robots[robot.kind]!;
    robotNumbers(robot, manifest, staticNumbers);
    const served: Record<string, readonly string[]> = Object.create(null);
    if (manifest.mobility.mode === 'fixed') {
      const region = `${robot.id}_reach`;
      entities[region] = {
        id: region,
        kind: 'region',
        class: 'region',
        names: { en: [region], zh: [region] },
        properties: {},
      };
      for (const place of scene.places)
        if (inReach(robot, manifest, place)) {
          served[place.id] = [];
          staticFacts[factKey('within', place.id, region)] = true;
        }
    } else
      for (const place of scene.places) {
        const usable = place.access.filter((node) => regions[robot.kind]?.[node] !== undefined);
        if (usable.length > 0) served[place.id] = usable;
      }
    service[robot.id] = served;
  }

  const members: Record<string, string[]> = Object.create(null);
  for (const entity of Object.values(entities)) {
    for (const ancestor of new Set([...(ancestors[entity.class] ?? [entity.class]), 'entity'])) {
      members[ancestor] ??= [];
      members[ancestor].push(entity.id);
    }
  }
  for (const list of Object.values(members)) list.sort();

  return ok({
    scene,
    library,
    revision: contentHash({ scene, library: libraryHash(library) }),
    entities,
    ancestors,
    members,
    staticFacts,
    staticNumbers,
    service,
    regions,
    initial,
  });
};

/** Hashing a library costs more than grounding a scene, and one library serves many scenes. */
const libraryHashes = new WeakMap<Library, string>();
const libraryHash = (library: Library): string => {
  const hash = libraryHashes.get(library) ?? contentHash(library);
  libraryHashes.set(library, hash);
  return hash;
};

/** How far from a place's footprint a person may stand to be handed something there, metres. */
const ARM_LENGTH = 2;
/** How far a person may be from where a robot stands that hands something over in a room: they see each other and the person comes, metres. */
const CALLING_DISTANCE = 4;

/** `near(person,place)` for people who stay where they are. */
const nearness = (scene: Scene): string[] =>
  scene.people
    .filter((person) => person.walks === undefined)
    .flatMap((person) =>
      scene.places
        .filter((place) => {
          if (place.floor !== person.floor) return false;
          const dx = Math.max(0, Math.abs(place.x - person.x) - place.size[0] / 2);
          const dy = Math.max(0, Math.abs(place.y - person.y) - place.size[1] / 2);
          const stands = scene.graph.nodes.filter(
            (node) => place.access.includes(node.id) && node.floor === person.floor,
          );
          return (
            Math.sqrt(dx * dx + dy * dy) <= ARM_LENGTH &&
            stands.some((node) => Math.sqrt((node.x - person.x) ** 2 + (node.y - person.y) ** 2) <= CALLING_DISTANCE)
          );
        })
        .map((place) => factKey('near', person.id, place.id)),
    );

const classAncestors = (library: Library): Record<string, string[]> => {
  const parents = new Map(library.vocabulary.classes.map((entry) => [entry.id, entry.parent]));
  for (const root of ROOT_CLASSES)
    if (root !== 'entity' && !parents.has(root)) parents.set(root, root === 'device' ? 'place' : 'entity');
  const ancestors: Record<string, string[]> = Object.create(null);
  for (const id of ['entity', ...parents.keys()]) {
    const chain: string[] = [];
    for (
      let at: string | undefined = id;
      at !== undefined && !chain.includes(at);
      at = at === 'entity' ? undefined : parents.get(at)
    )
      chain.push(at);
    ancestors[id] = chain;
  }
  return ancestors;
};

const defaultProperties = (
  library: Library,
  ancestors: Record<string, string[]>,
): Record<string, Record<string, boolean>> => {
  const own = new Map(library.vocabulary.classes.map((entry) => [entry.id, entry.properties ?? {}]));
  const defaults: Record<string, Record<string, boolean>> = Object.create(null);
  for (const [id, chain] of Object.entries(ancestors))
    defaults[id] = Object.assign({}, ...[...chain].reverse().map((ancestor) => own.get(ancestor) ?? {}));
  return defaults;
};

const robotNumbers = (robot: SceneRobot, manifest: RobotManifest, numbers: Record<string, number>): void => {
  const hands = manifest.hands;
  numbers[factKey('hands', robot.id)] = hands.length;
  numbers[factKey('payload', robot.id)] = Math.max(0, ...hands.map((hand) => hand.payloadKg));
  numbers[factKey('reach_low', robot.id)] = hands.length > 0 ? Math.min(...hands.map((hand) => hand.minHeight)) : 0;
  numbers[factKey('reach_high', robot.id)] = Math.max(0, ...hands.map((hand) => hand.maxHeight));
  numbers[factKey('grip_width', robot.id)] = Math.max(0, ...hands.map((hand) => hand.maxWidth));
  numbers[factKey('slots', robot.id)] = manifest.carrier?.slots ?? 0;
  numbers[factKey('carrier_payload', robot.id)] = manifest.carrier?.payloadKg ?? 0;
  numbers[factKey('load_low', robot.id)] = manifest.carrier?.selfLoading?.minHeight ?? 1;
  numbers[factKey('load_high', robot.id)] = manifest.carrier?.selfLoading?.maxHeight ?? 0;
  numbers[factKey('carrier_height', robot.id)] = manifest.carrier?.height ?? 0;
};

/** Whether a bolted-down robot serves a place: the nearest point of its footprint is in reach of some hand, at a height it works on. */
const inReach = (robot: SceneRobot, manifest: RobotManifest, place: Place): boolean => {
  const mount = robot.mount;
  if (!mount || mount.floor !== place.floor) return false;
  if (mount.on === place.id) return true;
  const dx = Math.max(0, Math.abs(place.x - mount.x) - place.size[0] / 2);
  const dy = Math.max(0, Math.abs(place.y - mount.y) - place.size[1] / 2);
  const height = place.height ?? place.size[2];
  return manifest.hands.some(
    (hand) => Math.sqrt(dx * dx + dy * dy) <= hand.reach && height >= hand.minHeight && height <= hand.maxHeight,
  );
};

const initialBelief = (
  scene: Scene,
  library: Library,
  entities: Readonly<Record<string, Entity>>,
  regions: Readonly<Record<string, Readonly<Record<string, string>>>>,
): WorldState => {
  const facts: WorldState['facts'] = Object.create(null);
  const numbers: WorldState['numbers'] = Object.create(null);
  const poses: WorldState['poses'] = Object.create(null);
  const know = (key: string): void => {
    facts[key] = { value: true, source: 'scene', at: 0 };
  };
  const number = (key: string, value: number): void => {
    numbers[key] = { value, source: 'scene', at: 0 };
  };
  const occupied = new Map<string, number>();
  for (const item of scene.items) {
    const [relation, target] = Object.entries(item.relation)[0] as [string, string];
    if (!item.hidden) know(factKey(relation, item.id, target));
    occupied.set(target, (occupied.get(target) ?? 0) + 1);
    for (const [state, value] of Object.entries(item.states ?? {})) if (value) know(factKey(state, item.id));
    for (const [fluent, value] of Object.entries(item.numbers ?? {})) number(factKey(fluent, item.id), value);
  }
  for (const place of scene.places) {
    for (const [state, value] of Object.entries(place.states ?? {})) if (value) know(factKey(state, place.id));
    for (const [fluent, value] of Object.entries(place.numbers ?? {})) number(factKey(fluent, place.id), value);
    number(
      factKey('free_space', place.id),
      place.capacity === undefined ? UNLIMITED : place.capacity - (occupied.get(place.id) ?? 0),
    );
  }
  for (const item of scene.items)
    if (entities[item.id]?.properties.container === true || entities[item.id]?.properties.surface === true)
      numbers[factKey('free_space', item.id)] ??= {
        value: UNLIMITED - (occupied.get(item.id) ?? 0),
        source: 'scene',
        at: 0,
      };
  const nodes = new Map(scene.graph.nodes.map((node) => [node.id, node]));
  const floors = new Map(scene.floors.map((floor) => [floor.id, floor]));
  for (const robot of scene.robots) {
    const manifest = library.robots[robot.kind]!;
    const held = scene.items.filter((item) => (item.relation as { held?: string }).held === robot.id);
    const loaded = scene.items.filter((item) => (item.relation as { loaded?: string }).loaded === robot.id);
    number(factKey('free_hands', robot.id), manifest.hands.length - held.length);
    number(factKey('free_slots', robot.id), (manifest.carrier?.slots ?? 0) - loaded.length);
    number(
      factKey('load', robot.id),
      loaded.reduce((sum, item) => sum + item.massKg, 0),
    );
    number(factKey('battery', robot.id), robot.battery ?? 1);
    for (const [state, value] of Object.entries(robot.states ?? {})) if (value) know(factKey(state, robot.id));
    const node = robot.node === undefined ? undefined : nodes.get(robot.node);
    if (node) {
      const region = regions[robot.kind]?.[node.id];
      if (region) know(factKey('region', robot.id, region));
      const here = scene.places.filter((place) => place.access.includes(node.id));
      const base = here.find((place) => entities[place.id]?.properties.charger === true) ?? here[0];
      if (base) know(factKey('at', robot.id, base.id));
      poses[robot.id] = {
        floor: node.floor,
        x: node.x,
        y: node.y,
        z: (floors.get(node.floor)?.elevation ?? 0) + (node.z ?? 0),
        yaw: node.yaw ?? 0,
        at: 0,
      };
    } else if (robot.mount) {
      const mount = robot.mount;
      know(factKey('region', robot.id, `${robot.id}_reach`));
      poses[robot.id] = {
        floor: mount.floor,
        x: mount.x,
        y: mount.y,
        z: (floors.get(mount.floor)?.elevation ?? 0) + (mount.z ?? 0),
        yaw: mount.yaw ?? 0,
        at: 0,
      };
    }
  }
  for (const key of scene.unknown ?? []) facts[key] = { value: 'unknown', source: 'scene', at: 0 };
  return { version: 1, at: 0, facts, numbers, poses };
};
