import { findBlockInsertion } from './block-insertion.ts';
import type { CompiledProblem } from './compiled-problem.ts';
import type { InsertionScratch } from './insertion-scratch.ts';
import { arrivalAfter, legSeconds, slotBefore, type WorkingSchedule } from './working-schedule.ts';

const SHORTLIST = 14;

/**
 * Best place for an absent block: every index between its placed predecessors and successors, every capable machine. The longest
 * path through the block is exact without calendars and charging: the heads before a gap and the tails behind it do not depend on
 * what is put into it. Source: the insertion argument of Mastrolilli and Gambardella 2000, extended to travel and coalitions.
 *
 * @returns false when no index or no machines fit; else the answer is in `scratch`
 */
export function findInsertion(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  scratch: InsertionScratch,
): boolean {
  const from = problem.blockFrom[block]!;
  const size = problem.blockFrom[block + 1]! - from;
  findWindow(problem, work, block, scratch);
  if (scratch.low > scratch.high) return false;
  scratch.score = Number.POSITIVE_INFINITY;
  scratch.index = -1;
  if (size === 1) {
    const task = problem.blockTask[from]!;
    const first = problem.slotFrom[task]!;
    const slots = problem.slotFrom[task + 1]! - first;
    const plain = problem.robotSlotEnd[task] === first + slots && problem.windowFrom === null;
    if (plain && slots === 1) insertSingle(problem, work, task, scratch);
    else if (plain && slots === 2) insertPair(problem, work, task, scratch);
    else findBlockInsertion(problem, work, block, scratch);
  } else findBlockInsertion(problem, work, block, scratch);
  return scratch.index >= 0;
}

/** Index window of the block, and per task the longest paths to it from outside and from it to outside, through absent tasks too. */
function findWindow(problem: CompiledProblem, work: WorkingSchedule, block: number, scratch: InsertionScratch): void {
  scratch.low = problem.fixedTasks.length;
  scratch.high = work.length;
  for (let member = problem.blockFrom[block]!; member < problem.blockFrom[block + 1]!; member++) {
    const task = problem.blockTask[member]!;
    scratch.head[task] = Math.max(problem.release[task]!, headOf(problem, work, block, task, scratch));
    scratch.afterEnd[task] = 0;
    scratch.afterStart[task] = 0;
    scratch.lateAfterEnd[task] = Number.NEGATIVE_INFINITY;
    scratch.lateAfterStart[task] = Number.NEGATIVE_INFINITY;
    tailsOf(problem, work, block, task, task, 0, 0, scratch);
  }
}

function headOf(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  task: number,
  scratch: InsertionScratch,
): number {
  let head = 0;
  for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
    const before = problem.predecessor[edge]!;
    const position = work.position[before]!;
    let start: number;
    let end: number;
    if (position >= 0) {
      if (position >= scratch.low) scratch.low = position + 1;
      start = work.start[before]!;
      end = work.end[before]!;
    } else {
      if (problem.taskBlock[before] === block) continue;
      start = Math.max(problem.release[before]!, headOf(problem, work, block, before, scratch));
      end = start + problem.leastDuration[before]!;
    }
    const at = (problem.predecessorFromStart[edge] ? start : end) + problem.predecessorLag[edge]!;
    if (at > head) head = at;
  }
  return head;
}

/** `sinceStart`/`extra`: seconds from the start (or, while 0 edges are walked, end) of `origin` to the start of `task`. */
function tailsOf(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  origin: number,
  task: number,
  depth: number,
  offset: number,
  scratch: InsertionScratch,
  viaStart = false,
): void {
  const least = depth === 0 ? 0 : problem.leastDuration[task]!;
  for (let edge = problem.successorFrom[task]!; edge < problem.successorFrom[task + 1]!; edge++) {
    const after = problem.successor[edge]!;
    const fromStart = problem.successorFromStart[edge] === 1;
    const start = depth === 0 ? fromStart : viaStart;
    const distance = offset + problem.successorLag[edge]! + (fromStart ? 0 : least);
    const position = work.position[after]!;
    if (position < 0) {
      if (problem.taskBlock[after] !== block)
        tailsOf(problem, work, block, origin, after, depth + 1, distance, scratch, start);
      continue;
    }
    if (position < scratch.high) scratch.high = position;
    const tail = distance + work.tail[after]!;
    const late = distance + work.lateTail[after]!;
    if (start) {
      if (tail > scratch.afterStart[origin]!) scratch.afterStart[origin] = tail;
      if (late > scratch.lateAfterStart[origin]!) scratch.lateAfterStart[origin] = late;
    } else {
      if (tail > scratch.afterEnd[origin]!) scratch.afterEnd[origin] = tail;
      if (late > scratch.lateAfterEnd[origin]!) scratch.lateAfterEnd[origin] = late;
    }
  }
}

