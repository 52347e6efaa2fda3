import { expect, it } from 'vitest';
import { numbersAt } from './numbers.ts';

it.each([
  ['25', 25],
  ['twenty-five'.replace('-', ' '), 25],
  ['two hundred and seven', 207],
  ['one thousand two hundred', 1200],
  ['a dozen', 12],
  ['half', 0.5],
  ['20 %', 0.2],
  ['thirty percent', 0.3],
  ['两', 2],
  ['二十五', 25],
  ['一百五', 150],
  ['两千零三', 2003],
  ['百分之二十', 0.2],
  ['两成', 0.2],
  ['三点五', 3.5],
] as const)('reads %s as %d', (text, value) => {
  const whole = numbersAt(text, 0).find(
    (reading) => reading.end === text.length && reading.entry.category === 'number',
  );
  expect(whole?.entry).toMatchObject({ value });
});

it.each([
  ['14:30', 14.5],
  ['2:30 pm', 14.5],
  ['half past two', 2.5],
  ['noon', 12],
  ['十四点半', 14.5],
  ['下午三点', 15],
  ['下午三点二十分', 15 + 20 / 60],
  ['3点20分', 3 + 20 / 60],
] as const)('reads %s as a time of day', (text, hours) => {
  const whole = numbersAt(text, 0).find((reading) => reading.end === text.length && reading.entry.category === 'clock');
  expect(whole?.entry.category === 'clock' && whole.entry.seconds / 3600).toBeCloseTo(hours, 6);
});

it('does not read numbers out of words', () => {
  expect(numbersAt('someone', 4)).toEqual([]);
  expect(numbersAt('a2', 1)).toEqual([]);
});
