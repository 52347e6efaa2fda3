import type { Bilingual, Problem, Result } from '@muster/domain';

/** Something said and recorded: 16-bit mono WAV, and what may have been said. */
export type Recording = {
  readonly wav: Uint8Array;
  readonly language: 'en' | 'zh';
  /** Names of the scene, most useful first; recognisers do better when they know them. */
  readonly names: readonly string[];
};

/** A recogniser of this server. What it returns is a draft for a person to read, never an order. */
export type SpeechEngine = {
  readonly id: 'endpoint' | 'offline';
  readonly languages: readonly ('en' | 'zh')[];
  /** Whether it works here, and why it does not. */
  probe(): Promise<{ readonly works: true } | { readonly works: false; readonly why: Bilingual }>;
  transcribe(recording: Recording): Promise<Result<string>>;
};

/** Longest transcript, characters: what the task box takes. */
const LONGEST = 2000;

/** One line without control characters. */
export const cleanTranscript = (text: string): string =>
  text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST);

export const speechProblem = (code: string, en: string, zh: string, remedy?: Bilingual): Problem => ({
  code,
  says: { en, zh },
  ...(remedy ? { remedy } : {}),
});

export const TYPE_INSTEAD: Bilingual = { en: 'Type it instead, or try again.', zh: '请改为输入，或再试一次。' };
