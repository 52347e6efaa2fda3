import type { ControlVerb, Sense } from './lexicon/entry.ts';

/** What the grammar makes of a sentence before anything is looked up in the world. Plain data. */
export type Head =
  | { readonly kind: 'name'; readonly ids: readonly string[] }
  | { readonly kind: 'class'; readonly class: string }
  | { readonly kind: 'pronoun'; readonly value: string }
  /** "one", "thing", or nothing at all after an adjective. */
  | { readonly kind: 'one' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'quote'; readonly text: string }
  | { readonly kind: 'unknown'; readonly text: string };

export type Relation = 'on' | 'in' | 'at' | 'near' | 'under' | 'over' | 'to' | 'through';

export type Modifier =
  | { readonly kind: 'value'; readonly property: string; readonly values: readonly string[]; readonly text: string }
  | { readonly kind: 'state'; readonly predicate: string; readonly holds: boolean; readonly text: string }
  | { readonly kind: 'location'; readonly relation: Relation | 'any'; readonly of: NounPhrase }
  | { readonly kind: 'noun'; readonly ids?: readonly string[]; readonly class?: string }
  | { readonly kind: 'measure'; readonly fluent: string; readonly order: 'most' | 'least' | 'more' | 'less' }
  | { readonly kind: 'compare'; readonly fluent?: string; readonly operator: Operator; readonly amount: Amount }
  | { readonly kind: 'ordinal'; readonly n: number }
  /** A number or letter in a name: "station 3", "row B". */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'side'; readonly side: string }
  | { readonly kind: 'other' }
  | { readonly kind: 'empty'; readonly holds: boolean }
  | { readonly kind: 'same' }
  | { readonly kind: 'different' }
  | { readonly kind: 'unknown'; readonly text: string };

export type Operator = '<' | '<=' | '>' | '>=' | '==';
/** A number with the unit as it was said; undefined: none was said. */
export type Amount = { readonly value: number; readonly unit?: string; readonly percent?: boolean };

export type Determiner = 'definite' | 'indefinite' | 'all' | 'both' | 'any' | 'none' | 'bare';

export type NounPhrase = {
  readonly head: Head;
  readonly determiner: Determiner;
  readonly plural: boolean;
  readonly count?: {
    readonly kind: 'exactly' | 'at-least' | 'at-most';
    readonly n: number;
    /** `n` is a share of all there are: "half of the totes". */
    readonly share?: boolean;
    /** How many there are in all, when that was said too: "two of the three". */
    readonly among?: number;
  };
  readonly modifiers: readonly Modifier[];
  readonly except: readonly NounPhrase[];
  readonly text: string;
};

/** Noun phrases joined by "and" or "or"; always at least one. */
export type Phrase = { readonly parts: readonly NounPhrase[]; readonly joined: 'and' | 'or'; readonly text: string };

export type TimeSpec =
  | { readonly kind: 'deadline'; readonly clock: number; readonly vague?: boolean }
  | { readonly kind: 'within'; readonly seconds: number }
  | { readonly kind: 'at'; readonly clock: number; readonly vague?: boolean }
  | { readonly kind: 'not-before'; readonly clock: number; readonly vague?: boolean }
  | { readonly kind: 'window'; readonly from: number; readonly to: number }
  | { readonly kind: 'every'; readonly seconds: number }
  | { readonly kind: 'until-clock'; readonly clock: number; readonly vague?: boolean }
  | { readonly kind: 'times'; readonly n: number }
  | { readonly kind: 'for'; readonly seconds: number };

export type Target = { readonly relation: Relation; readonly phrase: Phrase };

export type Clause = {
  readonly verb?: { readonly senses: readonly Sense[]; readonly text: string };
  /** Instead of a deed: what is to be so in the end. */
  readonly state?: StateClause;
  /** Who is told to do it. */
  readonly actor?: Phrase;
  readonly object?: Phrase;
  /** The object stood in front of the verb. */
  readonly fronted?: boolean;
  readonly recipient?: Phrase;
  readonly source?: Phrase;
  readonly targets: readonly Target[];
  /** Robots that are not to be used. */
  readonly without: readonly Phrase[];
  readonly through?: Phrase;
  readonly instrument?: Phrase;
  /** Towards the speaker ("bring it here"), or back to where it was. */
  readonly hither: boolean;
  readonly back: boolean;
  /** One thing after another, as they are named. */
  readonly inOrder: boolean;
  /** It stays where it is. */
  readonly stays: boolean;
  readonly again: boolean;
  readonly negated: 'no' | 'not' | 'never';
  readonly always: boolean;
  readonly together: boolean;
  readonly floatingAll: boolean;
  /** The first to the first, the second to the second. */
  readonly respectively: boolean;
  /** Side by side at one place. */
  readonly beside: boolean;
  /** Whether the door of what it is done with is to be open meanwhile. */
  readonly door?: boolean;
  readonly times: readonly TimeSpec[];
  readonly speed?: { readonly operator: Operator; readonly metresPerSecond: number };
  readonly text: string;
};

/** What was spoken of last, said as `text` or not at all. */
export const itPhrase = (text: string): Phrase => ({
  parts: [
    { head: { kind: 'pronoun', value: 'it' }, determiner: 'bare', plural: false, modifiers: [], except: [], text },
  ],
  joined: 'and',
  text,
});

/** A clause that says nothing yet. */
export const EMPTY_CLAUSE: Clause = {
  targets: [],
  without: [],
  hither: false,
  back: false,
  stays: false,
  inOrder: false,
  again: false,
  negated: 'no',
  always: false,
  together: false,
  floatingAll: false,
  respectively: false,
  beside: false,
  times: [],
  text: '',
};

