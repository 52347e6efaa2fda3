export * from './engine/index.ts';
export * from './pddl/index.ts';
export * from './plan/index.ts';
