import { attach, totalMass } from '../items.ts';
import { setMotion } from '../motion/legs.ts';
import { planMotion } from '../motion/path.ts';
import { refusal, robotId, type Sim } from '../sim.ts';
import type { SkillRun } from '../state.ts';
import { isAt } from '../truth.ts';
import { checkAtPlace, checkFree, checkPut, checkReach, itemPlace } from './checks.ts';
import type { Step } from './posture.ts';

/** Several robots take hold of one item: all stand at it with a free hand, and their payloads add up to its mass. */
export const graspTogether = (sim: Sim, robots: readonly number[], item: number): Step => {
  const { fixed } = sim;
  if (item < 0 || robots.some((robot) => robot < 0))
    return refusal('SIM_UNKNOWN_ENTITY', 'a robot or the item does not exist');
  const name = fixed.items[item]!;
  const { parent } = sim.state.tables.items[item]!;
  if (parent.kind === 'together' && robots.every((robot) => parent.ids.includes(robotId(sim, robot)))) return 'done';
  const place = itemPlace(sim, item);
  if (place === undefined) return refusal('SIM_ITEM_NOT_THERE', `${name} is not on a place`);
  let payload = 0;
  for (const robot of robots) {
    const bad = checkAtPlace(sim, robot, fixed.places[place]!.id) ?? checkReach(sim, robot, place);
    if (bad) return bad;
    const hands = fixed.manifests[robot]!.hands;
    if (sim.state.tables.items.some(({ parent }) => parent.kind === 'hand' && parent.id === robotId(sim, robot)))
      return refusal('SIM_HANDS_FULL', `${robotId(sim, robot)} holds something else`);
    payload += Math.max(0, ...hands.map((hand) => hand.payloadKg));
  }
  const covered = checkFree(sim, item);
  if (covered) return covered;
  const mass = totalMass(sim, item);
  if (mass > payload + 1e-9)
    return refusal('SIM_TOO_HEAVY', `${name} weighs ${mass} kg, together they lift ${payload} kg`);
  attach(sim, item, { kind: 'together', ids: robots.map((robot) => robotId(sim, robot)) }, robots[0]);
  return 'done';
};

/** Walks with the item between them, in formation, to where the target is served, and sets it down there. */
export const carryTogether = (sim: Sim, robots: readonly number[], item: number, onto: string, run: SkillRun): Step => {
  const { fixed, state } = sim;
  const entry = state.tables.items[item];
  const place = fixed.placeIndex.get(onto);
  if (!entry || place === undefined) return refusal('SIM_UNKNOWN_ENTITY', `there is no ${onto}`);
  if (entry.parent.kind !== 'together') return refusal('SIM_NOT_HELD', `${fixed.items[item]!} is not held together`);
  if (run.begun === state.tick) {
    const blocked = checkPut(sim, onto, fixed.items[item]!);
    if (blocked) return blocked;
    const leader = robots[0]!;
    const node = fixed.nodes[fixed.places[place]!.access[0] ?? -1];
    if (node && !robots.every((robot) => isAt(sim, robot, onto))) {
      const dx = node.x - state.lane.x[leader]!;
      const dy = node.y - state.lane.y[leader]!;
      for (const robot of robots) {
        const target = {
          floor: fixed.floors[node.floor]!.id,
          x: state.lane.x[robot]! + dx,
          y: state.lane.y[robot]! + dy,
          z: node.z,
        };
        const planned = planMotion(sim, robot, '', [target], 0.4);
        if ('refused' in planned) return planned.refused;
        setMotion(sim, robot, planned.motion);
      }
    }
  }
  if (robots.some((robot) => state.tables.motions[robot])) return 'wait';
  attach(sim, item, { kind: 'place', id: onto }, robots[0]);
  return 'done';
};
