import { factKey, type Primitive } from '@muster/domain';
import { HELD_OPEN } from '../devices/step.ts';
import { faultOn, strikes } from '../faults/active.ts';
import { attach, childrenOf, heldBy, itemSpot, loadedOn } from '../items.ts';
import { type Refusal, refusal, robotId, type Sim, setState, stateOf } from '../sim.ts';
import type { SkillRun } from '../state.ts';
import { evaluate, factHolds } from '../truth.ts';
import {
  checkAtPlace,
  checkCarrier,
  checkFree,
  checkGrip,
  checkNear,
  checkOpen,
  checkPut,
  checkReach,
  checkSelfLoading,
  checkSight,
  itemPlace,
} from './checks.ts';
import { passThrough } from './passage.ts';
import { comeDown, dock, type Step, setPosture, takeOff } from './posture.ts';
import { carryTogether, graspTogether } from './together.ts';

export type Bindings = Readonly<Record<string, string>>;

const first = (...checks: readonly (() => Refusal | undefined)[]): Refusal | undefined => {
  for (const check of checks) {
    const found = check();
    if (found) return found;
  }
  return undefined;
};

const robotOf = (sim: Sim, bindings: Bindings, name: string): number =>
  sim.fixed.robotIndex.get(bindings[name] ?? '') ?? -1;
const itemOf = (sim: Sim, bindings: Bindings, name: string): number =>
  sim.fixed.itemIndex.get(bindings[name] ?? '') ?? -1;

/** Carries one primitive out, as far as one tick goes: every effect comes after the checks that geometry demands. */
export const perform = (sim: Sim, run: SkillRun, bindings: Bindings, primitive: Primitive): Step => {
  switch (primitive.do) {
    case 'grasp':
      return grasp(sim, run, robotOf(sim, bindings, primitive.role), itemOf(sim, bindings, primitive.item));
    case 'release':
      return release(
        sim,
        robotOf(sim, bindings, primitive.role),
        itemOf(sim, bindings, primitive.item),
        bindings[primitive.onto] ?? '',
      );
    case 'load':
      return load(sim, robotOf(sim, bindings, primitive.role), itemOf(sim, bindings, primitive.item));
    case 'unload':
      return unload(
        sim,
        robotOf(sim, bindings, primitive.role),
        itemOf(sim, bindings, primitive.item),
        bindings[primitive.onto] ?? '',
      );
    case 'transfer':
      return transfer(
        sim,
        robotOf(sim, bindings, primitive.from),
        robotOf(sim, bindings, primitive.to),
        itemOf(sim, bindings, primitive.item),
      );
    case 'grasp-together':
      return graspTogether(
        sim,
        primitive.roles.map((role) => robotOf(sim, bindings, role)),
        itemOf(sim, bindings, primitive.item),
      );
    case 'carry-together':
      return carryTogether(
        sim,
        primitive.roles.map((role) => robotOf(sim, bindings, role)),
        itemOf(sim, bindings, primitive.item),
        bindings[primitive.onto] ?? '',
        run,
      );
    case 'observe':
      return observe(
        sim,
        run,
        bindings,
        robotOf(sim, bindings, primitive.role),
        bindings[primitive.target] ?? '',
        primitive.record,
      );
    case 'set-state':
      return changeState(
        sim,
        run,
        primitive.role ? robotOf(sim, bindings, primitive.role) : -1,
        bindings[primitive.of] ?? '',
        primitive.state,
        primitive.value,
      );
    case 'change':
    case 'set-number':
      return changeNumber(sim, bindings, primitive);
    case 'record':
      sim.state.tables.records[factKey(primitive.fact, ...primitive.args.map((arg) => bindings[arg] ?? arg))] ??=
        sim.state.tick;
      return 'done';
    case 'posture':
      return posture(sim, run, bindings, robotOf(sim, bindings, primitive.role), primitive.posture);
    case 'pass':
      return passThrough(
        sim,
        run,
        robotOf(sim, bindings, primitive.role),
        bindings[primitive.through] ?? '',
        bindings[primitive.to] ?? '',
      );
    case 'dwell':
      return 'done';
  }
};

