export { attachRobots, type RobotsFace } from './attach-robots.ts';
export { createFaultyLink, type FaultyLink } from './link.ts';
export { createSimulation, type Simulation, type SimulationOptions } from './simulation.ts';
