import { join } from 'node:path';
import { contentHash, type Goal, type Interpretation, type Situation } from '@muster/domain';
import { describe, expect, it } from 'vitest';
import { loadSituation } from '../../node/load-scene.ts';
import { interpret } from './interpret.ts';

const scenes = join(import.meta.dirname, '../../../../../scenes');
const warehouse = loadSituation(scenes, 'warehouse');
const home = loadSituation(scenes, 'home');

/** A goal in one line: `on(red_tote;packing_station_1)`, `2 of …`, `!` for none, `~` sometime, `=` always, `g1<g2` for order. */
const shortGoal = (goal: Goal): string => {
  const one = (proposition: Goal['propositions'][number]): string => {
    const { quantifier } = proposition;
    const sign = { end: '', sometime: '~', always: '=' }[proposition.holds];
    const count =
      quantifier.kind === 'none'
        ? '!'
        : quantifier.kind === 'all'
          ? ''
          : `${{ exactly: '', 'at-least': '>=', 'at-most': '<=' }[quantifier.kind]}${quantifier.n} `;
    const args = proposition.args.map((allowed) => allowed.join('|'));
    const by = proposition.by ? ` by ${proposition.by.join('|')}` : '';
    const before = proposition.beforeSeconds === undefined ? '' : ` before ${proposition.beforeSeconds}`;
    return `${sign}${count}${proposition.predicate}(${[proposition.subjects.join('+'), ...args].join(';')})${by}${before}`;
  };
  const byId = new Map(goal.propositions.map((proposition) => [proposition.id, one(proposition)]));
  const order = (goal.order ?? []).map(({ before, after }) => `${byId.get(before)} < ${byId.get(after)}`);
  const avoid = goal.avoid?.robots ? [`without ${goal.avoid.robots.join('+')}`] : [];
  const ordered = new Set((goal.order ?? []).flatMap(({ before, after }) => [before, after]));
  return [
    ...goal.propositions.filter(({ id }) => !ordered.has(id)).map((proposition) => byId.get(proposition.id)),
    ...order,
    ...avoid,
  ]
    .sort()
    .join(' & ');
};

const outcome = (result: Interpretation): string =>
  result.goal
    ? shortGoal(result.goal)
    : `${result.kind} ${result.reasons?.[0]?.code ?? result.candidates?.map((entry) => entry.id).join('|') ?? ''}`.trim();

type Row = readonly [en: string, zh: string, expected: string];

const check = (situation: Situation, rows: readonly Row[]): void => {
  it.each(rows)('%s', (en, zh, expected) => {
    const english = interpret(en, [], situation);
    const chinese = interpret(zh, [], situation);
    expect({ en: outcome(english), zh: outcome(chinese) }).toEqual({ en: expected, zh: expected });
    expect(contentHash(english.goal ?? null)).toBe(contentHash(chinese.goal ?? null));
  });
};

describe('requests in the warehouse', () => {
  check(warehouse, [
    [
      'Bring the red tote from shelf A2 to packing station 1, and photograph shelf B3 meanwhile.',
      '把红色周转箱从 A2 货架送到 1 号打包台，同时给 B3 货架拍照。',
      'on(red_tote;packing_station_1) & photographed(shelf_b3)',
    ],
    [
      'Bring the blue, the white and the yellow tote to packing station 2.',
      '把蓝色、白色和黄色周转箱送到 2 号打包台。',
      'on(blue_tote+white_tote+yellow_tote;packing_station_2)',
    ],
    ['Take the grey tote to loading dock 1.', '把灰色周转箱运到 1 号装卸口。', 'on(grey_tote;dock_1)'],
    [
      'Photograph A1 and B2, then B3.',
      '先拍 A1 和 B2，再拍 B3。',
      'photographed(shelf_a1+shelf_b2) < photographed(shelf_b3)',
    ],
    [
      'Bring the parcel to packing station 1.',
      '把包裹送到 1 号打包台。',
      'clarify camera_kit|label_box|parcel_1|parcel_2|parcel_3|parcel_5',
    ],
    [
      'Move all totes on shelf A2 to shelf A1.',
      '把 A2 货架上的所有周转箱搬到 A1 货架。',
      'on(black_tote+red_tote;shelf_a1)',
    ],
    [
      'Bring two totes to packing station one.',
      '把两个周转箱送到一号打包台。',
      '2 on(black_tote+blue_tote+green_tote+grey_tote+orange_tote+purple_tote+red_tote+small_blue_tote+white_tote+yellow_tote;packing_station_1)',
    ],
    [
      'Move all the totes except the black one from shelf A2 to shelf B3.',
      '除了黑色的，把 A2 货架上的周转箱都搬到 B3 货架。',
      'on(red_tote;shelf_b3)',
    ],
    ['Let the drone photograph shelf B3.', '让无人机给 B3 货架拍照。', 'photographed(shelf_b3) by drone_1'],
    ['Send the forklift to loading dock 2.', '让叉车去 2 号装卸口。', 'at(forklift_1;dock_2)'],
    ['Bring the pink elephant to packing station 1.', '把粉色大象送到 1 号打包台。', 'refuse LANGUAGE_UNKNOWN_NAME'],
    ['Bring the red tote to packing station 9.', '把红色周转箱送到 9 号打包台。', 'refuse LANGUAGE_UNKNOWN_NAME'],
  ]);
});

describe('requests at home', () => {
  check(home, [
    ['Bring the watering can to the balcony table.', '把洒水壶送到阳台桌上。', 'on(watering_can;balcony_table)'],
    [
      'Bring the medicine box from the bedside table to the kitchen island.',
      '把床头柜上的药盒拿到厨房中岛上。',
      'on(medicine_box;kitchen_island)',
    ],
    [
      'Bring the bird seed to the balcony table and photograph the bedroom.',
      '把鸟食送到阳台桌上，并给卧室拍照。',
      'on(seed_bag;balcony_table) & photographed(bedroom)',
    ],
    ['Put the shirt into the laundry hamper.', '把衬衫放进脏衣篓。', 'in(shirt;hamper)'],
    ['Open the fridge.', '打开冰箱。', 'open(fridge)'],
    ['Bring the mug to the kitchen island.', '把杯子拿到厨房中岛上。', 'clarify blue_mug|red_mug|white_mug'],
  ]);
});
