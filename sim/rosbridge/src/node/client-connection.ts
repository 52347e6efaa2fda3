import type { RawData, WebSocket } from 'ws';
import { RosbridgeSession, type SessionOptions } from '../session/session.ts';

/** Frames of one client that are handled before others get their turn. */
const FRAMES_PER_TURN = 32;
/** Waiting frames at which a client's socket is paused, and at which it is resumed. */
const PAUSE_AT = 256;
const RESUME_AT = 64;
/** WebSocket close code "invalid payload data". */
const INVALID_PAYLOAD = 1007;

/** A socket and its session. Inbound frames wait in a short queue and are handled in turns. */
export class ClientConnection {
  readonly session: RosbridgeSession;
  readonly #socket: WebSocket;
  readonly #waiting: (string | Uint8Array)[] = [];
  #isScheduled = false;
  #isPaused = false;
  #isAlive = true;

  constructor(socket: WebSocket, options: Omit<SessionOptions, 'transport'>) {
    this.#socket = socket;
    this.session = new RosbridgeSession({
      ...options,
      transport: {
        send: (frame) => {
          if (socket.readyState === socket.OPEN) socket.send(frame);
        },
        bufferedBytes: () => socket.bufferedAmount,
        close: (code, reason) => socket.close(code, reason),
      },
    });
    socket.on('message', (data: RawData, isBinary: boolean) => this.#accept(data, isBinary));
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('error', () => socket.terminate());
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

  #accept(data: RawData, isBinary: boolean): void {
    const bytes = toBytes(data);
    this.#isAlive = true;
    if (isBinary || isUtf8(bytes)) {
      this.#waiting.push(isBinary ? bytes : new TextDecoder().decode(bytes));
    } else {
      this.session.receive(bytes);
      this.#socket.close(INVALID_PAYLOAD, 'text frame is not UTF-8');
      return;
    }
    if (this.#waiting.length >= PAUSE_AT && !this.#isPaused) {
      this.#isPaused = true;
      this.#socket.pause();
    }
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#takeTurn());
  }

  #takeTurn(): void {
    this.#isScheduled = false;
    for (const frame of this.#waiting.splice(0, FRAMES_PER_TURN)) this.session.receive(frame);
    if (this.#isPaused && this.#waiting.length <= RESUME_AT) {
      this.#isPaused = false;
      this.#socket.resume();
    }
    if (this.#waiting.length > 0) this.#schedule();
  }
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
