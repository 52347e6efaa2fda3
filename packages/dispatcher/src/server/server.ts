import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { bilingual } from '@muster/domain';
import { WebSocketServer } from 'ws';
import { loadLibrary } from '../library/read-library.ts';
import type { Site } from '../site/site.ts';
import { readBody, readBytes, sendJson, sendProblems } from './http-json.ts';
import { createLiveHub } from './live.ts';
import { isOwnOrigin } from './origin.ts';
import { answerRequest, STOP_PATH } from './routes.ts';
import { saveScene } from './save-scene.ts';
import { type Speech, speechFrom } from './speech/index.ts';
import { serveFile } from './static-files.ts';

/** Where `npm run build` puts the console. */
export const CONSOLE_ROOT = fileURLToPath(new URL('../../../console/dist', import.meta.url));

export type RunningServer = { readonly address: string; readonly port: number; close(): Promise<void> };

/** HTTP API, live WebSocket and console, on loopback only. */
export const startServer = async (
  site: Site,
  port = 0,
  speech: Speech = speechFrom(process.env),
): Promise<RunningServer> => {
  const server = createServer((request, response) => {
    handle(site, speech, request, response).catch((error: unknown) => {
      if (!response.headersSent)
        sendProblems(response, 500, [
          {
            code: 'API_INTERNAL',
            says: bilingual(`The server broke: ${String(error)}`, `服务器出错：${String(error)}`),
          },
        ]);
    });
  });
  const hub = createLiveHub(site);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/api/live' || !isOwnOrigin(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => hub.attach(client));
  });
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${bound}/`,
    port: bound,
    close: async () => {
      hub.close();
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });

const handle = async (
  site: Site,
  speech: Speech,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const path = url.pathname;
  if (!path.startsWith('/api/')) {
    if (request.method !== 'GET' || !serveFile(CONSOLE_ROOT, path, response))
      sendProblems(response, 404, [
        {
          code: 'API_NOT_FOUND',
          place: path,
          says: bilingual(
            'There is nothing here. Was the console built (npm run build)?',
            '这里什么都没有。控制台构建了吗（npm run build）？',
          ),
        },
      ]);
    return;
  }
  if (!isOwnOrigin(request)) {
    sendProblems(response, 403, [
      {
        code: 'API_FOREIGN_ORIGIN',
        says: bilingual('Requests from other origins are refused.', '拒绝来自其他来源的请求。'),
      },
    ]);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'POST') {
    sendProblems(response, 405, [
      { code: 'API_METHOD', says: bilingual('Only GET and POST are answered.', '只支持 GET 和 POST。') },
    ]);
    return;
  }
  if (path === '/api/speech' && request.method === 'GET') {
    sendJson(response, 200, await speech.view());
    return;
  }
  if (path === '/api/transcribe' && request.method === 'POST') {
    await transcribe(site, speech, url, request, response);
    return;
  }
  let body: unknown;
  if (request.method === 'POST') {
    const read = await readBody(request);
    // A stop with a broken body is a stop of everything.
    if (!read.ok && path !== STOP_PATH) {
      sendProblems(response, 400, read.problems);
      return;
    }
    body = read.ok ? read.value : undefined;
  }
  const reply = await answerRequest(
    site,
    { method: request.method, path, query: url.searchParams, body },
    { loadLibrary, saveScene },
  );
  sendJson(response, reply.status, reply.body);
};

/** Longest recording, bytes: four minutes of 16 kHz mono. */
const RECORDING_LIMIT = 8 * 1024 * 1024;

/** The body is a WAV file, `?language=` en or zh. What comes back is a draft: nothing is planned from it here. */
const transcribe = async (
  site: Site,
  speech: Speech,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const wav = await readBytes(request, RECORDING_LIMIT);
  if (!wav) {
    sendProblems(response, 400, [
      { code: 'SPEECH_TOO_LONG', says: bilingual('The recording is too long.', '录音太长。') },
    ]);
    return;
  }
  const language = url.searchParams.get('language') === 'zh' ? 'zh' : 'en';
  const text = await speech.transcribe(wav, language, site.world().scene);
  if (text.ok) sendJson(response, 200, text.value);
  else sendProblems(response, 409, text.problems);
};
