import { bilingual } from '@muster/domain';
import type { Examine } from './section.ts';

/** Gigabytes of weights per billion parameters. */
const PRECISIONS = [
  { id: 'fp16', gigabytesPerBillion: 2 },
  { id: 'int8', gigabytesPerBillion: 1 },
  { id: 'int4', gigabytesPerBillion: 0.5 },
] as const;
/** Share of the card left for the context (prompts of at most 8,000 tokens), activations and the server itself. */
const RESERVED = 0.2;
/** Sizes in which open models are published, billions of parameters. */
const SIZES = [0.6, 1.7, 3, 4, 7, 8, 12, 14, 24, 27, 32, 70, 120, 235] as const;

export type CardFit = {
  readonly precision: string;
  /** Largest model whose weights alone fill the card, billions of parameters. */
  readonly weightsOnly: number;
  /** Largest model that leaves room for the context. */
  readonly withContext: number;
  /** Largest published size within `withContext`; none fits: null. */
  readonly published: number | null;
};

/**
 * Which model sizes fit a card.
 *
 * @param gigabytes memory of the card, > 0
 */
export const fitCard = (gigabytes: number): CardFit[] =>
  PRECISIONS.map(({ id, gigabytesPerBillion }) => {
    const withContext = (gigabytes * (1 - RESERVED)) / gigabytesPerBillion;
    return {
      precision: id,
      weightsOnly: gigabytes / gigabytesPerBillion,
      withContext,
      published: SIZES.filter((size) => size <= withContext).at(-1) ?? null,
    };
  });

/** `--vram GB`: what fits. */
export const examineCard: Examine = (options) => {
  const title = bilingual('What fits the card', '显卡能放下什么');
  const text = options.raw.vram;
  const gigabytes = typeof text === 'string' ? Number(text) : Number.NaN;
  if (typeof text !== 'string')
    return {
      id: 'card',
      title,
      findings: [
        {
          level: 'note',
          says: bilingual(
            'Say --vram 24 to see what fits a card of 24 GB.',
            '用 --vram 24 可查看 24 GB 显卡能放下什么。',
          ),
        },
      ],
      data: {},
    };
  if (!(gigabytes > 0 && gigabytes <= 100_000))
    return {
      id: 'card',
      title,
      findings: [
        {
          level: 'problem',
          says: bilingual(`--vram ${text} is no number of gigabytes.`, `--vram ${text} 不是显存 GB 数。`),
          remedy: bilingual('For example --vram 24.', '例如 --vram 24。'),
        },
      ],
      data: {},
    };
  const fits = fitCard(gigabytes);
  const round = (value: number): string => String(Math.round(value * 10) / 10);
  return {
    id: 'card',
    title,
    findings: fits.map((fit) => ({
      level: 'ok',
      says: bilingual(
        `${gigabytes} GB, ${fit.precision}: up to ${round(fit.withContext)} B parameters with room for the context (weights alone: ${round(fit.weightsOnly)} B)${fit.published === null ? '' : `; of the usual sizes ${fit.published} B`}`,
        `${gigabytes} GB，${fit.precision}：留出上下文后最多 ${round(fit.withContext)} B 参数（仅权重：${round(fit.weightsOnly)} B）${fit.published === null ? '' : `；常见规格中为 ${fit.published} B`}`,
      ),
    })),
    data: { gigabytes, reservedShare: RESERVED, fits },
  };
};
