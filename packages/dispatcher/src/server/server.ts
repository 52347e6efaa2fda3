import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { bilingual, type Result } from '@muster/domain';
import { WebSocketServer } from 'ws';
import {
  decisionRequestSchema,
  editRequestSchema,
  faultRequestSchema,
  missionControlSchema,
  resetRequestSchema,
  sceneEditSchema,
  speedRequestSchema,
  stopRequestSchema,
  taskRequestSchema,
} from '../api/index.ts';
import type { Site } from '../site/site.ts';
import { charts } from './charts.ts';
import { readBody, sendJson, sendProblems } from './http-json.ts';
import { attachLiveClient } from './live.ts';
import { openApi } from './openapi.ts';
import { isOwnOrigin } from './origin.ts';
import { checkSceneChanges, saveSceneChanges } from './scene-edit.ts';
import { serveFile } from './static-files.ts';

/** Where `npm run build` puts the console. */
export const CONSOLE_ROOT = fileURLToPath(new URL('../../../console/dist', import.meta.url));

export type RunningServer = { readonly address: string; readonly port: number; close(): Promise<void> };

/** HTTP API, live WebSocket and console, on loopback only. */
export const startServer = async (site: Site, port = 0): Promise<RunningServer> => {
  const server = createServer((request, response) => {
    handle(site, request, response).catch((error: unknown) => {
      if (!response.headersSent)
        sendProblems(response, 500, [
          {
            code: 'API_INTERNAL',
            says: bilingual(`The server broke: ${String(error)}`, `服务器出错：${String(error)}`),
          },
        ]);
    });
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  server.on('upgrade', (request, socket, head) => {
    if (request.url !== '/api/live' || !isOwnOrigin(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => attachLiveClient(client, site));
  });
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${bound}/`,
    port: bound,
    close: async () => {
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

const handle = async (site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> => {
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
  if (request.method === 'GET') {
    const future = /^\/api\/runs\/([a-z0-9_.-]+)\/futures\/(\d{1,9})$/.exec(path);
    if (future) reply(response, await site.future(future[1]!, Number(future[2])));
    else answerGet(site, path, url, response);
    return;
  }
  if (request.method !== 'POST') {
    sendProblems(response, 405, [
      { code: 'API_METHOD', says: bilingual('Only GET and POST are answered.', '只支持 GET 和 POST。') },
    ]);
    return;
  }
  await answerPost(site, path, request, response);
};

const answerGet = (site: Site, path: string, url: URL, response: ServerResponse): void => {
  const after = Number(url.searchParams.get('after') ?? '0');
  const answers: Readonly<Record<string, () => unknown>> = {
    '/api/site': () => site.info(),
    '/api/world': () => site.world(),
    '/api/state': () => site.host(),
    '/api/runs': () => site.runs(),
    '/api/events': () => site.events(Number.isFinite(after) ? after : 0),
    '/api/openapi.json': () => openApi(),
    '/api/charts': () => charts(),
  };
  const answer = Object.hasOwn(answers, path) ? answers[path] : undefined;
  if (answer) sendJson(response, 200, answer());
  else {
    const run = /^\/api\/runs\/([a-z0-9_.-]+)$/.exec(path);
    const found = run && site.runs().find((entry) => entry.id === run[1]);
    if (found) sendJson(response, 200, found);
    else notFound(response, path);
  }
};

const notFound = (response: ServerResponse, path: string): void =>
  sendProblems(response, 404, [
    {
      code: 'API_NOT_FOUND',
      place: path,
      says: bilingual('There is no such address; see /api/openapi.json.', '没有这个地址，见 /api/openapi.json。'),
    },
  ]);

const reply = <T>(response: ServerResponse, result: Result<T>): void => {
  if (result.ok) sendJson(response, 200, result.value ?? {});
  else sendProblems(response, 409, result.problems);
};

const answerPost = async (
  site: Site,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (path === '/api/stop') {
    // The stop lane: sent before anything else is looked at, whatever the body says beyond the scope.
    const body = await readBody(request, stopRequestSchema);
    const { scope, by } = body.ok ? body.value : { scope: 'all', by: 'unknown' };
    site.stop(scope, by);
    sendJson(response, 202, {});
    return;
  }
  const run = /^\/api\/runs\/([a-z0-9_.-]+)\/(approve|reject|edit)$/.exec(path);
  const mission = /^\/api\/missions\/([a-z0-9_.-]+)\/control$/.exec(path);
  if (path === '/api/tasks')
    await withBody(request, response, taskRequestSchema, async (body) =>
      sendJson(response, 200, await site.submit(body)),
    );
  else if (run?.[2] === 'approve')
    await withBody(request, response, decisionRequestSchema, (body) => reply(response, site.approve(run[1]!, body.by)));
  else if (run?.[2] === 'reject')
    await withBody(request, response, decisionRequestSchema, (body) => reply(response, site.reject(run[1]!, body.by)));
  else if (run?.[2] === 'edit')
    await withBody(request, response, editRequestSchema, (body) => reply(response, site.edit(run[1]!, body)));
  else if (mission)
    await withBody(request, response, missionControlSchema, (body) => reply(response, site.control(mission[1]!, body)));
  else if (path === '/api/reset-stop')
    await withBody(request, response, resetRequestSchema, (body) =>
      reply(response, site.reset(body.scope, body.by, body.reason)),
    );
  else if (path === '/api/faults')
    await withBody(request, response, faultRequestSchema, (body) =>
      reply(response, site.fault(body.kind, body.target, body.seconds, body.params)),
    );
  else if (path === '/api/speed')
    await withBody(request, response, speedRequestSchema, (body) => reply(response, site.speed(body.factor)));
  else if (path === '/api/scene/check')
    await withBody(request, response, sceneEditSchema, (body) =>
      sendJson(response, 200, { problems: checkSceneChanges(site.world().scene, body.changes) }),
    );
  else if (path === '/api/scene/save')
    await withBody(request, response, sceneEditSchema, (body) =>
      reply(response, saveSceneChanges(site.world().scene, body.changes)),
    );
  else notFound(response, path);
};

const withBody = async <T>(
  request: IncomingMessage,
  response: ServerResponse,
  schema: Parameters<typeof readBody<T>>[1],
  then: (body: T) => void | Promise<void>,
): Promise<void> => {
  const body = await readBody(request, schema);
  if (body.ok) await then(body.value);
  else sendProblems(response, 400, body.problems);
};
