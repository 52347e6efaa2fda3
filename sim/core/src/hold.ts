import { TICKS_PER_SECOND } from './fixed.ts';
import { dropMotion } from './motion/follow.ts';
import { abandonLift } from './motion/lift-ride.ts';
import { emit, refusal, robotId, type Sim } from './sim.ts';
import { comeDown } from './skills/posture.ts';
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

/** A flyer that is told to hover and then land waits this long before it comes down. */
const HOVER_TICKS = 5 * TICKS_PER_SECOND;

/** Brings held flyers down whose manifest says so, wherever they are. */
export const stepHolds = (sim: Sim): void => {
  const { holding, heldFor } = sim.state.int;
  for (let robot = 0; robot < holding.length; robot += 1) {
    if (holding[robot] !== 1) continue;
    heldFor[robot] = heldFor[robot]! + 1;
    if (heldFor[robot]! <= HOVER_TICKS || sim.fixed.manifests[robot]!.hold.does !== 'hover-then-land') continue;
    comeDown(sim, robot, undefined);
  }
};

/** Ends a hold. Nothing moves by it: a new command does. */
export const releaseRobot = (sim: Sim, robot: number): void => {
  if (sim.state.int.holding[robot] === 0) return;
  sim.state.int.holding[robot] = 0;
  sim.state.int.heldFor[robot] = 0;
  emit(sim, { type: 'holding', robot: robotId(sim, robot), holding: false });
};
