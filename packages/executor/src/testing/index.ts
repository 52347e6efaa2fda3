export { createTestBench, type TestBench } from './bench.ts';
export { carry } from './carry.ts';
export { type Deed, handMade, smallWorld } from './small-world.ts';
export { createVirtualClock } from './virtual-clock.ts';
export { createTruth, VirtualRobot, type VirtualTruth } from './virtual-robot.ts';
