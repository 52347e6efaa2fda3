import { appendBlock } from './block-insertion.ts';
import { type CompiledProblem, FAR } from './compiled-problem.ts';
import type { InsertionScratch } from './insertion-scratch.ts';
import { createWorkingSchedule, insertBlock, type WorkingSchedule } from './working-schedule.ts';

/** How the constructive rule weighs start, duration and tail when it picks the next ready block. */
export interface ConstructRule {
  readonly duration: number;
  readonly tail: number;
  /** Follow the hints' starts and robots where they are possible. */
  readonly useHints: boolean;
}

export const plainRule: ConstructRule = { duration: 0.3, tail: 0.8, useHints: false };

/** Times what was just inserted at `index`; supplied because charging needs its own rule. */
export type Retime = (problem: CompiledProblem, work: WorkingSchedule, index: number) => void;

/**
 * List schedule: repeatedly the ready block with the least `start + a·duration − b·urgency`, by its best machines, behind everything
 * placed. A heap of stale keys serves, because waiting only makes a block later.
 *
 * @param horizon length of a schedule to expect; turns deadlines into tails
 * @returns null when some block finds no machines (rivals for one robot inside a block)
 */
export function constructSchedule(
  problem: CompiledProblem,
  scratch: InsertionScratch,
  rule: ConstructRule,
  horizon: number,
  retime: Retime,
): WorkingSchedule | null {
  const work = createWorkingSchedule(problem);
  for (const task of problem.fixedTasks) {
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      scratch.machines[slot] = fixedMachine(problem, slot);
    }
    insertBlock(problem, work, problem.taskBlock[task]!, work.length, scratch.machines);
    retime(problem, work, work.length - 1);
  }
  const urgency = urgencies(problem, horizon);
  const waiting = waitingBlocks(problem);
  const heap = createHeap();
  const keyOf = (block: number): number => {
    prepareAppend(problem, work, block, urgency, scratch);
    if (rule.useHints && problem.hintStart) {
      const hinted = problem.hintStart[problem.blockTask[problem.blockFrom[block]!]!]!;
      if (hinted < FAR) return hinted;
    }
    if (!appendBlock(problem, work, block, scratch)) return FAR * 4;
    const first = problem.blockTask[problem.blockFrom[block]!]!;
    let least = 0;
    for (let member = problem.blockFrom[block]!; member < problem.blockFrom[block + 1]!; member++) {
      least += problem.leastDuration[problem.blockTask[member]!]!;
    }
    const pinned = problem.blockPinned[block] ? FAR : 0;
    return scratch.simulatedStart[first]! + rule.duration * least - rule.tail * urgency[first]! - pinned;
  };
  for (let block = 0; block < problem.blockCount; block++) {
    if (waiting[block] === 0 && !isFixed(problem, block)) heap.push(keyOf(block), block);
  }
  for (let node = heap.pop(); node; node = heap.pop()) {
    const block = node.block;
    const key = keyOf(block);
    if (key > node.key + 1e-9 && heap.size() > 0 && key > heap.least()) {
      heap.push(key, block);
      continue;
    }
    prepareAppend(problem, work, block, urgency, scratch);
    const hinted = rule.useHints && takeHints(problem, block, scratch);
    if (!hinted && !appendBlock(problem, work, block, scratch)) return null;
    const at = work.length;
    insertBlock(problem, work, block, at, scratch.machines);
    retime(problem, work, at);
    for (const after of blocksAfter(problem, block)) if (--waiting[after]! === 0) heap.push(keyOf(after), after);
  }
  return work.length === problem.taskCount ? work : null;
}

function isFixed(problem: CompiledProblem, block: number): boolean {
  return !Number.isNaN(problem.fixedStart[problem.blockTask[problem.blockFrom[block]!]!]!);
}

function fixedMachine(problem: CompiledProblem, slot: number): number {
  const base = slot * problem.machineCount;
  for (let machine = 0; machine < problem.machineCount; machine++)
    if (problem.durationOf[base + machine]! >= 0) return machine;
  return -1;
}

/** Blocks that must wait for `block`, one entry per edge between blocks. */
function* blocksAfter(problem: CompiledProblem, block: number): Generator<number> {
  for (let member = problem.blockFrom[block]!; member < problem.blockFrom[block + 1]!; member++) {
    const task = problem.blockTask[member]!;
    for (let edge = problem.successorFrom[task]!; edge < problem.successorFrom[task + 1]!; edge++) {
      const after = problem.taskBlock[problem.successor[edge]!]!;
      if (after !== block) yield after;
    }
  }
}

/** Edges into each block from blocks that are not fixed. */
function waitingBlocks(problem: CompiledProblem): Int32Array {
  const waiting = new Int32Array(problem.blockCount);
  for (let block = 0; block < problem.blockCount; block++) {
    if (isFixed(problem, block)) continue;
    for (const after of blocksAfter(problem, block)) waiting[after]!++;
  }
  return waiting;
}

