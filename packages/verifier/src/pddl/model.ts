import type { Atom, Condition, NumericExpression, TypedVariables } from '@muster/domain';
import type { ActionSchema, DerivedRule, TypeDeclaration } from '../engine/index.ts';

/**
 * PDDL 2.1 as plain data: what the parser makes and the writer takes. Formulas are the domain's. In numeric expressions
 * `["?duration"]` is the duration of the step and, in a metric, `["total-time"]` the end of the plan. The type of a union is its
 * members joined by `|` (see `unionType`); where no type was given it is `object`.
 */
export type PddlSignature = { readonly name: string; readonly parameters: TypedVariables };
export type PddlObject = { readonly name: string; readonly type: string };

export type PddlDomain = {
  readonly name: string;
  /** Keys without the colon. */
  readonly requirements: readonly string[];
  /** Without `object`. */
  readonly types: readonly TypeDeclaration[];
  readonly constants: readonly PddlObject[];
  readonly predicates: readonly PddlSignature[];
  readonly functions: readonly PddlSignature[];
  /** Facts that follow from others; no action sets them. */
  readonly derived: readonly DerivedRule[];
  /** Durative where there is an `end`. */
  readonly actions: readonly ActionSchema[];
};

export type PddlNumber = { readonly fluent: Atom; readonly value: number };

/** What becomes true, false or a number by itself, `at` seconds after the start. */
export type PddlTimedLiteral = {
  readonly at: number;
  readonly add: readonly Atom[];
  readonly remove: readonly Atom[];
  readonly numbers: readonly PddlNumber[];
};

export type PddlProblem = {
  readonly name: string;
  readonly domain: string;
  readonly objects: readonly PddlObject[];
  readonly init: {
    readonly facts: readonly Atom[];
    readonly numbers: readonly PddlNumber[];
    readonly timed: readonly PddlTimedLiteral[];
  };
  readonly goal: Condition;
  readonly metric?: { readonly direction: 'minimize' | 'maximize'; readonly expression: NumericExpression };
};

export type PddlStep = {
  readonly name: string;
  readonly args: readonly string[];
  /** Seconds; absent in a plan without times. */
  readonly start?: number;
  /** Seconds, for a durative action. */
  readonly duration?: number;
};

export type PddlPlan = { readonly steps: readonly PddlStep[] };

/** Whether the domain says that things take time; `total-time` is then a clock, otherwise a count of steps. */
export const isTemporal = (domain: PddlDomain): boolean =>
  domain.requirements.includes('durative-actions') || domain.actions.some((action) => action.end !== undefined);

/** Whether the domain uses types at all. */
export const isTyped = (domain: PddlDomain): boolean =>
  domain.types.length > 0 || domain.requirements.includes('typing') || domain.requirements.includes('adl');
