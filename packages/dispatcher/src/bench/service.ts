import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type { BenchRow, RobotDriver, WorldModel } from '@muster/domain';
import {
  createEmbeddedHost,
  createMemoryJournal,
  type Journal,
  type JournalRecord,
  releaseByDependencies,
} from '@muster/executor';
import { openSqliteJournal } from '@muster/executor/node';
import { createTestBench, type Deed, handMade, smallWorld } from '@muster/executor/testing';
import { createWorld } from '@muster/sim-core';
import type { LiveMessage } from '../api/index.ts';
import { startServer } from '../server/server.ts';
import { connectRobots, untilConnected } from '../site/robot-links.ts';
import type { Site } from '../site/site.ts';
import { ownRow } from './bench-row.ts';
import type { RobotsAsk, RobotsReport } from './service-robots.ts';

const ROBOTS = 50;
const READING = 80;
const STALLED = 20;
const STOPS = 12;
const MISSIONS = 1000;

export type ServiceBenchOptions = {
  /** Seconds of measured dispatching. Default 10. */
  readonly seconds?: number;
  readonly onProgress?: (line: string) => void;
};

const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};

const row = (
  name: string,
  work: string,
  metric: string,
  ours: number,
  target: string,
  pass: boolean | null,
  repeats: readonly number[] = [],
): BenchRow => ownRow({ name, work, metric, ours, target, pass, repeats });

/** The service under the load that it is promised for. */
export const runServiceBench = async (options: ServiceBenchOptions = {}): Promise<BenchRow[]> => [
  ...(await benchLoad(options)),
  ...benchJournal(),
  ...benchMemory(options),
];

