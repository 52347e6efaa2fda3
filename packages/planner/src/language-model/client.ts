import type { CancelSignal } from '@muster/domain';
import OpenAI from 'openai';
import { z } from 'zod';
import { modelAnswerSchema } from './answer-schema.ts';
import type { Message } from './prompt.ts';

export type ModelOptions = {
  readonly baseURL?: string;
  readonly apiKey?: string;
  readonly model: string;
  /** `chat`: chat completions; `responses`: the responses API. */
  readonly api: 'chat' | 'responses';
  readonly timeoutSeconds: number;
  readonly maxOutputTokens: number;
  readonly fetch?: typeof fetch;
};

export type Completion = { readonly text: string; readonly inputTokens: number; readonly outputTokens: number };

/** Why there is no usable answer: decides whether to try again, and what the person is told. */
export class ModelError extends Error {
  readonly code:
    | 'MODEL_UNREACHABLE'
    | 'MODEL_TIMEOUT'
    | 'MODEL_BUSY'
    | 'MODEL_REFUSED'
    | 'MODEL_TRUNCATED'
    | 'MODEL_EMPTY'
    | 'MODEL_REJECTED';
  constructor(code: ModelError['code'], message: string) {
    super(message);
    this.name = 'ModelError';
    this.code = code;
  }
}

/** How the endpoint is asked for JSON; servers that know none of the stricter forms get the plain one. */
export type Form = 'schema' | 'object' | 'plain';
const FORMS: readonly Form[] = ['schema', 'object', 'plain'];

/** One completion at a time from any OpenAI-compatible endpoint, with structured output as strict as the endpoint allows. */
export class ModelClient {
  readonly #client: OpenAI;
  readonly #options: ModelOptions;
  #form: Form = 'schema';

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#client = new OpenAI({
      ...(options.baseURL ? { baseURL: options.baseURL } : {}),
      apiKey: options.apiKey ?? 'none',
      timeout: options.timeoutSeconds * 1000,
      maxRetries: 2,
      ...(options.fetch ? { fetch: options.fetch } : {}),
    });
  }

  async complete(messages: readonly Message[], signal?: CancelSignal): Promise<Completion> {
    for (let at = FORMS.indexOf(this.#form); ; at += 1) {
      const form = FORMS[at] ?? 'plain';
      try {
        const completion =
          this.#options.api === 'responses'
            ? await this.#responses(messages, form, signal)
            : await this.#chat(messages, form, signal);
        this.#form = form;
        return completion;
      } catch (error) {
        // A 400 about the format means that this server knows no such format.
        if (error instanceof OpenAI.BadRequestError && at + 1 < FORMS.length) continue;
        throw asModelError(error);
      }
    }
  }

  /** The strictest form in which the endpoint gives JSON; none: undefined. */
  async probeForm(): Promise<Form | undefined> {
    const { text } = await this.complete([
      { role: 'system', content: 'Answer with one JSON object of the given schema and nothing else.' },
      { role: 'user', content: 'There is no task. Answer with kind "unclear" and empty lists.' },
    ]);
    return text.includes('{') ? this.#form : undefined;
  }

  async #chat(messages: readonly Message[], form: Form, signal?: CancelSignal): Promise<Completion> {
    const response = await this.#client.chat.completions.create(
      {
        model: this.#options.model,
        messages: messages.map((message) => ({ role: message.role, content: message.content })),
        max_completion_tokens: this.#options.maxOutputTokens,
        temperature: 0,
        ...(form === 'schema'
          ? {
              response_format: {
                type: 'json_schema' as const,
                json_schema: { name: 'plan', strict: true, schema: answerJsonSchema() },
              },
            }
          : form === 'object'
            ? { response_format: { type: 'json_object' as const } }
            : {}),
      },
      { ...(signal ? { signal: signal as AbortSignal } : {}) },
    );
    const choice = response.choices?.[0];
    if (!choice) throw new ModelError('MODEL_EMPTY', 'the endpoint answered without a choice');
    if (choice.message?.refusal) throw new ModelError('MODEL_REFUSED', choice.message.refusal.slice(0, 200));
    if (choice.finish_reason === 'length') throw new ModelError('MODEL_TRUNCATED', 'the answer was cut off');
    const text = choice.message?.content;
    if (!text) throw new ModelError('MODEL_EMPTY', 'the answer is empty');
    return {
      text,
      inputTokens: response.usage?.prompt_tokens ?? 0,
      outputTokens: response.usage?.completion_tokens ?? 0,
    };
  }

  async #responses(messages: readonly Message[], form: Form, signal?: CancelSignal): Promise<Completion> {
    const response = await this.#client.responses.create(
      {
        model: this.#options.model,
        input: messages.map((message) => ({ role: message.role, content: message.content })),
        max_output_tokens: this.#options.maxOutputTokens,
        ...(form === 'schema'
          ? {
              text: {
                format: { type: 'json_schema' as const, name: 'plan', strict: true, schema: answerJsonSchema() },
              },
            }
          : form === 'object'
            ? { text: { format: { type: 'json_object' as const } } }
            : {}),
      },
      { ...(signal ? { signal: signal as AbortSignal } : {}) },
    );
    if (response.status === 'incomplete') throw new ModelError('MODEL_TRUNCATED', 'the answer was cut off');
    const text = response.output_text;
    if (!text) throw new ModelError('MODEL_EMPTY', 'the answer is empty');
    return { text, inputTokens: response.usage?.input_tokens ?? 0, outputTokens: response.usage?.output_tokens ?? 0 };
  }
}

const answerJsonSchema = (): Record<string, unknown> => {
  const { $schema: _draft, ...schema } = z.toJSONSchema(modelAnswerSchema) as Record<string, unknown>;
  return schema;
};

const asModelError = (error: unknown): ModelError => {
  if (error instanceof ModelError) return error;
  if (error instanceof OpenAI.APIConnectionTimeoutError) return new ModelError('MODEL_TIMEOUT', 'no answer in time');
  if (error instanceof OpenAI.APIUserAbortError) return new ModelError('MODEL_TIMEOUT', 'given up');
  if (error instanceof OpenAI.APIConnectionError)
    return new ModelError('MODEL_UNREACHABLE', `no connection (${error.message.slice(0, 120)})`);
  if (error instanceof OpenAI.RateLimitError) return new ModelError('MODEL_BUSY', 'too many requests (429)');
  if (error instanceof OpenAI.InternalServerError)
    return new ModelError('MODEL_BUSY', `the endpoint failed (${error.status})`);
  if (error instanceof OpenAI.APIError)
    return new ModelError(
      'MODEL_REJECTED',
      `the endpoint refused the request (${error.status ?? 'no status'}): ${error.message.slice(0, 160)}`,
    );
  return new ModelError('MODEL_REJECTED', `the answer could not be read (${String(error).slice(0, 160)})`);
};
