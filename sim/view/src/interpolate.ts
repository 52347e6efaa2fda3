import type { SimPose, SimSnapshot } from '@muster/sim-core';

/** Shortest way from one angle to another, radians. */
export const turnBetween = (from: number, to: number): number => {
  const turn = (to - from) % (2 * Math.PI);
  if (turn > Math.PI) return turn - 2 * Math.PI;
  return turn < -Math.PI ? turn + 2 * Math.PI : turn;
};

const mix = (a: number, b: number, share: number): number => a + (b - a) * share;

export const mixPose = (a: SimPose, b: SimPose, share: number): SimPose =>
  a.floor === b.floor
    ? {
        floor: b.floor,
        x: mix(a.x, b.x, share),
        y: mix(a.y, b.y, share),
        z: mix(a.z, b.z, share),
        yaw: a.yaw + turnBetween(a.yaw, b.yaw) * share,
      }
    : share < 0.5
      ? a
      : b;

/** Distance (m) beyond which a body was put somewhere, not moved there. */
const JUMP = 3;
const far = (a: SimPose, b: SimPose): boolean => Math.abs(a.x - b.x) + Math.abs(a.y - b.y) > JUMP;

/** An instant between two snapshots; everything that is not a pose, a joint or an opening is taken from the later one. */
export const mixSnapshots = (a: SimSnapshot, b: SimSnapshot, share: number): SimSnapshot => {
  if (share >= 1 || a.scene !== b.scene || a === b) return b;
  const robots = new Map(a.robots.map((robot) => [robot.id, robot]));
  const items = new Map(a.items.map((item) => [item.id, item]));
  const devices = new Map(a.devices.map((device) => [device.id, device]));
  const people = new Map(a.people.map((person) => [person.id, person]));
  return {
    ...b,
    seconds: mix(a.seconds, b.seconds, share),
    robots: b.robots.map((robot) => {
      const old = robots.get(robot.id);
      if (!old || far(old.pose, robot.pose)) return robot;
      return {
        ...robot,
        pose: mixPose(old.pose, robot.pose, share),
        odometer: mix(old.odometer, robot.odometer, share),
        joints: robot.joints.map((joints, hand) =>
          joints.map((angle, k) => mix(old.joints[hand]?.[k] ?? angle, angle, share)),
        ),
        grips: robot.grips.map((grip, hand) => mix(old.grips[hand] ?? grip, grip, share)),
      };
    }),
    items: b.items.map((item) => {
      const old = items.get(item.id);
      return old === undefined || old === item || far(old.pose, item.pose)
        ? item
        : { ...item, pose: mixPose(old.pose, item.pose, share) };
    }),
    devices: b.devices.map((device) => {
      const old = devices.get(device.id);
      if (old === undefined || old === device) return device;
      return {
        ...device,
        opening: mix(old.opening, device.opening, share),
        ...(device.liftHeight !== undefined && old.liftHeight !== undefined
          ? { liftHeight: mix(old.liftHeight, device.liftHeight, share) }
          : {}),
      };
    }),
    people: b.people.map((person) => {
      const old = people.get(person.id);
      return old && !far(old.pose, person.pose) ? { ...person, pose: mixPose(old.pose, person.pose, share) } : person;
    }),
  };
};
