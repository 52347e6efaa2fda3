import {
  type Condition,
  capabilityFor,
  type Effect,
  limitConditions,
  type NumericExpression,
  type Plan,
  propositionHolds,
  type Situation,
  type Step,
  type TypedVariables,
} from '@muster/domain';

/**
 * A second opinion on plans, as simple as it can be: sets of strings, every interleaving, no sharing of code with the verifier. For small plans only.
 */
type State = {
  readonly facts: ReadonlySet<string>;
  readonly unknown: ReadonlySet<string>;
  readonly numbers: ReadonlyMap<string, number>;
};
type Bindings = Readonly<Record<string, string>>;

const key = (head: string, terms: readonly string[]): string => `${head}(${terms.join(',')})`;
const term = (value: string, bindings: Bindings): string => bindings[value] ?? value;

class World {
  readonly situation: Situation;
  constructor(situation: Situation) {
    this.situation = situation;
  }

  start(): State {
    const { model, state } = this.situation;
    const facts = new Set(Object.keys(model.staticFacts));
    const unknown = new Set<string>();
    for (const [fact, belief] of Object.entries(state.facts)) if (belief.value === true) facts.add(fact);
    for (const [fact, belief] of Object.entries(state.facts)) if (belief.value === 'unknown') unknown.add(fact);
    const numbers = new Map(Object.entries(model.staticNumbers));
    for (const [fluent, belief] of Object.entries(state.numbers)) numbers.set(fluent, belief.value);
    return { facts, unknown, numbers };
  }

  /** Definitely true. */
  holds(condition: Condition, state: State, bindings: Bindings, wanted = true): boolean {
    const [head, ...rest] = condition as readonly [string, ...unknown[]];
    const conditions = rest as Condition[];
    switch (head) {
      case 'and':
        return wanted
          ? conditions.every((part) => this.holds(part, state, bindings, true))
          : conditions.some((part) => this.holds(part, state, bindings, false));
      case 'or':
        return wanted
          ? conditions.some((part) => this.holds(part, state, bindings, true))
          : conditions.every((part) => this.holds(part, state, bindings, false));
      case 'not':
        return this.holds(conditions[0]!, state, bindings, !wanted);
      case 'imply':
        return this.holds(['or', ['not', conditions[0]!], conditions[1]!], state, bindings, wanted);
      case 'forall':
      case 'exists': {
        const all = this.expand(rest[0] as TypedVariables, bindings);
        return (head === 'forall') === wanted
          ? all.every((more) => this.holds(rest[1] as Condition, state, more, wanted))
          : all.some((more) => this.holds(rest[1] as Condition, state, more, wanted));
      }
      case '=':
        return (term(rest[0] as string, bindings) === term(rest[1] as string, bindings)) === wanted;
      case '<':
      case '<=':
      case '>':
      case '>=':
      case '==': {
        const a = this.number(rest[0] as NumericExpression, state, bindings);
        const b = this.number(rest[1] as NumericExpression, state, bindings);
        if (Number.isNaN(a) || Number.isNaN(b)) return false;
        const result =
          head === '<' ? a < b : head === '<=' ? a <= b : head === '>' ? a > b : head === '>=' ? a >= b : a === b;
        return result === wanted;
      }
      default: {
        const fact = key(
          head,
          (rest as string[]).map((value) => term(value, bindings)),
        );
        if (state.unknown.has(fact)) return false;
        return state.facts.has(fact) === wanted;
      }
    }
  }

  number(expression: NumericExpression, state: State, bindings: Bindings): number {
    if (typeof expression === 'number') return expression;
    const [head, ...parts] = expression;
    if (['+', '-', '*', '/'].includes(head)) {
      const values = parts.map((part) => this.number(part as NumericExpression, state, bindings));
      if (head === '-' && values.length === 1) return -values[0]!;
      return values
        .slice(1)
        .reduce((a, b) => (head === '+' ? a + b : head === '-' ? a - b : head === '*' ? a * b : a / b), values[0]!);
    }
    return (
      state.numbers.get(
        key(
          head,
          (parts as string[]).map((value) => term(value, bindings)),
        ),
      ) ?? Number.NaN
    );
  }

  expand(variables: TypedVariables, bindings: Bindings): Bindings[] {
    let all: Bindings[] = [bindings];
    for (const [name, type] of variables)
      all = all.flatMap((known) => (this.situation.model.members[type] ?? []).map((id) => ({ ...known, [name]: id })));
    return all;
  }

