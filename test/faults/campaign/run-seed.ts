import { contentHash } from '@muster/domain';
import type { ChaosLink, Random, TestBench } from '@muster/executor/testing';
import { Invariants, type Violation } from './invariants.ts';
import { drawSwarm, makeWorld, type Parts, type Profile, SEGMENTS, type Swarm } from './scenario.ts';

export type SeedResult = {
  readonly seed: number;
  readonly profile: Profile;
  readonly violations: readonly Violation[];
  /** Of the journal; equal for equal seeds. */
  readonly hash: string;
  readonly records: number;
  readonly completed: number;
  readonly missions: number;
  readonly kinds: Readonly<Record<string, number>>;
};

const TICK = 0.1;
const TROUBLE_SECONDS = 60;
const QUIET_SECONDS = 400;
const STOP_SECONDS = 8;

/** One run: executor, network and robots in one thread under virtual time; trouble for a minute, then quiet until everything is over. */
export const runSeed = (seed: number, parts: Parts): SeedResult => {
  const random = parts.createRandom(seed * 2654435761 + 1);
  const profile: Profile = random.chance(0.5) ? 'stock' : 'fencing';
  const isConvoy = random.chance(0.3);
  const swarm = drawSwarm(random, profile);
  const run = new SeedRun(parts, random, profile, swarm, isConvoy);
  run.go();
  return {
    seed,
    profile,
    violations: run.invariants.violations,
    hash: contentHash(run.bench.records),
    records: run.bench.records.length,
    ...run.tally(),
  };
};

class SeedRun {
  readonly bench: TestBench;
  readonly invariants: Invariants;
  readonly #parts: Parts;
  readonly #random: Random;
  readonly #swarm: Swarm;
  readonly #links = new Map<string, ChaosLink>();
  readonly #timed: { at: number; run: () => void }[] = [];
  readonly #isConvoy: boolean;
  readonly #asked = new Map<string, number>();
  #dead = false;
  #trouble = true;

  constructor(parts: Parts, random: Random, profile: Profile, swarm: Swarm, isConvoy: boolean) {
    this.#parts = parts;
    this.#random = random;
    this.#swarm = swarm;
    this.#isConvoy = isConvoy;
    this.invariants = new Invariants(() => this.bench);
    let bench: TestBench | undefined;
    this.bench = new Proxy({} as TestBench, {
      get: (_, key) => Reflect.get(bench as TestBench, key),
      set: (_, key, value) => Reflect.set(bench as TestBench, key, value),
    });
    bench = parts.createTestBench(makeWorld(parts, isConvoy), {
      limits: { effectSensed: 6 },
      wrapDriver: (driver) => {
        const link = new parts.ChaosLink(driver, random);
        this.#links.set(driver.robot, link);
        return this.invariants.watch(link.driver);
      },
    });
    for (const robot of bench.robots.values()) {
      robot.fences = profile === 'fencing';
      if (swarm.quiet) robot.repeatsEvery = 0;
      robot.ignoreCancel = swarm.deaf;
      robot.skillSeconds = swarm.slow ? 12 : 2;
    }
  }

