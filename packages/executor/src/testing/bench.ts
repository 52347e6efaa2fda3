import type { RobotDriver, VerifiedSchedule, WorldModel } from '@muster/domain';
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
  readonly records: JournalRecord[];
  journal: Journal;
  host: ReturnType<typeof createEmbeddedHost>;
  robot(id: string): VirtualRobot;
  /** Lets seconds pass, a twentieth at a time. */
  run(seconds: number): void;
  /** Lets time pass until the condition holds; false if it does not within `seconds`. */
  runUntil(condition: () => boolean, seconds?: number): boolean;
  /** The process dies and another one starts on what the journal kept. */
  restart(options?: Partial<EmbeddedHostOptions>): void;
  types(): string[];
};

const TICK = 0.05;

/** A host with virtual robots in virtual time, everything in one thread and at once. */
export const createTestBench = (
  model: WorldModel,
  options: Partial<EmbeddedHostOptions> & {
    readonly genuine?: (verified: VerifiedSchedule) => boolean;
    /** Puts something between host and robot, e.g. a lossy network. */
    readonly wrapDriver?: (driver: RobotDriver) => RobotDriver;
  } = {},
): TestBench => {
  const clock = createVirtualClock();
  const truth = createTruth(model);
  const robots = new Map<string, VirtualRobot>();
  for (const { id } of model.scene.robots) robots.set(id, new VirtualRobot(id, model, truth, robots));
  const wrap = options.wrapDriver ?? ((driver: RobotDriver) => driver);
  const drivers = new Map([...robots].map(([id, robot]) => [id, wrap(robot.driver)]));
  const records: JournalRecord[] = [];
  let missions = 0;
  const start = (journal: Journal, extra: Partial<EmbeddedHostOptions> = {}) => {
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
      journal,
    });
    host.subscribe((record) => records.push(record), bench.records.at(-1)?.sequence ?? 0);
    return host;
  };
  const bench: TestBench = {
    model,
    clock,
    truth,
    robots,
    records,
    journal: options.journal ?? createMemoryJournal(),
    host: undefined as unknown as TestBench['host'],
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
    restart: (extra) => {
      bench.host.close();
      bench.host = start(bench.journal, extra);
    },
    types: () => records.map((record) => record.type),
  };
  bench.host = start(bench.journal);
  return bench;
};
