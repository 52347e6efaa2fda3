import { factKey } from '@muster/domain';
import { observePlaces } from './observe.ts';
import { report, robotId, type Sim } from './sim.ts';
import { placesHere } from './truth.ts';

/** A commanded way has come to its end: the robot has visited the places served from here and sees what is there. */
export const arrive = (sim: Sim, robot: number, command: string): void => {
  const id = robotId(sim, robot);
  const here = placesHere(sim, robot);
  for (const place of here) sim.state.tables.records[factKey('visited', id, place)] ??= sim.state.tick;
  observePlaces(sim, robot, here);
  report(sim, robot, command, 'succeeded');
};
