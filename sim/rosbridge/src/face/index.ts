export { attachRobots, type RobotsFace } from './attach-robots.ts';
export { createSimulation, type Simulation, type SimulationOptions } from './simulation.ts';
