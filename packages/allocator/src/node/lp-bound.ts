import loadHighs from 'highs';
import { assignmentLp } from '../core/assignment-lp.ts';
import type { ScheduleProblem } from '../core/problem.ts';
import type { LowerBound } from '../core/schedule.ts';

let highs: ReturnType<typeof loadHighs> | null = null;

/**
 * Bound of the assignment relaxation by HiGHS (WebAssembly, loaded once).
 *
 * @param problem must be free of conflicts
 * @param seconds limit on the solver; a model it cannot finish in time gives null
 */
export async function lpBound(problem: ScheduleProblem, seconds = 1): Promise<LowerBound | null> {
  const model = assignmentLp(problem);
  if (model === null) return null;
  highs ??= loadHighs();
  const solution = (await highs).solve(model, { time_limit: seconds, output_flag: false });
  // A hair below the optimum: the solver's own feasibility tolerance must not lift the bound over a true schedule.
  return solution.Status === 'Optimal'
    ? { name: 'assignment-lp', value: solution.ObjectiveValue * (1 - 1e-7) - 1e-6 }
    : null;
}
