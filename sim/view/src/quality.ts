import type { Quality } from './types.ts';

const ORDER: readonly Quality[] = ['high', 'medium', 'low', 'minimal'];
const SLOW_MS = 60;
const SLOW_FOR_MS = 1000;

/** Steps the quality down when frames stay slow; never up by itself, so that it can't swing. */
export class QualityGovernor {
  #quality: Quality;
  #slowSince: number | null = null;

  constructor(start: Quality) {
    this.#quality = start;
  }

  get quality(): Quality {
    return this.#quality;
  }

  /** @returns the new quality when this frame was the one too many */
  frame(nowMs: number, frameMs: number): Quality | null {
    if (frameMs < SLOW_MS) {
      this.#slowSince = null;
      return null;
    }
    this.#slowSince ??= nowMs;
    if (nowMs - this.#slowSince < SLOW_FOR_MS) return null;
    const next = ORDER[ORDER.indexOf(this.#quality) + 1];
    this.#slowSince = null;
    if (next === undefined) return null;
    this.#quality = next;
    return next;
  }
}

/** Renderers without a graphics card name themselves so. */
export const isSoftwareRenderer = (name: string): boolean => /swiftshader|llvmpipe|softpipe|software/i.test(name);
