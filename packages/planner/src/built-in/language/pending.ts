import type { Situation, Turn, WorldModel } from '@muster/domain';
import { readLattice } from './lattice.ts';
import { lexicalKey } from './lexicon/normalise.ts';
import type { NounPhrase } from './logical-form.ts';
import { phrase } from './parse/phrase.ts';
import { entry, seq, skipWords, word } from './parse/rules.ts';
import { candidatesOf } from './resolve/candidates.ts';
import type { ReferenceContext } from './resolve/context.ts';

/** A question that was asked and is still open: the utterance it was about, what has been settled so far, and what may be answered. */
export type Pending = {
  readonly utterance: string;
  readonly chosen: readonly string[];
  readonly candidates: readonly string[];
  readonly before: readonly Turn[];
};

/** Follows a conversation to its end: is the last thing that was said to the user a question about an earlier utterance? */
export const pendingQuestion = (conversation: readonly Turn[], situation: Situation): Pending | undefined => {
  let pending: Pending | undefined;
  conversation.forEach((turn, index) => {
    if (turn.interpretation.kind !== 'clarify' || !turn.interpretation.candidates) {
      pending = undefined;
      return;
    }
    const candidates = turn.interpretation.candidates.map((candidate) => candidate.id);
    const answer = pending ? chooseCandidate(turn.utterance, pending.candidates, situation) : undefined;
    pending =
      pending && answer
        ? { ...pending, chosen: [...pending.chosen, answer], candidates }
        : { utterance: turn.utterance, chosen: [], candidates, before: conversation.slice(0, index) };
  });
  return pending;
};

const small = skipWords(
  'polite',
  'comma',
  'filler',
  'stop',
  'possessive',
  'question-end',
  'preposition',
  'modal',
  'request',
);

/** The candidate that a short answer names: by number, name, colour, side, place … `undefined`: it answers nothing. */
export const chooseCandidate = (
  answer: string,
  candidates: readonly string[],
  situation: Situation,
): string | undefined => {
  const { model } = situation;
  const plain = lexicalKey(answer).replace(/[.。!！?？]+$/, '');
  const byId = candidates.find((id) => lexicalKey(id) === plain || spellings(model, id).includes(plain));
  if (byId) return byId;
  const lattice = readLattice(answer, model);
  const whole = <T>(parses: readonly { end: number; value: T }[]): T | undefined =>
    parses.find((parse) => parse.end >= lattice.end)?.value;
  const number = whole(
    seq(small, entry('number'), skipWords('filler', 'stop', 'polite', 'classifier', 'unit'))(lattice, lattice.start),
  )?.[1];
  if (number && Number.isInteger(number.value) && number.value >= 1 && number.value <= candidates.length)
    return candidates[number.value - 1];
  if (whole(seq(small, word('answer-any'), small)(lattice, lattice.start))) return candidates[0];
  const said = seq(small, phrase, small)(lattice, lattice.start).filter((parse) => parse.end >= lattice.end);
  for (const parse of said) {
    const [part] = parse.value[1].parts;
    if (!part || parse.value[1].parts.length > 1) continue;
    const context: ReferenceContext = { situation, model, mentions: [[...candidates]], anyOf: new Set(), chosen: [] };
    const found = among(part, candidates, context);
    if (found) return found;
  }
  return undefined;
};

const spellings = (model: WorldModel, id: string): string[] => {
  const names = model.entities[id]?.names;
  return names ? [...names.en, ...names.zh].map(lexicalKey) : [];
};

const among = (part: NounPhrase, candidates: readonly string[], context: ReferenceContext): string | undefined => {
  const ordinal = part.modifiers.find((modifier) => modifier.kind === 'ordinal');
  const others = part.modifiers.filter((modifier) => modifier.kind !== 'ordinal');
  if (ordinal?.kind === 'ordinal' && others.length === 0) return candidates[ordinal.n - 1];
  // Superlatives and sides have to be judged among the candidates alone.
  const pool = {
    ...part,
    head:
      part.head.kind === 'class' || part.head.kind === 'one' ? ({ kind: 'name', ids: candidates } as const) : part.head,
  };
  const found = candidatesOf(pool, context, {});
  if ('kind' in found) return undefined;
  const left = found.ids.filter((id) => candidates.includes(id));
  return left.length === 1 ? left[0] : undefined;
};