const grasp = (sim: Sim, run: SkillRun, robot: number, item: number): Step => {
  const { fixed } = sim;
  if (robot < 0 || item < 0) return refusal('SIM_UNKNOWN_ENTITY', 'the robot or the item does not exist');
  const name = fixed.items[item]!;
  const { parent } = sim.state.tables.items[item]!;
  const place = itemPlace(sim, item);
  if (parent.kind === 'gone') return refusal('SIM_ITEM_NOT_THERE', `${name} is not there`);
  if (parent.kind === 'hand' || parent.kind === 'together' || parent.kind === 'person')
    return refusal('SIM_ITEM_ATTACHED', `${name} is in somebody's hand`);
  if (parent.kind === 'carrier') {
    const carrier = fixed.robotIndex.get(parent.id)!;
    const landed = carrier === robot ? 'done' : comeDown(sim, carrier, undefined);
    if (landed !== 'done') return landed;
    const bad = carrier === robot ? undefined : checkNear(sim, robot, carrier);
    if (bad) return bad;
  } else if (place !== undefined) {
    if (checkAtPlace(sim, robot, fixed.places[place]!.id))
      return refusal('SIM_ITEM_NOT_THERE', `${name} is not within reach of ${robotId(sim, robot)}`);
    const bad = checkReach(sim, robot, place);
    if (bad) return bad;
  } else {
    const spot = itemSpot(sim, item);
    const dx = spot.x - sim.state.lane.x[robot]!;
    const dy = spot.y - sim.state.lane.y[robot]!;
    const reach = Math.max(0, ...fixed.manifests[robot]!.hands.map((hand) => hand.reach));
    if (spot.floor !== sim.state.int.floor[robot] || dx * dx + dy * dy > reach * reach)
      return refusal('SIM_ITEM_NOT_THERE', `${name} is not within reach of ${robotId(sim, robot)}`);
  }
  const bad = first(
    () => checkFree(sim, item),
    () => checkGrip(sim, robot, item, run),
  );
  if (bad) return bad;
  if (strikes(sim, 'slip', robotId(sim, robot)) || strikes(sim, 'slip', name))
    return refusal('SIM_GRASP_SLIPPED', `${name} slipped out of the gripper of ${robotId(sim, robot)}`);
  attach(
    sim,
    strikes(sim, 'wrong_item', robotId(sim, robot)) ? neighbour(sim, item) : item,
    { kind: 'hand', id: robotId(sim, robot) },
    robot,
  );
  return 'done';
};

/** Another item at the same place, for the fault of gripping the wrong one; the item itself when it is alone. */
const neighbour = (sim: Sim, item: number): number => {
  const { parent } = sim.state.tables.items[item]!;
  if (parent.kind !== 'place' && parent.kind !== 'item') return item;
  return childrenOf(sim, parent.kind, parent.id).find((other) => other !== item && !checkFree(sim, other)) ?? item;
};

const release = (sim: Sim, robot: number, item: number, onto: string): Step => {
  const { fixed } = sim;
  if (robot < 0 || item < 0) return refusal('SIM_UNKNOWN_ENTITY', 'the robot or the item does not exist');
  const name = fixed.items[item]!;
  if (!heldBy(sim, robot).includes(item))
    return refusal('SIM_NOT_HELD', `${robotId(sim, robot)} does not hold ${name}`);
  const carrier = fixed.robotIndex.get(onto);
  if (carrier !== undefined) {
    const landed = comeDown(sim, carrier, undefined);
    if (landed !== 'done') return landed;
    const bad = first(
      () => (carrier === robot ? undefined : checkNear(sim, robot, carrier)),
      () => checkCarrier(sim, carrier, item),
    );
    if (bad) return bad;
    attach(sim, item, { kind: 'carrier', id: onto }, robot);
    return 'done';
  }
  if (fixed.personIndex.has(onto)) {
    const bad = checkSight(sim, robot, onto);
    if (bad) return bad;
    attach(sim, item, { kind: 'person', id: onto }, robot);
    return 'done';
  }
  const place = targetPlace(sim, onto);
  if (place === undefined) return refusal('SIM_UNKNOWN_ENTITY', `there is no ${onto} to put ${name} on`);
  const bad = first(
    () => checkAtPlace(sim, robot, fixed.places[place]!.id),
    () => checkReach(sim, robot, place),
    () => checkPut(sim, onto, name),
  );
  if (bad) return bad;
  if (strikes(sim, 'drop', robotId(sim, robot)))
    return refusal('SIM_DROPPED', `${robotId(sim, robot)} could not let go of ${name} properly`);
  attach(sim, item, { kind: fixed.placeIndex.has(onto) ? 'place' : 'item', id: onto }, robot);
  return 'done';
};

