import type { RobotCommand, RobotDriver, RobotEvent, WorldModel } from '@muster/domain';
import type { SimCommand, SimEvent, World } from '@muster/sim-core';
import { createFaultyLink } from '@muster/sim-rosbridge/face';

/** Ticks between two reports of a robot. */
const POSE_TICKS = 4;
const BATTERY_TICKS = 40;
const SIGHT_TICKS = 100;

export type DirectRobots = {
  readonly drivers: ReadonlyMap<string, RobotDriver>;
  /** To be called after each step of the world: hands over what happened and what is due. */
  flush(): void;
};

/**
 * Drivers that command a simulated world without ROS in between, in its own time: for many futures a second. The world's faults of the link
 * spoil both directions as they do over the wire.
 */
export const createDirectRobots = (world: World, model: WorldModel): DirectRobots => {
  const link = createFaultyLink(world);
  const listeners = new Map<string, Set<(event: RobotEvent) => void>>();
  const emit = (event: RobotEvent): void => {
    for (const listener of listeners.get(event.robot) ?? []) listener(event);
  };
  const through = (robot: string, deliver: () => void): void => link.filter(`/${robot}`, deliver);
  const drivers = new Map<string, RobotDriver>();
  for (const { id: robot } of model.scene.robots) {
    const own = new Set<(event: RobotEvent) => void>();
    listeners.set(robot, own);
    const apply = (command: SimCommand): void => through(robot, () => world.apply(command));
    drivers.set(robot, {
      robot,
      connected: () => true,
      send: (command) => apply(simCommand(command)),
      cancel: (id) => apply({ kind: 'cancel', robot, id }),
      hold: () => apply({ kind: 'hold', robot }),
      release: () => apply({ kind: 'release', robot }),
      on: (listener) => {
        own.add(listener);
        return () => own.delete(listener);
      },
      close: () => own.clear(),
    });
  }
  let seen = 0;
  return {
    drivers,
    flush: () => {
      link.advance();
      for (const event of world.events(seen)) {
        seen = event.sequence;
        const told = toldEvent(event);
        if (told) through(told.robot, () => emit(told));
      }
      if (world.tick % POSE_TICKS !== 0) return;
      for (const robot of drivers.keys()) {
        if (world.senses.isOff(robot)) continue;
        if (!world.senses.fault('sensor_dropout', robot, 'odom')) {
          const pose = { ...world.senses.believedPose(robot)!, at: world.seconds };
          const { x, y, z } = world.senses.velocity(robot)!;
          through(robot, () => emit({ type: 'pose', robot, pose, speed: Math.hypot(x, y, z) }));
        }
        const running = world.senses.command(robot);
        if (running)
          through(robot, () =>
            emit({ type: 'progress', robot, command: running.id, progress: running.progress, phase: running.phase }),
          );
        if (world.tick % SIGHT_TICKS === 0) {
          const facts = world.senses.sight(robot);
          if (facts.length > 0) through(robot, () => emit({ type: 'observed', robot, facts }));
        }
        if (world.tick % BATTERY_TICKS === 0 && !world.senses.fault('sensor_dropout', robot, 'battery')) {
          const charge = world.number('battery', [robot]);
          through(robot, () => emit({ type: 'battery', robot, charge }));
        }
      }
    },
  };
};

const simCommand = (command: RobotCommand): SimCommand =>
  command.kind === 'travel'
    ? {
        kind: 'travel',
        robot: command.robot,
        id: command.id,
        waypoints: command.waypoints,
        speed: command.speed,
      }
    : {
        kind: 'skill',
        robot: command.robot,
        id: command.id,
        skill: command.skill,
        role: command.role,
        args: command.args,
        others: command.others,
      };

const toldEvent = (event: SimEvent): RobotEvent | undefined => {
  if (event.type === 'observed') return { type: 'observed', robot: event.robot, facts: event.facts };
  if (event.type !== 'result') return undefined;
  const { robot, command, code, message, found } = event;
  return {
    type: 'result',
    robot,
    command,
    outcome: code === 'SIM_PREEMPTED' ? 'failed' : event.outcome,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(found === undefined ? {} : { found }),
  };
};
