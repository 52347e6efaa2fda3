import { type CompiledProblem, FAR } from './compiled-problem.ts';
import type { LowerBound } from './schedule.ts';

const MOST_UNIONS = 400;

/** Earliest start of each task by order, release and the arrival of enough capable robots. Index: task. */
export function earliestStarts(problem: CompiledProblem): Float64Array {
  const head = new Float64Array(problem.taskCount);
  for (const task of problem.blockTask) {
    const fixed = problem.fixedStart[task]!;
    if (!Number.isNaN(fixed)) {
      head[task] = fixed;
      continue;
    }
    let earliest = Math.max(problem.release[task]!, earliestGathering(problem, task));
    for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
      const before = problem.predecessor[edge]!;
      const step = problem.predecessorFromStart[edge] ? 0 : problem.leastDuration[before]!;
      earliest = Math.max(earliest, head[before]! + step + problem.predecessorLag[edge]!);
    }
    head[task] = earliest;
  }
  return head;
}

/** Over the task's roles: the n-th earliest arrival from the start among the candidates, n being the roles with no other candidates. */
function earliestGathering(problem: CompiledProblem, task: number): number {
  let latest = 0;
  const place = problem.place[task]!;
  for (let slot = problem.slotFrom[task]!; slot < problem.robotSlotEnd[task]!; slot++) {
    const lane = problem.slotLane[slot]!;
    const from = problem.laneCandidateFrom[lane]!;
    const size = problem.laneCandidateFrom[lane + 1]! - from;
    let alike = 1;
    for (let other = problem.slotFrom[task]!; other < slot; other++) if (sameCandidates(problem, slot, other)) alike++;
    const arrivals: number[] = [];
    for (let index = from; index < from + size; index++) {
      const robot = problem.laneCandidate[index]!;
      const offset = problem.travelOffset[robot]!;
      const leg = offset < 0 ? 0 : problem.through[offset + problem.startPlace[robot]! * problem.placeCount + place]!;
      arrivals.push(problem.readyAt[robot]! + leg);
    }
    arrivals.sort((a, b) => a - b);
    latest = Math.max(latest, arrivals[alike - 1] ?? 0);
  }
  // A robot may come from a fixed task instead of its start, and from there the way may be shorter.
  return problem.fixedTasks.length > 0 ? 0 : latest;
}

function sameCandidates(problem: CompiledProblem, left: number, right: number): boolean {
  const a = problem.slotLane[left]!;
  const b = problem.slotLane[right]!;
  const size = problem.laneCandidateFrom[a + 1]! - problem.laneCandidateFrom[a]!;
  if (problem.laneCandidateFrom[b + 1]! - problem.laneCandidateFrom[b]! !== size) return false;
  for (let index = 0; index < size; index++) {
    if (
      problem.laneCandidate[problem.laneCandidateFrom[a]! + index] !==
      problem.laneCandidate[problem.laneCandidateFrom[b]! + index]
    )
      return false;
  }
  return true;
}

/** Least travel into a place over all places a robot of each class can come from: `class offset → per place`. */
export function leastTravelIn(problem: CompiledProblem): (robot: number, task: number) => number {
  const cache = new Map<number, Float64Array>();
  return (robot, task) => {
    const offset = problem.travelOffset[robot]!;
    if (offset < 0) return 0;
    let table = cache.get(offset);
    if (!table) {
      table = new Float64Array(problem.taskCount).fill(FAR);
      const origins = new Set<number>();
      for (let member = 0; member < problem.robotCount; member++) {
        if (problem.travelOffset[member] === offset) origins.add(problem.startPlace[member]!);
      }
      // Row by row of the travel table: column by column, large tables would be read from memory each time.
      const lower = (origin: number, except: number): void => {
        const row = offset + origin * problem.placeCount;
        for (let target = 0; target < problem.taskCount; target++) {
          if (target === except) continue;
          const leg = problem.travel[row + problem.place[target]!]!;
          if (leg < table![target]!) table![target] = leg;
        }
      };
      for (const origin of origins) lower(origin, -1);
      for (let source = 0; source < problem.taskCount; source++) lower(problem.endPlace[source]!, source);
      cache.set(offset, table);
    }
    return table[task]!;
  };
}

interface Demand {
  readonly task: number;
  readonly work: number;
  readonly travelIn: number;
}

/** Bounds on the makespan from below, each valid by itself. Charging, calendars and lateness only ever add to them. */
export function lowerBounds(problem: CompiledProblem): LowerBound[] {
  const head = earliestStarts(problem);
  let criticalPath = 0;
  for (let task = 0; task < problem.taskCount; task++) {
    const fixedEnd = problem.fixedEnd[task]!;
    criticalPath = Math.max(
      criticalPath,
      head[task]! + problem.staticTail[task]!,
      Number.isNaN(fixedEnd) ? 0 : fixedEnd,
    );
  }
  return [
    { name: 'critical-path', value: criticalPath },
    { name: 'energetic-union', value: energeticUnion(problem, head) },
    { name: 'resource-load', value: resourceLoad(problem, head) },
  ];
}

