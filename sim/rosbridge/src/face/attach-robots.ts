import type { RobotManifest, WorldModel } from '@muster/domain';
import type { World } from '@muster/sim-core';
import type { RosGraph } from '../graph/ros-graph.ts';
import { publishBuilding } from './building.ts';
import { createDeviceFace, type DeviceFace } from './device-calls.ts';
import { createFaultyLink } from './link.ts';
import { type RobotCalls, registerRobotCalls, typeOf } from './robot-calls.ts';
import { createRobotTelemetry, type RobotTelemetry } from './telemetry.ts';

const FEEDBACK_TICKS = 10;

/** The simulated robots and devices of a world on a ROS graph. */
export interface RobotsFace {
  /**
   * To be called after the world has stepped: hands results and observations over, then telemetry that is due.
   *
   * @param withTelemetry false leaves periodic telemetry out, for runs faster than a socket can carry
   * @returns how many results and observations went out
   */
  flush(withTelemetry?: boolean): number;
  /** Goals and calls that wait for a result. */
  readonly pending: number;
  close(): void;
}

type Robot = { readonly calls: RobotCalls; readonly telemetry: RobotTelemetry };

/**
 * Registers every robot and device of a scene on a graph, from manifests alone: calls as action servers, services and topics, telemetry,
 * `/tf`. Faults of the link come from the world.
 *
 * @param elsewhere robots that are reached at another address; one whose manifest this graph has no types for is left out
 */
export const attachRobots = (
  world: World,
  graph: RosGraph,
  model: WorldModel,
  elsewhere: ReadonlySet<string> = new Set(),
): RobotsFace => {
  const link = createFaultyLink(world);
  graph.setLinkFilter(link.filter);
  const robots = new Map<string, Robot>();
  for (const robot of [...model.scene.robots].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const manifest = model.library.robots[robot.kind];
    if (!manifest || (elsewhere.has(robot.id) && !canExpress(graph, manifest))) continue;
    robots.set(robot.id, {
      calls: registerRobotCalls(world, graph, model, robot.id, manifest),
      telemetry: createRobotTelemetry(world, graph, model, robot.id, manifest),
    });
  }
  const building = publishBuilding(world, graph, model);
  const devices: { id: string; face: DeviceFace }[] = [];
  for (const place of model.scene.places) {
    const manifest = place.device === undefined ? undefined : model.library.devices[place.device];
    if (manifest) devices.push({ id: place.id, face: createDeviceFace(world, graph, place, manifest) });
  }
  let seen = 0;
  let fedBack = 0;
  return {
    get pending() {
      let sum = 0;
      for (const { calls } of robots.values()) sum += calls.pending;
      return sum;
    },
    flush: (withTelemetry = true) => {
      let important = 0;
      const changed = new Set<string>();
      link.advance();
      for (const event of world.events(seen)) {
        seen = event.sequence;
        if (event.type === 'result') {
          robots.get(event.robot)?.calls.settle(event);
          important += 1;
        } else if (event.type === 'observed') {
          robots.get(event.robot)?.telemetry.observed(event);
          important += 1;
        } else if (event.type === 'state') changed.add(event.entity);
      }
      for (const { id, face } of devices) face.publish(world.tick, changed.has(id));
      if (!withTelemetry) return important;
      for (const { telemetry } of robots.values()) telemetry.publish(world.tick);
      if (world.tick - fedBack >= FEEDBACK_TICKS) {
        fedBack = world.tick;
        for (const { calls } of robots.values()) calls.feedback();
      }
      return important;
    },
    close: () => {
      graph.setLinkFilter(undefined);
      for (const { calls, telemetry } of robots.values()) {
        calls.close();
        telemetry.close();
      }
      for (const { face } of devices) face.close();
      building.close();
    },
  };
};

/** Whether every type of a manifest exists on a graph: a ROS 1 robot's may not on a ROS 2 graph. */
const canExpress = (graph: RosGraph, manifest: RobotManifest): boolean => {
  try {
    for (const call of Object.values(manifest.calls)) {
      const type = typeOf(graph, call);
      if (call.kind === 'service') graph.types.service(type);
      else if (call.kind === 'topic') graph.types.message(type);
      else graph.types.action(type);
    }
    for (const { type } of Object.values(manifest.telemetry))
      graph.types.message(typeOf(graph, { kind: 'topic', type }));
    return true;
  } catch {
    return false;
  }
};