/** The place at which a thing to put something on is. */
const targetPlace = (sim: Sim, onto: string): number | undefined => {
  const item = sim.fixed.itemIndex.get(onto);
  return sim.fixed.placeIndex.get(onto) ?? (item === undefined ? undefined : itemPlace(sim, item));
};

const load = (sim: Sim, robot: number, item: number): Step => {
  if (robot < 0 || item < 0) return refusal('SIM_UNKNOWN_ENTITY', 'the robot or the item does not exist');
  const name = sim.fixed.items[item]!;
  const place = itemPlace(sim, item);
  if (place === undefined || checkAtPlace(sim, robot, sim.fixed.places[place]!.id))
    return refusal('SIM_ITEM_NOT_THERE', `${name} is not where ${robotId(sim, robot)} is`);
  const bad = first(
    () => checkFree(sim, item),
    () => checkSelfLoading(sim, robot, place),
    () => checkCarrier(sim, robot, item),
  );
  if (bad) return bad;
  if (strikes(sim, 'slip', robotId(sim, robot)) || strikes(sim, 'slip', name))
    return refusal('SIM_GRASP_SLIPPED', `${name} slid off ${robotId(sim, robot)}`);
  attach(sim, item, { kind: 'carrier', id: robotId(sim, robot) }, robot);
  return 'done';
};

const unload = (sim: Sim, robot: number, item: number, onto: string): Step => {
  if (robot < 0 || item < 0) return refusal('SIM_UNKNOWN_ENTITY', 'the robot or the item does not exist');
  const name = sim.fixed.items[item]!;
  if (!loadedOn(sim, robot).includes(item))
    return refusal('SIM_NOT_LOADED', `${name} is not on ${robotId(sim, robot)}`);
  const place = targetPlace(sim, onto);
  if (place === undefined) return refusal('SIM_UNKNOWN_ENTITY', `there is no ${onto} to unload to`);
  const bad = first(
    () => checkAtPlace(sim, robot, sim.fixed.places[place]!.id),
    () => checkSelfLoading(sim, robot, place),
    () => checkPut(sim, onto, name),
  );
  if (bad) return bad;
  attach(sim, item, { kind: sim.fixed.placeIndex.has(onto) ? 'place' : 'item', id: onto }, robot);
  return 'done';
};

const transfer = (sim: Sim, from: number, to: number, item: number): Step => {
  if (from < 0 || to < 0 || item < 0) return refusal('SIM_UNKNOWN_ENTITY', 'a robot or the item does not exist');
  if (!heldBy(sim, from).includes(item))
    return refusal('SIM_NOT_HELD', `${robotId(sim, from)} does not hold ${sim.fixed.items[item]!}`);
  const bad = first(
    () => checkNear(sim, from, to),
    () => checkGrip(sim, to, item, undefined),
  );
  if (bad) return bad;
  if (strikes(sim, 'slip', robotId(sim, to)))
    return refusal('SIM_GRASP_SLIPPED', `${robotId(sim, to)} did not get a grip on ${sim.fixed.items[item]!}`);
  attach(sim, item, { kind: 'hand', id: robotId(sim, to) }, to);
  return 'done';
};

const observe = (
  sim: Sim,
  run: SkillRun,
  bindings: Bindings,
  robot: number,
  target: string,
  record: string | undefined,
): Step => {
  const bad = first(
    () => checkSight(sim, robot, target),
    () => {
      const item = sim.fixed.itemIndex.get(target);
      return item === undefined ? undefined : hidden(sim, item);
    },
  );
  if (bad) return bad;
  if (faultOn(sim, 'sensor_dropout', robotId(sim, robot)))
    return refusal('SIM_SKILL_FAILED', `the sensor of ${robotId(sim, robot)} is out`);
  if (record) sim.state.tables.records[factKey(record, target)] ??= sim.state.tick;
  const skill = sim.fixed.model.library.skills[run.skill]!;
  const matching = skill.outcomes?.find((outcome) =>
    outcome.effects.every((effect) => {
      const negated = effect[0] === 'not';
      const atom = (negated ? effect[1] : effect) as readonly [string, ...string[]];
      const ground = atom.map((term) => bindings[term] ?? term) as unknown as readonly [string, ...string[]];
      return factHolds(sim, ground) !== negated;
    }),
  );
  if (matching) run.found = matching.id;
  return 'done';
};

