import { type CompiledProblem, fitWindow } from './compiled-problem.ts';

/**
 * A partial schedule under search: an order of the placed tasks, a machine per slot, and the times that follow.
 * `start` is the longest path from the origin, `tail` the longest path from a task's start to the end of the schedule, so a task is
 * critical when `start + tail` equals the makespan. `lateTail` is the same towards the worst lateness.
 */
export interface WorkingSchedule {
  /** Placed tasks, first `length` entries; every predecessor before its successor. */
  readonly order: Int32Array;
  /** Index in `order`, −1 while not placed. */
  readonly position: Int32Array;
  readonly slotMachine: Int32Array;
  readonly previous: Int32Array;
  readonly next: Int32Array;
  readonly firstSlot: Int32Array;
  readonly lastSlot: Int32Array;
  /** Travel seconds into each placed slot from the one before it. */
  readonly leg: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly tail: Float64Array;
  readonly lateTail: Float64Array;
  readonly dirtyForward: Uint8Array;
  readonly dirtyBackward: Uint8Array;
  length: number;
  /** Σ travel seconds × the robot's energy rate over all links. */
  travelEnergy: number;
  /** What charging detours add to it. */
  detourEnergy: number;
}

export function createWorkingSchedule(problem: CompiledProblem): WorkingSchedule {
  const { taskCount, slotCount, machineCount } = problem;
  return {
    order: new Int32Array(taskCount),
    position: new Int32Array(taskCount).fill(-1),
    slotMachine: new Int32Array(slotCount).fill(-1),
    previous: new Int32Array(slotCount).fill(-1),
    next: new Int32Array(slotCount).fill(-1),
    firstSlot: new Int32Array(machineCount).fill(-1),
    lastSlot: new Int32Array(machineCount).fill(-1),
    leg: new Float64Array(slotCount),
    start: new Float64Array(taskCount),
    end: new Float64Array(taskCount),
    tail: new Float64Array(taskCount),
    lateTail: new Float64Array(taskCount),
    dirtyForward: new Uint8Array(taskCount),
    dirtyBackward: new Uint8Array(taskCount),
    length: 0,
    travelEnergy: 0,
    detourEnergy: 0,
  };
}

/** Makes `target` equal to `source`; both belong to one problem. */
export function copySchedule(target: WorkingSchedule, source: WorkingSchedule): void {
  target.order.set(source.order);
  target.position.set(source.position);
  target.slotMachine.set(source.slotMachine);
  target.previous.set(source.previous);
  target.next.set(source.next);
  target.firstSlot.set(source.firstSlot);
  target.lastSlot.set(source.lastSlot);
  target.leg.set(source.leg);
  target.start.set(source.start);
  target.end.set(source.end);
  target.tail.set(source.tail);
  target.lateTail.set(source.lateTail);
  target.dirtyForward.fill(0);
  target.dirtyBackward.fill(0);
  target.length = source.length;
  target.travelEnergy = source.travelEnergy;
  target.detourEnergy = source.detourEnergy;
}

/** Seconds from where the machine is after `slot` (−1: its start) to `place`. */
export function legSeconds(problem: CompiledProblem, machine: number, slot: number, place: number): number {
  const offset = problem.travelOffset[machine]!;
  if (offset < 0) return 0;
  const from = slot < 0 ? problem.startPlace[machine]! : problem.endPlace[problem.slotTask[slot]!]!;
  return problem.symmetric
    ? problem.travel[offset + place * problem.placeCount + from]!
    : problem.travel[offset + from * problem.placeCount + place]!;
}

/** When the machine can be at `task` after `slot` (−1: from its start). */
export function arrivalAfter(
  problem: CompiledProblem,
  work: WorkingSchedule,
  machine: number,
  slot: number,
  task: number,
): number {
  const ready = slot < 0 ? problem.readyAt[machine]! : work.end[problem.slotTask[slot]!]!;
  const leg = legSeconds(problem, machine, slot, problem.place[task]!);
  return (problem.windowFrom === null ? ready : fitWindow(problem, machine, ready, leg)) + leg;
}

/** Last slot of `machine` whose task is placed before `index`, or −1. */
export function slotBefore(problem: CompiledProblem, work: WorkingSchedule, machine: number, index: number): number {
  let slot = work.lastSlot[machine]!;
  while (slot >= 0 && work.position[problem.slotTask[slot]!]! >= index) slot = work.previous[slot]!;
  return slot;
}

function link(problem: CompiledProblem, work: WorkingSchedule, slot: number, machine: number, previous: number): void {
  const next = previous < 0 ? work.firstSlot[machine]! : work.next[previous]!;
  const task = problem.slotTask[slot]!;
  work.slotMachine[slot] = machine;
  work.previous[slot] = previous;
  work.next[slot] = next;
  if (previous < 0) work.firstSlot[machine] = slot;
  else {
    work.next[previous] = slot;
    work.dirtyBackward[problem.slotTask[previous]!] = 1;
  }
  if (next < 0) work.lastSlot[machine] = slot;
  else {
    work.previous[next] = slot;
    work.dirtyForward[problem.slotTask[next]!] = 1;
  }
  const into = legSeconds(problem, machine, previous, problem.place[task]!);
  let seconds = into;
  work.leg[slot] = into;
  if (next >= 0) {
    const away = legSeconds(problem, machine, slot, problem.place[problem.slotTask[next]!]!);
    seconds += away - work.leg[next]!;
    work.leg[next] = away;
  }
  work.travelEnergy += seconds * problem.travelEnergy[machine]!;
}