/** Score of a task that starts at `start` for `duration`, with the worst `after` (and `lateAfter`) over its machines. */
function scoreOf(
  problem: CompiledProblem,
  scratch: InsertionScratch,
  task: number,
  start: number,
  duration: number,
  after: number,
  lateAfter: number,
  load: number,
): number {
  const behind = scratch.afterEnd[task]!;
  let path = start + duration + Math.max(after, behind);
  const fromStart = start + scratch.afterStart[task]!;
  if (fromStart > path) path = fromStart;
  scratch.path = path;
  let score = path + scratch.weights.load * load;
  if (problem.hasDeadlines) {
    let late = start + duration + Math.max(-problem.deadline[task]!, lateAfter, scratch.lateAfterEnd[task]!);
    late = Math.max(late, start + scratch.lateAfterStart[task]!);
    if (late > 0) score += scratch.weights.lateness * late;
  }
  return score;
}

/** First index of the window part [low, high] at which the order's starts reach `start`. */
export function indexByTime(work: WorkingSchedule, low: number, high: number, start: number): number {
  let index = low;
  while (index < high && work.start[work.order[index]!]! < start) index++;
  return index;
}

function insertSingle(problem: CompiledProblem, work: WorkingSchedule, task: number, scratch: InsertionScratch): void {
  const slot = problem.slotFrom[task]!;
  const lane = problem.slotLane[slot]!;
  const end = problem.laneCandidateFrom[lane + 1]!;
  let bestScore = Number.POSITIVE_INFINITY;
  let bestPath = 0;
  let bestLow = 0;
  let bestHigh = 0;
  let bestStart = 0;
  let bestMachine = -1;
  for (let candidate = problem.laneCandidateFrom[lane]!; candidate < end; candidate++) {
    const machine = problem.laneCandidate[candidate]!;
    const score = scanGaps(problem, work, task, slot, machine, scratch, bestScore);
    if (score >= bestScore) continue;
    bestScore = score;
    bestPath = gap.path;
    bestLow = gap.low;
    bestHigh = gap.high;
    bestStart = gap.start;
    bestMachine = machine;
  }
  if (bestMachine < 0) return;
  scratch.machines[slot] = bestMachine;
  scratch.score = bestScore;
  scratch.path = bestPath;
  scratch.index = indexByTime(work, bestLow, bestHigh, bestStart);
}

const gap = { path: 0, low: 0, high: 0, start: 0 };

/** Best gap of one machine for one slot of a task; details in `gap` when the score beats `limit`. */
function scanGaps(
  problem: CompiledProblem,
  work: WorkingSchedule,
  task: number,
  slot: number,
  machine: number,
  scratch: InsertionScratch,
  limit: number,
): number {
  const low = scratch.low;
  const high = scratch.high;
  const head = scratch.head[task]!;
  const own = problem.durationOf[slot * problem.machineCount + machine]!;
  const shortest = problem.minimumDuration[task]!;
  const duration = Math.max(own, shortest);
  // What every gap of this machine costs at least; no estimate below it has to look up travel.
  const least = duration + scratch.weights.load * duration;
  const behind = scratch.afterEnd[task]!;
  const blink = scratch.weights.blink;
  let best = limit;
  let previous = slotBefore(problem, work, machine, low);
  for (;;) {
    const next = previous < 0 ? work.firstSlot[machine]! : work.next[previous]!;
    const nextTask = next < 0 ? -1 : problem.slotTask[next]!;
    const nextAt = next < 0 ? high : work.position[nextTask]!;
    const ready = previous < 0 ? problem.readyAt[machine]! : work.end[problem.slotTask[previous]!]!;
    const begin = Math.max(ready, head);
    if (begin + least + behind >= best) break;
    const tail = next < 0 ? 0 : work.tail[nextTask]!;
    const hopeless = begin + least + Math.max(tail, behind) >= best;
    const split =
      problem.hasChains && previous >= 0 && next >= 0 && problem.slotLane[previous] === problem.slotLane[next];
    if (!hopeless && !split && (blink === 0 || scratch.random.unit() >= blink)) {
      const leg = legSeconds(problem, machine, previous, problem.place[task]!);
      const arrival = ready + leg;
      const start = Math.max(arrival, head);
      let after = 0;
      let lateAfter = Number.NEGATIVE_INFINITY;
      let load = duration + leg;
      if (next >= 0) {
        const away = legSeconds(problem, machine, slot, problem.place[nextTask]!);
        after = away + tail;
        lateAfter = away + work.lateTail[nextTask]!;
        load += away - work.leg[next]!;
      }
      const score = scoreOf(problem, scratch, task, start, duration, after, lateAfter, load);
      if (score < best) {
        best = score;
        gap.path = scratch.path;
        gap.low = previous < 0 ? low : Math.max(low, work.position[problem.slotTask[previous]!]! + 1);
        gap.high = Math.min(high, nextAt);
        gap.start = start;
      }
    }
    if (next < 0 || nextAt >= high) break;
    previous = next;
  }
  return best;
}

