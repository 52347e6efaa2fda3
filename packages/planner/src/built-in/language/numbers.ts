import type { Entry } from './lexicon/entry.ts';

/** A number, ordinal or clock time read at a position of normalised text. `end` is exclusive. */
export type NumberReading = { readonly end: number; readonly entry: Entry };

const EN_UNITS: Readonly<Record<string, number>> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, value) => [word, value]),
);
const EN_TENS: Readonly<Record<string, number>> = Object.fromEntries(
  'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ').map((word, index) => [word, (index + 2) * 10]),
);
const EN_ORDINALS: readonly string[] =
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');
const ZH_DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const ZH_SCALES: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000, 万: 10_000 };

/** All numeric readings that start at `at`, longest first. */
export const numbersAt = (text: string, at: number): NumberReading[] => {
  const rest = text.slice(at);
  const before = at > 0 ? text.charAt(at - 1) : '';
  const readings: NumberReading[] = [];
  const add = (length: number, entry: Entry): void => {
    readings.push({ end: at + length, entry });
  };
  if (!/[a-z0-9.]/.test(before)) {
    digits(rest, add);
    englishWords(rest, add);
  }
  if (!/[零〇一二两三四五六七八九十百千万]/.test(before)) chinese(rest, add);
  return readings.sort((a, b) => b.end - a.end);
};

type Add = (length: number, entry: Entry) => void;

