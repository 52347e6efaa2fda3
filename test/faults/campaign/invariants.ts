import type { RobotCommand, RobotDriver } from '@muster/domain';
import type { JournalRecord } from '@muster/executor';
import type { TestBench } from '@muster/executor/testing';

export type Violation = { readonly invariant: string; readonly at: number; readonly detail: string };

/** Two bodies closer than this touch; metres between centres. */
const CONTACT_METRES = 0.9;
/** Seconds within which a robot in reach stands after a stop, with three messages in ten lost. */
const STOPPED_SECONDS = 4;
/** Longest silence of a mission that is under way: more than any single wait of the executor. */
const SILENT_SECONDS = 130;

/** Watches a run from outside: what is kept, what is sent, what robots do. It reads nothing that the executor decides by. */
export class Invariants {
  readonly violations: Violation[] = [];
  readonly #bench: () => TestBench;
  readonly #kept = new Set<string>();
  readonly #proofs = new Map<string, string>();
  readonly #held = new Set<string>();
  readonly #resumedSince = new Map<string, number>();
  readonly #applied = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #started = new Map<string, number>();
  readonly #succeeded = new Set<string>();
  readonly #done = new Map<string, Set<string>>();
  readonly #open = new Map<string, string>();
  readonly #epochs = new Map<string, number>();
  readonly #movedOn = new Map<string, number>();
  readonly #inReach = new Map<string, number>();
  readonly #lastNews = new Map<string, number>();
  #aliveSince = 0;
  #seen = 0;
  #stops: { at: number; monotonic: number; scope: string }[] = [];

  constructor(bench: () => TestBench) {
    this.#bench = bench;
  }

  violate(invariant: string, detail: string): void {
    const at = this.#bench().clock.sceneSeconds();
    if (this.violations.length < 20) this.violations.push({ invariant, at, detail });
  }

