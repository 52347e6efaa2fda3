import { WebSocket } from 'ws';

export type Frame = Record<string, unknown> & { readonly op?: string };

/** A client without a library: sends text as it is, keeps everything that arrives until a test takes it. */
export class RawClient {
  readonly #socket: WebSocket;
  readonly #arrived: (Frame | Buffer)[] = [];
  #wake: (() => void) | undefined;
  closeCode: number | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      this.#arrived.push(isBinary ? data : (JSON.parse(data.toString('utf8')) as Frame));
      this.#wake?.();
    });
    socket.on('close', (code) => {
      this.closeCode = code;
      this.#wake?.();
    });
    socket.on('error', () => {});
  }

  static connect(url: string, headers: Record<string, string> = {}): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url, { headers, perMessageDeflate: false });
      const client = new RawClient(socket);
      socket.once('open', () => resolve(client));
      socket.once('error', reject);
    });
  }

  send(frame: object | string): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  sendBinary(bytes: Uint8Array): void {
    this.#socket.send(bytes, { binary: true });
  }

  /** Sends bytes in a text frame, valid or not. */
  sendAsText(bytes: Uint8Array): void {
    this.#socket.send(bytes, { binary: false });
  }

  /** Next frame that fits, others stay; fails after `timeoutMilliseconds`. */
  async next(fits: (frame: Frame) => boolean = () => true, timeoutMilliseconds = 3_000): Promise<Frame> {
    return (await this.#take((entry) => !Buffer.isBuffer(entry) && fits(entry), timeoutMilliseconds)) as Frame;
  }

  async nextBinary(timeoutMilliseconds = 3_000): Promise<Buffer> {
    return (await this.#take((entry) => Buffer.isBuffer(entry), timeoutMilliseconds)) as Buffer;
  }

  /** Whatever comes first, text or binary. */
  nextAny(timeoutMilliseconds = 3_000): Promise<Frame | Buffer> {
    return this.#take(() => true, timeoutMilliseconds);
  }

  /** What arrives within a time, taken. */
  async collect(milliseconds: number): Promise<readonly (Frame | Buffer)[]> {
    await sleep(milliseconds);
    return this.#arrived.splice(0);
  }

  /** Calls a service and waits for its response. */
  call(service: string, args: object = {}, id = `call:${service}:${Math.random()}`): Promise<Frame> {
    this.send({ op: 'call_service', service, args, id });
    return this.next((frame) => frame.op === 'service_response' && frame.id === id, 5_000);
  }

  async closed(timeoutMilliseconds = 3_000): Promise<number> {
    const deadline = Date.now() + timeoutMilliseconds;
    while (this.closeCode === undefined) {
      if (Date.now() > deadline) throw new Error('the connection stayed open');
      await sleep(5);
    }
    return this.closeCode;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed().catch(() => this.#socket.terminate());
  }

  terminate(): void {
    this.#socket.terminate();
  }

  async #take(fits: (entry: Frame | Buffer) => boolean, timeoutMilliseconds: number): Promise<Frame | Buffer> {
    const deadline = Date.now() + timeoutMilliseconds;
    for (;;) {
      const index = this.#arrived.findIndex(fits);
      if (index >= 0) return this.#arrived.splice(index, 1)[0] as Frame | Buffer;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`no such frame within ${timeoutMilliseconds} ms; arrived: ${this.#describe()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  #describe(): string {
    return JSON.stringify(this.#arrived.slice(0, 5)).slice(0, 400);
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
