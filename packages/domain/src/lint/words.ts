import type { Library } from '../library.ts';
import { type Fluent, type Predicate, ROOT_CLASSES } from '../vocabulary.ts';

/** Look-up tables over a library's vocabulary. */
export type Words = {
  readonly predicates: ReadonlyMap<string, Predicate>;
  readonly fluents: ReadonlyMap<string, Fluent>;
  readonly classes: ReadonlySet<string>;
  readonly isA: (className: string, ancestor: string) => boolean;
};

export const wordsOf = (library: Library): Words => {
  const parents = new Map<string, string>();
  for (const root of ROOT_CLASSES) if (root !== 'entity') parents.set(root, root === 'device' ? 'place' : 'entity');
  for (const entry of library.vocabulary.classes) parents.set(entry.id, entry.parent);
  const isA = (className: string, ancestor: string): boolean => {
    let at: string | undefined = className;
    for (let guard = 0; at !== undefined && guard < 64; guard += 1) {
      if (at === ancestor) return true;
      at = parents.get(at);
    }
    return false;
  };
  return {
    predicates: new Map(library.vocabulary.predicates.map((entry) => [entry.id, entry])),
    fluents: new Map(library.vocabulary.fluents.map((entry) => [entry.id, entry])),
    classes: new Set(['entity', ...parents.keys()]),
    isA,
  };
};
