export type { PddlFaultCode, PddlNotice } from './fault.ts';
export { judgePddl, type PddlInvalidReason, type PddlJudgement, type PddlJudgeOptions, universeOf } from './judge.ts';
export {
  isTemporal,
  isTyped,
  type PddlDomain,
  type PddlNumber,
  type PddlObject,
  type PddlPlan,
  type PddlProblem,
  type PddlSignature,
  type PddlStep,
  type PddlTimedLiteral,
} from './model.ts';
export { type Parsed, parsePddlDomain } from './parse-domain.ts';
export { type PlacedStep, parsePddlPlan } from './parse-plan.ts';
export { parsePddlProblem } from './parse-problem.ts';
export { type PddlInput, type PddlVerdict, validatePddl } from './validate.ts';
export { writePddlDomain, writePddlPlan, writePddlProblem } from './write.ts';
export { PddlWriteError } from './write-formula.ts';
