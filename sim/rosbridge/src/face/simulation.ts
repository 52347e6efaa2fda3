import type { Fault, WorldModel } from '@muster/domain';
import { createWorld, TICK_SECONDS, type World } from '@muster/sim-core';
import { createRosGraph, type RosGraph } from '../graph/ros-graph.ts';
import type { NavigationDistribution } from '../messages/tables/navigation.ts';
import type { RosDialect } from '../messages/type-registry.ts';
import { attachRobots, type RobotsFace } from './attach-robots.ts';
import { offerControls } from './controls.ts';

export type SimulationOptions = {
  readonly model: WorldModel;
  /** Default: the scene's own. */
  readonly seed?: number;
  readonly faults?: readonly Fault[];
  readonly dialect?: RosDialect;
  readonly distribution?: NavigationDistribution;
  /** Offer `/simulator/set_fault` and `/simulator/clear_fault`: no robot has them, so that they are left out by default. */
  readonly controls?: boolean;
  /** Robots that are reached at another address. */
  readonly elsewhere?: ReadonlySet<string>;
  /** Called after each tick and before anybody hears of it: what is kept of the world is never older than what clients know. */
  readonly beforeFlush?: (world: World) => void;
};

/** A world with its ROS face, in lockstep with whoever steps it: no sockets, no timers. */
export interface Simulation {
  readonly world: World;
  readonly graph: RosGraph;
  readonly face: RobotsFace;
  /**
   * Advances tick by tick, flushing after each.
   *
   * @param withTelemetry see `RobotsFace.flush`
   * @returns how many results and observations went out
   */
  step(ticks?: number, withTelemetry?: boolean): number;
  close(): void;
}

export const createSimulation = (options: SimulationOptions): Simulation => {
  const world = createWorld(options.model, {
    seed: options.seed ?? options.model.scene.seed,
    ...(options.faults ? { faults: options.faults } : {}),
  });
  const graph = createRosGraph({
    dialect: options.dialect ?? 'ros2',
    clock: { now: () => world.tick * TICK_SECONDS },
    ...(options.distribution ? { distribution: options.distribution } : {}),
  });
  const face = attachRobots(world, graph, options.model, options.elsewhere);
  const controls = options.controls ? offerControls(world, graph) : undefined;
  return {
    world,
    graph,
    face,
    step: (ticks = 1, withTelemetry = true) => {
      let important = 0;
      for (let k = 0; k < ticks; k += 1) {
        world.step(1);
        options.beforeFlush?.(world);
        important += face.flush(withTelemetry);
        graph.advance();
      }
      return important;
    },
    close: () => {
      controls?.close();
      face.close();
    },
  };
};
