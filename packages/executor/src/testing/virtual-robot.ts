import {
  type Pose,
  parseFactKey,
  type RobotCommand,
  type RobotDriver,
  type RobotEvent,
  type WorldModel,
} from '@muster/domain';
import { effectChanges, skillBinding } from '../belief/change.ts';
import { evaluateCondition } from '../belief/evaluate-condition.ts';

/** What is really so. Only virtual robots change it; a host never reads it. */
export type VirtualTruth = { readonly facts: Map<string, boolean>; readonly numbers: Map<string, number> };

export const createTruth = (model: WorldModel): VirtualTruth => ({
  facts: new Map(Object.entries(model.initial.facts).map(([fact, belief]) => [fact, belief.value === true] as const)),
  numbers: new Map(Object.entries(model.initial.numbers).map(([fact, belief]) => [fact, belief.value] as const)),
});

type Active = {
  command: RobotCommand;
  startedAt: number;
  until: number;
  way: { x: number; y: number; floor: string }[];
};

/**
 * A robot body with a driver, moved by `step`. It does what it is told, keeps doing it while the link is down, holds when asked, and
 * changes the truth by the skill's own effects. Knobs make it fail.
 */
export class VirtualRobot {
  readonly id: string;
  readonly driver: RobotDriver;
  /** Every command that began moving or working, in order: what a checker of "nothing twice" reads. */
  readonly started: RobotCommand[] = [];
  readonly finished: string[] = [];
  readonly holds: number[] = [];
  readonly releases: number[] = [];
  readonly sends: RobotCommand[] = [];
  pose: Pose;
  speed = 0;
  linkUp = true;
  held = false;
  battery = 1;
  now = 0;
  /** Knobs. */
  failNext: { outcome: 'failed' | 'rejected' | 'canceled' | 'unknown'; code?: string } | undefined;
  falseSuccess = 0;
  silentResults = false;
  ignoreCancel = false;
  ignoreHold = false;
  frozenPose = false;
  neverStarts = false;
  found: string | undefined;
  skillSeconds = 3;
  /** Remembers ids and the highest epoch, and refuses what is old: the optional capability of a robot. */
  fences = false;
  /** Steps whose effects took place, `mission/step`, in order. */
  readonly applied: string[] = [];
  observes: boolean;
  /** Seconds after which it says again what it sees; 0: only what changes. */
  repeatsEvery = 2;
  #listeners = new Set<(event: RobotEvent) => void>();
  #active: Active | undefined;
  #model: WorldModel;
  #truth: VirtualTruth;
  #partners: ReadonlyMap<string, VirtualRobot>;
  #lastTelemetry = -1;
  #lastRepeat = 0;
  #known = new Set<string>();
  #epoch = 0;
  #lastObserved = new Map<string, boolean>();

  constructor(id: string, model: WorldModel, truth: VirtualTruth, partners: ReadonlyMap<string, VirtualRobot>) {
    this.id = id;
    this.#model = model;
    this.#truth = truth;
    this.#partners = partners;
    this.pose = { ...model.initial.poses[id]! };
    const kind = model.scene.robots.find((robot) => robot.id === id)?.kind ?? '';
    this.observes = model.library.robots[kind]?.telemetry.observations !== undefined;
    this.driver = {
      robot: id,
      connected: () => this.linkUp,
      send: (command) => this.#send(command),
      cancel: (command) => this.#cancel(command),
      hold: () => this.#hold(),
      release: () => {
        this.releases.push(this.now);
        this.held = false;
      },
      on: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      close: () => this.#listeners.clear(),
    };
  }

  get active(): RobotCommand | undefined {
    return this.#active?.command;
  }

  /** Cuts or restores the link. What runs goes on. */
  link(up: boolean): void {
    if (this.linkUp === up) return;
    this.linkUp = up;
    this.#deliver({ type: 'link', robot: this.id, up });
    if (up) this.#lastObserved.clear();
  }

