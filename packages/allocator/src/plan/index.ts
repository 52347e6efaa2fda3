export { type AllocateOptions, makeAllocate, startNodeOf } from './allocate.ts';
export { stepSeconds } from './build-problem.ts';
export { type Exclusion, type RoleCandidates, roleCandidates } from './role-candidates.ts';
