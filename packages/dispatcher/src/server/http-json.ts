import type { IncomingMessage, ServerResponse } from 'node:http';
import { bilingual, fail, ok, type Problem, type Result } from '@muster/domain';
import type { ErrorBody } from '../api/index.ts';

/** Longest request body, bytes. */
const BODY_LIMIT = 2 * 1024 * 1024;

export const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
};

export const sendProblems = (response: ServerResponse, status: number, problems: readonly Problem[]): void =>
  sendJson(response, status, { problems } satisfies ErrorBody);

/** Body of a request as bytes; undefined: it is larger than the limit. */
export const readBytes = async (request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > limit) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
};

/** Body of a request as JSON. */
export const readBody = async (request: IncomingMessage): Promise<Result<unknown>> => {
  const bytes = await readBytes(request, BODY_LIMIT);
  if (!bytes)
    return fail(
      bodyProblem(
        'API_BODY_TOO_LARGE',
        `The request is larger than ${BODY_LIMIT / 1024} kB.`,
        `请求超过 ${BODY_LIMIT / 1024} kB。`,
      ),
    );
  try {
    return ok(JSON.parse(Buffer.from(bytes).toString('utf8') || '{}'));
  } catch (error) {
    return fail(
      bodyProblem('API_BAD_JSON', `The request is not JSON: ${(error as Error).message}.`, '请求不是有效的 JSON。'),
    );
  }
};

const bodyProblem = (code: string, en: string, zh: string): Problem => ({
  code,
  says: bilingual(en, zh),
  remedy: bilingual('See /api/openapi.json for the shape.', '格式见 /api/openapi.json。'),
});
