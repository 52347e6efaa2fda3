import { describe, expect, it } from 'vitest';
import { converse, home, outcome, warehouse } from './test-support.ts';

describe('a question that was asked back', () => {
  const question = 'Bring the mug to the kitchen island.';
  it.each([
    ['the blue one', 'on(blue_mug;kitchen_island)'],
    ['蓝色的', 'on(blue_mug;kitchen_island)'],
    ['2', 'on(red_mug;kitchen_island)'],
    ['the second one', 'on(red_mug;kitchen_island)'],
    ['第二个', 'on(red_mug;kitchen_island)'],
    ['the one in the dishwasher', 'on(white_mug;kitchen_island)'],
    ['洗碗机里的那个', 'on(white_mug;kitchen_island)'],
    ['red mug', 'on(red_mug;kitchen_island)'],
    ['左边那个', 'on(blue_mug;kitchen_island)'],
  ])('is settled by “%s” without restating the request', (answer, expected) => {
    expect(outcome(converse(home, question, answer))).toBe(expected);
  });

  it('is dropped when the person says something else instead', () => {
    expect(outcome(converse(home, question, 'Open the fridge.'))).toBe('open(fridge)');
  });

  it('is asked once per doubt: a second doubt is asked after the first is settled', () => {
    const request = 'Bring the parcel to the packing station.';
    const first = converse(warehouse, request);
    expect(first.kind).toBe('clarify');
    const second = converse(warehouse, request, 'parcel 3');
    expect(outcome(second)).toBe('clarify packing_station_1|packing_station_2');
    expect(outcome(converse(warehouse, request, 'parcel 3', 'station 2'))).toBe('on(parcel_3;packing_station_2)');
  });
});

describe('words that point back', () => {
  it.each([
    [home, 'Bring the apple to the coffee table.', 'Now put it in the fridge.', 'in(apple;fridge)'],
    [home, '把苹果拿到茶几上。', '再把它放进冰箱。', 'in(apple;fridge)'],
    [home, 'Where is the phone?', 'Bring it to the desk.', 'on(phone;desk)'],
    [home, '手机在哪里？', '把它拿到书桌上。', 'on(phone;desk)'],
    [
      warehouse,
      'Bring the red tote and the blue tote to packing station 1.',
      'Take them to loading dock 1.',
      'on(blue_tote+red_tote;dock_1)',
    ],
    [home, 'Put the teddy bear on the sofa.', 'Bring the toy car there, too.', 'on(toy_car;sofa)'],
  ] as const)('%#: %s %s', (situation, first, second, expected) => {
    expect(outcome(converse(situation, first, second))).toBe(expected);
  });

  it('asks what “it” is when nothing was talked about', () => {
    expect(converse(home, 'Put it in the fridge.').kind).toBe('clarify');
  });
});
