import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type AedesPublishPacket, type Client } from 'aedes';

export type Heard = {
  readonly topic: string;
  readonly message: unknown;
  readonly qos: number;
  readonly retain: boolean;
};

/** An MQTT broker on loopback that keeps what went over it. */
export class TestBroker {
  readonly heard: Heard[] = [];
  readonly #aedes = new Aedes();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;

  static async start(port = 0): Promise<TestBroker> {
    const broker = new TestBroker();
    await broker.#aedes.listen();
    broker.#aedes.on('publish', (packet: AedesPublishPacket, client: Client | null) => {
      // Without a client: the broker's own topics, and last wills.
      if (!client && packet.topic.startsWith('$SYS')) return;
      const text = packet.payload.toString();
      let message: unknown = text;
      try {
        message = JSON.parse(text);
      } catch {
        // Kept as text: a test may send anything.
      }
      broker.heard.push({ topic: packet.topic, message, qos: packet.qos, retain: packet.retain });
    });
    await broker.open(port);
    return broker;
  }

  get url(): string {
    return `mqtt://127.0.0.1:${this.#port}`;
  }

  async open(port = this.#port): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      this.#aedes.handle(socket);
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as { port: number }).port;
  }

  /** Drops every connection and takes no new one, as when its machine is switched off. */
  async cut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
  }

  say(topic: string, message: unknown, options: { readonly retain?: boolean } = {}): void {
    this.#aedes.publish(
      {
        cmd: 'publish',
        topic,
        payload: Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)),
        qos: 0,
        retain: options.retain ?? false,
        dup: false,
      },
      () => undefined,
    );
  }

  of(topic: string): Record<string, never>[] {
    return this.heard.filter((entry) => entry.topic.endsWith(`/${topic}`)).map((entry) => entry.message as never);
  }

  async close(): Promise<void> {
    await this.cut();
    await new Promise<void>((resolve) => this.#aedes.close(() => resolve()));
  }
}

/** Waits until something is so, at most ten seconds. */
export const until = async (condition: () => boolean, what = 'it'): Promise<void> => {
  for (let tries = 0; tries < 1000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`${what} never came to pass`);
};
