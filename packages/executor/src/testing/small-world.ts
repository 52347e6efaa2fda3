import {
  type Condition,
  contentHash,
  groundScene,
  type Library,
  type Plan,
  type RobotManifest,
  type Scene,
  type Schedule,
  type Skill,
  sealPlan,
  unwrap,
  type VerifiedSchedule,
  type Visit,
  type WorldModel,
} from '@muster/domain';

const names = (en: string) => ({ en: [en], zh: [en] });
const says = (text: string) => ({ en: text, zh: text });

const pick: Skill = {
  version: 1,
  id: 'pick',
  names: names('pick'),
  says: says('{robot} picks {item} from {from}'),
  parameters: [
    { name: '?item', type: 'item' },
    { name: '?from', type: 'place' },
  ],
  roles: [{ name: '?robot', at: '?from' }],
  conditions: {
    start: [
      ['on', '?item', '?from'],
      ['>=', ['free_hands', '?robot'], 1],
    ],
  },
  effects: {
    end: [
      ['held', '?item', '?robot'],
      ['not', ['on', '?item', '?from']],
      ['decrease', ['free_hands', '?robot'], 1],
    ],
  },
  duration: { expected: 3, maximum: 6 },
  timeoutSeconds: 20,
  success: { sensed: [['held', '?item', '?robot']] },
  undo: { skill: 'place', args: { '?item': '?item', '?to': '?from' } },
  idempotent: false,
  simulation: [],
};

const place: Skill = {
  ...pick,
  id: 'place',
  names: names('place'),
  says: says('{robot} puts {item} on {to}'),
  parameters: [
    { name: '?item', type: 'item' },
    { name: '?to', type: 'place' },
  ],
  roles: [{ name: '?robot', at: '?to' }],
  conditions: { start: [['held', '?item', '?robot']] },
  effects: {
    end: [
      ['on', '?item', '?to'],
      ['not', ['held', '?item', '?robot']],
      ['increase', ['free_hands', '?robot'], 1],
    ],
  },
  success: {
    sensed: [
      ['on', '?item', '?to'],
      ['not', ['held', '?item', '?robot']],
    ],
  },
  undo: { skill: 'pick', args: { '?item': '?item', '?from': '?to' } },
};

const goTo: Skill = {
  ...pick,
  id: 'go_to',
  names: names('go to'),
  says: says('{robot} goes to {place}'),
  parameters: [{ name: '?place', type: 'place' }],
  roles: [{ name: '?robot', at: '?place' }],
  conditions: { start: [] },
  effects: { end: [['visited', '?robot', '?place']] },
  success: { sensed: [['at', '?robot', '?place']] },
  undo: undefined,
  idempotent: true,
};

const handOver: Skill = {
  ...pick,
  id: 'hand_over',
  names: names('hand over'),
  says: says('{giver} gives {item} to {receiver}'),
  parameters: [
    { name: '?item', type: 'item' },
    { name: '?where', type: 'place' },
  ],
  roles: [
    { name: '?giver', at: '?where' },
    { name: '?receiver', at: '?where' },
  ],
  conditions: {
    start: [
      ['held', '?item', '?giver'],
      ['>=', ['free_hands', '?receiver'], 1],
    ],
  },
  effects: {
    end: [
      ['held', '?item', '?receiver'],
      ['not', ['held', '?item', '?giver']],
      ['increase', ['free_hands', '?giver'], 1],
      ['decrease', ['free_hands', '?receiver'], 1],
    ],
  },
  success: { sensed: [['held', '?item', '?receiver']] },
  undo: undefined,
};

const look: Skill = {
  ...pick,
  id: 'look',
  names: names('look'),
  says: says('{robot} looks at {place}'),
  parameters: [{ name: '?place', type: 'place' }],
  roles: [{ name: '?robot', at: '?place' }],
  conditions: { start: [] },
  effects: { end: [] },
  success: { sensed: [] },
  outcomes: [
    { id: 'clean', says: says('clean'), effects: [['clean', '?place']] },
    { id: 'dirty', says: says('dirty'), effects: [['not', ['clean', '?place']]] },
  ],
  undo: undefined,
  idempotent: true,
};

