import { type Bilingual, bilingual, displayName, type Language, type WorldModel } from '@muster/domain';
import type { JournalEvent } from './journal/event.ts';
import type { ExecutorState, MissionRun } from './state/executor-state.ts';

/** Name of a thing in one language; its id when it has none. */
const nameOf = (id: string, model: WorldModel, language: Language): string => {
  const entity = model.entities[id];
  return entity ? displayName(entity.names, language) : id;
};

/** What a step does, as a sentence: its skill's own words with the things filled in. */
export const describeStep = (
  mission: MissionRun | undefined,
  stepId: string,
  model: WorldModel,
): { en: string; zh: string } => {
  const run = mission?.steps.get(stepId);
  if (!mission || !run) return { en: stepId, zh: stepId };
  const { plan, schedule } = mission.verified;
  if (run.kind === 'travel') {
    const travel = schedule.travels.find((entry) => entry.id === run.source);
    const robot = travel?.robot ?? '';
    const to = travel?.place ?? travel?.to ?? '';
    return {
      en: `${nameOf(robot, model, 'en')} goes to ${nameOf(to, model, 'en')}`,
      zh: `${nameOf(robot, model, 'zh')}前往${nameOf(to, model, 'zh')}`,
    };
  }
  const step = plan.steps.find((entry) => entry.id === run.source);
  const skill = step && model.library.skills[step.skill];
  const roles = schedule.assignments.find((entry) => entry.step === run.source)?.roles ?? {};
  if (!step || !skill) return { en: stepId, zh: stepId };
  const fill = (text: string, language: Language): string =>
    text.replace(/\{([a-z0-9_]+)\}/g, (whole, name: string) => {
      const value = step.args[name] ?? roles[name];
      return value === undefined ? whole : nameOf(String(value), model, language);
    });
  return { en: fill(skill.says.en, 'en'), zh: fill(skill.says.zh, 'zh') };
};

