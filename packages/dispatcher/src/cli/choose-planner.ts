import { join } from 'node:path';
import { bilingual, fail, ok, type Planner, type Result } from '@muster/domain';
import {
  createBuiltInPlanner,
  createLanguageModelPlanner,
  type Limits,
  type ModelOptions,
  type Price,
} from '@muster/planner';
import { openPlanMemory } from '../site/plan-memory-file.ts';
import type { CliOptions } from './options.ts';

export type ChosenPlanner = { readonly planner: Planner; readonly model?: string };

/** Model that hosted endpoints know, when MUSTER_MODEL names none. */
const DEFAULT_MODEL = 'gpt-4.1-mini';

const numberOf = (text: string | undefined, otherwise: number): number => {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value > 0 ? value : otherwise;
};

/** The endpoint that the environment names; none: undefined. */
export const modelSettings = (): ModelOptions | undefined => {
  const { OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: apiKey, MUSTER_MODEL: model, MUSTER_API: api } = process.env;
  if (!baseURL && !apiKey) return undefined;
  return {
    ...(baseURL ? { baseURL } : {}),
    ...(apiKey ? { apiKey } : {}),
    model: model ?? DEFAULT_MODEL,
    api: api === 'responses' ? 'responses' : 'chat',
    timeoutSeconds: numberOf(process.env.MUSTER_MODEL_TIMEOUT, 60),
    maxOutputTokens: 2000,
  };
};

/** `MUSTER_MODEL_TOKENS`, `MUSTER_MODEL_SECONDS`, `MUSTER_MODEL_MONEY`: what one request may cost. */
const limitsOf = (env: NodeJS.ProcessEnv): Partial<Limits> => ({
  ...(env.MUSTER_MODEL_TOKENS ? { tokens: numberOf(env.MUSTER_MODEL_TOKENS, 60_000) } : {}),
  ...(env.MUSTER_MODEL_SECONDS ? { seconds: numberOf(env.MUSTER_MODEL_SECONDS, 90) } : {}),
  ...(env.MUSTER_MODEL_MONEY ? { money: numberOf(env.MUSTER_MODEL_MONEY, Number.POSITIVE_INFINITY) } : {}),
});

/** `MUSTER_MODEL_PRICE=0.4/1.6`: money for a million tokens in and out. */
const priceOf = (env: NodeJS.ProcessEnv): { price?: Price } => {
  const match = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(env.MUSTER_MODEL_PRICE ?? '');
  return match ? { price: { input: Number(match[1]), output: Number(match[2]) } } : {};
};

/**
 * The language model where one is configured (OPENAI_BASE_URL or OPENAI_API_KEY) and wanted, else the built-in planner. `--planner` decides; without
 * it MUSTER_MODEL does.
 */
export const choosePlanner = (options: CliOptions): Result<ChosenPlanner> => {
  const settings = modelSettings();
  const wanted = options.planner ?? (settings && process.env.MUSTER_MODEL ? 'language-model' : 'built-in');
  if (wanted === 'built-in') return ok({ planner: createBuiltInPlanner() });
  if (!settings)
    return fail({
      code: 'CLI_NO_MODEL',
      says: bilingual('The language-model planner needs an address.', '语言模型规划器需要一个地址。'),
      remedy: bilingual(
        'Set OPENAI_BASE_URL (or OPENAI_API_KEY) and MUSTER_MODEL, or leave out --planner.',
        '请设置 OPENAI_BASE_URL（或 OPENAI_API_KEY）和 MUSTER_MODEL，或去掉 --planner。',
      ),
    });
  return ok({
    model: settings.model,
    planner: createLanguageModelPlanner({
      ...settings,
      limits: limitsOf(process.env),
      ...priceOf(process.env),
      memory: openPlanMemory(join('.muster', 'plans.json')),
    }),
  });
};
