import { type CompiledProblem, FAR, fitWindow } from './compiled-problem.ts';
import type { InsertionScratch } from './insertion-scratch.ts';
import { arrivalAfter, legSeconds, slotBefore, type WorkingSchedule } from './working-schedule.ts';

const MOST_INDICES = 40;
const SHORTLIST = 12;

/** Distinct lanes of a block into `scratch.blockLanes`, those with fewest candidates first. Resources count as lanes. */
function listLanes(problem: CompiledProblem, block: number, scratch: InsertionScratch): number {
  const lanes = scratch.blockLanes;
  const width = (lane: number): number => problem.laneCandidateFrom[lane + 1]! - problem.laneCandidateFrom[lane]!;
  let count = 0;
  for (let member = problem.blockFrom[block]!; member < problem.blockFrom[block + 1]!; member++) {
    const task = problem.blockTask[member]!;
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      const lane = problem.slotLane[slot]!;
      let at = 0;
      while (at < count && lanes[at] !== lane) at++;
      if (at < count) continue;
      while (at > 0 && width(lanes[at - 1]!) > width(lane)) {
        lanes[at] = lanes[at - 1]!;
        at--;
      }
      lanes[at] = lane;
      count++;
    }
  }
  return count;
}

/**
 * Best placing of any block (chains, roles, resources, calendars) at an index of the window in `scratch`: lanes are filled greedily and
 * then improved one by one against the exact times of the block.
 */
export function findBlockInsertion(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  scratch: InsertionScratch,
): void {
  const count = listLanes(problem, block, scratch);
  const span = scratch.high - scratch.low;
  const tries = Math.min(span + 1, MOST_INDICES);
  for (let attempt = 0; attempt < tries; attempt++) {
    const index = span < MOST_INDICES ? scratch.low + attempt : scratch.low + scratch.random.below(span + 1);
    placeBlockAt(problem, work, block, index, count, scratch);
  }
  if (scratch.index < 0) return;
  publish(problem, block, count, scratch);
}

/** Best machines for the block behind everything placed, for the constructive rule. `head` and `afterEnd` must be set. */
export function appendBlock(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  scratch: InsertionScratch,
): boolean {
  const count = listLanes(problem, block, scratch);
  scratch.score = Number.POSITIVE_INFINITY;
  scratch.index = -1;
  placeBlockAt(problem, work, block, work.length, count, scratch);
  if (scratch.index < 0) return false;
  publish(problem, block, count, scratch);
  return true;
}

function publish(problem: CompiledProblem, block: number, count: number, scratch: InsertionScratch): void {
  for (let at = 0; at < count; at++) {
    const lane = scratch.blockLanes[at]!;
    for (let index = problem.laneFrom[lane]!; index < problem.laneFrom[lane + 1]!; index++) {
      const slot = problem.laneSlot[index]!;
      if (problem.taskBlock[problem.slotTask[slot]!] === block) scratch.machines[slot] = scratch.bestMachine[at]!;
    }
  }
}

function placeBlockAt(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  index: number,
  count: number,
  scratch: InsertionScratch,
): void {
  if (!fillLane(problem, work, block, index, 0, count, scratch)) return;
  consider(problem, work, block, index, count, scratch);
  for (let at = 0; at < count; at++) {
    const lane = scratch.blockLanes[at]!;
    const width = problem.laneCandidateFrom[lane + 1]! - problem.laneCandidateFrom[lane]!;
    if (width < 2 || count < 2) continue;
    let kept = scratch.laneMachine[lane]!;
    let score = simulate(problem, work, block, index, scratch);
    for (let attempt = 0; attempt < Math.min(width, SHORTLIST); attempt++) {
      const offset = width <= SHORTLIST ? attempt : scratch.random.below(width);
      const machine = problem.laneCandidate[problem.laneCandidateFrom[lane]! + offset]!;
      if (machine === kept || !mayUse(problem, work, block, index, at, count, machine, scratch)) continue;
      scratch.laneMachine[lane] = machine;
      const trial = simulate(problem, work, block, index, scratch);
      if (trial < score) {
        score = trial;
        kept = machine;
        consider(problem, work, block, index, count, scratch);
      }
    }
    scratch.laneMachine[lane] = kept;
  }
}

/** Whether lane number `at` may use `machine` beside the lanes decided so far (0..limit−1), in the gap at `index`. */
function mayUse(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  index: number,
  at: number,
  limit: number,
  machine: number,
  scratch: InsertionScratch,
): boolean {
  const lane = scratch.blockLanes[at]!;
  for (let other = 0; other < limit; other++) {
    const rival = scratch.blockLanes[other]!;
    if (other === at || scratch.laneMachine[rival] !== machine) continue;
    const apart =
      problem.laneLast[lane]! < problem.laneFirst[rival]! || problem.laneLast[rival]! < problem.laneFirst[lane]!;
    if (!apart) return false;
  }
  if (!problem.hasChains) return true;
  const previous = slotBefore(problem, work, machine, index);
  if (previous < 0) return true;
  const open = problem.slotLane[previous]!;
  const next = work.next[previous]!;
  if (next >= 0 && problem.slotLane[next] === open) return false;
  return open === lane || !continuesIn(problem, work, open, block);
}