  /** A stop was asked for; until a reset and a resume nothing may be sent to these robots. */
  stopAsked(scope: string): void {
    this.#stops.push({
      at: this.#bench().clock.sceneSeconds(),
      monotonic: this.#bench().clock.monotonicSeconds(),
      scope,
    });
    for (const robot of this.#bench().robots.keys()) if (scope === 'all' || scope === robot) this.#held.add(robot);
  }
  /** Another process has taken over; what a process has to see to counts from here. */
  restarted(): void {
    this.#aliveSince = this.#bench().clock.monotonicSeconds();
    this.#lastNews.clear();
  }
  /** Looked at when the request returns: every robot in reach was asked before anything else happened. */
  stopReturned(before: ReadonlyMap<string, number>, scope: string): void {
    for (const robot of this.#bench().robots.values())
      if ((scope === 'all' || scope === robot.id) && this.holdsAsked().get(robot.id) === (before.get(robot.id) ?? 0))
        this.violate('stop-at-once', `${robot.id} was not asked to hold`);
  }
  holdsAsked(): Map<string, number> {
    return new Map(this.#asked);
  }
  stopReset(scope: string): void {
    this.#stops = this.#stops.filter((stop) => stop.scope !== scope);
  }
  missionResumed(robots: readonly string[]): void {
    for (const robot of robots) {
      if (this.#stops.some(({ scope }) => scope === 'all' || scope === robot)) continue;
      this.#held.delete(robot);
      this.#resumedSince.set(robot, this.#bench().clock.sceneSeconds());
    }
  }

  /** Stands between host and network: every command is looked at as it leaves. */
  watch(driver: RobotDriver): RobotDriver {
    return {
      ...driver,
      send: (command) => {
        this.#leaves(command);
        driver.send(command);
      },
      hold: () => {
        this.#asked.set(driver.robot, (this.#asked.get(driver.robot) ?? 0) + 1);
        driver.hold();
      },
      release: () => {
        if (this.#stops.some(({ scope }) => scope === 'all' || scope === driver.robot))
          this.violate('stop-holds', `${driver.robot} is let go while a stop is in force`);
        driver.release();
      },
    };
  }

  #leaves(command: RobotCommand): void {
    const bench = this.#bench();
    this.#read();
    if (!this.#kept.has(command.id)) this.violate('effect-after-record', `${command.id} left before it was kept`);
    const mission = command.id.split('/')[0] ?? '';
    if (this.#proofs.get(command.id) === undefined || !this.#proofs.get(command.id)?.startsWith('test-'))
      this.violate('proved', `${command.id} of ${mission} has no proof`);
    if (!bench.robot(command.robot).linkUp)
      this.violate('nothing-offline', `${command.id} left while the link is down`);
    this.#needs(command);
    const epoch = this.#epochs.get(command.robot) ?? 0;
    if (command.epoch < epoch) this.violate('one-epoch', `${command.id} left after a command of epoch ${epoch}`);
    this.#epochs.set(command.robot, command.epoch);
    if (this.#held.has(command.robot)) this.violate('stopped', `${command.id} left after a stop`);
    const { active } = bench.robot(command.robot);
    const isOther = active !== undefined && active.id.split('/')[1] !== command.id.split('/')[1];
    const isAgain = active !== undefined && active.kind === 'skill' && active.id !== command.id;
    if (isOther || isAgain) this.violate('one-at-a-time', `${command.id} left while ${active.id} runs`);
  }

  /** What the journal's own belief said when a skill was told: its start condition, read without the executor's evaluator. */
  #needs(command: RobotCommand): void {
    if (command.kind !== 'skill') return;
    const { item, from } = command.args;
    const fact = command.skill === 'pick' ? `on(${item},${from})` : `held(${item},${command.robot})`;
    if (command.skill !== 'pick' && command.skill !== 'place') return;
    const belief = this.#bench().host.snapshot().world.facts[fact];
    if (belief?.value !== true) this.violate('conditions-hold', `${command.id} was told while ${fact} is not believed`);
  }

  /** After every moment. */
  check(): void {
    const bench = this.#bench();
    this.#read();
    this.#checkHolds();
    this.#checkWaits();
    for (const robot of bench.robots.values()) {
      for (const { epoch, id } of robot.started.slice(this.#started.get(robot.id) ?? 0)) {
        if (robot.fences && epoch < (this.#movedOn.get(robot.id) ?? 0))
          this.violate('one-epoch', `${robot.id} began ${id} after a later epoch`);
        this.#movedOn.set(robot.id, Math.max(epoch, this.#movedOn.get(robot.id) ?? 0));
      }
      for (const { id, kind } of robot.started.slice(this.#started.get(robot.id) ?? 0)) {
        const step = id.split('/').slice(0, 2).join('/');
        if (kind === 'skill' && this.#succeeded.has(`effects ${step}`))
          this.violate('nothing-twice', `${id} began although ${step} was done`);
      }
      this.#started.set(robot.id, robot.started.length);
      for (const step of robot.applied.slice(this.#applied.get(robot.id) ?? 0)) {
        const key = `effects ${step}`;
        if (this.#succeeded.has(key)) this.violate('nothing-twice', `${step} took place twice`);
        this.#succeeded.add(key);
      }
      this.#applied.set(robot.id, robot.applied.length);
    }
    const poses = [...bench.robots.values()].map(({ pose }) => pose);
    for (let a = 0; a < poses.length; a += 1)
      for (let b = a + 1; b < poses.length; b += 1)
        if (Math.hypot(poses[a]!.x - poses[b]!.x, poses[a]!.y - poses[b]!.y) < CONTACT_METRES)
          this.violate('no-contact', `robots at ${poses[a]!.x.toFixed(2)} and ${poses[b]!.x.toFixed(2)}`);
  }

  /** A stop in force: a robot that can be reached stands, whatever was lost on the way. */
  #checkHolds(): void {
    const bench = this.#bench();
    const now = bench.clock.monotonicSeconds();
    for (const robot of bench.robots.values()) {
      if (!robot.linkUp || !this.#inReach.has(robot.id)) this.#inReach.set(robot.id, now);
      const stop = this.#stops.findLast(({ scope }) => scope === 'all' || scope === robot.id);
      if (!stop) continue;
      const since = Math.max(stop.monotonic, this.#inReach.get(robot.id) ?? 0, this.#aliveSince);
      if (now - since > STOPPED_SECONDS && (robot.speed > 0.05 || robot.active !== undefined))
        this.violate(
          'no-motion-after-stop',
          `${robot.id} is at ${robot.active?.id} ${(now - since).toFixed(1)} s after`,
        );
    }
  }

  /** A mission that neither ends nor moves on says what it waits for. */
  #checkWaits(): void {
    const bench = this.#bench();
    const now = bench.clock.monotonicSeconds();
    for (const { id, status } of bench.host.snapshot().missions) {
      const last = this.#lastNews.get(id) ?? now;
      this.#lastNews.set(id, last);
      if (status === 'underway' && now - last > SILENT_SECONDS) {
        this.violate(
          'says-what-it-waits-for',
          `${id} has been ${status} for ${(now - last).toFixed(0)} s without a word`,
        );
        this.#lastNews.set(id, now);
      }
    }
  }

  /** Confirmed stops are looked at where robots really are. */
  checkShown(): void {
    const bench = this.#bench();
    for (const shown of bench.host.snapshot().robots)
      if (shown.stop === 'confirmed' && this.#held.has(shown.id) && bench.robot(shown.id).speed > 0.05)
        if (bench.robot(shown.id).linkUp) this.#movingWhileConfirmed(shown.id);
  }
  #confirmed = new Map<string, number>();
  #movingWhileConfirmed(robot: string): void {
    // A robot that starts to move again is told of within a second.
    const now = this.#bench().clock.sceneSeconds();
    const since = this.#confirmed.get(robot) ?? now;
    this.#confirmed.set(robot, since);
    if (now - since > 1.5) this.violate('shown-as-it-is', `${robot} moves and is shown as stopped`);
  }

  #read(): void {
    const { records } = this.#bench();
    for (; this.#seen < records.length; this.#seen += 1) this.#take(records[this.#seen]!);
  }

  #take(record: JournalRecord): void {
    if (record.sequence !== this.#seen + 1)
      this.violate('in-order', `record ${record.sequence} is number ${this.#seen + 1}`);
    const { mission, id } = record as { mission?: string; id?: string };
    const about = mission ?? id?.split('/')[0];
    if (about !== undefined) this.#lastNews.set(about, this.#bench().clock.monotonicSeconds());
    switch (record.type) {
      case 'command-released': {
        this.#kept.add(record.command.id);
        this.#proofs.set(record.command.id, record.proof);
        if (record.poseAgeSeconds > 5.001)
          this.violate('fresh-pose', `${record.command.id} on a pose ${record.poseAgeSeconds.toFixed(1)} s old`);
        const open = this.#open.get(record.robot);
        if (open !== undefined) this.violate('one-at-a-time', `${record.command.id} released while ${open} is open`);
        this.#open.set(record.robot, record.command.id);
        return;
      }
      case 'command-succeeded':
      case 'command-failed':
      case 'command-canceled':
      case 'command-rejected':
      case 'command-absent': {
        if (this.#open.get(record.robot) === record.id) this.#open.delete(record.robot);
        const key = `ended ${record.id}`;
        if (this.#succeeded.has(key)) this.violate('accepted-once', `${record.id} ended twice`);
        this.#succeeded.add(key);
        return;
      }
      case 'step-completed': {
        const done = this.#done.get(record.mission) ?? new Set();
        done.add(record.step);
        this.#done.set(record.mission, done);
        return;
      }
      default:
        return;
    }
  }

  /** After the quiet phase: nothing lost, replay equals live. */
  conclude(replayed: unknown, live: unknown): void {
    const bench = this.#bench();
    for (const mission of bench.host.snapshot().missions)
      if (!['completed', 'failed', 'canceled'].includes(mission.status))
        this.violate('nothing-lost', `${mission.id} is ${mission.status}: ${JSON.stringify(mission.steps)}`);
    if (JSON.stringify(replayed) !== JSON.stringify(live))
      this.violate('replays', 'the journal folds to another state');
    // A mission that says it is done did what it was for.
    for (const [mission, steps] of this.#done)
      for (const step of steps)
        if (
          /^(pick|place)/.test(step) &&
          !this.#succeeded.has(`effects ${mission}/${step}`) &&
          !this.#byPerson(mission, step)
        )
          this.violate('done-means-done', `${mission}/${step} is shown as done and never took place`);
  }

  #byPerson(mission: string, step: string): boolean {
    return this.#bench().records.some(
      (record) =>
        record.type === 'step-completed' &&
        record.mission === mission &&
        record.step === step &&
        record.evidence === 'person',
    );
  }
}