/** Candidates of a lane worth pairing: all when few, else the best by themselves and two by chance. */
function shortlistOf(
  problem: CompiledProblem,
  work: WorkingSchedule,
  task: number,
  slot: number,
  scratch: InsertionScratch,
  at: number,
): number {
  const lane = problem.slotLane[slot]!;
  const from = problem.laneCandidateFrom[lane]!;
  const count = problem.laneCandidateFrom[lane + 1]! - from;
  const list = scratch.shortlist;
  if (count <= SHORTLIST) {
    for (let index = 0; index < count; index++) list[at + index] = problem.laneCandidate[from + index]!;
    return count;
  }
  const scores = scratch.shortlistScore;
  let size = 0;
  for (let index = 0; index < count; index++) {
    const machine = problem.laneCandidate[from + index]!;
    const limit = size < SHORTLIST ? Number.POSITIVE_INFINITY : scores[SHORTLIST - 1]!;
    const score = scanGaps(problem, work, task, slot, machine, scratch, limit);
    if (score >= limit) continue;
    let place = size;
    while (place > 0 && scores[place - 1]! > score) place--;
    if (place >= SHORTLIST) continue;
    const last = Math.min(size, SHORTLIST - 1);
    for (let move = last; move > place; move--) {
      scores[move] = scores[move - 1]!;
      list[at + move] = list[at + move - 1]!;
    }
    scores[place] = score;
    list[at + place] = machine;
    if (size < SHORTLIST) size++;
  }
  return size;
}

/** Whether two slots have the same candidates at the same durations. */
function alike(problem: CompiledProblem, slot: number, other: number): boolean {
  const first = problem.laneCandidateFrom[problem.slotLane[slot]!]!;
  const end = problem.laneCandidateFrom[problem.slotLane[slot]! + 1]!;
  const second = problem.laneCandidateFrom[problem.slotLane[other]!]!;
  if (problem.laneCandidateFrom[problem.slotLane[other]! + 1]! - second !== end - first) return false;
  for (let index = 0; index < end - first; index++) {
    const machine = problem.laneCandidate[first + index]!;
    if (problem.laneCandidate[second + index] !== machine) return false;
    const own = problem.durationOf[slot * problem.machineCount + machine];
    if (problem.durationOf[other * problem.machineCount + machine] !== own) return false;
  }
  return true;
}

const firstList = new Int32Array(SHORTLIST);
const secondList = new Int32Array(SHORTLIST);

