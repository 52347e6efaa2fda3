import { dmath, type World } from '@muster/sim-core';
import type { LinkFilter } from '../graph/topic-space.ts';

type Late = { readonly due: number; readonly order: number; readonly deliver: () => void };

/** A link that the world's faults can spoil: messages of a robot are lost, late, doubled or overtaken. All draws depend on the seed. */
export interface FaultyLink {
  readonly filter: LinkFilter;
  /** Delivers what has become due. */
  advance(): void;
}

const robotOf = (name: string): string => name.split('/')[1] ?? '';

export const createFaultyLink = (world: World): FaultyLink => {
  let late: Late[] = [];
  let order = 0;
  let drawn = 0;
  const draw = (robot: string): number => {
    drawn += 1;
    // A counter-based draw: splitmix-style, from seed, robot and the number of draws so far.
    let z = Math.imul(world.seed ^ drawn, 0x9e3779b1);
    for (let i = 0; i < robot.length; i += 1) z = Math.imul(z ^ robot.charCodeAt(i), 0x01000193);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
  };
  const later = (seconds: number, deliver: () => void): void => {
    order += 1;
    late.push({ due: world.tick + dmath.max(1, Math.round(seconds * 20)), order, deliver });
  };
  const param = (kind: string, robot: string, name: string, fallback: number): number | undefined => {
    const fault = world.senses.fault(kind, robot);
    if (!fault) return undefined;
    const value = fault.fault.params?.[name];
    return typeof value === 'number' ? value : fallback;
  };
  return {
    filter: (name, deliver) => {
      const robot = robotOf(name);
      if (world.senses.pose(robot) === undefined) {
        deliver();
        return;
      }
      if (world.senses.isOff(robot) || world.senses.fault('link_lost', robot)) return;
      const share = param('lost_messages', robot, 'share', 0.3);
      if (share !== undefined && draw(robot) < share) return;
      const delay = param('late_messages', robot, 'seconds', 2);
      const spread = param('reordered_messages', robot, 'seconds', 1);
      const twice = world.senses.fault('duplicate_messages', robot) !== undefined;
      for (let copy = 0; copy < (twice ? 2 : 1); copy += 1) {
        const seconds = (delay ?? 0) + (spread === undefined ? 0 : spread * draw(robot)) + copy * 0.1;
        if (seconds === 0) deliver();
        else later(seconds, deliver);
      }
    },
    advance: () => {
      if (late.length === 0) return;
      const due = late.filter((entry) => entry.due <= world.tick).sort((a, b) => a.due - b.due || a.order - b.order);
      late = late.filter((entry) => entry.due > world.tick);
      for (const entry of due) entry.deliver();
    },
  };
};
