import { type Goal, type Plan, parseFactKey, type Situation, type Step, sealPlan } from '@muster/domain';
import { type Operator, type PlanningTask, type State, successor, testHolds, wayHolds } from './task.ts';

/**
 * From a sequence to a plan: steps keep only the orderings that facts force, robots become role variables, one per chain of steps that has to be
 * done by the same robot (what it holds, carries or has become links its steps).
 *
 * Source: deordering by producer, consumer and threat, Bäckström, JAIR 9, 1998.
 */
export const liftPlan = (
  task: PlanningTask,
  sequence: readonly number[],
  goal: Goal,
  situation: Situation,
  orderings: readonly (readonly [before: number, after: number])[],
  together: readonly (readonly [number, number])[] = [],
): Plan => {
  const operators = sequence.map((index) => task.operators[index]!);
  const effects = groundEffects(task, operators);
  const robots = new Set(situation.model.scene.robots.map((robot) => robot.id));
  const ownerOf = (fact: string): string[] =>
    parseFactKey(fact.replace(/^not /, ''))
      .slice(1)
      .filter((term) => robots.has(term));
  const chain = new Chains(operators);
  const edges = new Set<string>();
  const link = (from: number, to: number): void => {
    if (from !== to) edges.add(`${from} ${to}`);
  };
  for (let later = 0; later < operators.length; later += 1) {
    const needs = effects[later]!.needs;
    for (let earlier = 0; earlier < later; earlier += 1) {
      const before = effects[earlier]!;
      const after = effects[later]!;
      const shared = new Set<string>();
      for (const id of before.adds) if (needs.has(id) || after.removes.has(id)) shared.add(task.factNames[id]!);
      for (const id of before.removes) if (after.adds.has(id) || needs.has(id)) shared.add(task.factNames[id]!);
      for (const id of before.needs) if (after.removes.has(id)) shared.add(task.factNames[id]!);
      for (const name of shared) {
        const owners = ownerOf(name);
        for (const robot of owners)
          if (before.adds.size > 0 && provides(task, before, after, name)) chain.join(earlier, later, robot);
        // A robot's own facts order its own steps; what another one changes or reads of them is ordered here.
        if (owners.length === 0 || owners.some((robot) => !chain.has(earlier, robot) || !chain.has(later, robot)))
          link(earlier, later);
      }
      for (const fluent of before.writes) {
        const name = task.fluentNames[fluent]!;
        if (
          ownerOf(name).length === 0 &&
          (after.reads.has(fluent) || after.writes.has(fluent)) &&
          !commutes(task, before, after, fluent)
        )
          link(earlier, later);
      }
      for (const fluent of before.reads)
        if (
          after.writes.has(fluent) &&
          ownerOf(task.fluentNames[fluent]!).length === 0 &&
          !relaxes(task, before, after, fluent)
        )
          link(earlier, later);
    }
  }
  // Steps of one chain keep their order; so do facts of a robot that two different steps of it share.
  for (let later = 0; later < operators.length; later += 1)
    for (let earlier = 0; earlier < later; earlier += 1) if (chain.sameVariable(earlier, later)) link(earlier, later);
  for (const [before, after] of orderings) link(before, after);
  const kept = transitiveReduction(operators.length, edges);
  const variables = chain.variables();
  const binding: Record<string, string> = {};
  const width = Math.max(2, String(operators.length).length);
  const stepId = (index: number): string => `step-${String(index + 1).padStart(width, '0')}`;
  const steps = operators.map((operator, index): Step => {
    const roles: Record<string, string> = {};
    for (const [role, robot] of Object.entries(operator.roles)) {
      const variable = variables(index, robot);
      binding[variable] = robot;
      roles[role] = variable;
    }
    return {
      id: stepId(index),
      skill: operator.skill,
      args: operator.args,
      roles,
      edges: [
        ...kept[index]!.map((to) => ({ to: stepId(to), kind: 'end-start' as const })),
        ...together
          .filter(([from]) => from === index)
          .map(([, to]) => ({ to: stepId(to), kind: 'start-start' as const })),
      ],
    };
  });
  const different: [string, string][] = [];
  const seen = new Set<string>();
  for (const step of steps) {
    const names = [...new Set(Object.values(step.roles))].sort();
    for (let a = 0; a < names.length; a += 1)
      for (let b = a + 1; b < names.length; b += 1) {
        const key = `${names[a]} ${names[b]}`;
        if (!seen.has(key)) different.push([names[a]!, names[b]!]);
        seen.add(key);
      }
  }
  for (const [from, to] of together)
    for (const a of Object.values(steps[from]!.roles))
      for (const b of Object.values(steps[to]!.roles)) {
        const [x, y] = [a, b].sort() as [string, string];
        if (x !== y && !seen.has(`${x} ${y}`)) different.push([x, y]);
        seen.add(`${x} ${y}`);
      }
  return sealPlan({
    version: 1,
    scene: situation.model.scene.id,
    goal,
    assumptions: [],
    steps,
    binding,
    ...(different.length > 0 ? { different } : {}),
  });
};

type Footprint = {
  readonly needs: Set<number>;
  readonly adds: Set<number>;
  readonly removes: Set<number>;
  readonly reads: Set<number>;
  readonly writes: Set<number>;
  readonly operator: Operator;
};

