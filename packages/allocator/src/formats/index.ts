export { FormatError } from './format-error.ts';
export { type FleetShape, generateFleet } from './generate-fleet.ts';
export { readFjsp } from './read-fjsp.ts';
export { readInstance } from './read-instance.ts';
export { readTxr } from './read-txr.ts';
