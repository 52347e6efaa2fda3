import { expandSlots, type ScheduleProblem, slotDuration, slotEnergy, type TaskInput } from './problem.ts';
import type { ChargeStop, Leg, Schedule, TaskSchedule } from './schedule.ts';
import { inputTravelSeconds } from './travel-table.ts';

/** A broken constraint. `at` names the task, robot, resource or charger. */
export interface ScheduleViolation {
  readonly code:
    | 'missing-task'
    | 'unknown-task'
    | 'wrong-robots'
    | 'incapable-robot'
    | 'wrong-duration'
    | 'too-early'
    | 'order'
    | 'overlap'
    | 'travel'
    | 'unavailable'
    | 'chain'
    | 'resource'
    | 'fixed'
    | 'battery'
    | 'charger'
    | 'legs'
    | 'score'
    | 'bound';
  readonly at: string;
  readonly message: string;
}

/** What a robot does, in order of time. */
type Event =
  | {
      readonly kind: 'task';
      readonly start: number;
      readonly end: number;
      readonly entry: TaskSchedule;
      readonly task: TaskInput;
      readonly slot: number;
    }
  | { readonly kind: 'charge'; readonly start: number; readonly end: number; readonly stop: ChargeStop };

/**
 * Judges a schedule against the problem as it was given, from first principles and without any of the search's code or tables.
 *
 * @param tolerance seconds (and energy units) by which sums may differ
 * @returns every violation; empty when the schedule can be carried out as written
 */
export function checkSchedule(problem: ScheduleProblem, schedule: Schedule, tolerance = 1e-6): ScheduleViolation[] {
  const found: ScheduleViolation[] = [];
  const fail = (code: ScheduleViolation['code'], at: string, message: string): void => {
    found.push({ code, at, message });
  };
  const tasks = new Map(problem.tasks.map((task) => [task.id, task]));
  const entries = new Map<string, TaskSchedule>();
  for (const entry of schedule.tasks) {
    if (!tasks.has(entry.task)) fail('unknown-task', entry.task, 'is not in the problem');
    if (entries.has(entry.task)) fail('wrong-robots', entry.task, 'is scheduled twice');
    entries.set(entry.task, entry);
  }
  for (const task of problem.tasks) {
    const entry = entries.get(task.id);
    if (entry) checkTask(task, entry, tolerance, fail);
    else fail('missing-task', task.id, 'is not scheduled');
  }
  for (const edge of problem.precedence ?? []) {
    const before = entries.get(edge.before);
    const after = entries.get(edge.after);
    if (!before || !after) continue;
    const least = (edge.kind === 'start-start' ? before.start : before.end) + (edge.lag ?? 0);
    if (after.start < least - tolerance)
      fail('order', edge.after, `starts at ${after.start}, before ${least}, which ${edge.before} asks for`);
  }
  checkResources(problem, entries, tolerance, fail);
  for (const robot of problem.robots) checkRobot(problem, schedule, tasks, robot.id, tolerance, fail);
  checkChains(problem, schedule, entries, fail);
  checkChargers(problem, schedule, tolerance, fail);
  checkTotals(problem, schedule, entries, tolerance, fail);
  return found;
}

type Fail = (code: ScheduleViolation['code'], at: string, message: string) => void;

function checkTask(task: TaskInput, entry: TaskSchedule, tolerance: number, fail: Fail): void {
  const slots = expandSlots(task);
  if (entry.robots.length !== slots.length || new Set(entry.robots).size !== slots.length) {
    fail('wrong-robots', task.id, `needs ${slots.length} different robots, has ${entry.robots.join(', ')}`);
    return;
  }
  if (task.fixed) {
    if (Math.abs(entry.start - task.fixed.start) > tolerance)
      fail('fixed', task.id, `starts at ${entry.start}, fixed at ${task.fixed.start}`);
    if (task.fixed.robots.some((robot, index) => entry.robots[index] !== robot))
      fail('fixed', task.id, 'has other robots than fixed');
    return;
  }
  let duration = task.minimumDuration ?? 0;
  slots.forEach((slot, index) => {
    const robot = entry.robots[index]!;
    if (!slot.robots.includes(robot)) fail('incapable-robot', task.id, `${robot} cannot fill slot ${index}`);
    duration = Math.max(duration, slotDuration(slot, robot));
  });
  if (Math.abs(entry.end - entry.start - duration) > tolerance)
    fail('wrong-duration', task.id, `lasts ${entry.end - entry.start}, not ${duration}`);
  if (entry.start < (task.release ?? 0) - tolerance)
    fail('too-early', task.id, `starts at ${entry.start}, released at ${task.release ?? 0}`);
}

