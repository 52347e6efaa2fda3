import { earliestStarts, leastTravelIn } from './bounds.ts';
import { compileProblem } from './compile-problem.ts';
import { FAR } from './compiled-problem.ts';
import type { ScheduleProblem } from './problem.ts';
import { collectEdges } from './validate-problem.ts';

/**
 * The assignment relaxation in CPLEX LP text: every slot is shared out over its candidates, and no robot's work with the cheapest travel in may
 * pass `C`, which is minimised and at least the critical path. Tighter than the union bound where durations depend on the robot.
 *
 * @param problem must be free of conflicts
 * @param mostVariables larger models are refused
 * @returns null when there is nothing to share out or the model is too large
 */
export function assignmentLp(problem: ScheduleProblem, mostVariables = 30_000): string | null {
  const compiled = compileProblem(problem, collectEdges(problem));
  const travelIn = leastTravelIn(compiled);
  const loads: string[][] = Array.from({ length: compiled.robotCount }, () => []);
  const covers: string[] = [];
  let variables = 0;
  for (let task = 0; task < compiled.taskCount; task++) {
    const isFree = Number.isNaN(compiled.fixedStart[task]!);
    for (let slot = compiled.slotFrom[task]!; slot < compiled.robotSlotEnd[task]!; slot++) {
      const lane = compiled.slotLane[slot]!;
      const terms: string[] = [];
      for (let index = compiled.laneCandidateFrom[lane]!; index < compiled.laneCandidateFrom[lane + 1]!; index++) {
        const robot = compiled.laneCandidate[index]!;
        const duration = Math.max(
          compiled.durationOf[slot * compiled.machineCount + robot]!,
          compiled.leastDuration[task]!,
        );
        const work = duration + (isFree ? travelIn(robot, task) : 0);
        if (work >= FAR) continue;
        const name = `x${slot}_${robot}`;
        terms.push(name);
        if (work > 0) loads[robot]!.push(`${work} ${name}`);
      }
      variables += terms.length;
      if (variables > mostVariables) return null;
      if (terms.length > 0) covers.push(` s${slot}: ${terms.join(' + ')} = 1`);
    }
  }
  if (covers.length === 0) return null;
  const head = earliestStarts(compiled);
  let least = 0;
  for (let task = 0; task < compiled.taskCount; task++)
    least = Math.max(least, head[task]! + compiled.staticTail[task]!);
  const limits = loads
    .map((terms, robot) => (terms.length > 0 ? ` r${robot}: ${terms.join(' + ')} - C <= 0` : ''))
    .filter((row) => row !== '');
  return ['Minimize', ' obj: C', 'Subject To', ...covers, ...limits, 'Bounds', ` C >= ${least}`, 'End'].join('\n');
}
