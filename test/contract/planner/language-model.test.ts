import { loadWorld } from '@muster/dispatcher/library';
import { type PlanDraft, type PlanRequest, type Situation, unwrap } from '@muster/domain';
import { createLanguageModelPlanner, createPlanMemory, type LanguageModelOptions } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { afterEach, describe, expect, test } from 'vitest';
import { type Answering, idIn, ModelEndpoint, type Reply } from '../../support/model-endpoint.ts';

const endpoints: ModelEndpoint[] = [];
afterEach(async () => {
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});
const endpoint = async (answering: Answering | readonly Reply[]): Promise<ModelEndpoint> => {
  const made = await ModelEndpoint.listen(answering);
  endpoints.push(made);
  return made;
};

const model = unwrap(loadWorld('warehouse'));
const situation: Situation = { model, state: model.initial, rules: model.scene.rules, commitments: [] };
const waits: number[] = [];
const ask = (
  url: string,
  utterance = 'Photograph shelf A1',
  more: Partial<LanguageModelOptions> = {},
  request: Partial<PlanRequest> = {},
) =>
  createLanguageModelPlanner({
    baseURL: url,
    apiKey: 'none',
    model: 'test',
    api: 'chat',
    timeoutSeconds: 5,
    maxOutputTokens: 1000,
    sleep: async (seconds) => {
      waits.push(seconds);
    },
    ...more,
  }).respond({ utterance, conversation: [], ...request }, situation, verifyPlan);

type Shape = Partial<Record<'kind' | 'because', string>> &
  Partial<Record<'limits' | 'ids' | 'facts' | 'order', unknown[]>>;
const photo = (prompt: string, robot: string, more: Shape = {}): string =>
  JSON.stringify({
    kind: 'plan',
    goal: [{ fact: 'photographed', of: [idIn(prompt, 'shelf A1')], at: [], q: 'all', n: 0 }],
    limits: [],
    steps: [`photograph(${idIn(prompt, robot)},${idIn(prompt, 'shelf A1')})`],
    order: [],
    ids: [],
    facts: [],
    because: 'none',
    ...more,
  });
const byDrone: Answering = ({ prompt }) => ({ text: photo(prompt, 'drone 1') });

describe.each(['chat', 'responses'] as const)('%s API', (api) => {
  test('asks with a strict schema and opaque ids, and proves what comes back', async () => {
    const { url, seen } = await endpoint(byDrone);
    const response = await ask(url, undefined, { api });
    expect(response.verification?.verdict.status).toBe('valid');
    expect(response.plan?.steps.map((step) => step.skill)).toEqual(['photograph']);
    expect(response.usage).toEqual({ calls: 1, inputTokens: 100, outputTokens: 20 });
    type Format = { schema: { properties: object; required: string[] } };
    const body = seen[0]!.body as { response_format?: { json_schema: Format }; text?: { format: Format } };
    const format = api === 'chat' ? body.response_format!.json_schema : body.text!.format;
    expect(format).toMatchObject({ strict: true, schema: { additionalProperties: false } });
    expect(Object.keys(format.schema.properties)).toEqual(format.schema.required);
    expect(seen[0]!.prompt).not.toContain('shelf_a1');
  });

  test('takes a whole answer where the server knows no stream', async () => {
    const { url } = await endpoint(({ prompt }) => ({ text: photo(prompt, 'drone 1'), ignoresStream: true }));
    expect((await ask(url, undefined, { api })).planner).toBe('language-model');
  });

  test('shows the first step before the answer has ended', async () => {
    const { url } = await endpoint(({ prompt }) => ({ text: photo(prompt, 'drone 1'), dripMilliseconds: 1 }));
    const drafts: PlanDraft[] = [];
    let asked = 0;
    let shownAt = 0;
    const started = performance.now();
    await ask(
      url,
      undefined,
      { api },
      {
        onDraft: (draft) => {
          drafts.push(draft);
          asked += 1;
          shownAt ||= performance.now();
        },
      },
    );
    const whole = performance.now() - started;
    expect(asked).toBe(1);
    expect(drafts[0]).toMatchObject({ round: 0, number: 1, says: { en: expect.stringContaining('shelf A1') } });
    expect(shownAt - started).toBeLessThan(whole);
  });

  test('says so when the answer was cut off or refused', async () => {
    for (const reply of [{ text: '{"kind":"pl', finish: 'length' }, { refusal: 'I would rather not' }] as const) {
      const { url } = await endpoint([reply]);
      const response = await ask(url, undefined, { api });
      expect(response.planner).toBe('built-in');
      expect(response.notices[0]?.en).toMatch(/cut off|declined/);
    }
  });
});

