import { type ChoiceReason, displayName, type Situation } from '@muster/domain';
import type { NotChosen, TaskSchedule } from '../core/schedule.ts';
import type { RoleCandidates } from './role-candidates.ts';

const label = (situation: Situation, robot: string): { en: string; zh: string } => {
  const entity = situation.model.entities[robot];
  return { en: entity ? displayName(entity.names, 'en') : robot, zh: entity ? displayName(entity.names, 'zh') : robot };
};

/** Why each robot of a step was taken, from the search's own figures. */
export const chosenReasons = (
  values: Readonly<Record<string, string>>,
  roles: Readonly<Record<string, string>>,
  candidates: ReadonlyMap<string, RoleCandidates>,
  task: TaskSchedule | undefined,
  situation: Situation,
): ChoiceReason[] =>
  Object.entries(roles).map(([role, robot]) => {
    const found = candidates.get(values[role] ?? '');
    const name = label(situation, robot);
    if (found && found.robots.length === 1)
      return {
        robot,
        code: 'ONLY_CAPABLE',
        says: { en: `${name.en} is the only robot that can do this.`, zh: `只有${name.zh}能做这件事。` },
      };
    const others = (found?.robots.length ?? 1) - 1;
    return {
      robot,
      code: 'EARLIEST_FINISH',
      says: {
        en: `With ${name.en} the whole job ends earliest; ${others} other${others === 1 ? '' : 's'} could do it too.`,
        zh: `由${name.zh}来做，整个任务完成得最早；另有 ${others} 台也能做。`,
      },
      ...(task ? { figures: { endSeconds: round(task.end), slackSeconds: round(task.slack) } } : {}),
    };
  });

/** Why each other robot was not: what it lacks, or what it would have cost. */
export const refusedReasons = (
  values: Readonly<Record<string, string>>,
  roles: Readonly<Record<string, string>>,
  candidates: ReadonlyMap<string, RoleCandidates>,
  task: TaskSchedule | undefined,
  situation: Situation,
): ChoiceReason[] => {
  const chosen = new Set(Object.values(roles));
  const reasons = new Map<string, ChoiceReason>();
  for (const role of Object.keys(roles))
    for (const entry of candidates.get(values[role] ?? '')?.excluded ?? []) {
      const name = label(situation, entry.robot);
      if (!chosen.has(entry.robot) && !reasons.has(entry.robot))
        reasons.set(entry.robot, {
          robot: entry.robot,
          code: entry.code,
          says: { en: `${name.en}: ${entry.says.en}.`, zh: `${name.zh}：${entry.says.zh}。` },
          ...(entry.figures ? { figures: { ...entry.figures } } : {}),
        });
    }
  for (const entry of task?.notChosen ?? [])
    if (!chosen.has(entry.robot) && !reasons.has(entry.robot))
      reasons.set(entry.robot, sayNotChosen(entry, label(situation, entry.robot)));
  return [...reasons.values()].sort((a, b) => (a.robot < b.robot ? -1 : 1));
};

const sayNotChosen = (entry: NotChosen, name: { en: string; zh: string }): ChoiceReason => {
  const later = 'laterBy' in entry ? round(entry.laterBy) : 0;
  switch (entry.code) {
    case 'busy':
      return {
        robot: entry.robot,
        code: 'BUSY',
        says: {
          en: `${name.en}: busy with ${entry.with} until ${round(entry.until)} s, would end ${later} s later.`,
          zh: `${name.zh}：忙于 ${entry.with} 到第 ${round(entry.until)} 秒，会晚 ${later} 秒完成。`,
        },
        figures: { untilSeconds: round(entry.until), laterBySeconds: later },
      };
    case 'farther':
      return {
        robot: entry.robot,
        code: 'FARTHER',
        says: {
          en: `${name.en}: farther away, would end ${later} s later.`,
          zh: `${name.zh}：距离更远，会晚 ${later} 秒完成。`,
        },
        figures: { travelSeconds: round(entry.travel), laterBySeconds: later },
      };
    case 'slower':
      return {
        robot: entry.robot,
        code: 'SLOWER',
        says: {
          en: `${name.en}: slower at it, would end ${later} s later.`,
          zh: `${name.zh}：做得更慢，会晚 ${later} 秒完成。`,
        },
        figures: { laterBySeconds: later },
      };
    case 'incapable':
      return {
        robot: entry.robot,
        code: 'LACKS_CAPABILITY',
        says: { en: `${name.en}: ${entry.message ?? entry.reason}.`, zh: `${name.zh}：做不了（${entry.reason}）。` },
      };
    case 'chain':
      return {
        robot: entry.robot,
        code: 'CHAIN',
        says: {
          en: `${name.en}: can't do the other steps that belong to this one.`,
          zh: `${name.zh}：做不了与之相连的其他步骤。`,
        },
      };
    case 'needed-elsewhere':
      return {
        robot: entry.robot,
        code: 'NEEDED_ELSEWHERE',
        says: { en: `${name.en}: needed for ${entry.task}.`, zh: `${name.zh}：要用于 ${entry.task}。` },
        figures: { delayedBySeconds: round(entry.delayedBy) },
      };
    default:
      return {
        robot: entry.robot,
        code: 'FINISHES_LATER',
        says: {
          en: `${name.en}: no gain, ${later} s later at the end.`,
          zh: `${name.zh}：没有好处，会晚 ${later} 秒。`,
        },
        figures: { laterBySeconds: later },
      };
  }
};

const round = (value: number): number => Math.round(value * 10) / 10;
