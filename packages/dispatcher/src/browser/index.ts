import type { ClientMessage, LiveMessage } from '../api/index.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** The dispatcher inside the page: the API of the server, answered by a worker. */
export type PageDispatcher = {
  request(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown }>;
  send(message: ClientMessage): void;
};

/** @param onBroken the worker could not be loaded or died; nothing will answer any more */
export const openPageDispatcher = (
  start: { readonly scene: string; readonly speed: number },
  onMessage: (message: LiveMessage) => void,
  onBroken: (why: string) => void,
): PageDispatcher => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'muster-dispatcher' });
  const waiting = new Map<number, (reply: { readonly status: number; readonly body: unknown }) => void>();
  let count = 0;
  const tell = (message: ToWorker): void => worker.postMessage(message);
  worker.addEventListener('message', (event: MessageEvent<FromWorker>) => {
    const { data } = event;
    if (data.type === 'live') onMessage(data.message);
    else {
      waiting.get(data.id)?.({ status: data.status, body: data.body });
      waiting.delete(data.id);
    }
  });
  worker.addEventListener('error', (event) => onBroken(event.message));
  tell({ type: 'open', ...start });
  return {
    request: (method, path, body) =>
      new Promise((resolve) => {
        count += 1;
        waiting.set(count, resolve);
        tell({ type: 'request', id: count, method, path, ...(body === undefined ? {} : { body }) });
      }),
    send: (message) => tell({ type: 'client', message }),
  };
};
