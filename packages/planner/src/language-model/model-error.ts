import { type Bilingual, bilingual } from '@muster/domain';
import OpenAI from 'openai';

export const MODEL_ERRORS = {
  MODEL_UNREACHABLE: bilingual('The language model can not be reached', '无法连接语言模型'),
  MODEL_TIMEOUT: bilingual('The language model did not answer in time', '语言模型没有及时应答'),
  MODEL_BUSY: bilingual('The language model has too many requests', '语言模型请求过多'),
  MODEL_BROKEN: bilingual('The language model endpoint failed', '语言模型服务出错'),
  MODEL_REFUSED: bilingual('The language model declined to answer', '语言模型拒绝回答'),
  MODEL_TRUNCATED: bilingual("The language model's answer was cut off", '语言模型的回答被截断'),
  MODEL_TOO_LONG: bilingual("The language model's answer did not end", '语言模型的回答没有结束'),
  MODEL_EMPTY: bilingual('The language model gave no answer', '语言模型没有给出回答'),
  MODEL_REJECTED: bilingual('The language model endpoint refused the request', '语言模型接口拒绝了请求'),
  MODEL_CANCELED: bilingual('The request was taken back', '请求已撤回'),
  MODEL_OVER_BUDGET: bilingual('The budget for the language model is used up', '语言模型的预算已用完'),
} as const satisfies Record<string, Bilingual>;
export type ModelErrorCode = keyof typeof MODEL_ERRORS;

/** Why there is no usable answer: decides whether to try again, and what the person is told. */
export class ModelError extends Error {
  readonly code: ModelErrorCode;
  /** Seconds after which the endpoint asked to be tried again. */
  readonly retryAfterSeconds?: number;
  constructor(code: ModelErrorCode, message: string, retryAfterSeconds?: number) {
    super(message);
    this.name = 'ModelError';
    this.code = code;
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Worth another try without asking anything else. */
export const isPassing = (error: ModelError): boolean =>
  error.code === 'MODEL_BUSY' || error.code === 'MODEL_BROKEN' || error.code === 'MODEL_UNREACHABLE';

export const asModelError = (error: unknown): ModelError => {
  if (error instanceof ModelError) return error;
  if (error instanceof OpenAI.APIConnectionTimeoutError) return new ModelError('MODEL_TIMEOUT', 'no answer in time');
  if (error instanceof OpenAI.APIUserAbortError) return new ModelError('MODEL_TIMEOUT', 'given up');
  if (error instanceof OpenAI.APIConnectionError)
    return new ModelError('MODEL_UNREACHABLE', `no connection (${plain(error.message)})`);
  if (error instanceof OpenAI.APIError) {
    const { status } = error;
    if (status === 429)
      return new ModelError('MODEL_BUSY', 'too many requests (429)', retryAfter(error.headers?.get('retry-after')));
    if (status !== undefined && status >= 500)
      return new ModelError('MODEL_BROKEN', `status ${status}`, retryAfter(error.headers?.get('retry-after')));
    if (status === undefined) return new ModelError('MODEL_BROKEN', plain(error.message));
    return new ModelError('MODEL_REJECTED', `status ${status}: ${plain(error.message)}`);
  }
  if (error instanceof Error && error.name === 'AbortError') return new ModelError('MODEL_TIMEOUT', 'given up');
  // A socket that ends in the middle of a stream, or bytes that are none of the protocol's.
  return new ModelError('MODEL_BROKEN', plain(error instanceof Error ? error.message : String(error)));
};

/** Seconds, or a date; what is neither is ignored. */
export const retryAfter = (header: string | null | undefined): number | undefined => {
  if (!header) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds) && seconds >= 0) return seconds;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
};

/** An endpoint's own words are text from outside too. */
const plain = (text: string): string => text.replace(/[^\p{L}\p{N} .,:;()'_/-]/gu, ' ').slice(0, 160);
