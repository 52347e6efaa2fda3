import { AbstractTransport } from 'roslib';

/** Frames larger than this are not read: nothing that we ask for is. */
const MAX_FRAME_CHARACTERS = 10_000_000;

/** roslib transport over the platform's WebSocket, that refuses oversized frames and closes for good after an error. */
export class SocketTransport extends AbstractTransport {
  readonly #socket: WebSocket;

  constructor(url: string) {
    super();
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = (event) => void this.emit('open', event);
    this.#socket.onclose = (event) => void this.emit('close', event);
    this.#socket.onerror = (event) => void this.emit('error', event);
    this.#socket.onmessage = ({ data }) => {
      const size = typeof data === 'string' ? data.length : (data as ArrayBuffer).byteLength;
      if (size > MAX_FRAME_CHARACTERS) {
        this.#socket.close(1009, 'frame too large');
        return;
      }
      this.handleRawMessage(data);
    };
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message));
  }
  close(): void {
    this.#socket.close();
  }
  isConnecting(): boolean {
    return this.#socket.readyState === WebSocket.CONNECTING;
  }
  isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }
  isClosing(): boolean {
    return this.#socket.readyState === WebSocket.CLOSING;
  }
  isClosed(): boolean {
    return this.#socket.readyState === WebSocket.CLOSED;
  }
}
