import type { PoseStamped, RobotCommand, RobotDriver, RobotEvent } from '@muster/domain';

const TICK_MS = 10;

/** A body that glides along straight lines and does every skill at once: for tests of what commands it, not of what it is. */
export class GhostBody implements RobotDriver {
  readonly robot: string;
  /** Metres per second; a commanded speed may be lower. */
  pace = 20;
  pose: PoseStamped = { floor: 'ground', x: 0, y: 0, z: 0, yaw: 0 };
  readonly sent: RobotCommand[] = [];
  readonly canceled: string[] = [];
  skillMilliseconds = 30;
  skillResult: Partial<Extract<RobotEvent, { type: 'result' }>> = {};
  #listeners = new Set<(event: RobotEvent) => void>();
  #way: { id: string; points: PoseStamped[] } | undefined;
  #skill: { id: string; timer: NodeJS.Timeout } | undefined;
  #held = false;
  #timer = setInterval(() => this.#tick(), TICK_MS);

  constructor(robot: string) {
    this.robot = robot;
  }

  get isHeld(): boolean {
    return this.#held;
  }
  connected(): boolean {
    return true;
  }
  send(command: RobotCommand): void {
    this.sent.push(command);
    if (this.#held) {
      this.#result(command.id, { outcome: 'rejected', code: 'HELD' });
      return;
    }
    if (command.kind === 'travel') {
      if (this.#way) this.#result(this.#way.id, { outcome: 'canceled' });
      this.#way = { id: command.id, points: [...command.waypoints] };
      return;
    }
    const timer = setTimeout(() => {
      this.#skill = undefined;
      this.#result(command.id, { outcome: 'succeeded', ...this.skillResult });
    }, this.skillMilliseconds);
    this.#skill = { id: command.id, timer };
  }
  cancel(id: string): void {
    this.canceled.push(id);
    this.#drop();
  }
  hold(): void {
    this.#held = true;
    this.#drop();
    this.emit({ type: 'hold', robot: this.robot, confirmed: true, seconds: 0.1 });
  }
  release(): void {
    this.#held = false;
  }
  on(listener: (event: RobotEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  emit(event: RobotEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#skill?.timer);
    this.#listeners.clear();
  }

  #drop(): void {
    const way = this.#way;
    const skill = this.#skill;
    this.#way = undefined;
    this.#skill = undefined;
    clearTimeout(skill?.timer);
    if (way) this.#result(way.id, { outcome: 'canceled' });
    if (skill) this.#result(skill.id, { outcome: 'canceled' });
  }
  #result(command: string, result: Partial<Extract<RobotEvent, { type: 'result' }>>): void {
    this.emit({ type: 'result', robot: this.robot, command, outcome: 'succeeded', ...result });
  }
  #tick(): void {
    const way = this.#way;
    const next = way?.points[0];
    let speed = 0;
    if (way && next) {
      const step = (this.pace * TICK_MS) / 1000;
      const distance = Math.hypot(next.x - this.pose.x, next.y - this.pose.y);
      speed = this.pace;
      if (distance <= step) {
        this.pose = { ...next };
        way.points.shift();
      } else {
        const share = step / distance;
        this.pose = {
          ...this.pose,
          x: this.pose.x + (next.x - this.pose.x) * share,
          y: this.pose.y + (next.y - this.pose.y) * share,
        };
      }
    }
    this.emit({ type: 'pose', robot: this.robot, pose: { ...this.pose, at: performance.now() / 1000 }, speed });
    if (way && way.points.length === 0 && this.#way === way) {
      this.#way = undefined;
      this.#result(way.id, { outcome: 'succeeded' });
    }
  }
}
