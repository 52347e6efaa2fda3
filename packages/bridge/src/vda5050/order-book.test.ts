import { expect, test } from 'vitest';
import { orderIdOf, updateIdOf } from './order-book.ts';

test.each([
  ['m1/t1/1/1/1', 'm1/t1/1/1', 0],
  ['m1/t1/2/3/7', 'm1/t1/2/3', 6],
  ['m1/s1/1/1', 'm1/s1/1/1', 0],
  ['m1/s1/1/12', 'm1/s1/1/12', 0],
  ['m1/s1/1/1/helper', 'm1/s1/1/1/helper', 0],
])('command %s belongs to order %s, update %i', (command, order, update) => {
  expect(orderIdOf(command)).toBe(order);
  expect(updateIdOf(command)).toBe(update);
});
