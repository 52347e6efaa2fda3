/** An edge of the task order, by task index. */
export interface Edge {
  readonly before: number;
  readonly after: number;
  readonly lag: number;
  readonly fromStart: boolean;
}

/** Strongly connected components, numbered in a topological order (sources first). Source: Tarjan 1972, iterative. */
export function components(count: number, edges: readonly { before: number; after: number }[]): Int32Array {
  const next: number[][] = Array.from({ length: count }, () => []);
  for (const edge of edges) next[edge.before]!.push(edge.after);
  const found = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const component = new Int32Array(count).fill(-1);
  const cursor = new Int32Array(count);
  const stack: number[] = [];
  let clock = 0;
  let done = 0;
  for (let root = 0; root < count; root++) {
    if (found[root]! >= 0) continue;
    const path = [root];
    found[root] = low[root] = clock++;
    stack.push(root);
    while (path.length > 0) {
      const node = path[path.length - 1]!;
      const child = next[node]![cursor[node]!++];
      if (child !== undefined) {
        if (found[child]! < 0) {
          found[child] = low[child] = clock++;
          stack.push(child);
          path.push(child);
        } else if (component[child]! < 0) low[node] = Math.min(low[node]!, found[child]!);
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] !== found[node]) continue;
      let member = stack.pop()!;
      while (member !== node) {
        component[member] = done;
        member = stack.pop()!;
      }
      component[node] = done++;
    }
  }
  for (let node = 0; node < count; node++) component[node] = done - 1 - component[node]!;
  return component;
}

/** Some task of a cycle in the order, with the whole cycle's strongly connected set; null when acyclic. */
export function findCycle(count: number, edges: readonly Edge[]): readonly number[] | null {
  const component = components(count, edges);
  const size = new Int32Array(count);
  for (let task = 0; task < count; task++) size[component[task]!]!++;
  const self = edges.find((edge) => edge.before === edge.after);
  if (self) return [self.before];
  for (let task = 0; task < count; task++) {
    if (size[component[task]!]! > 1) {
      return Array.from({ length: count }, (_, index) => index).filter((index) => component[index] === component[task]);
    }
  }
  return null;
}

/**
 * Blocks of tasks that are placed together: tasks joined by chains, and then whatever must lie between them (the strongly connected
 * parts of the order between groups), so that the order between blocks is acyclic.
 *
 * @param links pairs of tasks that one chain joins
 * @returns block of each task, numbered in a topological order
 */
export function groupBlocks(
  count: number,
  edges: readonly Edge[],
  links: readonly (readonly [number, number])[],
): Int32Array {
  const parent = Int32Array.from({ length: count }, (_, index) => index);
  const find = (task: number): number => {
    let root = task;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  for (const [left, right] of links) parent[find(left)] = find(right);
  const component = components(
    count,
    edges.map((edge) => ({ before: find(edge.before), after: find(edge.after) })),
  );
  const number = new Map<number, number>();
  const roots = Array.from({ length: count }, (_, task) => component[find(task)]!);
  for (const root of [...new Set(roots)].sort((a, b) => a - b)) number.set(root, number.size);
  return Int32Array.from(roots, (root) => number.get(root)!);
}

/** Tasks of one block in an order that its edges allow, keeping the tasks of an opened lane together where they can be. */
export function orderBlock(
  tasks: readonly number[],
  edges: readonly Edge[],
  lanesOf: (task: number) => readonly number[],
): number[] {
  if (tasks.length < 2) return [...tasks];
  const inside = new Set(tasks);
  const waiting = new Map<number, number>(tasks.map((task) => [task, 0]));
  const inner = edges.filter((edge) => inside.has(edge.before) && inside.has(edge.after));
  for (const edge of inner) waiting.set(edge.after, waiting.get(edge.after)! + 1);
  const order: number[] = [];
  const ready = tasks.filter((task) => waiting.get(task) === 0);
  let open: readonly number[] = [];
  while (ready.length > 0) {
    let choice = ready.findIndex((task) => lanesOf(task).some((lane) => open.includes(lane)));
    if (choice < 0) choice = 0;
    const task = ready.splice(choice, 1)[0]!;
    open = lanesOf(task);
    order.push(task);
    for (const edge of inner) {
      if (edge.before !== task) continue;
      const left = waiting.get(edge.after)! - 1;
      waiting.set(edge.after, left);
      if (left === 0) ready.push(edge.after);
    }
  }
  return order;
}
