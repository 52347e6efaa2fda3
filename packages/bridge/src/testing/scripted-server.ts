import type { Frame, LinkTransport, TransportFactory } from '../link.ts';

/**
 * A rosbridge without a socket that says only what a test makes it say. Frames cross in microtasks; `cut` drops every connection, `refuse`
 * keeps new ones from opening.
 */
export class ScriptedServer {
  /** Every frame that arrived, over all connections. */
  readonly received: Frame[] = [];
  connections = 0;
  refuse = false;
  /** What the version probe is answered with; null: never. */
  version: object | false | null = { version: 2, distro: 'jazzy' };
  answersHeartbeat = true;
  onFrame: (frame: Frame, reply: (frame: object) => void) => void = () => undefined;
  #open = new Set<ScriptedConnection>();

  readonly transportFactory: TransportFactory = async () => {
    this.connections += 1;
    const connection = new ScriptedConnection(this);
    if (this.refuse) queueMicrotask(() => connection.drop());
    else {
      this.#open.add(connection);
      // Listeners are attached only after this promise resolves.
      setTimeout(() => connection.opened(), 0);
    }
    return connection;
  };

  /** Sends a frame to every open connection. */
  say(frame: object): void {
    for (const connection of this.#open) connection.deliver(frame);
  }

  publish(topic: string, message: unknown): void {
    this.say({ op: 'publish', topic, msg: message });
  }

  cut(): void {
    for (const connection of [...this.#open]) connection.drop();
  }

  get open(): number {
    return this.#open.size;
  }

  frames(op: string): Frame[] {
    return this.received.filter((frame) => frame.op === op);
  }

  /** Calls of services other than the link's own. */
  calls(): Frame[] {
    return this.frames('call_service').filter((frame) => !String(frame.service).startsWith('/rosapi/'));
  }

  take(connection: ScriptedConnection, frame: Frame): void {
    this.received.push(frame);
    const reply = (answer: object): void => connection.deliver(answer);
    if (frame.op === 'call_service' && frame.service === '/rosapi/get_ros_version') {
      if (this.version !== null)
        reply({
          op: 'service_response',
          id: frame.id,
          service: frame.service,
          result: this.version !== false,
          values: this.version === false ? 'does not exist' : this.version,
        });
    } else if (frame.op === 'call_service' && frame.service === '/rosapi/get_time') {
      if (this.answersHeartbeat)
        reply({ op: 'service_response', id: frame.id, service: frame.service, result: true, values: {} });
    } else this.onFrame(frame, reply);
  }

  gone(connection: ScriptedConnection): void {
    this.#open.delete(connection);
  }
}

type Listener = (event: never) => void;

class ScriptedConnection implements LinkTransport {
  #server: ScriptedServer;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';
  #listeners = new Map<string, Listener[]>();

  constructor(server: ScriptedServer) {
    this.#server = server;
  }
  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }
  opened(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'open';
    this.#emit('open', {});
  }
  deliver(frame: object): void {
    const text = JSON.stringify(frame);
    queueMicrotask(() => {
      if (this.#state === 'open') this.#emit('message', JSON.parse(text));
    });
  }
  drop(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#server.gone(this);
    this.#emit('close', {});
  }
  send(frame: never): void {
    if (this.#state === 'open') this.#server.take(this, JSON.parse(JSON.stringify(frame)) as Frame);
  }
  close(): void {
    this.drop();
  }
  isConnecting(): boolean {
    return this.#state === 'connecting';
  }
  isOpen(): boolean {
    return this.#state === 'open';
  }
  isClosing(): boolean {
    return false;
  }
  isClosed(): boolean {
    return this.#state === 'closed';
  }
  #emit(event: string, value: unknown): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(value as never);
  }
}