  /** Loses power: forgets what it did. */
  reboot(): void {
    this.#active = undefined;
    this.speed = 0;
    this.link(false);
  }

  /** Moves time on by `dt` seconds up to `now`. */
  step(now: number, dt: number): void {
    this.now = now;
    this.#work(dt);
    if (now - this.#lastTelemetry >= 0.0999) {
      this.#lastTelemetry = now;
      this.#report();
    }
  }

  emit(event: RobotEvent): void {
    if (this.linkUp) this.#deliver(event);
  }

  #deliver(event: RobotEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }

  #send(command: RobotCommand): void {
    this.sends.push(command);
    if (!this.linkUp) {
      this.#deliver({ type: 'result', robot: this.id, command: command.id, outcome: 'rejected', code: 'DOWN' });
      return;
    }
    if (this.neverStarts) return;
    if (this.fences && (this.#known.has(command.id) || command.epoch < this.#epoch)) return;
    this.#known.add(command.id);
    this.#epoch = Math.max(this.#epoch, command.epoch);
    if (this.failNext?.outcome === 'rejected') {
      this.failNext = undefined;
      this.emit({ type: 'result', robot: this.id, command: command.id, outcome: 'rejected', code: 'BUSY' });
      return;
    }
    if (this.held) {
      this.emit({ type: 'result', robot: this.id, command: command.id, outcome: 'rejected', code: 'HELD' });
      return;
    }
    if (this.#active?.command.kind === 'skill' || (this.#active && command.kind === 'skill')) {
      this.emit({ type: 'result', robot: this.id, command: command.id, outcome: 'rejected', code: 'BUSY' });
      return;
    }
    if (this.#active) this.#result(this.#active.command.id, 'canceled', 'PREEMPTED');
    this.started.push(command);
    const way = command.kind === 'travel' ? command.waypoints.map(({ x, y, floor }) => ({ x, y, floor })) : [];
    this.#active = { command, startedAt: this.now, until: this.now + this.skillSeconds, way };
    this.emit({ type: 'progress', robot: this.id, command: command.id, progress: 0 });
  }

  #cancel(id: string): void {
    if (this.linkUp && !this.ignoreCancel) this.#known.add(id);
    if (!this.linkUp || this.ignoreCancel || this.#active?.command.id !== id) return;
    this.#active = undefined;
    this.speed = 0;
    this.#result(id, 'canceled');
  }

  #hold(): void {
    if (!this.linkUp) return;
    this.holds.push(this.now);
    if (this.ignoreHold) return;
    this.held = true;
    const id = this.#active?.command.id;
    this.#active = undefined;
    this.speed = 0;
    if (id !== undefined) this.#result(id, 'canceled');
    this.emit({ type: 'hold', robot: this.id, confirmed: true, seconds: 0 });
  }

  #result(command: string, outcome: 'succeeded' | 'failed' | 'canceled' | 'unknown', code?: string): void {
    this.finished.push(`${command} ${outcome}`);
    if (this.silentResults) return;
    this.emit({
      type: 'result',
      robot: this.id,
      command,
      outcome,
      ...(code === undefined ? {} : { code }),
      ...(this.found === undefined ? {} : { found: this.found }),
    });
  }

