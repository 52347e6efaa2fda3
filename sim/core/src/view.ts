import { parseFactKey } from '@muster/domain';
import { touching } from './contacts.ts';
import { TICK_SECONDS } from './fixed.ts';
import { heldBy, itemSpot, loadedOn, poseOf } from './items.ts';
import { clamp } from './math/dmath.ts';
import { robotId, type Sim } from './sim.ts';
import type { SimDevice, SimLed, SimPose, SimRobot, SimSnapshot } from './snapshot.ts';
import { POSTURES } from './state.ts';

/** All that a view needs to draw the present tick; plain JSON, shares nothing with the state. */
export const snapshotOf = (sim: Sim): SimSnapshot => {
  const { fixed, state } = sim;
  const { tables } = state;
  return {
    version: 1,
    scene: fixed.model.scene.id,
    tick: state.tick,
    seconds: state.tick * TICK_SECONDS,
    robots: fixed.robots.map((_, robot) => robotView(sim, robot)),
    items: fixed.items.flatMap((id, item) => {
      const { parent } = tables.items[item]!;
      return parent.kind === 'gone' ? [] : [{ id, pose: poseOf(sim, itemSpot(sim, item)), parent }];
    }),
    devices: devicesView(sim),
    people: fixed.people.map((id, index) => {
      const person = tables.people[index]!;
      return { id, pose: poseOf(sim, person), speed: person.speed };
    }),
    contacts: touching(sim),
    faults: tables.faults
      .filter((entry) => entry.active)
      .map(({ fault }) => ({ id: fault.id, kind: fault.kind, target: fault.target ?? '' })),
    obstacles: tables.obstacles.map((obstacle) => ({
      id: obstacle.id,
      pose: poseOf(sim, { ...obstacle, yaw: 0 }),
      radius: obstacle.radius,
    })),
  };
};

export const robotPose = (sim: Sim, robot: number): SimPose => {
  const { lane, int } = sim.state;
  return {
    floor: sim.fixed.floors[int.floor[robot]!]!.id,
    x: lane.x[robot]!,
    y: lane.y[robot]!,
    z: lane.z[robot]!,
    yaw: lane.yaw[robot]!,
  };
};

const robotView = (sim: Sim, robot: number): SimRobot => {
  const { fixed, state } = sim;
  const { lane, int, tables } = state;
  const motion = tables.motions[robot] ?? null;
  const id = robotId(sim, robot);
  const path: SimPose[] = [];
  if (motion)
    for (let k = motion.next; k < motion.limits.length; k += 1)
      path.push({
        floor: fixed.floors[motion.points[k * 4 + 3]!]!.id,
        x: motion.points[k * 4]!,
        y: motion.points[k * 4 + 1]!,
        z: motion.points[k * 4 + 2]!,
        yaw: motion.yaw ?? 0,
      });
  const command = commandView(sim, robot);
  const hands = fixed.handOffset[robot + 1]! - fixed.handOffset[robot]!;
  const joints: number[][] = [];
  const grips: number[] = [];
  const total = fixed.handOffset[fixed.robots.length]!;
  for (let hand = 0; hand < hands; hand += 1) {
    const at = fixed.handOffset[robot]! + hand;
    joints.push([...state.arms.subarray(at * 6, at * 6 + 6)]);
    grips.push(state.arms[total * 12 + at]!);
  }
  return {
    id,
    kind: fixed.manifests[robot]!.kind,
    pose: robotPose(sim, robot),
    velocity: { x: lane.vx[robot]!, y: lane.vy[robot]!, z: lane.vz[robot]!, yaw: lane.turn[robot]! },
    odometer: lane.odometer[robot]!,
    posture: POSTURES[int.posture[robot]!]!,
    joints,
    grips,
    held: heldBy(sim, robot).map((item) => fixed.items[item]!),
    loaded: loadedOn(sim, robot).map((item) => fixed.items[item]!),
    battery: lane.battery[robot]!,
    led: ledOf(sim, robot),
    holding: int.holding[robot] === 1,
    ...(command ? { command } : {}),
    path,
    ...(motion && motion.blockedBy !== '' ? { blockedBy: motion.blockedBy } : {}),
    faults: tables.faults.filter((entry) => entry.active && entry.fault.target === id).map((entry) => entry.fault.kind),
  };
};

export const commandView = (sim: Sim, robot: number): SimRobot['command'] => {
  const { tables } = sim.state;
  const run = tables.runs[robot];
  const motion = tables.motions[robot];
  if (run)
    return {
      id: run.command,
      kind: 'skill',
      skill: run.skill,
      args: { ...run.args },
      progress: clamp(run.elapsed / run.duration, 0, 1),
      phase: run.phase,
    };
  if (!motion) return undefined;
  return {
    id: motion.command,
    kind: 'travel',
    skill: 'travel',
    args: {},
    progress: clamp((motion.next - 1) / Math.max(1, motion.limits.length - 1), 0, 1),
    phase: motion.blockedBy === '' ? 'moving' : 'blocked',
  };
};

const ledOf = (sim: Sim, robot: number): SimLed => {
  const { lane, int, tables } = sim.state;
  if (int.offUntil[robot]! > sim.state.tick || lane.battery[robot]! <= 0) return 'off';
  if (int.holding[robot] === 1) return 'holding';
  if (sim.speedFactor[robot] === 0) return 'fault';
  const run = tables.runs[robot];
  if (run) return run.started ? 'working' : 'waiting';
  const motion = tables.motions[robot];
  if (motion) return motion.blockedBy === '' ? 'moving' : 'blocked';
  return int.charging[robot] === 1 ? 'charging' : 'idle';
};

const devicesView = (sim: Sim): SimDevice[] =>
  sim.fixed.devices.map((index, k) => {
    const place = sim.fixed.places[index]!;
    const device = sim.state.tables.devices[k]!;
    const { tables } = sim.state;
    const own = (table: Readonly<Record<string, unknown>>): string[] =>
      Object.keys(table)
        .filter((key) => parseFactKey(key)[1] === place.id)
        .sort();
    const behaviour = place.device?.behaviour ?? 'container';
    const seconds = place.device?.seconds ?? 0;
    return {
      id: place.id,
      behaviour,
      states: own(tables.states).map((key) => parseFactKey(key)[0]),
      numbers: Object.fromEntries(own(tables.numbers).map((key) => [parseFactKey(key)[0], tables.numbers[key]!])),
      opening: device.opening,
      ...(behaviour === 'lift' ? { liftHeight: device.height } : {}),
      ...(seconds > 0 && device.cycle > 0 ? { cycle: clamp(1 - device.cycle / (seconds * 20), 0, 1) } : {}),
      faults: tables.faults
        .filter((entry) => entry.active && entry.fault.target === place.id)
        .map((entry) => entry.fault.kind),
    };
  });
