import { expect, test } from 'vitest';
import { mentionsIn } from './heard.ts';
import { encodeWav } from './recorder.ts';

const names = (en: readonly string[], zh: readonly string[]) => ({ names: { en: [...en], zh: [...zh] } });
const world = {
  a2: names(['shelf A2', 'A2'], ['A2 货架']),
  a21: names(['shelf A21', 'A21'], ['A21 货架']),
  red: names(['red tote'], ['红色料箱']),
  drone: names(['drone 1'], ['1 号无人机']),
};
const read = (text: string) => mentionsIn(text, world).map((entry) => `${entry.kind}:${entry.text}`);

test('names win over the numbers inside them, longer names over shorter ones', () => {
  expect(read('Bring the red tote from shelf A21 to A2 at 14:30')).toEqual([
    'name:red tote',
    'name:shelf A21',
    'name:A2',
    'number:14:30',
  ]);
});

test('numbers as words, and the words that turn a sentence round', () => {
  expect(read('Take all totes but not two of them')).toEqual(['number:all', 'number:not', 'number:two']);
  expect(read('把三个红色料箱搬到 A2 货架，别用 1 号无人机')).toEqual([
    'number:三',
    'name:红色料箱',
    'name:A2 货架',
    'number:别',
    'name:1 号无人机',
  ]);
});

test('a name is not found inside a word', () => {
  expect(read('the BA2X label')).toEqual(['number:2']);
});

test('a recording is a RIFF file with the length that it says', () => {
  const wav = encodeWav(new Float32Array([0, 1, -1, 2]), 16_000);
  const view = new DataView(wav.buffer);
  expect(new TextDecoder().decode(wav.slice(0, 4))).toBe('RIFF');
  expect([view.getUint32(40, true), wav.length]).toEqual([8, 52]);
  expect([view.getInt16(46, true), view.getInt16(48, true), view.getInt16(50, true)]).toEqual([32767, -32767, 32767]);
});
