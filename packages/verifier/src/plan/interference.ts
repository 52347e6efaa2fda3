import type { Violation } from '@muster/domain';
import {
  addGroundReads,
  emptyFootprint,
  evaluateGround,
  type Footprint,
  TRUE,
  wholeFootprint,
} from '../engine/index.ts';
import { compiledWorld } from './compiled-world.ts';
import type { ExecutionTrace } from './execute.ts';
import { labelOf, type ProofProblem } from './prove-plan.ts';
import { sayFact } from './words.ts';

const REPORTED = 5;

/**
 * Pairs of steps that nothing orders and that would disturb each other; at most five are reported. Facts and fluents are indexed by who touches them, so
 * that the cost follows what is shared, not the number of pairs.
 *
 * Source: Fox & Long, JAIR 20 (2003), definition 12 (non-interference), with two exceptions that make no order differ: an add of what is true before either
 * step, and shifts of a common number where both steps have room at its worst.
 */
export const interferenceViolations = (problem: ProofProblem, trace: ExecutionTrace): Violation[] => {
  const prints = problem.actions.map((action) => wholeFootprint(action, problem.initial));
  return [...factClashes(problem, trace, prints), ...numberClashes(problem, trace, prints)].slice(0, REPORTED);
};

type Touch = { readonly readers: number[]; readonly adders: number[]; readonly deleters: number[] };

const factClashes = (problem: ProofProblem, trace: ExecutionTrace, prints: readonly Footprint[]): Violation[] => {
  const touches = new Map<number, Touch>();
  const touch = (fact: number): Touch => {
    const known = touches.get(fact) ?? { readers: [], adders: [], deleters: [] };
    touches.set(fact, known);
    return known;
  };
  prints.forEach((print, step) => {
    for (const fact of new Set(print.adds)) touch(fact).adders.push(step);
    for (const fact of new Set(print.deletes)) touch(fact).deleters.push(step);
  });
  prints.forEach((print, step) => {
    // Only what somebody changes can be disturbed.
    for (const fact of new Set(print.reads)) touches.get(fact)?.readers.push(step);
  });
  const violations: Violation[] = [];
  const reported = new Set<string>();
  const report = (a: number, b: number, fact: number): void => {
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
    if (violations.length >= REPORTED || reported.has(pair)) return;
    reported.add(pair);
    violations.push(clash(problem, a, b, compiledWorld(problem.situation.model).universe.facts.keyOf(fact)));
  };
  for (const [fact, { readers, adders, deleters }] of touches) {
    if (violations.length >= REPORTED) break;
    for (const deleter of deleters)
      for (const other of [...readers, ...adders])
        if (problem.order.unordered(deleter, other)) report(deleter, other, fact);
    for (const adder of adders)
      for (const reader of readers)
        if (problem.order.unordered(adder, reader) && isNews(problem, trace, adder, reader, fact))
          report(adder, reader, fact);
  }
  return violations;
};

/** Whether the fact is not yet true before the earlier of two steps: only then does adding it make a difference to who reads it. */
const isNews = (problem: ProofProblem, trace: ExecutionTrace, a: number, b: number, fact: number): boolean => {
  const earlier = (trace.position.get(a * 2) ?? 0) < (trace.position.get(b * 2) ?? 0) ? a * 2 : b * 2;
  return (trace.before(earlier) ?? problem.initial).fact(fact) !== TRUE;
};