  go(): void {
    for (const link of this.#links.values()) link.rates = this.#swarm.rates;
    this.#orderWork();
    for (let tick = 0; tick * TICK < TROUBLE_SECONDS; tick += 1) {
      this.#makeTrouble();
      this.#moment(tick);
    }
    this.#endTrouble();
    for (let tick = 0; tick * TICK < QUIET_SECONDS; tick += 1) {
      this.#moment(tick);
      if (tick % 50 === 0 && !this.#dead && this.#isAllOver()) break;
    }
    const replayed = this.#parts.replayJournal(this.bench.journal.read(), this.bench.model);
    this.invariants.conclude(replayed, this.bench.host.stateView());
  }

  tally(): Pick<SeedResult, 'completed' | 'missions' | 'kinds'> {
    const { missions } = this.bench.host.snapshot();
    const kinds: Record<string, number> = {};
    for (const { type } of this.bench.records) kinds[type] = (kinds[type] ?? 0) + 1;
    return {
      missions: missions.length,
      completed: missions.filter(({ status }) => status === 'completed').length,
      kinds,
    };
  }

  #moment(tick: number): void {
    const { bench } = this;
    bench.clock.advance(TICK);
    const now = bench.clock.monotonicSeconds();
    for (const due of this.#timed.filter(({ at }) => at <= now)) {
      this.#timed.splice(this.#timed.indexOf(due), 1);
      due.run();
    }
    for (const robot of bench.robots.values()) robot.step(bench.clock.sceneSeconds(), TICK);
    for (const link of this.#links.values()) link.step(now);
    if (this.#dead) return;
    bench.host.tick();
    if (!bench.host.snapshot().healthy) {
      this.#died();
      return;
    }
    this.invariants.check();
    if (tick % 5 === 0) {
      this.invariants.checkShown();
      this.#actAsPerson();
      this.#orderWork();
    }
  }

  #later(seconds: number, run: () => void): void {
    this.#timed.push({ at: this.bench.clock.monotonicSeconds() + seconds, run });
  }

  #died(): void {
    this.#dead = true;
    this.#later(this.#random.between(0.5, 30), () => {
      this.#dead = false;
      this.bench.restart();
      this.invariants.restarted();
    });
  }

  #makeTrouble(): void {
    const { bench } = this;
    const random = this.#random;
    const swarm = this.#swarm;
    const strikes = (rate: number): boolean => rate > 0 && random.chance(rate * TICK);
    for (const robot of bench.robots.values()) {
      if (strikes(swarm.partition) && robot.linkUp) {
        robot.link(false);
        this.#later(random.between(0.2, 12), () => robot.link(true));
      }
      if (strikes(swarm.reboot)) {
        robot.reboot();
        this.#later(random.between(1, 6), () => robot.link(true));
      }
      if (strikes(swarm.falseSuccess)) robot.falseSuccess = 1;
      if (strikes(swarm.failure)) robot.failNext = { outcome: random.pick(['failed', 'canceled', 'unknown'] as const) };
      if (strikes(swarm.refusal)) robot.failNext = { outcome: 'rejected' };
      if (strikes(swarm.frozenPose)) {
        robot.frozenPose = true;
        this.#later(random.between(1, 12), () => {
          robot.frozenPose = false;
        });
      }
    }
    if (strikes(swarm.clockJump)) bench.clock.jump(random.between(0.5, 20));
    if (this.#dead) return;
    if (strikes(swarm.crash)) {
      if (swarm.crashAtWrite) bench.dieAt(random.integer(1, 4), random.pick(['before', 'after'] as const));
      else {
        bench.kill();
        this.#died();
        return;
      }
    }
    if (strikes(swarm.stop)) {
      const scope = random.pick(['all', ...bench.robots.keys()]);
      this.invariants.stopAsked(scope);
      const asked = this.invariants.holdsAsked();
      bench.host.stop(scope, 'Li');
      this.invariants.stopReturned(asked, scope);
      // The process died on it: whoever asked got no answer, and the robots were told to hold all the same.
      if (
        !bench.records.some(
          (record) => record.type === 'stop-latched' && record.atSeconds === bench.clock.sceneSeconds(),
        )
      ) {
        this.invariants.stopReset(scope);
        this.invariants.missionResumed([...bench.robots.keys()]);
      }
    }
    if (strikes(swarm.moved)) this.#moveCup();
    const mission = random.pick([...bench.host.snapshot().missions, undefined]);
    if (!mission) return;
    if (strikes(swarm.pause)) bench.host.send({ type: 'pause-mission', mission: mission.id, by: 'Li' });
    if (strikes(swarm.cancel))
      bench.host.send({
        type: 'cancel-mission',
        mission: mission.id,
        mode: random.pick(['finish', 'safe-place', 'return'] as const),
        by: 'Li',
      });
    if (strikes(swarm.takeOver)) {
      const robot = random.pick([...bench.robots.keys()]);
      if (bench.host.send({ type: 'take-over-robot', robot, by: 'Ana' }).ok)
        this.#later(random.between(1, 10), () => {
          if (!this.#dead) bench.host.send({ type: 'hand-back-robot', robot, by: 'Ana' });
        });
    }
  }

  /** Somebody carries a cup to another table while nobody looks. */
  #moveCup(): void {
    const { facts } = this.bench.truth;
    const cup = this.#random.pick(['cup_1', 'cup_2']);
    const [low, high] = SEGMENTS[cup === 'cup_1' ? 'robo_1' : 'robo_2']!;
    for (let table = low; table <= high; table += 1) {
      if (facts.get(`on(${cup},table_${table})`) !== true) continue;
      facts.set(`on(${cup},table_${table})`, false);
      facts.set(`on(${cup},table_${this.#random.integer(low, high)})`, true);
      return;
    }
  }

  #endTrouble(): void {
    this.#trouble = false;
    for (const link of this.#links.values()) link.rates = this.#parts.CALM;
    for (const robot of this.bench.robots.values()) {
      robot.link(true);
      robot.frozenPose = false;
      robot.ignoreCancel = false;
      robot.falseSuccess = 0;
      robot.failNext = undefined;
    }
    if (this.#dead) {
      this.#dead = false;
      this.#timed.length = 0;
      this.bench.restart();
      this.invariants.restarted();
    }
    for (const { id, control } of this.bench.host.snapshot().robots)
      if (control === 'manual') this.bench.host.send({ type: 'hand-back-robot', robot: id, by: 'Ana' });
  }

  /** A person who looks at the robots and then answers truly. */
  #actAsPerson(): void {
    const { bench } = this;
    const random = this.#random;
    if (this.#trouble && random.chance(0.8)) return;
    const { latches, missions, robots } = bench.host.snapshot();
    for (const { scope, atSeconds } of latches) {
      // Who resets has walked over and looked; until then the stop has to hold.
      if (bench.clock.sceneSeconds() - atSeconds < STOP_SECONDS) continue;
      this.invariants.stopReset(scope);
      bench.host.send({ type: 'reset-stop', scope, by: 'Ana', reason: 'looked' });
    }
    for (const robot of robots)
      if (!this.#trouble && robot.control === 'manual')
        bench.host.send({ type: 'hand-back-robot', robot: robot.id, by: 'Ana' });
    for (const mission of missions) {
      if (mission.status === 'paused') {
        const used = [...bench.robots.keys()];
        this.invariants.missionResumed(used);
        bench.host.send({ type: 'resume-mission', mission: mission.id, by: 'Ana' });
      }
      if (mission.status === 'blocked') this.#answer(mission.id);
    }
    if (bench.host.snapshot().missions.every(({ status }) => status !== 'paused'))
      this.invariants.missionResumed([...bench.robots.keys()]);
  }

  #answer(mission: string): void {
    const { bench } = this;
    const state = bench.host.missionSummary(mission);
    for (const step of state?.steps ?? []) {
      if (step.status !== 'blocked') continue;
      const took = [...bench.robots.values()].some((robot) => robot.applied.includes(`${mission}/${step.id}`));
      const type = took ? 'complete-step' : 'retry-step';
      const robot = bench.robot(step.robots[0] ?? '');
      // Nobody answers for a robot that is still at it.
      if (robot.active !== undefined || !robot.linkUp) continue;
      bench.host.send({ type, mission, step: step.id, by: 'Ana' });
    }
    const asked = (this.#asked.get(mission) ?? 0) + 1;
    this.#asked.set(mission, asked);
    if (!this.#trouble && asked > 4) bench.host.send({ type: 'cancel-mission', mission, mode: 'finish', by: 'Ana' });
  }

  #isAllOver(): boolean {
    return this.bench.host
      .snapshot()
      .missions.every(({ status }) => ['completed', 'failed', 'canceled'].includes(status));
  }

  /** New work for robots that have none: carry the cup that is in their stretch somewhere else in it. */
  #orderWork(): void {
    const { bench } = this;
    const { missions } = bench.host.snapshot();
    if (!this.#trouble || missions.length >= 6) return;
    if (this.#isConvoy) {
      if (missions.length === 0)
        bench.host.create(this.#parts.handMade(bench.model, { robo_1: [{ go: 'n8' }], robo_2: [{ go: 'n6' }] }));
      return;
    }
    if (this.#swarm.forged && this.#random.chance(0.05))
      bench.host.create({
        ...this.#parts.handMade(bench.model, { robo_1: [{ go: 'n2' }] }),
        seal: 'forged',
      } as never);
    const busy = missions.some(({ status }) => !['completed', 'failed', 'canceled'].includes(status));
    if (busy) return;
    const lanes: Record<string, ReturnType<Parts['carry']>> = {};
    const starts: Record<string, string> = {};
    for (const [robot, [low, high]] of Object.entries(SEGMENTS)) {
      const cup = robot === 'robo_1' ? 'cup_1' : 'cup_2';
      const from = [...Array(high - low + 1).keys()]
        .map((n) => n + low)
        .find((n) => bench.truth.facts.get(`on(${cup},table_${n})`));
      if (from === undefined) continue;
      const to = this.#random.pick([...Array(high - low + 1).keys()].map((n) => n + low).filter((n) => n !== from));
      lanes[robot] = this.#parts.carry(cup, from, to);
      starts[robot] = `n${Math.round(bench.robot(robot).pose.x / 2)}`;
    }
    if (Object.keys(lanes).length > 0) bench.host.create(this.#parts.handMade(bench.model, lanes, { starts }));
  }
}
