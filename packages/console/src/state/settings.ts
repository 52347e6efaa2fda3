import { useSyncExternalStore } from 'react';

export type Theme = 'dark' | 'light';
export type ThemeChoice = Theme | 'system';
export type Layout = 'workbench' | 'operate';
export type QualityChoice = 'auto' | 'high' | 'medium' | 'low' | 'minimal' | 'map';

/** What a person chose in this browser; kept there, never sent. */
export type Settings = {
  readonly theme: ThemeChoice;
  readonly language: 'en' | 'zh';
  readonly layout: Layout;
  /** Name that commands are signed with. */
  readonly name: string;
  readonly quality: QualityChoice;
  readonly floor: string;
  readonly favourites: readonly string[];
  readonly browserSpeech: boolean;
  readonly singleKeys: boolean;
};

const KEY = 'muster.settings';

const defaults = (): Settings => ({
  theme: 'system',
  language:
    navigator.languages?.some((tag) => tag.toLowerCase().startsWith('zh')) &&
    navigator.language.toLowerCase().startsWith('zh')
      ? 'zh'
      : 'en',
  layout: matchMedia('(pointer: coarse)').matches ? 'operate' : 'workbench',
  name: '',
  quality: 'auto',
  floor: 'all',
  favourites: [],
  browserSpeech: false,
  singleKeys: true,
});

/** Choices in the address win over kept ones, so that a link can say how it wants to be seen. */
const fromAddress = (): Partial<Settings> => {
  const query = new URLSearchParams(location.search);
  const pick = <T extends string>(name: string, allowed: readonly T[]): T | undefined =>
    allowed.find((value) => value === query.get(name));
  const found: { -readonly [K in keyof Settings]?: Settings[K] } = {};
  const theme = pick('theme', ['dark', 'light', 'system'] as const);
  const language = pick('lang', ['en', 'zh'] as const);
  const layout = pick('layout', ['workbench', 'operate'] as const);
  const quality = pick('quality', ['auto', 'high', 'medium', 'low', 'minimal', 'map'] as const);
  if (theme) found.theme = theme;
  if (language) found.language = language;
  if (layout) found.layout = layout;
  if (quality) found.quality = quality;
  return found;
};

const read = (): Settings => {
  let kept: Partial<Settings> = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>;
  } catch {
    // A browser that keeps nothing (private mode, broken store) still gets a working page.
  }
  return { ...defaults(), ...kept, ...fromAddress() };
};

let settings: Settings | null = null;
const listeners = new Set<() => void>();

export const getSettings = (): Settings => {
  settings ??= read();
  return settings;
};

export const changeSettings = (change: Partial<Settings>): void => {
  settings = { ...getSettings(), ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Not kept; still in force until the page closes.
  }
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useSettings = (): Settings => useSyncExternalStore(subscribe, getSettings);
export const onSettings = subscribe;

/** Name that commands are signed with. */
export const signature = (): string => getSettings().name.trim() || 'operator';

const darkMedia = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

export const themeOf = ({ theme }: Settings): Theme =>
  theme === 'system' ? (darkMedia().matches ? 'dark' : 'light') : theme;

export const useTheme = (): Theme =>
  useSyncExternalStore(
    (listener) => {
      const media = darkMedia();
      media.addEventListener('change', listener);
      const stop = subscribe(listener);
      return () => {
        media.removeEventListener('change', listener);
        stop();
      };
    },
    () => themeOf(getSettings()),
  );

/** Whether a media query matches, kept up to date. */
export const useMedia = (query: string): boolean =>
  useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => matchMedia(query).matches,
  );
