export * from './core/index.ts';
export * from './formats/index.ts';
export * from './plan/index.ts';