function unlink(problem: CompiledProblem, work: WorkingSchedule, slot: number): void {
  const machine = work.slotMachine[slot]!;
  const previous = work.previous[slot]!;
  const next = work.next[slot]!;
  if (previous < 0) work.firstSlot[machine] = next;
  else {
    work.next[previous] = next;
    work.dirtyBackward[problem.slotTask[previous]!] = 1;
  }
  if (next < 0) work.lastSlot[machine] = previous;
  else {
    work.previous[next] = previous;
    work.dirtyForward[problem.slotTask[next]!] = 1;
  }
  let seconds = work.leg[slot]!;
  if (next >= 0) {
    const direct = legSeconds(problem, machine, previous, problem.place[problem.slotTask[next]!]!);
    seconds += work.leg[next]! - direct;
    work.leg[next] = direct;
  }
  work.travelEnergy -= seconds * problem.travelEnergy[machine]!;
}

/** Places the tasks of `block` at `index`, in block order; `machines[slot]` says who. Times are not yet updated. */
export function insertBlock(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  index: number,
  machines: Int32Array,
): void {
  const from = problem.blockFrom[block]!;
  const size = problem.blockFrom[block + 1]! - from;
  work.order.copyWithin(index + size, index, work.length);
  work.length += size;
  for (let offset = 0; offset < size; offset++) work.order[index + offset] = problem.blockTask[from + offset]!;
  for (let position = index; position < work.length; position++) work.position[work.order[position]!] = position;
  for (let offset = 0; offset < size; offset++) {
    const task = problem.blockTask[from + offset]!;
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      const machine = machines[slot]!;
      link(problem, work, slot, machine, slotBefore(problem, work, machine, index + offset));
    }
    markAround(problem, work, task);
    work.dirtyForward[task] = 1;
    work.dirtyBackward[task] = 1;
  }
}

/** Appends tasks one by one in the given order, whatever their blocks. Times are not updated. */
export function insertTasks(
  problem: CompiledProblem,
  work: WorkingSchedule,
  tasks: readonly number[],
  machines: Int32Array,
): void {
  for (const task of tasks) {
    work.position[task] = work.length;
    work.order[work.length++] = task;
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      link(problem, work, slot, machines[slot]!, work.lastSlot[machines[slot]!]!);
    }
  }
}

/** Takes the tasks of `blocks` out of the order. Times are not yet updated. */
export function removeBlocks(problem: CompiledProblem, work: WorkingSchedule, blocks: Int32Array, count: number): void {
  for (let index = 0; index < count; index++) {
    const block = blocks[index]!;
    for (let member = problem.blockFrom[block]!; member < problem.blockFrom[block + 1]!; member++) {
      const task = problem.blockTask[member]!;
      for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) unlink(problem, work, slot);
      work.position[task] = -1;
      markAround(problem, work, task);
    }
  }
  let kept = 0;
  for (let index = 0; index < work.length; index++) {
    const task = work.order[index]!;
    if (work.position[task]! < 0) {
      work.dirtyForward[task] = 0;
      work.dirtyBackward[task] = 0;
      continue;
    }
    work.order[kept] = task;
    work.position[task] = kept++;
  }
  work.length = kept;
}

function markAround(problem: CompiledProblem, work: WorkingSchedule, task: number): void {
  for (let edge = problem.successorFrom[task]!; edge < problem.successorFrom[task + 1]!; edge++) {
    work.dirtyForward[problem.successor[edge]!] = 1;
  }
  for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
    work.dirtyBackward[problem.predecessor[edge]!] = 1;
  }
}

/** Times `task` after what precedes it. True when its start or end moved. */
function timeTask(problem: CompiledProblem, work: WorkingSchedule, task: number): boolean {
  const fixed = problem.fixedStart[task]!;
  let start = problem.release[task]!;
  for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
    const before = problem.predecessor[edge]!;
    if (work.position[before]! < 0) continue;
    const at =
      (problem.predecessorFromStart[edge] ? work.start[before]! : work.end[before]!) + problem.predecessorLag[edge]!;
    if (at > start) start = at;
  }
  let duration = problem.minimumDuration[task]!;
  const slotEnd = problem.slotFrom[task + 1]!;
  const machines = problem.machineCount;
  for (let slot = problem.slotFrom[task]!; slot < slotEnd; slot++) {
    const machine = work.slotMachine[slot]!;
    const before = work.previous[slot]!;
    const leg = work.leg[slot]!;
    const ready = before < 0 ? problem.readyAt[machine]! : work.end[problem.slotTask[before]!]!;
    const arrival = (problem.windowFrom === null ? ready : fitWindow(problem, machine, ready, leg)) + leg;
    if (arrival > start) start = arrival;
    const own = problem.durationOf[slot * machines + machine]!;
    if (own > duration) duration = own;
  }
  if (!Number.isNaN(fixed)) start = fixed;
  else if (problem.windowFrom !== null) start = fitTogether(problem, work, task, start, duration);
  const end = start + duration;
  if (start === work.start[task] && end === work.end[task]) return false;
  work.start[task] = start;
  work.end[task] = end;
  return true;
}

