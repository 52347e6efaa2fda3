import type { Proposition } from '@muster/domain';
import type { Selection } from '../resolve/resolve-phrase.ts';
import type { DraftProposition } from './draft.ts';

/** Propositions that say of a selection of subjects that `predicate(subject, args…)` holds, or that it doesn't. */
export const propositionsFor = (
  selections: readonly Selection[],
  predicate: string,
  args: readonly (readonly string[])[],
  options: {
    readonly holds?: boolean;
    readonly when?: Proposition['holds'];
    readonly by?: readonly string[];
    readonly before?: number;
    /** Subjects that satisfy it already: "two totes" means two more. */
    readonly done?: (id: string) => boolean;
  } = {},
): DraftProposition[] =>
  selections.map((selection) => {
    const positive = options.holds !== false;
    const shared = {
      predicate,
      args: args.map((allowed) => [...allowed]),
      holds: options.when ?? 'end',
      ...(options.by && options.by.length > 0 ? { by: [...options.by] } : {}),
      ...(options.before === undefined ? {} : { beforeSeconds: options.before }),
    } as const;
    const subjects = [...selection.ids];
    if (!positive || selection.mode === 'none') return { ...shared, subjects, quantifier: { kind: 'none' } };
    if (selection.mode === 'each') return { ...shared, subjects, quantifier: { kind: 'all' } };
    if (selection.mode === 'any')
      return { ...shared, subjects: left(subjects, 1, options.done), quantifier: { kind: 'at-least', n: 1 } };
    return {
      ...shared,
      subjects: left(subjects, selection.n, options.done),
      quantifier: { kind: selection.bound, n: selection.n },
    };
  });

const left = (subjects: string[], needed: number, done: ((id: string) => boolean) | undefined): string[] => {
  if (!done) return subjects;
  const open = subjects.filter((id) => !done(id));
  return open.length >= needed ? open : subjects;
};