function urgencies(problem: CompiledProblem, horizon: number): Float64Array {
  const urgency = Float64Array.from(problem.staticTail);
  for (let position = problem.taskCount - 1; position >= 0; position--) {
    const task = problem.blockTask[position]!;
    const own = horizon - problem.deadline[task]! + problem.leastDuration[task]!;
    if (own > urgency[task]!) urgency[task] = own;
    urgency[task]! += problem.priority[task]!;
    for (let edge = problem.successorFrom[task]!; edge < problem.successorFrom[task + 1]!; edge++) {
      const step = problem.leastDuration[task]! + problem.successorLag[edge]!;
      urgency[task] = Math.max(urgency[task]!, step + urgency[problem.successor[edge]!]!);
    }
  }
  return urgency;
}

function prepareAppend(
  problem: CompiledProblem,
  work: WorkingSchedule,
  block: number,
  urgency: Float64Array,
  scratch: InsertionScratch,
): void {
  for (let member = problem.blockFrom[block]!; member < problem.blockFrom[block + 1]!; member++) {
    const task = problem.blockTask[member]!;
    let head = problem.release[task]!;
    for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
      const before = problem.predecessor[edge]!;
      if (work.position[before]! < 0) continue;
      head = Math.max(
        head,
        (problem.predecessorFromStart[edge] ? work.start[before]! : work.end[before]!) + problem.predecessorLag[edge]!,
      );
    }
    let after = 0;
    for (let edge = problem.successorFrom[task]!; edge < problem.successorFrom[task + 1]!; edge++) {
      const next = problem.successor[edge]!;
      if (problem.taskBlock[next] !== block) after = Math.max(after, problem.successorLag[edge]! + urgency[next]!);
    }
    scratch.head[task] = head;
    scratch.afterEnd[task] = after;
    scratch.afterStart[task] = 0;
    scratch.lateAfterEnd[task] = Number.NEGATIVE_INFINITY;
    scratch.lateAfterStart[task] = Number.NEGATIVE_INFINITY;
  }
}

/** Writes the hinted robots of the block into `scratch.machines`; false when one is missing or unable. */
function takeHints(problem: CompiledProblem, block: number, scratch: InsertionScratch): boolean {
  const hints = problem.hintRobot;
  if (hints === null) return false;
  for (let member = problem.blockFrom[block]!; member < problem.blockFrom[block + 1]!; member++) {
    const task = problem.blockTask[member]!;
    for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
      const lane = problem.slotLane[slot]!;
      const machine =
        slot < problem.robotSlotEnd[task]! ? hints[slot]! : problem.laneCandidate[problem.laneCandidateFrom[lane]!]!;
      let allowed = false;
      for (let index = problem.laneCandidateFrom[lane]!; index < problem.laneCandidateFrom[lane + 1]!; index++) {
        if (problem.laneCandidate[index] === machine) allowed = true;
      }
      const lead = problem.laneSlot[problem.laneFrom[lane]!]!;
      if (!allowed || (slot < problem.robotSlotEnd[task]! && hints[lead]! >= 0 && hints[lead] !== machine))
        return false;
      scratch.machines[slot] = machine;
    }
  }
  return problem.blockPinned[block] === 0;
}

interface Heap {
  push(key: number, block: number): void;
  pop(): { key: number; block: number } | null;
  least(): number;
  size(): number;
}

/** Binary heap, least key first, ties by block number. */
function createHeap(): Heap {
  const nodes: { key: number; block: number }[] = [];
  const before = (a: { key: number; block: number }, b: { key: number; block: number }): boolean =>
    a.key < b.key || (a.key === b.key && a.block < b.block);
  const swap = (a: number, b: number): void => {
    const held = nodes[a]!;
    nodes[a] = nodes[b]!;
    nodes[b] = held;
  };
  return {
    push(key, block) {
      nodes.push({ key, block });
      for (let at = nodes.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!before(nodes[at]!, nodes[parent]!)) break;
        swap(at, parent);
        at = parent;
      }
    },
    pop() {
      if (nodes.length === 0) return null;
      swap(0, nodes.length - 1);
      const top = nodes.pop()!;
      for (let at = 0; ; ) {
        let child = 2 * at + 1;
        if (child >= nodes.length) break;
        if (child + 1 < nodes.length && before(nodes[child + 1]!, nodes[child]!)) child++;
        if (!before(nodes[child]!, nodes[at]!)) break;
        swap(at, child);
        at = child;
      }
      return top;
    },
    least: () => nodes[0]?.key ?? Number.POSITIVE_INFINITY,
    size: () => nodes.length,
  };
}
