import type { WebSocket } from 'ws';
import { clientMessageSchema, type LiveMessage } from '../api/index.ts';
import type { Site } from '../site/site.ts';

/** Bytes that may wait in a client's socket before telemetry is left out, and before it is disconnected. */
const TELEMETRY_LIMIT = 256 * 1024;
const HARD_LIMIT = 8 * 1024 * 1024;
const MESSAGES_PER_SECOND = 40;

/**
 * One live client. Snapshots are latest-only: while the socket is behind they are skipped, never queued. Events are never skipped; a client that
 * can't keep up with those is disconnected and may ask again from the last sequence it saw.
 */
export const attachLiveClient = (socket: WebSocket, site: Site): void => {
  const send = (message: LiveMessage): void => {
    if (socket.readyState !== socket.OPEN) return;
    const isTelemetry = message.type === 'sim' || message.type === 'host' || message.type === 'beat';
    if (isTelemetry && socket.bufferedAmount > TELEMETRY_LIMIT) return;
    if (socket.bufferedAmount > HARD_LIMIT) {
      socket.close(1013, 'too slow: reconnect and ask for the events after the last one seen');
      return;
    }
    socket.send(JSON.stringify(message));
  };
  send(site.hello());
  const unsubscribe = site.subscribe(send);
  let windowStart = 0;
  let count = 0;
  socket.on('message', (data, isBinary) => {
    const now = performance.now();
    if (now - windowStart > 1000) {
      windowStart = now;
      count = 0;
    }
    count += 1;
    if (count > MESSAGES_PER_SECOND || isBinary) {
      socket.close(1008, 'at most 40 text messages a second');
      return;
    }
    let value: unknown;
    try {
      value = JSON.parse(String(data));
    } catch {
      socket.close(1007, 'not JSON');
      return;
    }
    const parsed = clientMessageSchema.safeParse(value);
    if (!parsed.success) return;
    if (parsed.data.type === 'stop') site.stop(parsed.data.scope, parsed.data.by);
  });
  socket.on('close', unsubscribe);
  socket.on('error', () => socket.terminate());
};