/** The sentence of a journal event, in both languages, from data only. */
export const describeEvent = (event: JournalEvent, state: ExecutorState, model: WorldModel): Bilingual => {
  const en = (id: string): string => nameOf(id, model, 'en');
  const zh = (id: string): string => nameOf(id, model, 'zh');
  const step = (id: { mission: string; step: string }) => describeStep(state.missions.get(id.mission), id.step, model);
  switch (event.type) {
    case 'host-started':
      return bilingual(`Executor started (start ${event.boot}).`, `执行器已启动（第${event.boot}次）。`);
    case 'mission-created':
      return bilingual(`Mission ${event.mission} accepted.`, `任务 ${event.mission} 已接受。`);
    case 'mission-started':
      return bilingual(`Mission ${event.mission} begins.`, `任务 ${event.mission} 开始。`);
    case 'mission-revised':
      return bilingual(`Mission ${event.mission} goes on with a new schedule.`, `任务 ${event.mission} 按新计划继续。`);
    case 'mission-paused':
      return bilingual(`Mission ${event.mission} is paused.`, `任务 ${event.mission} 已暂停。`);
    case 'mission-resumed':
      return bilingual(`Mission ${event.mission} goes on.`, `任务 ${event.mission} 继续。`);
    case 'mission-unblocked':
      return bilingual(`Mission ${event.mission} can go on.`, `任务 ${event.mission} 可以继续。`);
    case 'mission-completed':
      return bilingual(`Mission ${event.mission} is done.`, `任务 ${event.mission} 已完成。`);
    case 'mission-canceled':
      return bilingual(`Mission ${event.mission} is canceled.`, `任务 ${event.mission} 已取消。`);
    case 'mission-canceling':
      return bilingual(
        `${event.by} cancels mission ${event.mission} (${event.mode}).`,
        `${event.by} 取消任务 ${event.mission}（${{ return: '放回', finish: '做完手头', 'safe-place': '安全放下' }[event.mode]}）。`,
      );
    case 'mission-blocked':
      return bilingual(
        `Mission ${event.mission} waits: ${event.cause.says.en}`,
        `任务 ${event.mission} 等待：${event.cause.says.zh}`,
      );
    case 'mission-failed':
      return bilingual(
        `Mission ${event.mission} failed: ${event.cause.says.en}`,
        `任务 ${event.mission} 失败：${event.cause.says.zh}`,
      );
    case 'replan-requested':
      return bilingual(
        `A new plan is asked for mission ${event.mission}: ${event.cause.says.en}`,
        `为任务 ${event.mission} 请求新计划：${event.cause.says.zh}`,
      );
    case 'replan-refused':
      return bilingual(
        `No new plan for mission ${event.mission}: ${event.problems[0]?.says.en ?? ''}`,
        `任务 ${event.mission} 没有新计划：${event.problems[0]?.says.zh ?? ''}`,
      );
    case 'step-started':
      return bilingual(`${step(event).en}.`, `${step(event).zh}。`);
    case 'step-reported':
      return bilingual(`Said to be done: ${step(event).en}.`, `报告完成：${step(event).zh}。`);
    case 'step-completed':
      return bilingual(`Done: ${step(event).en}.`, `已完成：${step(event).zh}。`);
    case 'step-resumed':
      return bilingual(`Goes on: ${step(event).en}.`, `继续：${step(event).zh}。`);
    case 'step-retried':
      return bilingual(`Is tried again: ${step(event).en}.`, `重试：${step(event).zh}。`);
    case 'step-delayed':
    case 'step-blocked':
    case 'step-failed':
    case 'step-canceled':
    case 'step-skipped': {
      const word = STEP_WORDS[event.type];
      return bilingual(
        `${word.en}: ${step(event).en}. ${event.cause.says.en}`,
        `${word.zh}：${step(event).zh}。${event.cause.says.zh}`,
      );
    }
    case 'visit-entered':
      return bilingual(`${en(event.robot)} is on ${event.element}.`, `${zh(event.robot)}到达 ${event.element}。`);
    case 'command-released':
      return bilingual(
        `${en(event.robot)} is told: ${event.command.kind === 'travel' ? `travel to ${event.command.nodes.at(-1) ?? ''}` : event.command.skill}.`,
        `已命令${zh(event.robot)}：${event.command.kind === 'travel' ? `前往 ${event.command.nodes.at(-1) ?? ''}` : event.command.skill}。`,
      );
    case 'command-sent':
    case 'command-confirmed':
    case 'command-canceling':
    case 'command-succeeded':
    case 'command-failed':
    case 'command-rejected':
    case 'command-canceled':
    case 'command-adopted':
    case 'command-absent': {
      const word = COMMAND_WORDS[event.type];
      return bilingual(`${en(event.robot)}: command ${word.en}.`, `${zh(event.robot)}：命令${word.zh}。`);
    }
    case 'command-lost':
      return bilingual(
        `${en(event.robot)}: not known whether the command runs. ${event.cause.says.en}`,
        `${zh(event.robot)}：不知道命令是否在执行。${event.cause.says.zh}`,
      );
    case 'belief-changed': {
      const facts = event.facts.map(({ fact, value }) => `${fact}=${String(value)}`);
      const numbers = event.numbers.map(({ fact, value }) => `${fact}=${value}`);
      const list = [...facts, ...numbers].slice(0, 8).join(', ');
      return bilingual(`${event.source}: ${list}`, `${SOURCE_WORDS[event.source]}：${list}`);
    }
    case 'robot-joined':
      return bilingual(`${en(event.robot)} joined.`, `${zh(event.robot)}已加入。`);
    case 'bridge-connected':
      return bilingual(`Connected to ${en(event.robot)}.`, `已连接${zh(event.robot)}。`);
    case 'bridge-disconnected':
      return bilingual(`Connection to ${en(event.robot)} lost.`, `与${zh(event.robot)}的连接断开。`);
    case 'robot-lost':
      return bilingual(
        `${en(event.robot)} has been silent for ${event.silentSeconds.toFixed(0)} s.`,
        `${zh(event.robot)}已 ${event.silentSeconds.toFixed(0)} 秒没有消息。`,
      );
    case 'robot-recovered':
      return bilingual(`${en(event.robot)} is heard again.`, `${zh(event.robot)}恢复联系。`);
    case 'robot-taken-over':
      return bilingual(`${event.by} drives ${en(event.robot)} by hand.`, `${event.by} 手动接管${zh(event.robot)}。`);
    case 'robot-handed-back':
      return bilingual(`${event.by} hands ${en(event.robot)} back.`, `${event.by} 交还${zh(event.robot)}。`);
    case 'lease-taken':
      return bilingual(
        `Lease ${event.epoch} on ${en(event.robot)} taken.`,
        `取得${zh(event.robot)}的第 ${event.epoch} 个租约。`,
      );
    case 'event-ignored':
      return bilingual(
        `Ignored from ${en(event.robot)}: ${event.what} (${event.code}).`,
        `忽略来自${zh(event.robot)}的消息：${event.what}（${event.code}）。`,
      );
    case 'stop-latched':
      return event.scope === 'all'
        ? bilingual(`${event.by} stops all robots.`, `${event.by} 停止全部机器人。`)
        : bilingual(`${event.by} stops ${en(event.scope)}.`, `${event.by} 停止${zh(event.scope)}。`);
    case 'stop-confirmed':
      return bilingual(`${en(event.robot)} stands still.`, `${zh(event.robot)}已停住。`);
    case 'stop-unconfirmed':
      return bilingual(
        `${en(event.robot)}: NOT CONFIRMED STOPPED. ${event.cause.says.en}`,
        `${zh(event.robot)}：未确认停止。${event.cause.says.zh}`,
      );
    case 'stop-reset':
      return bilingual(
        `${event.by} resets the stop (${event.scope === 'all' ? 'all' : en(event.scope)}): ${event.reason}`,
        `${event.by} 解除停止（${event.scope === 'all' ? '全部' : zh(event.scope)}）：${event.reason}`,
      );
    case 'alarm-raised':
      return event.detail;
  }
};

const STEP_WORDS = {
  'step-delayed': { en: 'Delayed', zh: '延迟' },
  'step-blocked': { en: 'Blocked', zh: '受阻' },
  'step-failed': { en: 'Failed', zh: '失败' },
  'step-canceled': { en: 'Canceled', zh: '已取消' },
  'step-skipped': { en: 'Left out', zh: '已跳过' },
} as const;

const COMMAND_WORDS = {
  'command-sent': { en: 'sent', zh: '已发送' },
  'command-confirmed': { en: 'is being carried out', zh: '正在执行' },
  'command-canceling': { en: 'is asked to end', zh: '已请求取消' },
  'command-succeeded': { en: 'succeeded, it says', zh: '报告成功' },
  'command-failed': { en: 'failed', zh: '失败' },
  'command-rejected': { en: 'refused', zh: '被拒绝' },
  'command-canceled': { en: 'canceled', zh: '已取消' },
  'command-adopted': { en: 'found running', zh: '仍在执行，已接续' },
  'command-absent': { en: 'is not running', zh: '没有在执行' },
} as const;

const SOURCE_WORDS = { scene: '场景', sensed: '感知', reported: '报告', person: '人员', expected: '预期' } as const;
