import type { Language } from '@muster/domain';

const colours = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Colour = keyof typeof colours;

/** Text for people, on stdout, or on stderr when stdout carries JSON. */
export type Terminal = {
  readonly language: Language;
  line(text?: string): void;
  /** A heading with a short word in the margin. */
  section(title: string, text?: string): void;
  paint(colour: Colour, text: string): string;
};

/** Language of the person: `--language`, else the locale of the environment. */
export const languageOf = (wanted: string | undefined): Language => {
  const value = wanted ?? process.env.LC_ALL ?? process.env.LC_MESSAGES ?? process.env.LANG ?? 'en';
  return value.toLowerCase().startsWith('zh') ? 'zh' : 'en';
};

export const createTerminal = (language: Language, isJson: boolean): Terminal => {
  const out = isJson ? process.stderr : process.stdout;
  const hasColour = out.isTTY === true && process.env.NO_COLOR === undefined;
  const paint = (colour: Colour, text: string): string =>
    hasColour ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text;
  return {
    language,
    paint,
    line: (text = '') => {
      out.write(`${text}\n`);
    },
    section: (title, text = '') => {
      out.write(`${paint('bold', title.padEnd(12))} ${text}\n`);
    },
  };
};

export const clockText = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};
