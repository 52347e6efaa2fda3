import { createSearch } from './anneal.ts';
import { lowerBounds } from './bounds.ts';
import { createChargingDecoder } from './charging.ts';
import { compileProblem } from './compile-problem.ts';
import { type CompiledProblem, FAR } from './compiled-problem.ts';
import { type ConstructRule, constructSchedule, plainRule } from './construct.ts';
import { findConflicts } from './find-conflicts.ts';
import { createInsertionScratch } from './insertion-scratch.ts';
import { scoreOfSchedule } from './objective.ts';
import { planChains } from './plan-chains.ts';
import type { ScheduleProblem } from './problem.ts';
import { createRandom } from './random.ts';
import { reportMoves, reportTasks } from './report-schedule.ts';
import { compareScores, type LowerBound, type Schedule, type ScheduleAnswer } from './schedule.ts';
import { collectEdges, validateOrder, validateProblem } from './validate-problem.ts';
import { propagateForward, retimeAll, type WorkingSchedule } from './working-schedule.ts';

/**
 * When to stop. With `iterations` the answer is a function of problem and seed alone; with `seconds` it also depends on the machine.
 * Both given: whichever comes first.
 */
export interface SolveBudget {
  readonly iterations?: number;
  /** Since the call of `solveSchedule`, so that compiling counts. Needs `now`. */
  readonly seconds?: number;
  /** Milliseconds from any origin. The only clock that is ever read. */
  readonly now?: () => number;
  /** Asked between moves, at least every few milliseconds; true ends the search with the best answer so far. */
  readonly shouldStop?: () => boolean;
  /** Moves without a better answer after which to stop. Default: none. */
  readonly patience?: number;
}

export interface SolveOptions extends SolveBudget {
  /** Default 1. */
  readonly seed?: number;
  /** Whether each task carries `notChosen`. Default: when tasks × robots ≤ 20,000; `explainTask` gives them one by one. */
  readonly reasons?: boolean;
  /** Bounds computed elsewhere (an LP), added to the own ones. */
  readonly extraBounds?: readonly LowerBound[];
  readonly onImproved?: (best: {
    readonly iteration: number;
    readonly lateness: number;
    readonly makespan: number;
  }) => void;
}

const REASONS_UP_TO = 20_000;

/**
 * Schedules the problem: list-schedule construction, then annealed ruin and recreate until the budget ends.
 *
 * @returns the best schedule found with a lower bound and reasons, or the conflicts that no robot can meet; never throws on bad input
 * @throws RangeError when no budget is given
 */
