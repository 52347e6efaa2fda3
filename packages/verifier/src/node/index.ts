export { type ProofCase, runProofCases, runProofTiming } from './bench.ts';
export { type GeneratedFleet, generateFleet } from './generated-fleet.ts';
