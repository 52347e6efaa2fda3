import type { RobotDriver, RobotEvent, VerifiedSchedule, WorldModel } from '@muster/domain';
import { createEmbeddedHost, type EmbeddedHostOptions } from '../host/embedded-host.ts';
import type { JournalRecord } from '../journal/event.ts';
import { createMemoryJournal, type Journal } from '../journal/journal.ts';
import { releaseByDependencies } from '../release-visits.ts';
import { createVirtualClock } from './virtual-clock.ts';
import { createTruth, VirtualRobot, type VirtualTruth } from './virtual-robot.ts';

export type TestBench = {
  readonly model: WorldModel;
  readonly clock: ReturnType<typeof createVirtualClock>;
  readonly truth: VirtualTruth;
  readonly robots: ReadonlyMap<string, VirtualRobot>;
  /** What was kept, over all processes. */
  readonly records: JournalRecord[];
  journal: Journal;
  host: ReturnType<typeof createEmbeddedHost>;
  /** How often the journal was written to, over all processes. */
  readonly writes: number;
  robot(id: string): VirtualRobot;
  /** Lets seconds pass, a twentieth at a time. */
  run(seconds: number): void;
  /** Lets time pass until the condition holds; false if it does not within `seconds`. */
  runUntil(condition: () => boolean, seconds?: number): boolean;
  /** The process ends at its `write`-th write from now: before the write, or after it and before anything that follows from it. */
  dieAt(write: number, when: 'before' | 'after'): void;
  /** The process is gone: what it still tries to do has no effect. */
  kill(): void;
  /** Another process starts on what the journal kept. */
  restart(options?: Partial<EmbeddedHostOptions>): void;
  types(): string[];
};

export type TestBenchOptions = Partial<EmbeddedHostOptions> & {
  readonly genuine?: (verified: VerifiedSchedule) => boolean;
  /** Puts something between host and robot, e.g. a lossy network. */
  readonly wrapDriver?: (driver: RobotDriver) => RobotDriver;
};

const TICK = 0.05;

/** A host with virtual robots in virtual time, everything in one thread and at once. */
export const createTestBench = (model: WorldModel, options: TestBenchOptions = {}): TestBench => {
  const clock = createVirtualClock();
  const truth = createTruth(model);
  const robots = new Map<string, VirtualRobot>();
  for (const { id } of model.scene.robots) robots.set(id, new VirtualRobot(id, model, truth, robots));
  const wrap = options.wrapDriver ?? ((driver: RobotDriver) => driver);
  const wrapped = new Map([...robots].map(([id, robot]) => [id, wrap(robot.driver)]));
  let process = 0;
  let writes = 0;
  let death: { write: number; when: 'before' | 'after' } | undefined;
  let missions = 0;

  const start = (extra: Partial<EmbeddedHostOptions> = {}) => {
    process += 1;
    const own = process;
    const isAlive = () => own === process;
    const drivers = new Map([...wrapped].map(([id, driver]) => [id, ofProcess(driver, isAlive)]));
    const host = createEmbeddedHost({
      model,
      drivers,
      clock,
      ids: () => {
        missions += 1;
        return `m${missions}`;
      },
      isGenuine: options.genuine ?? ((verified) => verified.seal.startsWith('test-')),
      releaseVisits: releaseByDependencies,
      defer: (work) => work(),
      ...options,
      ...extra,
      journal: {
        read: (after) => bench.journal.read(after),
        append: (records) => {
          writes += 1;
          const dies = death?.write === writes ? death.when : undefined;
          if (dies === 'before') bench.kill();
          if (!isAlive()) throw new Error('this process is gone');
          bench.journal.append(records);
          bench.records.push(...structuredClone(records));
          if (dies !== 'after') return;
          bench.kill();
          throw new Error('this process is gone');
        },
        close: () => bench.journal.close(),
      },
    });
    return host;
  };
  const bench: TestBench = {
    model,
    clock,
    truth,
    robots,
    records: [],
    journal: options.journal ?? createMemoryJournal(),
    host: undefined as unknown as TestBench['host'],
    get writes() {
      return writes;
    },
    robot: (id) => {
      const robot = robots.get(id);
      if (!robot) throw new RangeError(`no robot ${id}`);
      return robot;
    },
    run: (seconds) => {
      bench.runUntil(() => false, seconds);
    },
    runUntil: (condition, seconds = 120) => {
      for (let passed = 0; passed < seconds - 1e-9; passed += TICK) {
        if (condition()) return true;
        clock.advance(TICK);
        for (const robot of robots.values()) robot.step(clock.sceneSeconds(), TICK);
        bench.host.tick();
      }
      return condition();
    },
    dieAt: (write, when) => {
      death = { write: writes + write, when };
    },
    kill: () => {
      process += 1;
      death = undefined;
    },
    restart: (extra) => {
      bench.kill();
      bench.host.close();
      bench.host = start(extra);
    },
    types: () => bench.records.map((record) => record.type),
  };
  bench.host = start();
  return bench;
};

/** A driver as one process sees it: nothing crosses once that process is gone. */
const ofProcess = (driver: RobotDriver, isAlive: () => boolean): RobotDriver => ({
  robot: driver.robot,
  connected: () => driver.connected(),
  send: (command) => {
    if (isAlive()) driver.send(command);
  },
  cancel: (command) => {
    if (isAlive()) driver.cancel(command);
  },
  hold: () => {
    if (isAlive()) driver.hold();
  },
  release: () => {
    if (isAlive()) driver.release();
  },
  on: (listener) =>
    driver.on((event: RobotEvent) => {
      if (isAlive()) listener(event);
    }),
  close: () => undefined,
});
