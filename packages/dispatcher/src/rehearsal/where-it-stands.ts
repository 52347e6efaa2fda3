import { type Bilingual, bilingual, displayName, type VerifiedSchedule, type WorldModel } from '@muster/domain';
import type { JournalRecord } from '@muster/executor';
import type { World } from '@muster/sim-core';
import type { Future } from '../api/rehearsal.ts';

/** Where and why a future came to a standstill, from its journal and, for a robot on its way, from where its body is. */
export const whereItStands = (
  records: readonly JournalRecord[],
  world: World,
  model: WorldModel,
  verified: VerifiedSchedule,
): Pick<Future, 'place' | 'step' | 'cause'> => {
  const last = records.findLast(
    (record) => record.type === 'step-blocked' || record.type === 'step-failed' || record.type === 'step-delayed',
  ) as Extract<JournalRecord, { type: 'step-blocked' | 'step-failed' | 'step-delayed' }> | undefined;
  const ended = records.findLast((record) => record.type === 'mission-blocked' || record.type === 'mission-failed') as
    | Extract<JournalRecord, { type: 'mission-blocked' | 'mission-failed' }>
    | undefined;
  const cause = ended?.cause.code === 'EXECUTE_PREDECESSOR_FAILED' ? last?.cause : (ended?.cause ?? last?.cause);
  const step = last?.step;
  const place =
    (step === undefined ? undefined : placeOfStep(step, records, verified, model)) ??
    standing(world, model, robotAt(step, records));
  return {
    ...(place === undefined ? {} : { place }),
    ...(step === undefined ? {} : { step }),
    cause: cause
      ? { code: cause.code, says: { en: cause.says.en, zh: cause.says.zh } }
      : { code: 'REHEARSAL_TOO_LONG', says: bilingual('It takes too long.', '耗时过长。') },
  };
};

type Place = { id: string; says: Bilingual };
const named = (model: WorldModel, id: string): Place | undefined => {
  const entity = model.entities[id];
  return (
    entity && {
      id,
      says: bilingual(displayName(entity.names, 'en'), displayName(entity.names, 'zh')),
    }
  );
};

/** A step of the plan is where one of its roles has to stand. */
const placeOfStep = (
  id: string,
  records: readonly JournalRecord[],
  verified: VerifiedSchedule,
  model: WorldModel,
): Place | undefined => {
  const source = id.replace(/^v\d+\./, '');
  const revised = records.findLast((record) => record.type === 'mission-revised');
  const plan = revised?.type === 'mission-revised' && source !== id ? revised.verified.plan : verified.plan;
  const step = plan.steps.find((entry) => entry.id === source);
  const skill = step && model.library.skills[step.skill];
  const at = skill?.roles.find((role) => role.at !== undefined)?.at?.replace(/^\?/, '');
  const place = at === undefined ? undefined : step?.args[at];
  return typeof place === 'string' ? named(model, place) : undefined;
};

const robotAt = (step: string | undefined, records: readonly JournalRecord[]): string | undefined => {
  const released = records.findLast(
    (record) => record.type === 'command-released' && (step === undefined || record.step === step),
  );
  return released?.type === 'command-released' ? released.robot : undefined;
};

/** The place that a robot's body is in or next to. */
const standing = (world: World, model: WorldModel, robot: string | undefined): Place | undefined => {
  const pose = robot === undefined ? undefined : world.senses.pose(robot);
  if (!pose) return undefined;
  let best: { id: string; metres: number } | undefined;
  for (const place of model.scene.places) {
    if (place.floor !== pose.floor) continue;
    const [length, width] = place.size;
    const dx = Math.max(0, Math.abs(pose.x - place.x) - length / 2);
    const dy = Math.max(0, Math.abs(pose.y - place.y) - width / 2);
    // Among places that contain it the smallest says most.
    const metres = Math.hypot(dx, dy) + Math.min(0.5, length * width * 0.001);
    if (!best || metres < best.metres) best = { id: place.id, metres };
  }
  return best && named(model, best.id);
};