test('sends the counter-example back as a code, and takes the repaired plan', async () => {
  const { url, seen } = await endpoint(({ prompt }, number) => ({
    text: photo(prompt, number === 1 ? 'AMR 1' : 'drone 1'),
  }));
  const response = await ask(url);
  expect(response.verification?.verdict.status).toBe('valid');
  expect(response.usage.calls).toBe(2);
  expect(seen[1]?.prompt).toContain('- NOT_CAPABLE step 1');
});

test('after three repairs search completes from the stated goal', async () => {
  const { url } = await endpoint(({ prompt }) => ({ text: photo(prompt, 'AMR 1') }));
  const response = await ask(url);
  expect(response.verification?.verdict.status).toBe('valid');
  expect(response.usage.calls).toBe(4);
  expect(response.notices.map((notice) => notice.en).join(' ')).toContain('search from its goal');
});

test('a step that the goal does not need is left out', async () => {
  const { url } = await endpoint(({ prompt }) => ({
    text: photo(prompt, 'drone 1').replace(
      '"steps":[',
      `"steps":["photograph(${idIn(prompt, 'drone 1')},${idIn(prompt, 'shelf A2')})",`,
    ),
  }));
  const response = await ask(url);
  expect(response.plan?.steps.map((step) => step.args)).toEqual([{ target: 'shelf_a1' }]);
});

describe('what an endpoint can do wrong', () => {
  test.each<[string, Reply, string]>([
    ['a dropped connection', { drop: 'before' }, 'can not be reached'],
    ['a server error', { status: 500 }, 'failed'],
    ['an overloaded server', { status: 529 }, 'failed'],
    ['a stream that breaks off', { text: ' '.repeat(9000), drop: 'midway' }, 'failed'],
    ['an empty answer', { text: '' }, 'gave no answer'],
    ['a filtered answer', { text: '{"kind"', finish: 'content_filter' }, 'declined'],
    ['a page of HTML', { raw: { type: 'text/html', body: '<html>502 Bad Gateway</html>' } }, 'failed'],
    ['a wrong key', { status: 401, error: 'bad key' }, 'refused the request'],
    ['a text without end', { endless: true }, 'did not end'],
    [
      'a stream of nonsense',
      { raw: { type: 'text/event-stream', body: 'data: {"x":1}\n\ndata: [DONE]\n\n' } },
      'gave no answer',
    ],
  ])('falls back to the built-in planner on %s, and says so', async (_, reply, words) => {
    const { url } = await endpoint([reply]);
    const response = await ask(url);
    expect(response.planner).toBe('built-in');
    expect(response.verification?.verdict.status).toBe('valid');
    expect(response.notices[0]?.en).toContain(words);
    expect(response.notices[0]?.zh).toContain('改由内置规划器回答');
  });

  test.each<[string, Reply]>([
    ['never answers', { stall: true }],
    ['sends one byte at a time', { text: 'x'.repeat(2000), dripMilliseconds: 20 }],
  ])('gives up on one that %s', async (_, reply) => {
    const { url } = await endpoint([reply]);
    const response = await ask(url, undefined, { timeoutSeconds: 0.4 });
    expect(response.planner).toBe('built-in');
    expect(response.notices[0]?.en).toContain('did not answer in time');
  });

  test('waits as long as a busy one asks for, and no longer than there is time', async () => {
    waits.length = 0;
    const { url, seen } = await endpoint((request, number) =>
      number === 1 ? { status: 429, headers: { 'retry-after': '7' } } : byDrone(request, number),
    );
    expect((await ask(url)).planner).toBe('language-model');
    expect(waits).toEqual([7]);
    expect(seen).toHaveLength(2);
    const busy = await endpoint([{ status: 429, headers: { 'retry-after': '30' } }]);
    const response = await ask(busy.url);
    expect(response.planner).toBe('built-in');
    expect(busy.seen).toHaveLength(1);
  });

  test('tries a broken one three times in all', async () => {
    const { url, seen } = await endpoint([{ status: 503 }]);
    await ask(url);
    expect(seen).toHaveLength(3);
  });

  test('garbage that stays garbage ends in the built-in planner', async () => {
    const { url, seen } = await endpoint([{ text: 'Sure! I will take care of it.' }]);
    const response = await ask(url);
    expect(response.verification?.verdict.status).toBe('valid');
    expect(seen).toHaveLength(4);
    expect(response.notices.map((notice) => notice.en).join(' ')).toContain('no usable answer');
  });

  test('invented ids are counter-examples, never guesses', async () => {
    const { url, seen } = await endpoint([
      {
        text: '{"kind":"plan","goal":[{"fact":"photographed","of":["p999"],"at":[],"q":"all","n":0}],"limits":[],"steps":[],"order":[],"ids":[],"facts":[],"because":"none"}',
      },
    ]);
    const response = await ask(url);
    expect(seen[1]?.prompt).toContain('goal 1: "p999" is no id of WORLD');
    expect(response.planner).toBe('built-in');
  });
});

