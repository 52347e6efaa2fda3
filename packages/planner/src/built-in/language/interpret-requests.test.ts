import { contentHash, type Situation } from '@muster/domain';
import { describe, expect, it } from 'vitest';
import { interpret } from './interpret.ts';
import { home, outcome, warehouse } from './test-support.ts';

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
    [
      'Photograph all the shelves of row B.',
      '给 B 排所有货架拍照。',
      'photographed(shelf_b1+shelf_b2+shelf_b3+shelf_b4)',
    ],
    ['Scan parcel 1 to parcel 3.', '扫描包裹1到包裹3。', 'scanned(parcel_1+parcel_2+parcel_3)'],
    [
      'Bring two, no, four totes to loading dock 1.',
      '把两个，不对，四个周转箱送到1号装卸口。',
      '4 on(black_tote+blue_tote+green_tote+grey_tote+orange_tote+purple_tote+red_tote+small_blue_tote+white_tote+yellow_tote;dock_1)',
    ],
    [
      'Bring the red tote to packing station 2, no, the green tote.',
      '把红色周转箱送到 2 号打包台，不对，绿色周转箱。',
      'on(green_tote;packing_station_2)',
    ],
    [
      'Bring the red tote to packing station 2, no, only the green tote.',
      '把红色周转箱送到 2 号打包台，不对，只把绿色周转箱送到 2 号打包台。',
      'on(green_tote;packing_station_2)',
    ],
    [
      'Bring the red tote to packing station 1, no, packing station 2.',
      '把红色周转箱送到1号打包台，不对，2号打包台。',
      'on(red_tote;packing_station_2)',
    ],
    ['Bring the heaviest tote to loading dock 1.', '把最重的周转箱送到1号装卸口。', 'on(grey_tote;dock_1)'],
    [
      'Bring the red tote to station 1 and the blue tote to station 2.',
      '把红色周转箱送到1号打包台，蓝色周转箱送到2号打包台。',
      'on(blue_tote;packing_station_2) & on(red_tote;packing_station_1)',
    ],
    [
      'After photographing shelf A1, bring the red tote to packing station 1.',
      '给A1货架拍照之后，把红色周转箱送到1号打包台。',
      'photographed(shelf_a1) < on(red_tote;packing_station_1)',
    ],
    [
      'Before bringing the red tote to packing station 1, photograph shelf A1.',
      '把红色周转箱送到1号打包台之前先给A1货架拍照。',
      'photographed(shelf_a1) < on(red_tote;packing_station_1)',
    ],
    [
      'Without the drone, photograph shelf A1.',
      '不要用无人机，给A1货架拍照。',
      'photographed(shelf_a1) & without drone_1',
    ],
    [
      'Bring the red tote to packing station 1 before 14:30.',
      '14:30之前把红色周转箱送到1号打包台。',
      'on(red_tote;packing_station_1) before 52200',
    ],
    [
      'Bring the red tote to packing station 1 within ten minutes.',
      '十分钟内把红色周转箱送到一号打包台。',
      'on(red_tote;packing_station_1) before 33000',
    ],
    [
      "Bring the red tote to packing station 1 but don't touch the black tote.",
      '把红色周转箱送到1号打包台，黑色周转箱不要动。',
      '=on(black_tote;shelf_a2) & on(red_tote;packing_station_1)',
    ],
    [
      'Bring the red tote from shelf A1 to packing station 1.',
      '把红色周转箱从 A1 货架送到 1 号打包台。',
      'refuse LANGUAGE_WRONG_PREMISE',
    ],
    ['Charge the drone.', '给无人机充电。', 'charged(drone_1)'],
    ['If the cage door is open, close it.', '如果围栏库门开着，就关上它。', 'if ["open","cage_door"] !open(cage_door)'],
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
    ['Put the apple and the banana in the fridge.', '把苹果和香蕉放进冰箱。', 'in(apple+banana;fridge)'],
    [
      'Move everything on the coffee table to the sofa.',
      '把茶几上的所有东西都搬到沙发上。',
      'on(blue_mug+plate_2+toy_car;sofa)',
    ],
    ['Put the books from the bookshelf on the desk.', '把书架上的书都放到书桌上。', 'on(cook_book+novel;desk)'],
    [
      'Look in the fridge. If there is milk, bring it to the kitchen island; if not, take the umbrella to the sofa.',
      '看一下冰箱，有牛奶就拿到厨房中岛，没有的话把雨伞拿到沙发上。',
      'if ["in","milk","fridge"] on(milk;kitchen_island) else on(umbrella;sofa) & inspected(fridge)',
    ],
    [
      'First open the fridge, then take out the milk, put it on the kitchen island and close the fridge.',
      '先打开冰箱，然后把牛奶拿出来放到厨房中岛上，再关上冰箱。',
      'on(milk;kitchen_island) < !open(fridge) & ~open(fridge) < !open(fridge) & ~open(fridge) < on(milk;kitchen_island)',
    ],
    ['Pick up the umbrella and bring it to the patio table.', '拿起雨伞送到露台桌上。', 'on(umbrella;patio_table)'],
    [
      'Move everything on the table to the sofa.',
      '把桌子上的所有东西都搬到沙发上。',
      'clarify balcony_table|coffee_table|desk|kitchen_island|nightstand|patio_table|side_counter|tv_bench',
    ],
    ['Throw the banana away.', '把香蕉扔掉。', 'in(banana;kitchen_bin)'],
    ['Close everything that is open.', '把开着的都关上。', '!open(bathroom_door)'],
    [
      'Bring the shirt, socks and towel to the washing machine.',
      '把衬衫、袜子和毛巾放进洗衣机。',
      'in(shirt+socks+towel;washing_machine)',
    ],
    ['Bring the book on the desk to the bed.', '把书桌上的书拿到床上。', 'on(notebook;bed)'],
    ['Put any mug in the dishwasher.', '随便拿一个杯子放进洗碗机。', '>=1 in(blue_mug+red_mug;dishwasher)'],
    ['Hand the phone to the dog.', '把手机递给机器狗。', 'held(phone;dog_1)'],
    ['Bring Grandma her glasses.', '把眼镜拿给奶奶。', 'given(reading_glasses;grandma)'],
    ['Bring the mug to the kitchen island.', '把杯子拿到厨房中岛上。', 'clarify blue_mug|red_mug|white_mug'],
  ]);
});
