import type { Violation } from '@muster/domain';
import { evaluateGround, findInterference, type GroundState, TRUE, wholeFootprint } from '../engine/index.ts';
import { compiledWorld } from './compiled-world.ts';
import type { ExecutionTrace } from './execute.ts';
import { labelOf, type ProofProblem } from './prove-plan.ts';
import { sayFact } from './words.ts';

/** Pairs of steps that nothing orders and that would disturb each other. At most five are reported. */
export const interferenceViolations = (problem: ProofProblem, trace: ExecutionTrace): Violation[] => {
  const { universe } = compiledWorld(problem.situation.model);
  const footprints = problem.actions.map((action) => wholeFootprint(action, problem.initial));
  const settled = new Set<string>();
  const violations: Violation[] = [];
  // Each round names one clash; those that only touch numbers with room to spare are set aside and the search goes on.
  for (let round = 0; round < 10_000 && violations.length < 5; round += 1) {
    const clash = findInterference(
      footprints,
      universe,
      (a, b) => problem.order.unordered(a, b) && !settled.has(pairKey(a, b)),
    );
    if (!clash) return violations;
    settled.add(pairKey(clash.first, clash.second));
    if (isHarmless(problem, trace, footprints, clash.first, clash.second)) continue;
    const [a, b] = [labelOf(problem, clash.first), labelOf(problem, clash.second)];
    const phrase = sayFact(problem.situation.model, clash.atom);
    violations.push({
      code: 'VERIFY_INTERFERENCE',
      step: problem.steps[clash.first]!.id,
      other: problem.steps[clash.second]!.id,
      fact: clash.atom,
      says: {
        en: `${a.en} and ${b.en} may run in any order, but both touch this: ${phrase.en}.`,
        zh: `${a.zh}和${b.zh}没有先后约束，但都涉及：${phrase.zh}。`,
      },
      remedy: { en: `Order one before the other.`, zh: '请规定两者的先后。' },
    });
  }
  return violations;
};

const pairKey = (a: number, b: number): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

type Prints = ReturnType<typeof wholeFootprint>;

/**
 * Whether two unordered steps disturb each other in no order: they only shift common numbers that have room to spare, and add only what is true before
 * either of them. (PDDL's mutex forbids the latter at one and the same instant; no order of the two makes a difference.)
 */
const isHarmless = (
  problem: ProofProblem,
  trace: ExecutionTrace,
  footprints: readonly Prints[],
  a: number,
  b: number,
): boolean => {
  const one = footprints[a]!;
  const other = footprints[b]!;
  const meets = (changes: readonly number[], touched: readonly number[]): boolean =>
    changes.some((item) => touched.includes(item));
  if (meets(one.deletes, [...other.reads, ...other.adds]) || meets(other.deletes, [...one.reads, ...one.adds]))
    return false;
  if (
    meets(one.assigns, [...other.numberReads, ...other.shifts, ...other.assigns]) ||
    meets(other.assigns, [...one.numberReads, ...one.shifts])
  )
    return false;
  const earlier = trace.order.find((happening) => happening === a * 2 || happening === b * 2);
  const before = earlier === undefined ? undefined : trace.before.get(earlier);
  const isNews = (fact: number): boolean => before?.fact(fact) !== TRUE;
  if (
    one.adds.some((fact) => other.reads.includes(fact) && isNews(fact)) ||
    other.adds.some((fact) => one.reads.includes(fact) && isNews(fact))
  )
    return false;
  return hasRoom(problem, trace, a, b);
};

/**
 * Numbers that commute are checked at their worst: each condition of the two steps with every shared number at the lowest and at the highest value
 * that the steps unordered with it can give it.
 */
const hasRoom = (problem: ProofProblem, trace: ExecutionTrace, a: number, b: number): boolean =>
  [a, b].every((step) => {
    const action = problem.actions[step]!;
    return [step * 2, step * 2 + 1].every((happening) => {
      const state = trace.before.get(happening);
      if (!state) return false;
      const parts =
        happening % 2 === 0
          ? [action.start.condition]
          : [action.overAll, ...(action.end ? [action.end.condition] : [])];
      return (['low', 'high'] as const).every((side) => {
        const worst = worstCase(problem, trace, step, state, side);
        return parts.every(
          (part) => evaluateGround(part, worst, { bindings: action.bindings, duration: Number.NaN, time: 0 }) === TRUE,
        );
      });
    });
  });

const worstCase = (
  problem: ProofProblem,
  trace: ExecutionTrace,
  step: number,
  state: GroundState,
  side: 'low' | 'high',
): GroundState => {
  const worst = state.copy();
  const position = new Map(trace.order.map((happening, index) => [happening, index]));
  const here = position.get(step * 2) ?? 0;
  for (const [fluent, changes] of trace.shifts) {
    let value = worst.fluent(fluent);
    for (const [other, amount] of changes) {
      if (other === step || !problem.order.unordered(step, other)) continue;
      const already = (position.get(other * 2 + 1) ?? 0) < here;
      // An unordered step may or may not have happened: take the choice that hurts.
      const without = already ? -amount : 0;
      const withIt = already ? 0 : amount;
      value += side === 'low' ? Math.min(without, withIt, 0) : Math.max(without, withIt, 0);
    }
    worst.setFluent(fluent, value);
  }
  return worst;
};