/**
 * For every union U of candidate sets: the work (with the cheapest travel in) that only U can do, shared out over U's robots. Also
 * over the parts of it that cannot start before, or must be followed by, some time. Source: energetic reasoning, Baptiste, Le Pape
 * and Nuijten 2001; unions over capability after the project's reference page.
 */
function energeticUnion(problem: CompiledProblem, head: Float64Array): number {
  const words = (problem.robotCount + 31) >> 5;
  const sets = new Map<string, { bits: Uint32Array; demands: Demand[] }>();
  const travelIn = leastTravelIn(problem);
  for (let task = 0; task < problem.taskCount; task++) {
    for (let slot = problem.slotFrom[task]!; slot < problem.robotSlotEnd[task]!; slot++) {
      const lane = problem.slotLane[slot]!;
      const bits = new Uint32Array(words);
      let least = FAR;
      let leastIn = FAR;
      for (let index = problem.laneCandidateFrom[lane]!; index < problem.laneCandidateFrom[lane + 1]!; index++) {
        const robot = problem.laneCandidate[index]!;
        bits[robot >> 5] = bits[robot >> 5]! | (1 << (robot & 31));
        const duration = Math.max(
          problem.durationOf[slot * problem.machineCount + robot]!,
          problem.leastDuration[task]!,
        );
        const inward = Number.isNaN(problem.fixedStart[task]!) ? travelIn(robot, task) : 0;
        if (duration + inward < least) {
          least = duration + inward;
          leastIn = inward;
        }
      }
      if (least >= FAR) continue;
      const key = bits.join(',');
      const entry = sets.get(key) ?? { bits, demands: [] };
      entry.demands.push({ task, work: least, travelIn: leastIn });
      sets.set(key, entry);
    }
  }
  const groups = [...sets.values()];
  let bound = 0;
  for (const union of unionsOf(groups.map((group) => group.bits))) {
    const inside = groups.filter((group) => group.bits.every((word, index) => (word & ~union[index]!) === 0));
    bound = Math.max(
      bound,
      unionBound(
        problem,
        head,
        inside.flatMap((group) => group.demands),
        countBits(union),
      ),
    );
  }
  return bound;
}

function unionBound(problem: CompiledProblem, head: Float64Array, demands: readonly Demand[], robots: number): number {
  let whole = 0;
  for (const demand of demands) whole += demand.work;
  let bound = whole / robots;
  const after = (demand: Demand): number => problem.staticTail[demand.task]! - problem.leastDuration[demand.task]!;
  const byHead = [...demands].sort((a, b) => head[b.task]! - head[a.task]!);
  let work = 0;
  let leastAfter = FAR;
  for (const demand of byHead) {
    work += demand.work - demand.travelIn;
    leastAfter = Math.min(leastAfter, after(demand));
    bound = Math.max(bound, head[demand.task]! + work / robots + leastAfter);
  }
  const byAfter = [...demands].sort((a, b) => after(b) - after(a));
  work = 0;
  for (const demand of byAfter) {
    work += demand.work;
    bound = Math.max(bound, work / robots + after(demand));
  }
  return bound;
}

/** Closure of the sets under union, up to a cap: fewer unions only weaken the bound. */
function unionsOf(sets: readonly Uint32Array[]): Uint32Array[] {
  const found = new Map<string, Uint32Array>();
  for (const set of sets) if (found.size < MOST_UNIONS) found.set(set.join(','), set);
  const list = [...found.values()];
  for (let index = 0; index < list.length && list.length < MOST_UNIONS; index++) {
    for (const set of sets) {
      if (list.length >= MOST_UNIONS) break;
      const union = list[index]!.map((word, at) => word | set[at]!);
      const key = union.join(',');
      if (found.has(key)) continue;
      found.set(key, union);
      list.push(union);
    }
  }
  return list;
}

function countBits(bits: Uint32Array): number {
  let count = 0;
  for (const word of bits) for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function resourceLoad(problem: CompiledProblem, head: Float64Array): number {
  let bound = 0;
  for (let machine = problem.robotCount; machine < problem.machineCount; machine++) {
    let load = 0;
    let leastHead = FAR;
    let leastAfter = FAR;
    for (let slot = 0; slot < problem.slotCount; slot++) {
      const task = problem.slotTask[slot]!;
      if (slot < problem.robotSlotEnd[task]! || problem.durationOf[slot * problem.machineCount + machine]! < 0)
        continue;
      load += problem.leastDuration[task]!;
      leastHead = Math.min(leastHead, head[task]!);
      leastAfter = Math.min(leastAfter, problem.staticTail[task]! - problem.leastDuration[task]!);
    }
    if (load > 0) bound = Math.max(bound, leastHead + load + leastAfter);
  }
  return bound;
}
