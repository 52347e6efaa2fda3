import { canOpen, type Household, has, isContainer, isFloor, type Support, startsOpen } from './env-file.ts';

/**
 * The rules of the benchmark played step by step, written from the rules page alone: a second opinion on plans, which shares nothing with the skills,
 * the search or the verifier. Actions name nodes of the environment file.
 */
export type Action =
  | { readonly robot: number; readonly do: 'take-off' | 'land'; readonly at: number }
  | { readonly robot: number; readonly do: 'fly-to' | 'move-to' | 'room'; readonly to: number }
  | { readonly robot: number; readonly do: 'open' | 'close' | 'grab'; readonly what: number }
  | { readonly robot: number; readonly do: 'put-on' | 'put-into'; readonly what: number; readonly to: number };

type Standing = {
  readonly supports: Map<number, Support | undefined>;
  readonly open: Set<number>;
  readonly tagged: Set<number>;
  readonly holds: Map<number, number>;
  flying: boolean;
  pad: number;
  quadrotorRoom: number;
  dogRoom: number;
  close: Set<number>;
};

export class Replay {
  readonly #house: Household;
  #state: Standing;

  constructor(house: Household) {
    this.#house = house;
    const { quadrotor, dog, nodes } = house;
    const supports = new Map<number, Support | undefined>(house.supports);
    supports.set(quadrotor.basket, quadrotor.landed ? { relation: 'on', of: quadrotor.pad } : undefined);
    this.#state = {
      supports,
      open: new Set([...nodes.values()].filter(startsOpen).map((node) => node.id)),
      tagged: new Set([...nodes.values()].filter((node) => has(node, 'ON_HIGH_SURFACE')).map((node) => node.id)),
      holds: new Map(),
      flying: !quadrotor.landed,
      pad: quadrotor.pad,
      quadrotorRoom: 0,
      dogRoom: dog.room,
      close: new Set(),
    };
    this.#state.quadrotorRoom = this.#roomBelow(quadrotor.pad) ?? dog.room;
  }

  /** A copy that can go its own way. */
  fork(): Replay {
    const copy = new Replay(this.#house);
    const { supports, open, tagged, holds, close, ...rest } = this.#state;
    copy.#state = {
      ...rest,
      supports: new Map(supports),
      open: new Set(open),
      tagged: new Set(tagged),
      holds: new Map(holds),
      close: new Set(close),
    };
    return copy;
  }

  /** Text that two equal states share. */
  fingerprint(): string {
    const { supports, open, tagged, holds, close, ...rest } = this.#state;
    const sorted = <T>(values: Iterable<T>): T[] => [...values].sort();
    return JSON.stringify([
      sorted([...supports].map(([node, support]) => `${node} ${support?.relation ?? ''} ${support?.of ?? ''}`)),
      sorted(open),
      sorted(tagged),
      sorted([...holds].map((pair) => pair.join(' '))),
      sorted(close),
      rest,
    ]);
  }

  goalHolds(): boolean {
    const { quadrotor, goal } = this.#house;
    return goal.every((edge) => {
      if (edge.what === quadrotor.id)
        return edge.relation === 'on' && !this.#state.flying && this.#state.pad === edge.where;
      const support = this.#state.supports.get(edge.what);
      return support?.relation === edge.relation && support.of === edge.where;
    });
  }

  /** Carries an action out, or says why it is illegal and changes nothing. */
  act(action: Action): string | undefined {
    const { quadrotor, dog, arms } = this.#house;
    if (action.robot === quadrotor.id) return this.#quadrotor(action);
    if (action.robot === dog.id) return this.#dog(action);
    const arm = arms.find((entry) => entry.id === action.robot);
    return arm ? this.#arm(action, arm.table) : `there is no robot ${action.robot}`;
  }

  #quadrotor(action: Action): string | undefined {
    const state = this.#state;
    const { basket } = this.#house.quadrotor;
    switch (action.do) {
      case 'take-off':
        if (state.flying || state.pad !== action.at) return 'not landed there';
        state.flying = true;
        state.supports.set(basket, undefined);
        for (const node of [basket, ...this.#directlyIn(basket)]) {
          state.tagged.add(node);
          state.close.delete(node);
        }
        return undefined;
      case 'land':
        if (!state.flying || state.pad !== action.at) return 'not above it';
        if (!this.#flag(action.at, 'LANDABLE')) return 'not landable';
        state.flying = false;
        state.supports.set(basket, { relation: 'on', of: action.at });
        for (const node of [basket, ...this.#directlyIn(basket)]) {
          if (this.#flag(action.at, 'HIGH_HEIGHT')) state.tagged.add(node);
          else if (this.#flag(action.at, 'LOW_HEIGHT')) state.tagged.delete(node);
        }
        return undefined;
      case 'fly-to':
        if (!state.flying) return 'not flying';
        if (!this.#flag(state.pad, 'LANDABLE') || !this.#flag(action.to, 'LANDABLE')) return 'not landable';
        if (action.to === state.pad || this.#roomBelow(action.to) !== state.quadrotorRoom)
          return 'not another one in this room';
        state.pad = action.to;
        return undefined;
      case 'room': {
        if (!state.flying) return 'not flying';
        if (!this.#doorBetween(state.quadrotorRoom, action.to)) return 'no open door';
        const floor = [...this.#house.nodes.values()].find(
          (node) => isFloor(node) && this.#house.supports.get(node.id)?.of === action.to,
        );
        if (!floor) return 'the room has no floor';
        state.quadrotorRoom = action.to;
        state.pad = floor.id;
        return undefined;
      }
      default:
        return 'a quadrotor can not do that';
    }
  }

  #dog(action: Action): string | undefined {
    const state = this.#state;
    const { id } = this.#house.dog;
    const held = state.holds.get(id);
    switch (action.do) {
      case 'room':
        if (!this.#doorBetween(state.dogRoom, action.to)) return 'no open door';
        state.dogRoom = action.to;
        state.close = new Set();
        return undefined;
      case 'move-to': {
        const node = this.#house.nodes.get(action.to);
        if (!node || isFloor(node) || node.category === 'Rooms' || node.category === 'Agents')
          return 'no thing to walk to';
        if (!this.#dogSees(action.to)) return 'not visible';
        if (has(node, 'HIGH_HEIGHT') || state.tagged.has(action.to)) return 'too high';
        if (held === action.to || state.close.has(action.to)) return 'already there';
        const near = new Set([action.to]);
        if (isContainer(node) && state.open.has(action.to))
          for (const item of this.#directlyIn(action.to)) near.add(item);
        const below = state.supports.get(action.to)?.of;
        if (below !== undefined && !isFloor(this.#house.nodes.get(below)!) && !this.#house.rooms.includes(below))
          near.add(below);
        if (has(node, 'SURFACES'))
          for (const [other, support] of state.supports)
            if (
              support?.relation === 'on' &&
              support.of === action.to &&
              this.#house.nodes.get(other)?.category !== 'Agents'
            )
              near.add(other);
        state.close = near;
        return undefined;
      }
      case 'open':
      case 'close': {
        const node = this.#house.nodes.get(action.what)!;
        if (held !== undefined) return 'hand full';
        if (!state.close.has(action.what) || !this.#dogSees(action.what)) return 'not near';
        if (!canOpen(node) || !(isContainer(node) || this.#house.doors.has(node.id))) return 'does not open';
        return this.#flip(action.what, action.do === 'open');
      }
      case 'grab':
        if (held !== undefined) return 'hand full';
        if (!state.close.has(action.what) || !this.#dogSees(action.what) || !this.#flag(action.what, 'GRABABLE'))
          return 'not in reach';
        state.holds.set(id, action.what);
        state.supports.set(action.what, undefined);
        return undefined;
      case 'put-on':
      case 'put-into':
        if (held !== action.what) return 'not held';
        if (!state.close.has(action.to) || !this.#dogSees(action.to)) return 'target not in reach';
        if (isFloor(this.#house.nodes.get(action.to)!)) return 'never on a floor';
        return this.#put(id, action, () => state.close.add(action.what));
      default:
        return 'a dog can not do that';
    }
  }

  #arm(action: Action, table: number): string | undefined {
    const state = this.#state;
    const held = state.holds.get(action.robot);
    const reaches = (node: number): boolean => !this.#hidden(node) && this.#chain(node).includes(table);
    switch (action.do) {
      case 'open':
      case 'close': {
        const node = this.#house.nodes.get(action.what)!;
        if (held !== undefined) return 'hand full';
        if (!reaches(action.what) || !canOpen(node) || !isContainer(node)) return 'not in reach';
        return this.#flip(action.what, action.do === 'open');
      }
      case 'grab':
        if (held !== undefined) return 'hand full';
        if (!reaches(action.what) || !this.#flag(action.what, 'GRABABLE')) return 'not in reach';
        state.holds.set(action.robot, action.what);
        state.supports.set(action.what, undefined);
        return undefined;
      case 'put-on':
      case 'put-into':
        if (held !== action.what) return 'not held';
        if (action.to !== table && !reaches(action.to)) return 'target not in reach';
        return this.#put(action.robot, action, () => state.tagged.add(action.what));
      default:
        return 'an arm can not do that';
    }
  }

  #put(robot: number, action: Extract<Action, { to: number; what: number }>, after: () => void): string | undefined {
    const node = this.#house.nodes.get(action.to)!;
    if (action.do === 'put-on' ? !has(node, 'SURFACES') : !isContainer(node) || !this.#state.open.has(action.to))
      return 'target does not take it';
    this.#state.supports.set(action.what, { relation: action.do === 'put-on' ? 'on' : 'in', of: action.to });
    this.#state.holds.delete(robot);
    after();
    return undefined;
  }

  #flip(node: number, open: boolean): string | undefined {
    if (this.#state.open.has(node) === open) return 'already so';
    if (open) this.#state.open.add(node);
    else this.#state.open.delete(node);
    return undefined;
  }

  #flag(node: number, property: string): boolean {
    const entry = this.#house.nodes.get(node);
    return entry !== undefined && has(entry, property);
  }

  #directlyIn(container: number): number[] {
    return [...this.#state.supports].flatMap(([node, support]) =>
      support?.relation === 'in' && support.of === container ? [node] : [],
    );
  }

  /** What a node rests on, nearest first, up to the room. */
  #chain(node: number): number[] {
    const chain: number[] = [];
    for (
      let at: number | undefined = node;
      at !== undefined && !chain.includes(at);
      at = this.#state.supports.get(at)?.of
    )
      chain.push(at);
    return chain;
  }

  #roomBelow(node: number): number | undefined {
    return this.#chain(node).find((entry) => this.#house.rooms.includes(entry));
  }

  #hidden(node: number): boolean {
    const support = this.#state.supports.get(node);
    return support?.relation === 'in' && !this.#house.rooms.includes(support.of) && !this.#state.open.has(support.of);
  }

  #dogSees(node: number): boolean {
    const state = this.#state;
    const { basket } = this.#house.quadrotor;
    if (this.#hidden(node)) return false;
    if (this.#house.doors.get(node)?.includes(state.dogRoom)) return true;
    if (state.flying && (node === basket || this.#directlyIn(basket).includes(node)))
      return state.quadrotorRoom === state.dogRoom;
    return this.#roomBelow(node) === state.dogRoom;
  }

  #doorBetween(from: number, to: number): boolean {
    if (from === to) return false;
    for (const [door, ends] of this.#house.doors)
      if (this.#state.open.has(door) && ends.includes(from) && ends.includes(to)) return true;
    return false;
  }
}
