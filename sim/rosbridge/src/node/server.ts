import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { deflateSync } from 'node:zlib';
import { type WebSocket, WebSocketServer } from 'ws';
import type { GraphClock } from '../clock.ts';
import type { RosGraph } from '../graph/ros-graph.ts';
import { DEFAULT_LIMITS, type SessionLimits, type SessionMode } from '../session/limits.ts';
import { ClientConnection } from './client-connection.ts';
import { announceClients } from './client-presence.ts';
import { isTrustedRequest } from './origin.ts';

export interface RosbridgeServerOptions {
  readonly graph: RosGraph;
  /** 0 chooses a free port. Default 9090. */
  readonly port?: number;
  readonly mode?: SessionMode;
  readonly limits?: Partial<SessionLimits>;
  /** Default 64. */
  readonly maxClients?: number;
  /** Time of throttles and deadlines, seconds. Default: the host's monotonic clock, as in real servers. */
  readonly clock?: GraphClock;
  /** Web origins besides those of this machine. */
  readonly allowedOrigins?: readonly string[];
  /** Seconds between pings; a client that answers none in between is closed. Default 5; 0 turns pings off. */
  readonly pingSeconds?: number;
}

export interface RosbridgeServerStats {
  readonly clients: number;
  readonly acceptedConnections: number;
  readonly rejectedConnections: number;
  readonly receivedFrames: number;
  readonly refusedFrames: number;
  readonly droppedMessages: number;
}

export interface RosbridgeServer {
  readonly port: number;
  readonly url: string;
  stats(): RosbridgeServerStats;
  close(): Promise<void>;
}

/** Frames up to this many times the limit are read and refused with a reason; larger ones close the connection (1009). */
const REFUSABLE_FACTOR = 4;
/** How often held-back messages are looked at, milliseconds; the finest throttle that is kept exactly. */
const POLL_MILLISECONDS = 10;

/**
 * Serves a graph as rosbridge v2 on 127.0.0.1. Frames of all clients are handled in turn, a few of each, so a client that
 * floods delays only itself; its socket is paused meanwhile.
 *
 * @throws the socket's error when the port is taken
 */
export async function startRosbridgeServer(options: RosbridgeServerOptions): Promise<RosbridgeServer> {
  const clock = options.clock ?? { now: () => performance.now() / 1000 };
  const maxClients = options.maxClients ?? 64;
  const pingSeconds = options.pingSeconds ?? 5;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const clients = new Set<ClientConnection>();
  const ended = { receivedFrames: 0, refusedFrames: 0, droppedMessages: 0 };
  let accepted = 0;
  let rejected = 0;

  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: options.port ?? 9090,
    maxPayload: limits.maxFrameBytes * REFUSABLE_FACTOR,
    perMessageDeflate: false,
    skipUTF8Validation: true,
    verifyClient: (
      { req }: { req: IncomingMessage },
      decide: (isAccepted: boolean, code?: number, text?: string) => void,
    ) => {
      if (!isTrustedRequest(req.headers, options.allowedOrigins ?? [])) {
        rejected += 1;
        decide(false, 403, 'origin not allowed');
      } else if (clients.size >= maxClients) {
        rejected += 1;
        decide(false, 503, 'too many clients');
      } else {
        decide(true);
      }
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });

  const presence = announceClients(options.graph, clients);

  server.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    accepted += 1;
    const connection = new ClientConnection(socket, request.socket, {
      graph: options.graph,
      clock,
      clientId: `client-${accepted}`,
      limits,
      ...(options.mode === undefined ? {} : { mode: options.mode }),
      deflate: (bytes) => deflateSync(bytes),
    });
    clients.add(connection);
    presence.publish();
    socket.once('close', () => {
      clients.delete(connection);
      const { stats } = connection.session;
      ended.receivedFrames += stats.receivedFrames;
      ended.refusedFrames += stats.refusedFrames;
      ended.droppedMessages += stats.droppedMessages;
      presence.publish();
    });
  });

  const poll = setInterval(() => {
    for (const client of clients) client.session.poll();
  }, POLL_MILLISECONDS);
  const ping =
    pingSeconds > 0
      ? setInterval(() => {
          for (const client of clients) client.ping();
        }, pingSeconds * 1000)
      : undefined;

  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `ws://127.0.0.1:${port}`,
    stats: () => {
      const total = { ...ended };
      for (const { session } of clients) {
        total.receivedFrames += session.stats.receivedFrames;
        total.refusedFrames += session.stats.refusedFrames;
        total.droppedMessages += session.stats.droppedMessages;
      }
      return { clients: clients.size, acceptedConnections: accepted, rejectedConnections: rejected, ...total };
    },
    close: async () => {
      clearInterval(poll);
      clearInterval(ping);
      for (const client of clients) client.terminate();
      presence.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
