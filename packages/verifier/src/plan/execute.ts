import { type CausalLink, parseFactKey, type Violation } from '@muster/domain';
import {
  addGroundReads,
  compileAction,
  EffectBuffer,
  emptyFootprint,
  enact,
  evaluateGround,
  findUnmet,
  type GroundCondition,
  type GroundMoment,
  type GroundState,
  gatherEffects,
  TRUE,
} from '../engine/index.ts';
import { compiledWorld } from './compiled-world.ts';
import { GoalMonitor } from './goal-check.ts';
import { labelOf, type ProofProblem } from './prove-plan.ts';
import { StateTape } from './state-tape.ts';
import { both, sayFact } from './words.ts';

/** One execution of a plan in an order that it allows. */
export type ExecutionTrace = {
  /** The first condition that does not hold, with the step that destroyed it. */
  readonly violation?: Violation;
  readonly goal: GoalMonitor;
  readonly links: readonly CausalLink[];
  /** Happenings in the order carried out. */
  readonly order: readonly number[];
  /** Position of each happening in `order`. */
  readonly position: ReadonlyMap<number, number>;
  /** State before a happening; undefined for one that was not reached. Valid until the next call. */
  before(happening: number): GroundState | undefined;
  readonly end: GroundState;
  /** Net change of each numeric fluent by each step: fluent → step → amount. */
  readonly shifts: ReadonlyMap<number, ReadonlyMap<number, number>>;
};

const NO_MOMENT = { duration: Number.NaN, time: 0 };

/** Carries the plan out in one order, checking each condition as it is met. */
export const execute = (problem: ProofProblem, outcomes: ReadonlyMap<string, string>): ExecutionTrace => {
  const { model } = problem.situation;
  const { universe } = compiledWorld(model);
  const state = problem.initial.copy();
  const goal = new GoalMonitor(problem.plan.goal, universe);
  const order = problem.order.linearize() ?? [];
  const position = new Map(order.map((happening, index) => [happening, index]));
  const tape = new StateTape(problem.initial.copy());
  const marks = new Map<number, number>();
  const before = (happening: number): GroundState | undefined => {
    const mark = marks.get(happening);
    return mark === undefined ? undefined : tape.seek(mark);
  };
  const links: CausalLink[] = [];
  const shifts = new Map<number, Map<number, number>>();
  const changedBy = new Map<number, number>();
  const buffer = new EffectBuffer();
  const stated = statedFacts(problem);
  goal.observe(state);

  const explain = (condition: GroundCondition, bindings: Int32Array, step: number, code: string): Violation => {
    const unmet = findUnmet(condition, state, { bindings, ...NO_MOMENT }).parts[0];
    const destroyer = unmet?.fact === undefined ? undefined : changedBy.get(unmet.fact);
    const label = labelOf(problem, step);
    const fact = unmet?.expression ?? '';
    const isFact = unmet?.fact !== undefined;
    const unknown = unmet?.found === 'unknown';
    const phrase = isFact ? sayFact(model, fact, unmet.wanted) : both(() => `${fact} (${unmet?.found ?? ''})`);
    const other = destroyer === undefined ? undefined : labelOf(problem, destroyer);
    return {
      code: unknown ? 'VERIFY_UNKNOWN_FACT' : code,
      step: problem.steps[step]!.id,
      ...(destroyer === undefined ? {} : { other: problem.steps[destroyer]!.id }),
      fact,
      says: {
        en: `${label.en} needs that ${phrase.en}${unknown ? ', which nobody knows yet' : other ? `; ${other.en} has ended that` : ', which does not hold then'}.`,
        zh: `${label.zh}要求：${phrase.zh}${unknown ? '，目前没有人知道' : other ? `；但${other.zh}已使它不再成立` : '，那时并不成立'}。`,
      },
      remedy: unknown
        ? { en: 'Look first: add a step that senses it.', zh: '请先观察：增加一个感知步骤。' }
        : other
          ? {
              en: `Order ${problem.steps[step]!.id} before ${problem.steps[destroyer!]!.id}, or bring it about again.`,
              zh: `把 ${problem.steps[step]!.id} 排到 ${problem.steps[destroyer!]!.id} 之前，或者重新达成该条件。`,
            }
          : { en: 'Add a step before it that brings this about.', zh: '请在它之前增加一个达成该条件的步骤。' },
    };
  };

  const note = (condition: GroundCondition, bindings: Int32Array, to: string): void => {
    const reads = emptyFootprint();
    addGroundReads(condition, bindings, reads, state);
    for (const fact of reads.reads) {
      const value = state.fact(fact);
      const from = changedBy.get(fact);
      // What nobody stated and nobody changed is false by the closed world: no link to watch.
      if (from === undefined && value !== TRUE && !stated.has(fact)) continue;
      const key = universe.facts.keyOf(fact);
      if (Object.hasOwn(model.staticFacts, key)) continue;
      links.push({
        fact: key,
        value: value === TRUE,
        ...(from === undefined ? {} : { from: problem.steps[from]!.id }),
        to,
      });
    }
  };

  const apply = (moment: GroundMoment, bindings: Int32Array, step: number): void => {
    buffer.clear();
    gatherEffects(moment.effects, state, { bindings, ...NO_MOMENT }, step, buffer, undefined);
    const was = new Map(buffer.updates.map((update) => [update.fluent, state.fluent(update.fluent)]));
    tape.advance(buffer, state, () =>
      enact(
        buffer,
        state,
        (fact) => changedBy.set(fact, step),
        () => undefined,
      ),
    );
    for (const [fluent, old] of was) {
      const list = shifts.get(fluent) ?? new Map<number, number>();
      list.set(step, (list.get(step) ?? 0) + state.fluent(fluent) - old);
      shifts.set(fluent, list);
    }
  };

  for (const happening of order) {
    marks.set(happening, tape.length);
    const step = happening >> 1;
    const action = problem.actions[step]!;
    const { bindings } = action;
    const id = problem.steps[step]!.id;
    if (happening % 2 === 0) {
      if (evaluateGround(action.start.condition, state, { bindings, ...NO_MOMENT }) !== TRUE)
        return {
          violation: explain(action.start.condition, bindings, step, 'VERIFY_PRECONDITION_UNMET'),
          goal,
          links,
          order,
          position,
          before,
          end: state,
          shifts,
        };
      note(action.start.condition, bindings, id);
      apply(action.start, bindings, step);
      if (evaluateGround(action.overAll, state, { bindings, ...NO_MOMENT }) !== TRUE)
        return {
          violation: explain(action.overAll, bindings, step, 'VERIFY_INVARIANT_BROKEN'),
          goal,
          links,
          order,
          position,
          before,
          end: state,
          shifts,
        };
    } else {
      for (const [part, code] of [
        [action.overAll, 'VERIFY_INVARIANT_BROKEN'],
        [action.end?.condition, 'VERIFY_PRECONDITION_UNMET'],
      ] as const)
        if (part && evaluateGround(part, state, { bindings, ...NO_MOMENT }) !== TRUE)
          return {
            violation: explain(part, bindings, step, code),
            goal,
            links,
            order,
            position,
            before,
            end: state,
            shifts,
          };
      if (action.end) apply(action.end, bindings, step);
      applyOutcome(problem, step, outcomes, state, tape, changedBy);
    }
    goal.observe(state);
  }
  for (const proposition of problem.plan.goal.propositions)
    for (const subject of proposition.subjects)
      for (const target of proposition.args[0] ?? [''])
        if (proposition.args.length <= 1) {
          const key = `${proposition.predicate}(${[subject, target].filter((term) => term !== '').join(',')})`;
          const [predicate, ...terms] = parseFactKey(key);
          const index = universe.facts.table(predicate, terms.length).intern(
            Int32Array.from(terms, (name) => ~universe.objectIndex(name)),
            new Int32Array(0),
          );
          const from = changedBy.get(index);
          if (state.fact(index) === TRUE)
            links.push({
              fact: key,
              value: true,
              ...(from === undefined ? {} : { from: problem.steps[from]!.id }),
              to: 'goal',
            });
        }
  return { goal, links, order, position, before, end: state, shifts };
};