/** Who shifts and who assigns each number, and what each step reads of numbers in conditions and in effects. */
const numberClashes = (problem: ProofProblem, trace: ExecutionTrace, prints: readonly Footprint[]): Violation[] => {
  const shifters = new Map<number, number[]>();
  const assigners = new Map<number, number[]>();
  const enter = (map: Map<number, number[]>, fluent: number, step: number): void => {
    const list = map.get(fluent);
    if (!list) map.set(fluent, [step]);
    else if (list.at(-1) !== step) list.push(step);
  };
  prints.forEach((print, step) => {
    for (const fluent of print.shifts) enter(shifters, fluent, step);
    for (const fluent of print.assigns) enter(assigners, fluent, step);
  });
  const { universe } = compiledWorld(problem.situation.model);
  const violations: Violation[] = [];
  // In the order of execution, so that the tape of states is wound only forwards.
  for (const step of trace.order.filter((happening) => happening % 2 === 0).map((happening) => happening >> 1)) {
    const print = prints[step]!;
    if (violations.length >= REPORTED) break;
    const assignClash = [...new Set([...print.numberReads, ...print.shifts, ...print.assigns])].find((fluent) =>
      assigners.get(fluent)?.some((other) => problem.order.unordered(step, other)),
    );
    if (assignClash !== undefined) {
      const other = assigners.get(assignClash)!.find((candidate) => problem.order.unordered(step, candidate))!;
      violations.push(clash(problem, step, other, universe.fluents.keyOf(assignClash)));
      continue;
    }
    const shared = [...new Set(print.numberReads)].filter((fluent) =>
      shifters.get(fluent)?.some((other) => problem.order.unordered(step, other)),
    );
    if (shared.length === 0 || hasRoom(problem, trace, step, shared)) continue;
    const fluent = shared[0]!;
    const other = shifters.get(fluent)!.find((candidate) => problem.order.unordered(step, candidate))!;
    violations.push(clash(problem, step, other, universe.fluents.keyOf(fluent)));
  }
  return violations;
};

/**
 * Numbers that commute are checked at their worst: the conditions of the step with every shared number at the lowest and at the highest value that the
 * steps unordered with it can give it. A number that an effect of the step reads has no such room.
 */
const hasRoom = (problem: ProofProblem, trace: ExecutionTrace, step: number, shared: readonly number[]): boolean => {
  const action = problem.actions[step]!;
  const conditions = emptyFootprint();
  for (const part of [action.start.condition, action.overAll, ...(action.end ? [action.end.condition] : [])])
    addGroundReads(part, action.bindings, conditions, problem.initial);
  if (shared.some((fluent) => !conditions.numberReads.includes(fluent))) return false;
  return [step * 2, step * 2 + 1].every((happening) => {
    const state = trace.before(happening);
    if (!state) return false;
    const parts =
      happening % 2 === 0 ? [action.start.condition] : [action.overAll, ...(action.end ? [action.end.condition] : [])];
    return (['low', 'high'] as const).every((side) => {
      const kept = shared.map((fluent) => state.fluent(fluent));
      for (const [index, fluent] of shared.entries())
        state.setFluent(fluent, worstCase(problem, trace, step, fluent, kept[index]!, side));
      const holds = parts.every(
        (part) => evaluateGround(part, state, { bindings: action.bindings, duration: Number.NaN, time: 0 }) === TRUE,
      );
      for (const [index, fluent] of shared.entries()) state.setFluent(fluent, kept[index]!);
      return holds;
    });
  });
};

const worstCase = (
  problem: ProofProblem,
  trace: ExecutionTrace,
  step: number,
  fluent: number,
  now: number,
  side: 'low' | 'high',
): number => {
  const here = trace.position.get(step * 2) ?? 0;
  let value = now;
  for (const [other, amount] of trace.shifts.get(fluent) ?? []) {
    if (other === step || !problem.order.unordered(step, other)) continue;
    // An unordered step may or may not have happened: take the choice that hurts.
    const already = (trace.position.get(other * 2 + 1) ?? 0) < here;
    const change = already ? -amount : amount;
    value += side === 'low' ? Math.min(change, 0) : Math.max(change, 0);
  }
  return value;
};

const clash = (problem: ProofProblem, first: number, second: number, atom: string): Violation => {
  const [a, b] = [labelOf(problem, first), labelOf(problem, second)];
  const phrase = sayFact(problem.situation.model, atom);
  return {
    code: 'VERIFY_INTERFERENCE',
    step: problem.steps[first]!.id,
    other: problem.steps[second]!.id,
    fact: atom,
    says: {
      en: `${a.en} and ${b.en} may run in any order, but both touch this: ${phrase.en}.`,
      zh: `${a.zh}和${b.zh}没有先后约束，但都涉及：${phrase.zh}。`,
    },
    remedy: { en: 'Order one before the other.', zh: '请规定两者的先后。' },
  };
};
