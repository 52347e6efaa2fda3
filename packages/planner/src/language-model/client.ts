import type { CancelSignal } from '@muster/domain';
import OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import { ANSWER_LIMIT, answerJsonSchema } from './answer-schema.ts';
import { asModelError, isPassing, ModelError } from './model-error.ts';
import type { Message } from './prompt.ts';

export type ModelOptions = {
  readonly baseURL?: string;
  readonly apiKey?: string;
  readonly model: string;
  /** `chat`: chat completions; `responses`: the responses API. */
  readonly api: 'chat' | 'responses';
  /** Seconds that one answer may take, from sending to its last byte. */
  readonly timeoutSeconds: number;
  readonly maxOutputTokens: number;
  readonly fetch?: typeof fetch;
  /** Waits; a test puts its own in. */
  readonly sleep?: (seconds: number) => Promise<void>;
};

export type Completion = { readonly text: string; readonly inputTokens: number; readonly outputTokens: number };

/** How the endpoint is asked for JSON, strictest first. */
export type Form = 'schema' | 'object' | 'plain';
const FORMS: readonly Form[] = ['schema', 'object', 'plain'];

/**
 * What an endpoint understands; learnt from its refusals and kept for the next request. Hosted reasoning models know no temperature, older servers no
 * `max_completion_tokens` or `stream_options`, small ones no schema. llama.cpp answers 200 without any constraint when it can't build a grammar, so
 * that an answer is parsed and checked whatever was asked for.
 */
type Dialect = { form: Form; temperature: boolean; completionTokens: boolean; streamUsage: boolean };

/** Tries of one request at an endpoint that is busy, broken or out of reach. */
const TRIES = 3;
const FIRST_WAIT_SECONDS = 0.5;
/** A request to wait longer than this is declined: the person is waiting. */
const LONGEST_WAIT_SECONDS = 20;

export type CompleteOptions = {
  readonly signal?: CancelSignal;
  /** Called with the text so far while it comes in. */
  readonly onText?: (text: string) => void;
  /** Seconds left for the whole request, all tries together. */
  readonly secondsLeft?: number;
};

