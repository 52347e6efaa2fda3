import { z } from 'zod';

/** No control characters, no bidirectional overrides: a name is shown to people and quoted to models. */
const cleanText = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((text) => !UNSAFE_CHARACTERS.test(text), 'control characters are not allowed in a name');

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the purpose
const UNSAFE_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** One sentence in both languages. */
export const bilingualSchema = z.strictObject({ en: z.string().max(2000), zh: z.string().max(2000) });
export type Bilingual = z.infer<typeof bilingualSchema>;

/** Names in both languages: the first is the display name, the others are aliases. */
export const namesSchema = z.strictObject({
  en: z.array(cleanText(80)).min(1).max(24),
  zh: z.array(cleanText(80)).min(1).max(24),
});
export type Names = z.infer<typeof namesSchema>;

export type Language = 'en' | 'zh';

export const bilingual = (en: string, zh: string): Bilingual => ({ en, zh });

/** Display name in one language. */
export const displayName = (names: Names, language: Language): string => names[language][0] ?? names.en[0] ?? '';
