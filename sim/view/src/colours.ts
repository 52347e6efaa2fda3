/** Colours of named properties of things. */
const NAMED: Readonly<Record<string, string>> = {
  red: '#d64545',
  blue: '#2f6fde',
  green: '#2fa866',
  yellow: '#e8b923',
  white: '#e9ecef',
  black: '#2b2f36',
  grey: '#8a939d',
  gray: '#8a939d',
  orange: '#ee8a2a',
  purple: '#8457c9',
  brown: '#8d6446',
  pink: '#e07aa3',
  silver: '#b9c2cb',
  gold: '#c9a227',
  transparent: '#bcd7e6',
};

const BY_CLASS: Readonly<Record<string, string>> = {
  parcel: '#c49a6c',
  box: '#b98a5c',
  pallet: '#b58a56',
  drum: '#3a6ea5',
  book: '#7a4b63',
  clothes: '#8fa7c4',
  apple: '#c8483c',
  banana: '#e3c341',
  cup: '#e4e0d7',
  bottle: '#5b9a8b',
  medicine: '#e9ecef',
  blank: '#a8b0b8',
  housing: '#97a1ab',
  shaft: '#b4bcc4',
  gear: '#8d969f',
  linen: '#dfe6ee',
};
const MUTED = ['#8fa3b5', '#a89f91', '#8fae9c', '#b39aa4', '#9aa0b8', '#b0a584'];

/** Colour of an item: what the scene says, what its class looks like, or one of a few muted tones, always the same for the same id. */
export const itemColour = (id: string, className: string, properties: Readonly<Record<string, unknown>>): string => {
  const named = properties.colour ?? properties.color;
  if (typeof named === 'string') {
    const found = NAMED[named];
    if (found) return found;
    if (/^#[0-9a-f]{6}$/i.test(named)) return named;
  }
  if (BY_CLASS[className]) return BY_CLASS[className];
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return MUTED[sum % MUTED.length]!;
};

/** Palette of machines: one colour for one function over the whole fleet. */
export const PAINT = {
  shell: '#f1f3f5',
  dark: '#23272e',
  metal: '#6b737d',
  joint: '#2f6fde',
  accent: '#f28c28',
  rubber: '#15171a',
  glass: '#7fa9c9',
  rack: '#35507a',
  beam: '#d9772b',
  board: '#aab3bc',
  wood: '#a98662',
  fabric: '#7d8ea3',
  skin: '#d9a680',
  vest: '#e3b505',
} as const;

export const LED_COLOUR: Readonly<Record<string, string>> = {
  idle: '#8fa1b3',
  moving: '#3d9bff',
  working: '#a277ff',
  waiting: '#ffb020',
  blocked: '#ff8a1f',
  holding: '#ff5d5d',
  charging: '#31d07b',
  fault: '#ff3b3b',
  off: '#3a4048',
};

export type ScenePaint = {
  readonly background: string;
  readonly ground: string;
  readonly grid: string;
  readonly wall: string;
  readonly zone: string;
  readonly sky: string;
  readonly earth: string;
  readonly ink: string;
  readonly faint: string;
};
export const SCENE_PAINT: Readonly<Record<'dark' | 'light', ScenePaint>> = {
  dark: {
    background: '#10151b',
    ground: '#3a4450',
    grid: '#495665',
    wall: '#66748a',
    zone: '#4a6a90',
    sky: '#dfe8f2',
    earth: '#5a6675',
    ink: '#e8edf3',
    faint: '#93a1b0',
  },
  light: {
    background: '#dfe5eb',
    ground: '#b3bcc5',
    grid: '#a3adb7',
    wall: '#e9edf1',
    zone: '#9fb6cc',
    sky: '#ffffff',
    earth: '#8b959f',
    ink: '#17202a',
    faint: '#4a5868',
  },
};
