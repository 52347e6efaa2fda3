/** What a stretch of text may be. One stretch may have several readings; the grammar chooses. */
export type Entry =
  /** A name of one or more entities of the scene. */
  | {
      readonly category: 'name';
      readonly ids: readonly string[];
      readonly plural?: boolean;
      /** By the last part of the name alone. */
      readonly wide?: boolean;
    }
  | { readonly category: 'class'; readonly class: string; readonly plural?: boolean }
  /** Value of a property, e.g. colour red. */
  | { readonly category: 'value'; readonly property: string; readonly value: string }
  /** A state or boolean property used as an adjective: open, closed, clean, fragile. */
  | { readonly category: 'state'; readonly predicate: string; readonly holds: boolean }
  | { readonly category: 'verb'; readonly senses: readonly Sense[]; readonly particle?: string }
  | { readonly category: 'word'; readonly kind: WordKind; readonly value: string }
  | { readonly category: 'number'; readonly value: number; readonly percent?: boolean }
  | { readonly category: 'ordinal'; readonly n: number }
  /** Clock time, seconds since midnight; `vague`: it may mean morning or afternoon. */
  | { readonly category: 'clock'; readonly seconds: number; readonly vague?: boolean }
  /** A single letter, as in "row B". */
  | { readonly category: 'letter'; readonly text: string }
  | { readonly category: 'quote'; readonly text: string }
  /** `extended`: half of it is a word that is known. */
  | { readonly category: 'unknown'; readonly text: string; readonly extended?: boolean };

/** What a verb asks for. `skills` are ids of the library, the other senses are built from what skills do in general. */
export type Sense =
  | { readonly kind: 'transfer' }
  | { readonly kind: 'pick' }
  | { readonly kind: 'go' }
  | { readonly kind: 'skill'; readonly skills: readonly string[] }
  /** Keep something as it is: touch, move (negated), disturb. */
  | { readonly kind: 'touch' }
  | { readonly kind: 'use' }
  /** Take everything off or out of a place. */
  | { readonly kind: 'clear' }
  /** Two things change places. */
  | { readonly kind: 'swap' }
  | { readonly kind: 'wait' }
  /** Find out: check, look at, find. */
  | { readonly kind: 'look' }
  /** Say something to the speaker: only ever before a question. */
  | { readonly kind: 'tell' }
  /** Put into a bin. */
  | { readonly kind: 'discard' }
  | { readonly kind: 'control'; readonly verb: ControlVerb }
  /** Ability without a goal of its own: reach, fit, lift. */
  | { readonly kind: 'able' };

export type ControlVerb = 'stop' | 'pause' | 'resume' | 'cancel' | 'undo' | 'skip' | 'retry' | 'release';

export type WordKind =
  | 'determiner'
  | 'quantifier'
  | 'except'
  | 'classifier'
  | 'pronoun'
  | 'pro-noun'
  | 'other'
  | 'side'
  | 'measure'
  | 'fluent'
  | 'bound'
  | 'unit'
  | 'preposition'
  | 'postposition'
  | 'object-marker'
  | 'for-marker'
  | 'possessive'
  | 'actor-marker'
  | 'and'
  | 'or'
  | 'nor'
  | 'but'
  | 'comma'
  | 'stop'
  | 'question-mark'
  | 'question-end'
  | 'then'
  | 'first'
  | 'last'
  | 'meanwhile'
  | 'while'
  | 'together'
  | 'before'
  | 'after'
  | 'if'
  | 'unless'
  | 'else'
  | 'when'
  | 'until'
  | 'every'
  | 'times'
  | 'within'
  | 'night'
  | 'as-soon'
  | 'for-time'
  | 'range'
  | 'negation'
  | 'never'
  | 'always'
  | 'from-now'
  | 'keep-out'
  | 'allowed'
  | 'forbidden'
  | 'correction'
  | 'polite'
  | 'request'
  | 'filler'
  | 'floating-all'
  | 'hither'
  | 'thither'
  | 'back'
  | 'again'
  | 'particle'
  | 'be'
  | 'have'
  | 'there-is'
  | 'modal'
  | 'can'
  | 'do'
  | 'you'
  | 'question'
  | 'compare'
  | 'that'
  | 'empty'
  | 'full'
  | 'same'
  | 'different'
  | 'task'
  | 'all-robots'
  | 'answer-any'
  | 'more-than'
  | 'speed-limit'
  | 'number-sign'
  | 'without'
  | 'in-place'
  | 'in-order'
  | 'beside'
  | 'respectively'
  | 'earliest'
  | 'says'
  | 'wants'
  | 'anything'
  | 'label'
  | 'ensure'
  | 'nobody'
  | 'ask'
  | 'of';
