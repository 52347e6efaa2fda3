import { probeEndpoint } from '@muster/planner';
import { afterEach, expect, test } from 'vitest';
import { type Answering, ModelEndpoint } from '../../support/model-endpoint.ts';

let endpoint: ModelEndpoint | undefined;
afterEach(() => endpoint?.close());
const probe = async (answering: Answering) => {
  endpoint = await ModelEndpoint.listen(answering);
  return probeEndpoint({
    baseURL: endpoint.url,
    model: 'test',
    api: 'chat',
    timeoutSeconds: 5,
    maxOutputTokens: 100,
    sleep: async () => {},
  });
};
const UNCLEAR = '{"kind":"unclear","goal":[],"limits":[],"steps":[],"order":[],"ids":[],"facts":[],"because":"none"}';

test('an endpoint that keeps to the schema', async () => {
  expect(await probe(() => ({ text: UNCLEAR }))).toEqual({ reachable: true, models: ['test'], form: 'schema' });
});

test('one that knows JSON objects only', async () => {
  const found = await probe(({ body }) =>
    (body.response_format as { type?: string })?.type === 'json_schema' ? { status: 400 } : { text: UNCLEAR },
  );
  expect(found.form).toBe('object');
});

test('one that takes the schema and answers as it likes', async () => {
  expect((await probe(() => ({ text: 'Sure: {"task": null}' }))).form).toBe('plain');
});

test('one that is there, but not its model', async () => {
  expect(await probe(() => ({ status: 404, error: 'no such model' }))).toMatchObject({
    reachable: true,
    models: ['test'],
  });
});

test('one that is not there', async () => {
  const found = await probeEndpoint({
    baseURL: 'http://127.0.0.1:9/v1',
    model: 'x',
    api: 'chat',
    timeoutSeconds: 2,
    maxOutputTokens: 10,
  });
  expect(found.reachable).toBe(false);
});
