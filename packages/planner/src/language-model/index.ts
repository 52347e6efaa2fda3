export type { Limits, Price } from './budget.ts';
export type { ModelOptions } from './client.ts';
export { createLanguageModelPlanner, type LanguageModelOptions } from './language-model-planner.ts';
export { ModelError } from './model-error.ts';
export { createPlanMemory, type PlanMemory, type RememberedPlan } from './plan-memory.ts';
export { type EndpointProbe, probeEndpoint } from './probe.ts';
export type { Image } from './prompt.ts';