const call = (skill: string) => ({
  kind: 'ros2-action' as const,
  name: `/\${robot}/${skill}`,
  type: 'muster_msgs/action/ExecuteSkill',
  goal: { skill, arguments: '${arguments}' },
});

const carrier: RobotManifest = {
  version: 1,
  kind: 'carrier',
  names: names('carrier'),
  class: 'mobile_manipulator',
  body: { length: 0.6, width: 0.5, height: 1, massKg: 40 },
  mobility: { mode: 'drive', drive: 'differential', maxSpeed: 1, maxAcceleration: 1, maxTurnRate: 1 },
  hands: [{ id: 'hand', reach: 1, minHeight: 0, maxHeight: 2, payloadKg: 5, maxWidth: 0.3 }],
  battery: { capacityWh: 100, idleW: 10, movingW: 50, workingW: 30, chargeW: 100, reserve: 0.2 },
  capabilities: ['pick', 'place', 'go_to', 'hand_over', 'look'].map((skill) => ({ skill, call: 'skill' })),
  calls: { travel: call('travel'), skill: call('skill'), hold: call('hold') },
  telemetry: {
    pose: { topic: '/${robot}/odom', type: 'nav_msgs/Odometry' },
    observations: { topic: '/${robot}/observations', type: 'std_msgs/String' },
  },
  hold: { does: 'brake', keepsGrip: true, call: 'hold', confirmedBy: { maxSpeed: 0.02, withinSeconds: 1 } },
  look: { model: 'mobile-manipulator' },
};

const library: Library = {
  vocabulary: {
    version: 1,
    classes: [
      { id: 'table', parent: 'place', names: names('table'), properties: { surface: true } },
      { id: 'cup', parent: 'item', names: names('cup'), properties: { graspable: true } },
      { id: 'mobile_manipulator', parent: 'robot', names: names('mobile manipulator') },
    ],
    predicates: [
      { id: 'at', args: ['robot', 'place'], kind: 'state', functional: true, says: says('{0} at {1}') },
      { id: 'region', args: ['robot', 'region'], kind: 'state', functional: true, says: says('{0} in {1}') },
      { id: 'on', args: ['item', 'place'], kind: 'state', says: says('{0} on {1}') },
      { id: 'held', args: ['item', 'robot'], kind: 'state', says: says('{1} holds {0}') },
      { id: 'clean', args: ['place'], kind: 'state', says: says('{0} is clean') },
      { id: 'visited', args: ['robot', 'place'], kind: 'record', says: says('{0} was at {1}') },
    ],
    fluents: [{ id: 'free_hands', args: ['robot'], kind: 'state', says: says('free hands of {0}') }],
  },
  skills: Object.fromEntries([pick, place, goTo, handOver, look].map((skill) => [skill.id, skill])),
  robots: {
    carrier,
    /** The same body, but its word is all there is: it publishes nothing of what it sees. */
    blind_carrier: {
      ...carrier,
      kind: 'blind_carrier',
      telemetry: { pose: carrier.telemetry.pose },
    },
  },
  devices: {},
};

