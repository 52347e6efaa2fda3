import { readFileSync } from 'node:fs';
import { ANSWER_KINDS, type AnswerKind, type Condition, type Control, type Standing } from '@muster/domain';

export const HALVES = ['open', 'sealed'] as const;
export type Half = (typeof HALVES)[number];
export const LANGUAGES = ['en', 'zh', 'mixed'] as const;
export type Language = (typeof LANGUAGES)[number];

export type WantedProposition = {
  readonly predicate: string;
  readonly subjects: readonly string[];
  readonly args: readonly (readonly string[])[];
  readonly quantifier:
    | { readonly kind: 'all' }
    | { readonly kind: 'none' }
    | { readonly kind: 'exactly' | 'at-least' | 'at-most'; readonly n: number };
  readonly holds?: 'end' | 'sometime' | 'always';
  readonly by?: readonly string[];
  readonly beforeSeconds?: number;
};

export type WantedGoal = {
  readonly propositions: readonly WantedProposition[];
  /** Pairs of indices into `propositions`; `any`: the order is not looked at. */
  readonly order?: readonly (readonly [number, number])[] | 'any';
  readonly branches?: readonly { readonly if: Condition; readonly met: WantedGoal; readonly unmet?: WantedGoal }[];
  readonly avoid?: { readonly robots?: readonly string[]; readonly skills?: readonly string[] };
  /** Excepted things: an answer may, but need not, also say that they stay as they are. */
  readonly except?: readonly string[];
  /** What a rule of the scene demands besides: an answer may, but need not, state it. */
  readonly may?: readonly WantedProposition[];
};

export type Item = {
  readonly id: string;
  readonly scene: string;
  readonly kind: AnswerKind;
  readonly tags: readonly string[];
  readonly en: string;
  readonly zh: string;
  readonly mixed?: string;
  /** What was said before, oldest first. */
  readonly turns?: readonly { readonly en: string; readonly zh: string }[];
  readonly goal?: WantedGoal;
  readonly standing?: { readonly trigger: Standing['trigger']; readonly until?: Standing['until'] };
  /** Why it is refused, cut or asked back: a rule of the scene, or a fact. `also`: a second reason that decides it as well. */
  readonly because?: { readonly rule?: string; readonly why?: string; readonly also?: string; readonly fact?: string };
  readonly candidates?: readonly string[];
  readonly control?: { readonly verb: Control['verb']; readonly targets?: readonly string[] };
  readonly rule?: {
    readonly says: string;
    readonly kinds: readonly string[];
    readonly places?: readonly string[];
    readonly window?: { readonly from: string; readonly to: string };
    readonly atMost?: number;
    readonly metresPerSecond?: number;
  };
  readonly evidence?: readonly string[];
};

const NEEDED: Partial<Record<AnswerKind, keyof Item>> = {
  plan: 'goal',
  partial: 'goal',
  confirm: 'goal',
  refuse: 'because',
  clarify: 'candidates',
  control: 'control',
  rule: 'rule',
};

const parseItem = (line: string, where: string): Item => {
  const value: unknown = JSON.parse(line);
  const item = value as Item;
  for (const field of ['id', 'scene', 'kind', 'en', 'zh'] as const)
    if (typeof item[field] !== 'string' || item[field] === '') throw new Error(`${where}: "${field}" is missing`);
  if (!ANSWER_KINDS.includes(item.kind)) throw new Error(`${where}: "${item.kind}" is no kind of answer`);
  const needed = NEEDED[item.kind];
  if (needed && item[needed] === undefined) throw new Error(`${where}: a "${item.kind}" needs "${needed}"`);
  return item;
};

/** Items of one half, in the order of the file. */
export const readItems = (half: Half): Item[] =>
  readFileSync(new URL(`./${half}.jsonl`, import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : [parseItem(line, `${half}.jsonl:${index + 1}`)]));