/** Something that is or isn't so: the condition of an "if", or what a yes/no question asks. */
export type StateClause =
  | {
      readonly kind: 'state';
      readonly subject: Phrase;
      readonly predicate: string;
      readonly holds: boolean;
      readonly text: string;
    }
  | {
      readonly kind: 'location';
      readonly subject: Phrase;
      readonly relation: Relation;
      readonly place: Phrase;
      readonly holds: boolean;
      readonly text: string;
    }
  | { readonly kind: 'empty'; readonly subject: Phrase; readonly holds: boolean; readonly text: string }
  | {
      readonly kind: 'compare';
      readonly subject: Phrase;
      readonly fluent?: string;
      readonly operator: Operator;
      readonly amount: Amount;
      readonly text: string;
    }
  | {
      readonly kind: 'exists';
      readonly subject: Phrase;
      readonly relation?: Relation;
      readonly place?: Phrase;
      readonly count?: { readonly operator: Operator; readonly n: number };
      readonly holds: boolean;
      readonly text: string;
    }
  /** Some deed is done: "the door has been opened", "拍完照". */
  | { readonly kind: 'done'; readonly clause: Clause; readonly holds: boolean; readonly text: string };

export type Link = 'and' | 'then' | 'meanwhile' | 'but';

/** Clauses in the order in which they were said; `link` joins a part to the one before it. */
export type Command = {
  readonly parts: readonly { readonly link: Link; readonly clause: Clause }[];
  readonly ordering: readonly Ordering[];
};

/** Part `before` comes before part `after`, by index, from a subordinate clause. */
export type Ordering = { readonly before: number; readonly after: number };

export type Utterance =
  | { readonly kind: 'command'; readonly command: Command }
  | {
      readonly kind: 'conditional';
      readonly condition: StateClause;
      readonly met?: Command;
      readonly unmet?: Command;
      /** "whenever": a standing order. */
      readonly repeats: boolean;
      readonly before?: Command;
      readonly until?: StateClause;
    }
  /** "make sure the door is closed", "keep it closed". */
  | {
      readonly kind: 'ensure';
      readonly state: StateClause;
      readonly always: boolean;
      readonly times: readonly TimeSpec[];
    }
  | { readonly kind: 'until'; readonly command: Command; readonly until: StateClause }
  | { readonly kind: 'question'; readonly question: Question }
  | {
      readonly kind: 'control';
      readonly verb: ControlVerb;
      readonly targets?: Phrase;
      readonly mission: boolean;
      readonly putBack: boolean;
      readonly text: string;
    }
  | { readonly kind: 'rule'; readonly rule: RuleForm; readonly text: string }
  /** What somebody else is said to want; the user has not asked for it in so many words. */
  | { readonly kind: 'relayed'; readonly by: Phrase; readonly command: Command }
  /** Something left out that the sentence before has: "and the blue one too", "no, dock 1". */
  | { readonly kind: 'follow-up'; readonly clause: Clause; readonly corrects: boolean }
  | { readonly kind: 'questions'; readonly questions: readonly Question[] }
  /** The text on a label or a screen: data, never an order. */
  | { readonly kind: 'quoted'; readonly text: string }
  | { readonly kind: 'fragment'; readonly phrase: Phrase };

export type Question =
  | { readonly kind: 'can'; readonly subject?: Phrase; readonly clause: Clause }
  | { readonly kind: 'where'; readonly subject: Phrase }
  | { readonly kind: 'how-many'; readonly subject: Phrase; readonly relation?: Relation; readonly place?: Phrase }
  | { readonly kind: 'how-much'; readonly fluent?: string; readonly subject: Phrase }
  | { readonly kind: 'what-at'; readonly relation: Relation; readonly place: Phrase }
  | { readonly kind: 'which'; readonly subject: Phrase; readonly state?: StateClause; readonly can?: Clause }
  | { readonly kind: 'which-most'; readonly subject: Phrase; readonly fluent: string }
  | { readonly kind: 'label'; readonly subject: Phrase }
  | { readonly kind: 'is'; readonly state: StateClause }
  | { readonly kind: 'why'; readonly about: string; readonly entities: readonly string[] }
  | { readonly kind: 'when'; readonly about: string }
  | { readonly kind: 'status'; readonly subject?: Phrase }
  | { readonly kind: 'abilities'; readonly subject?: Phrase }
  | { readonly kind: 'how'; readonly command: Command };

export type RuleForm =
  | {
      readonly kind: 'closure';
      readonly robots?: Phrase;
      readonly places: Phrase;
      readonly times: readonly TimeSpec[];
      readonly during?: StateClause;
    }
  | { readonly kind: 'capacity'; readonly places: Phrase; readonly atMost: number }
  /** Nothing may be done with this verb, whatever it is done to. */
  | {
      readonly kind: 'deeds';
      readonly senses: readonly Sense[];
      readonly verb: string;
      readonly times: readonly TimeSpec[];
    }
  | {
      readonly kind: 'speed';
      readonly robots?: Phrase;
      readonly places?: Phrase;
      readonly metresPerSecond: number;
      readonly times: readonly TimeSpec[];
    }
  | {
      readonly kind: 'clause';
      readonly clause: Clause;
      readonly demand: 'forbid' | 'confirm' | 'always';
      readonly during?: StateClause;
    }
  | {
      readonly kind: 'state';
      readonly state: StateClause;
      readonly holds: 'always' | 'never';
      readonly times: readonly TimeSpec[];
    };
