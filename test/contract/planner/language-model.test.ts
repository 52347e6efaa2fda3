import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadWorld } from '@muster/dispatcher/library';
import { type Situation, unwrap } from '@muster/domain';
import { createLanguageModelPlanner } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { afterEach, expect, test } from 'vitest';

type Seen = { readonly path: string; readonly body: Record<string, unknown> };
type Reply = {
  readonly status?: number;
  readonly text?: string;
  readonly drop?: true;
  readonly finish?: string;
  readonly refusal?: string;
};

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** An endpoint that answers from a list, and remembers what it was asked. */
const endpoint = async (replies: (Reply | ((prompt: string) => Reply))[]) => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let raw = '';
    request.on('data', (part) => {
      raw += part;
    });
    request.on('end', () => {
      const body = JSON.parse(raw) as Record<string, unknown>;
      seen.push({ path: request.url ?? '', body });
      const next = replies[Math.min(seen.length - 1, replies.length - 1)]!;
      const reply = typeof next === 'function' ? next(JSON.stringify(body.messages ?? body.input)) : next;
      if (reply.drop) {
        request.socket.destroy();
        return;
      }
      response.writeHead(reply.status ?? 200, { 'content-type': 'application/json' });
      if (reply.status && reply.status >= 400) {
        response.end(JSON.stringify({ error: { message: 'no such response_format', type: 'invalid_request_error' } }));
        return;
      }
      response.end(
        JSON.stringify({
          id: 'x',
          object: 'chat.completion',
          choices: [
            {
              index: 0,
              finish_reason: reply.finish ?? 'stop',
              message: { role: 'assistant', content: reply.text ?? null, refusal: reply.refusal ?? null },
            },
          ],
          usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
        }),
      );
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen };
};

const model = unwrap(loadWorld('warehouse'));
const situation: Situation = { model, state: model.initial, rules: model.scene.rules, commitments: [] };
const planner = (baseURL: string) =>
  createLanguageModelPlanner({
    baseURL,
    apiKey: 'none',
    model: 'test',
    api: 'chat',
    timeoutSeconds: 5,
    maxOutputTokens: 1000,
  });
const ask = (url: string, utterance = 'Photograph shelf A1') =>
  planner(url).respond({ utterance, conversation: [] }, situation, verifyPlan);

/** Opaque id of a thing in the prompt, found by its name as a model would. */
const idOf = (prompt: string, name: string): string =>
  new RegExp(`([pihr]\\d+) \\\\?\\\\?"${name}`).exec(prompt)?.[1] ?? 'none';
const answer = (prompt: string, robot: string): string =>
  JSON.stringify({
    kind: 'plan',
    goal: [
      {
        predicate: 'photographed',
        subjects: [idOf(prompt, 'shelf A1')],
        targets: [],
        quantifier: 'all',
        n: null,
        by: [],
        after: [],
      },
    ],
    steps: [{ skill: 'photograph', args: [idOf(prompt, 'shelf A1')], robots: [idOf(prompt, robot)], after: [] }],
    candidates: [],
    assumptions: [],
    reason: null,
  });

test('asks with a strict schema and opaque ids, and proves what comes back', async () => {
  const { url, seen } = await endpoint([(prompt) => ({ text: answer(prompt, 'drone 1') })]);
  const response = await ask(url);
  expect(response.verification?.verdict.status).toBe('valid');
  expect(response.plan?.steps.map((step) => step.skill)).toEqual(['photograph']);
  expect(response.usage).toEqual({ calls: 1, inputTokens: 100, outputTokens: 20 });
  const format = seen[0]?.body.response_format as {
    type: string;
    json_schema: { strict: boolean; schema: { additionalProperties: boolean } };
  };
  expect(format.type).toBe('json_schema');
  expect(format.json_schema.strict).toBe(true);
  expect(format.json_schema.schema.additionalProperties).toBe(false);
  const prompt = JSON.stringify(seen[0]?.body.messages);
  expect(prompt).not.toContain('shelf_a1');
});

test('sends the counter-example back and takes the repaired plan', async () => {
  const { url, seen } = await endpoint([
    (prompt) => ({ text: answer(prompt, 'AMR 1') }),
    (prompt) => ({ text: answer(prompt, 'drone 1') }),
  ]);
  const response = await ask(url);
  expect(response.verification?.verdict.status).toBe('valid');
  expect(response.usage.calls).toBe(2);
  expect(JSON.stringify(seen[1]?.body.messages)).toContain('VERIFY_NOT_CAPABLE');
});

test('completes by search from the stated goal when the steps never hold', async () => {
  const { url } = await endpoint([(prompt) => ({ text: answer(prompt, 'AMR 1') })]);
  const response = await ask(url);
  expect(response.verification?.verdict.status).toBe('valid');
  expect(response.usage.calls).toBe(4);
  expect(response.notices.map((notice) => notice.en).join(' ')).toContain('search from its goal');
});

test.each<[string, Reply]>([
  ['a dropped connection', { drop: true }],
  ['a server error', { status: 500 }],
  ['a refusal', { refusal: 'I would rather not' }],
  ['an answer that was cut off', { text: '{"kind":"pl', finish: 'length' }],
])('falls back to the built-in planner on %s, and says so', async (_, reply) => {
  const { url } = await endpoint([reply]);
  const response = await ask(url);
  expect(response.planner).toBe('built-in');
  expect(response.verification?.verdict.status).toBe('valid');
  expect(response.notices[0]?.en).toContain('built-in planner answers instead');
});

test('falls back after garbage that stays garbage', async () => {
  const { url } = await endpoint([{ text: 'Sure! I will take care of it.' }]);
  const response = await ask(url);
  expect(response.verification?.verdict.status).toBe('valid');
  expect(response.notices.map((notice) => notice.en).join(' ')).toContain('no usable answer');
});

test('an endpoint without structured output is asked again plainly', async () => {
  const { url, seen } = await endpoint([
    { status: 400 },
    { status: 400 },
    (prompt) => ({ text: `Here it is:\n\`\`\`json\n${answer(prompt, 'drone 1')}\n\`\`\`` }),
  ]);
  const response = await ask(url);
  expect(response.verification?.verdict.status).toBe('valid');
  expect(seen.map((request) => (request.body.response_format as { type: string } | undefined)?.type)).toEqual([
    'json_schema',
    'json_object',
    undefined,
  ]);
});

test('invented ids are counter-examples, never guesses', async () => {
  const { url, seen } = await endpoint([
    {
      text: '{"kind":"plan","goal":[{"predicate":"photographed","subjects":["p999"],"targets":[],"quantifier":"all","n":null,"by":[],"after":[]}],"steps":[],"candidates":[],"assumptions":[],"reason":null}',
    },
  ]);
  const response = await ask(url);
  expect(JSON.stringify(seen[1]?.body.messages)).toContain('VERIFY_UNKNOWN_ENTITY');
  expect(response.planner).toBe('built-in');
});

test('asks the person when model and grammar read the sentence differently', async () => {
  const { url } = await endpoint([(prompt) => ({ text: answer(prompt, 'drone 1') })]);
  const response = await ask(url, 'Photograph shelf B1');
  expect(response.interpretation.kind).toBe('confirm');
  expect(response.interpretation.reasons?.[0]?.code).toBe('PLAN_READINGS_DIFFER');
});

test('a question costs no model call', async () => {
  const { url, seen } = await endpoint([{ text: '{}' }]);
  const response = await ask(url, 'Where is the blue tote?');
  expect(response.interpretation.kind).toBe('answer');
  expect(seen).toEqual([]);
});
