import { faultOn } from '../faults/active.ts';
import { abs, clamp } from '../math/dmath.ts';
import { forgetSlack, type Sim } from '../sim.ts';
import type { Motion } from '../state.ts';
import { loadLeg } from './legs.ts';

/** Stages of a ride: called, boarding, doors closing, riding, doors opening. */
const STAGE = { called: 0, boarding: 1, closing: 2, riding: 3, leaving: 4 } as const;

/** One tick of a robot that goes to another floor by lift: it waits for the car, rides, and leaves when the doors are open. */
export const rideLift = (sim: Sim, robot: number, motion: Motion): void => {
  const { lane, int, tables } = sim.state;
  const at = motion.next * 4;
  const place = motion.lifts[motion.next]!;
  const device = tables.devices[sim.fixed.devices.indexOf(place)]!;
  lane.vx[robot] = 0;
  lane.vy[robot] = 0;
  lane.turn[robot] = 0;
  const id = sim.fixed.places[place]!.id;
  if (device.rider !== robot) {
    if (device.rider >= 0 || faultOn(sim, 'lift_stuck', id)) {
      motion.blockedBy = id;
      return;
    }
    device.rider = robot;
    device.stage = STAGE.called;
  }
  motion.blockedBy = '';
  const from = motion.points[at - 2]!;
  const to = motion.points[at + 2]!;
  switch (device.stage) {
    case STAGE.called:
      device.goal = from;
      if (device.height === from) {
        device.wanted = 1;
        device.stage = STAGE.boarding;
      }
      return;
    case STAGE.boarding:
      if (device.opening < 0.95) return;
      device.wanted = 0;
      device.stage = STAGE.closing;
      return;
    case STAGE.closing:
      if (device.opening > 0.05) return;
      device.goal = to;
      device.stage = STAGE.riding;
      return;
    case STAGE.riding: {
      const part = abs(to - from) < 1e-9 ? 1 : clamp((device.height - from) / (to - from), 0, 1);
      lane.z[robot] = device.height;
      lane.x[robot] = motion.points[at - 4]! + (motion.points[at]! - motion.points[at - 4]!) * part;
      lane.y[robot] = motion.points[at - 3]! + (motion.points[at + 1]! - motion.points[at - 3]!) * part;
      if (part >= 0.5 && int.floor[robot] !== motion.points[at + 3]) {
        int.floor[robot] = motion.points[at + 3]!;
        forgetSlack(sim);
      }
      if (device.height !== to) return;
      device.wanted = 1;
      device.stage = STAGE.leaving;
      return;
    }
    default:
      if (device.opening < 0.95) return;
      device.rider = -1;
      device.wanted = 0;
      motion.next += 1;
      loadLeg(sim, robot);
  }
};

/** Frees the lifts that wait for a robot whose command was ended. A robot inside rides to the end first. */
export const abandonLift = (sim: Sim, robot: number): void => {
  for (const device of sim.state.tables.devices)
    if (device.rider === robot) {
      device.rider = -1;
      device.wanted = 0;
    }
};
