import { bindNumber, capabilityFor, factKey, type Plan, type Situation, type Step, shortestWay } from '@muster/domain';
import type {
  ChainInput,
  ChargerInput,
  PrecedenceInput,
  RobotInput,
  ScheduleProblem,
  TaskInput,
} from '../core/problem.ts';
import { type RoleCandidates, value } from './role-candidates.ts';

/** Seconds of a step for one robot: expected and at most, by its pace. */
export type StepSeconds = { readonly expected: number; readonly maximum: number };

export const stepSeconds = (
  step: Step,
  robots: Readonly<Record<string, string>>,
  situation: Situation,
): StepSeconds => {
  const { model } = situation;
  const skill = model.library.skills[step.skill]!;
  const bindings: Record<string, string> = {};
  for (const [name, argument] of Object.entries(step.args)) bindings[`?${name}`] = String(argument);
  for (const [name, robot] of Object.entries(robots)) bindings[`?${name}`] = robot;
  const pace = Math.max(
    1e-3,
    ...skill.roles.map((role) => {
      const robot = robots[role.name.slice(1)];
      const kind = model.scene.robots.find((entry) => entry.id === robot)?.kind;
      const manifest = kind === undefined ? undefined : model.library.robots[kind];
      return (manifest && capabilityFor(manifest, skill, role.name)?.pace) ?? 1;
    }),
  );
  const expected = (value(bindNumber(skill.duration.expected, bindings), situation) ?? 10) * pace;
  const maximum = Math.max(
    expected,
    (value(bindNumber(skill.duration.maximum, bindings), situation) ?? expected * 2) * pace,
  );
  return { expected, maximum };
};

/** Place that a role works at, if it has one. */
export const rolePlace = (step: Step, role: string, situation: Situation): string | undefined => {
  const at = situation.model.library.skills[step.skill]?.roles.find((entry) => entry.name.slice(1) === role)?.at;
  return at === undefined ? undefined : String(step.args[at.slice(1)]);
};

/** The device that a step leads a robot through, if it does. */
export const passage = (
  step: Step,
  situation: Situation,
): { readonly device: string; readonly region: string } | undefined => {
  const skill = situation.model.library.skills[step.skill];
  const pass = skill?.simulation.find((primitive) => primitive.do === 'pass');
  if (!skill || pass?.do !== 'pass') return undefined;
  const device = step.args[pass.through.slice(1)];
  const region = step.args[pass.to.slice(1)];
  return typeof device === 'string' && typeof region === 'string' ? { device, region } : undefined;
};

/** Nodes on the two sides of a door or lift for one kind of robot, towards a region. */
export const passageNodes = (
  situation: Situation,
  kind: string,
  device: string,
  region: string,
): { readonly near: string; readonly far: string } | undefined => {
  const { model } = situation;
  const regions = model.regions[kind] ?? {};
  for (const edge of model.scene.graph.edges) {
    if (edge.device !== device) continue;
    if (regions[edge.to] === region && regions[edge.from] !== undefined && regions[edge.from] !== region)
      return { near: edge.from, far: edge.to };
    if (!edge.oneWay && regions[edge.from] === region && regions[edge.to] !== undefined && regions[edge.to] !== region)
      return { near: edge.to, far: edge.from };
  }
  return undefined;
};

/** Name of the scheduler's place for a graph place, a passage side, or a robot's start. */
const placeName = {
  place: (id: string): string => `place ${id}`,
  side: (device: string, region: string, side: 'near' | 'far'): string => `${side} ${device} ${region}`,
  start: (robot: string): string => `start ${robot}`,
};

/**
 * The plan as a scheduling problem: a task per step, a chain per role variable, travel between the nodes that serve the places. Robots that don't
 * travel are everywhere at once, which is what their reach means.
 *
 * @param readyAt seconds at which robots come free of other missions, and the node they are at then
 */