/** A row of nodes n0 … n<length>, 2 m apart, a table beside every second one. */
const scene = (
  length: number,
  robots: readonly { id: string; node: string; kind?: string }[],
  cups: readonly number[],
): Scene => ({
  version: 1,
  id: 'row',
  names: names('row'),
  startsAt: '2026-01-01T08:00:00Z',
  timeZone: 'UTC',
  seed: 1,
  floors: [
    {
      id: 'ground',
      names: names('ground'),
      elevation: 0,
      bounds: [
        [-2, -4],
        [2 * length + 2, 4],
      ],
    },
  ],
  walls: [],
  places: Array.from({ length: Math.floor(length / 2) + 1 }, (_, index) => ({
    id: `table_${index}`,
    class: 'table',
    names: names(`table ${index}`),
    floor: 'ground',
    x: 4 * index,
    y: 1,
    size: [0.5, 0.5, 0.7] as [number, number, number],
    access: [`n${2 * index}`],
  })),
  items: cups.map((table, index) => ({
    id: `cup_${index + 1}`,
    class: 'cup',
    names: names(`cup ${index + 1}`),
    size: [0.1, 0.1, 0.1] as [number, number, number],
    massKg: 0.3,
    relation: { on: `table_${table}` },
  })),
  people: [],
  robots: robots.map(({ id, node, kind }) => ({ id, kind: kind ?? 'carrier', names: names(id), node })),
  graph: {
    nodes: Array.from({ length: length + 1 }, (_, index) => ({ id: `n${index}`, floor: 'ground', x: 2 * index, y: 0 })),
    edges: Array.from({ length }, (_, index) => ({
      id: `e${index}`,
      from: `n${index}`,
      to: `n${index + 1}`,
      width: 2,
      modes: ['drive' as const],
    })),
  },
  rules: [],
});

export const smallWorld = (
  robots: readonly { id: string; node: string; kind?: string }[] = [{ id: 'robo_1', node: 'n0' }],
  length = 8,
  /** Table on which each cup stands. */
  cups: readonly number[] = [0, 1],
): WorldModel => unwrap(groundScene(scene(length, robots, cups), library));

/** One thing to do, in the order of a robot's lane: go to a node, or carry out a skill there. */
export type Deed =
  | { readonly go: string; readonly id?: string }
  | {
      readonly skill: string;
      readonly args: Readonly<Record<string, string>>;
      readonly id?: string;
      /** Other roles' robots, for a joint skill; the deed stands in one lane only, with `also` naming where in theirs. */
      readonly roles?: Readonly<Record<string, string>>;
      readonly after?: readonly string[];
    };

/**
 * A schedule written out by hand for tests, with routes along the row and a dependency between any two robots that use the same node,
 * in the order of `priority`. It is marked as valid by the test's own word: `isGenuine` of a test host decides.
 */
