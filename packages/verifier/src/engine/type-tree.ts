/** One type and the types that it is a kind of. `object` is above every type and need not be declared. */
export type TypeDeclaration = { readonly name: string; readonly parents: readonly string[] };

export const ROOT_TYPE = 'object';

/** Name of the union of types, as `(either a b)` has it: names sorted and joined by `|`. */
export const unionType = (names: readonly string[]): string => [...new Set(names)].sort().join('|');

export type TypeTree = {
  /** Declared (or the root); a union is declared when all its members are. */
  has(type: string): boolean;
  /** True when every member of `type` is below some member of `of`, or is one. */
  isSubtype(type: string, of: string): boolean;
};

/** Several parents are allowed; a type below itself is treated as one with the types on that cycle. */
export const createTypeTree = (declarations: readonly TypeDeclaration[]): TypeTree => {
  const parents = new Map<string, Set<string>>([[ROOT_TYPE, new Set()]]);
  for (const { name, parents: above } of declarations) {
    const known = parents.get(name) ?? new Set();
    for (const parent of above) known.add(parent);
    parents.set(name, known);
  }

  const ancestorsOf = new Map<string, ReadonlySet<string>>();
  const ancestors = (type: string): ReadonlySet<string> => {
    const cached = ancestorsOf.get(type);
    if (cached) return cached;
    const found = new Set<string>([type, ROOT_TYPE]);
    const open = [type];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const parent of parents.get(next) ?? []) {
        if (found.has(parent)) continue;
        found.add(parent);
        open.push(parent);
      }
    }
    ancestorsOf.set(type, found);
    return found;
  };

  const isBelow = (type: string, of: string): boolean => {
    const above = ancestors(type);
    return of.includes('|') ? of.split('|').some((member) => above.has(member)) : above.has(of);
  };

  return {
    has: (type) => type.split('|').every((member) => parents.has(member)),
    isSubtype: (type, of) =>
      type === of || (type.includes('|') ? type.split('|').every((member) => isBelow(member, of)) : isBelow(type, of)),
  };
};

/** Length of the longest chain upward, or a cycle if there is one. */
export const measureTypes = (
  declarations: readonly TypeDeclaration[],
): { readonly depth: number; readonly cycle?: readonly string[] } => {
  const parents = new Map<string, string[]>();
  for (const { name, parents: above } of declarations)
    parents.set(name, [...(parents.get(name) ?? []), ...above.filter((parent) => parent !== name)]);
  const depths = new Map<string, number>();
  let deepest = 0;
  for (const start of parents.keys()) {
    const path: string[] = [];
    const onPath = new Set<string>();
    const stack: { name: string; next: number }[] = [{ name: start, next: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const above = parents.get(top.name) ?? [];
      if (top.next === 0) {
        if (depths.has(top.name)) {
          stack.pop();
          continue;
        }
        if (onPath.has(top.name)) return { depth: deepest, cycle: [...path.slice(path.indexOf(top.name)), top.name] };
        path.push(top.name);
        onPath.add(top.name);
      }
      const parent = above[top.next];
      top.next += 1;
      if (parent === undefined) {
        depths.set(top.name, 1 + Math.max(0, ...above.map((name) => depths.get(name) ?? 0)));
        deepest = Math.max(deepest, depths.get(top.name)!);
        path.pop();
        onPath.delete(top.name);
        stack.pop();
      } else stack.push({ name: parent, next: 0 });
    }
  }
  return { depth: deepest };
};
