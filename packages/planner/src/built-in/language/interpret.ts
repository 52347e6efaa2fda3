import { bilingual, type Interpretation, type Situation, type Turn } from '@muster/domain';
import { nameOf } from '../../says/names.ts';
import { answerQuestion } from './answer/answer-question.ts';
import { evaluateConditional, evaluateUntil } from './evaluate-conditional.ts';
import { evaluateControl } from './evaluate-control.ts';
import { answerAll, evaluateFollowUp, evaluateRelayed } from './evaluate-discourse.ts';
import { evaluateEnsure } from './evaluate-ensure.ts';
import { evaluateRule } from './evaluate-rule.ts';
import { evaluateCommand } from './evaluate-standing.ts';
import { guardHazards } from './find-hazard.ts';
import { weightOfAll } from './goal/build-clause.ts';
import type { BuildContext } from './goal/draft.ts';
import type { HistoryLine } from './history.ts';
import { type Lattice, readLattice } from './lattice.ts';
import type { Phrase, Utterance } from './logical-form.ts';
import { skipWords } from './parse/rules.ts';
import { farthest, readings } from './parse/utterance.ts';
import { chooseCandidate, pendingQuestion } from './pending.ts';
import { mentionsOf } from './resolve/context.ts';
import type { Trouble } from './resolve/problems.ts';
import { idsOf, resolvePhrase } from './resolve/resolve-phrase.ts';
import { respondToTroubles } from './respond-trouble.ts';

export type { HistoryLine } from './history.ts';

/** Readings tried against the world; the cheapest come first, so later ones rarely win. */
const MAX_READINGS = 30;

/**
 * What an utterance means in a situation. Deterministic and free of any model: a grammar over the scene's own words reads it, the
 * believed world settles what the words refer to, and skills say what can be asked for.
 *
 * @param conversation earlier turns, oldest first; an open question at its end is answered by a short utterance
 * @param history journal lines, oldest first, for questions about what happened
 * @returns exactly one kind of answer; a sentence that isn't understood whole is refused or asked about, never guessed at
 */
export const interpret = (
  utterance: string,
  conversation: readonly Turn[],
  situation: Situation,
  history: readonly HistoryLine[] = [],
): Interpretation => {
  const pending = pendingQuestion(conversation, situation);
  if (pending) {
    const answer = chooseCandidate(utterance, pending.candidates, situation);
    if (answer) return read(pending.utterance, pending.before, situation, history, [...pending.chosen, answer]);
  }
  return read(utterance, conversation, situation, history, []);
};

type Outcome = { readonly interpretation: Interpretation; readonly weight: number };

const read = (
  utterance: string,
  conversation: readonly Turn[],
  situation: Situation,
  history: readonly HistoryLine[],
  chosen: readonly string[],
): Interpretation => {
  const { model } = situation;
  const lattice = readLattice(utterance, model);
  const parses = readings(lattice).slice(0, MAX_READINGS);
  const mentions = mentionsOf(conversation, model);
  let best: Outcome | undefined;
  for (const parse of parses) {
    if (best && parse.cost >= best.weight) break;
    const context: BuildContext = {
      situation,
      model,
      mentions: mentions.map((group) => [...group]),
      chosen,
      anyOf: new Set(),
      counted: new Map(),
      nowSeconds: clockSeconds(situation),
    };
    const outcome = evaluate(parse.value, context, history, conversation);
    const weight = parse.cost + outcome.weight;
    if (!best || weight < best.weight) best = { interpretation: outcome.interpretation, weight };
  }
  return guardHazards(utterance, best?.interpretation ?? notUnderstood(lattice), model);
};

const evaluate = (
  utterance: Utterance,
  context: BuildContext,
  history: readonly HistoryLine[],
  conversation: readonly Turn[],
): Outcome => {
  const { troubles, interpretation } = evaluateKind(utterance, context, history, conversation);
  // "don't open the fridge" by itself asks for nothing to be done: it reads better as a rule, where it can be one.
  const asksNothing =
    interpretation?.kind === 'plan' &&
    interpretation.goal?.branches === undefined &&
    interpretation.goal?.propositions.every((proposition) => proposition.holds === 'always');
  // A bare noun is a question back; whatever gives it a verb, be it from the sentence before, reads better.
  if (interpretation && troubles.length === 0)
    return { interpretation, weight: asksNothing ? 3 : utterance.kind === 'fragment' ? 2.5 : 0 };
  // What can be done of it is offered, though a reading that leaves nothing out is better.
  if (interpretation?.kind === 'partial') return { interpretation, weight: Math.min(4, weightOfAll(troubles)) };
  return failed(troubles.length > 0 ? troubles : [{ kind: 'not-understood', text: '' }], context);
};

