import type { Condition, TypedVariables } from '@muster/domain';
import { type CompiledCondition, FormulaCompiler } from './compile.ts';
import { evaluate } from './evaluate.ts';
import { addConditionReads, type Footprint } from './footprint.ts';
import { FALSE, type GroundState, TRUE } from './ground-state.ts';
import type { AtomTable, Universe } from './universe.ts';

/** A fact that holds when its condition does, and that no action sets (PDDL 2.2). Several rules of one predicate are alternatives. */
export type DerivedRule = {
  readonly predicate: string;
  readonly parameters: TypedVariables;
  readonly condition: Condition;
};

type CompiledRule = {
  readonly table: AtomTable;
  readonly terms: Int32Array;
  readonly objects: readonly Int32Array[];
  readonly condition: CompiledCondition;
  readonly slots: number;
};

/**
 * Sorts rules into strata: what a rule denies was settled in an earlier stratum (Thiébaux, Hoffmann & Nebel, "In defense of PDDL
 * axioms", AIJ 168, 2005). A predicate that depends on its own denial is returned as `cycle`: it would have no meaning.
 */
export const stratify = (
  rules: readonly DerivedRule[],
): { readonly strata: readonly (readonly DerivedRule[])[] } | { readonly cycle: string } => {
  const level = new Map(rules.map(({ predicate }) => [predicate, 0]));
  const uses = rules.map((rule) => ({ rule, found: usesOf(rule.condition) }));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { rule, found } of uses)
      for (const { predicate, isDenied } of found) {
        const below = level.get(predicate);
        if (below === undefined) continue;
        const least = below + (isDenied ? 1 : 0);
        if (level.get(rule.predicate)! >= least) continue;
        if (least > level.size) return { cycle: rule.predicate };
        level.set(rule.predicate, least);
        changed = true;
      }
  }
  const strata: DerivedRule[][] = [];
  for (const rule of rules) {
    const own = level.get(rule.predicate)!;
    strata[own] ??= [];
    strata[own].push(rule);
  }
  return { strata: strata.filter((stratum) => stratum !== undefined) };
};

type Use = { readonly predicate: string; readonly isDenied: boolean };

const usesOf = (condition: Condition, isDenied = false): Use[] => {
  const [head] = condition;
  switch (head) {
    case 'and':
    case 'or':
      return (condition.slice(1) as Condition[]).flatMap((part) => usesOf(part, isDenied));
    case 'not':
      return usesOf(condition[1] as Condition, !isDenied);
    case 'imply':
      return [...usesOf(condition[1] as Condition, !isDenied), ...usesOf(condition[2] as Condition, isDenied)];
    case 'forall':
    case 'exists':
      return usesOf(condition[2] as Condition, isDenied);
    default:
      return [{ predicate: head, isDenied }];
  }
};

/** Keeps derived facts in step with the facts that they follow from. */
export class DerivedFacts {
  readonly #strata: readonly (readonly CompiledRule[])[];
  readonly #holding: Set<number>[];
  readonly #rulesOf = new Map<string, CompiledRule[]>();
  readonly #universe: Universe;

  /** @param strata as {@link stratify} makes them */
  constructor(universe: Universe, strata: readonly (readonly DerivedRule[])[]) {
    this.#universe = universe;
    this.#strata = strata.map((rules) => rules.map((rule) => compileRule(universe, rule)));
    this.#holding = strata.map(() => new Set());
    for (const [index, rules] of strata.entries())
      for (const [position, { predicate }] of rules.entries()) {
        const known = this.#rulesOf.get(predicate) ?? [];
        known.push(this.#strata[index]![position]!);
        this.#rulesOf.set(predicate, known);
      }
  }

  /**
   * Sets every derived fact anew and calls back with those that changed.
   *
   * @throws EvaluationLimitError
   */
  settle(state: GroundState, changed: (fact: number) => void): void {
    for (const [index, rules] of this.#strata.entries()) {
      const before = this.#holding[index]!;
      const now = new Set<number>();
      for (const fact of before) state.setFact(fact, FALSE);
      for (let grew = true; grew; ) {
        grew = false;
        for (const rule of rules)
          each(rule, state, (bindings) => {
            const fact = rule.table.intern(rule.terms, bindings);
            if (now.has(fact) || evaluate(rule.condition, state, momentOf(bindings)) !== TRUE) return;
            state.setFact(fact, TRUE);
            now.add(fact);
            grew = true;
          });
      }
      this.#holding[index] = now;
      for (const fact of before) if (!now.has(fact)) changed(fact);
      for (const fact of now) if (!before.has(fact)) changed(fact);
    }
  }

  /** Who reads a derived fact reads what it follows from: adds those reads. */
  addSources(footprint: Footprint, state: GroundState): void {
    const seen = new Set<number>();
    for (let next = 0; next < footprint.reads.length; next += 1) {
      const fact = footprint.reads[next]!;
      if (seen.has(fact)) continue;
      seen.add(fact);
      const objects = this.#universe.facts.argumentsOf(fact).map((name) => this.#universe.objectIndex(name));
      for (const rule of this.#rulesOf.get(this.#universe.facts.nameOf(fact)) ?? []) {
        const bindings = new Int32Array(rule.slots);
        bindings.set(objects);
        state.spend(1);
        addConditionReads(rule.condition, bindings, footprint, state);
      }
    }
  }
}

const momentOf = (bindings: Int32Array) => ({ bindings, duration: Number.NaN, time: Number.NaN });

const compileRule = (universe: Universe, { predicate, parameters, condition }: DerivedRule): CompiledRule => {
  const compiler = new FormulaCompiler(universe, parameters);
  const compiled = compiler.condition(condition);
  return {
    table: universe.facts.table(predicate, parameters.length),
    terms: Int32Array.from(parameters.keys()),
    objects: parameters.map(([, type]) => universe.objectsOf(type)),
    condition: compiled,
    slots: compiler.slots,
  };
};

const each = ({ objects, slots }: CompiledRule, state: GroundState, visit: (bindings: Int32Array) => void): void => {
  const bindings = new Int32Array(slots);
  const choose = (position: number): void => {
    if (position === objects.length) {
      state.spend(1);
      visit(bindings);
      return;
    }
    for (const object of objects[position]!) {
      bindings[position] = object;
      choose(position + 1);
    }
  };
  choose(0);
};
