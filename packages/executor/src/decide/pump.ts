import { InvariantError } from '@muster/domain';
import { isMissionOver, isOver, statusOf } from '../state/executor-state.ts';
import { checkEffects } from './check-effects.ts';
import type { Decision } from './decision.ts';
import { beginMission, concludeMission, mayWork } from './missions.ts';
import { releaseStretches, type WantedTravel } from './release-travel.ts';
import { settleCommands } from './settle.ts';
import { passTime, startWork } from './start-work.ts';
import { watchStops } from './stop.ts';
import { watchCommands } from './watch-commands.ts';

/** More rounds than any chain of consequences needs; beyond it two rules are undoing each other. */
const MAX_ROUNDS = 1000;

/** Draws every consequence of what is known now, until nothing more follows. */
export const pump = (decision: Decision): void => {
  watchStops(decision);
  watchCommands(decision);
  for (let round = 0; ; round += 1) {
    if (round > MAX_ROUNDS) throw new InvariantError('decisions go round in circles');
    const before = decision.records.length;
    const wanted: WantedTravel[] = [];
    for (const mission of decision.state.missions.values()) {
      if (isMissionOver(mission)) continue;
      beginMission(decision, mission);
      const working = mayWork(mission);
      for (const run of mission.steps.values()) {
        if (isOver(run) || (statusOf(run) === 'standby' && run.commands.length === 0)) continue;
        settleCommands(decision, mission, run);
        if (!isOver(run)) checkEffects(decision, mission, run);
        if (!isOver(run)) passTime(decision, mission, run, working);
      }
      if (working) wanted.push(...startWork(decision, mission));
    }
    releaseStretches(decision, wanted);
    for (const mission of [...decision.state.missions.values()])
      if (!isMissionOver(mission)) concludeMission(decision, mission);
    if (decision.records.length === before) return;
  }
};
