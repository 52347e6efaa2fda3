export { act, brief, eventsOf, go, resultOf, settle, skill, travel, until } from './drive.ts';
export { testLibrary } from './library.ts';
export { PARITY, runParity } from './parity.ts';
export { chain, item, node, place, robot, testModel, yard } from './scenes.ts';
export { createErrands } from './traffic.ts';
