import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Seen = {
  readonly path: string;
  readonly body: Record<string, unknown>;
  readonly prompt: string;
  readonly at: number;
};

/** What the endpoint does with one request. */
export type Reply = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Message of an error status. */
  readonly error?: string;
  /** The assistant's text. */
  readonly text?: string;
  readonly refusal?: string;
  readonly finish?: 'stop' | 'length' | 'content_filter';
  /** The whole body instead, as it stands. */
  readonly raw?: { readonly type: string; readonly body: string };
  /** Socket closed before a byte, or in the middle of the text. */
  readonly drop?: 'before' | 'midway';
  /** Nothing is ever sent. */
  readonly stall?: true;
  /** The text comes one character at a time with this pause, or never ends. */
  readonly dripMilliseconds?: number;
  readonly endless?: true;
  /** A whole JSON object even where a stream was asked for, as some servers do. */
  readonly ignoresStream?: true;
  readonly noUsage?: true;
};

export type Answering = (seen: Seen, number: number) => Reply;

const textOf = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : Array.isArray(content)
      ? content.map((part: { text?: string }) => part.text ?? '').join('\n')
      : '';

/** An OpenAI-compatible endpoint on loopback, both APIs, whole or streamed, that answers as it is told and remembers what it was asked. */
export class ModelEndpoint {
  readonly seen: Seen[] = [];
  readonly #server: Server;
  readonly #answering: Answering;

  private constructor(answering: Answering) {
    this.#answering = answering;
    this.#server = createServer((request, response) => {
      let raw = '';
      request.on('data', (part) => {
        raw += part;
      });
      request.on('end', () => {
        if (request.url?.endsWith('/models')) {
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ object: 'list', data: [{ id: 'test', object: 'model' }] }));
          return;
        }
        const body = JSON.parse(raw) as Record<string, unknown>;
        const messages = (body.messages ?? body.input) as { content: unknown }[];
        const prompt = messages.map((message) => textOf(message.content)).join('\n');
        const seen: Seen = { path: request.url ?? '', body, prompt, at: performance.now() };
        this.seen.push(seen);
        void send(this.#answering(seen, this.seen.length), seen, response);
      });
    });
  }

  static async listen(answering: Answering | readonly Reply[]): Promise<ModelEndpoint> {
    const replies = answering;
    const endpoint = new ModelEndpoint(
      typeof replies === 'function' ? replies : (_, number) => replies[Math.min(number, replies.length) - 1]!,
    );
    await new Promise<void>((resolve) => endpoint.#server.listen(0, '127.0.0.1', resolve));
    return endpoint;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const send = async (reply: Reply, seen: Seen, response: ServerResponse): Promise<void> => {
  if (reply.stall) return;
  if (reply.drop === 'before') {
    response.destroy();
    return;
  }
  if (reply.raw) {
    response.writeHead(reply.status ?? 200, { 'content-type': reply.raw.type, ...reply.headers });
    response.end(reply.raw.body);
    return;
  }
  if (reply.status && reply.status >= 400) {
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify({ error: { message: reply.error ?? 'no such response_format', type: 'error' } }));
    return;
  }
  const isResponses = seen.path.endsWith('/responses');
  if (!seen.body.stream || reply.ignoresStream) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isResponses ? wholeResponse(reply) : wholeChat(reply)));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const emit = (event: Record<string, unknown>): boolean =>
    response.write(`${isResponses ? `event: ${String(event.type)}\n` : ''}data: ${JSON.stringify(event)}\n\n`);
  const delta = (content: string): boolean =>
    isResponses
      ? emit({ type: 'response.output_text.delta', delta: content })
      : emit({ object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: null }] });
  const text = reply.text ?? '';
  const size = reply.dripMilliseconds === undefined ? 20 : 1;
  for (let at = 0; at < text.length || reply.endless; at += size) {
    if (response.destroyed || response.writableEnded) return;
    if (reply.drop === 'midway' && at > text.length / 2) {
      await pause(20);
      response.destroy();
      return;
    }
    const isFlowing = delta(reply.endless ? 'x'.repeat(2000) : text.slice(at, at + size));
    if (reply.dripMilliseconds !== undefined || !isFlowing) await pause(reply.dripMilliseconds ?? 1);
  }
  if (isResponses) {
    const whole = wholeResponse(reply);
    emit({ type: reply.finish === 'length' ? 'response.incomplete' : 'response.completed', response: whole });
  } else {
    emit({
      object: 'chat.completion.chunk',
      choices: [
        { index: 0, delta: reply.refusal ? { refusal: reply.refusal } : {}, finish_reason: reply.finish ?? 'stop' },
      ],
    });
    if (!reply.noUsage) emit({ object: 'chat.completion.chunk', choices: [], usage: USAGE });
    response.write('data: [DONE]\n\n');
  }
  response.end();
};

const USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

const wholeChat = (reply: Reply) => ({
  id: 'x',
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      finish_reason: reply.finish ?? 'stop',
      message: { role: 'assistant', content: reply.text ?? null, refusal: reply.refusal ?? null },
    },
  ],
  ...(reply.noUsage ? {} : { usage: USAGE }),
});

const wholeResponse = (reply: Reply) => ({
  id: 'x',
  object: 'response',
  status: reply.finish === 'length' ? 'incomplete' : 'completed',
  output: [
    {
      type: 'message',
      role: 'assistant',
      content: [
        reply.refusal
          ? { type: 'refusal', refusal: reply.refusal }
          : { type: 'output_text', text: reply.text ?? '', annotations: [] },
      ],
    },
  ],
  usage: { input_tokens: 100, output_tokens: 20, total_tokens: 120 },
});

/** Opaque id of a thing in a prompt, found by its name as a model would; the line is `p5 shelf "shelf A1"/…`. */
export const idIn = (prompt: string, name: string): string =>
  new RegExp(`^([pihrg]\\d+) [^\\n]*"${name}"`, 'm').exec(prompt)?.[1] ?? 'none';