/** Two machines that start together: sweeps the window and tries every pair whose gaps changed. */
function insertPair(problem: CompiledProblem, work: WorkingSchedule, task: number, scratch: InsertionScratch): void {
  const slot = problem.slotFrom[task]!;
  const other = slot + 1;
  const firstCount = shortlistOf(problem, work, task, slot, scratch, 0);
  for (let index = 0; index < firstCount; index++) firstList[index] = scratch.shortlist[index]!;
  let secondCount = firstCount;
  if (alike(problem, slot, other)) secondList.set(firstList);
  else {
    secondCount = shortlistOf(problem, work, task, other, scratch, 0);
    for (let index = 0; index < secondCount; index++) secondList[index] = scratch.shortlist[index]!;
  }
  const stamp = ++scratch.stamp;
  const { low, high } = scratch;
  for (let index = 0; index < firstCount; index++) openGap(problem, work, task, slot, firstList[index]!, scratch);
  for (let index = 0; index < secondCount; index++) {
    if (scratch.mark[secondList[index]!] !== stamp) openGap(problem, work, task, other, secondList[index]!, scratch);
  }
  for (let first = 0; first < firstCount; first++) {
    for (let second = 0; second < secondCount; second++) {
      tryPair(problem, task, slot, firstList[first]!, secondList[second]!, low, scratch);
    }
  }
  for (let index = low + 1; index <= high; index++) {
    const passed = work.order[index - 1]!;
    for (let used = problem.slotFrom[passed]!; used < problem.slotFrom[passed + 1]!; used++) {
      const machine = work.slotMachine[used]!;
      if (scratch.mark[machine] !== stamp) continue;
      scratch.gapPrevious[machine] = used;
      measureGap(problem, work, task, slot, machine, scratch);
      if (problem.durationOf[slot * problem.machineCount + machine]! >= 0) {
        for (let second = 0; second < secondCount; second++)
          tryPair(problem, task, slot, machine, secondList[second]!, index, scratch);
      }
      if (problem.durationOf[other * problem.machineCount + machine]! >= 0) {
        for (let first = 0; first < firstCount; first++)
          tryPair(problem, task, slot, firstList[first]!, machine, index, scratch);
      }
    }
  }
  if (scratch.index < 0) return;
  scratch.path = pairBest.path;
  scratch.machines[slot] = pairBest.first;
  scratch.machines[other] = pairBest.second;
}

const pairBest = { path: 0, first: -1, second: -1 };

function openGap(
  problem: CompiledProblem,
  work: WorkingSchedule,
  task: number,
  slot: number,
  machine: number,
  scratch: InsertionScratch,
): void {
  scratch.mark[machine] = scratch.stamp;
  scratch.gapPrevious[machine] = slotBefore(problem, work, machine, scratch.low);
  measureGap(problem, work, task, slot, machine, scratch);
}

function measureGap(
  problem: CompiledProblem,
  work: WorkingSchedule,
  task: number,
  slot: number,
  machine: number,
  scratch: InsertionScratch,
): void {
  const previous = scratch.gapPrevious[machine]!;
  const next = previous < 0 ? work.firstSlot[machine]! : work.next[previous]!;
  if (problem.hasChains && previous >= 0 && next >= 0 && problem.slotLane[previous] === problem.slotLane[next]) {
    scratch.arrival[machine] = Number.POSITIVE_INFINITY;
    return;
  }
  const arrival = arrivalAfter(problem, work, machine, previous, task);
  const leg = legSeconds(problem, machine, previous, problem.place[task]!);
  scratch.arrival[machine] = arrival;
  scratch.after[machine] = 0;
  scratch.lateAfter[machine] = Number.NEGATIVE_INFINITY;
  scratch.detour[machine] = leg;
  if (next < 0) return;
  const nextTask = problem.slotTask[next]!;
  const away = legSeconds(problem, machine, slot, problem.place[nextTask]!);
  scratch.after[machine] = away + work.tail[nextTask]!;
  scratch.lateAfter[machine] = away + work.lateTail[nextTask]!;
  scratch.detour[machine] = leg + away - work.leg[next]!;
}

function tryPair(
  problem: CompiledProblem,
  task: number,
  slot: number,
  first: number,
  second: number,
  index: number,
  scratch: InsertionScratch,
): void {
  if (first === second) return;
  const blink = scratch.weights.blink;
  if (blink > 0 && scratch.random.unit() < blink) return;
  const machines = problem.machineCount;
  const start = Math.max(scratch.head[task]!, scratch.arrival[first]!, scratch.arrival[second]!);
  if (start === Number.POSITIVE_INFINITY) return;
  const duration = Math.max(
    problem.minimumDuration[task]!,
    problem.durationOf[slot * machines + first]!,
    problem.durationOf[(slot + 1) * machines + second]!,
  );
  const after = Math.max(scratch.after[first]!, scratch.after[second]!);
  const lateAfter = Math.max(scratch.lateAfter[first]!, scratch.lateAfter[second]!);
  const load = scratch.detour[first]! + scratch.detour[second]! + 2 * duration;
  const score = scoreOf(problem, scratch, task, start, duration, after, lateAfter, load);
  if (score >= scratch.score) return;
  scratch.score = score;
  scratch.index = index;
  pairBest.path = scratch.path;
  pairBest.first = first;
  pairBest.second = second;
}