/** Earliest common start ≥ `start` at which every robot of the task is available for `duration`. */
export function fitTogether(
  problem: CompiledProblem,
  work: WorkingSchedule,
  task: number,
  start: number,
  duration: number,
): number {
  for (let round = 0; round < 1000; round++) {
    let moved = start;
    for (let slot = problem.slotFrom[task]!; slot < problem.robotSlotEnd[task]!; slot++) {
      moved = fitWindow(problem, work.slotMachine[slot]!, moved, duration);
    }
    if (moved === start) break;
    start = moved;
  }
  return start;
}

/** Brings `start` and `end` up to date from `index` on, touching only what changed. */
export function propagateForward(problem: CompiledProblem, work: WorkingSchedule, index: number): void {
  const { order, dirtyForward, position, next } = work;
  for (let at = index; at < work.length; at++) {
    const task = order[at]!;
    if (dirtyForward[task] === 0) continue;
    dirtyForward[task] = 0;
    if (!timeTask(problem, work, task)) continue;
    for (let edge = problem.successorFrom[task]!; edge < problem.successorFrom[task + 1]!; edge++) {
      const after = problem.successor[edge]!;
      if (position[after]! >= 0) dirtyForward[after] = 1;
    }
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      const following = next[slot]!;
      if (following >= 0) dirtyForward[problem.slotTask[following]!] = 1;
    }
  }
}

/** Brings `tail` and `lateTail` up to date from `index` back to the first task, touching only what changed. */
export function propagateBackward(problem: CompiledProblem, work: WorkingSchedule, index: number): void {
  const { order, dirtyBackward, position, next, tail, lateTail } = work;
  const late = problem.hasDeadlines;
  for (let at = index; at >= 0; at--) {
    const task = order[at]!;
    if (dirtyBackward[task] === 0) continue;
    dirtyBackward[task] = 0;
    const duration = work.end[task]! - work.start[task]!;
    let longest = 0;
    let latest = late ? -problem.deadline[task]! : 0;
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      const following = next[slot]!;
      if (following < 0) continue;
      const after = problem.slotTask[following]!;
      const leg = work.leg[following]!;
      if (leg + tail[after]! > longest) longest = leg + tail[after]!;
      if (late && leg + lateTail[after]! > latest) latest = leg + lateTail[after]!;
    }
    let total = longest + duration;
    latest += duration;
    for (let edge = problem.successorFrom[task]!; edge < problem.successorFrom[task + 1]!; edge++) {
      const after = problem.successor[edge]!;
      if (position[after]! < 0) continue;
      const step = (problem.successorFromStart[edge] ? 0 : duration) + problem.successorLag[edge]!;
      if (step + tail[after]! > total) total = step + tail[after]!;
      if (late && step + lateTail[after]! > latest) latest = step + lateTail[after]!;
    }
    if (total === tail[task] && (!late || latest === lateTail[task])) continue;
    tail[task] = total;
    lateTail[task] = latest;
    for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
      const before = problem.predecessor[edge]!;
      if (position[before]! >= 0) dirtyBackward[before] = 1;
    }
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      const preceding = work.previous[slot]!;
      if (preceding >= 0) dirtyBackward[problem.slotTask[preceding]!] = 1;
    }
  }
}

/** Marks everything for re-timing and does it, forward by `retime`. */
export function retimeAll(
  problem: CompiledProblem,
  work: WorkingSchedule,
  retime: (problem: CompiledProblem, work: WorkingSchedule, index: number) => void = propagateForward,
): void {
  for (let index = 0; index < work.length; index++) {
    work.dirtyForward[work.order[index]!] = 1;
    work.dirtyBackward[work.order[index]!] = 1;
  }
  retime(problem, work, 0);
  propagateBackward(problem, work, work.length - 1);
}

/** Sorts the order by start (ties as they were): the same schedule, its order read off the clock. Every duration must be ≥ 0. */
export function orderByStart(problem: CompiledProblem, work: WorkingSchedule): void {
  const head = problem.fixedTasks.length;
  for (let index = head + 1; index < work.length; index++) {
    const task = work.order[index]!;
    const start = work.start[task]!;
    let at = index;
    while (at > head && work.start[work.order[at - 1]!]! > start) {
      work.order[at] = work.order[at - 1]!;
      at--;
    }
    work.order[at] = task;
  }
  for (let index = 0; index < work.length; index++) work.position[work.order[index]!] = index;
}
