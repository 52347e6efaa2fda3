import { factKey } from '@muster/domain';
import { faultOn } from '../faults/active.ts';
import { PERSON_RADIUS, TICK_SECONDS, TICKS_PER_SECOND } from '../fixed.ts';
import { pointToBox } from '../geometry/footprint.ts';
import { attach, childrenOf, freeSpace } from '../items.ts';
import { abs, clamp, max } from '../math/dmath.ts';
import { type Sim, setState, stateOf } from '../sim.ts';
import type { DeviceState } from '../state.ts';

const OPENING_SECONDS = 2;
/** An automatic door opens for bodies this near, metres, and stays open this long after. */
const APPROACH = 1.8;
const STAYS_OPEN_TICKS = 3 * TICKS_PER_SECOND;
/** Tick until which a door stays open that was opened by command. */
export const HELD_OPEN = Number.MAX_SAFE_INTEGER;

/** Doors, lids, lifts and machines, one tick. */
export const stepDevices = (sim: Sim): void => {
  const { devices } = sim.state.tables;
  for (let k = 0; k < devices.length; k += 1) {
    const device = devices[k]!;
    const place = sim.fixed.places[sim.fixed.devices[k]!]!;
    const behaviour = place.device?.behaviour;
    if (behaviour === 'door') stepDoor(sim, sim.fixed.devices[k]!, device);
    else if (behaviour === 'lift') stepLift(sim, sim.fixed.devices[k]!, device);
    if (device.opening !== device.wanted) stepOpening(sim, place.id, behaviour, device);
    if (device.cycle > 0 || stateOf(sim, place.id, 'running'))
      stepMachine(sim, place.id, place.device?.seconds, device);
  }
};

const stepOpening = (sim: Sim, id: string, behaviour: string | undefined, device: DeviceState): void => {
  if (faultOn(sim, 'door_stuck', id)) return;
  const seconds = behaviour === 'door' || behaviour === 'lift' ? OPENING_SECONDS : OPENING_SECONDS / 2;
  const step = TICK_SECONDS / seconds;
  device.opening = clamp(device.opening + clamp(device.wanted - device.opening, -step, step), 0, 1);
  if (abs(device.opening - device.wanted) < 1e-9) device.opening = device.wanted;
  if (behaviour !== 'lift') setState(sim, id, 'open', device.opening >= 0.95);
};

/** A body in the doorway keeps it from closing; automatic doors open for whoever comes near. */
const stepDoor = (sim: Sim, index: number, device: DeviceState): void => {
  const place = sim.fixed.places[index]!;
  const automatic = place.device?.automatic === true;
  if (device.opening === 0 && device.wanted === 0 && !automatic) return;
  const { bodies } = sim;
  const range = automatic ? APPROACH : 0;
  let near = false;
  let within = false;
  for (let i = 0; i < bodies.count && !within; i += 1) {
    if (bodies.floor[i] !== place.floor) continue;
    const radius = i < bodies.robots ? bodies.bounding[i]! : PERSON_RADIUS;
    const dx = bodies.x[i]! - place.footprint.x;
    const dy = bodies.y[i]! - place.footprint.y;
    if (dx * dx + dy * dy > (range + radius + 3) * (range + radius + 3)) continue;
    const distance = pointToBox(bodies.x[i]!, bodies.y[i]!, place.footprint) - radius;
    near ||= distance < range;
    within ||= distance < 0;
  }
  if (within && device.wanted < 1 && device.opening > 0) device.wanted = 1;
  if (!automatic || stateOf(sim, place.id, 'locked')) return;
  if (near && !faultOn(sim, 'door_closed', place.id)) {
    device.wanted = 1;
    device.openUntil = max(device.openUntil, sim.state.tick + STAYS_OPEN_TICKS);
  } else if (sim.state.tick >= device.openUntil && !within) device.wanted = 0;
};

const stepLift = (sim: Sim, index: number, device: DeviceState): void => {
  const place = sim.fixed.places[index]!;
  if (device.height === device.goal || faultOn(sim, 'lift_stuck', place.id)) return;
  const floors = sim.fixed.floors.map((floor) => floor.elevation).sort((a, b) => a - b);
  const rise = floors.length > 1 ? max(1, (floors[floors.length - 1]! - floors[0]!) / (floors.length - 1)) : 3;
  const step = (rise / max(1, place.device?.seconds ?? 6)) * TICK_SECONDS;
  device.height += clamp(device.goal - device.height, -step, step);
  if (abs(device.height - device.goal) < 1e-9) device.height = device.goal;
};

/** A belt brings what lies on it to its end, as far as there is room, and runs on. */
const convey = (sim: Sim, id: string, end: string): void => {
  if (!sim.fixed.placeIndex.has(end)) return;
  for (const item of childrenOf(sim, 'place', id))
    if (freeSpace(sim, end) >= 1) attach(sim, item, { kind: 'place', id: end });
};

/** A machine that was started runs its cycle, then stops and has processed what is in it. */
const stepMachine = (sim: Sim, id: string, seconds: number | undefined, device: DeviceState): void => {
  if (!stateOf(sim, id, 'running')) {
    device.cycle = 0;
    return;
  }
  if (faultOn(sim, 'machine_alarm', id)) {
    setState(sim, id, 'running', false);
    device.cycle = 0;
    return;
  }
  if (seconds === undefined || seconds === 0) return;
  if (device.cycle === 0) device.cycle = Math.round(seconds * TICKS_PER_SECOND) + 1;
  device.cycle -= 1;
  if (device.cycle > 0) return;
  const end = sim.fixed.model.entities[id]?.properties.conveys_to;
  if (typeof end === 'string') {
    convey(sim, id, end);
    return;
  }
  setState(sim, id, 'running', false);
  for (const item of childrenOf(sim, 'place', id))
    sim.state.tables.records[factKey('processed', sim.fixed.items[item]!, id)] ??= sim.state.tick;
};
