export {
  type ActionSchema,
  addGroundReads,
  type CarriedEffect,
  type ClosedCondition,
  type CompiledAction,
  compileAction,
  compileClosed,
  type DurationBound,
  evaluateGround,
  type GroundAction,
  type GroundCondition,
  type GroundMoment,
  wholeFootprint,
} from './action.ts';
export {
  type CompiledCondition,
  type CompiledEffect,
  type CompiledNumber,
  CompileError,
  DURATION,
  FormulaCompiler,
  TOTAL_TIME,
} from './compile.ts';
export { DerivedFacts, type DerivedRule, stratify } from './derived.ts';
export { EffectBuffer, enact, gatherEffects } from './effects.ts';
export { compareNumbers, evaluate, evaluateNumber, type Moment } from './evaluate.ts';
export { emptyFootprint, type Footprint, findInterference, type Interference, interfere } from './footprint.ts';
export {
  EvaluationLimitError,
  FALSE,
  GroundState,
  type StateOptions,
  TRUE,
  type Truth,
  UNKNOWN,
} from './ground-state.ts';
export {
  checkTimeline,
  type TimelineFailure,
  type TimelineOptions,
  type TimelineResult,
  type TimelineStep,
} from './timeline.ts';
export {
  createTypeTree,
  measureTypes,
  ROOT_TYPE,
  type TypeDeclaration,
  type TypeTree,
  unionType,
} from './type-tree.ts';
export { AtomSpace, AtomTable, Universe, type UniverseObject } from './universe.ts';
export { findUnmet, type Unmet, type UnmetPart } from './unmet.ts';
