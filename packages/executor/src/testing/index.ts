export { replayJournal } from '../state/replay.ts';
export { createTestBench, type TestBench } from './bench.ts';
export { carry } from './carry.ts';
export { CALM, ChaosLink, type ChaosRates } from './chaos-link.ts';
export { createRandom, type Random } from './random.ts';
export { type Deed, handMade, smallWorld } from './small-world.ts';
export { createVirtualClock } from './virtual-clock.ts';
export { createTruth, VirtualRobot, type VirtualTruth } from './virtual-robot.ts';
