import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket } from 'ws';
import { ManualClock } from '../clock.ts';
import { createRosGraph } from '../graph/ros-graph.ts';
import { startRosbridgeServer } from './server.ts';

export interface ReconnectGrowth {
  readonly heapMebibytes: number;
  /** Heap above the first sample, MiB, at ten points of the run. */
  readonly samples: readonly number[];
}

/** Connects and leaves again and again; reports how much heap stays after collection, from the first tenth to the end. */
export async function measureReconnects(reconnects: number): Promise<ReconnectGrowth> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const graph = createRosGraph({ dialect: 'ros2', clock: new ManualClock(1_000) });
  graph.advertiseService('/bench/stop', 'std_srvs/srv/Trigger', (_request, reply) => reply.succeed({ success: true }));
  const server = await startRosbridgeServer({ graph, port: 0 });
  const heap: number[] = [];
  const every = Math.max(1, Math.floor(reconnects / 10));
  try {
    for (let count = 1; count <= reconnects; count += 1) {
      await visit(server.url);
      if (count % every !== 0) continue;
      collect();
      heap.push(process.memoryUsage().heapUsed);
    }
  } finally {
    await server.close();
  }
  const first = heap[0] ?? 0;
  const samples = heap.map((bytes) => (bytes - first) / (1024 * 1024));
  return { heapMebibytes: samples[samples.length - 1] ?? Number.NaN, samples };
}

async function visit(url: string): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  for (let index = 0; index < 20; index += 1) {
    socket.send(
      JSON.stringify({ op: 'subscribe', topic: `/bench/robot_${index}`, type: 'std_msgs/msg/String', id: `s${index}` }),
    );
  }
  socket.send(JSON.stringify({ op: 'advertise', topic: '/bench/robot_0', type: 'std_msgs/msg/String' }));
  socket.send(JSON.stringify({ op: 'publish', topic: '/bench/robot_0', msg: { data: 'here' } }));
  socket.send(JSON.stringify({ op: 'call_service', service: '/bench/stop', id: 'last' }));
  await new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      if (String(data).includes('service_response')) resolve();
    });
  });
  socket.close();
  await once(socket, 'close');
}
