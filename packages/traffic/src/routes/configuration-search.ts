import { type RandomSource, shuffle } from '../random.ts';
import { turnTime } from '../roadmap/compile-roadmap.ts';
import type { Draft, DraftVisit } from './draft.ts';
import { createHopGenerator, type Hop } from './hop-generator.ts';

interface Wish {
  readonly parent: Wish | null;
  readonly robot: number;
  /** edge, or −1 to stay */
  readonly edge: number;
  readonly depth: number;
}

interface Configuration {
  readonly nodes: Int32Array;
  /** moves done per robot */
  readonly done: Int32Array;
  readonly parent: Configuration | null;
  /** hops from the parent to here, in order */
  readonly hops: readonly Hop[];
  readonly order: Int32Array;
  readonly waited: Float64Array;
  readonly wishes: Wish[];
  head: number;
}

/** Configurations times robots, and tries times robots: a few seconds at most. */
const MAX_CONFIGURATIONS = 40_000;
const MAX_EXPANSIONS = 120_000;

/**
 * Second tier: a search over where all robots stand, one hop per robot a step, for the cases in which robot-by-robot routing
 * finds nothing (a narrow swap, a robot at its goal that has to step aside and come back). Hops become visits in their order;
 * times follow from the longest path. Source: Okumura, "LaCAM", AAAI 2023.
 *
 * @returns false when the budget ends or no order of hops exists; the draft then has only its committed visits
 */
export function searchRoutesByConfiguration(draft: Draft, random: RandomSource, isOver: () => boolean): boolean {
  const { compiled, robots, moves } = draft;
  const count = robots.length;
  const classes = Int32Array.from(robots, (robot) =>
    widestClass(draft, robot.moves, robot.visits[robot.committedCount - 1]!.shown),
  );
  const isFixed = new Uint8Array(count);
  const generator = createHopGenerator(compiled, classes, isFixed, random);
  const free = new Int32Array(count);

  const targetOf = (robot: number, done: Int32Array): Float64Array | null => {
    const own = robots[robot]!;
    if (own.moves.length === 0) return null;
    const next = own.moves[Math.min(done[robot]!, own.moves.length - 1)]!;
    const move = moves[next]!;
    const isReady = move.after.every(
      (before) => robots[moves[before]!.robot]!.moves.indexOf(before) < done[moves[before]!.robot]!,
    );
    if (isReady || done[robot] === own.moves.length) return draft.finder.alone(move.travelClass, move.goal);
    return null;
  };
  /** Who may not be moved now: idle robots that do not yield, and robots at work, until their next move may begin. */
  const fix = (done: Int32Array): void => {
    for (const [robot, own] of robots.entries()) {
      const isAtWork =
        standsAfter(draft, robot, done[robot]!) && (done[robot] === own.moves.length || targetOf(robot, done) === null);
      isFixed[robot] = isAtWork || (own.moves.length === 0 && !own.mayYield) ? 1 : 0;
    }
  };
  const arriveAt = (nodes: Int32Array, done: Int32Array): Int32Array => {
    const after = done.slice();
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      for (let robot = 0; robot < count; robot += 1) {
        const own = robots[robot]!;
        const next = own.moves[after[robot]!];
        if (next === undefined || nodes[robot] !== moves[next]!.goal || targetOf(robot, after) === null) continue;
        after[robot] = after[robot]! + 1;
        isChanged = true;
      }
    }
    return after;
  };
  const isEnd = (config: Configuration): boolean =>
    robots.every((robot, index) => {
      const last = robot.moves[robot.moves.length - 1];
      if (last !== undefined)
        return config.done[index] === robot.moves.length && config.nodes[index] === moves[last]!.goal;
      const flags = compiled.roadmap.nodes[config.nodes[index]!]!.flags ?? [];
      const start = robot.visits[robot.committedCount - 1]!.element;
      return config.nodes[index] === start || !(flags.includes('no-parking') || flags.includes('no-wait'));
    });
  const createConfiguration = (
    nodes: Int32Array,
    done: Int32Array,
    parent: Configuration | null,
    hops: readonly Hop[],
  ): Configuration => {
    const waited = new Float64Array(count);
    for (let robot = 0; robot < count; robot += 1) {
      const target = targetOf(robot, done);
      const isThere = target === null || target[nodes[robot]!] === 0;
      const before = parent === null ? random.next() : parent.waited[robot]!;
      waited[robot] = isThere ? before % 1 : before + 1;
    }
    const order = Int32Array.from({ length: count }, (_, robot) => robot).sort((a, b) => waited[b]! - waited[a]!);
    return {
      nodes,
      done,
      parent,
      hops,
      order,
      waited,
      wishes: [{ parent: null, robot: -1, edge: -1, depth: 0 }],
      head: 0,
    };
  };

  const startNodes = Int32Array.from(robots, (robot) => robot.visits[robot.committedCount - 1]!.element);
  const start = createConfiguration(startNodes, arriveAt(startNodes, new Int32Array(count)), null, []);
  const explored = new Map<string, Configuration>([[keyOf(start), start]]);
  const open = [start];
  let expansions = 0;
  while (
    open.length > 0 &&
    explored.size * count < MAX_CONFIGURATIONS &&
    expansions * count < MAX_EXPANSIONS &&
    !isOver()
  ) {
    const config = open[open.length - 1]!;
    if (isEnd(config)) return writeHops(draft, config, classes);
    const wish = config.wishes[config.head];
    if (wish === undefined) {
      open.pop();
      continue;
    }
    config.head += 1;
    expansions += 1;
    fix(config.done);
    if (wish.depth < count) {
      const robot = config.order[wish.depth]!;
      const { isAllowed } = compiled.classes[classes[robot]!]!;
      const choices = Int32Array.from([
        -1,
        ...compiled.outgoing[config.nodes[robot]!]!.filter((edge) => isAllowed[edge] === 1 && isFixed[robot] === 0),
      ]);
      shuffle(choices, choices.length, random);
      for (const edge of choices) config.wishes.push({ parent: wish, robot, edge, depth: wish.depth + 1 });
    }
    free.fill(-2);
    for (let link: Wish | null = wish; link !== null && link.robot >= 0; link = link.parent)
      free[link.robot] = link.edge;
    const targets = robots.map((_, robot) => targetOf(robot, config.done));
    const step = generator.step(config.nodes, targets, config.order, free);
    if (step === null) continue;
    const next = createConfiguration(step.nodes, arriveAt(step.nodes, config.done), config, step.hops);
    const key = keyOf(next);
    const known = explored.get(key);
    if (known === undefined) explored.set(key, next);
    open.push(known ?? next);
  }
  return false;
}