export const buildProblem = (
  plan: Plan,
  situation: Situation,
  candidates: ReadonlyMap<string, RoleCandidates>,
  readyAt: ReadonlyMap<string, { readonly seconds: number; readonly node?: string }>,
  startNode: (robot: string) => string | undefined,
): ScheduleProblem => {
  const { model } = situation;
  const kinds = [...new Set(model.scene.robots.map((robot) => robot.kind))].sort();
  const places = new Set<string>();
  const nodesOf = new Map<string, (kind: string) => readonly string[]>();
  const addPlace = (name: string, nodes: (kind: string) => readonly string[]): string => {
    places.add(name);
    nodesOf.set(name, nodes);
    return name;
  };
  const robots: RobotInput[] = model.scene.robots.map((robot) => {
    const ready = readyAt.get(robot.id);
    const node = ready?.node ?? startNode(robot.id);
    const manifest = model.library.robots[robot.kind]!;
    const battery = manifest.battery;
    const level = situation.state.numbers[factKey('battery', robot.id)]?.value;
    return {
      id: robot.id,
      place: addPlace(placeName.start(robot.id), () => (node === undefined ? [] : [node])),
      travelClass: kinds.indexOf(robot.kind),
      ...(ready ? { readyAt: ready.seconds } : {}),
      ...(battery && level !== undefined
        ? {
            battery: {
              capacity: battery.capacityWh * 3600,
              level: Math.min(1, level) * battery.capacityWh * 3600,
              reserve: Math.min(battery.reserve, level) * battery.capacityWh * 3600,
              chargePerSecond: battery.chargeW,
            },
            travelEnergyPerSecond: battery.movingW,
          }
        : {}),
    };
  });
  const serviceNodes =
    (place: string) =>
    (kind: string): readonly string[] => {
      const robot = model.scene.robots.find(
        (entry) => entry.kind === kind && model.service[entry.id]?.[place] !== undefined,
      );
      return robot ? (model.service[robot.id]?.[place] ?? []) : [];
    };
  const tasks: TaskInput[] = plan.steps.map((step): TaskInput => {
    const skill = model.library.skills[step.skill]!;
    const through = passage(step, situation);
    const slots = skill.roles.map((role) => {
      const name = role.name.slice(1);
      const found = candidates.get(step.roles[name] ?? '') ?? { robots: [], excluded: [] };
      const durationByRobot: Record<string, number> = {};
      const energyByRobot: Record<string, number> = {};
      for (const robot of found.robots) {
        const seconds = stepSeconds(
          step,
          {
            ...Object.fromEntries(
              skill.roles.map((other) => [
                other.name.slice(1),
                plan.binding?.[step.roles[other.name.slice(1)] ?? ''] ?? '',
              ]),
            ),
            [name]: robot,
          },
          situation,
        ).expected;
        durationByRobot[robot] = seconds;
        const kind = model.scene.robots.find((entry) => entry.id === robot)?.kind;
        energyByRobot[robot] =
          seconds * ((kind === undefined ? 0 : model.library.robots[kind]?.battery?.workingW) ?? 0);
      }
      return {
        role: name,
        robots: [...found.robots],
        duration: 10,
        durationByRobot,
        energyByRobot,
        excluded: found.excluded.map((entry) => ({ robot: entry.robot, code: entry.code, message: entry.says.en })),
      };
    });
    const firstPlace = skill.roles
      .map((role) => rolePlace(step, role.name.slice(1), situation))
      .find((place) => place !== undefined);
    if (through) {
      const side =
        (which: 'near' | 'far') =>
        (kind: string): readonly string[] => {
          const nodes = passageNodes(situation, kind, through.device, through.region);
          return nodes ? [nodes[which]] : [];
        };
      return {
        id: step.id,
        place: addPlace(placeName.side(through.device, through.region, 'near'), side('near')),
        endPlace: addPlace(placeName.side(through.device, through.region, 'far'), side('far')),
        slots,
        resources: [through.device],
      };
    }
    // A step without a place of its own is done wherever its first robot comes from.
    const place = firstPlace === undefined ? 'anywhere' : placeName.place(firstPlace);
    addPlace(place, firstPlace === undefined ? () => [] : serviceNodes(firstPlace));
    return { id: step.id, place, slots };
  });
  const precedence: PrecedenceInput[] = plan.steps.flatMap((step) =>
    step.edges.map(
      (edge): PrecedenceInput => ({
        before: step.id,
        after: edge.to,
        kind: edge.kind === 'end-start' ? 'end-start' : 'start-start',
      }),
    ),
  );
  const chains: ChainInput[] = [...candidates.keys()]
    .filter((variable) => variable.startsWith('?'))
    .map((variable) => ({
      id: variable,
      members: plan.steps.flatMap((step) =>
        (model.library.skills[step.skill]?.roles ?? []).flatMap((role, slot) =>
          step.roles[role.name.slice(1)] === variable ? [{ task: step.id, slot }] : [],
        ),
      ),
    }))
    .filter((chain) => chain.members.length > 1);
  const names = [...places];
  const table = (passages: 'closed' | 'open'): number[][][] =>
    kinds.map((kind) => {
      const fixed = model.library.robots[kind]?.mobility.mode === 'fixed';
      return names.map((from) =>
        names.map((to) => {
          if (fixed || from === to) return 0;
          const [a, b] = [nodesOf.get(from)!(kind), nodesOf.get(to)!(kind)];
          if (a.length === 0 || b.length === 0)
            return from === 'anywhere' || to === 'anywhere' ? 0 : Number.POSITIVE_INFINITY;
          let best = Number.POSITIVE_INFINITY;
          for (const x of a)
            for (const y of b)
              best = Math.min(best, shortestWay(model, kind, x, y, passages)?.seconds ?? Number.POSITIVE_INFINITY);
          return best;
        }),
      );
    });
  const chargers: ChargerInput[] = model.scene.places
    .filter((place) => model.entities[place.id]?.properties.charger === true && places.has(placeName.place(place.id)))
    .map((place) => ({ id: place.id, place: placeName.place(place.id) }));
  const resources = [...new Set(tasks.flatMap((task) => task.resources ?? []))].map((id) => ({ id }));
  // Battery is planned for only where chargers can be reached; without one the level is checked, not managed.
  const managed = chargers.length > 0 ? robots : robots.map(({ battery: _battery, ...robot }) => robot);
  return {
    robots: managed,
    tasks,
    places: names,
    // Out of a region only a step of the plan leads.
    travel: { type: 'matrix', seconds: table('closed'), through: table('open') },
    precedence,
    chains,
    resources,
    chargers,
  };
};