const digits = (rest: string, add: Add): void => {
  const clock = /^(\d{1,2})[:：](\d{2})(?:\s*(am|pm|a\.m\.|p\.m\.))?(?![\d:])/.exec(rest);
  if (clock) addClock(clock[0].length, Number(clock[1]), Number(clock[2]), clock[3] ?? '24', add);
  const hour = /^(\d{1,2})\s*(am|pm|a\.m\.|p\.m\.|o'clock)(?![a-z])/.exec(rest);
  if (hour) addClock(hour[0].length, Number(hour[1]), 0, hour[2], add);
  const zhClock = /^(\d{1,2})\s*点(?:\s*(半|一刻|三刻|\d{1,2}\s*分?))?(?:钟|整)?/.exec(rest);
  if (zhClock) addClock(zhClock[0].length, Number(zhClock[1]), chineseMinutes(zhClock[2]), undefined, add);
  const ordinal = /^(\d{1,3})(?:st|nd|rd|th)(?![a-z])/.exec(rest);
  if (ordinal) add(ordinal[0].length, { category: 'ordinal', n: Number(ordinal[1]) });
  const number = /^\d+(?:,\d{3})*(?:\.\d+)?/.exec(rest);
  if (!number) return;
  const value = Number(number[0].replaceAll(',', ''));
  const after = rest.slice(number[0].length);
  const percent = /^\s*(?:%|percent(?![a-z])|per cent(?![a-z])|％)/.exec(after);
  if (percent) add(number[0].length + percent[0].length, { category: 'number', value: value / 100, percent: true });
  else add(number[0].length, { category: 'number', value });
};

const addClock = (length: number, hours: number, minutes: number, half: string | undefined, add: Add): void => {
  const shifted = half?.startsWith('p') && hours < 12 ? hours + 12 : half?.startsWith('a') && hours === 12 ? 0 : hours;
  if (shifted <= 24 && minutes < 60) add(length, { category: 'clock', seconds: shifted * 3600 + minutes * 60 });
};

/** Minutes that clocks are read by; a quarter is the rest. */
const PARTS_OF_HOUR: Readonly<Record<string, number>> = { half: 30, five: 5, ten: 10, twenty: 20, 'twenty five': 25 };

const englishWords = (rest: string, add: Add): void => {
  const words = /^[a-z]+(?:\s+[a-z]+){0,7}/.exec(rest)?.[0].split(/(\s+)/) ?? [];
  const fixed: Readonly<Record<string, number>> = { noon: 12 * 3600, midday: 12 * 3600, midnight: 24 * 3600 };
  const head = words[0] ?? '';
  if (fixed[head] !== undefined) add(head.length, { category: 'clock', seconds: fixed[head] });
  const past = /^(half|quarter|a quarter|five|ten|twenty|twenty[- ]five)(?: minutes)? (past|to) ([a-z]+)(?![a-z])/.exec(
    rest,
  );
  const pastHour = past ? EN_UNITS[past[3] ?? ''] : undefined;
  if (past && pastHour !== undefined && pastHour > 0 && pastHour <= 12) {
    const minutes = PARTS_OF_HOUR[past[1]!.replace('-', ' ')] ?? 15;
    const seconds = pastHour * 3600 + (past[2] === 'past' ? minutes : -minutes) * 60;
    add(past[0].length, { category: 'clock', seconds, vague: true });
  }
  const oClock = /^([a-z]+) o'clock/.exec(rest);
  const oHour = oClock ? EN_UNITS[oClock[1] ?? ''] : undefined;
  if (oClock && oHour !== undefined) add(oClock[0].length, { category: 'clock', seconds: oHour * 3600, vague: true });
  const wordOrdinal = EN_ORDINALS.indexOf(head);
  if (wordOrdinal > 0) add(head.length, { category: 'ordinal', n: wordOrdinal });
  let total = 0;
  let current = 0;
  let length = 0;
  let seen = 0;
  let lastWas: 'unit' | 'ten' | 'scale' | 'none' = 'none';
  for (let index = 0; index < words.length; index += 2) {
    const word = words[index] ?? '';
    const gap = index === 0 ? 0 : (words[index - 1] ?? '').length;
    const unit = EN_UNITS[word];
    const ten = EN_TENS[word];
    if (
      unit !== undefined &&
      (lastWas === 'none' || lastWas === 'scale' || (lastWas === 'ten' && unit > 0 && unit < 10))
    ) {
      current += unit;
      lastWas = 'unit';
    } else if (ten !== undefined && (lastWas === 'none' || lastWas === 'scale')) {
      current += ten;
      lastWas = 'ten';
    } else if (word === 'hundred' && seen > 0) {
      current *= 100;
      lastWas = 'scale';
    } else if (word === 'thousand' && seen > 0) {
      total += current * 1000;
      current = 0;
      lastWas = 'scale';
    } else if (word === 'and' && lastWas === 'scale') {
      const next = words[index + 2] ?? '';
      if (EN_UNITS[next] === undefined && EN_TENS[next] === undefined) break;
      length += gap + word.length;
      continue;
    } else break;
    seen += 1;
    length += gap + word.length;
  }
  if (seen > 0) {
    const value = total + current;
    const after = rest.slice(length);
    const percent = /^\s*(?:%|percent(?![a-z])|per cent(?![a-z]))/.exec(after);
    const point = /^ point ([a-z]+)(?![a-z])/.exec(after);
    const decimal = point ? EN_UNITS[point[1] ?? ''] : undefined;
    if (!/^[a-z]/.test(after)) {
      add(length, { category: 'number', value });
      if (percent) add(length + percent[0].length, { category: 'number', value: value / 100, percent: true });
      if (point && decimal !== undefined && decimal < 10)
        add(length + point[0].length, { category: 'number', value: value + decimal / 10 });
    }
  }
  const half = /^half(?: of)?(?![a-z])/.exec(rest);
  if (half) add(half[0].length, { category: 'number', value: 0.5, percent: true });
  const share = /^(a|one|two|three) (third|quarter|fifth|half)s?(?: of)?(?![a-z])/.exec(rest);
  if (share) {
    const parts = { third: 3, quarter: 4, fifth: 5, half: 2 }[share[2] ?? ''] ?? 1;
    const value = (share[1] === 'a' ? 1 : (EN_UNITS[share[1] ?? ''] ?? 1)) / parts;
    if (value < 1) add(share[0].length, { category: 'number', value, percent: true });
  }
  const evening = /^([a-z]+|\d{1,2})(?:[:.](\d\d))? (?:in the (morning|afternoon|evening)|at (night))(?![a-z])/.exec(
    rest,
  );
  const spoken = evening ? (EN_UNITS[evening[1] ?? ''] ?? Number(evening[1])) : Number.NaN;
  if (evening && spoken > 0 && spoken <= 12)
    addClock(evening[0].length, spoken, Number(evening[2] ?? 0), evening[3] === 'morning' ? 'am' : 'pm', add);
  const sharp = /^([a-z]+|\d{1,2}) sharp(?![a-z])/.exec(rest);
  const exact = sharp ? (EN_UNITS[sharp[1] ?? ''] ?? Number(sharp[1])) : Number.NaN;
  if (sharp && exact > 0 && exact <= 24)
    add(sharp[0].length, { category: 'clock', seconds: exact * 3600, vague: exact <= 12 });
  const hourAndHalf = /^(?:half an hour|half hour)(?![a-z])/.exec(rest);
  if (hourAndHalf) add(4, { category: 'number', value: 0.5 });
  const dozen = /^(?:a )?dozen(?![a-z])/.exec(rest);
  if (dozen) add(dozen[0].length, { category: 'number', value: 12 });
  const couple = /^(?:a )?(?:couple(?: of)?|pair of)(?![a-z])/.exec(rest);
  if (couple) add(couple[0].length, { category: 'number', value: 2 });
};

const ZH_NUMERAL = /^[零〇一二两三四五六七八九十百千万]+(?:点[零〇一二三四五六七八九]+)?/;

const chinese = (rest: string, add: Add): void => {
  const percent = /^百分之([零〇一二两三四五六七八九十百千万点]+|\d+(?:\.\d+)?)/.exec(rest);
  if (percent) {
    const value = /\d/.test(percent[1] ?? '') ? Number(percent[1]) : chineseValue(percent[1] ?? '');
    if (value !== undefined) add(percent[0].length, { category: 'number', value: value / 100, percent: true });
  }
  const tenths = /^([一二两三四五六七八九])成(半)?/.exec(rest);
  if (tenths)
    add(tenths[0].length, {
      category: 'number',
      value: (ZH_DIGITS[tenths[1] ?? ''] ?? 0) / 10 + (tenths[2] ? 0.05 : 0),
      percent: true,
    });
  const fraction = /^([二三四五六七八九十]|\d{1,2})分之([一二两三四五六七八九]|\d{1,2})/.exec(rest);
  if (fraction) {
    const whole = chineseValue(fraction[1] ?? '') ?? Number(fraction[1]);
    const part = chineseValue(fraction[2] ?? '') ?? Number(fraction[2]);
    if (part < whole) add(fraction[0].length, { category: 'number', value: part / whole, percent: true });
  }
  const half = /^(?:一半|半数)/.exec(rest);
  if (half) add(2, { category: 'number', value: 0.5, percent: true });
  const halfOne = /^半(?=[个小天分公千])/.exec(rest);
  if (halfOne) add(1, { category: 'number', value: 0.5 });
  const period =
    /^(凌晨|夜里|半夜|深夜|清晨|夜间|早上|上午|中午|下午|傍晚|晚上|今晚|今天下午|今天上午|今天)?\s*([零〇一二两三四五六七八九十]+|\d{1,2})\s*(?:点|[:：])(半|一刻|三刻|[零〇一二三四五六七八九十]+分?|\d{1,2}分?)?(?:钟|整)?/.exec(
      rest,
    );
  if (period) {
    const hours = /\d/.test(period[2] ?? '') ? Number(period[2]) : chineseValue(period[2] ?? '');
    if (hours !== undefined && hours <= 24) {
      const spoken = period[1] ?? '';
      const late =
        (/下午|傍晚|晚/.test(spoken) && hours > 0 && hours < 12) ||
        (/夜里|夜间|半夜|深夜/.test(spoken) && hours >= 6 && hours < 12);
      const noon = period[1] === '中午' && hours < 6;
      addClock(
        period[0].length,
        hours + (late || noon ? 12 : 0),
        chineseMinutes(period[3]),
        period[1] ? '24' : undefined,
        add,
      );
    }
  }
  const noon = /^(正午|中午|午夜|零点)(?!\d)/.exec(rest);
  if (noon)
    add(noon[0].length, {
      category: 'clock',
      seconds: noon[0].includes('午夜') || noon[0] === '零点' ? 24 * 3600 : 12 * 3600,
    });
  const ordinal = /^第([零〇一二两三四五六七八九十百]+|\d+)/.exec(rest);
  if (ordinal) {
    const n = /\d/.test(ordinal[1] ?? '') ? Number(ordinal[1]) : chineseValue(ordinal[1] ?? '');
    if (n !== undefined) add(ordinal[0].length, { category: 'ordinal', n });
  }
  const numeral = ZH_NUMERAL.exec(rest);
  if (numeral) {
    const value = chineseValue(numeral[0]);
    if (value !== undefined) add(numeral[0].length, { category: 'number', value });
  }
};

const chineseMinutes = (text: string | undefined): number => {
  if (!text) return 0;
  if (text === '半') return 30;
  if (text === '一刻') return 15;
  if (text === '三刻') return 45;
  const bare = text.replace(/\s*分$/, '');
  return /\d/.test(bare) ? Number(bare) : (chineseValue(bare) ?? 0);
};

/** Value of a Chinese numeral; 一百五 is 150 and 两千三 is 2300, as spoken. */
export const chineseValue = (numeral: string): number | undefined => {
  const [whole = '', fraction] = numeral.split('点');
  let total = 0;
  let digit: number | undefined;
  let lastScale = 1;
  let section = 0;
  if (/^[零〇一二两三四五六七八九]{2,}$/.test(whole)) {
    total = [...whole].reduce((sum, character) => sum * 10 + (ZH_DIGITS[character] ?? 0), 0);
    return withFraction(total, fraction);
  }
  for (const character of whole) {
    const scale = ZH_SCALES[character];
    if (scale === undefined) {
      const value = ZH_DIGITS[character];
      if (value === undefined) return undefined;
      if (value === 0) lastScale = 1;
      else digit = value;
      if (value === 0) digit = undefined;
      continue;
    }
    if (scale === 10_000) {
      total += (section + (digit ?? 0)) * scale;
      section = 0;
    } else section += (digit ?? 1) * scale;
    digit = undefined;
    lastScale = scale;
  }
  if (digit !== undefined) section += lastScale >= 100 ? digit * (lastScale / 10) : digit;
  return withFraction(total + section, fraction);
};

const withFraction = (whole: number, fraction: string | undefined): number => {
  if (!fraction) return whole;
  const digitsText = [...fraction].map((character) => ZH_DIGITS[character] ?? 0).join('');
  return Number(`${whole}.${digitsText}`);
};
