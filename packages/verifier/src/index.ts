export * from './engine/index.ts';
export * from './pddl/index.ts';