/** Whether the lane still has an absent task outside the block: its robot is then not free for others. */
function continuesIn(problem: CompiledProblem, work: WorkingSchedule, lane: number, block: number): boolean {
  for (let index = problem.laneFrom[lane]!; index < problem.laneFrom[lane + 1]!; index++) {
    const task = problem.slotTask[problem.laneSlot[index]!]!;
    if (work.position[task]! < 0 && problem.taskBlock[task] !== block) return true;
  }
  return false;
}

/** Greedy choice for lane `at` and, by backtracking, those after it. */
function fillLane(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  index: number,
  at: number,
  count: number,
  scratch: InsertionScratch,
): boolean {
  if (at === count) return true;
  const lane = scratch.blockLanes[at]!;
  const slot = firstSlotIn(problem, lane, block);
  const task = problem.slotTask[slot]!;
  const head = scratch.head[task]!;
  const blink = scratch.weights.blink;
  let last = Number.NEGATIVE_INFINITY;
  let lastMachine = -1;
  for (let round = 0; round < 8; round++) {
    let best = Number.POSITIVE_INFINITY;
    let choice = -1;
    for (
      let candidate = problem.laneCandidateFrom[lane]!;
      candidate < problem.laneCandidateFrom[lane + 1]!;
      candidate++
    ) {
      const machine = problem.laneCandidate[candidate]!;
      const score = laneScore(problem, work, index, lane, block, slot, task, head, machine);
      if (score < last || (score === last && machine <= lastMachine) || score >= best) continue;
      if (!mayUse(problem, work, block, index, at, at, machine, scratch)) continue;
      if (blink > 0 && round === 0 && scratch.random.unit() < blink) continue;
      best = score;
      choice = machine;
    }
    if (choice < 0) return false;
    scratch.laneMachine[lane] = choice;
    if (fillLane(problem, work, block, index, at + 1, count, scratch)) return true;
    scratch.laneMachine[lane] = -1;
    last = best;
    lastMachine = choice;
  }
  return false;
}

function firstSlotIn(problem: CompiledProblem, lane: number, block: number): number {
  for (let index = problem.laneFrom[lane]!; index < problem.laneFrom[lane + 1]!; index++) {
    const slot = problem.laneSlot[index]!;
    if (problem.taskBlock[problem.slotTask[slot]!] === block) return slot;
  }
  return problem.laneSlot[problem.laneFrom[lane]!]!;
}

/** Longest path through the lane's own work in the gap of `machine` at `index`. */
function laneScore(
  problem: CompiledProblem,
  work: WorkingSchedule,
  index: number,
  lane: number,
  block: number,
  slot: number,
  task: number,
  head: number,
  machine: number,
): number {
  const previous = slotBefore(problem, work, machine, index);
  let time = Math.max(head, arrivalAfter(problem, work, machine, previous, task));
  let last = slot;
  for (let at = problem.laneFrom[lane]!; at < problem.laneFrom[lane + 1]!; at++) {
    const own = problem.laneSlot[at]!;
    const ownTask = problem.slotTask[own]!;
    if (problem.taskBlock[ownTask] !== block) continue;
    if (own !== slot) time += legSeconds(problem, machine, last, problem.place[ownTask]!);
    const duration = Math.max(
      problem.durationOf[own * problem.machineCount + machine]!,
      problem.leastDuration[ownTask]!,
    );
    time = fitWindow(problem, machine, time, duration) + duration;
    last = own;
  }
  const next = previous < 0 ? work.firstSlot[machine]! : work.next[previous]!;
  if (next < 0) return time;
  const nextTask = problem.slotTask[next]!;
  return time + legSeconds(problem, machine, last, problem.place[nextTask]!) + work.tail[nextTask]!;
}

/** Takes the lanes as they stand as the answer when their score is the best so far. */
function consider(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  index: number,
  count: number,
  scratch: InsertionScratch,
): void {
  const score = simulate(problem, work, block, index, scratch);
  if (score >= scratch.score) return;
  scratch.score = score;
  scratch.index = index;
  for (let at = 0; at < count; at++) scratch.bestMachine[at] = scratch.laneMachine[scratch.blockLanes[at]!]!;
}

