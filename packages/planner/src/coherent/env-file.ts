import { bilingual, fail, ok, type Problem, type Result } from '@muster/domain';
import { z } from 'zod';

/** One entry of a COHERENT environment file: a household as a graph, and the edges that the task wants. Only what the rules read is looked at. */
const nodeSchema = z.object({
  id: z.int().min(0),
  category: z.string().max(80),
  class_name: z.string().min(1).max(80),
  properties: z.array(z.string().max(80)).max(40),
  states: z.array(z.string().max(80)).max(20),
});
const edgeSchema = z.object({ from_id: z.int(), to_id: z.int(), relation_type: z.string().max(40) });
export const envTaskSchema = z.object({
  task_id: z.union([z.int(), z.string()]),
  env_id: z.union([z.int(), z.string()]).optional(),
  init_graph: z.object({ nodes: z.array(nodeSchema).min(1).max(2000), edges: z.array(edgeSchema).max(20_000) }),
  task_goal: z.record(z.string().max(200), z.unknown()),
  goal_instruction: z.union([z.string(), z.array(z.string())]).optional(),
});
export const envFileSchema = z.array(envTaskSchema).min(1).max(10_000);
export type EnvTask = z.infer<typeof envTaskSchema>;
export type EnvNode = z.infer<typeof nodeSchema>;

export type Support = { readonly relation: 'on' | 'in'; readonly of: number };

/** A household read from an environment entry: rooms, what stands on what, doors, robots, goal edges; by node id. */
export type Household = {
  readonly nodes: ReadonlyMap<number, EnvNode>;
  readonly rooms: readonly number[];
  readonly doors: ReadonlyMap<number, readonly number[]>;
  readonly supports: ReadonlyMap<number, Support>;
  readonly quadrotor: { readonly id: number; readonly basket: number; readonly pad: number; readonly landed: boolean };
  readonly dog: { readonly id: number; readonly room: number };
  readonly arms: readonly { readonly id: number; readonly table: number }[];
  readonly goal: readonly { readonly relation: 'on' | 'in'; readonly what: number; readonly where: number }[];
};

export const has = (node: EnvNode, property: string): boolean => node.properties.includes(property);
export const isFloor = (node: EnvNode): boolean => node.category === 'Floor';
/** Open at the start; what has no such state at all can never be used as a container. */
export const startsOpen = (node: EnvNode): boolean =>
  node.states.includes('OPEN') || node.states.includes('OPEN_FOREVER');
export const canOpen = (node: EnvNode): boolean => node.states.includes('OPEN') || node.states.includes('CLOSED');
export const isContainer = (node: EnvNode): boolean => has(node, 'CONTAINERS') && (startsOpen(node) || canOpen(node));

const fault = (place: string, en: string, zh: string): Problem => ({
  code: 'COHERENT_BAD_ENVIRONMENT',
  place,
  says: bilingual(en, zh),
  remedy: bilingual(
    'Give a graph with one quadrotor and its basket, one robot dog and robot arms, as the rules describe.',
    '请提供包含一架带篮无人机、一只机器狗和若干机械臂的场景图。',
  ),
});

/**
 * Reads one entry. Everything that the rules leave no meaning for is a problem: an unknown node in an edge, two supports, a robot without a room,
 * a goal that is no edge.
 */