describe('structured output, as far as the endpoint goes', () => {
  test('schema, then JSON object, then plain text that is read and checked here', async () => {
    const { url, seen } = await endpoint(({ prompt, body }) => {
      const format = (body.response_format as { type?: string } | undefined)?.type;
      return format === undefined
        ? { text: `<think>the drone {perhaps}</think>Here it is:\n\`\`\`json\n${photo(prompt, 'drone 1')}\n\`\`\`` }
        : { status: 400, error: `response_format ${format} is not supported` };
    });
    const response = await ask(url);
    expect(response.verification?.verdict.status).toBe('valid');
    expect(seen.map(({ body }) => (body.response_format as { type: string } | undefined)?.type)).toEqual([
      'json_schema',
      'json_object',
      undefined,
    ]);
  });

  test('drops what a server does not know: temperature, max_completion_tokens, stream_options', async () => {
    const { url, seen } = await endpoint((request) => {
      const unknown = ['temperature', 'max_completion_tokens', 'stream_options'].find((name) => name in request.body);
      return unknown === undefined
        ? { ...byDrone(request, 1), noUsage: true }
        : { status: 400, error: `Unsupported parameter: '${unknown}'` };
    });
    const response = await ask(url);
    expect(response.planner).toBe('language-model');
    expect(seen.at(-1)?.body).toMatchObject({ max_tokens: 1000, response_format: { type: 'json_schema' } });
    expect(response.usage.inputTokens).toBeGreaterThan(1000);
  });

  test('a server that takes the schema and does not keep to it is corrected', async () => {
    const { url } = await endpoint(({ prompt }, number) => ({
      text: number === 1 ? '{"plan":"photograph it"}' : photo(prompt, 'drone 1'),
    }));
    expect((await ask(url)).usage.calls).toBe(2);
  });
});

describe('budgets are hard', () => {
  test('tokens: a call that could exceed them is not made', async () => {
    const { url, seen } = await endpoint(byDrone);
    const response = await ask(url, undefined, { limits: { tokens: 500 } });
    expect(seen).toEqual([]);
    expect(response.notices[0]?.en).toContain('budget');
    expect(response.verification?.verdict.status).toBe('valid');
  });

  test('money: rounds end when the next one could not be paid for', async () => {
    const { url, seen } = await endpoint(({ prompt }) => ({ text: photo(prompt, 'AMR 1'), noUsage: true }));
    const response = await ask(url, undefined, { limits: { money: 0.013 }, price: { input: 1, output: 4 } });
    expect(seen.length).toBeLessThan(4);
    expect(response.verification?.verdict.status).toBe('valid');
  });

  test('seconds: all rounds and waits together', async () => {
    let now = 0;
    const { url, seen } = await endpoint(({ prompt }) => {
      now += 40;
      return { text: photo(prompt, 'AMR 1') };
    });
    await ask(url, undefined, { limits: { seconds: 60 }, now: () => now });
    expect(seen).toHaveLength(2);
  });
});