/** What a sensing step has found in this branch becomes known. */
const applyOutcome = (
  problem: ProofProblem,
  step: number,
  outcomes: ReadonlyMap<string, string>,
  state: GroundState,
  tape: StateTape,
  changedBy: Map<number, number>,
): void => {
  const { model } = problem.situation;
  const entry = problem.steps[step]!;
  const skill = model.library.skills[entry.skill]!;
  const found = skill.outcomes?.find((outcome) => outcome.id === outcomes.get(entry.id));
  if (!found || found.effects.length === 0) return;
  const { universe } = compiledWorld(model);
  const parameters = skill.parameters.filter((parameter) => parameter.type !== 'number' && parameter.type !== 'text');
  const action = compileAction(universe, {
    name: `${skill.id}/${found.id}`,
    parameters: [
      ...parameters.map((parameter) => [parameter.name, parameter.type] as const),
      ...skill.roles.map((role) => [role.name, 'robot'] as const),
    ],
    start: { condition: ['and'], effect: ['and', ...found.effects] },
  }).ground(
    [...parameters.map((parameter) => String(entry.args[parameter.name.slice(1)])), ...problem.robots[step]!].map(
      (name) => universe.objectIndex(name),
    ),
  );
  const buffer = new EffectBuffer();
  gatherEffects(action.start.effects, state, { bindings: action.bindings, ...NO_MOMENT }, step, buffer, undefined);
  tape.advance(buffer, state, () =>
    enact(
      buffer,
      state,
      (fact) => changedBy.set(fact, step),
      () => undefined,
    ),
  );
};

/** Numbers of the facts that the belief lists, whatever their value. */
const statedFacts = (problem: ProofProblem): ReadonlySet<number> => {
  const { universe } = compiledWorld(problem.situation.model);
  const stated = new Set<number>();
  for (const key of Object.keys(problem.situation.state.facts)) {
    const [predicate, ...terms] = parseFactKey(key);
    const indices = Int32Array.from(terms, (name) => ~universe.objectIndex(name));
    if (indices.some((term) => term >= 0)) continue;
    stated.add(universe.facts.table(predicate, terms.length).intern(indices, new Int32Array(0)));
  }
  return stated;
};
