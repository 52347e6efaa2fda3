import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { createLanguageModelPlanner } from '@muster/planner';
import { bodyOfText, type CassetteRequest, keyOfRequest, readCassette } from '@muster/planner/node';
import { verifyPlan } from '@muster/verifier';

/**
 * Puts the product's real prompts to an OpenAI-compatible endpoint and keeps what comes back in `answers.jsonl`, one line an answer. Who answers sees
 * the prompt and nothing else. Requests that have an answer already are not asked again.
 *
 *   OPENAI_BASE_URL=http://127.0.0.1:PORT/v1 node test/cassettes/record.ts [CONCURRENCY]
 */
const OUT = join(import.meta.dirname, 'answers.jsonl');
const baseURL = process.env.OPENAI_BASE_URL;
if (!baseURL) throw new Error('OPENAI_BASE_URL names the endpoint to record from');
if (!existsSync(OUT)) writeFileSync(OUT, '');

const { situations, requests, answers } = readCassette(import.meta.dirname);
const known = new Map(answers.map((answer) => [answer.key, answer.response]));

const post = (url: string, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    // No time-out of its own: a person may take minutes.
    const call = httpRequest(url, { method: 'POST', headers: { 'content-type': 'application/json' } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    });
    call.on('error', reject);
    call.end(body);
  });

const recordOne = async (entry: CassetteRequest): Promise<void> => {
  let round = 0;
  const planner = createLanguageModelPlanner({
    baseURL,
    apiKey: 'none',
    model: 'recorded',
    api: 'chat',
    timeoutSeconds: 7200,
    maxOutputTokens: 2000,
    limits: { seconds: 14_400, tokens: 200_000 },
    fetch: async (url, init) => {
      const body = String(init?.body);
      const key = keyOfRequest(JSON.parse(body) as Record<string, unknown>);
      const kept = known.get(key);
      const headers = { 'content-type': 'text/event-stream' };
      if (kept !== undefined) {
        round += 1;
        return new Response(bodyOfText(kept), { headers });
      }
      const text = await post(String(url), body);
      const response = textOfBody(text);
      if (response !== '') {
        appendFileSync(OUT, `${JSON.stringify({ id: entry.id, round, key, response })}\n`);
        known.set(key, response);
      }
      round += 1;
      return new Response(text, { headers });
    },
  });
  const response = await planner.respond(
    { utterance: entry.utterance, conversation: [] },
    situations.get(entry.scene)!,
    verifyPlan,
  );
  process.stdout.write(
    `${entry.id} ${response.interpretation.kind} rounds ${round}: ${response.interpretation.says.en}\n`,
  );
};

const waiting = [...requests];
const workers = Array.from({ length: Number(process.argv[2] ?? 8) }, async () => {
  for (let entry = waiting.shift(); entry; entry = waiting.shift())
    await recordOne(entry).catch((error) => process.stdout.write(`${entry?.id} failed: ${String(error)}\n`));
});
await Promise.all(workers);

/** The assistant's text in a streamed body. */
function textOfBody(body: string): string {
  return body
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)) as { choices?: { delta?: { content?: string } }[] })
    .map((entry) => entry.choices?.[0]?.delta?.content ?? '')
    .join('');
}
