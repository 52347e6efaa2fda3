export { verifySchedule } from '../schedule/verify-schedule.ts';
export { verifyPlan } from './prove-plan.ts';
export { isGenuine, rulesHash } from './seal.ts';
