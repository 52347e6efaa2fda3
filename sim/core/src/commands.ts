import { faultSchema } from '@muster/domain';
import type { ApplyResult, SimCode, SimCommand } from './command.ts';
import { faultOn, strikes } from './faults/active.ts';
import { FAULT_KINDS } from './faults/kinds.ts';
import { addFault, armDrop, clearFault, refreshEffects } from './faults/schedule.ts';
import { holdRobot, releaseRobot } from './hold.ts';
import { heldBy, loadedOn } from './items.ts';
import { dropMotion } from './motion/follow.ts';
import { setMotion } from './motion/legs.ts';
import { abandonLift } from './motion/lift-ride.ts';
import { planMotion } from './motion/path.ts';
import { emit, type Refusal, random, refusal, report, robotId, type Sim, setState, stateOf } from './sim.ts';
import { setPosture } from './skills/posture.ts';
import { beginSkill, finishSkill } from './skills/run.ts';
import { POSTURE } from './state.ts';

const accepted: ApplyResult = { accepted: true };
const refuse = (code: SimCode, message: string): ApplyResult => ({ accepted: false, code, message });

/** Carries a command out at the present tick. Refusals of robot commands are also told as a `result` of `rejected`. */
export const applyCommand = (sim: Sim, command: SimCommand): ApplyResult => {
  switch (command.kind) {
    case 'device':
      return commandDevice(sim, command);
    case 'fault':
      return commandFault(sim, command);
    case 'clear-fault':
      return clearFault(sim, command.id) ? accepted : refuse('SIM_UNKNOWN_FAULT', `there is no fault "${command.id}"`);
    default:
      return commandRobot(sim, command);
  }
};

type RobotCommand = Extract<SimCommand, { readonly robot: string }>;

const commandRobot = (sim: Sim, command: RobotCommand): ApplyResult => {
  const robot = sim.fixed.robotIndex.get(command.robot);
  if (robot === undefined) return refuse('SIM_UNKNOWN_ROBOT', `there is no robot "${command.robot}"`);
  switch (command.kind) {
    case 'hold':
      holdRobot(sim, robot);
      return accepted;
    case 'release':
      if (faultOn(sim, 'emergency_stop', command.robot))
        return refuse('SIM_HELD', `the emergency stop button of ${command.robot} is pressed`);
      releaseRobot(sim, robot);
      return accepted;
    case 'cancel':
      return cancel(sim, robot, command.id);
    default: {
      const why =
        unfit(sim, robot, command) ??
        (command.kind === 'travel' ? travel(sim, robot, command) : beginSkill(sim, robot, command));
      if (!why) {
        emit(sim, { type: 'accepted', robot: command.robot, command: command.id });
        return accepted;
      }
      if (why === 'running') return accepted;
      report(sim, robot, command.id, 'rejected', why);
      return { accepted: false, ...why };
    }
  }
};

/** Why a robot takes no command now; `running` when it carries out this very one. */
const unfit = (
  sim: Sim,
  robot: number,
  command: Extract<RobotCommand, { kind: 'travel' | 'skill' }>,
): Refusal | 'running' | undefined => {
  const { int, lane, tables } = sim.state;
  const id = command.robot;
  if (tables.runs[robot]?.command === command.id || tables.motions[robot]?.command === command.id) return 'running';
  if (int.offUntil[robot]! > sim.state.tick) return refusal('SIM_OFF', `${id} is switched off`);
  if (int.holding[robot] === 1) return refusal('SIM_HELD', `${id} holds until it is released`);
  if (lane.battery[robot]! <= 0) return refusal('SIM_BATTERY_EMPTY', `the battery of ${id} is empty`);
  if (tables.runs[robot]) return refusal('SIM_BUSY', `${id} is at ${tables.runs[robot]!.skill}`);
  if (command.kind === 'skill' && tables.motions[robot]) return refusal('SIM_BUSY', `${id} is on its way`);
  if (strikes(sim, 'reject', id)) return refusal('SIM_SKILL_FAILED', `${id} refuses the command`);
  return undefined;
};

