import {
  BATTERY_TOO_SMALL,
  type CompiledProblem,
  NEVER_AVAILABLE,
  NOT_LISTED,
  UNREACHABLE,
} from './compiled-problem.ts';
import { expandSlots, type ScheduleProblem } from './problem.ts';
import type { Conflict } from './schedule.ts';

/** Reason word of a code of `CompiledProblem.incapable`. */
export function incapableReason(code: number): string {
  switch (code) {
    case NOT_LISTED:
      return 'lacks-capability';
    case UNREACHABLE:
      return 'unreachable';
    case NEVER_AVAILABLE:
      return 'never-available';
    case BATTERY_TOO_SMALL:
      return 'battery-too-small';
    default:
      return 'capable';
  }
}

/** Exclusion given by the caller for a robot in an expanded slot, else the compiled reason. */
export function describeIncapable(
  problem: ScheduleProblem,
  compiled: CompiledProblem,
  task: number,
  slot: number,
  robot: number,
): { reason: string; message?: string } {
  const code = compiled.incapable[slot * compiled.robotCount + robot]!;
  const input = expandSlots(problem.tasks[task]!)[slot - compiled.slotFrom[task]!];
  const given = input?.excluded?.find((exclusion) => exclusion.robot === compiled.machineIds[robot]);
  if (given && code === NOT_LISTED) {
    return given.message === undefined ? { reason: given.code } : { reason: given.code, message: given.message };
  }
  return { reason: incapableReason(code) };
}

const codeOf: Readonly<Record<number, Conflict['code']>> = {
  [NOT_LISTED]: 'ALLOCATE_NO_CAPABLE_ROBOT',
  [UNREACHABLE]: 'ALLOCATE_UNREACHABLE',
  [NEVER_AVAILABLE]: 'ALLOCATE_NEVER_AVAILABLE',
  [BATTERY_TOO_SMALL]: 'ALLOCATE_BATTERY_TOO_SMALL',
};

const tipOf: Readonly<Record<number, string>> = {
  [NOT_LISTED]: 'Add a robot with the capability, or split the task.',
  [UNREACHABLE]: 'Open a way to the place, or give the task to a robot that has one.',
  [NEVER_AVAILABLE]: 'Widen an availability window to at least the duration of the task.',
  [BATTERY_TOO_SMALL]: 'Use a robot with a larger battery, or shorten the task.',
};

/** Tasks that no robot, or no set of distinct robots, can do; empty when a schedule exists up to time. */
export function findConflicts(problem: ScheduleProblem, compiled: CompiledProblem): Conflict[] {
  const conflicts: Conflict[] = [];
  const blamed = new Set<number>();
  for (let task = 0; task < compiled.taskCount; task++) {
    for (let slot = compiled.slotFrom[task]!; slot < compiled.robotSlotEnd[task]!; slot++) {
      const conflict = slotConflict(problem, compiled, task, slot);
      if (!conflict || blamed.has(task)) continue;
      blamed.add(task);
      conflicts.push(conflict);
    }
  }
  for (let lane = 0; lane < compiled.laneCount; lane++) {
    const slots = compiled.laneSlot.subarray(compiled.laneFrom[lane]!, compiled.laneFrom[lane + 1]!);
    if (compiled.laneCandidateFrom[lane] !== compiled.laneCandidateFrom[lane + 1]) continue;
    const tasks = [...new Set([...slots].map((slot) => compiled.slotTask[slot]!))];
    if (tasks.some((task) => blamed.has(task))) continue;
    for (const task of tasks) blamed.add(task);
    conflicts.push({
      code: 'ALLOCATE_CHAIN_WITHOUT_ROBOT',
      tasks: tasks.map((task) => compiled.taskIds[task]!),
      message: `No robot can do all of ${tasks.map((task) => compiled.taskIds[task]!).join(', ')}, which one robot must do in a row.`,
      tip: 'Allow a hand-over between the tasks, or add a robot that can do them all.',
    });
  }
  for (let task = 0; task < compiled.taskCount; task++) {
    if (blamed.has(task)) continue;
    const need = compiled.robotSlotEnd[task]! - compiled.slotFrom[task]!;
    const matched = maximumDistinct(compiled, task);
    if (matched >= need) continue;
    conflicts.push({
      code: 'ALLOCATE_TOO_FEW_ROBOTS',
      tasks: [compiled.taskIds[task]!],
      message: `Task ${compiled.taskIds[task]!} needs ${need} robots at once, but only ${matched} of its roles can be filled by different robots.`,
      tip: 'Add a capable robot, or lower the number of robots that the task needs.',
    });
  }
  return conflicts;
}

function slotConflict(
  problem: ScheduleProblem,
  compiled: CompiledProblem,
  task: number,
  slot: number,
): Conflict | null {
  const robots = compiled.robotCount;
  let nearest = NOT_LISTED;
  for (let robot = 0; robot < robots; robot++) {
    const code = compiled.incapable[slot * robots + robot]!;
    if (code === 0) return null;
    nearest = Math.max(nearest, code);
  }
  const id = compiled.taskIds[task]!;
  const role = expandSlots(problem.tasks[task]!)[slot - compiled.slotFrom[task]!]?.role;
  const place = compiled.placeIds[compiled.place[task]!]!;
  const what: Readonly<Record<number, string>> = {
    [NOT_LISTED]: `No robot has what task ${id}${role ? ` (role ${role})` : ''} requires.`,
    [UNREACHABLE]: `No capable robot can reach ${place} for task ${id}.`,
    [NEVER_AVAILABLE]: `No capable robot is available long enough for task ${id}.`,
    [BATTERY_TOO_SMALL]: `No capable robot's battery is large enough for task ${id}.`,
  };
  return {
    code: codeOf[nearest]!,
    tasks: [id],
    message: what[nearest]!,
    tip: tipOf[nearest]!,
    robots: Array.from({ length: robots }, (_, robot) => {
      const described = describeIncapable(problem, compiled, task, slot, robot);
      return { robot: compiled.machineIds[robot]!, reason: described.message ?? described.reason };
    }),
  };
}

/** Largest number of the task's roles that different robots can fill. Source: Kuhn's augmenting paths. */
function maximumDistinct(compiled: CompiledProblem, task: number): number {
  const first = compiled.slotFrom[task]!;
  const end = compiled.robotSlotEnd[task]!;
  const holder = new Int32Array(compiled.robotCount).fill(-1);
  let matched = 0;
  const augment = (slot: number, seen: Uint8Array): boolean => {
    const lane = compiled.slotLane[slot]!;
    for (let index = compiled.laneCandidateFrom[lane]!; index < compiled.laneCandidateFrom[lane + 1]!; index++) {
      const robot = compiled.laneCandidate[index]!;
      if (seen[robot]) continue;
      seen[robot] = 1;
      if (holder[robot]! >= 0 && !augment(holder[robot]!, seen)) continue;
      holder[robot] = slot;
      return true;
    }
    return false;
  };
  for (let slot = first; slot < end; slot++) if (augment(slot, new Uint8Array(compiled.robotCount))) matched++;
  return matched;
}