export const handMade = (
  model: WorldModel,
  lanes: Readonly<Record<string, readonly Deed[]>>,
  options: {
    readonly priority?: readonly string[];
    readonly links?: VerifiedSchedule['verdict']['links'];
    /** Node at which a robot stands; by default where the scene puts it. */
    readonly starts?: Readonly<Record<string, string>>;
  } = {},
): VerifiedSchedule => {
  const steps: Plan['steps'] = [];
  const assignments: Schedule['assignments'] = [];
  const travels: Schedule['travels'] = [];
  const scheduleLanes: Record<string, string[]> = {};
  const routes: Schedule['routes'] = {};
  const joint = new Map<string, string>();
  for (const [robot, deeds] of Object.entries(lanes)) {
    scheduleLanes[robot] = [];
    const visits: Visit[] = [];
    let at = options.starts?.[robot] ?? startNode(model, robot);
    const visit = (element: Visit['element'], move: string | null): void => {
      visits.push({
        id: `${robot}/${visits.length}`,
        robot,
        class: 'carrier',
        move,
        element,
        enterSeconds: visits.length,
        leaveSeconds: visits.length + 1,
      });
    };
    visit({ kind: 'node', id: at }, null);
    for (const deed of deeds) {
      if ('go' in deed) {
        const id = deed.id ?? `t-${robot}-${scheduleLanes[robot].length}`;
        const from = at;
        while (at !== deed.go) {
          const [a, b] = [Number(at.slice(1)), Number(deed.go.slice(1))];
          const next = a < b ? a + 1 : a - 1;
          visit({ kind: 'edge', id: `e${Math.min(a, next)}` }, id);
          at = `n${next}`;
          visit({ kind: 'node', id: at }, id);
        }
        const access = model.scene.places.find((entry) => entry.access.includes(at));
        travels.push({
          id,
          robot,
          from,
          to: at,
          ...(access ? { place: access.id } : {}),
          after: [],
          start: 0,
          end: 1,
          latestEnd: 2,
          metres: 2,
        });
        scheduleLanes[robot].push(id);
        continue;
      }
      const skill = model.library.skills[deed.skill]!;
      const id = deed.id ?? `s-${robot}-${scheduleLanes[robot].length}`;
      scheduleLanes[robot].push(id);
      if (joint.has(id)) continue;
      const roles = deed.roles ?? { [skill.roles[0]!.name.slice(1)]: robot };
      if (deed.roles) joint.set(id, robot);
      steps.push({ id, skill: deed.skill, args: { ...deed.args }, roles: { ...roles }, edges: [] });
      for (const before of deed.after ?? [])
        steps.find((step) => step.id === before)?.edges.push({ to: id, kind: 'end-start' });
      assignments.push({
        step: id,
        roles: { ...roles },
        robots: skill.roles.map((role) => roles[role.name.slice(1)]!),
        start: 0,
        end: 1,
        latestEnd: 2,
        chosenBecause: [],
        notChosen: [],
      });
    }
    routes[robot] = visits;
  }
  for (const [robot, deeds] of Object.entries(lanes))
    for (const deed of deeds)
      if ('skill' in deed)
        for (const before of deed.after ?? []) {
          const step = steps.find((entry) => entry.id === before);
          const to = deed.id ?? '';
          if (step && to !== '' && !step.edges.some((edge) => edge.to === to))
            step.edges.push({ to, kind: 'end-start' });
          void robot;
        }
  const plan = sealPlan({
    version: 1,
    scene: model.scene.id,
    goal: { version: 1, propositions: [] },
    assumptions: [],
    steps,
  });
  const body = {
    version: 1 as const,
    plan: plan.hash,
    scene: model.scene.id,
    makespan: 100,
    lowerBound: 0,
    bound: 'none',
    binding: {},
    assignments,
    travels,
    lanes: scheduleLanes,
    routes,
    dependencies: nodeDependencies(routes, options.priority ?? Object.keys(routes)),
  };
  const schedule: Schedule = { ...body, hash: contentHash(body) };
  return {
    schedule,
    plan,
    verdict: { status: 'valid', violations: [], ...(options.links ? { links: options.links } : {}) },
    rules: 'none',
    reads: [],
    seal: `test-${schedule.hash}`,
  } as unknown as VerifiedSchedule;
};

const startNode = (model: WorldModel, robot: string): string =>
  model.scene.robots.find((entry) => entry.id === robot)?.node ?? 'n0';

/** Elements of the row on which two bodies could touch: the same one, or neighbours. Edge `e2` lies between nodes `n2` and `n3`. */
const touch = (a: Visit['element'], b: Visit['element']): boolean => {
  const span = ({ kind, id }: Visit['element']): [number, number] => {
    const number = Number(id.slice(1));
    return kind === 'node' ? [number, number] : [number, number + 1];
  };
  const [aLow, aHigh] = span(a);
  const [bLow, bHigh] = span(b);
  return aLow <= bHigh && bLow <= aHigh;
};

/** Every visit of a later robot comes after all visits of earlier robots to what it touches. */
const nodeDependencies = (routes: Schedule['routes'], priority: readonly string[]): Schedule['dependencies'] => {
  const dependencies: Schedule['dependencies'] = [];
  priority.forEach((robot, rank) => {
    for (const earlier of priority.slice(0, rank))
      for (const visit of routes[robot] ?? [])
        for (const other of routes[earlier] ?? [])
          if (touch(visit.element, other.element) && visit.move !== null && other !== routes[earlier]?.at(-1))
            dependencies.push({
              visit: visit.id,
              after: other.id,
              reason: { kind: 'space', element: visit.element, other: other.element },
            });
  });
  return dependencies;
};

/** The conditions of a test skill, for building variants. */
export const startConditions = (model: WorldModel, skill: string): readonly Condition[] =>
  model.library.skills[skill]?.conditions.start ?? [];