/** A row of robots at their own tables, with holds that are plain messages. */
const fleet = (): WorldModel => {
  const model = smallWorld(
    Array.from({ length: ROBOTS }, (_, index) => ({ id: `robo_${index}`, node: `n${2 * index}` })),
    2 * ROBOTS,
    [],
  );
  const { carrier } = model.library.robots;
  if (!carrier) throw new RangeError('the small world has lost its carrier');
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the manifest's own notation
  const hold = (data: boolean) => ({
    kind: 'topic' as const,
    name: '/${robot}/hold',
    type: 'std_msgs/msg/Bool',
    goal: { data },
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the manifest's own notation
  const robots = {
    ...model.library.robots,
    carrier: {
      ...carrier,
      calls: { ...carrier.calls, hold: hold(true), let_go: hold(false) },
      hold: { ...carrier.hold, call: 'hold', release: 'let_go' },
    },
  };
  return { ...model, library: { ...model.library, robots } };
};

const STEPS = 12;

/** Step after step at one place: each result calls for the next command. */
const errand = (index: number): Deed[] =>
  Array.from({ length: STEPS }, (_, step) => ({
    skill: 'go_to',
    id: `s${step}`,
    args: { place: `table_${index}` },
  }));

const benchLoad = async (options: ServiceBenchOptions): Promise<BenchRow[]> => {
  const model = fleet();
  const seconds = options.seconds ?? 10;
  const epoch = performance.timeOrigin + performance.now();
  const robots = new Worker(new URL('./service-robots.ts', import.meta.url), {
    workerData: { robots: model.scene.robots.map(({ id }) => id), workMs: 1000, epoch },
  });
  const told = <T extends RobotsReport['type']>(type: T): Promise<Extract<RobotsReport, { type: T }>> =>
    new Promise((resolve) => {
      const hear = (report: RobotsReport): void => {
        if (report.type !== type) return;
        robots.off('message', hear);
        resolve(report as Extract<RobotsReport, { type: T }>);
      };
      robots.on('message', hear);
    });
  robots.on('error', (error) => options.onProgress?.(`the robots broke: ${error.message}`));
  const ask = (message: RobotsAsk): void => robots.postMessage(message);
  const { port } = await told('listening');
  const now = (): number => (performance.timeOrigin + performance.now() - epoch) / 1000;
  const clock = { sceneSeconds: now, monotonicSeconds: now };
  const address = `ws://127.0.0.1:${port}`;
  const links = connectRobots(
    model,
    new Map(model.scene.robots.map(({ id }) => [id, address])),
    { url: address },
    clock,
  );
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const journal = openSqliteJournal(join(folder, 'journal.sqlite'));
  const site = serviceSite(model, links.drivers, journal, clock);
  const server = await startServer(site.site);
  const watchers = new Worker(new URL('./service-watchers.ts', import.meta.url), {
    workerData: { url: `${server.address.replace('http', 'ws')}api/live`, reading: READING, stalled: STALLED },
  });
  const heard = (): Promise<{ readonly heard?: number }> => new Promise((resolve) => watchers.once('message', resolve));
  try {
    await untilConnected(links.drivers, 30);
    await heard();
    options.onProgress?.(`${ROBOTS} robots and ${READING + STALLED} clients are connected`);
    site.start();
    await wait(3);
    ask({ type: 'measure' });
    await wait(seconds);
    const dispatch = told('dispatch');
    ask({ type: 'report' });
    const { latencies } = await dispatch;
    const stops: number[] = [];
    const worst: number[] = [];
    let missing = 0;
    for (let turn = 0; turn < STOPS; turn += 1) {
      const stop = told('stop');
      ask({ type: 'stop', address: server.address });
      const answer = await stop;
      stops.push(...answer.latencies);
      worst.push(Math.max(...answer.latencies));
      missing += answer.missing;
      site.goOn();
      await wait(0.7);
    }
    const watching = heard();
    watchers.postMessage('heard');
    options.onProgress?.(`${(await watching).heard} messages were read by watching clients`);
    const work = `${ROBOTS} robots at 10 Hz over sockets of their own, ${READING + STALLED} watching clients of which ${STALLED} never read, journal with sync`;
    const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
    const stopped = quantile(stops, 0.99);
    return [
      row(
        'service dispatch',
        `${latencies.length} results; ${work}`,
        'ms from a result to the next command, p99',
        p99,
        '<= 50',
        p99 <= 50,
        [p50, quantile(latencies, 0.9), p99, Math.max(...latencies)],
      ),
      row('service dispatched', work, 'commands a second', latencies.length / seconds, 'reported', null),
      row(
        'service stop',
        `${STOPS} stops of ${ROBOTS} robots by HTTP; ${work}`,
        'ms from the request to a robot’s socket, p99',
        stopped,
        '<= 50',
        stopped <= 50 && missing === 0,
        worst,
      ),
      row('service stop reach', work, 'sockets that heard no stop', missing, '0', missing === 0),
    ];
  } finally {
    await watchers.terminate();
    await server.close();
    site.close();
    links.close();
    await robots.terminate();
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The host with its stop lane and its live feed, as a served site has them; everything else of a site is not under load here. */
const serviceSite = (
  model: WorldModel,
  drivers: ReadonlyMap<string, RobotDriver>,
  journal: Journal,
  clock: { sceneSeconds(): number; monotonicSeconds(): number },
) => {
  const listeners = new Set<(message: LiveMessage) => void>();
  const broadcast = (message: LiveMessage): void => {
    for (const listener of listeners) listener(message);
  };
  const host = createEmbeddedHost({
    model,
    journal,
    drivers,
    clock,
    ids: () => 'load',
    isGenuine: () => true,
    releaseVisits: releaseByDependencies,
  });
  host.subscribe((record) => {
    const { verified: _proof, ...event } = record as JournalRecord & { verified?: unknown };
    broadcast({ type: 'event', event } as unknown as LiveMessage);
  });
  let count = 0;
  /** One mission for each robot, as people would ask for them; another when it is over. */
  const next = (index: number): void => {
    count += 1;
    const robot = model.scene.robots[index]!.id;
    const made = host.create(handMade(model, { [robot]: errand(index) }), {
      id: `load-${index}-${count}`,
      by: 'bench',
    });
    if (!made.ok) throw new RangeError(made.problems[0]?.says.en);
  };
  host.subscribe((record) => {
    const index = record.type === 'mission-completed' ? /^load-(\d+)-/.exec(record.mission)?.[1] : undefined;
    if (index !== undefined) setImmediate(() => next(Number(index)));
  });
  const picture = createWorld(model, { seed: 1 }).snapshot();
  let sequence = -1;
  const ticks = setInterval(() => host.tick(), 20);
  const frames = setInterval(() => {
    broadcast({ type: 'sim', snapshot: picture });
    const snapshot = host.snapshot();
    if (snapshot.sequence === sequence) return;
    sequence = snapshot.sequence;
    broadcast({ type: 'host', snapshot: { ...snapshot, missions: [] } });
  }, 100);
  const site = {
    hello: () => ({ type: 'hello', runs: [], events: [], sim: picture, host: host.snapshot() }),
    subscribe: (listener: (message: LiveMessage) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: (scope: string, by: string) => host.stop(scope, by),
  } as unknown as Site;
  return {
    site,
    start: () => {
      for (const index of model.scene.robots.keys()) next(index);
    },
    goOn: () => {
      host.send({ type: 'reset-stop', scope: 'all', by: 'bench', reason: 'next turn' });
      for (const { id } of host.snapshot().missions) host.send({ type: 'resume-mission', mission: id, by: 'bench' });
    },
    close: () => {
      clearInterval(ticks);
      clearInterval(frames);
      host.close();
    },
  };
};

const wait = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Events a second through the journal, kept for good: in batches as a busy host makes them, and one by one. */
const benchJournal = (): BenchRow[] => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const journal = openSqliteJournal(join(folder, 'journal.sqlite'));
  let sequence = 0;
  const record = (): JournalRecord => {
    sequence += 1;
    return {
      v: 1,
      type: 'command-confirmed',
      robot: 'robo_1',
      id: `mission-01/step-${sequence}/1/1`,
      sequence,
      atSeconds: sequence / 100,
      boot: 1,
      says: { en: 'robo 1: command confirmed by what was seen of it.', zh: '机器人 1：命令已由观察确认。' },
    };
  };
  const pace = (batch: number, batches: number): number => {
    const work = Array.from({ length: batches }, () => Array.from({ length: batch }, record));
    const start = performance.now();
    for (const records of work) journal.append(records);
    return (batch * batches) / ((performance.now() - start) / 1000);
  };
  try {
    pace(64, 50);
    const grouped = Array.from({ length: 5 }, () => pace(64, 160));
    const single = Array.from({ length: 5 }, () => pace(1, 200));
    const [median, one] = [quantile(grouped, 0.5), quantile(single, 0.5)];
    return [
      row(
        'service journal',
        '5 × 10,240 events, chained, one sync for each batch of 64',
        'events a second, median',
        median,
        '>= 10000',
        median >= 10_000,
        grouped,
      ),
      row(
        'service journal single',
        '5 × 200 events, one sync for each',
        'events a second, median',
        one,
        'reported',
        null,
        single,
      ),
    ];
  } finally {
    journal.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Heap after each hundred missions: what grows with the number of missions would show. */
const benchMemory = (options: ServiceBenchOptions): BenchRow[] => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap: number[] = [];
  const nothing = { ...createMemoryJournal(), append: () => undefined };
  const bench = createTestBench(smallWorld(), { journal: nothing });
  const { records } = bench;
  let at = 1;
  for (let mission = 1; mission <= MISSIONS; mission += 1) {
    const to = at === 1 ? 3 : 1;
    const made = bench.host.create(
      handMade(
        bench.model,
        {
          robo_1: [
            { go: `n${2 * at}` },
            { skill: 'pick', args: { item: 'cup_2', from: `table_${at}` } },
            { go: `n${2 * to}` },
            { skill: 'place', args: { item: 'cup_2', to: `table_${to}` } },
          ],
        },
        { starts: { robo_1: `n${Math.round(bench.robot('robo_1').pose.x / 2)}` } },
      ),
      { id: `m-${mission}` },
    );
    if (!made.ok) throw new RangeError(made.problems[0]?.says.en);
    bench.runUntil(() => bench.host.missionSummary(`m-${mission}`)?.status === 'completed', 60);
    at = to;
    // The bench's own list of what was kept, and what its robot remembers, are no part of the service.
    records.length = 0;
    const robot = bench.robot('robo_1');
    for (const list of [robot.started, robot.finished, robot.sends, robot.applied]) list.length = 0;
    if (mission % 100 !== 0) continue;
    collect();
    heap.push(process.memoryUsage().heapUsed / 1e6);
    if (mission % 500 === 0) options.onProgress?.(`${mission} missions, ${heap.at(-1)!.toFixed(1)} MB`);
  }
  // Two hundred missions that are over are kept to be told of: from then on nothing may grow.
  const growth = heap.at(-1)! - heap[2]!;
  return [
    row(
      'service memory',
      `${MISSIONS} missions one after the other, heap after collection at each hundredth`,
      'MB grown from mission 300 to 1,000',
      growth,
      '<= 2',
      growth <= 2,
      heap,
    ),
  ];
};
