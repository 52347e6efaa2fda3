export { ModelError, type ModelOptions } from './client.ts';
export { createLanguageModelPlanner, type LanguageModelOptions } from './language-model-planner.ts';
export { type EndpointProbe, probeEndpoint } from './probe.ts';
