import type { ClientMessage, LiveMessage } from '@muster/dispatcher/api';
import type { PageDispatcher } from '@muster/dispatcher/browser';

/** Whether the page has its dispatcher inside itself: it was served as plain files, or its address asks for that. */
export const isInPage: boolean =
  document.querySelector('meta[name=muster-dispatcher]')?.getAttribute('content') === 'page' ||
  new URLSearchParams(location.search).get('dispatcher') === 'page';

export type Reply = { readonly status: number; readonly body: unknown };

let inPage: Promise<PageDispatcher> | null = null;

/** Starts the dispatcher of the page; what it tells goes to the listener. */
export const startInPage = (
  onMessage: (message: LiveMessage) => void,
  onBroken: (why: string) => void,
): Promise<PageDispatcher> => {
  const query = new URLSearchParams(location.search);
  const speed = Number(query.get('speed') ?? 1);
  const start = {
    scene: query.get('scene') ?? 'warehouse',
    speed: speed >= 0 && speed <= 100 ? speed : 1,
  };
  inPage ??= import('@muster/dispatcher/browser').then(({ openPageDispatcher }) =>
    openPageDispatcher(start, onMessage, onBroken),
  );
  return inPage;
};

/** One request to whichever dispatcher there is. Rejects when there is no answer in time. */
export const request = async (
  method: 'GET' | 'POST',
  path: string,
  body: unknown,
  timeoutMs: number,
): Promise<Reply> => {
  if (inPage) {
    const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error('late')), timeoutMs));
    return Promise.race([inPage.then((dispatcher) => dispatcher.request(method, path, body)), late]);
  }
  const response = await fetch(path.slice(1), {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, body: await response.json() };
};

/** Bytes to a server; the dispatcher inside the page takes none. */
export const requestBytes = async (
  path: string,
  bytes: Uint8Array,
  type: string,
  timeoutMs: number,
): Promise<Reply> => {
  const response = await fetch(path.slice(1), {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Blob([bytes as Uint8Array<ArrayBuffer>], { type }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, body: await response.json() };
};

export type { ClientMessage, LiveMessage, PageDispatcher };
