import type { WebSocket } from 'ws';
import { clientMessageSchema, type EventView, type LiveMessage } from '../api/index.ts';
import type { Site } from '../site/site.ts';

/** Bytes that may wait in a client's socket before telemetry is left out, and before it is disconnected. */
const TELEMETRY_LIMIT = 256 * 1024;
const HARD_LIMIT = 8 * 1024 * 1024;
const MESSAGES_PER_SECOND = 40;
/** Events are gathered for so long: a hundred clients cost one message each, not one for every event. */
const GATHER_MS = 25;

export type LiveHub = { attach(socket: WebSocket): void; close(): void };

/**
 * Live clients of a site. What is sent is made into text once for all of them. Snapshots are latest-only: while a socket is behind they are
 * skipped, never queued. Events are never skipped; a client that can't keep up with those is disconnected and may ask again from the last
 * sequence it saw.
 */
export const createLiveHub = (site: Site): LiveHub => {
  const clients = new Set<WebSocket>();
  let gathered: EventView[] = [];
  let timer: NodeJS.Timeout | undefined;

  const sendAll = (message: LiveMessage): void => {
    if (clients.size === 0) return;
    const text = JSON.stringify(message);
    const isTelemetry = message.type === 'sim' || message.type === 'host' || message.type === 'beat';
    for (const socket of clients) send(socket, text, isTelemetry);
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered.length === 0) return;
    const events = gathered;
    gathered = [];
    sendAll({ type: 'events', events });
  };
  const unsubscribe = site.subscribe((message) => {
    if (message.type === 'event') {
      if (clients.size === 0) return;
      gathered.push(message.event);
      timer ??= setTimeout(flush, GATHER_MS);
      return;
    }
    // What a run has come to is never told before the events that led to it.
    if (message.type === 'run') flush();
    sendAll(message);
  });

  return {
    attach: (socket) => {
      // The greeting holds all events so far: none of them may come a second time.
      flush();
      send(socket, JSON.stringify(site.hello()), false);
      clients.add(socket);
      socket.on('close', () => clients.delete(socket));
      socket.on('error', () => socket.terminate());
      hear(socket, site);
    },
    close: () => {
      clearTimeout(timer);
      unsubscribe();
      clients.clear();
    },
  };
};

const send = (socket: WebSocket, text: string, isTelemetry: boolean): void => {
  if (socket.readyState !== socket.OPEN) return;
  if (isTelemetry && socket.bufferedAmount > TELEMETRY_LIMIT) return;
  if (socket.bufferedAmount > HARD_LIMIT) {
    socket.close(1013, 'too slow: reconnect and ask for the events after the last one seen');
    return;
  }
  socket.send(text);
};

/** What a client may say: that it lives, and that everything has to stop. */
const hear = (socket: WebSocket, site: Site): void => {
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
};
