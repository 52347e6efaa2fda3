import { type Bilingual, type Condition, canonicalJson, type Goal, type Proposition } from '@muster/domain';
import type { ReferenceContext } from '../resolve/context.ts';
import type { Trouble } from '../resolve/problems.ts';

export type DraftProposition = Omit<Proposition, 'id'>;

/** What one clause asks for, before clauses are put in order. */
export type ClauseDraft = {
  readonly propositions: readonly DraftProposition[];
  readonly avoid?: { readonly robots?: readonly string[]; readonly skills?: readonly string[] };
  /** Argument that all subjects share, or must not share. */
  readonly constraint?: 'same' | 'different';
  readonly troubles: readonly Trouble[];
  readonly assumptions: readonly Bilingual[];
  /** A grip that a later clause about the same things makes needless. */
  readonly isMeans?: boolean;
  /** Where a "go" clause leads; dropped when the next clause happens there anyway. */
  readonly goesTo?: readonly string[];
};

export const EMPTY_DRAFT: ClauseDraft = { propositions: [], troubles: [], assumptions: [] };
export const troubled = (...troubles: Trouble[]): ClauseDraft => ({ propositions: [], troubles, assumptions: [] });

/** State that clause builders share. */
export type BuildContext = ReferenceContext & {
  /** Seconds since midnight of the scene clock's first day. */
  readonly nowSeconds: number;
};

export type GoalDraft = {
  readonly propositions: readonly DraftProposition[];
  readonly order: readonly { readonly before: number; readonly after: number }[];
  readonly together: readonly (readonly number[])[];
  readonly constraints: readonly { readonly kind: 'same' | 'different'; readonly proposition: number }[];
  readonly avoid: { readonly robots: readonly string[]; readonly skills: readonly string[] };
  readonly conditions?: readonly { readonly condition: Condition; readonly says: Bilingual }[];
};

/**
 * The one form of a goal: propositions without repeats, sorted by content, named g1, g2 …; everything that refers to them follows.
 * The same wish in either language gives equal canonical JSON.
 */
export const canonicalGoal = (draft: GoalDraft): Goal => {
  const contents = draft.propositions.map((proposition) => canonicalJson(normalised(proposition)));
  const sorted = [...new Set(contents)].sort();
  const idOf = (index: number): string => `g${sorted.indexOf(contents[index] ?? '') + 1}`;
  const unique = <T>(values: readonly T[]): T[] =>
    [...new Set(values.map((value) => canonicalJson(value)))].sort().map((text) => JSON.parse(text) as T);
  const order = unique(
    draft.order
      .map(({ before, after }) => ({ before: idOf(before), after: idOf(after) }))
      .filter(({ before, after }) => before !== after),
  );
  const together = unique(
    draft.together.map((group) => [...new Set(group.map(idOf))].sort()).filter((group) => group.length > 1),
  );
  const constraints = unique(
    draft.constraints.map(({ kind, proposition }) => ({ kind, propositions: [idOf(proposition)], arg: 0 })),
  );
  const avoid = {
    ...(draft.avoid.robots.length > 0 ? { robots: [...new Set(draft.avoid.robots)].sort() } : {}),
    ...(draft.avoid.skills.length > 0 ? { skills: [...new Set(draft.avoid.skills)].sort() } : {}),
  };
  return {
    version: 1,
    propositions: sorted.map((text, index) => ({ id: `g${index + 1}`, ...(JSON.parse(text) as DraftProposition) })),
    ...(draft.conditions && draft.conditions.length > 0
      ? { conditions: draft.conditions.map((entry, index) => ({ id: `c${index + 1}`, ...entry })) }
      : {}),
    ...(order.length > 0 ? { order } : {}),
    ...(together.length > 0 ? { together } : {}),
    ...(constraints.length > 0 ? { constraints } : {}),
    ...(Object.keys(avoid).length > 0 ? { avoid } : {}),
  };
};

const normalised = (proposition: DraftProposition): DraftProposition => ({
  ...proposition,
  subjects: [...new Set(proposition.subjects)].sort(),
  args: proposition.args.map((allowed) => [...new Set(allowed)].sort()),
  ...(proposition.by ? { by: [...new Set(proposition.by)].sort() } : {}),
});
