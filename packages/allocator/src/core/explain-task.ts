import { compileProblem } from './compile-problem.ts';
import { notChosenFor } from './explain.ts';
import type { ScheduleProblem } from './problem.ts';
import type { NotChosen, Schedule } from './schedule.ts';
import { collectEdges } from './validate-problem.ts';
import { createWorkingSchedule, insertTasks } from './working-schedule.ts';

/**
 * Reasons on demand, for schedules too large to carry them. Prepares once, answers per task.
 *
 * @returns a function from task id to one reason per robot not chosen; unknown ids give an empty list
 */
export function createExplainer(problem: ScheduleProblem, schedule: Schedule): (taskId: string) => NotChosen[] {
  const compiled = compileProblem(problem, collectEdges(problem));
  const work = createWorkingSchedule(compiled);
  const machine = new Map(compiled.machineIds.map((id, index) => [id, index]));
  const taskIndex = new Map(compiled.taskIds.map((id, index) => [id, index]));
  const rank = new Map<number, number>(Array.from(compiled.blockTask, (task, position) => [task, position]));
  const entries = schedule.tasks.map((entry) => ({ entry, task: taskIndex.get(entry.task)! }));
  entries.sort((a, b) => a.entry.start - b.entry.start || rank.get(a.task)! - rank.get(b.task)!);
  const machines = new Int32Array(compiled.slotCount);
  for (const { entry, task } of entries) {
    const first = compiled.slotFrom[task]!;
    entry.robots.forEach((robot, index) => {
      machines[first + index] = machine.get(robot)!;
    });
    for (let slot = compiled.robotSlotEnd[task]!; slot < compiled.slotFrom[task + 1]!; slot++) {
      machines[slot] = compiled.laneCandidate[compiled.laneCandidateFrom[compiled.slotLane[slot]!]!]!;
    }
  }
  insertTasks(
    compiled,
    work,
    entries.map((item) => item.task),
    machines,
  );
  for (const { entry, task } of entries) {
    work.start[task] = entry.start;
    work.end[task] = entry.end;
  }
  return (taskId) => {
    const task = taskIndex.get(taskId);
    return task === undefined ? [] : notChosenFor(problem, compiled, work, task);
  };
}
