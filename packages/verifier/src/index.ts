export * from './engine/index.ts';
export { exportPddl, type PddlFiles } from './export/export-pddl.ts';
export * from './pddl/index.ts';
export * from './plan/index.ts';