export function solveSchedule(input: ScheduleProblem, options: SolveOptions): ScheduleAnswer {
  const { seed = 1, now, seconds } = options;
  if (options.iterations === undefined && (seconds === undefined || now === undefined)) {
    throw new RangeError('solveSchedule needs a budget: iterations, or seconds together with now');
  }
  const startedAt = now?.() ?? 0;
  const invalid = validateProblem(input);
  if (invalid.length > 0) return { status: 'unschedulable', conflicts: invalid };
  const edges = collectEdges(input);
  const disorder = validateOrder(input, edges);
  if (disorder.length > 0) return { status: 'unschedulable', conflicts: disorder };
  const problem = compileProblem(input, edges);
  const conflicts = findConflicts(input, problem);
  if (conflicts.length > 0) return { status: 'unschedulable', conflicts };

  const decoder = problem.battery ? createChargingDecoder(problem, problem.battery) : null;
  const retime = decoder?.decode ?? propagateForward;
  const bounds = [...lowerBounds(problem), ...(options.extraBounds ?? [])].map((bound) => roundBound(problem, bound));
  const lowerBound = bounds.reduce((best, bound) => (bound.value > best.value ? bound : best));
  const random = createRandom(seed);
  const lateWeight = problem.hasDeadlines ? 20 * meanWeight(problem) : 0;
  const scratch = createInsertionScratch(problem, random, { load: 0.1, lateness: lateWeight, blink: 0 });
  const build = (rule: ConstructRule): WorkingSchedule | null =>
    constructSchedule(problem, scratch, rule, lowerBound.value, retime);
  const plain = build(plainRule);
  let start = plain;
  for (const rule of otherRules(problem)) {
    const other = build(rule);
    if (!other) continue;
    const better =
      !start ||
      compareScores(scoreOfSchedule(problem, other), scoreOfSchedule(problem, start), problem.changePenalty) < 0;
    if (better) start = other;
  }
  if (!start) return noSchedule(problem, null);
  retimeAll(problem, start, retime);

  const trace: { iteration: number; lateness: number; makespan: number }[] = [];
  const note = (iteration: number, score: { lateness: number; makespan: number }): void => {
    const entry = { iteration, lateness: score.lateness, makespan: score.makespan };
    trace.push(entry);
    options.onImproved?.(entry);
  };
  const startScore = scoreOfSchedule(problem, start);
  note(0, startScore);
  const search = createSearch(problem, random, scratch, retime, start, note);
  const isSearchable = problem.blockCount > 0 && problem.blockPinned.some((pinned) => pinned === 0);
  const chains = isSearchable ? planChains(problem, startScore, lateWeight) : [];
  const spent = (): number => {
    const byTime =
      seconds !== undefined && now !== undefined ? (now() - startedAt) / Math.max(seconds * 1000, 1e-9) : 0;
    const byMoves =
      options.iterations === undefined ? 0 : options.iterations > 0 ? search.iterations / options.iterations : 1;
    return Math.max(byTime, byMoves);
  };
  let chainStart = spent();
  let isStopped = false;
  for (const chain of chains) {
    const chainEnd = chainStart + (1 - chainStart) * chain.share;
    scratch.weights = { load: chain.load, lateness: lateWeight, blink: chain.blink };
    search.run(chain.fresh ? start : search.best, chain.options, () => {
      const isIdle = options.patience !== undefined && search.iterations - search.improvedAt > options.patience;
      if (isIdle || options.shouldStop?.()) isStopped = true;
      const at = spent();
      return isStopped || at >= chainEnd ? 1 : (at - chainStart) / (chainEnd - chainStart);
    });
    if (isStopped || spent() >= 1) break;
    chainStart = Math.max(chainEnd, spent());
  }

  const best = search.best;
  retimeAll(problem, best, retime);
  const score = scoreOfSchedule(problem, best);
  if (score.makespan >= FAR) return noSchedule(problem, best);
  const withReasons = options.reasons ?? problem.taskCount * problem.robotCount <= REASONS_UP_TO;
  const moves = reportMoves(problem, best, decoder?.plan ?? null);
  const answer: Schedule = {
    status: 'scheduled',
    ...score,
    tasks: reportTasks(input, problem, best, decoder?.plan ?? null, withReasons),
    legs: moves.legs,
    charges: moves.charges,
    lowerBound,
    bounds,
    constructed: plain ? scoreOfSchedule(problem, plain) : startScore,
    iterations: search.iterations,
    seed,
    trace,
  };
  return answer;
}

/** More starts where they cost nothing, and the running plan where there is one. */
function otherRules(problem: CompiledProblem): ConstructRule[] {
  const rules: ConstructRule[] = [];
  if (problem.hintRobot) rules.push({ ...plainRule, useHints: true });
  if (problem.taskCount <= 400) {
    for (const tail of [0.4, 1]) for (const duration of [0, 0.6]) rules.push({ duration, tail, useHints: false });
  }
  return rules;
}

function meanWeight(problem: CompiledProblem): number {
  let sum = 0;
  let count = 0;
  for (let task = 0; task < problem.taskCount; task++) {
    if (problem.deadline[task]! >= FAR) continue;
    sum += problem.weight[task]!;
    count++;
  }
  return count > 0 ? sum / count : 1;
}

/** When every time is whole, so is the makespan. */
function roundBound(problem: CompiledProblem, bound: LowerBound): LowerBound {
  const whole = (list: Float64Array): boolean =>
    list.every((value) => Number.isInteger(value) || !Number.isFinite(value));
  const isWhole =
    problem.battery === null &&
    whole(problem.durationOf) &&
    whole(problem.minimumDuration) &&
    whole(problem.release) &&
    whole(problem.readyAt) &&
    whole(problem.predecessorLag) &&
    whole(problem.fixedStart) &&
    whole(problem.fixedEnd) &&
    whole(problem.windowStart) &&
    problem.isTravelWhole;
  return isWhole ? { name: bound.name, value: Math.max(0, Math.ceil(bound.value - 1e-6)) } : bound;
}

function noSchedule(problem: CompiledProblem, work: WorkingSchedule | null): ScheduleAnswer {
  const stuck = work
    ? Array.from({ length: problem.taskCount }, (_, task) => task).filter((task) => work.end[task]! >= FAR)
    : Array.from({ length: problem.taskCount }, (_, task) => task);
  const tasks = stuck.map((task) => problem.taskIds[task]!);
  return {
    status: 'unschedulable',
    conflicts: [
      {
        code: 'ALLOCATE_NO_SCHEDULE_FOUND',
        tasks,
        message: work
          ? `No schedule was found in which ${tasks.slice(0, 5).join(', ')} can take place: availability, charging or ways leave no room.`
          : 'No robots were found that can share out all roles of the chained tasks.',
        tip: work
          ? 'Widen availability windows, add a charger, or open a way.'
          : 'Add a capable robot, or loosen a chain.',
      },
    ],
  };
}