/** Whether a robot has work where the move before its next one has led. */
function standsAfter(draft: Draft, robot: number, done: number): boolean {
  const last = draft.robots[robot]!.moves[done - 1];
  return last !== undefined && draft.moves[last]!.stands;
}

function keyOf(config: Configuration): string {
  return `${config.nodes.join(',')}|${config.done.join(',')}`;
}

function widestClass(draft: Draft, moves: readonly number[], own: number): number {
  let widest = own;
  const size = (index: number): number => draft.compiled.classes[index]!.volumes[0]?.parts[0]?.radius ?? 0;
  for (const move of moves)
    if (size(draft.moves[move]!.travelClass) > size(widest)) widest = draft.moves[move]!.travelClass;
  return widest;
}

/** Turns the chain of hops into timed visits: each hop starts when all that came before and conflict with it have left. */
function writeHops(draft: Draft, end: Configuration, classes: Int32Array): boolean {
  const { compiled, robots, moves } = draft;
  const chain: Configuration[] = [];
  for (let config: Configuration | null = end; config !== null; config = config.parent) chain.push(config);
  chain.reverse();
  const fresh: DraftVisit[][] = robots.map((robot) => robot.visits.slice());
  const ready = Float64Array.from(robots, (robot) => robot.ready);
  const headings = Float64Array.from(robots, (robot) => robot.heading);
  const settle = (before: Int32Array, after: Int32Array): void => {
    const settled = before.slice();
    for (let isChanged = true; isChanged; ) {
      isChanged = false;
      for (const [robot, own] of robots.entries()) {
        if (settled[robot]! >= after[robot]!) continue;
        const index = own.moves[settled[robot]!]!;
        const move = moves[index]!;
        if (move.after.some((earlier) => Number.isNaN(draft.arrive[earlier]!))) continue;
        const visits = fresh[robot]!;
        let time = Math.max(ready[robot]!, visits[visits.length - 1]!.enter);
        if (Number.isNaN(draft.setOff[index]!)) {
          time = Math.max(time, move.earliest);
          for (const earlier of move.after) time = Math.max(time, draft.arrive[earlier]!);
          draft.setOff[index] = time;
        }
        draft.arrive[index] = time;
        ready[robot] = time + move.dwell;
        settled[robot] = settled[robot]! + 1;
        isChanged = true;
      }
    }
  };
  settle(new Int32Array(robots.length), chain[0]!.done);
  for (const [index, config] of chain.entries()) {
    if (index === 0) continue;
    const done = chain[index - 1]!.done;
    for (const hop of config.hops) {
      const { robot } = hop;
      const own = robots[robot]!;
      const visits = fresh[robot]!;
      const last = visits[visits.length - 1]!;
      const moveIndex = own.moves[done[robot]!];
      const isAside =
        moveIndex !== undefined &&
        hop.isPushed &&
        !standsAfter(draft, robot, done[robot]!) &&
        Number.isNaN(draft.setOff[moveIndex]!) &&
        compiled.to[hop.edge] !== moves[moveIndex]!.goal;
      const isEarly =
        moveIndex !== undefined && moves[moveIndex]!.after.some((before) => Number.isNaN(draft.arrive[before]!));
      const label = moveIndex === undefined || isAside || isEarly ? -1 : moveIndex;
      const used =
        moveIndex === undefined
          ? [...new Set([classes[robot]!, last.shown])]
          : [...new Set([moves[moveIndex]!.travelClass, ...last.classes])];
      let begin = Math.max(ready[robot]!, last.enter);
      if (label >= 0 && Number.isNaN(draft.setOff[label]!)) {
        begin = Math.max(begin, moves[label]!.earliest);
        for (const before of moves[label]!.after) begin = Math.max(begin, draft.arrive[before]!);
      }
      begin = Math.max(begin, clearFrom(draft, fresh, robot, used, compiled.nodeCount + hop.edge));
      if (label >= 0 && Number.isNaN(draft.setOff[label]!)) draft.setOff[label] = begin;
      const shown = used[0]!;
      const onWay = compiled.classes[shown]!;
      const heading = compiled.heading[hop.edge]!;
      const finish = begin + onWay.travel[hop.edge]! + turnTime(onWay.robotClass, headings[robot]!, heading);
      if (!Number.isNaN(heading)) headings[robot] = heading;
      visits[visits.length - 1] = { ...last, leave: begin };
      visits.push({
        element: compiled.nodeCount + hop.edge,
        classes: used,
        shown,
        move: label,
        enter: begin,
        leave: finish,
      });
      visits.push({
        element: compiled.to[hop.edge]!,
        classes: used,
        shown,
        move: label,
        enter: finish,
        leave: Number.POSITIVE_INFINITY,
      });
    }
    settle(done, config.done);
  }
  for (const [robot, own] of robots.entries()) {
    const saved = draft.save(robot);
    const times = own.moves.map((move) => [move, draft.setOff[move]!, draft.arrive[move]!] as const);
    const yielded = own.moves.length === 0 && fresh[robot]!.length > own.committedCount;
    draft.restore(robot, {
      ...saved,
      visits: fresh[robot]!,
      routed: own.moves.length,
      ready: ready[robot]!,
      yielded,
      times,
    });
  }
  return true;
}

