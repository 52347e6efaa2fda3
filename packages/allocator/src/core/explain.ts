import type { ChargePlan } from './charging.ts';
import { type CompiledProblem, fitWindow } from './compiled-problem.ts';
import { describeIncapable } from './find-conflicts.ts';
import type { ScheduleProblem } from './problem.ts';
import type { NotChosen, StartBinding } from './schedule.ts';
import { arrivalAfter, legSeconds, slotBefore, type WorkingSchedule } from './working-schedule.ts';

const EPSILON = 1e-6;

/** The constraint that a task's start rests on. When several hold at once: order, then robots, then resources, then release. */
export function bindingOf(
  problem: CompiledProblem,
  work: WorkingSchedule,
  charges: ChargePlan | null,
  task: number,
): StartBinding {
  const start = work.start[task]!;
  if (!Number.isNaN(problem.fixedStart[task]!)) return { type: 'fixed' };
  for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
    const before = problem.predecessor[edge]!;
    const base = problem.predecessorFromStart[edge] ? work.start[before]! : work.end[before]!;
    if (base + problem.predecessorLag[edge]! >= start - EPSILON && start > 0) {
      return { type: 'precedence', task: problem.taskIds[before]! };
    }
  }
  for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
    const machine = work.slotMachine[slot]!;
    const previous = work.previous[slot]!;
    const id = problem.machineIds[machine]!;
    const after = previous < 0 ? null : problem.taskIds[problem.slotTask[previous]!]!;
    const charger = charges?.charger[slot] ?? -1;
    if (charges && charger >= 0) {
      const leg = legFromCharger(problem, machine, charger, task);
      if (charges.end[slot]! + leg >= start - EPSILON) {
        return { type: 'charge', robot: id, charger: problem.battery!.chargerIds[charger]!, until: charges.end[slot]! };
      }
      continue;
    }
    if (arrivalAfter(problem, work, machine, previous, task) < start - EPSILON || start <= 0) continue;
    if (machine >= problem.robotCount) return { type: 'resource', resource: id, after: after ?? '' };
    return { type: 'robot', robot: id, after, travel: legSeconds(problem, machine, previous, problem.place[task]!) };
  }
  if (start > 0 && problem.release[task]! >= start - EPSILON) return { type: 'release', at: problem.release[task]! };
  for (let slot = problem.slotFrom[task]!; slot < problem.robotSlotEnd[task]! && start > 0; slot++) {
    const machine = work.slotMachine[slot]!;
    const earlier = fitWindow(problem, machine, Math.max(0, start - EPSILON * 10), work.end[task]! - start);
    if (earlier >= start - EPSILON) return { type: 'availability', robot: problem.machineIds[machine]! };
  }
  return { type: 'origin' };
}

function legFromCharger(problem: CompiledProblem, robot: number, charger: number, task: number): number {
  const offset = problem.travelOffset[robot]!;
  if (offset < 0) return 0;
  return problem.travel[offset + problem.battery!.chargerPlaces[charger]! * problem.placeCount + problem.place[task]!]!;
}

/**
 * For each robot that does not do the task, why not: what would happen if it took the chosen robot's role at the same point of the plan,
 * everything before left as it is. Where several roles are open to it, the best one counts.
 */
export function notChosenFor(
  input: ScheduleProblem,
  problem: CompiledProblem,
  work: WorkingSchedule,
  task: number,
): NotChosen[] {
  const first = problem.slotFrom[task]!;
  const end = problem.robotSlotEnd[task]!;
  const chosen = new Set(work.slotMachine.subarray(first, end));
  const answers: NotChosen[] = [];
  for (let robot = 0; robot < problem.robotCount; robot++) {
    if (chosen.has(robot) || first === end) continue;
    let slot = -1;
    let inLane = false;
    for (let own = first; own < end; own++) {
      if (problem.durationOf[own * problem.machineCount + robot]! < 0) continue;
      const able = laneAllows(problem, problem.slotLane[own]!, robot);
      if (slot < 0 || (able && !inLane)) slot = own;
      inLane ||= able;
    }
    const id = problem.machineIds[robot]!;
    if (slot < 0)
      answers.push({ robot: id, code: 'incapable', ...describeIncapable(input, problem, task, first, robot) });
    else if (!inLane) answers.push({ robot: id, code: 'chain', message: chainMessage(problem, task, slot, robot) });
    else answers.push(compare(problem, work, task, slot, robot));
  }
  return answers;
}

