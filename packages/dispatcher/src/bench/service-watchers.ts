import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

/** Watching clients of the service bench, in a thread of their own: some read what they are sent, some never do. */
export type WatchersOrder = { readonly url: string; readonly reading: number; readonly stalled: number };

const { url, reading, stalled } = workerData as WatchersOrder;
let heard = 0;

const open = (reads: boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.once('open', () => {
      // A tab that has gone to sleep: the connection stands, and nobody takes anything off it.
      if (!reads) socket.pause();
      resolve();
    });
    socket.once('error', reject);
    socket.on('close', () => undefined);
    socket.on('message', () => {
      heard += 1;
    });
  });

await Promise.all([...Array(reading).fill(true), ...Array(stalled).fill(false)].map((reads: boolean) => open(reads)));
parentPort?.postMessage({ type: 'watching' });
parentPort?.on('message', () => parentPort?.postMessage({ type: 'heard', heard }));
