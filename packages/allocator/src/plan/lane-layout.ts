import { type Schedule, type Situation, shortestWay, type Travel } from '@muster/domain';

type Use = { readonly node: string; readonly robot: string; readonly from: number; readonly to: number };

/**
 * Lays robots' work out on graph nodes, one step after another in the order of time: which node serves each visit of a place, the travel there, who
 * has to step aside for whom, and where everybody parks in the end.
 */
export class LaneLayout {
  readonly lanes: Record<string, string[]>;
  readonly travels: Travel[] = [];
  readonly #situation: Situation;
  readonly #kindOf: ReadonlyMap<string, string>;
  readonly #at: Map<string, string | undefined>;
  readonly #free: Map<string, number>;
  readonly #freeLatest: Map<string, number>;
  readonly #uses: Use[] = [];
  /** Nodes at which some step of the plan is done: nobody steps aside onto them. */
  readonly #wanted: ReadonlySet<string>;
  /** Travels that have to be over before any other robot sets off; empty unless robots take turns. */
  #turn: readonly string[] = [];

  constructor(
    situation: Situation,
    starts: ReadonlyMap<string, string | undefined>,
    ready: ReadonlyMap<string, { readonly seconds: number }>,
    wanted: ReadonlySet<string>,
  ) {
    const robots = situation.model.scene.robots;
    this.#situation = situation;
    this.#wanted = wanted;
    this.#kindOf = new Map(robots.map((robot) => [robot.id, robot.kind]));
    this.#at = new Map(starts);
    this.#free = new Map(robots.map((robot) => [robot.id, ready.get(robot.id)?.seconds ?? 0]));
    this.#freeLatest = new Map(this.#free);
    this.lanes = Object.fromEntries(robots.map((robot) => [robot.id, []]));
  }

  kindOf(robot: string): string {
    return this.#kindOf.get(robot) ?? '';
  }

  freeAt(robot: string): number {
    return this.#free.get(robot) ?? 0;
  }

  freeAtLatest(robot: string): number {
    return this.#freeLatest.get(robot) ?? 0;
  }

  /**
   * Makes it the turn of some robots: all others that have been working leave the ways and working places, and nobody sets off before they are gone. With
   * one turn at a time there is always a way, as long as each robot alone has one.
   */
  takeTurn(robots: ReadonlySet<string>): void {
    this.#turn = [];
    const isRefuge = new Set(
      this.#situation.model.scene.graph.nodes.filter((node) => node.parking || node.charger).map((node) => node.id),
    );
    for (const [robot, node] of [...this.#at].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (!robots.has(robot) && node !== undefined && !isRefuge.has(node)) this.#stepAside(robot);
    this.#turn = Object.entries(this.lanes).flatMap(([robot, lane]) => {
      const last = lane.findLast((id) => this.travels.some((travel) => travel.id === id));
      return robots.has(robot) || last === undefined ? [] : [last];
    });
  }

  /** Brings a robot to a place for a step, by a node that serves it; a robot that stands in the way and has nothing to do there steps aside. */
  goToPlace(robot: string, place: string, step: string, partners: ReadonlySet<string>): void {
    const node = this.#chooseNode(robot, place);
    if (node === undefined) return;
    const blocker = this.#standingAt(node, robot);
    const after = blocker !== undefined && !partners.has(blocker) ? this.#stepAside(blocker) : undefined;
    this.#travel(robot, node, { place, before: step, after: after === undefined ? [] : [after] });
  }

  /** Brings a robot to its side of a door or lift, for the step that takes it through. */
  goToPassage(robot: string, device: string, near: string, step: string): void {
    this.#travel(robot, near, { place: device, before: step, after: [] });
  }

  /**
   * The way through itself, after the step: the step moves the body, this travel carries its route to the far node, so that traffic knows where the robot is.
   */
  cross(robot: string, device: string, far: string): void {
    this.#travel(robot, far, { place: device, after: [] });
  }

  /** The robots of a step are busy with it where they stand. */
  work(robots: readonly string[], step: string, start: number, end: number, latestEnd: number): void {
    for (const robot of robots) {
      this.lanes[robot]?.push(step);
      this.#free.set(robot, end);
      this.#freeLatest.set(robot, latestEnd);
      const node = this.#at.get(robot);
      if (node !== undefined) this.#uses.push({ node, robot, from: start, to: end });
    }
  }

