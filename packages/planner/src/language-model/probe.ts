import OpenAI from 'openai';
import { type Form, ModelClient, type ModelOptions } from './client.ts';

export type EndpointProbe = {
  readonly reachable: boolean;
  /** Ids of the models that it lists; an endpoint without a list has none. */
  readonly models?: readonly string[];
  /** The strictest form of structured output that the model really kept to. */
  readonly form?: Form;
  readonly why?: string;
};

/** Asks an endpoint for its models and for one tiny structured answer (some 100 tokens). Never throws. */
export const probeEndpoint = async (options: ModelOptions): Promise<EndpointProbe> => {
  const client = new OpenAI({
    ...(options.baseURL ? { baseURL: options.baseURL } : {}),
    apiKey: options.apiKey ?? 'none',
    timeout: options.timeoutSeconds * 1000,
    maxRetries: 0,
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  let models: string[] | undefined;
  try {
    models = (await client.models.list()).data.map((entry) => entry.id).slice(0, 200);
  } catch (error) {
    if (error instanceof OpenAI.APIConnectionError) return { reachable: false, why: describe(error) };
    // A server without a list of models may still answer.
  }
  try {
    const form = await new ModelClient({ ...options, maxOutputTokens: 200 }).probeForm();
    return { reachable: true, ...(models ? { models } : {}), ...(form ? { form } : { why: 'no JSON in its answer' }) };
  } catch (error) {
    return { reachable: models !== undefined, ...(models ? { models } : {}), why: describe(error) };
  }
};

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 200);
