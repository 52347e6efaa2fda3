import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { RosbridgeSession, type SessionOptions } from '../session/session.ts';

/** Frames of one client that are handled before others get their turn. */
const FRAMES_PER_TURN = 32;
/** Waiting frames at which a client's socket is paused, and at which it is resumed. */
const PAUSE_AT = 256;
const RESUME_AT = 64;
const MUCH_UNREAD = 128 * 1024;
const CLOSING_MILLISECONDS = 1_000;
/** WebSocket close code "invalid payload data". */
const INVALID_PAYLOAD = 1007;

/** A socket and its session. A few frames are handled as they come; more wait in a short queue and are handled in turns. */
export class ClientConnection {
  readonly session: RosbridgeSession;
  readonly address: string;
  /** Graph seconds. */
  readonly connectedSeconds: number;
  readonly #socket: WebSocket;
  readonly #stream: Socket;
  #isGathering = false;
  readonly #waiting: (string | Uint8Array)[] = [];
  #handledThisTurn = 0;
  #isScheduled = false;
  #isPaused = false;
  #isAlive = true;

  constructor(socket: WebSocket, stream: Socket, options: Omit<SessionOptions, 'transport'>) {
    this.#socket = socket;
    this.#stream = stream;
    this.address = stream.remoteAddress ?? '';
    this.connectedSeconds = options.graph.clock.now();
    this.session = new RosbridgeSession({
      ...options,
      transport: {
        send: (frame) => {
          if (socket.readyState !== socket.OPEN) return;
          this.#gather();
          socket.send(frame);
        },
        bufferedBytes: () => socket.bufferedAmount,
        close: (code, reason) => {
          closeSocket(socket, code, reason);
          this.session.close();
        },
      },
    });
    socket.on('message', (data: RawData, isBinary: boolean) => this.#accept(data, isBinary));
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    // A protocol error is followed by `close`, where everything is released.
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#waiting.length = 0;
      this.session.close();
    });
  }

  /** Pings, or ends a connection whose last ping found no answer. */
  ping(): void {
    if (!this.#isAlive && !this.#isPaused) {
      this.#socket.terminate();
      return;
    }
    this.#isAlive = false;
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** Frames that are sent in one go, e.g. answers to a batch, leave in one system call. */
  #gather(): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    this.#stream.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      this.#stream.uncork();
    });
  }

  #accept(data: RawData, isBinary: boolean): void {
    const bytes = toBuffer(data);
    this.#isAlive = true;
    if (!isBinary && !isUtf8(bytes)) {
      this.session.receive(bytes);
      closeSocket(this.#socket, INVALID_PAYLOAD, 'text frame is not UTF-8');
      return;
    }
    const frame = isBinary ? bytes : bytes.toString('utf8');
    if (this.#waiting.length === 0 && this.#handledThisTurn < FRAMES_PER_TURN) {
      this.#handledThisTurn += 1;
      this.session.receive(frame);
    } else {
      this.#waiting.push(frame);
    }
    if (this.#waiting.length >= PAUSE_AT && !this.#isPaused) {
      this.#isPaused = true;
      this.#socket.pause();
    }
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#takeTurn());
  }

  #takeTurn(): void {
    this.#isScheduled = false;
    this.#handledThisTurn = 0;
    for (const frame of this.#waiting.splice(0, FRAMES_PER_TURN)) this.session.receive(frame);
    if (this.#isPaused && this.#waiting.length <= RESUME_AT) {
      this.#isPaused = false;
      this.#socket.resume();
    }
    if (this.#waiting.length === 0) return;
    this.#isScheduled = true;
    setImmediate(() => this.#takeTurn());
  }
}

/** A client that leaves much unread would not read the closing frame either; others get a second for it. */
function closeSocket(socket: WebSocket, code: number, reason: string): void {
  if (socket.bufferedAmount > MUCH_UNREAD) {
    socket.terminate();
    return;
  }
  socket.close(code, reason);
  const timer = setTimeout(() => socket.terminate(), CLOSING_MILLISECONDS);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

function toBuffer(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
