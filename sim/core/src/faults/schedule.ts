import { type Fault, factKey } from '@muster/domain';
import { TICKS_PER_SECOND } from '../fixed.ts';
import { holdRobot } from '../hold.ts';
import { attach, fall, heldBy, isTorn, loadedOn } from '../items.ts';
import { min } from '../math/dmath.ts';
import { dropMotion } from '../motion/follow.ts';
import { observeLoss } from '../observe.ts';
import { emit, forgetSlack, refusal, robotId, type Sim } from '../sim.ts';
import { finishSkill } from '../skills/run.ts';
import type { FaultState } from '../state.ts';
import { faultNumber, faultOn, faultText } from './active.ts';
import { FAULT_KINDS } from './kinds.ts';

const ticks = (seconds: number): number => Math.round(seconds * TICKS_PER_SECOND);

/** Puts a fault into the world: now, at its second, or as a chance that is drawn at every opportunity. */
export const addFault = (sim: Sim, fault: Fault): void => {
  const at = fault.at === undefined ? sim.state.tick : Math.max(sim.state.tick, ticks(fault.at));
  const entry: FaultState = { fault, at, active: false, done: false };
  sim.state.tables.faults.push(entry);
  sim.state.tables.faults.sort((a, b) => (a.fault.id < b.fault.id ? -1 : a.fault.id > b.fault.id ? 1 : 0));
  if (at <= sim.state.tick) begin(sim, entry);
};

export const clearFault = (sim: Sim, id: string): boolean => {
  const entry = sim.state.tables.faults.find((candidate) => candidate.fault.id === id && !candidate.done);
  if (!entry) return false;
  if (entry.active) end(sim, entry);
  entry.done = true;
  return true;
};

/** Starts and ends faults whose tick has come. */
export const stepFaults = (sim: Sim): void => {
  const { faults } = sim.state.tables;
  for (const entry of faults) {
    if (entry.done || entry.at < 0 || entry.at > sim.state.tick) continue;
    if (entry.active) {
      end(sim, entry);
      entry.done = true;
    } else begin(sim, entry);
  }
};

const tell = (sim: Sim, entry: FaultState, on: boolean): void =>
  emit(sim, { type: 'fault', fault: entry.fault.id, kind: entry.fault.kind, target: entry.fault.target ?? '', on });

const DEFAULT_REBOOT_SECONDS = 20;

const begin = (sim: Sim, entry: FaultState): void => {
  const { fault } = entry;
  const mode = FAULT_KINDS[fault.kind]?.mode;
  entry.active = true;
  const seconds = fault.seconds ?? (fault.kind === 'reboot' ? DEFAULT_REBOOT_SECONDS : undefined);
  entry.at = seconds === undefined ? -1 : sim.state.tick + Math.max(1, ticks(seconds));
  tell(sim, entry, true);
  const robot = sim.fixed.robotIndex.get(fault.target ?? '') ?? -1;
  const item = sim.fixed.itemIndex.get(fault.target ?? '') ?? -1;
  switch (fault.kind) {
    case 'reboot':
      if (robot >= 0) switchOff(sim, robot, entry.at);
      break;
    case 'emergency_stop':
      if (robot >= 0) holdRobot(sim, robot);
      break;
    case 'battery_drop':
      if (robot >= 0)
        sim.state.lane.battery[robot] = min(sim.state.lane.battery[robot]!, faultNumber(entry, 'to', 0.05));
      break;
    case 'localisation_jump':
      if (robot >= 0) {
        sim.state.lane.fixX[robot] = faultNumber(entry, 'dx', 1);
        sim.state.lane.fixY[robot] = faultNumber(entry, 'dy', 0);
        sim.state.lane.fixYaw[robot] = faultNumber(entry, 'dyaw', 0);
      }
      break;
    case 'blocked_aisle':
      addObstacle(sim, entry);
      break;
    case 'person_in_zone':
      sendPerson(sim, entry);
      break;
    case 'door_closed': {
      const device = sim.fixed.devices.findIndex((index) => sim.fixed.places[index]!.id === fault.target);
      if (device >= 0) sim.state.tables.devices[device]!.wanted = 0;
      break;
    }
    case 'object_moved': {
      const to = faultText(entry, 'to');
      if (item >= 0 && to !== undefined && sim.fixed.placeIndex.has(to)) attach(sim, item, { kind: 'place', id: to });
      break;
    }
    case 'object_missing':
      if (item >= 0) {
        sim.state.tables.items[item]!.parent = { kind: 'gone' };
        emit(sim, { type: 'detached', item: fault.target ?? '', to: 'gone', robot: '' });
      }
      break;
    case 'knocked_off':
      if (robot >= 0) dropAll(sim, robot);
      break;
    default:
      break;
  }
  refreshEffects(sim);
  if (mode !== 'instant') return;
  entry.active = false;
  entry.done = true;
};

