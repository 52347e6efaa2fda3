import type { EntityKind, Goal, Situation, Turn, WorldModel } from '@muster/domain';
import { parseFactKey } from '@muster/domain';

/** What reference resolution may look at. `mentions` grows while an utterance is worked through; the newest is last. */
export type ReferenceContext = {
  readonly situation: Situation;
  readonly model: WorldModel;
  /** Groups of entities in the order in which they were mentioned, of earlier turns and of this utterance. */
  readonly mentions: string[][];
  /** Groups of which any one was meant ("a cup"), by content, so that "it" means any one of them again. */
  readonly anyOf: Set<string>;
  /** Groups of which a number was meant ("three tubes"), by content, so that "them" means as many of them again. */
  readonly counted?: Map<string, { readonly bound: 'exactly' | 'at-least' | 'at-most'; readonly n: number }>;
  /** Answers already given to questions about this utterance: each settles one choice. */
  readonly chosen: readonly string[];
};

/** What a slot of a clause takes. */
export type Wanted = {
  readonly kinds?: readonly EntityKind[];
  readonly class?: string;
  /** Any of these classes; more general than `class`. */
  readonly classes?: readonly string[];
  /** Narrows an ambiguous reference to what makes sense, e.g. doors that are still closed for "open the door". */
  readonly prefer?: (id: string) => boolean;
  /** Any one will do even when the words sound definite, as for "the drone" among two drones told to do something. */
  readonly anyWillDo?: boolean;
};

const idsOfGoal = (goal: Goal): string[][] => [
  ...goal.propositions.flatMap((proposition) => [
    ...proposition.args.filter((allowed) => allowed.length === 1).map((allowed) => [...allowed]),
    ...(proposition.by ? [[...proposition.by]] : []),
    [...proposition.subjects],
  ]),
  ...(goal.branches ?? []).flatMap((branch) => [
    ...idsOfGoal(branch.met),
    ...(branch.unmet ? idsOfGoal(branch.unmet) : []),
  ]),
];

/** Entities that earlier turns were about, oldest first. */
export const mentionsOf = (conversation: readonly Turn[], model: WorldModel): string[][] => {
  const groups: string[][] = [];
  for (const { interpretation } of conversation) {
    if (interpretation.goal) groups.push(...idsOfGoal(interpretation.goal));
    for (const evidence of interpretation.evidence ?? []) {
      const ids = parseFactKey(evidence)
        .slice(1)
        .filter((id) => model.entities[id] !== undefined);
      for (const id of [...ids].reverse()) groups.push([id]);
    }
    if (interpretation.control?.targets.length) groups.push([...interpretation.control.targets]);
  }
  return groups
    .map((group) => group.filter((id) => model.entities[id] !== undefined))
    .filter((group) => group.length > 0);
};
