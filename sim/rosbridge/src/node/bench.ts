import { Worker } from 'node:worker_threads';
import { ManualClock } from '../clock.ts';
import { createRosGraph } from '../graph/ros-graph.ts';
import type { RosDialect } from '../messages/type-registry.ts';
import type { LoadCase, LoadResult } from './bench-case.ts';
import { measureReconnects } from './bench-reconnects.ts';
import { startRosbridgeServer } from './server.ts';

/** One line of `muster bench rosbridge`. */
export interface BenchRow {
  readonly name: string;
  readonly work: string;
  readonly metric: string;
  readonly ours: number;
  readonly peer: {
    readonly name: string;
    readonly version: string;
    readonly value: number;
    readonly how: 'measured' | 'reference';
  } | null;
  /** How many times better than the peer. */
  readonly ratio: number | null;
  readonly target: string;
  readonly pass: boolean;
  readonly repeats: readonly number[];
}

export interface RosbridgeBenchOptions {
  /** Default 3. */
  readonly repeats?: number;
  /** Measured seconds of each load, after a warm-up. Default 3. */
  readonly seconds?: number;
  /** Default 1,000. */
  readonly reconnects?: number;
  readonly onRow?: (row: BenchRow) => void;
}

interface Case {
  readonly name: string;
  readonly work: string;
  readonly metric: 'messages/s' | 'p99 ms';
  readonly dialect: RosDialect;
  readonly load: Omit<LoadCase, 'url' | 'warmUpSeconds' | 'seconds' | 'type' | 'message'> & {
    readonly payload: Payload;
  };
  /** Mean of the two stored runs of the Python server, same load, same kind of machine. */
  readonly peer: number;
  readonly target: number | undefined;
}

type Payload = 'String' | 'Odometry';
const PEER = { name: 'rosbridge_suite (Python, ROS 1)', version: '0.11.17', how: 'reference' } as const;
const TEN = 10;
const WINDOW = 32;

const CASES: readonly Case[] = [
  throughput('odometry-10-clients', 'ros2', 'Odometry', TEN, 1883.5, 10_000),
  throughput('odometry-10-clients-ros1', 'ros1', 'Odometry', TEN, 1883.5, undefined),
  throughput('odometry-1-client', 'ros2', 'Odometry', 1, 1217.5, undefined),
  throughput('string-10-clients', 'ros2', 'String', TEN, 6372, undefined),
  throughput('string-1-client', 'ros2', 'String', 1, 4092.5, undefined),
  {
    name: 'odometry-500-per-second',
    work: '10 clients x 50 Hz Odometry, own topics, round trip, every message checked',
    metric: 'p99 ms',
    dialect: 'ros2',
    load: { clients: TEN, window: 0, rateHertz: 50, payload: 'Odometry' },
    peer: 17.9,
    target: 5,
  },
  {
    name: 'odometry-fan-out',
    work: '50 Hz Odometry of one client to 10 clients, every message checked',
    metric: 'p99 ms',
    dialect: 'ros2',
    load: { clients: TEN, window: 0, rateHertz: 50, isFanOut: true, payload: 'Odometry' },
    peer: 54.7,
    target: 5,
  },
];

function throughput(
  name: string,
  dialect: RosDialect,
  payload: Payload,
  clients: number,
  peer: number,
  target: number | undefined,
): Case {
  const work = `${payload} round trip, ${clients} client(s), ${WINDOW} in flight each, every message checked, ${dialect}`;
  return { name, work, metric: 'messages/s', dialect, load: { clients, window: WINDOW, payload }, peer, target };
}

/**
 * Measures the server over real sockets on this machine, beside the stored figures of the Python server. The load
 * generator runs in a thread of its own and shares the machine, as it did for the peer.
 *
 * @returns one row per case, each the median of its repeats, then one row for memory after many reconnects
 */
