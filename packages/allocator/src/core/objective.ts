import type { CompiledProblem } from './compiled-problem.ts';
import type { ScheduleScore } from './schedule.ts';
import type { WorkingSchedule } from './working-schedule.ts';

/** Σ weight × seconds late. */
export function latenessOf(problem: CompiledProblem, work: WorkingSchedule): number {
  if (!problem.hasDeadlines) return 0;
  let sum = 0;
  for (let index = 0; index < work.length; index++) {
    const task = work.order[index]!;
    const late = work.end[task]! - problem.deadline[task]!;
    if (late > 0) sum += late * problem.weight[task]!;
  }
  return sum;
}

export function makespanOf(work: WorkingSchedule): number {
  let makespan = 0;
  for (let index = 0; index < work.length; index++) {
    const end = work.end[work.order[index]!]!;
    if (end > makespan) makespan = end;
  }
  return makespan;
}

/** Slots whose robot is not the hinted one. */
export function changesOf(problem: CompiledProblem, work: WorkingSchedule): number {
  const hints = problem.hintRobot;
  if (hints === null) return 0;
  let changes = 0;
  for (let slot = 0; slot < problem.slotCount; slot++) {
    if (hints[slot]! >= 0 && work.slotMachine[slot]! !== hints[slot]) changes++;
  }
  return changes;
}

/**
 * Smooth companion of the makespan: the mean of the machines' ends, drawn towards the late ones by squaring. It tells apart schedules of
 * equal makespan, which single moves in large instances nearly always are.
 */
function softEnd(problem: CompiledProblem, work: WorkingSchedule, makespan: number): number {
  let sum = 0;
  const machines = problem.machineCount;
  for (let machine = 0; machine < machines; machine++) {
    const slot = work.lastSlot[machine]!;
    if (slot < 0) continue;
    const end = work.end[problem.slotTask[slot]!]!;
    sum += end * end;
  }
  return makespan > 0 ? sum / (makespan * machines) : 0;
}

/** Scale of each goal inside the annealing cost; the exact order of goals is kept by `compareScores` at the end. */
export interface CostScale {
  readonly lateness: number;
  readonly soft: number;
  readonly energy: number;
  readonly priority: number;
}

/** One number for annealing, in seconds of makespan. */
export function costOf(problem: CompiledProblem, work: WorkingSchedule, scale: CostScale): number {
  const makespan = makespanOf(work);
  let cost =
    makespan + scale.soft * softEnd(problem, work, makespan) + scale.energy * (work.travelEnergy + work.detourEnergy);
  if (problem.hasDeadlines) cost += scale.lateness * latenessOf(problem, work);
  if (problem.changePenalty > 0) cost += problem.changePenalty * changesOf(problem, work);
  if (problem.hasPriorities) {
    let sum = 0;
    let total = 0;
    for (let index = 0; index < work.length; index++) {
      const task = work.order[index]!;
      sum += problem.priority[task]! * work.end[task]!;
      total += problem.priority[task]!;
    }
    cost += (scale.priority * sum) / total;
  }
  return cost;
}

/** The goals apart, for the exact comparison and the report. */
export function scoreOfSchedule(problem: CompiledProblem, work: WorkingSchedule): ScheduleScore {
  let energy = work.travelEnergy + work.detourEnergy;
  let most = 0;
  let sum = 0;
  for (let robot = 0; robot < problem.robotCount; robot++) {
    let busy = 0;
    for (let slot = work.firstSlot[robot]!; slot >= 0; slot = work.next[slot]!) {
      const task = problem.slotTask[slot]!;
      busy += work.end[task]! - work.start[task]!;
      if (problem.energyOf) energy += problem.energyOf[slot * problem.machineCount + robot]!;
    }
    most = Math.max(most, busy);
    sum += busy;
  }
  return {
    lateness: latenessOf(problem, work),
    makespan: makespanOf(work),
    changes: changesOf(problem, work),
    energy,
    balance: problem.robotCount > 0 ? most - sum / problem.robotCount : 0,
  };
}
