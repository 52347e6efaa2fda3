import { factKey, type WorldModel } from '@muster/domain';
import type { MissionHost } from '@muster/executor';
import type { World } from '@muster/sim-core';
import type { TruthSource } from './goal-witness.ts';
import { truthState } from './truth-state.ts';

/** What the simulator itself knows. */
export const simulatedTruth = (model: WorldModel, world: World): TruthSource => ({
  witness: 'simulator',
  holds: (predicate, args) => world.holds(predicate, args),
  state: () => truthState(model, world),
});

/** With robots that are not of this simulator nobody knows more than what was sensed. */
export const sensedTruth = (model: WorldModel, host: MissionHost): TruthSource => ({
  witness: 'sensors',
  holds: (predicate, args) => {
    const key = factKey(predicate, ...args);
    return model.staticFacts[key] === true || host.snapshot().world.facts[key]?.value === true;
  },
  state: () => host.snapshot().world,
});
