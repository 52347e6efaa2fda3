import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';
import type { LoadCase, LoadResult } from './bench-case.ts';

/** Load generator of the bench, in a thread of its own: raw clients that publish and read what comes back. */
async function main(): Promise<void> {
  const load = workerData as LoadCase;
  const clients = await Promise.all(Array.from({ length: load.clients }, () => connect(load.url)));
  const result = load.rateHertz === undefined ? await runWindowed(load, clients) : await runPaced(load, clients);
  for (const client of clients) client.terminate();
  parentPort?.postMessage(result);
}

function connect(url: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

function prepare(load: LoadCase, client: WebSocket, publishTopic: string | undefined, subscribeTopic: string): void {
  if (publishTopic !== undefined)
    client.send(JSON.stringify({ op: 'advertise', topic: publishTopic, type: load.type }));
  client.send(JSON.stringify({ op: 'subscribe', topic: subscribeTopic, type: load.type }));
}

/** Each client keeps a window of messages in flight on a topic of its own. */
async function runWindowed(load: LoadCase, clients: readonly WebSocket[]): Promise<LoadResult> {
  const latencies: number[] = [];
  let received = 0;
  let isMeasuring = false;
  let isRunning = true;
  clients.forEach((client, index) => {
    const topic = `/bench/robot_${index}`;
    const frame = JSON.stringify({ op: 'publish', topic, msg: load.message });
    const sentAt: number[] = [];
    prepare(load, client, topic, topic);
    const send = (): void => {
      sentAt.push(performance.now());
      client.send(frame);
    };
    client.on('message', () => {
      const started = sentAt.shift();
      if (started !== undefined && isMeasuring) {
        received += 1;
        latencies.push(performance.now() - started);
      }
      if (isRunning) send();
    });
    for (let count = 0; count < load.window; count += 1) send();
  });
  await sleep(load.warmUpSeconds);
  isMeasuring = true;
  const startedAt = performance.now();
  await sleep(load.seconds);
  isMeasuring = false;
  isRunning = false;
  return summarise(received, (performance.now() - startedAt) / 1000, latencies);
}

/** Fixed rate: every client on its own topic, or the first one to all. */
async function runPaced(load: LoadCase, clients: readonly WebSocket[]): Promise<LoadResult> {
  const latencies: number[] = [];
  const rate = load.rateHertz ?? 1;
  let received = 0;
  let isMeasuring = false;
  const publishers = load.isFanOut ? clients.slice(0, 1) : clients;
  const sentAt = publishers.map((): number[] => []);
  clients.forEach((client, index) => {
    const source = load.isFanOut ? 0 : index;
    let next = 0;
    prepare(load, client, index === source ? `/bench/robot_${index}` : undefined, `/bench/robot_${source}`);
    client.on('message', () => {
      const started = sentAt[source]?.[next];
      next += 1;
      if (!isMeasuring || started === undefined) return;
      received += 1;
      latencies.push(performance.now() - started);
    });
  });
  await sleep(0.2);
  const timers = publishers.map((client, index) => {
    const frame = JSON.stringify({ op: 'publish', topic: `/bench/robot_${index}`, msg: load.message });
    return setInterval(() => {
      sentAt[index]?.push(performance.now());
      client.send(frame);
    }, 1000 / rate);
  });
  await sleep(load.warmUpSeconds);
  isMeasuring = true;
  const startedAt = performance.now();
  await sleep(load.seconds);
  isMeasuring = false;
  for (const timer of timers) clearInterval(timer);
  return summarise(received, (performance.now() - startedAt) / 1000, latencies);
}

function summarise(received: number, seconds: number, latencies: number[]): LoadResult {
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN;
  return { perSecond: received / seconds, p50: at(0.5), p99: at(0.99) };
}

function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

await main();
