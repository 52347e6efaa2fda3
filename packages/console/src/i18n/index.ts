import type { Bilingual } from '@muster/domain';
import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { changeSettings, getSettings, onSettings } from '../state/settings.ts';
import { useConsole } from '../state/store.ts';
import { en, type Key } from './en.ts';
import { inLanguage, type Language, nameIn } from './names.ts';
import { zh } from './zh.ts';

export const startLanguages = async (): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: getSettings().language,
    fallbackLng: 'en',
    keySeparator: false,
    nsSeparator: false,
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  } as Parameters<typeof i18next.init>[0]);
  const apply = (): void => {
    const { language } = getSettings();
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    if (i18next.language !== language) void i18next.changeLanguage(language);
  };
  apply();
  onSettings(apply);
};

export const switchLanguage = (): void => changeSettings({ language: getSettings().language === 'zh' ? 'en' : 'zh' });

export type Words = {
  readonly language: Language;
  t(key: Key, values?: Readonly<Record<string, string | number>>): string;
  /** The sentence in the language of the page. */
  say(says: Bilingual): string;
  /** Display name of anything in the scene. */
  name(id: string): string;
  /** Clock time of the scene at a second of it. */
  clock(sceneSeconds: number, withSeconds?: boolean): string;
  /** "56 s", "3 min 20 s". */
  duration(seconds: number): string;
};

/** Words, names and times in the language of the page. */
export const useWords = (): Words => {
  const { t, i18n } = useTranslation();
  const language: Language = i18n.language === 'zh' ? 'zh' : 'en';
  const world = useConsole((state) => state.world);
  const scene = useConsole((state) => state.site?.scene);
  return {
    language,
    t: (key, values) => t(key, values as Record<string, string>) as string,
    say: (says) => inLanguage(says, language),
    name: (id) => nameIn(world, id, language),
    clock: (seconds, withSeconds = true) => clockText(scene?.startsAt, scene?.timeZone, seconds, withSeconds),
    duration: (seconds) => durationText(seconds, language),
  };
};

export const clockText = (
  startsAt: string | undefined,
  timeZone: string | undefined,
  seconds: number,
  withSeconds = true,
): string => {
  if (startsAt === undefined) return '--:--';
  const at = new Date(Date.parse(startsAt) + seconds * 1000);
  return clockFormat(timeZone, withSeconds).format(at);
};

const formats = new Map<string, Intl.DateTimeFormat>();
/** Making one costs more than using it a hundred times; lists of events use it for every row. */
const clockFormat = (timeZone: string | undefined, withSeconds: boolean): Intl.DateTimeFormat => {
  const key = `${timeZone}/${withSeconds}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    ...(withSeconds ? { second: '2-digit' } : {}),
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  formats.set(key, made);
  return made;
};

export const durationText = (seconds: number, language: Language): string => {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const [hour, minute, second] = language === 'zh' ? [' 小时', ' 分', ' 秒'] : [' h', ' min', ' s'];
  if (h > 0) return `${h}${hour} ${m}${minute}`;
  if (m > 0) return s === 0 ? `${m}${minute}` : `${m}${minute} ${s}${second}`;
  return `${s}${second}`;
};
