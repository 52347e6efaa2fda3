import type { IncomingMessage, ServerResponse } from 'node:http';
import { bilingual, fail, ok, type Problem, type Result } from '@muster/domain';
import type { z } from 'zod';
import type { ErrorBody } from '../api/index.ts';

/** Longest request body, bytes. */
const BODY_LIMIT = 64 * 1024;

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

/** Body of a request as JSON that fits a schema. */
export const readBody = async <T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<Result<T>> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT)
      return fail(
        bodyProblem(
          'API_BODY_TOO_LARGE',
          `The request is larger than ${BODY_LIMIT / 1024} kB.`,
          `请求超过 ${BODY_LIMIT / 1024} kB。`,
        ),
      );
    chunks.push(chunk as Buffer);
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
  } catch (error) {
    return fail(
      bodyProblem('API_BAD_JSON', `The request is not JSON: ${(error as Error).message}.`, '请求不是有效的 JSON。'),
    );
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  return fail(
    ...parsed.error.issues.slice(0, 10).map((issue) => ({
      code: 'API_BAD_FIELD',
      place: `/${issue.path.map(String).join('/')}`,
      says: bilingual(`${issue.message}.`, `字段不符合要求：${issue.message}。`),
    })),
  );
};

const bodyProblem = (code: string, en: string, zh: string): Problem => ({
  code,
  says: bilingual(en, zh),
  remedy: bilingual('See /api/openapi.json for the shape.', '格式见 /api/openapi.json。'),
});