/** One completion at a time from any OpenAI-compatible endpoint, with structured output as strict as the endpoint allows. */
export class ModelClient {
  readonly #client: OpenAI;
  readonly #options: ModelOptions;
  readonly #dialect: Dialect = { form: 'schema', temperature: true, completionTokens: true, streamUsage: true };

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#client = new OpenAI({
      ...(options.baseURL ? { baseURL: options.baseURL } : {}),
      apiKey: options.apiKey ?? 'none',
      timeout: options.timeoutSeconds * 1000,
      maxRetries: 0,
      ...(options.fetch ? { fetch: options.fetch } : {}),
    });
  }

  /**
   * One answer. Busy and broken endpoints are tried again, as late as they ask for, within the time that is left.
   *
   * @throws ModelError
   */
  async complete(messages: readonly Message[], options: CompleteOptions = {}): Promise<Completion> {
    const deadline = performance.now() + (options.secondsLeft ?? Number.POSITIVE_INFINITY) * 1000;
    const left = (): number => (deadline - performance.now()) / 1000;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#adapting(messages, options, left);
      } catch (error) {
        const failure = asModelError(error);
        if (options.signal?.aborted) throw new ModelError('MODEL_CANCELED', 'taken back');
        const wait = failure.retryAfterSeconds ?? FIRST_WAIT_SECONDS * 2 ** (attempt - 1);
        if (!isPassing(failure) || attempt >= TRIES || wait > LONGEST_WAIT_SECONDS || wait >= left()) throw failure;
        await (this.#options.sleep ?? sleep)(wait);
      }
    }
  }

  /** The strictest form in which the endpoint gave JSON; none: undefined. */
  async probeForm(): Promise<Form | undefined> {
    const { text } = await this.complete([
      { role: 'system', content: 'Answer with one JSON object of the given schema and nothing else.' },
      { role: 'user', content: 'There is no task. Answer with kind "unclear" and empty lists.' },
    ]);
    if (!text.includes('{')) return undefined;
    // A server may take the schema and not keep to it: then it is as good as none.
    return this.#dialect.form === 'schema' && !text.includes('"because"') ? 'plain' : this.#dialect.form;
  }

  /** Asks, and learns from a refusal which part of the request the endpoint does not know. */
  async #adapting(messages: readonly Message[], options: CompleteOptions, left: () => number): Promise<Completion> {
    const dialect = this.#dialect;
    for (;;) {
      try {
        return await this.#once(messages, options, left());
      } catch (error) {
        const isRefusal =
          error instanceof OpenAI.APIError && (error.status === 400 || error.status === 422 || error.status === 501);
        if (!isRefusal) throw error;
        const why = error.message.toLowerCase();
        const next = FORMS[FORMS.indexOf(dialect.form) + 1];
        if (dialect.temperature && why.includes('temperature')) dialect.temperature = false;
        else if (dialect.completionTokens && why.includes('max_completion_tokens')) dialect.completionTokens = false;
        else if (dialect.streamUsage && why.includes('stream_options')) dialect.streamUsage = false;
        else if (next) dialect.form = next;
        else throw error;
      }
    }
  }

  async #once(messages: readonly Message[], options: CompleteOptions, secondsLeft: number): Promise<Completion> {
    const seconds = Math.min(this.#options.timeoutSeconds, secondsLeft);
    if (seconds <= 0) throw new ModelError('MODEL_TIMEOUT', 'no time left');
    const controller = new AbortController();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      controller.abort();
    }, seconds * 1000);
    const cancel = (): void => controller.abort();
    if (options.signal?.aborted) cancel();
    options.signal?.addEventListener('abort', cancel);
    try {
      const response = await this.#send(messages, controller.signal);
      const reader = new AnswerReader(options.onText);
      if ((response.headers.get('content-type') ?? '').includes('text/event-stream')) {
        for await (const event of Stream.fromSSEResponse<unknown>(response, controller)) {
          reader.event(event);
          if (reader.text.length > ANSWER_LIMIT)
            throw new ModelError('MODEL_TOO_LONG', `more than ${ANSWER_LIMIT} characters`);
        }
      } else reader.whole(await boundedJson(response, controller));
      if (isLate) throw new ModelError('MODEL_TIMEOUT', `no whole answer within ${Math.round(seconds)} s`);
      return reader.finish();
    } catch (error) {
      if (isLate) throw new ModelError('MODEL_TIMEOUT', `no whole answer within ${Math.round(seconds)} s`);
      throw error;
    } finally {
      clearTimeout(timer);
      controller.abort();
    }
  }

  #send(messages: readonly Message[], signal: AbortSignal): Promise<Response> {
    const { model, maxOutputTokens, api } = this.#options;
    const { form, temperature, completionTokens, streamUsage } = this.#dialect;
    if (api === 'responses')
      return this.#client.responses
        .create(
          {
            model,
            input: messages.map((message) => ({ role: message.role, content: responseContent(message) })),
            max_output_tokens: maxOutputTokens,
            stream: true,
            ...(form === 'schema'
              ? {
                  text: {
                    format: { type: 'json_schema' as const, name: 'answer', strict: true, schema: answerJsonSchema() },
                  },
                }
              : form === 'object'
                ? { text: { format: { type: 'json_object' as const } } }
                : {}),
          },
          { signal },
        )
        .asResponse();
    return this.#client.chat.completions
      .create(
        {
          model,
          messages: messages.map(chatMessage),
          ...(completionTokens ? { max_completion_tokens: maxOutputTokens } : { max_tokens: maxOutputTokens }),
          ...(temperature ? { temperature: 0 } : {}),
          stream: true,
          ...(streamUsage ? { stream_options: { include_usage: true } } : {}),
          ...(form === 'schema'
            ? {
                response_format: {
                  type: 'json_schema' as const,
                  json_schema: { name: 'answer', strict: true, schema: answerJsonSchema() },
                },
              }
            : form === 'object'
              ? { response_format: { type: 'json_object' as const } }
              : {}),
        },
        { signal },
      )
      .asResponse();
  }
}

const chatMessage = (message: Message): OpenAI.Chat.ChatCompletionMessageParam => {
  if (message.role !== 'user' || !message.images?.length) return { role: message.role, content: message.content };
  return {
    role: 'user',
    content: [
      { type: 'text', text: message.content },
      ...message.images.map((image) => ({
        type: 'image_url' as const,
        image_url: { url: `data:${image.mediaType};base64,${image.base64}`, detail: 'low' as const },
      })),
    ],
  };
};

