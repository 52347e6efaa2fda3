import { splitFrame } from './fragments.ts';
import type { SessionLimits, SessionMode } from './limits.ts';

/** The client's end of the wire, supplied by whoever owns the socket. */
export interface SessionTransport {
  /** Text is one JSON frame; bytes are one CBOR frame. */
  send(frame: string | Uint8Array): void;
  /** Bytes handed over and not yet taken by the network. Absent: never congested. */
  bufferedBytes?(): number;
  close?(code: number, reason: string): void;
}

/** A frame of the server; what is undefined is left out. */
export interface OutboundFrame {
  readonly op: string;
  readonly id?: string | undefined;
  readonly [field: string]: unknown;
}

/** WebSocket close code "try again later": the client did not read what it asked for. */
const TRY_AGAIN_LATER = 1013;

/** Everything a session sends. Telemetry yields to a slow client; answers and results do not. */
export class Outbox {
  readonly #transport: SessionTransport;
  readonly #limits: SessionLimits;
  readonly #mode: SessionMode;
  readonly #clientId: string;
  readonly #escapesSlashes: boolean;
  #fragments = 0;
  #isClosed = false;
  sentFrames = 0;
  /** Once a client names a fragment size, real servers apply it to all later frames. */
  stickyFragmentSize: number | undefined;

  /** @param escapesSlashes writes `/` as `\\/`, as the ROS 1 server's JSON library does */
  constructor(
    transport: SessionTransport,
    limits: SessionLimits,
    mode: SessionMode,
    clientId: string,
    escapesSlashes: boolean,
  ) {
    this.#transport = transport;
    this.#limits = limits;
    this.#mode = mode;
    this.#clientId = clientId;
    this.#escapesSlashes = escapesSlashes;
  }

  get isCongested(): boolean {
    return (this.#transport.bufferedBytes?.() ?? 0) > this.#limits.congestedBytes;
  }

  /** An answer or a result. Never dropped: a client that leaves too many unread is closed instead. */
  sendResult(frame: OutboundFrame, fragmentSize?: number): void {
    if ((this.#transport.bufferedBytes?.() ?? 0) > this.#limits.maxBufferedBytes) {
      this.close(TRY_AGAIN_LATER, 'the client does not read its answers');
      return;
    }
    this.sendText(JSON.stringify(frame), fragmentSize, frame.id);
  }

  sendText(frame: string, fragmentSize: number | undefined, id?: string): void {
    const text = this.#escapesSlashes ? frame.replaceAll('/', '\\/') : frame;
    const size = this.#mode === 'compat' ? this.stickyFragmentSize : fragmentSize;
    if (size === undefined || text.length <= size) {
      this.#send(text);
      return;
    }
    this.#fragments += 1;
    const isFaithful = this.#mode === 'compat';
    const fragmentId = isFaithful ? id : `fragment:${this.#clientId}:${this.#fragments}`;
    for (const part of splitFrame(text, size, fragmentId, isFaithful)) this.#send(part);
  }

  sendBytes(bytes: Uint8Array): void {
    this.#send(bytes);
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#transport.close?.(code, reason);
  }

  #send(frame: string | Uint8Array): void {
    if (this.#isClosed) return;
    this.sentFrames += 1;
    this.#transport.send(frame);
  }
}