function laneAllows(problem: CompiledProblem, lane: number, robot: number): boolean {
  for (let index = problem.laneCandidateFrom[lane]!; index < problem.laneCandidateFrom[lane + 1]!; index++) {
    if (problem.laneCandidate[index] === robot) return true;
  }
  return false;
}

function chainMessage(problem: CompiledProblem, task: number, slot: number, robot: number): string {
  const lane = problem.slotLane[slot]!;
  for (let index = problem.laneFrom[lane]!; index < problem.laneFrom[lane + 1]!; index++) {
    const other = problem.laneSlot[index]!;
    if (problem.durationOf[other * problem.machineCount + robot]! < 0) {
      return `cannot do ${problem.taskIds[problem.slotTask[other]!]!}, which the same robot must do with ${problem.taskIds[task]!}`;
    }
  }
  return 'is bound by the chain';
}

function compare(
  problem: CompiledProblem,
  work: WorkingSchedule,
  task: number,
  slot: number,
  robot: number,
): NotChosen {
  const id = problem.machineIds[robot]!;
  const place = problem.place[task]!;
  const previous = slotBefore(problem, work, robot, work.position[task]!);
  const ready = previous < 0 ? problem.readyAt[robot]! : work.end[problem.slotTask[previous]!]!;
  const leg = legSeconds(problem, robot, previous, place);
  const duration = Math.max(problem.durationOf[slot * problem.machineCount + robot]!, problem.minimumDuration[task]!);
  const arrival = arrivalAfter(problem, work, robot, previous, task);
  const start = fitWindow(problem, robot, Math.max(work.start[task]!, arrival), duration);
  const laterBy = start + duration - work.end[task]!;
  if (laterBy > EPSILON) {
    const own = work.slotMachine[slot]!;
    const ownLeg = work.leg[slot]!;
    if (ready > work.start[task]! + EPSILON && previous >= 0) {
      return { robot: id, code: 'busy', until: ready, with: problem.taskIds[problem.slotTask[previous]!]!, laterBy };
    }
    const ownDuration = problem.durationOf[slot * problem.machineCount + own]!;
    if (arrival > work.start[task]! + EPSILON && leg > ownLeg)
      return { robot: id, code: 'farther', travel: leg, laterBy };
    if (duration > ownDuration + EPSILON && arrival <= work.start[task]! + EPSILON)
      return { robot: id, code: 'slower', duration, laterBy };
    if (previous >= 0 && arrival > work.start[task]! + EPSILON) {
      return { robot: id, code: 'busy', until: ready, with: problem.taskIds[problem.slotTask[previous]!]!, laterBy };
    }
    if (arrival > work.start[task]! + EPSILON) return { robot: id, code: 'farther', travel: leg, laterBy };
    return { robot: id, code: 'unavailable', laterBy };
  }
  const next = previous < 0 ? work.firstSlot[robot]! : work.next[previous]!;
  if (next >= 0) {
    const nextTask = problem.slotTask[next]!;
    const reach = start + duration + legSeconds(problem, robot, slot, problem.place[nextTask]!);
    const delayedBy = reach - work.start[nextTask]!;
    if (delayedBy > EPSILON)
      return { robot: id, code: 'needed-elsewhere', task: problem.taskIds[nextTask]!, delayedBy };
  }
  return { robot: id, code: 'no-gain', laterBy: Math.max(0, laterBy) };
}