  apply(effects: readonly Effect[], state: State, bindings: Bindings): State {
    const adds: string[] = [];
    const removes: string[] = [];
    const numbers = new Map(state.numbers);
    const visit = (effect: Effect, known: Bindings): void => {
      const [head, ...rest] = effect as readonly [string, ...unknown[]];
      if (head === 'and') for (const part of rest as Effect[]) visit(part, known);
      else if (head === 'not') {
        const [predicate, ...terms] = rest[0] as [string, ...string[]];
        removes.push(
          key(
            predicate,
            terms.map((value) => term(value, known)),
          ),
        );
      } else if (head === 'when') {
        if (this.holds(rest[0] as Condition, state, known)) visit(rest[1] as Effect, known);
      } else if (head === 'forall')
        for (const more of this.expand(rest[0] as TypedVariables, known)) visit(rest[1] as Effect, more);
      else if (['assign', 'increase', 'decrease', 'scale-up', 'scale-down'].includes(head)) {
        const [fluent, ...terms] = rest[0] as [string, ...string[]];
        const name = key(
          fluent,
          terms.map((value) => term(value, known)),
        );
        const value = this.number(rest[1] as NumericExpression, state, known);
        const old = numbers.get(name) ?? Number.NaN;
        numbers.set(
          name,
          head === 'assign'
            ? value
            : head === 'increase'
              ? old + value
              : head === 'decrease'
                ? old - value
                : head === 'scale-up'
                  ? old * value
                  : old / value,
        );
      } else
        adds.push(
          key(
            head,
            (rest as string[]).map((value) => term(value, known)),
          ),
        );
    };
    for (const effect of effects) visit(effect, bindings);
    const facts = new Set(state.facts);
    const unknown = new Set(state.unknown);
    for (const fact of removes) {
      facts.delete(fact);
      unknown.delete(fact);
    }
    for (const fact of adds) {
      facts.add(fact);
      unknown.delete(fact);
    }
    return { facts, unknown, numbers };
  }
}

/**
 * Whether every interleaving of starts and ends that the plan allows runs through and reaches the goal. Steps of one robot don't overlap; where the
 * plan leaves their order open they run in the order of `lanes`.
 *
 * @returns the first thing that goes wrong, or undefined; `too many` when there are more than `limit` interleavings
 */
