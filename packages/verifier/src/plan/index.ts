export { verifyPlan } from './prove-plan.ts';
export { isGenuine, rulesHash } from './seal.ts';