export async function runRosbridgeBench(options: RosbridgeBenchOptions = {}): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = [];
  const add = (row: BenchRow): void => {
    rows.push(row);
    options.onRow?.(row);
  };
  for (const entry of CASES) {
    const repeats: number[] = [];
    const costs: number[] = [];
    for (let run = 0; run < (options.repeats ?? 3); run += 1) {
      const result = await runCase(entry, options.seconds ?? 3);
      repeats.push(entry.metric === 'messages/s' ? result.perSecond : result.p99);
      costs.push(result.serverMicroseconds);
    }
    add(toRow(entry, repeats));
    if (entry === CASES[0]) add(costRow(entry, costs));
  }
  add(await reconnectRow(options.reconnects ?? 1_000));
  return rows;
}

/** `serverMicroseconds`: processor time of the server's thread per message, which other load on the machine hardly changes. */
async function runCase(entry: Case, seconds: number): Promise<LoadResult & { readonly serverMicroseconds: number }> {
  const graph = createRosGraph({ dialect: entry.dialect, clock: new ManualClock(1_000), hasClockTopic: false });
  const server = await startRosbridgeServer({ graph, port: 0 });
  try {
    const isOdometry = entry.load.payload === 'Odometry';
    const key = isOdometry ? 'nav_msgs/Odometry' : 'std_msgs/String';
    const before = process.threadCpuUsage();
    const result = await runLoad({
      ...entry.load,
      url: server.url,
      type: graph.types.spell(key, 'msg'),
      message: isOdometry ? odometry(entry.dialect) : { data: 'hello from a benchmark' },
      warmUpSeconds: 1,
      seconds,
    });
    const { user, system } = process.threadCpuUsage(before);
    return { ...result, serverMicroseconds: (user + system) / server.stats().receivedFrames };
  } finally {
    await server.close();
  }
}

function runLoad(load: LoadCase): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./bench-load.ts', import.meta.url), { workerData: load });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

function toRow(entry: Case, repeats: readonly number[]): BenchRow {
  const ours = median(repeats);
  const isRate = entry.metric === 'messages/s';
  const { target } = entry;
  return {
    name: entry.name,
    work: entry.work,
    metric: entry.metric,
    ours: round(ours),
    peer: { ...PEER, value: entry.peer },
    ratio: round(isRate ? ours / entry.peer : entry.peer / ours),
    target: target === undefined ? (isRate ? '≥ 5 × peer' : '') : isRate ? `≥ ${target}` : `< ${target}`,
    pass: isRate ? ours >= (target ?? 5 * entry.peer) : ours < (target ?? Number.POSITIVE_INFINITY),
    repeats: repeats.map(round),
  };
}

function costRow(entry: Case, costs: readonly number[]): BenchRow {
  const ours = median(costs);
  return {
    name: `${entry.name}-cost`,
    work: `${entry.work}; processor time of the server's thread`,
    metric: 'µs/message',
    ours: round(ours),
    peer: null,
    ratio: null,
    target: '< 100, i.e. 10,000/s on one core',
    pass: ours < 100,
    repeats: costs.map(round),
  };
}

async function reconnectRow(reconnects: number): Promise<BenchRow> {
  const growth = await measureReconnects(reconnects);
  return {
    name: 'reconnects',
    work: `${reconnects} clients, one after the other: connect, subscribe 20 topics, advertise, publish, call, leave`,
    metric: 'heap growth MiB',
    ours: round(growth.heapMebibytes),
    peer: null,
    ratio: null,
    target: '< 2',
    pass: growth.heapMebibytes < 2,
    repeats: growth.samples.map(round),
  };
}

function odometry(dialect: RosDialect): object {
  const stamp = dialect === 'ros1' ? { secs: 1700000000, nsecs: 123456789 } : { sec: 1700000000, nanosec: 123456789 };
  const covariance = Array.from({ length: 36 }, (_, index) => (index % 7 === 0 ? 0.001 * (index + 1) : 0));
  return {
    header: { stamp, frame_id: 'amr_1/odom' },
    child_frame_id: 'amr_1/base_link',
    pose: {
      pose: {
        position: { x: 12.345678, y: -3.2109876, z: 0.1 },
        orientation: { x: 0, y: 0, z: 0.38268343, w: 0.92387953 },
      },
      covariance,
    },
    twist: { twist: { linear: { x: 0.75, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0.125 } }, covariance },
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
