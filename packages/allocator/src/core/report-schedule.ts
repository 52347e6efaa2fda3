import type { ChargePlan } from './charging.ts';
import { type CompiledProblem, fitWindow, travelSeconds } from './compiled-problem.ts';
import { bindingOf, notChosenFor } from './explain.ts';
import { makespanOf } from './objective.ts';
import type { ScheduleProblem } from './problem.ts';
import type { ChargeStop, Leg, TaskSchedule } from './schedule.ts';
import type { WorkingSchedule } from './working-schedule.ts';

/** Tasks of the schedule by start then id, each with what its start rests on. */
export function reportTasks(
  input: ScheduleProblem,
  problem: CompiledProblem,
  work: WorkingSchedule,
  charges: ChargePlan | null,
  withReasons: boolean,
): TaskSchedule[] {
  const makespan = makespanOf(work);
  const tasks = Array.from(work.order.subarray(0, work.length), (task): TaskSchedule => {
    const robots = Array.from(
      work.slotMachine.subarray(problem.slotFrom[task]!, problem.robotSlotEnd[task]!),
      (machine) => problem.machineIds[machine]!,
    );
    return {
      task: problem.taskIds[task]!,
      robots,
      start: work.start[task]!,
      end: work.end[task]!,
      binding: bindingOf(problem, work, charges, task),
      slack: Math.max(0, makespan - work.start[task]! - work.tail[task]!),
      lateness: Math.max(0, work.end[task]! - problem.deadline[task]!),
      ...(withReasons ? { notChosen: notChosenFor(input, problem, work, task) } : {}),
    };
  });
  return tasks.sort((a, b) => a.start - b.start || (a.task < b.task ? -1 : 1));
}

/** Drives and charge stops, robot by robot, each leaving as soon as the robot is free. */
export function reportMoves(
  problem: CompiledProblem,
  work: WorkingSchedule,
  charges: ChargePlan | null,
): { legs: Leg[]; charges: ChargeStop[] } {
  const legs: Leg[] = [];
  const stops: ChargeStop[] = [];
  for (let robot = 0; robot < problem.robotCount; robot++) {
    const id = problem.machineIds[robot]!;
    let place = problem.startPlace[robot]!;
    let ready = problem.readyAt[robot]!;
    const drive = (to: number, goal: string): void => {
      const seconds = travelSeconds(problem, robot, place, to);
      const depart = fitWindow(problem, robot, ready, seconds);
      if (place !== to) {
        legs.push({
          robot: id,
          from: problem.placeIds[place]!,
          to: problem.placeIds[to]!,
          depart,
          arrive: depart + seconds,
          for: goal,
        });
      }
      place = to;
      ready = depart + seconds;
    };
    for (let slot = work.firstSlot[robot]!; slot >= 0; slot = work.next[slot]!) {
      const task = problem.slotTask[slot]!;
      const isFree = Number.isNaN(problem.fixedStart[task]!);
      const charger = charges?.charger[slot] ?? -1;
      if (charges && charger >= 0) {
        const chargerId = problem.battery!.chargerIds[charger]!;
        drive(problem.battery!.chargerPlaces[charger]!, chargerId);
        stops.push({
          robot: id,
          charger: chargerId,
          start: charges.start[slot]!,
          end: charges.end[slot]!,
          levelBefore: charges.levelBefore[slot]!,
          levelAfter: charges.levelAfter[slot]!,
        });
        ready = charges.end[slot]!;
      }
      if (isFree && problem.travelOffset[robot]! >= 0) drive(problem.place[task]!, problem.taskIds[task]!);
      place = problem.endPlace[task]!;
      ready = work.end[task]!;
    }
  }
  return { legs, charges: stops };
}