export const bruteForce = (plan: Plan, situation: Situation, limit = 20_000): string | undefined => {
  const world = new World(situation);
  const { model } = situation;
  const steps = plan.steps;
  const robotOf = (value: string): string => (value.startsWith('?') ? (plan.binding?.[value] ?? '') : value);
  const index = new Map(steps.map((step, at) => [step.id, at]));
  const before: Set<number>[] = steps.map(() => new Set());
  for (const [at, step] of steps.entries()) for (const edge of step.edges) before[index.get(edge.to) ?? at]!.add(at);
  const bindingsOf = (step: Step): Bindings | string => {
    const skill = model.library.skills[step.skill];
    if (!skill) return 'no such skill';
    const bindings: Record<string, string> = {};
    for (const parameter of skill.parameters) {
      const value = String(step.args[parameter.name.slice(1)]);
      if (!(model.members[parameter.type] ?? []).includes(value)) return `${value} is no ${parameter.type}`;
      bindings[parameter.name] = value;
    }
    for (const role of skill.roles) {
      const robot = robotOf(step.roles[role.name.slice(1)] ?? '');
      const kind = model.scene.robots.find((entry) => entry.id === robot)?.kind;
      if (kind === undefined || !capabilityFor(model.library.robots[kind]!, skill, role.name))
        return `${robot} can't ${skill.id}`;
      if (Object.values(bindings).includes(robot)) return 'one robot in two roles';
      bindings[role.name] = robot;
    }
    return bindings;
  };
  const bound = steps.map(bindingsOf);
  for (const entry of bound) if (typeof entry === 'string') return entry;
  const lanes = laneOrder(steps, before, robotOf);
  for (const [from, to] of lanes) before[to]!.add(from);
  let count = 0;
  const seen = new Map<string, string | undefined>();
  const startConditions = (at: number): Condition[] => {
    const skill = model.library.skills[steps[at]!.skill]!;
    const bindings = bound[at] as Bindings;
    const roles = skill.roles.flatMap((role): Condition[] => {
      const kind = model.scene.robots.find((entry) => entry.id === bindings[role.name])!.kind;
      const served: Condition[] = role.at
        ? [['exists', [['?zone', 'region']], ['and', ['region', role.name, '?zone'], ['within', role.at, '?zone']]]]
        : [];
      return [...limitConditions(model.library.robots[kind]!, skill, role.name), ...served];
    });
    return [...roles, ...skill.conditions.start];
  };
  const walk = (state: State, started: number, ended: number): string | undefined => {
    const id = `${started} ${ended} ${[...state.facts].sort().join(';')} ${[...state.numbers].map(([name, value]) => `${name}=${value}`).join(';')}`;
    if (seen.has(id)) return seen.get(id);
    count += 1;
    if (count > limit) return 'too many';
    const fault = explore(state, started, ended);
    seen.set(id, fault);
    return fault;
  };
  const explore = (state: State, started: number, ended: number): string | undefined => {
    if (ended === (1 << steps.length) - 1) {
      const met = plan.goal.propositions.every((proposition) =>
        propositionHolds(proposition, (predicate, args) => state.facts.has(key(predicate, args))),
      );
      return met ? undefined : 'goal not reached';
    }
    let moved = false;
    for (const [at, step] of steps.entries()) {
      const skill = model.library.skills[step.skill]!;
      const bindings = bound[at] as Bindings;
      const bit = 1 << at;
      if ((started & bit) === 0) {
        if (![...before[at]!].every((other) => (ended & (1 << other)) !== 0)) continue;
        moved = true;
        const broken = startConditions(at).find((condition) => !world.holds(condition, state, bindings));
        if (broken) return `${step.id} can't start: ${JSON.stringify(broken)}`;
        const arrived = arrive(
          state,
          skill.roles.flatMap((role) => (role.at ? [[bindings[role.name]!, bindings[role.at]!] as const] : [])),
        );
        const next = world.apply(skill.effects.start ?? [], arrived, bindings);
        const fault = invariants(next, started | bit, ended) ?? walk(next, started | bit, ended);
        if (fault) return fault;
      } else if ((ended & bit) === 0) {
        moved = true;
        const broken = (skill.conditions.end ?? []).find((condition) => !world.holds(condition, state, bindings));
        if (broken) return `${step.id} can't end: ${JSON.stringify(broken)}`;
        const next = world.apply(skill.effects.end, state, bindings);
        const fault = invariants(next, started, ended | bit) ?? walk(next, started, ended | bit);
        if (fault) return fault;
      }
    }
    return moved ? undefined : 'the order has a cycle';
  };
  const invariants = (state: State, started: number, ended: number): string | undefined => {
    for (const [at, step] of steps.entries()) {
      if ((started & (1 << at)) === 0 || (ended & (1 << at)) !== 0) continue;
      const broken = (model.library.skills[step.skill]!.conditions.during ?? []).find(
        (condition) => !world.holds(condition, state, bound[at] as Bindings),
      );
      if (broken) return `${step.id} is disturbed: ${JSON.stringify(broken)}`;
    }
    return undefined;
  };
  if (steps.length > 20) return 'too many';
  return walk(world.start(), 0, 0);
};

const arrive = (state: State, moves: readonly (readonly [string, string])[]): State => {
  if (moves.length === 0) return state;
  const robots = new Set(moves.map(([robot]) => robot));
  const facts = new Set(
    [...state.facts].filter((fact) => !(fact.startsWith('at(') && robots.has(fact.slice(3, fact.indexOf(','))))),
  );
  for (const [robot, place] of moves) facts.add(key('at', [robot, place]));
  return { ...state, facts };
};

/** Pairs of steps of one robot that the plan leaves unordered: the first in a topological order (ties by index) goes first. */
const laneOrder = (
  steps: readonly Step[],
  before: readonly ReadonlySet<number>[],
  robotOf: (value: string) => string,
): [number, number][] => {
  const left = new Set(steps.map((_, at) => at));
  const order: number[] = [];
  while (left.size > 0) {
    const next = [...left].find((at) => [...before[at]!].every((other) => !left.has(other)));
    if (next === undefined) return [];
    order.push(next);
    left.delete(next);
  }
  const last = new Map<string, number>();
  const pairs: [number, number][] = [];
  for (const at of order)
    for (const robot of new Set(Object.values(steps[at]!.roles).map(robotOf))) {
      const previous = last.get(robot);
      if (previous !== undefined) pairs.push([previous, at]);
      last.set(robot, at);
    }
  return pairs;
};
