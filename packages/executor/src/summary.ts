import type { Commitment, MissionSummary } from '@muster/domain';
import { currentRuns } from './decide/missions.ts';
import { missionStatus } from './machines/mission.machine.ts';
import { type ExecutorState, isMissionOver, isOver, type MissionRun, statusOf } from './state/executor-state.ts';

/** A mission in brief: plan steps only, in the order of the schedule; those of replaced schedules that were begun stay. */
export const missionSummary = (mission: MissionRun, journal: string | number): MissionSummary => ({
  id: mission.id,
  status: missionStatus(mission.machine.value),
  steps: [...mission.steps.values()]
    .filter((run) => run.kind === 'step' && (run.revision === mission.revision || run.startedAt !== undefined))
    .map((run) => ({
      id: run.id,
      robots: [...run.robots],
      status: statusOf(run),
      attempts: run.machine.context.attempts,
    })),
  journal,
});

/** What running missions have claimed, for the proof of anything new. */
export const commitments = (state: ExecutorState): Commitment[] =>
  [...state.missions.values()]
    .filter((mission) => !isMissionOver(mission))
    .map((mission) => {
      const { plan, schedule } = mission.verified;
      const remaining = new Set(
        currentRuns(mission)
          .filter((run) => run.kind === 'step' && !isOver(run))
          .map((run) => run.source),
      );
      const claims = new Set<string>();
      for (const step of plan.steps)
        if (remaining.has(step.id)) for (const value of Object.values(step.args)) claims.add(String(value));
      for (const assignment of schedule.assignments)
        if (remaining.has(assignment.step)) for (const robot of assignment.robots) claims.add(robot);
      return { mission: mission.id, plan, schedule, remaining: [...remaining], claims: [...claims].sort() };
    });