const groundEffects = (task: PlanningTask, operators: readonly Operator[]): Footprint[] => {
  let state: State = { facts: task.initialFacts, numbers: task.initialNumbers };
  return operators.map((operator) => {
    const print: Footprint = {
      needs: new Set(operator.facts),
      adds: new Set(),
      removes: new Set(),
      reads: new Set(),
      writes: new Set(),
      operator,
    };
    for (const test of operator.tests) for (const fluent of task.tests[test]!.fluents) print.reads.add(fluent);
    operator.groups.forEach((group, index) => {
      if (index > 0) {
        for (const fact of group.facts) print.needs.add(fact);
        if (!wayHolds(task, group, state)) return;
      }
      for (const fact of group.add) {
        print.adds.add(fact);
        if (task.complement[fact]! >= 0) print.removes.add(task.complement[fact]!);
      }
      for (const fact of group.remove) {
        print.removes.add(fact);
        if (task.complement[fact]! >= 0) print.adds.add(task.complement[fact]!);
      }
      for (const update of group.updates) {
        print.writes.add(update.fluent);
        for (const fluent of update.fluents) print.reads.add(fluent);
      }
    });
    state = successor(task, operator, state);
    return print;
  });
};

/** True when the earlier step makes a robot's fact true that the later one needs: they belong to one robot. */
const provides = (task: PlanningTask, before: Footprint, after: Footprint, name: string): boolean => {
  for (const id of before.adds)
    if (task.factNames[id] === name && !name.startsWith('not ') && after.needs.has(id)) return true;
  return false;
};

const increments = (print: Footprint, fluent: number): number[] =>
  print.operator.groups.flatMap((group) =>
    group.updates
      .filter((update) => update.fluent === fluent && update.kind === 'increase' && update.fluents.length === 0)
      .map((update) => update.constant),
  );

const onlyIncrements = (print: Footprint, fluent: number): boolean =>
  print.operator.groups.every((group) =>
    group.updates.every(
      (update) => update.fluent !== fluent || (update.kind === 'increase' && update.fluents.length === 0),
    ),
  );

/** Two writers of one number need no order when both only add constants, and the later one doesn't depend on the earlier one's help. */
const commutes = (task: PlanningTask, before: Footprint, after: Footprint, fluent: number): boolean => {
  if (!onlyIncrements(before, fluent) || !onlyIncrements(after, fluent)) return false;
  if (!after.reads.has(fluent)) return true;
  return after.operator.tests.every((test) => {
    const entry = task.tests[test]!;
    const at = entry.fluents.indexOf(fluent);
    return at < 0 || increments(before, fluent).every((amount) => amount * entry.coefficients[at]! <= 0);
  });
};

/** A later writer that only helps what the earlier one reads needs no order. */
const relaxes = (task: PlanningTask, before: Footprint, after: Footprint, fluent: number): boolean =>
  onlyIncrements(after, fluent) &&
  before.operator.tests.every((test) => {
    const entry = task.tests[test]!;
    const at = entry.fluents.indexOf(fluent);
    // With spare room for the later change at the start, neither order fails.
    return (
      at < 0 ||
      testHolds(
        {
          ...entry,
          constant:
            entry.constant +
            Math.min(0, ...increments(after, fluent).map((amount) => amount * entry.coefficients[at]!)),
        },
        task.initialNumbers,
      )
    );
  });

/** Union of the (step, robot) pairs that have to be one robot. */
class Chains {
  readonly #parent = new Map<string, string>();
  constructor(operators: readonly Operator[]) {
    operators.forEach((operator, index) => {
      for (const robot of Object.values(operator.roles)) this.#parent.set(`${index} ${robot}`, `${index} ${robot}`);
    });
  }

  has(step: number, robot: string): boolean {
    return this.#parent.has(`${step} ${robot}`);
  }

  #find(key: string): string {
    let root = key;
    while (this.#parent.get(root) !== root) root = this.#parent.get(root)!;
    return root;
  }

  join(a: number, b: number, robot: string): void {
    const left = `${a} ${robot}`;
    const right = `${b} ${robot}`;
    if (!this.#parent.has(left) || !this.#parent.has(right)) return;
    const [x, y] = [this.#find(left), this.#find(right)];
    if (x !== y) this.#parent.set(y, x);
  }

  sameVariable(a: number, b: number): boolean {
    for (const left of this.#parent.keys())
      if (left.startsWith(`${a} `))
        for (const right of this.#parent.keys())
          if (right.startsWith(`${b} `) && this.#find(left) === this.#find(right)) return true;
    return false;
  }

  variables(): (index: number, robot: string) => string {
    const names = new Map<string, string>();
    for (const key of this.#parent.keys()) {
      const root = this.#find(key);
      if (!names.has(root)) names.set(root, `?r${names.size + 1}`);
    }
    return (index, robot) => names.get(this.#find(`${index} ${robot}`))!;
  }
}

const transitiveReduction = (size: number, edges: ReadonlySet<string>): number[][] => {
  const direct: Set<number>[] = Array.from({ length: size }, () => new Set());
  for (const edge of edges) {
    const [from, to] = edge.split(' ').map(Number) as [number, number];
    direct[from]!.add(to);
  }
  const reach: Set<number>[] = Array.from({ length: size }, () => new Set());
  for (let at = size - 1; at >= 0; at -= 1)
    for (const to of direct[at]!) {
      reach[at]!.add(to);
      for (const further of reach[to]!) reach[at]!.add(further);
    }
  return direct.map((list) =>
    [...list].filter((to) => ![...list].some((other) => other !== to && reach[other]!.has(to))).sort((a, b) => a - b),
  );
};