/** Milliseconds from which `element` is clear of all visits written so far, resources included. */
function clearFrom(
  draft: Draft,
  fresh: readonly DraftVisit[][],
  robot: number,
  classes: readonly number[],
  element: number,
): number {
  const { compiled } = draft;
  let time = Number.NEGATIVE_INFINITY;
  for (const [other, visits] of fresh.entries()) {
    if (other === robot) continue;
    for (const visit of visits) {
      if (visit.leave === Number.POSITIVE_INFINITY || visit.leave <= time) continue;
      const isClose = classes.some((own) =>
        visit.classes.some((theirs) => compiled.conflicts(own, element, theirs).includes(visit.element)),
      );
      if (isClose) time = visit.leave;
    }
  }
  for (const resource of compiled.resourcesOf[element]!) {
    const leaves: number[] = [];
    for (const [other, visits] of fresh.entries()) {
      if (other === robot) continue;
      let until = Number.NEGATIVE_INFINITY;
      for (const visit of visits)
        if (compiled.resourcesOf[visit.element]!.includes(resource)) until = Math.max(until, visit.leave);
      if (until > Number.NEGATIVE_INFINITY) leaves.push(until);
    }
    leaves.sort((a, b) => b - a);
    const capacity = compiled.capacities[resource]!;
    const atCapacity = leaves[capacity - 1];
    if (atCapacity !== undefined && atCapacity < Number.POSITIVE_INFINITY) time = Math.max(time, atCapacity);
  }
  return time;
}