/** Score of the block at `index` with the machines in `laneMachine`; sets `scratch.path`. */
function simulate(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  index: number,
  scratch: InsertionScratch,
): number {
  const from = problem.blockFrom[block]!;
  const end = problem.blockFrom[block + 1]!;
  const { lastInBlock, simulatedStart, simulatedEnd, laneMachine } = scratch;
  let load = 0;
  for (let member = from; member < end; member++) {
    const task = problem.blockTask[member]!;
    let start = scratch.head[task]!;
    for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
      const before = problem.predecessor[edge]!;
      if (problem.taskBlock[before] !== block) continue;
      start = Math.max(
        start,
        (problem.predecessorFromStart[edge] ? simulatedStart[before]! : simulatedEnd[before]!) +
          problem.predecessorLag[edge]!,
      );
    }
    let duration = problem.minimumDuration[task]!;
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      const machine = laneMachine[problem.slotLane[slot]!]!;
      const inner = lastInBlock[machine]!;
      let leg: number;
      if (inner >= 0) {
        leg = legSeconds(problem, machine, inner, problem.place[task]!);
        const ready = simulatedEnd[problem.slotTask[inner]!]!;
        start = Math.max(start, fitWindow(problem, machine, ready, leg) + leg);
      } else {
        const previous = slotBefore(problem, work, machine, index);
        leg = legSeconds(problem, machine, previous, problem.place[task]!);
        start = Math.max(start, arrivalAfter(problem, work, machine, previous, task));
      }
      const own = problem.durationOf[slot * problem.machineCount + machine]!;
      duration = Math.max(duration, own);
      load += own + leg;
      lastInBlock[machine] = slot;
    }
    for (let round = 0; problem.windowFrom !== null && round < 100; round++) {
      const before = start;
      for (let slot = problem.slotFrom[task]!; slot < problem.robotSlotEnd[task]!; slot++) {
        start = fitWindow(problem, laneMachine[problem.slotLane[slot]!]!, start, duration);
      }
      if (start === before) break;
    }
    simulatedStart[task] = start;
    simulatedEnd[task] = start + duration;
  }
  return simulateTails(problem, work, block, index, scratch) + scratch.weights.load * load;
}

function simulateTails(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  index: number,
  scratch: InsertionScratch,
): number {
  const { lastInBlock, simulatedStart, simulatedEnd, simulatedTail, simulatedLate, laneMachine } = scratch;
  const from = problem.blockFrom[block]!;
  let path = 0;
  let worst = Number.NEGATIVE_INFINITY;
  const clear = ++scratch.stamp;
  for (let member = problem.blockFrom[block + 1]! - 1; member >= from; member--) {
    const task = problem.blockTask[member]!;
    const duration = simulatedEnd[task]! - simulatedStart[task]!;
    let after = scratch.afterEnd[task]!;
    let late = Math.max(-problem.deadline[task]!, scratch.lateAfterEnd[task]!);
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      const machine = laneMachine[problem.slotLane[slot]!]!;
      let following: number;
      let tail: number;
      let lateTail: number;
      if (scratch.mark[machine] === clear) {
        following = problem.slotTask[lastInBlock[machine]!]!;
        tail = simulatedTail[following]!;
        lateTail = simulatedLate[following]!;
      } else {
        const previous = slotBefore(problem, work, machine, index);
        const next = previous < 0 ? work.firstSlot[machine]! : work.next[previous]!;
        scratch.mark[machine] = clear;
        following = next < 0 ? -1 : problem.slotTask[next]!;
        tail = next < 0 ? 0 : work.tail[following]!;
        lateTail = next < 0 ? Number.NEGATIVE_INFINITY : work.lateTail[following]!;
      }
      lastInBlock[machine] = slot;
      if (following < 0) continue;
      const leg = legSeconds(problem, machine, slot, problem.place[following]!);
      after = Math.max(after, leg + tail);
      late = Math.max(late, leg + lateTail);
    }
    let total = Math.max(after + duration, scratch.afterStart[task]!);
    let totalLate = Math.max(late + duration, scratch.lateAfterStart[task]!);
    for (let edge = problem.successorFrom[task]!; edge < problem.successorFrom[task + 1]!; edge++) {
      const next = problem.successor[edge]!;
      if (problem.taskBlock[next] !== block) continue;
      const step = (problem.successorFromStart[edge] ? 0 : duration) + problem.successorLag[edge]!;
      total = Math.max(total, step + simulatedTail[next]!);
      totalLate = Math.max(totalLate, step + simulatedLate[next]!);
    }
    simulatedTail[task] = total;
    simulatedLate[task] = totalLate;
    path = Math.max(path, simulatedStart[task]! + total);
    worst = Math.max(worst, simulatedStart[task]! + totalLate);
  }
  for (let member = from; member < problem.blockFrom[block + 1]!; member++) {
    const task = problem.blockTask[member]!;
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++)
      lastInBlock[laneMachine[problem.slotLane[slot]!]!] = -1;
  }
  scratch.path = path;
  const lateness = problem.hasDeadlines && worst > 0 && worst < FAR ? scratch.weights.lateness * worst : 0;
  return path + lateness;
}