export const readHousehold = (task: EnvTask): Result<Household> => {
  const problems: Problem[] = [];
  const nodes = new Map(task.init_graph.nodes.map((node) => [node.id, node]));
  if (nodes.size !== task.init_graph.nodes.length)
    problems.push(fault('/init_graph/nodes', 'A node id is used twice.', '节点编号重复。'));
  task.init_graph.edges.forEach((edge, index) => {
    for (const end of [edge.from_id, edge.to_id])
      if (!nodes.has(end))
        problems.push(fault(`/init_graph/edges/${index}`, `Node ${end} does not exist.`, `节点 ${end} 不存在。`));
  });
  if (problems.length > 0) return fail(...problems);
  const rooms = [...nodes.values()].filter((node) => node.category === 'Rooms').map((node) => node.id);
  const isRoom = new Set(rooms);
  const doors = new Map<number, number[]>();
  const found = new Map<number, Support[]>();
  const baskets: number[] = [];
  for (const edge of task.init_graph.edges) {
    if (edge.relation_type === 'LEADING TO') doors.set(edge.from_id, [...(doors.get(edge.from_id) ?? []), edge.to_id]);
    else if (edge.relation_type === 'ON' || edge.relation_type === 'INSIDE')
      found.set(edge.from_id, [
        ...(found.get(edge.from_id) ?? []),
        { relation: edge.relation_type === 'ON' ? 'on' : 'in', of: edge.to_id },
      ]);
    else if (edge.relation_type === 'WITH')
      for (const end of [edge.from_id, edge.to_id]) if (has(nodes.get(end)!, 'WITH_QUADROTOR')) baskets.push(end);
  }
  const roomOf = (id: number): number | undefined => {
    const visited = new Set<number>();
    for (let at: number | undefined = id; at !== undefined && !visited.has(at); ) {
      visited.add(at);
      const next: readonly Support[] = found.get(at) ?? [];
      const room = next.find((entry) => isRoom.has(entry.of));
      if (room) return room.of;
      at = next[0]?.of;
    }
    return undefined;
  };
  const agents = [...nodes.values()].filter((node) => node.category === 'Agents');
  const robots = new Set(agents.map((node) => node.id));
  const supports = new Map<number, Support>();
  for (const [id, list] of found) {
    if (robots.has(id)) continue;
    const things = list.filter((entry) => !isRoom.has(entry.of));
    const kept = things.length > 0 ? things : list;
    const different = new Set(kept.map((entry) => `${entry.relation} ${entry.of}`));
    if (different.size > 1)
      problems.push(
        fault(`/init_graph/nodes/${id}`, `Node ${id} rests on more than one thing.`, `节点 ${id} 有多个支撑。`),
      );
    supports.set(id, kept[0]!);
  }
  const standsOn = (id: number): number | undefined =>
    (found.get(id) ?? []).find((entry) => entry.relation === 'on' && !isRoom.has(entry.of))?.of;
  const flyers = agents.filter((node) => has(node, 'FLYABLE'));
  const dogs = agents.filter((node) => node.class_name.includes('dog'));
  const armNodes = agents.filter((node) => node.class_name.includes('arm'));
  const [flyer, dog] = [flyers[0], dogs[0]];
  const basket = baskets[0] ?? [...nodes.values()].find((node) => has(node, 'WITH_QUADROTOR'))?.id;
  const dogRoom = dog === undefined ? undefined : roomOf(dog.id);
  const flyerRoom = flyer === undefined ? undefined : roomOf(flyer.id);
  if (flyers.length !== 1 || dogs.length !== 1 || !flyer || !dog || basket === undefined)
    problems.push(
      fault(
        '/init_graph/nodes',
        'Exactly one quadrotor with a basket and one robot dog.',
        '须恰有一架带篮无人机和一只机器狗。',
      ),
    );
  else if (dogRoom === undefined || flyerRoom === undefined)
    problems.push(fault('/init_graph/edges', 'A robot is in no room.', '有机器人不在任何房间。'));
  const pad =
    flyer === undefined
      ? undefined
      : (standsOn(flyer.id) ??
        [...nodes.values()].find((node) => isFloor(node) && supports.get(node.id)?.of === flyerRoom)?.id);
  if (flyer && pad === undefined)
    problems.push(fault('/init_graph/edges', 'The quadrotor stands on nothing.', '无人机没有停放处。'));
  const arms = armNodes.flatMap((node) => {
    const table = standsOn(node.id);
    if (table === undefined)
      problems.push(
        fault(`/init_graph/nodes/${node.id}`, `Arm ${node.id} stands on nothing.`, `机械臂 ${node.id} 没有安装处。`),
      );
    return table === undefined ? [] : [{ id: node.id, table }];
  });
  const goal = Object.entries(task.task_goal).flatMap(([key, value]) => {
    const match = /^(on|inside)_<.+>\((\d+)\)_<.+>\((\d+)\)$/.exec(key);
    const count = Array.isArray(value) ? value[0] : value;
    const [what, where] = [Number(match?.[2]), Number(match?.[3])];
    if (!match || !nodes.has(what) || !nodes.has(where) || (count !== 1 && count !== undefined)) {
      problems.push(fault('/task_goal', `"${key}" is no edge between known nodes.`, `“${key}”不是已知节点之间的边。`));
      return [];
    }
    return [{ relation: match[1] === 'on' ? ('on' as const) : ('in' as const), what, where }];
  });
  if (problems.length > 0) return fail(...problems);
  return ok({
    nodes,
    rooms,
    doors,
    supports,
    quadrotor: {
      id: flyer!.id,
      basket: basket!,
      pad: pad!,
      landed: !flyer!.states.some((state) => /FLY|AIR/.test(state)),
    },
    dog: { id: dog!.id, room: dogRoom! },
    arms,
    goal,
  });
};
