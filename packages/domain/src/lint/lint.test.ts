import { describe, expect, test } from 'vitest';
import { groundScene } from '../ground-scene.ts';
import type { Library } from '../library.ts';
import { type RobotManifest, robotManifestSchema } from '../manifest.ts';
import { unwrap } from '../problem.ts';
import { type Scene, sceneSchema } from '../scene.ts';
import { type Skill, skillSchema } from '../skill.ts';
import { parseSource } from '../source/parse-with.ts';
import { vocabularySchema } from '../vocabulary.ts';
import { lintLibrary, lintScene } from './index.ts';

const names = { en: ['x'], zh: ['某'] };
const says = { en: '{0}', zh: '{0}' };

const vocabulary = vocabularySchema.parse({
  version: 1,
  classes: [
    { id: 'table', parent: 'place', names, properties: { surface: true } },
    { id: 'pad', parent: 'device', names, properties: { charger: true } },
    { id: 'door', parent: 'device', names, properties: { openable: true } },
    { id: 'cup', parent: 'item', names },
    { id: 'rover', parent: 'robot', names },
  ],
  predicates: [
    ...['surface', 'container', 'openable', 'charger', 'landable', 'meeting', 'zone', 'stackable'].map((id) => ({
      id,
      args: ['entity'],
      kind: 'static',
      says,
    })),
    ...['open', 'locked'].map((id) => ({ id, args: ['entity'], kind: 'state', says })),
    { id: 'on', args: ['item', 'entity'], kind: 'state', says },
    { id: 'held', args: ['item', 'robot'], kind: 'state', says },
  ],
  fluents: [
    { id: 'mass', args: ['item'], kind: 'static', says },
    { id: 'level', args: ['entity'], kind: 'state', says },
  ],
  values: [{ property: 'colour', id: 'red', names }],
});

const rover: RobotManifest = robotManifestSchema.parse({
  version: 1,
  kind: 'rover',
  names,
  class: 'rover',
  body: { length: 0.6, width: 0.4, height: 0.5, massKg: 20 },
  mobility: { mode: 'drive', drive: 'differential', maxSpeed: 1, maxAcceleration: 1, maxTurnRate: 1 },
  hands: [{ id: 'hand', reach: 1.2, minHeight: 0, maxHeight: 1, payloadKg: 2, maxWidth: 0.2 }],
  battery: { capacityWh: 100, idleW: 1, movingW: 10, workingW: 10, chargeW: 50, reserve: 0.1 },
  capabilities: [{ skill: 'take', call: 'execute' }],
  calls: {
    travel: { kind: 'ros2-action', name: '/a', type: 't', goal: {} },
    execute: { kind: 'ros2-action', name: '/b', type: 't', goal: {} },
  },
  telemetry: { pose: { topic: '/p', type: 't' } },
  hold: { does: 'brake', keepsGrip: true, call: 'execute', confirmedBy: { maxSpeed: 0.1, withinSeconds: 1 } },
  look: { model: 'box' },
});

const take: Skill = skillSchema.parse({
  version: 1,
  id: 'take',
  names,
  says: { en: '{robot} takes {item} from {from}', zh: '{robot}从{from}拿{item}' },
  parameters: [
    { name: '?item', type: 'item' },
    { name: '?from', type: 'place' },
  ],
  roles: [{ name: '?robot', at: '?from' }],
  conditions: { start: [['on', '?item', '?from']] },
  effects: {
    end: [
      ['held', '?item', '?robot'],
      ['not', ['on', '?item', '?from']],
    ],
  },
  duration: { expected: 2, maximum: 4 },
  timeoutSeconds: 10,
  success: { sensed: [['held', '?item', '?robot']] },
  idempotent: false,
  simulation: [{ do: 'grasp', role: '?robot', item: '?item' }],
});

const library = (change: Partial<Library> = {}): Library => ({
  vocabulary,
  skills: { take },
  robots: { rover },
  devices: {
    pad: { version: 1, kind: 'pad', names, class: 'pad', behaviour: 'charger', calls: {} },
    door: { version: 1, kind: 'door', names, class: 'door', behaviour: 'door', calls: {} },
  },
  ...change,
});

