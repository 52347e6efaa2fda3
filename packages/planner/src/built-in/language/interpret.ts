import { bilingual, type Interpretation, type Situation, type Turn } from '@muster/domain';
import { sayGoal } from '../../says/say-goal.ts';
import { weightOfAll } from './goal/build-clause.ts';
import { buildCommand } from './goal/build-command.ts';
import type { BuildContext } from './goal/draft.ts';
import { type Lattice, readLattice } from './lattice.ts';
import type { Utterance } from './logical-form.ts';
import { farthest, readings } from './parse/utterance.ts';
import { chooseCandidate, pendingQuestion } from './pending.ts';
import { mentionsOf } from './resolve/context.ts';
import type { Trouble } from './resolve/problems.ts';
import { respondToTroubles } from './respond-trouble.ts';

export type HistoryLine = {
  readonly at: number;
  readonly says: { readonly en: string; readonly zh: string };
  readonly event: string;
};

/** Readings tried against the world; the cheapest come first, so later ones rarely win. */
const MAX_READINGS = 24;

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
      nowSeconds: clockSeconds(situation),
    };
    const outcome = evaluate(parse.value, context, history, lattice);
    const weight = parse.cost + outcome.weight;
    if (!best || weight < best.weight) best = { interpretation: outcome.interpretation, weight };
  }
  return best?.interpretation ?? notUnderstood(lattice);
};

const evaluate = (
  utterance: Utterance,
  context: BuildContext,
  history: readonly HistoryLine[],
  lattice: Lattice,
): Outcome => {
  void history;
  void lattice;
  switch (utterance.kind) {
    case 'command': {
      const built = buildCommand(utterance.command, context);
      if (built.troubles.length > 0) return failed(built.troubles, context);
      if (built.goal.propositions.length === 0 && !built.goal.avoid)
        return failed([{ kind: 'not-understood', text: '' }], context);
      return {
        interpretation: {
          kind: 'plan',
          says: sayGoal(built.goal, context.model),
          goal: built.goal,
          ...(built.assumptions.length > 0 ? { assumptions: [...built.assumptions] } : {}),
        },
        weight: 0,
      };
    }
    default:
      return failed([{ kind: 'not-understood', text: '' }], context);
  }
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
