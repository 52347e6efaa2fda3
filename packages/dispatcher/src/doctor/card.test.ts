import { expect, test } from 'vitest';
import { fitCard } from './card.ts';

test('weights of a billion parameters take 2 GB in fp16, 1 in int8 and half a GB in int4', () => {
  expect(fitCard(24).map((fit) => fit.weightsOnly)).toEqual([12, 24, 48]);
});

test('a fifth of the card stays free for the context', () => {
  const [fp16, int8, int4] = fitCard(24);
  expect(fp16).toMatchObject({ withContext: expect.closeTo(9.6), published: 8 });
  expect(int8).toMatchObject({ published: 14 });
  expect(int4).toMatchObject({ published: 32 });
});

test('a tiny card fits nothing', () => {
  expect(fitCard(0.5)[0]?.published).toBeNull();
});