const end = (sim: Sim, entry: FaultState): void => {
  const { fault } = entry;
  entry.active = false;
  entry.at = -1;
  tell(sim, entry, false);
  const robot = sim.fixed.robotIndex.get(fault.target ?? '') ?? -1;
  if (fault.kind === 'blocked_aisle')
    sim.state.tables.obstacles = sim.state.tables.obstacles.filter((obstacle) => obstacle.id !== fault.id);
  if (fault.kind === 'reboot' && robot >= 0) {
    sim.state.int.offUntil[robot] = 0;
    emit(sim, { type: 'rebooted', robot: robotId(sim, robot), up: true });
  }
  refreshEffects(sim);
};

/** A robot that goes down forgets what it was told and sends no result for it. */
const switchOff = (sim: Sim, robot: number, until: number): void => {
  sim.state.int.offUntil[robot] = until;
  const why = refusal('SIM_REBOOTED', `${robotId(sim, robot)} has rebooted`);
  const run = sim.state.tables.runs[robot];
  if (run) {
    run.command = '';
    finishSkill(sim, robot, 'failed', why);
  }
  const motion = sim.state.tables.motions[robot];
  if (motion) motion.command = '';
  dropMotion(sim, robot, 'canceled', undefined);
  emit(sim, { type: 'rebooted', robot: robotId(sim, robot), up: false });
};

/** Everything that a robot holds or carries falls to the surface below; its sensors notice. */
export const dropAll = (sim: Sim, robot: number): void => {
  const held = heldBy(sim, robot);
  const loaded = loadedOn(sim, robot);
  const id = robotId(sim, robot);
  for (const item of [...held, ...loaded]) {
    fall(sim, item, robot);
    observeLoss(sim, robot, factKey(held.includes(item) ? 'held' : 'loaded', sim.fixed.items[item]!, id));
  }
};

const addObstacle = (sim: Sim, entry: FaultState): void => {
  const target = entry.fault.target ?? '';
  const edge = sim.fixed.edges.find((candidate) => candidate.id === target);
  const nodes = (edge ? [edge.from, edge.to] : [target]).map(
    (id) => sim.fixed.nodes[sim.fixed.nodeIndex.get(id) ?? -1],
  );
  const [a] = nodes;
  const b = nodes[1] ?? a;
  const place = sim.fixed.places[sim.fixed.placeIndex.get(target) ?? -1];
  const spot =
    a && b
      ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, floor: a.floor }
      : place && { x: place.footprint.x, y: place.footprint.y, floor: place.floor };
  if (!spot) return;
  const z = sim.fixed.floors[spot.floor]!.elevation;
  sim.state.tables.obstacles.push({ id: entry.fault.id, ...spot, z, radius: faultNumber(entry, 'radius', 0.4) });
  sim.state.tables.obstacles.sort((p, q) => (p.id < q.id ? -1 : 1));
};

const sendPerson = (sim: Sim, entry: FaultState): void => {
  const index = entry.fault.target === undefined ? 0 : (sim.fixed.personIndex.get(entry.fault.target) ?? -1);
  const person = sim.state.tables.people[index];
  const where = faultText(entry, 'place') ?? '';
  const place = sim.fixed.places[sim.fixed.placeIndex.get(where) ?? -1];
  const node = sim.fixed.nodes[sim.fixed.nodeIndex.get(where) ?? -1];
  const spot = node ?? (place && { x: place.footprint.x, y: place.footprint.y, floor: place.floor });
  if (!person || !spot) return;
  person.sent = { x: spot.x, y: spot.y, floor: spot.floor, until: entry.at < 0 ? 2_000_000_000 : entry.at };
};

/** Recomputes what follows from the fault table. */
export const refreshEffects = (sim: Sim): void => {
  forgetSlack(sim);
  sim.fixed.robots.forEach((id, robot) => {
    let factor = 1;
    if (faultOn(sim, 'stuck', id)) factor = 0;
    const slow = faultOn(sim, 'slow', id);
    if (slow) factor = min(factor, faultNumber(slow, 'factor', 0.4));
    const wind = sim.fixed.manifests[robot]!.mobility.mode === 'fly' ? faultOn(sim, 'wind', id) : undefined;
    if (wind) factor = min(factor, faultNumber(wind, 'factor', 0.5));
    sim.speedFactor[robot] = factor;
  });
};

/** A drop fault is drawn when a robot sets off with something in its hands; it falls a random while later. */
export const armDrop = (sim: Sim, robot: number, draw: () => number, struck: boolean): void => {
  const motion = sim.state.tables.motions[robot];
  if (motion && struck) motion.dropAt = sim.state.tick + 10 + Math.floor(draw() * 60);
};

/** Lets fall what a fault makes a robot drop on its way, and what carriers have pulled apart. */
export const stepDrops = (sim: Sim): void => {
  sim.state.tables.items.forEach(({ parent }, item) => {
    if (parent.kind !== 'together' || !isTorn(sim, parent.ids)) return;
    fall(sim, item, sim.fixed.robotIndex.get(parent.ids[0]!)!);
    for (const id of parent.ids)
      observeLoss(sim, sim.fixed.robotIndex.get(id)!, factKey('held', sim.fixed.items[item]!, id));
  });
  sim.state.tables.motions.forEach((motion, robot) => {
    if (!motion || motion.dropAt < 0 || motion.dropAt > sim.state.tick) return;
    motion.dropAt = -1;
    dropAll(sim, robot);
  });
};
