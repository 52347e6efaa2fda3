const DIGITS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;
const TEENS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
] as const;
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'] as const;

const numberWords = (value: number): string => {
  if (value < 10) return DIGITS[value]!;
  if (value < 20) return TEENS[value - 10]!;
  if (value < 100) return `${TENS[Math.floor(value / 10) - 2]}${value % 10 === 0 ? '' : ` ${DIGITS[value % 10]}`}`;
  return [...String(value)].map((digit) => DIGITS[Number(digit)]).join(' ');
};

/** A written name as English words that are spoken: "shelf A2" → "shelf a two", "AMR 1" → "a m r one". Empty: it has none. */
export const spokenName = (name: string): string => {
  if (/[^\x20-\x7e]/.test(name)) return '';
  return name
    .replace(/([A-Za-z])(\d)/g, '$1 $2')
    .replace(/(\d)([A-Za-z])/g, '$1 $2')
    .replace(/\b[A-Z]{2,4}\b/g, (letters) => [...letters].join(' '))
    .replace(/\d+/g, (digits) => numberWords(Number(digits)))
    .replace(/[^A-Za-z ]+/g, ' ')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
};