/** A room of 10 m × 8 m: charger at the left, table at the right, a door across the lane between them. */
const base = {
  version: 1,
  id: 'room',
  names,
  startsAt: '2026-01-01T08:00:00+00:00',
  timeZone: 'UTC',
  seed: 1,
  floors: [
    {
      id: 'ground',
      names,
      elevation: 0,
      bounds: [
        [0, 0],
        [10, 8],
      ],
      ceiling: 3,
    },
  ],
  walls: [
    { floor: 'ground', from: [5, 0], to: [5, 3.3] },
    { floor: 'ground', from: [5, 4.7], to: [5, 8] },
  ],
  places: [
    {
      id: 'table',
      class: 'table',
      names,
      floor: 'ground',
      x: 8,
      y: 2,
      size: [1, 1, 0.7],
      access: ['table_n'],
      capacity: 2,
    },
    {
      id: 'charger',
      class: 'pad',
      names,
      floor: 'ground',
      x: 1,
      y: 1,
      size: [0.4, 0.4, 0.6],
      access: ['home'],
      device: 'pad',
    },
    {
      id: 'gate',
      class: 'door',
      names,
      floor: 'ground',
      x: 5,
      y: 4,
      size: [0.1, 1.2, 2],
      access: ['west', 'east'],
      device: 'door',
    },
  ],
  items: [
    {
      id: 'cup',
      class: 'cup',
      names,
      size: [0.1, 0.1, 0.1],
      massKg: 0.3,
      relation: { on: 'table' },
      properties: { colour: 'red' },
    },
  ],
  people: [],
  robots: [{ id: 'rover_1', kind: 'rover', names, node: 'home' }],
  graph: {
    nodes: [
      { id: 'home', floor: 'ground', x: 2, y: 2, charger: true },
      { id: 'west', floor: 'ground', x: 3.5, y: 4 },
      { id: 'east', floor: 'ground', x: 6.5, y: 4 },
      { id: 'table_n', floor: 'ground', x: 8, y: 3.5 },
    ],
    edges: [
      { id: 'e1', from: 'home', to: 'west', width: 1, modes: ['drive'] },
      { id: 'e2', from: 'west', to: 'east', width: 1, modes: ['drive'], device: 'gate' },
      { id: 'e3', from: 'east', to: 'table_n', width: 1, modes: ['drive'] },
    ],
  },
  rules: [{ id: 'r', says: { en: 'x', zh: 'x' }, constraint: { kind: 'never', condition: ['open', 'gate'] } }],
};

type Json = Record<string, unknown>;
/** Codes found after a change of one value, addressed by its JSON path. */
const codesAfter = (path: string, value: unknown): string[] => {
  const scene = structuredClone(base) as unknown as Json;
  const parts = path.split('.');
  const last = parts.pop()!;
  const parent = parts.reduce<Json>((at, part) => at[part] as Json, scene);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return [
    ...new Set(
      lintScene(unwrap(groundScene(sceneSchema.parse(scene) as Scene, library()))).map((problem) => problem.code),
    ),
  ];
};