  #work(dt: number): void {
    const active = this.#active;
    if (!active) {
      this.speed = 0;
      return;
    }
    if (active.command.kind === 'travel') {
      this.#drive(active, dt);
      return;
    }
    if (this.now < active.until) return;
    this.#active = undefined;
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure && failure.outcome !== 'rejected') {
      this.#result(active.command.id, failure.outcome, failure.code);
      return;
    }
    if (this.falseSuccess > 0) this.falseSuccess -= 1;
    else this.#applyEffects(active.command);
    this.#result(active.command.id, 'succeeded');
  }

  #drive(active: Active, dt: number): void {
    const command = active.command as Extract<RobotCommand, { kind: 'travel' }>;
    const failure = this.failNext;
    if (failure && this.now - active.startedAt > 0.5) {
      this.failNext = undefined;
      this.#active = undefined;
      this.speed = 0;
      this.#result(command.id, failure.outcome === 'rejected' ? 'failed' : failure.outcome, failure.code);
      return;
    }
    let left = command.speed * dt;
    this.speed = command.speed;
    while (left > 0 && active.way.length > 0) {
      const next = active.way[0]!;
      const distance = Math.hypot(next.x - this.pose.x, next.y - this.pose.y);
      if (distance <= left) {
        this.pose = { ...this.pose, x: next.x, y: next.y };
        left -= distance;
        active.way.shift();
      } else {
        this.pose = {
          ...this.pose,
          x: this.pose.x + ((next.x - this.pose.x) * left) / distance,
          y: this.pose.y + ((next.y - this.pose.y) * left) / distance,
        };
        left = 0;
      }
    }
    if (active.way.length > 0) return;
    this.#active = undefined;
    this.speed = 0;
    this.#result(command.id, 'succeeded');
  }

  /** Effects happen once, by the first role of a joint skill, and only when all its partners are at it. */
  #applyEffects(command: RobotCommand): void {
    if (command.kind !== 'skill') return;
    const skill = this.#model.library.skills[command.skill];
    if (!skill) return;
    if (skill.roles[0]?.name.slice(1) !== command.role) return;
    const binding = skillBinding(skill, command.args, { ...command.others, [command.role]: this.id });
    const reading = {
      fact: (key: string) => this.#model.staticFacts[key] === true || this.#truth.facts.get(key) === true,
      number: (key: string) => this.#truth.numbers.get(key) ?? this.#model.staticNumbers[key],
    };
    if (!skill.conditions.start.every((part) => evaluateCondition(part, binding, reading, this.#model) === true))
      return;
    this.applied.push(command.id.split('/').slice(0, 2).join('/'));
    const { facts, numbers } = effectChanges(skill.effects.end, binding, reading, this.#model);
    for (const { fact, value } of facts) this.#truth.facts.set(fact, value === true);
    for (const { fact, value } of numbers) this.#truth.numbers.set(fact, value);
  }

  #report(): void {
    if (!this.linkUp) return;
    if (!this.frozenPose)
      this.emit({ type: 'pose', robot: this.id, pose: { ...this.pose, at: this.now }, speed: this.speed });
    this.emit({ type: 'battery', robot: this.id, charge: this.battery });
    if (!this.observes) return;
    if (this.repeatsEvery > 0 && this.now - this.#lastRepeat >= this.repeatsEvery) {
      this.#lastRepeat = this.now;
      this.#lastObserved.clear();
    }
    const facts = [];
    // A gripper knows what it does not hold, too, and an eye what is not on a table.
    for (const { id } of this.#model.scene.items) {
      const near = this.#model.scene.places.filter((place) => this.#isNear(place.id));
      for (const fact of [`held(${id},${this.id})`, ...near.map((place) => `on(${id},${place.id})`)])
        if (!this.#truth.facts.has(fact)) this.#truth.facts.set(fact, false);
    }
    for (const [fact, value] of this.#truth.facts) {
      const [predicate, , second] = parseFactKey(fact);
      const near = predicate === 'held' ? second === this.id : predicate === 'on' && this.#isNear(second ?? '');
      if (!near || this.#lastObserved.get(fact) === value) continue;
      this.#lastObserved.set(fact, value);
      facts.push({ fact, value });
    }
    if (facts.length > 0) this.emit({ type: 'observed', robot: this.id, facts });
  }

  #isNear(placeId: string): boolean {
    const place = this.#model.scene.places.find((entry) => entry.id === placeId);
    return place !== undefined && Math.hypot(place.x - this.pose.x, place.y - this.pose.y) < 2;
  }

  get partners(): ReadonlyMap<string, VirtualRobot> {
    return this.#partners;
  }
}
