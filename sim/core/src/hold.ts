import { dropMotion } from './motion/follow.ts';
import { abandonLift } from './motion/lift-ride.ts';
import { emit, refusal, robotId, type Sim } from './sim.ts';
import { finishSkill } from './skills/run.ts';

/** The robot's own hold: ends what it does, brakes (flyers hover), keeps its grip, and takes no command until it is released. */
export const holdRobot = (sim: Sim, robot: number): void => {
  const why = refusal('SIM_HELD', `${robotId(sim, robot)} was told to hold`);
  const already = sim.state.int.holding[robot] === 1;
  sim.state.int.holding[robot] = 1;
  finishSkill(sim, robot, 'canceled', why);
  dropMotion(sim, robot, 'canceled', why);
  abandonLift(sim, robot);
  if (!already) emit(sim, { type: 'holding', robot: robotId(sim, robot), holding: true });
};

/** Ends a hold. Nothing moves by it: a new command does. */
export const releaseRobot = (sim: Sim, robot: number): void => {
  if (sim.state.int.holding[robot] === 0) return;
  sim.state.int.holding[robot] = 0;
  emit(sim, { type: 'holding', robot: robotId(sim, robot), holding: false });
};