function checkResources(
  problem: ScheduleProblem,
  entries: ReadonlyMap<string, TaskSchedule>,
  tolerance: number,
  fail: Fail,
): void {
  for (const resource of problem.resources ?? []) {
    const users = problem.tasks
      .filter((task) => task.resources?.includes(resource.id))
      .map((task) => entries.get(task.id));
    const times = users.filter((entry) => entry !== undefined).sort((a, b) => a.start - b.start || a.end - b.end);
    for (let index = 1; index < times.length; index++) {
      if (times[index]!.start < times[index - 1]!.end - tolerance) {
        fail('resource', resource.id, `${times[index]!.task} starts while ${times[index - 1]!.task} holds it`);
      }
    }
  }
}

function checkRobot(
  problem: ScheduleProblem,
  schedule: Schedule,
  tasks: ReadonlyMap<string, TaskInput>,
  robotId: string,
  tolerance: number,
  fail: Fail,
): void {
  const robot = problem.robots.find((candidate) => candidate.id === robotId)!;
  const placeOf = new Map(problem.places.map((place, index) => [place, index]));
  const chargers = new Map((problem.chargers ?? []).map((charger) => [charger.id, charger]));
  const events: Event[] = [];
  for (const entry of schedule.tasks) {
    const slot = entry.robots.indexOf(robotId);
    const task = tasks.get(entry.task);
    if (slot >= 0 && task) events.push({ kind: 'task', start: entry.start, end: entry.end, entry, task, slot });
  }
  for (const stop of schedule.charges)
    if (stop.robot === robotId) events.push({ kind: 'charge', start: stop.start, end: stop.end, stop });
  events.sort((a, b) => a.start - b.start || a.end - b.end);
  const legs = schedule.legs.filter((leg) => leg.robot === robotId);
  const windows = robot.available ?? [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }];
  const inWindow = (start: number, end: number): boolean =>
    windows.some((window) => window.from <= start + tolerance && end <= window.to + tolerance);
  const rate = robot.travelEnergyPerSecond ?? 1;
  let place = robot.place;
  let free = robot.readyAt ?? 0;
  let level = robot.battery?.level ?? Number.POSITIVE_INFINITY;
  let legAt = 0;
  for (const event of events) {
    const isFixed = event.kind === 'task' && event.task.fixed !== undefined;
    const to = event.kind === 'task' ? event.task.place : chargers.get(event.stop.charger)?.place;
    const name = event.kind === 'task' ? event.task.id : event.stop.charger;
    if (to === undefined) {
      fail('charger', name, 'is not a charger of the problem');
      continue;
    }
    if (event.start < free - tolerance)
      fail('overlap', robotId, `starts ${name} at ${event.start}, busy until ${free}`);
    if (!isFixed && place !== to && problem.travel.type !== 'none') {
      const seconds = inputTravelSeconds(problem, robot.travelClass ?? 0, placeOf.get(place)!, placeOf.get(to)!);
      if (free + seconds > event.start + tolerance && event.kind === 'task') {
        fail('travel', robotId, `cannot reach ${name} from ${place} by ${event.start}`);
      }
      const leg: Leg | undefined = legs[legAt++];
      const fits =
        leg &&
        leg.from === place &&
        leg.to === to &&
        leg.depart >= free - tolerance &&
        leg.arrive <= event.start + tolerance;
      if (!fits || Math.abs(leg.arrive - leg.depart - seconds) > tolerance)
        fail('legs', robotId, `has no proper leg from ${place} to ${to}`);
      else if (!inWindow(leg.depart, leg.arrive)) fail('unavailable', robotId, `drives to ${name} while unavailable`);
      level -= seconds * rate;
    }
    if (event.kind === 'task') {
      if (!isFixed && !inWindow(event.start, event.end)) fail('unavailable', robotId, `does ${name} while unavailable`);
      level -= slotEnergy(expandSlots(event.task)[event.slot]!, robotId);
      place = event.task.endPlace ?? event.task.place;
    } else {
      if (Math.abs(level - event.stop.levelBefore) > tolerance * 100)
        fail('battery', robotId, `comes to ${name} with ${level}, not ${event.stop.levelBefore}`);
      const gained = (event.end - event.start) * (robot.battery?.chargePerSecond ?? 0);
      if (event.stop.levelAfter > level + gained + tolerance * 100)
        fail('battery', robotId, `cannot gain that much at ${name}`);
      level = event.stop.levelAfter;
      place = to;
    }
    if (robot.battery) {
      if (level > robot.battery.capacity + tolerance * 100)
        fail('battery', robotId, `is charged over its capacity at ${name}`);
      if (level < (robot.battery.reserve ?? 0) - tolerance * 100 && !isFixed)
        fail('battery', robotId, `has ${level} left after ${name}`);
    }
    free = Math.max(free, event.end);
  }
  if (legAt !== legs.length) fail('legs', robotId, `has ${legs.length} legs, ${legAt} are needed`);
}