/** A closed container around an item hides it. */
const hidden = (sim: Sim, item: number): Refusal | undefined => {
  const { parent } = sim.state.tables.items[item]!;
  if (parent.kind === 'gone') return refusal('SIM_ITEM_NOT_THERE', `${sim.fixed.items[item]!} is not there`);
  return parent.kind === 'place' || parent.kind === 'item' ? checkOpen(sim, parent.id) : undefined;
};

const STUCK_TICKS = 160;

const changeState = (sim: Sim, run: SkillRun, robot: number, of: string, state: string, value: boolean): Step => {
  if (!sim.fixed.model.entities[of]) return refusal('SIM_UNKNOWN_ENTITY', `there is no ${of}`);
  const place = sim.fixed.placeIndex.get(of);
  if (robot >= 0 && place !== undefined && run.begun === sim.state.tick) {
    const bad = checkAtPlace(sim, robot, of);
    if (bad) return bad;
  }
  if (state === 'open' && value && stateOf(sim, of, 'locked')) return refusal('SIM_CLOSED', `${of} is locked`);
  if (state === 'running' && value && faultOn(sim, 'machine_alarm', of))
    return refusal('SIM_MACHINE_ALARM', `${of} has an alarm and does not start`);
  const device = place === undefined ? -1 : sim.fixed.devices.indexOf(place);
  if (state !== 'open' || device < 0) {
    setState(sim, of, state, value);
    return 'done';
  }
  if (run.begun === sim.state.tick && strikes(sim, 'jam', of)) return refusal('SIM_DEVICE_STUCK', `${of} jams`);
  const found = sim.state.tables.devices[device]!;
  found.wanted = value ? 1 : 0;
  // Opened by command, an automatic door stays open until it is closed by command.
  found.openUntil = value ? HELD_OPEN : 0;
  if (stateOf(sim, of, 'open') === value && (value || found.opening < 0.05)) return 'done';
  return sim.state.tick - run.begun > STUCK_TICKS ? refusal('SIM_DEVICE_STUCK', `${of} does not move`) : 'wait';
};

const changeNumber = (
  sim: Sim,
  bindings: Bindings,
  primitive: Extract<Primitive, { do: 'change' | 'set-number' }>,
): Step => {
  const of = bindings[primitive.of] ?? '';
  const key = factKey(primitive.fluent, of);
  const robot = sim.fixed.robotIndex.get(of);
  const before =
    robot !== undefined && primitive.fluent === 'battery'
      ? sim.state.lane.battery[robot]!
      : (sim.state.tables.numbers[key] ?? 0);
  const value =
    primitive.do === 'change' ? before + evaluate(sim, primitive.by, bindings) : evaluate(sim, primitive.to, bindings);
  if (robot === undefined || primitive.fluent !== 'battery') sim.state.tables.numbers[key] = value;
  else if (!faultOn(sim, 'charger_fault', of)) sim.state.lane.battery[robot] = Math.max(0, Math.min(1, value));
  return 'done';
};

const posture = (
  sim: Sim,
  run: SkillRun,
  bindings: Bindings,
  robot: number,
  wanted: 'fly' | 'land' | 'stand' | 'sit' | 'dock' | 'undock',
): Step => {
  if (robot < 0) return refusal('SIM_UNKNOWN_ROBOT', 'the robot does not exist');
  switch (wanted) {
    case 'fly':
      return takeOff(sim, robot);
    case 'land': {
      const role = sim.fixed.model.library.skills[run.skill]?.roles.find(
        (entry) => bindings[entry.name] === robotId(sim, robot),
      );
      const place = role?.at === undefined ? undefined : sim.fixed.placeIndex.get(bindings[role.at] ?? '');
      return comeDown(sim, robot, place);
    }
    case 'dock':
      return dock(sim, robot);
    case 'undock':
      setPosture(sim, robot, 'stand');
      return 'done';
    default:
      setPosture(sim, robot, wanted);
      return 'done';
  }
};
