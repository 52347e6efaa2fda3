import type { Violation } from '@muster/domain';

/** A violation from its two sentences, with an optional remedy. */
export const violation = (code: string, en: string, zh: string, remedyEn?: string, remedyZh?: string): Violation => ({
  code,
  says: { en, zh },
  ...(remedyEn === undefined ? {} : { remedy: { en: remedyEn, zh: remedyZh ?? remedyEn } }),
});
