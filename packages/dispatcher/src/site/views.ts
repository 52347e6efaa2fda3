import { hidePassword } from '@muster/bridge/vda5050';
import { bilingual, type Problem, type RunResult, type VerifiedSchedule } from '@muster/domain';
import type { JournalRecord } from '@muster/executor';
import { FAULT_KINDS } from '@muster/sim-core';
import type { EventView, SiteInfo } from '../api/index.ts';
import type { LocalSiteOptions } from './site-options.ts';

/** Nothing waits there for what was said. */
export const notWaiting = (id: string): Problem => ({
  code: 'SITE_NOT_WAITING',
  place: id,
  says: bilingual('This plan does not wait for an answer (any more).', '这个计划不在（或不再）等待答复。'),
});

/** What of a proved schedule people and programs look at. */
export const scheduleView = (ready: VerifiedSchedule): NonNullable<RunResult['schedule']> => {
  const { makespan, lowerBound, assignments, travels, lanes, routes } = ready.schedule;
  return { makespan, lowerBound, assignments, travels, lanes, routes };
};

/** A journal record without its proof, which is large and in the run already. */
export const eventView = (record: JournalRecord): EventView => {
  const { verified: _proof, ...rest } = record as JournalRecord & { verified?: unknown };
  return rest as unknown as EventView;
};

/** What a client has to know of a site before anything else. */
export const siteInfo = (options: LocalSiteOptions, url: string, speed: number | 'max'): SiteInfo => {
  const { scene } = options.model;
  return {
    product: 'muster',
    version: '0.1.0',
    scene: { id: scene.id, names: scene.names, startsAt: scene.startsAt, timeZone: scene.timeZone },
    simulated: (options.robots?.size ?? 0) < scene.robots.length,
    speed,
    planner: {
      name: options.modelName === undefined ? 'built-in' : 'language-model',
      ...(options.modelName === undefined ? {} : { model: options.modelName }),
    },
    autoApprove: options.autoApprove,
    robots: scene.robots.map((robot) => ({
      id: robot.id,
      kind: robot.kind,
      names: robot.names,
      real: options.robots?.has(robot.id) ?? false,
      address: hidePassword(options.robots?.get(robot.id) ?? url),
    })),
    faultKinds: Object.keys(FAULT_KINDS),
    examples: (scene.tasks ?? []).filter((task) => task.expects === 'plan').map((task) => task.says),
  };
};