describe('a scene whose geometry and graph agree', () => {
  test('has no findings', () => {
    expect(lintScene(unwrap(groundScene(sceneSchema.parse(base) as Scene, library())))).toEqual([]);
  });

  test.each([
    ['a node inside furniture', 'graph.nodes.3.y', 2.2, 'LINT_NODE_BLOCKED'],
    ['an edge wider than its gap', 'graph.edges.1.width', 1.6, 'LINT_EDGE_BLOCKED'],
    ['a wall across an edge', 'walls.0.to', [5, 4.2], 'LINT_EDGE_BLOCKED'],
    [
      'an access node too far off',
      'graph.nodes.3',
      { id: 'table_n', floor: 'ground', x: 8, y: 6 },
      'LINT_ACCESS_TOO_FAR',
    ],
    [
      'a node just out of the hand’s reach',
      'graph.nodes.3',
      { id: 'table_n', floor: 'ground', x: 8, y: 3.9 },
      'LINT_OUT_OF_REACH',
    ],
    ['a place outside the floor', 'places.0.x', 12, 'LINT_OUT_OF_BOUNDS'],
    ['an unknown floor', 'places.0.floor', 'grund', 'LINT_UNKNOWN_FLOOR'],
    ['a one-way street without return', 'graph.edges.2.oneWay', true, 'LINT_ONE_WAY_TRAP'],
    ['no charger', 'places.1.properties', { charger: false }, 'LINT_NO_CHARGER'],
    ['a start in the way', 'robots.0.node', 'west', 'LINT_START_IN_THE_WAY'],
    ['parking on a through lane', 'graph.nodes.1.parking', true, 'LINT_PARKING_BLOCKS'],
    [
      'two robots at one spot',
      'robots.1',
      { id: 'rover_2', kind: 'rover', names, node: 'home' },
      'LINT_ROBOTS_OVERLAP',
    ],
    ['a door off its edge', 'places.2.y', 6, 'LINT_PASSAGE_OFF_EDGE'],
    ['a door that opens from one side', 'places.2.access', ['west'], 'LINT_DOOR_ONE_SIDED'],
    ['a door without an edge', 'graph.edges.1.device', undefined, 'LINT_PASSAGE_WITHOUT_EDGE'],
    ['an item on something without a surface', 'items.0.relation', { on: 'charger' }, 'LINT_RELATION_IMPOSSIBLE'],
    ['an item larger than its table', 'items.0.size', [2, 2, 0.1], 'LINT_RELATION_IMPOSSIBLE'],
    ['an item on itself', 'items.0.relation', { on: 'cup' }, 'LINT_RELATION_CYCLE'],
    [
      'an item too wide for the hand that holds it',
      'items.0',
      { id: 'cup', class: 'cup', names, size: [0.3, 0.3, 0.3], massKg: 1, relation: { held: 'rover_1' } },
      'LINT_RELATION_IMPOSSIBLE',
    ],
    ['more items than fit', 'places.0.capacity', 0, 'LINT_OVER_CAPACITY'],
    ['an open table', 'places.0.states', { open: true }, 'LINT_STATE_CONTRADICTION'],
    ['a door open and locked', 'places.2.states', { open: true, locked: true }, 'LINT_STATE_CONTRADICTION'],
    ['a meeting place for one', 'places.0.properties', { meeting: true }, 'LINT_MEETING_TOO_NARROW'],
    [
      'a meeting place whose robots stand too far apart',
      'places.0',
      { ...base.places[0], properties: { meeting: true }, access: ['table_n', 'west'] },
      'LINT_MEETING_TOO_WIDE',
    ],
    ['an unknown property', 'places.0.properties', { shiny: true }, 'LINT_UNKNOWN_PROPERTY'],
    ['an unknown colour', 'items.0.properties', { colour: 'rde' }, 'LINT_UNKNOWN_VALUE'],
    ['an unknown state', 'places.0.states', { opened: true }, 'LINT_UNKNOWN_STATE'],
    [
      'a rule on an unknown predicate',
      'rules.0.constraint',
      { kind: 'never', condition: ['opne', 'gate'] },
      'LINT_UNKNOWN_PREDICATE',
    ],
    ['a rule on an unknown place', 'rules.0.constraint', { kind: 'closure', places: ['gatte'] }, 'LINT_UNKNOWN_ENTITY'],
    [
      'a rule on an unknown skill',
      'rules.0.constraint',
      { kind: 'step', skills: ['taek'], demand: 'forbid' },
      'LINT_UNKNOWN_SKILL',
    ],
    [
      'a rule with too many arguments',
      'rules.0.constraint',
      { kind: 'never', condition: ['open', 'gate', 'cup'] },
      'LINT_WRONG_ARITY',
    ],
    [
      'a rule with the wrong class',
      'rules.0.constraint',
      { kind: 'never', condition: ['on', 'gate', 'table'] },
      'LINT_WRONG_CLASS',
    ],
    ['two edges of one id', 'graph.edges.1.id', 'e1', 'LINT_DUPLICATE_ID'],
    [
      'a flyer’s node above the ceiling',
      'graph.nodes.3',
      { id: 'table_n', floor: 'ground', x: 8, y: 3.5, z: 3.2 },
      'LINT_ABOVE_CEILING',
    ],
  ])('%s is found', (_, path, value, code) => {
    expect(codesAfter(path, value)).toContain(code);
  });

  test('with its source, a finding names file and line', () => {
    const text = JSON.stringify(base, null, 1)
      .replace('"surface"', '"surface"')
      .replace('["open","gate"]', '["opne","gate"]');
    const changed = text.replace('"open",', '"opne",');
    const { value, source } = unwrap(parseSource(sceneSchema, changed, 'room.json'));
    const [problem] = lintScene(unwrap(groundScene(value as Scene, library())), { scene: source });
    const line = changed.split('\n').findIndex((entry) => entry.includes('"opne"')) + 1;
    expect(problem?.place).toMatch(new RegExp(`^room\\.json:${line}:`));
    expect(problem?.remedy?.en).toContain('"open"');
  });
});