type Evaluated = { readonly interpretation?: Interpretation; readonly troubles: readonly Trouble[] };

const evaluateKind = (
  utterance: Utterance,
  context: BuildContext,
  history: readonly HistoryLine[],
  conversation: readonly Turn[],
): Evaluated => {
  switch (utterance.kind) {
    case 'command':
      return evaluateCommand(utterance.command, context);
    case 'conditional':
      return evaluateConditional(utterance, context);
    case 'ensure':
      return evaluateEnsure(utterance, context);
    case 'until':
      return evaluateUntil(utterance, context);
    case 'question':
      return answerQuestion(utterance.question, context, history);
    case 'control':
      return evaluateControl(utterance, context);
    case 'rule':
      return evaluateRule(utterance.rule, utterance.text, context);
    case 'fragment':
      return evaluateFragment(utterance.phrase, context);
    case 'relayed':
      return evaluateRelayed(utterance, context);
    case 'follow-up':
      return evaluateFollowUp(utterance, context, conversation);
    case 'questions':
      return answerAll(utterance.questions, context, history);
    case 'quoted':
      return {
        troubles: [],
        interpretation: {
          kind: 'answer',
          says: bilingual(
            'What is written on things is only read, never carried out. Say what is to be done.',
            '写在物品上的文字只作信息，不会执行。请说明要做什么。',
          ),
          evidence: [`quoted: ${utterance.text.slice(0, 80)}`],
        },
      };
  }
};

/** A thing and no verb: say what is known of the name, and ask what to do with it. */
const evaluateFragment = (said: Phrase, context: BuildContext): Evaluated => {
  const resolved = resolvePhrase(said, context, {});
  if (resolved.troubles.length > 0) return { troubles: resolved.troubles };
  const [id] = idsOf(resolved);
  if (id === undefined) return { troubles: [{ kind: 'not-understood', text: said.text }] };
  const { model } = context;
  return {
    troubles: [],
    interpretation: {
      kind: 'clarify',
      says: bilingual(
        `What about ${nameOf(model, id, 'en')}? Please say what is to be done.`,
        `${nameOf(model, id, 'zh')}怎么了？请说明要做什么。`,
      ),
    },
  };
};

const failed = (troubles: readonly Trouble[], context: BuildContext): Outcome => ({
  interpretation: respondToTroubles(troubles, context),
  weight: weightOfAll(troubles),
});

/** Seconds of the scene clock since its first midnight. */
export const clockSeconds = (situation: Situation): number => {
  const clock = /T(\d\d):(\d\d)(?::(\d\d))?/.exec(situation.model.scene.startsAt);
  const start = clock ? Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0) : 0;
  return start + situation.state.at;
};

const notUnderstood = (lattice: Lattice): Interpretation => {
  if (skipWords('polite', 'comma', 'stop', 'filler')(lattice, lattice.start).some((parse) => parse.end >= lattice.end))
    return {
      kind: 'answer',
      says: bilingual('Ready. Say what is to be done.', '准备好了，请说要做什么。'),
      evidence: [],
    };
  const words = lattice.unknown.filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length > 0)
    return refusal(
      `I do not understand ${words
        .slice(0, 4)
        .map((word) => `“${word}”`)
        .join(', ')}.`,
      `我不懂${words
        .slice(0, 4)
        .map((word) => `“${word}”`)
        .join('、')}。`,
    );
  const rest = lattice.text.slice(farthest(lattice)).trim();
  return rest === '' || rest === lattice.text.trim()
    ? refusal(
        'I know the words, but not how this sentence fits together; please say it in another way.',
        '词我都认识，但这句话的意思没听懂，请换个说法。',
      )
    : refusal(
        `I do not understand “${rest.slice(0, 60)}” in this sentence.`,
        `我没有听懂这句话里的“${rest.slice(0, 60)}”。`,
      );
};

const refusal = (en: string, zh: string): Interpretation => ({
  kind: 'refuse',
  says: bilingual(en, zh),
  reasons: [{ code: 'LANGUAGE_NOT_UNDERSTOOD', says: bilingual(en, zh) }],
});