const responseContent = (message: Message): string | OpenAI.Responses.ResponseInputMessageContentList =>
  message.images?.length
    ? [
        { type: 'input_text', text: message.content },
        ...message.images.map((image) => ({
          type: 'input_image' as const,
          image_url: `data:${image.mediaType};base64,${image.base64}`,
          detail: 'low' as const,
        })),
      ]
    : message.content;

type Loose = { readonly [key: string]: unknown };
const loose = (value: unknown): Loose => (typeof value === 'object' && value !== null ? (value as Loose) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const countOf = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

/** Gathers an answer from events or from a whole object of either API. What is of no known shape adds nothing. */
class AnswerReader {
  text = '';
  #refusal = '';
  #isCut = false;
  #inputTokens = 0;
  #outputTokens = 0;
  readonly #onText: ((text: string) => void) | undefined;

  constructor(onText: ((text: string) => void) | undefined) {
    this.#onText = onText;
  }

  event(value: unknown): void {
    const event = loose(value);
    const type = textOf(event.type);
    if (type === 'response.output_text.delta') this.#add(textOf(event.delta));
    else if (type === 'response.refusal.delta') this.#refusal += textOf(event.delta);
    else if (type === 'response.completed' || type === 'response.incomplete') this.#response(loose(event.response));
    else if (type === 'response.failed' || type === 'error')
      throw new ModelError('MODEL_BROKEN', 'the endpoint reports a failure');
    else this.#choices(event, 'delta');
  }

  whole(value: unknown): void {
    const body = loose(value);
    if (Array.isArray(body.output)) this.#response(body);
    else this.#choices(body, 'message');
  }

  finish(): Completion {
    if (this.#refusal !== '') throw new ModelError('MODEL_REFUSED', 'it gave a refusal');
    if (this.#isCut) throw new ModelError('MODEL_TRUNCATED', 'the limit of output tokens was reached');
    if (this.text.trim() === '') throw new ModelError('MODEL_EMPTY', 'the answer is empty');
    return { text: this.text, inputTokens: this.#inputTokens, outputTokens: this.#outputTokens };
  }

  #add(part: string): void {
    if (part === '') return;
    this.text += part;
    this.#onText?.(this.text);
  }

  #choices(body: Loose, part: 'delta' | 'message'): void {
    const choice = loose(Array.isArray(body.choices) ? body.choices[0] : undefined);
    const message = loose(choice[part]);
    this.#add(textOf(message.content));
    this.#refusal += textOf(message.refusal);
    if (choice.finish_reason === 'length') this.#isCut = true;
    if (choice.finish_reason === 'content_filter') this.#refusal ||= 'content filter';
    const usage = loose(body.usage);
    this.#inputTokens = countOf(usage.prompt_tokens) || this.#inputTokens;
    this.#outputTokens = countOf(usage.completion_tokens) || this.#outputTokens;
  }

  #response(body: Loose): void {
    if (body.status === 'incomplete') this.#isCut = true;
    if (body.status === 'failed') throw new ModelError('MODEL_BROKEN', 'the endpoint reports a failure');
    const parts = (Array.isArray(body.output) ? body.output : []).flatMap((item) => {
      const { content } = loose(item);
      return Array.isArray(content) ? content.map(loose) : [];
    });
    const whole = parts.map((part) => (part.type === 'output_text' ? textOf(part.text) : '')).join('');
    if (this.text === '') this.#add(whole.slice(0, ANSWER_LIMIT + 1));
    this.#refusal ||= parts.map((part) => textOf(part.refusal)).join('');
    const usage = loose(body.usage);
    this.#inputTokens = countOf(usage.input_tokens) || this.#inputTokens;
    this.#outputTokens = countOf(usage.output_tokens) || this.#outputTokens;
  }
}

/** A body of JSON, read no further than an answer can be long. */
const boundedJson = async (response: Response, controller: AbortController): Promise<unknown> => {
  const reader = response.body?.getReader();
  if (!reader) throw new ModelError('MODEL_EMPTY', 'the answer is empty');
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    if (text.length > ANSWER_LIMIT * 4) {
      controller.abort();
      throw new ModelError('MODEL_TOO_LONG', `more than ${ANSWER_LIMIT * 4} characters`);
    }
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ModelError('MODEL_BROKEN', 'what came back is no JSON');
  }
};

const sleep = (seconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
