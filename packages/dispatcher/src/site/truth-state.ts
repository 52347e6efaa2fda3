import type { WorldModel, WorldState } from '@muster/domain';
import type { World } from '@muster/sim-core';

/** The simulator's own state in the shape of a belief, for conditions that are evaluated over one. */
export const truthState = (model: WorldModel, world: World): WorldState => {
  const truth = world.truth();
  const at = world.seconds;
  return {
    version: 1,
    at,
    facts: Object.fromEntries(truth.facts.map((key) => [key, { value: true, source: 'sensed' as const, at }])),
    numbers: Object.fromEntries(
      Object.entries(truth.numbers).map(([key, value]) => [key, { value, source: 'sensed' as const, at }]),
    ),
    poses: model.initial.poses,
  };
};
