import { bilingual, type Library, type Problem, type Result, type Scene } from '@muster/domain';
import type { z } from 'zod';
import {
  decisionRequestSchema,
  type ErrorBody,
  editRequestSchema,
  faultRequestSchema,
  missionControlSchema,
  resetRequestSchema,
  robotControlSchema,
  sceneEditSchema,
  speedRequestSchema,
  stopRequestSchema,
  taskRequestSchema,
} from '../api/index.ts';
import type { Site } from '../site/site.ts';
import { charts } from './charts.ts';
import { openApi } from './openapi.ts';
import { judgeScene } from './scene-edit.ts';

/** A request to the API without what carried it: HTTP, or a message to the page's own worker. */
export type ApiRequest = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
};
export type ApiReply = { readonly status: number; readonly body: unknown };

/** What the API needs of the place that it runs in. */
export type ApiGround = {
  loadLibrary(): Result<Library>;
  /** Keeps an edited scene; the name of the file, or its text where there are no files. */
  saveScene(scene: Scene): { readonly file: string; readonly text?: string };
};

export const STOP_PATH = '/api/stop';

const problems = (status: number, list: readonly Problem[]): ApiReply => ({
  status,
  body: { problems: list } satisfies ErrorBody,
});
const done = (body: unknown): ApiReply => ({ status: 200, body: body ?? {} });
const reply = <T>(result: Result<T>): ApiReply => (result.ok ? done(result.value) : problems(409, result.problems));

/** Checks a body by its schema; the answer is about the first fields that don't fit, or what `then` makes of it. */
const withBody = async <T>(
  body: unknown,
  schema: z.ZodType<T>,
  then: (body: T) => ApiReply | Promise<ApiReply>,
): Promise<ApiReply> => {
  const parsed = schema.safeParse(body);
  if (parsed.success) return then(parsed.data);
  return problems(
    400,
    parsed.error.issues.slice(0, 10).map((issue) => ({
      code: 'API_BAD_FIELD',
      place: `/${issue.path.map(String).join('/')}`,
      says: bilingual(`${issue.message}.`, `字段不符合要求：${issue.message}。`),
      remedy: bilingual('See /api/openapi.json for the shape.', '格式见 /api/openapi.json。'),
    })),
  );
};

const notFound = (path: string): ApiReply =>
  problems(404, [
    {
      code: 'API_NOT_FOUND',
      place: path,
      says: bilingual('There is no such address; see /api/openapi.json.', '没有这个地址，见 /api/openapi.json。'),
    },
  ]);

/** Answers one request. Who may ask is decided before. */
export const answerRequest = (site: Site, request: ApiRequest, ground: ApiGround): Promise<ApiReply> =>
  request.method === 'GET' ? answerGet(site, request) : answerPost(site, request, ground);

const answerGet = async (site: Site, { path, query }: ApiRequest): Promise<ApiReply> => {
  const future = /^\/api\/runs\/([a-z0-9_.-]+)\/futures\/(\d{1,9})$/.exec(path);
  if (future) return reply(await site.future(future[1]!, Number(future[2])));
  const after = Number(query.get('after') ?? '0');
  const answers: Readonly<Record<string, () => unknown>> = {
    '/api/site': () => site.info(),
    '/api/world': () => site.world(),
    '/api/state': () => site.host(),
    '/api/runs': () => site.runs(),
    '/api/events': () => site.events(Number.isFinite(after) ? after : 0),
    '/api/openapi.json': () => openApi(),
    '/api/charts': () => charts(),
    // A server with ears answers this itself.
    '/api/speech': () => ({ engines: [], notices: [] }),
  };
  if (Object.hasOwn(answers, path)) return done(answers[path]!());
  const run = /^\/api\/runs\/([a-z0-9_.-]+)$/.exec(path);
  const found = run && site.runs().find((entry) => entry.id === run[1]);
  return found ? done(found) : notFound(path);
};

const answerPost = async (site: Site, { path, body }: ApiRequest, ground: ApiGround): Promise<ApiReply> => {
  if (path === STOP_PATH) {
    // The stop lane: sent before anything else is looked at, whatever the body says beyond the scope.
    const parsed = stopRequestSchema.safeParse(body);
    const { scope, by } = parsed.success ? parsed.data : { scope: 'all', by: 'unknown' };
    site.stop(scope, by);
    return { status: 202, body: {} };
  }
  const run = /^\/api\/runs\/([a-z0-9_.-]+)\/(approve|reject|edit)$/.exec(path);
  if (run?.[2] === 'edit') return withBody(body, editRequestSchema, (request) => reply(site.edit(run[1]!, request)));
  if (run)
    return withBody(body, decisionRequestSchema, ({ by }) =>
      reply(run[2] === 'approve' ? site.approve(run[1]!, by) : site.reject(run[1]!, by)),
    );
  const mission = /^\/api\/missions\/([a-z0-9_.-]+)\/control$/.exec(path);
  if (mission) return withBody(body, missionControlSchema, (request) => reply(site.control(mission[1]!, request)));
  const robot = /^\/api\/robots\/([a-z0-9_-]+)\/control$/.exec(path);
  if (robot) return withBody(body, robotControlSchema, (request) => reply(site.controlRobot(robot[1]!, request)));
  switch (path) {
    case '/api/tasks':
      return withBody(body, taskRequestSchema, async (request) => done(await site.submit(request)));
    case '/api/reset-stop':
      return withBody(body, resetRequestSchema, ({ scope, by, reason }) => reply(site.reset(scope, by, reason)));
    case '/api/faults':
      return withBody(body, faultRequestSchema, ({ kind, target, seconds, params }) =>
        reply(site.fault(kind, target, seconds, params)),
      );
    case '/api/speed':
      return withBody(body, speedRequestSchema, ({ factor }) => reply(site.speed(factor)));
    case '/api/scene/check':
      return withBody(body, sceneEditSchema, ({ scene }) => {
        const judged = judgeScene(scene, ground.loadLibrary());
        return done({ problems: judged.ok ? judged.value.problems : judged.problems });
      });
    case '/api/scene/save':
      return withBody(body, sceneEditSchema, ({ scene }) => {
        const judged = judgeScene(scene, ground.loadLibrary());
        if (!judged.ok) return problems(409, judged.problems);
        return done({ ...ground.saveScene(judged.value.scene), problems: judged.value.problems });
      });
    default:
      return notFound(path);
  }
};