const travel = (sim: Sim, robot: number, command: Extract<RobotCommand, { kind: 'travel' }>): Refusal | undefined => {
  const { int, tables } = sim.state;
  const { mobility } = sim.fixed.manifests[robot]!;
  if (mobility.mode === 'fixed') return refusal('SIM_CANNOT_TRAVEL', `${command.robot} is bolted down`);
  if (command.waypoints.length === 0) return refusal('SIM_BAD_ARGUMENT', 'a way needs at least one point');
  for (const { x, y, z, yaw } of command.waypoints)
    if (![x, y, z, yaw ?? 0].every(Number.isFinite)) return refusal('SIM_BAD_ARGUMENT', 'a way point is not finite');
  const planned = planMotion(sim, robot, command.id, command.waypoints, command.speed ?? 0);
  if ('refused' in planned) return planned.refused;
  const before = tables.motions[robot];
  if (before) {
    abandonUnlessSame(sim, robot, before.lifts[before.next] ?? -1, planned.motion.lifts[planned.motion.next] ?? -1);
    report(sim, robot, before.command, 'canceled', refusal('SIM_PREEMPTED', 'a newer way has replaced this one'));
  }
  if (mobility.mode === 'fly') setPosture(sim, robot, 'fly');
  else if (int.posture[robot] !== POSTURE.stand) setPosture(sim, robot, 'stand');
  setMotion(sim, robot, planned.motion);
  const carries = heldBy(sim, robot).length + loadedOn(sim, robot).length > 0;
  if (carries)
    armDrop(sim, robot, () => random(sim, `drop:${command.robot}`), strikes(sim, 'drop', command.robot) !== undefined);
  return undefined;
};

const abandonUnlessSame = (sim: Sim, robot: number, before: number, after: number): void => {
  if (before >= 0 && before !== after) abandonLift(sim, robot);
};

const cancel = (sim: Sim, robot: number, id: string | undefined): ApplyResult => {
  const { motions, runs } = sim.state.tables;
  const why = refusal('SIM_CANCELED', 'canceled as asked');
  const isRun = runs[robot] && (id === undefined || runs[robot]?.command === id);
  const isMotion = motions[robot] && (id === undefined || motions[robot]?.command === id);
  if (isRun) finishSkill(sim, robot, 'canceled', why);
  if (isMotion) {
    dropMotion(sim, robot, 'canceled', why);
    abandonLift(sim, robot);
  }
  return isRun || isMotion ? accepted : refuse('SIM_BAD_ARGUMENT', `${robotId(sim, robot)} has no such command`);
};

const commandDevice = (sim: Sim, command: Extract<SimCommand, { kind: 'device' }>): ApplyResult => {
  const place = sim.fixed.placeIndex.get(command.device);
  const found = place === undefined ? undefined : sim.fixed.places[place]!;
  if (place === undefined || !found?.device)
    return refuse('SIM_UNKNOWN_DEVICE', `there is no device "${command.device}"`);
  const device = sim.state.tables.devices[sim.fixed.devices.indexOf(place)]!;
  if (command.state === 'floor') {
    const floor = typeof command.value === 'string' ? sim.fixed.floorIndex.get(command.value) : undefined;
    if (floor === undefined || found.device.behaviour !== 'lift')
      return refuse('SIM_BAD_ARGUMENT', `${command.device} does not go to ${String(command.value)}`);
    if (device.rider < 0) device.goal = sim.fixed.floors[floor]!.elevation;
    return accepted;
  }
  if (typeof command.value !== 'boolean') return refuse('SIM_BAD_ARGUMENT', `${command.state} is true or false`);
  if (command.state === 'open') {
    if (command.value && stateOf(sim, command.device, 'locked'))
      return refuse('SIM_CLOSED', `${command.device} is locked`);
    device.wanted = command.value ? 1 : 0;
    return accepted;
  }
  if (command.state === 'running' && command.value && faultOn(sim, 'machine_alarm', command.device))
    return refuse('SIM_MACHINE_ALARM', `${command.device} has an alarm and does not start`);
  setState(sim, command.device, command.state, command.value);
  return accepted;
};

const commandFault = (sim: Sim, command: Extract<SimCommand, { kind: 'fault' }>): ApplyResult => {
  const parsed = faultSchema.safeParse(command.fault);
  if (!parsed.success) return refuse('SIM_BAD_ARGUMENT', parsed.error.issues[0]?.message ?? 'not a fault');
  const why = faultProblem(sim, parsed.data.kind, parsed.data.id);
  if (why) return { accepted: false, ...why };
  addFault(sim, parsed.data);
  refreshEffects(sim);
  return accepted;
};

export const faultProblem = (sim: Sim, kind: string, id: string): Refusal | undefined => {
  if (!FAULT_KINDS[kind])
    return refusal(
      'SIM_UNKNOWN_FAULT',
      `there is no fault of kind "${kind}"; known: ${Object.keys(FAULT_KINDS).join(', ')}`,
    );
  if (sim.state.tables.faults.some((entry) => entry.fault.id === id && !entry.done))
    return refusal('SIM_BAD_ARGUMENT', `the fault id "${id}" is in use`);
  return undefined;
};