function checkChains(
  problem: ScheduleProblem,
  schedule: Schedule,
  entries: ReadonlyMap<string, TaskSchedule>,
  fail: Fail,
): void {
  for (const chain of problem.chains ?? []) {
    const wide = chain.members.find((member) => member.slot === undefined);
    const width = wide ? (entries.get(wide.task)?.robots.length ?? 0) : 1;
    for (let position = 0; position < width; position++) {
      const members = chain.members.map((member) => entries.get(member.task)?.robots[member.slot ?? position]);
      const robot = members[0];
      if (robot === undefined || members.some((other) => other !== robot)) {
        fail('chain', chain.id, `is done by ${members.join(', ')}`);
        continue;
      }
      const own = schedule.tasks.filter((entry) => entry.robots.includes(robot));
      own.sort((a, b) => a.start - b.start || a.end - b.end);
      const ids = own.map((entry) => entry.task);
      const first = ids.indexOf(chain.members[0]!.task);
      if (chain.members.some((member, index) => ids[first + index] !== member.task))
        fail('chain', chain.id, `is interrupted on ${robot}`);
    }
  }
}

function checkChargers(problem: ScheduleProblem, schedule: Schedule, tolerance: number, fail: Fail): void {
  for (const charger of problem.chargers ?? []) {
    const stops = schedule.charges.filter((stop) => stop.charger === charger.id).sort((a, b) => a.start - b.start);
    stops.forEach((stop, index) => {
      if (charger.robots && !charger.robots.includes(stop.robot))
        fail('charger', charger.id, `does not fit ${stop.robot}`);
      if (index > 0 && stop.start < stops[index - 1]!.end - tolerance)
        fail('charger', charger.id, `serves ${stop.robot} while in use`);
    });
  }
}

function checkTotals(
  problem: ScheduleProblem,
  schedule: Schedule,
  entries: ReadonlyMap<string, TaskSchedule>,
  tolerance: number,
  fail: Fail,
): void {
  let makespan = 0;
  let lateness = 0;
  for (const task of problem.tasks) {
    const entry = entries.get(task.id);
    if (!entry) continue;
    makespan = Math.max(makespan, entry.end);
    const late = Math.max(0, entry.end - (task.deadline ?? Number.POSITIVE_INFINITY));
    if (Math.abs(late - entry.lateness) > tolerance) fail('score', task.id, `is ${late} late, not ${entry.lateness}`);
    lateness += late * (task.weight ?? 1 + (task.priority ?? 0));
  }
  const slack = tolerance * (1 + makespan);
  if (Math.abs(makespan - schedule.makespan) > slack)
    fail('score', 'makespan', `is ${makespan}, not ${schedule.makespan}`);
  if (Math.abs(lateness - schedule.lateness) > slack * 10)
    fail('score', 'lateness', `is ${lateness}, not ${schedule.lateness}`);
  if (schedule.lowerBound.value > makespan + slack)
    fail('bound', schedule.lowerBound.name, `${schedule.lowerBound.value} is above the makespan ${makespan}`);
}
