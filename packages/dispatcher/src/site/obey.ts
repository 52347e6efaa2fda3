import {
  type Bilingual,
  bilingual,
  type Interpretation,
  type Problem,
  type Report,
  type WorldModel,
} from '@muster/domain';
import type { MissionHost } from '@muster/executor';

/** How a control ended, for the report. */
export type Said = { readonly outcome: Report['outcome']; readonly says: Bilingual };

const said = (outcome: Said['outcome'], says: Bilingual): Said => ({ outcome, says });

/** A spoken control: the same verbs as the buttons. */
export const obey = (interpretation: Interpretation, by: string, host: MissionHost, model: WorldModel): Said => {
  const { control } = interpretation;
  if (!control) return said('refused', interpretation.says);
  const running = host
    .snapshot()
    .missions.filter((mission) => ['standby', 'underway', 'paused', 'blocked'].includes(mission.status));
  const named = control.targets.filter((target) => running.some((mission) => mission.id === target));
  const missions = named.length > 0 ? named : running.map((mission) => mission.id);
  if (control.verb === 'stop') {
    const robots = control.targets.filter((target) => model.entities[target]?.kind === 'robot');
    for (const scope of robots.length > 0 ? robots : ['all']) host.stop(scope, by);
    return said('done', interpretation.says);
  }
  if (missions.length === 0)
    return said('refused', bilingual('Nothing is running that this could be about.', '现在没有正在执行的任务。'));
  const problems: Problem[] = [];
  for (const mission of missions) {
    const result =
      control.verb === 'pause'
        ? host.send({ type: 'pause-mission', mission, by })
        : control.verb === 'resume'
          ? host.send({ type: 'resume-mission', mission, by })
          : host.send({
              type: 'cancel-mission',
              mission,
              mode: control.verb === 'undo' ? 'return' : (control.cancel ?? 'safe-place'),
              by,
            });
    if (!result.ok) problems.push(...result.problems);
  }
  return problems.length > 0 ? said('refused', problems[0]!.says) : said('done', interpretation.says);
};
