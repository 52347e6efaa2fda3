import { bilingual, type Interpretation, type Turn } from '@muster/domain';
import { nameList } from '../../says/names.ts';
import { answerQuestion } from './answer/answer-question.ts';
import { evaluateCommand } from './evaluate-standing.ts';
import type { BuildContext } from './goal/draft.ts';
import type { HistoryLine } from './history.ts';
import { readLattice } from './lattice.ts';
import type { Clause, Command, Question, Utterance } from './logical-form.ts';
import { readings } from './parse/utterance.ts';
import type { Trouble } from './resolve/problems.ts';
import { idsOf, resolvePhrase } from './resolve/resolve-phrase.ts';

type Evaluated = { readonly interpretation?: Interpretation; readonly troubles: readonly Trouble[] };

/** A wish that is passed on is the user's own only once they say so: it is read back and confirmed. */
export const evaluateRelayed = (form: Extract<Utterance, { kind: 'relayed' }>, context: BuildContext): Evaluated => {
  const who = resolvePhrase(form.by, context, { kinds: ['person'] });
  if (who.troubles.some((trouble) => trouble.kind !== 'ambiguous')) return { troubles: who.troubles };
  const { troubles, interpretation } = evaluateCommand(form.command, context);
  if (troubles.length > 0 || !interpretation) return { troubles };
  // Which of two operators it was matters little: the words stand for whoever said it.
  const said = form.by.text.toLowerCase();
  const names =
    idsOf(who).length > 0
      ? { en: nameList(context.model, idsOf(who), 'en'), zh: nameList(context.model, idsOf(who), 'zh') }
      : { en: said, zh: said };
  const says = bilingual(
    `This is the wish of ${names.en}, passed on; shall it be done?`,
    `这是转达的${names.zh}的要求，要执行吗？`,
  );
  return {
    troubles: [],
    interpretation: {
      ...interpretation,
      kind: 'confirm',
      reasons: [
        {
          code: 'LANGUAGE_PASSED_ON',
          says,
          facts: idsOf(who).length > 0 ? idsOf(who).map((id) => `said by ${id}`) : [`said by ${said}`],
        },
      ],
    },
  };
};

/** The sentence before, as the grammar reads it best: what a follow-up leaves out is taken from there. */
const commandBefore = (conversation: readonly Turn[], context: BuildContext): Command | undefined => {
  const last = conversation.findLast((turn) => turn.interpretation.goal !== undefined);
  if (!last) return undefined;
  for (const parse of readings(readLattice(last.utterance, context.model))) {
    if (parse.value.kind === 'command') return parse.value.command;
    if (parse.value.kind === 'follow-up') {
      const earlier = commandBefore(conversation.slice(0, conversation.indexOf(last)), context);
      const clause = earlier && continued(parse.value, earlier);
      return clause ? { parts: [{ link: 'and', clause }], ordering: [] } : undefined;
    }
  }
  return undefined;
};

/** The clause of a follow-up with all that it doesn't say itself from the command before. */
const continued = (form: Extract<Utterance, { kind: 'follow-up' }>, before: Command): Clause | undefined => {
  const last = before.parts.at(-1)?.clause;
  if (!last?.verb) return undefined;
  const { clause } = form;
  const own = clause.object ?? (clause.targets.length === 0 && !clause.recipient ? clause.actor : undefined);
  const hasTarget = clause.targets.length > 0 || clause.recipient !== undefined;
  if (!own && !hasTarget && !clause.instrument && clause.times.length === 0) return undefined;
  // "no, dock 1" names the place again, not the thing, when a place is what it names.
  return {
    ...last,
    ...(own ? { object: own } : {}),
    ...(own && clause.actor && own !== clause.actor ? { actor: clause.actor } : {}),
    ...(clause.instrument ? { instrument: clause.instrument } : {}),
    ...(clause.source ? { source: clause.source } : {}),
    ...(hasTarget ? { targets: clause.targets, ...(clause.recipient ? { recipient: clause.recipient } : {}) } : {}),
    ...(clause.times.length > 0 ? { times: clause.times } : {}),
    without: [...last.without, ...clause.without],
    text: clause.text,
  };
};

/** "no, dock 1": the noun may be what is moved or where to; the one that fits the command before is meant. */
const variants = (form: Extract<Utterance, { kind: 'follow-up' }>): Extract<Utterance, { kind: 'follow-up' }>[] => {
  const { clause } = form;
  const noun = clause.object ?? clause.actor;
  if (!noun || clause.targets.length > 0) return [form];
  const { object: _, actor: __, ...rest } = clause;
  return [form, { ...form, clause: { ...rest, targets: [{ relation: 'to', phrase: noun }] } }];
};

export const evaluateFollowUp = (
  form: Extract<Utterance, { kind: 'follow-up' }>,
  context: BuildContext,
  conversation: readonly Turn[],
): Evaluated => {
  const before = commandBefore(conversation, context);
  if (!before) return { troubles: [{ kind: 'not-understood', text: form.clause.text }] };
  let first: Evaluated | undefined;
  for (const variant of variants(form)) {
    const clause = continued(variant, before);
    if (!clause) continue;
    // A correction stands instead of the last thing asked for; what was asked before it stays asked for.
    const parts = form.corrects ? before.parts.slice(0, -1) : [];
    const done = evaluateCommand(
      { parts: [...parts, { link: before.parts.at(-1)!.link, clause }], ordering: [] },
      { ...context, counted: new Map(), mentions: context.mentions.map((group) => [...group]) },
    );
    first ??= done;
    if (done.troubles.length === 0) return done;
  }
  return first ?? { troubles: [{ kind: 'not-understood', text: form.clause.text }] };
};

/** Several questions in one sentence are answered one after the other. */
export const answerAll = (
  questions: readonly Question[],
  context: BuildContext,
  history: readonly HistoryLine[],
): Evaluated => {
  const answers = questions.map((question) => answerQuestion(question, context, history));
  const troubles = answers.flatMap((answer) => answer.troubles);
  if (troubles.length > 0) return { troubles };
  const all = answers.flatMap((answer) => answer.interpretation ?? []);
  return {
    troubles: [],
    interpretation: {
      kind: 'answer',
      says: bilingual(all.map((entry) => entry.says.en).join(' '), all.map((entry) => entry.says.zh).join('')),
      evidence: all.flatMap((entry) => entry.evidence ?? []),
    },
  };
};
