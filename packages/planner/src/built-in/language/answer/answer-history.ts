import { bilingual } from '@muster/domain';
import { nameOf } from '../../../says/names.ts';
import { sayFact } from '../../../says/say-fact.ts';
import { sayClock } from '../../../says/say-time.ts';
import type { BuildContext } from '../goal/draft.ts';
import type { HistoryLine } from '../history.ts';
import { clockSeconds } from '../interpret.ts';
import type { Question } from '../logical-form.ts';
import { whereIs } from '../resolve/locations.ts';
import { idsOf, resolvePhrase } from '../resolve/resolve-phrase.ts';
import type { Answered } from './answer-ability.ts';

const SHOWN = 3;

/** Why, when, and how things stand: read from the journal and from what is under way. */
export const answerFromHistory = (
  question: Extract<Question, { kind: 'why' | 'when' | 'status' }>,
  context: BuildContext,
  history: readonly HistoryLine[],
): Answered => {
  if (question.kind === 'status') return answerStatus(question, context);
  if (question.kind === 'when') return answerWhen(context);
  const { model } = context;
  const names = question.entities
    .flatMap((id) => [...(model.entities[id]?.names.en ?? []), ...(model.entities[id]?.names.zh ?? []), id])
    .map((name) => name.toLowerCase());
  const about = history.filter(
    (line) =>
      names.length === 0 ||
      names.some((name) => line.says.en.toLowerCase().includes(name) || line.says.zh.includes(name)),
  );
  const lines = about.slice(-SHOWN);
  if (lines.length === 0)
    return {
      says: bilingual('The journal says nothing about that.', '日志里没有相关记录。'),
      evidence: ['journal'],
      troubles: [],
    };
  const start = clockSeconds(context.situation) - context.situation.state.at;
  const at = (line: HistoryLine): string => sayClock(start + line.at);
  return {
    says: bilingual(
      lines.map((line) => `${at(line)}: ${line.says.en}`).join(' '),
      lines.map((line) => `${at(line)}：${line.says.zh}`).join(''),
    ),
    evidence: lines.map((line) => line.event),
    troubles: [],
  };
};

const answerWhen = (context: BuildContext): Answered => {
  const { commitments, state } = context.situation;
  const now = clockSeconds(context.situation);
  if (commitments.length === 0)
    return {
      says: bilingual('Nothing is under way, so there is nothing to wait for.', '目前没有进行中的任务。'),
      evidence: ['commitments'],
      troubles: [],
    };
  const ends = commitments.map((commitment) => ({
    id: commitment.mission,
    end: Math.max(0, ...commitment.schedule.assignments.map((assignment) => assignment.end)),
  }));
  const last = Math.max(...ends.map((entry) => entry.end));
  return {
    says: bilingual(
      `By the schedule the last of it ends at about ${sayClock(now - state.at + last)}.`,
      `按计划最后一项约在${sayClock(now - state.at + last)}完成。`,
    ),
    evidence: ends.map((entry) => entry.id),
    troubles: [],
  };
};

const answerStatus = (question: Extract<Question, { kind: 'status' }>, context: BuildContext): Answered => {
  const { model, situation } = context;
  const resolved = question.subject
    ? resolvePhrase(question.subject, context, { kinds: ['robot', 'place', 'item'] }, true)
    : undefined;
  if (resolved && resolved.troubles.length > 0) return { evidence: [], troubles: resolved.troubles };
  const ids = resolved ? idsOf(resolved) : model.scene.robots.map((robot) => robot.id);
  const evidence: string[] = [];
  const lines = ids.map((id) => {
    const at = whereIs(situation.state, id);
    if (at) evidence.push(at.key);
    const battery = situation.state.numbers[`battery(${id})`];
    if (battery) evidence.push(`battery(${id})`);
    const busy = situation.commitments.filter(
      (commitment) =>
        commitment.claims.includes(id) ||
        commitment.schedule.assignments.some((assignment) => assignment.robots.includes(id)),
    );
    const where = at ? sayFact(at.key, model) : bilingual(nameOf(model, id, 'en'), nameOf(model, id, 'zh'));
    const charge = battery
      ? bilingual(`, battery ${Math.round(battery.value * 100)} %`, `，电量${Math.round(battery.value * 100)}%`)
      : bilingual('', '');
    const work =
      model.entities[id]?.kind !== 'robot'
        ? bilingual('', '')
        : busy.length > 0
          ? bilingual(
              `, on ${busy.map((entry) => entry.mission).join(', ')}`,
              `，正在执行${busy.map((entry) => entry.mission).join('、')}`,
            )
          : bilingual(', idle', '，空闲');
    return bilingual(`${where.en}${charge.en}${work.en}`, `${where.zh}${charge.zh}${work.zh}`);
  });
  const text = lines.map((line) => line.en.charAt(0).toUpperCase() + line.en.slice(1)).join('. ');
  return {
    says: bilingual(`${text}.`, `${lines.map((line) => line.zh).join('；')}。`),
    evidence: evidence.length > 0 ? evidence : ['state'],
    troubles: [],
  };
};
