import { type Bilingual, bilingual } from '@muster/domain';
import type { Cause } from '../journal/event.ts';

const tip = {
  look: bilingual(
    'Look at the robot, then choose: try again, leave it out, or cancel.',
    '请查看机器人，然后选择：重试、跳过或取消。',
  ),
  link: bilingual('Check power and network of the robot.', '请检查机器人的电源和网络。'),
  charge: bilingual('Charge it, or let another robot do it.', '请充电，或换一台机器人。'),
  world: bilingual('Put it right by hand, or ask for a new plan.', '请手动恢复，或请求新计划。'),
};

const make = (code: string, says: Bilingual, advice?: Bilingual, facts?: readonly string[]): Cause => ({
  code,
  says,
  ...(advice === undefined ? {} : { tip: advice }),
  ...(facts === undefined || facts.length === 0 ? {} : { facts }),
});

/** Every reason that the executor gives, in one place. */
export const causes = {
  unreachable: (robot: string): Cause =>
    make('EXECUTE_ROBOT_UNREACHABLE', bilingual(`No connection to ${robot}.`, `无法连接 ${robot}。`), tip.link),
  manual: (robot: string): Cause =>
    make(
      'EXECUTE_ROBOT_MANUAL',
      bilingual(`${robot} is driven by hand.`, `${robot} 正由人手动操作。`),
      bilingual('Hand it back, or let another robot do it.', '请交还，或换一台机器人。'),
    ),
  stalePose: (robot: string): Cause =>
    make(
      'EXECUTE_POSE_STALE',
      bilingual(`Where ${robot} is has not been heard lately.`, `近期没有收到 ${robot} 的位置。`),
      tip.link,
    ),
  offPlace: (robot: string, place: string): Cause =>
    make(
      'EXECUTE_ROBOT_NOT_AT_PLACE',
      bilingual(`${robot} is not at ${place}.`, `${robot} 不在 ${place}。`),
      tip.world,
    ),
  battery: (robot: string, charge: number): Cause =>
    make(
      'EXECUTE_BATTERY_LOW',
      bilingual(
        `${robot} has ${Math.round(charge * 100)} % charge, below its reserve.`,
        `${robot} 电量 ${Math.round(charge * 100)}%，低于储备。`,
      ),
      tip.charge,
    ),
  conditionUnmet: (facts: readonly string[]): Cause =>
    make(
      'EXECUTE_CONDITION_UNMET',
      bilingual(`What the step needs does not hold: ${facts.join(', ')}.`, `该步骤的条件不成立：${facts.join('、')}。`),
      tip.world,
      facts,
    ),
  conditionUnknown: (facts: readonly string[]): Cause =>
    make(
      'EXECUTE_CONDITION_UNKNOWN',
      bilingual(`Not known whether ${facts.join(', ')}.`, `不知道是否 ${facts.join('、')}。`),
      bilingual('Let a robot look first.', '请先让机器人查看。'),
      facts,
    ),
  linkBroken: (facts: readonly string[]): Cause =>
    make(
      'EXECUTE_LINK_BROKEN',
      bilingual(`The proof rests on ${facts.join(', ')}, which changed.`, `证明所依据的 ${facts.join('、')} 已改变。`),
      tip.world,
      facts,
    ),
  outcomeUnknown: (why: Bilingual): Cause =>
    make(
      'EXECUTE_OUTCOME_UNKNOWN',
      bilingual(`Not known whether it was done. ${why.en}`, `不知道是否已完成。${why.zh}`),
      tip.look,
    ),
  doubt: (robot: string): Cause =>
    make(
      'EXECUTE_DOUBT_NEEDS_PERSON',
      bilingual(
        `${robot} runs nothing now, but it may have done part of it.`,
        `${robot} 现在没有在执行，但可能已做了一部分。`,
      ),
      tip.look,
    ),
  refused: (robot: string, detail: string): Cause =>
    make('EXECUTE_COMMAND_REJECTED', bilingual(`${robot} refused: ${detail}`, `${robot} 拒绝：${detail}`), tip.look),
  failed: (robot: string, detail: string): Cause =>
    make('EXECUTE_COMMAND_FAILED', bilingual(`${robot} failed: ${detail}`, `${robot} 失败：${detail}`), tip.look),
  endedEarly: (robot: string): Cause =>
    make('EXECUTE_COMMAND_ENDED', bilingual(`${robot} broke it off.`, `${robot} 中止了执行。`), tip.look),
  notArrived: (robot: string): Cause =>
    make(
      'EXECUTE_NOT_ARRIVED',
      bilingual(`${robot} says it arrived, but it is elsewhere.`, `${robot} 报告已到达，但实际位置不符。`),
      tip.look,
    ),
  contradicted: (facts: readonly string[]): Cause =>
    make(
      'EXECUTE_EFFECT_CONTRADICTED',
      bilingual(
        `The robot says done, but ${facts.join(', ')} is not so.`,
        `机器人报告完成，但实际不是 ${facts.join('、')}。`,
      ),
      tip.look,
      facts,
    ),
  notSensed: (facts: readonly string[]): Cause =>
    make(
      'EXECUTE_EFFECT_NOT_SENSED',
      bilingual(
        `The robot says done, but nobody has seen ${facts.join(', ')}.`,
        `机器人报告完成，但没有观察到 ${facts.join('、')}。`,
      ),
      bilingual('Look, then mark it done or try again.', '请查看，然后标记完成或重试。'),
      facts,
    ),
  noOutcome: (): Cause =>
    make(
      'EXECUTE_OUTCOME_MISSING',
      bilingual('The robot looked, but did not say what it found.', '机器人查看了，但没有报告结果。'),
      tip.look,
    ),
  noRoom: (): Cause =>
    make(
      'EXECUTE_NO_ROOM',
      bilingual('The way is not free.', '前方道路未空出。'),
      bilingual('See which robot stands in the way, and send it on.', '请查看哪台机器人挡路，并让其离开。'),
    ),
  branch: (): Cause =>
    make('EXECUTE_BRANCH_NOT_TAKEN', bilingual('What was found calls for the other way.', '观察结果对应另一分支。')),
  superseded: (): Cause => make('EXECUTE_SUPERSEDED', bilingual('A new plan replaces it.', '已由新计划取代。')),
  canceled: (by: string): Cause => make('EXECUTE_CANCELED', bilingual(`Canceled by ${by}.`, `由 ${by} 取消。`)),
  predecessor: (): Cause =>
    make('EXECUTE_PREDECESSOR_FAILED', bilingual('What it builds on failed.', '它所依赖的步骤失败。')),
  changedBy: (by: string): Cause => make('EXECUTE_SUPERSEDED', bilingual(`Changed by ${by}.`, `由 ${by} 修改。`)),
  skippedBy: (by: string): Cause => make('EXECUTE_SKIPPED', bilingual(`Left out by ${by}.`, `由 ${by} 跳过。`)),
  stopped: (): Cause => make('EXECUTE_STOPPED', bilingual('A stop request is in force.', '停止请求生效中。')),
  notConfirmed: (detail: Bilingual): Cause => make('EXECUTE_STOP_NOT_CONFIRMED', detail, tip.look),
  restart: (): Bilingual => bilingual('The dispatcher was restarted.', '调度程序已重新启动。'),
  linkDown: (): Bilingual => bilingual('The connection dropped.', '连接已断开。'),
  noEvidence: (): Bilingual => bilingual('The robot gave no sign of doing it.', '机器人没有任何执行迹象。'),
  overdue: (): Bilingual => bilingual('It takes longer than it may.', '超过了允许时间。'),
  unknownResult: (): Bilingual => bilingual('The robot does not know either.', '机器人自己也不知道。'),
} as const;

/** Causes that pass by themselves: the step starts as soon as they are gone. */
export const HINDRANCES: ReadonlySet<string> = new Set([
  'EXECUTE_ROBOT_UNREACHABLE',
  'EXECUTE_ROBOT_MANUAL',
  'EXECUTE_POSE_STALE',
  'EXECUTE_ROBOT_NOT_AT_PLACE',
  'EXECUTE_BATTERY_LOW',
  'EXECUTE_CONDITION_UNMET',
  'EXECUTE_CONDITION_UNKNOWN',
  'EXECUTE_LINK_BROKEN',
]);
