import type { SimCommand, SimEvent } from '../command.ts';
import type { World } from '../world.ts';

type ResultEvent = Extract<SimEvent, { type: 'result' }>;

/** Gives a command and steps until its result; undefined when there is none within the seconds. */
export const settle = (
  world: World,
  command: Extract<SimCommand, { id: string; robot: string }>,
  seconds = 120,
): ResultEvent | undefined => {
  const since = world.events().at(-1)?.sequence ?? 0;
  world.apply(command);
  return resultOf(world, command.id, since, seconds);
};

export const resultOf = (world: World, id: string, since = 0, seconds = 120): ResultEvent | undefined => {
  for (let tick = 0; tick <= seconds * 20; tick += 1) {
    for (const event of world.events(since)) if (event.type === 'result' && event.command === id) return event;
    world.step(1);
  }
  return undefined;
};

let sequence = 0;
const nextId = (): string => {
  sequence += 1;
  return `c${sequence}`;
};

/** Sends a robot along nodes of the scene. */
export const go = (world: World, robot: string, ...nodes: readonly string[]): ResultEvent | undefined =>
  settle(world, travel(world, robot, ...nodes));

export const travel = (
  world: World,
  robot: string,
  ...nodes: readonly string[]
): Extract<SimCommand, { kind: 'travel' }> => {
  const { fixed } = world.inside;
  return {
    kind: 'travel',
    robot,
    id: nextId(),
    waypoints: nodes.map((id) => {
      const found = fixed.nodes[fixed.nodeIndex.get(id)!]!;
      return { floor: fixed.floors[found.floor]!.id, x: found.x, y: found.y, z: found.z };
    }),
  };
};

export const skill = (
  robot: string,
  name: string,
  args: Readonly<Record<string, string | number>>,
  more: object = {},
): Extract<SimCommand, { kind: 'skill' }> => ({
  kind: 'skill',
  robot,
  id: nextId(),
  skill: name,
  args,
  ...more,
});

/** Does one skill to its end. */
export const act = (
  world: World,
  robot: string,
  name: string,
  args: Readonly<Record<string, string | number>>,
): ResultEvent | undefined => settle(world, skill(robot, name, args));

/** Outcome, and the code when there is one: `succeeded`, `failed SIM_CLOSED`. */
export const brief = (event: ResultEvent | undefined): string =>
  event === undefined ? 'no result' : event.code === undefined ? event.outcome : `${event.outcome} ${event.code}`;

export const eventsOf = <T extends SimEvent['type']>(world: World, type: T): Extract<SimEvent, { type: T }>[] =>
  world.events().filter((event): event is Extract<SimEvent, { type: T }> => event.type === type);

/** Steps until something holds. @throws when it does not within the seconds */
export const until = (world: World, holds: () => boolean, seconds = 60): void => {
  for (let tick = 0; tick <= seconds * 20; tick += 1) {
    if (holds()) return;
    world.step(1);
  }
  throw new Error(`did not come about within ${seconds} s`);
};