  /** After its last step a mobile robot clears the working place: home, else to the nearest parking or charging node. */
  park(stays: ReadonlySet<string>): void {
    const { model } = this.#situation;
    const parking = model.scene.graph.nodes.filter((node) => node.parking || node.charger);
    const isParking = new Set(parking.map((node) => node.id));
    const taken = new Set(
      [...this.#at]
        .filter(([robot, node]) => node !== undefined && (this.lanes[robot]?.length === 0 || isParking.has(node)))
        .map(([, node]) => node),
    );
    for (const robot of Object.keys(this.lanes).sort()) {
      const from = this.#at.get(robot);
      if (from === undefined || this.lanes[robot]!.length === 0 || stays.has(robot) || isParking.has(from)) continue;
      const home = model.scene.robots.find((entry) => entry.id === robot)?.node;
      const best = parking
        .filter((node) => !taken.has(node.id))
        .map((node) => ({ node: node.id, way: shortestWay(model, this.kindOf(robot), from, node.id) }))
        .filter((entry) => entry.way !== undefined)
        .sort(
          (a, b) =>
            Number(b.node === home) - Number(a.node === home) ||
            a.way!.seconds - b.way!.seconds ||
            (a.node < b.node ? -1 : 1),
        )[0];
      if (!best) continue;
      taken.add(best.node);
      this.#travel(robot, best.node, { after: [] });
    }
  }

  schedule(): Pick<Schedule, 'lanes' | 'travels'> {
    return { lanes: this.lanes, travels: this.travels };
  }

  #travel(
    robot: string,
    to: string,
    about: { readonly place?: string; readonly before?: string; readonly after: readonly string[] },
  ): string | undefined {
    const from = this.#at.get(robot);
    if (from === undefined || from === to) return undefined;
    const way = shortestWay(this.#situation.model, this.kindOf(robot), from, to) ??
      shortestWay(this.#situation.model, this.kindOf(robot), from, to, 'open') ?? { seconds: 0, metres: 0 };
    const after = [...new Set([...about.after, ...this.#turn])];
    const waits = after
      .map((id) => this.travels.find((travel) => travel.id === id))
      .filter((travel) => travel !== undefined);
    const start = this.freeAt(robot);
    const end = Math.max(start + way.seconds, ...waits.map((travel) => travel.end));
    // The bound for deadlines allows for twice the way and some waiting.
    const latestEnd =
      Math.max(this.freeAtLatest(robot), ...waits.map((travel) => travel.latestEnd)) + 2 * way.seconds + 10;
    const id = `travel-${String(this.travels.length + 1).padStart(2, '0')}`;
    this.travels.push({
      id,
      robot,
      from,
      to,
      ...(about.place ? { place: about.place } : {}),
      ...(about.before ? { before: about.before } : {}),
      after,
      start,
      end,
      latestEnd,
      metres: way.metres,
    });
    this.lanes[robot]!.push(id);
    this.#at.set(robot, to);
    this.#free.set(robot, end);
    this.#freeLatest.set(robot, latestEnd);
    return id;
  }

  #standingAt(node: string, except: string): string | undefined {
    for (const [robot, place] of this.#at) if (place === node && robot !== except) return robot;
    return undefined;
  }

  /** Sends a robot that has done its step here to the nearest node where it is in nobody's way. */
  #stepAside(robot: string): string | undefined {
    // A robot without any work is sent aside by traffic, which knows best where to.
    if (this.lanes[robot]!.length === 0) return undefined;
    const { model } = this.#situation;
    const from = this.#at.get(robot);
    if (from === undefined) return undefined;
    const occupied = new Set(this.#at.values());
    const best = model.scene.graph.nodes
      .filter((node) => !occupied.has(node.id) && !this.#wanted.has(node.id))
      .map((node) => ({ node, way: shortestWay(model, this.kindOf(robot), from, node.id) }))
      .filter((entry) => entry.way !== undefined && entry.way.metres > 1)
      // A parking node is worth some extra seconds: nobody passes there.
      .sort(
        (a, b) =>
          a.way!.seconds -
            (a.node.parking || a.node.charger ? 8 : 0) -
            (b.way!.seconds - (b.node.parking || b.node.charger ? 8 : 0)) || (a.node.id < b.node.id ? -1 : 1),
      )[0];
    return best ? this.#travel(robot, best.node.id, { after: [] }) : undefined;
  }

  /** A node that serves the place: where the robot is, else one that is free then and that no other robot depends on, else the nearest. */
  #chooseNode(robot: string, place: string): string | undefined {
    const { model } = this.#situation;
    const from = this.#at.get(robot);
    const nodes = model.service[robot]?.[place] ?? [];
    if (from !== undefined && nodes.includes(from)) return from;
    const others = Object.entries(model.service)
      .filter(([other]) => other !== robot)
      .map(([, served]) => served[place] ?? []);
    const time = this.freeAt(robot);
    return nodes
      .map((node) => ({
        node,
        seconds:
          from === undefined
            ? 0
            : (shortestWay(model, this.kindOf(robot), from, node)?.seconds ?? Number.POSITIVE_INFINITY),
      }))
      .filter((entry) => entry.seconds < Number.POSITIVE_INFINITY)
      .map((entry) => ({
        ...entry,
        busy:
          this.#uses.some(
            (use) => use.node === entry.node && use.robot !== robot && use.to > time + entry.seconds - 1,
          ) || this.#standingAt(entry.node, robot) !== undefined
            ? 1
            : 0,
        shared:
          (this.#uses.some((use) => use.node === entry.node && use.robot !== robot) ? 2 : 0) +
          (others.some((list) => list.length === 1 && list[0] === entry.node) ? 1 : 0),
      }))
      .sort((a, b) => a.busy - b.busy || a.shared - b.shared || a.seconds - b.seconds || (a.node < b.node ? -1 : 1))[0]
      ?.node;
  }
}