describe('a library whose words agree', () => {
  const codes = (skill: Partial<Record<keyof Skill, unknown>>): string[] =>
    lintLibrary(library({ skills: { take: { ...take, ...skill } as Skill } })).map((problem) => problem.code);

  test('has no findings', () => {
    expect(lintLibrary(library())).toEqual([]);
  });

  test.each([
    ['an undeclared variable', { conditions: { start: [['on', '?thing', '?from']] } }, 'LINT_UNKNOWN_VARIABLE'],
    ['a variable of the wrong class', { conditions: { start: [['on', '?from', '?from']] } }, 'LINT_WRONG_CLASS'],
    ['a change of something static', { effects: { end: [['surface', '?from']] } }, 'LINT_STATIC_CHANGED'],
    ['an unknown number', { conditions: { start: [['<=', ['weight', '?item'], 3]] } }, 'LINT_UNKNOWN_FLUENT'],
    ['an entity instead of a variable', { conditions: { start: [['on', 'cup', '?from']] } }, 'LINT_ENTITY_IN_SKILL'],
    ['a role at an item', { roles: [{ name: '?robot', at: '?item' }] }, 'LINT_ROLE_AT_NO_PLACE'],
    ['a time-out below the maximum', { timeoutSeconds: 3 }, 'LINT_TIMEOUT_TOO_SHORT'],
    ['a maximum below the expected duration', { duration: { expected: 5, maximum: 4 } }, 'LINT_DURATION_ORDER'],
    ['an undo that does not exist', { undo: { skill: 'put', args: {} } }, 'LINT_UNKNOWN_SKILL'],
    ['a sentence with an unknown name', { says: { en: '{robott}', zh: '' } }, 'LINT_UNKNOWN_VARIABLE'],
    [
      'a simulated record of an unknown word',
      { simulation: [{ do: 'record', fact: 'tooken', args: [] }] },
      'LINT_UNKNOWN_PREDICATE',
    ],
  ])('%s is found', (_, change, code) => {
    expect(codes(change)).toContain(code);
  });

  test('a robot that claims an unknown skill or call is found', () => {
    const robots = { rover: { ...rover, capabilities: [{ skill: 'tkae', call: 'exec' }] } };
    expect(lintLibrary(library({ robots })).map((problem) => problem.code)).toEqual([
      'LINT_UNKNOWN_SKILL',
      'LINT_UNKNOWN_CALL',
    ]);
  });

  test('a circle of classes is found', () => {
    const classes = [...vocabulary.classes, { id: 'a', parent: 'b', names }, { id: 'b', parent: 'a', names }];
    expect(lintLibrary(library({ vocabulary: { ...vocabulary, classes } })).map((problem) => problem.code)).toContain(
      'LINT_CLASS_CYCLE',
    );
  });
});
