import type { Bilingual } from '@muster/domain';

/** Why a reading can't be carried out as it stands. Turned into a question or a refusal, and used to prefer one reading to another. */
export type Trouble =
  | {
      readonly kind: 'unknown';
      readonly text: string;
      readonly known: readonly string[];
      readonly close: readonly string[];
    }
  | { readonly kind: 'ambiguous'; readonly text: string; readonly candidates: readonly string[] }
  | { readonly kind: 'none-match'; readonly text: string; readonly known: readonly string[] }
  | { readonly kind: 'too-few'; readonly text: string; readonly asked: number; readonly found: readonly string[] }
  | { readonly kind: 'no-antecedent'; readonly text: string }
  | {
      readonly kind: 'missing';
      readonly what: 'destination' | 'object' | 'receiver';
      readonly text: string;
      readonly candidates: readonly string[];
    }
  | {
      readonly kind: 'no-skill';
      readonly text: string;
      readonly predicate?: string;
      readonly robots?: readonly string[];
    }
  | { readonly kind: 'not-understood'; readonly text: string }
  /** A word in the place of a verb that nobody here knows. */
  | { readonly kind: 'unknown-verb'; readonly text: string }
  | { readonly kind: 'wrong-kind'; readonly text: string; readonly says: Bilingual }
  | { readonly kind: 'contradiction'; readonly says: Bilingual }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly says: Bilingual;
      readonly facts?: readonly string[];
      readonly rule?: string;
      readonly figures?: Readonly<Record<string, number | string>>;
      readonly nearest?: Bilingual;
    };

/** How strongly a trouble speaks against a reading. */
export const weightOf = (trouble: Trouble): number => {
  switch (trouble.kind) {
    case 'ambiguous':
      return 1.5;
    case 'refused':
      return 2;
    case 'missing':
      return 3;
    case 'no-skill':
      return 4;
    case 'too-few':
      return 2;
    case 'none-match':
      return 4;
    case 'unknown':
      return 4;
    case 'no-antecedent':
      return 4;
    case 'wrong-kind':
      return 5;
    case 'contradiction':
      return 5;
    case 'unknown-verb':
      return 8.5;
    case 'not-understood':
      return 9;
  }
};
