import { type Item, parseFactKey, type Scene, type WorldModel, type WorldState } from '@muster/domain';

const RELATIONS = ['on', 'in', 'held', 'loaded'] as const;

/**
 * The scene as it is believed to be now, as a scene of its own: what a rehearsal begins with. Only what is believed enters, never what the
 * simulator knows. A robot between two nodes begins at the nearer one.
 */
export const sceneAsBelieved = (model: WorldModel, state: WorldState): Scene => {
  const { scene } = model;
  const holds = (key: string): boolean => state.facts[key]?.value === true;
  const states = (id: string, before: Readonly<Record<string, boolean>> | undefined): Record<string, boolean> => {
    const now: Record<string, boolean> = {};
    for (const name of Object.keys(before ?? {})) now[name] = holds(`${name}(${id})`);
    for (const [key, belief] of Object.entries(state.facts)) {
      const [predicate, first, second] = parseFactKey(key);
      if (first === id && second === undefined && belief.value === true && predicate !== undefined)
        now[predicate] = true;
    }
    return now;
  };
  const numbers = (id: string, before: Readonly<Record<string, number>> | undefined): Record<string, number> =>
    Object.fromEntries(
      Object.entries(before ?? {}).map(([name, value]) => [name, state.numbers[`${name}(${id})`]?.value ?? value]),
    );
  const relations = new Map<string, Item['relation']>();
  for (const [key, belief] of Object.entries(state.facts)) {
    const [predicate, first, second] = parseFactKey(key);
    if (belief.value !== true || first === undefined || second === undefined) continue;
    if ((RELATIONS as readonly string[]).includes(predicate ?? ''))
      relations.set(first, { [predicate as string]: second } as Item['relation']);
  }
  return {
    ...scene,
    places: scene.places.map((place) => ({
      ...place,
      ...(place.states ? { states: states(place.id, place.states) } : {}),
      ...(place.numbers ? { numbers: numbers(place.id, place.numbers) } : {}),
    })),
    items: scene.items.map((item) => ({
      ...item,
      relation: relations.get(item.id) ?? item.relation,
      ...(item.states ? { states: states(item.id, item.states) } : {}),
      ...(item.numbers ? { numbers: numbers(item.id, item.numbers) } : {}),
      ...(item.hidden && relations.has(item.id) ? { hidden: false } : {}),
    })),
    robots: scene.robots.map((robot) => {
      const pose = state.poses[robot.id];
      const node = pose && robot.node !== undefined ? nearestNode(scene, pose) : undefined;
      const charge = state.numbers[`battery(${robot.id})`]?.value;
      return {
        ...robot,
        ...(node === undefined ? {} : { node }),
        ...(charge === undefined ? {} : { battery: Math.max(0, Math.min(1, charge)) }),
        ...(robot.states || holds(`flying(${robot.id})`) ? { states: states(robot.id, robot.states) } : {}),
      };
    }),
    unknown: Object.entries(state.facts)
      .filter(([, belief]) => belief.value === 'unknown')
      .map(([key]) => key)
      .slice(0, 2000),
  };
};

const nearestNode = (scene: Scene, pose: { floor: string; x: number; y: number; z: number }): string | undefined => {
  const elevation = scene.floors.find(({ id }) => id === pose.floor)?.elevation ?? 0;
  let best: { id: string; metres: number } | undefined;
  for (const node of scene.graph.nodes) {
    if (node.floor !== pose.floor) continue;
    const metres = Math.hypot(node.x - pose.x, node.y - pose.y, elevation + (node.z ?? 0) - pose.z);
    if (!best || metres < best.metres) best = { id: node.id, metres };
  }
  return best?.id;
};
