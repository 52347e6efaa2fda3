import type { Skill } from '@muster/domain';
import { reachFor } from '../arm/arms.ts';
import { childrenOf, heldBy, itemSpot, type Spot } from '../items.ts';
import { robotId, type Sim } from '../sim.ts';

type Bindings = Readonly<Record<string, string>>;

/** Where a thing is that a hand can go to: an item, a place's surface, a robot's carrier. */
const spotOf = (sim: Sim, id: string): Spot | undefined => {
  const { fixed, state } = sim;
  const item = fixed.itemIndex.get(id);
  if (item !== undefined) {
    const spot = itemSpot(sim, item);
    return { ...spot, z: spot.z + fixed.itemSize[item]![2] / 2 };
  }
  const place = fixed.placeIndex.get(id);
  if (place !== undefined) {
    const { footprint, surface, floor } = fixed.places[place]!;
    return { x: footprint.x, y: footprint.y, z: surface, yaw: footprint.yaw, floor };
  }
  const robot = fixed.robotIndex.get(id);
  if (robot === undefined) return undefined;
  const { lane, int } = state;
  return {
    x: lane.x[robot]!,
    y: lane.y[robot]!,
    z: lane.z[robot]! + (fixed.manifests[robot]!.carrier?.height ?? fixed.height[robot]!),
    yaw: lane.yaw[robot]!,
    floor: int.floor[robot]!,
  };
};

/** Sends a robot's hand to what the skill's first handling primitive of its is about. Robots without hands, and mere looking, move nothing. */
export const aim = (sim: Sim, robot: number, skill: Skill, bindings: Bindings): void => {
  if (sim.fixed.manifests[robot]!.hands.length === 0) return;
  const id = robotId(sim, robot);
  const free = new Set(sim.fixed.manifests[robot]!.hands.map((_, hand) => hand));
  for (const item of childrenOf(sim, 'hand', id)) free.delete(sim.state.tables.items[item]!.slot);
  for (const primitive of skill.simulation) {
    let target: string | undefined;
    let holding: string | undefined;
    if (primitive.do === 'grasp' && bindings[primitive.role] === id) target = bindings[primitive.item];
    else if (primitive.do === 'release' && bindings[primitive.role] === id) {
      target = bindings[primitive.onto];
      holding = bindings[primitive.item];
    } else if (primitive.do === 'set-state' && primitive.role && bindings[primitive.role] === id)
      target = bindings[primitive.of];
    else if (primitive.do === 'transfer' && bindings[primitive.from] === id) {
      target = bindings[primitive.to];
      holding = bindings[primitive.item];
    } else if (primitive.do === 'transfer' && bindings[primitive.to] === id) target = bindings[primitive.item];
    else if (primitive.do === 'grasp-together' && primitive.roles.some((role) => bindings[role] === id))
      target = bindings[primitive.item];
    const spot = target === undefined ? undefined : spotOf(sim, target);
    if (!spot) continue;
    const held = holding === undefined ? -1 : (sim.fixed.itemIndex.get(holding) ?? -1);
    const hand =
      held >= 0 && heldBy(sim, robot).includes(held) ? sim.state.tables.items[held]!.slot : ([...free][0] ?? 0);
    reachFor(sim, robot, hand, spot);
    return;
  }
};
