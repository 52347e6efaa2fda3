import {
  type Condition,
  type Goal,
  type Proposition,
  propositionHolds,
  type Violation,
  type WorldModel,
} from '@muster/domain';
import { compileClosed, evaluateGround, type GroundState, TRUE, type Universe } from '../engine/index.ts';
import { both, sayFact } from './words.ts';

const NO_MOMENT = { duration: Number.NaN, time: 0 };

export const conditionHolds = (state: GroundState, universe: Universe, condition: Condition): boolean => {
  const closed = compileClosed(universe, condition);
  return evaluateGround(closed.condition, state, { bindings: closed.bindings, ...NO_MOMENT }) === TRUE;
};

type Compiled = { readonly id: string; holds(state: GroundState): boolean };

/** A goal's propositions and conditions over fact numbers, for many states. */
const compileGoal = (goal: Goal, universe: Universe): Compiled[] => {
  const number = (predicate: string, args: readonly string[]): number => {
    const terms = Int32Array.from(args, (name) => ~universe.objectIndex(name));
    return terms.some((term) => term >= 0)
      ? -1
      : universe.facts.table(predicate, args.length).intern(terms, new Int32Array(0));
  };
  const propositions = goal.propositions.map((proposition): Compiled => {
    const known = new Map<string, number>();
    // Facts are numbered once; afterwards the definition of the proposition reads them by name.
    const numbered = (predicate: string, args: readonly string[]): number => {
      const name = `${predicate}(${args.join(',')})`;
      const found = known.get(name) ?? number(predicate, args);
      known.set(name, found);
      return found;
    };
    if (proposition.args.length <= 1 && proposition.quantifier.kind === 'all') {
      const rows = (proposition.subjects.length === 0 ? [[]] : proposition.subjects.map((subject) => [subject])).map(
        (subject) =>
          (proposition.args[0] ?? [undefined]).map((target) =>
            number(proposition.predicate, target === undefined ? subject : [...subject, target]),
          ),
      );
      return {
        id: proposition.id,
        holds: (state) => rows.every((row) => row.some((fact) => fact >= 0 && state.fact(fact) === TRUE)),
      };
    }
    return {
      id: proposition.id,
      holds: (state) =>
        propositionHolds(proposition, (predicate, args) => {
          const fact = numbered(predicate, args);
          return fact >= 0 && state.fact(fact) === TRUE;
        }),
    };
  });
  const conditions = (goal.conditions ?? []).map((entry): Compiled => {
    const closed = compileClosed(universe, entry.condition);
    return {
      id: entry.id,
      holds: (state) => evaluateGround(closed.condition, state, { bindings: closed.bindings, ...NO_MOMENT }) === TRUE,
    };
  });
  return [...propositions, ...conditions];
};

/** Collects over the states of one execution what the goal asks of them. */
export class GoalMonitor {
  readonly #goal: Goal;
  readonly #compiled: readonly Compiled[];
  readonly #everTrue = new Set<string>();
  readonly #everFalse = new Set<string>();
  readonly #firstTrue = new Map<string, number>();
  #last: Map<string, boolean> = new Map();
  #count = 0;

  constructor(goal: Goal, universe: Universe) {
    this.#goal = goal;
    this.#compiled = compileGoal(goal, universe);
  }

  observe(state: GroundState): void {
    this.#last = new Map(this.#compiled.map((entry) => [entry.id, entry.holds(state)]));
    for (const [id, holds] of this.#last) {
      if (holds && !this.#firstTrue.has(id)) this.#firstTrue.set(id, this.#count);
      (holds ? this.#everTrue : this.#everFalse).add(id);
    }
    this.#count += 1;
  }

  /** Everything that the goal asks for and this execution does not give. */
  violations(model: WorldModel): Violation[] {
    const violations: Violation[] = [];
    for (const proposition of this.#goal.propositions) {
      const met =
        proposition.holds === 'end'
          ? this.#last.get(proposition.id) === true
          : proposition.holds === 'sometime'
            ? this.#everTrue.has(proposition.id)
            : !this.#everFalse.has(proposition.id);
      if (!met) violations.push(goalViolation(proposition, model));
    }
    for (const entry of this.#goal.conditions ?? [])
      if (this.#last.get(entry.id) !== true)
        violations.push({
          code: 'VERIFY_GOAL_UNMET',
          fact: entry.id,
          says: { en: `At the end this does not hold: ${entry.says.en}.`, zh: `结束时不成立：${entry.says.zh}。` },
        });
    for (const { before, after } of this.#goal.order ?? []) {
      const [a, b] = [this.#firstTrue.get(before), this.#firstTrue.get(after)];
      // What held from the start needs nothing to come before it.
      if (b !== undefined && b > 0 && (a === undefined || a > b))
        violations.push({
          code: 'VERIFY_ORDER_UNMET',
          fact: `${before} < ${after}`,
          says: both((language) =>
            language === 'en'
              ? `${before} has to be done before ${after}, and is not.`
              : `${before} 必须先于 ${after} 完成，但没有。`,
          ),
        });
    }
    return violations;
  }
}

const goalViolation = (proposition: Proposition, model: WorldModel): Violation => {
  const example = `${proposition.predicate}(${[proposition.subjects[0] ?? '', ...proposition.args.map((slot) => slot[0] ?? '')].filter((term) => term !== '').join(',')})`;
  const phrase = sayFact(model, example, proposition.quantifier.kind !== 'none');
  const count = proposition.subjects.length > 1 ? proposition.subjects.length : 0;
  return {
    code: 'VERIFY_GOAL_UNMET',
    fact: example,
    says: {
      en: `The goal is not reached at the end: ${phrase.en}${count ? ` (and ${count - 1} more)` : ''}.`,
      zh: `结束时目标没有达到：${phrase.zh}${count ? `（以及另外 ${count - 1} 项）` : ''}。`,
    },
    remedy: { en: 'Add the steps that bring it about.', zh: '请补上实现它的步骤。' },
  };
};
