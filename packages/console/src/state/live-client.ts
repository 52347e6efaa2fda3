import { api } from './api.ts';
import { type ClientMessage, isInPage, type LiveMessage, type PageDispatcher, startInPage } from './dispatcher.ts';
import type { ConsoleStore } from './store.ts';

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 4000;
/** Silence after which the server is asked whether it is there: a paused simulation sends nothing. */
const SILENCE_MS = 2500;

/** Keeps a WebSocket to `/api/live` open, for ever, and feeds the store; or listens to the dispatcher inside the page. */
export class LiveClient {
  readonly #store: ConsoleStore;
  #socket: WebSocket | null = null;
  #inPage: PageDispatcher | null = null;
  #retryMs = FIRST_RETRY_MS;
  #asking = false;

  constructor(store: ConsoleStore) {
    this.#store = store;
  }

  start(): void {
    setInterval(() => void this.#watchSilence(), 1000);
    if (isInPage) {
      void this.#openInPage();
      return;
    }
    this.#open();
    // A tablet that wakes up must not wait for a back-off that was meant for a sleeping one.
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && this.#socket?.readyState !== WebSocket.OPEN) this.#retryMs = FIRST_RETRY_MS;
    });
    window.addEventListener('online', () => {
      if (this.#socket?.readyState === WebSocket.CLOSED) this.#open();
    });
  }

  /** Sends at once or says that it could not; nothing is queued, as an old stop or command must not arrive late. */
  send(message: ClientMessage): boolean {
    if (this.#inPage) {
      this.#inPage.send(message);
      return true;
    }
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  async #openInPage(): Promise<void> {
    const lost = (): void => this.#store.dispatch({ type: 'link', link: 'lost' });
    let isFirst = true;
    const take = (message: LiveMessage): void => {
      this.#store.dispatch({ type: 'message', message, atMs: performance.now() });
      if (isFirst) void this.#loadWorld();
      isFirst = false;
    };
    try {
      this.#inPage = await startInPage(take, lost);
    } catch {
      lost();
    }
  }

  #open(): void {
    if (this.#socket && this.#socket.readyState < WebSocket.CLOSING) return;
    const url = new URL('api/live', location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onopen = () => {
      this.#retryMs = FIRST_RETRY_MS;
      void this.#loadWorld();
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as LiveMessage;
      this.#store.dispatch({ type: 'message', message, atMs: performance.now() });
    };
    socket.onclose = () => {
      this.#store.dispatch({ type: 'link', link: this.#store.state.site ? 'lost' : 'connecting' });
      setTimeout(() => this.#open(), this.#retryMs * (0.75 + Math.random() / 2));
      this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2);
    };
  }

  async #loadWorld(): Promise<void> {
    const world = await api.world();
    if (world.ok) this.#store.dispatch({ type: 'world', world: world.value });
  }

  async #watchSilence(): Promise<void> {
    const { state } = this.#store;
    if (state.link !== 'live' || this.#asking || performance.now() - state.heardMs < SILENCE_MS) return;
    this.#asking = true;
    const answer = await api.ping();
    this.#asking = false;
    if (answer.ok) this.#store.dispatch({ type: 'heard', atMs: performance.now() });
  }
}