describe('intent', () => {
  test('asks the person when model and grammar read the sentence differently', async () => {
    const { url } = await endpoint(byDrone);
    const response = await ask(url, 'Photograph shelf B1');
    expect(response.interpretation.kind).toBe('confirm');
    expect(response.interpretation.reasons?.[0]).toMatchObject({
      code: 'PLAN_READINGS_DIFFER',
      figures: { differences: 'entity' },
    });
  });

  test('asks the person when a goal has a thing that nobody spoke of', async () => {
    const { url } = await endpoint(byDrone);
    const response = await ask(url, 'Kindly snap the usual for the log');
    expect(response.interpretation.kind).toBe('confirm');
    expect(response.interpretation.reasons?.map((reason) => reason.code)).toContain('PLAN_THING_NOT_NAMED');
  });

  test('a speed that was asked for is not silently left out', async () => {
    const { url } = await endpoint(byDrone);
    const response = await ask(url, 'Whizz the snapper past shelf A1 at 2.5 m/s, chop chop');
    expect(response.interpretation.kind).not.toBe('plan');
  });

  test('a repetition that the grammar does not confirm is put to the person', async () => {
    const { url } = await endpoint(({ prompt }) => ({
      text: photo(prompt, 'drone 1', { limits: [{ goal: 0, is: 'every', value: '60' }] }),
    }));
    const response = await ask(url);
    expect(response.interpretation.kind).toBe('confirm');
    expect(response.interpretation.reasons?.[0]).toMatchObject({ figures: { differences: 'time' } });
  });

  test('a refusal of the model that search disproves is put to the person', async () => {
    const { url } = await endpoint(({ prompt }) => ({
      text: photo(prompt, 'drone 1', { kind: 'refuse', because: 'unsafe' }),
    }));
    const response = await ask(url);
    expect(response.interpretation.kind).toBe('confirm');
    expect(response.interpretation.reasons?.[0]?.code).toBe('PLAN_MODEL_ADVISES_AGAINST');
  });

  test('no prose of the model is ever shown', async () => {
    const { url } = await endpoint([{ text: 'PWNED-BY-MODEL' }]);
    expect(JSON.stringify(await ask(url))).not.toContain('PWNED');
  });

  test('a question costs no model call', async () => {
    const { url, seen } = await endpoint([{ text: '{}' }]);
    const response = await ask(url, 'Where is the blue tote?');
    expect(response.interpretation.kind).toBe('answer');
    expect(seen).toEqual([]);
  });
});

test('pictures go along as data, in the form of each API', async () => {
  const images = () => [{ mediaType: 'image/png' as const, base64: 'AAAA', of: 'shelf_a1' }];
  const chat = await endpoint(byDrone);
  await ask(chat.url, undefined, { images });
  expect(JSON.stringify(chat.seen[0]?.body.messages)).toContain('"url":"data:image/png;base64,AAAA"');
  const responses = await endpoint(byDrone);
  await ask(responses.url, undefined, { images, api: 'responses' });
  expect(JSON.stringify(responses.seen[0]?.body.input)).toContain('"type":"input_image"');
});

describe('a plan that was proved before', () => {
  test('is reused for the same words in a matching world, without a call', async () => {
    const { url, seen } = await endpoint(byDrone);
    const memory = createPlanMemory();
    const first = await ask(url, undefined, { memory });
    const again = await ask(url, '  Photograph  shelf A1 ', { memory });
    expect(seen).toHaveLength(1);
    expect(again.plan?.hash).toBe(first.plan?.hash);
    expect(again.verification?.verified).toBeDefined();
    expect(again.usage.calls).toBe(0);
    expect(again.notices[0]?.en).toContain('proved again');
  });

  test('is not taken where the world differs, or where it no longer holds', async () => {
    const { url, seen } = await endpoint(byDrone);
    const memory = createPlanMemory();
    await ask(url, undefined, { memory });
    const moved: Situation = {
      ...situation,
      state: {
        ...situation.state,
        facts: { ...situation.state.facts, 'open(cage_door)': { value: true, source: 'sensed', at: 1 } },
      },
    };
    const planner = createLanguageModelPlanner({
      baseURL: url,
      model: 'test',
      api: 'chat',
      timeoutSeconds: 5,
      maxOutputTokens: 1000,
      memory,
    });
    await planner.respond({ utterance: 'Photograph shelf A1', conversation: [] }, moved, verifyPlan);
    expect(seen).toHaveLength(2);
    const refusing: typeof verifyPlan = () => ({ verdict: { status: 'invalid', violations: [] } });
    await planner.respond({ utterance: 'Photograph shelf A1', conversation: [] }, situation, refusing);
    expect(seen.length).toBeGreaterThan(2);
  });

  test('is not kept when a person has to be asked', async () => {
    const { url, seen } = await endpoint(byDrone);
    const memory = createPlanMemory();
    await ask(url, 'Photograph shelf B1', { memory });
    await ask(url, 'Photograph shelf B1', { memory });
    expect(seen).toHaveLength(2);
  });
});
