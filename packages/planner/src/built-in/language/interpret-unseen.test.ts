import { join } from 'node:path';
import { canonicalJson, type Situation } from '@muster/domain';
import { describe, expect, it } from 'vitest';
import { loadSituation } from '../../node/load-scene.ts';
import { interpret } from './interpret.ts';
import { ruleAgainstGoal, ruleAgainstStart } from './rules-against-goal.ts';
import { converse, home, outcome, warehouse } from './test-support.ts';

const scenes = join(import.meta.dirname, '../../../../../scenes');
const line = loadSituation(scenes, 'line');
const lab = loadSituation(scenes, 'lab');
const hospital = loadSituation(scenes, 'hospital');
const plant = loadSituation(scenes, 'plant');

type Row = readonly [situation: Situation, en: string, zh: string, expected: string];

const same = (rows: readonly Row[]): void => {
  it.each(rows.map(([situation, en, zh, expected]) => [en, situation, zh, expected] as const))(
    '%s',
    (en, situation, zh, expected) => {
      const [english, chinese] = [interpret(en, [], situation), interpret(zh, [], situation)];
      expect({ en: outcome(english), zh: outcome(chinese) }).toEqual({ en: expected, zh: expected });
      expect(canonicalJson(english.goal ?? null)).toBe(canonicalJson(chinese.goal ?? null));
    },
  );
};

describe('numbers of things', () => {
  same([
    [
      lab,
      'Place sample tubes 1 through 3 in the sample fridge.',
      '把1到3号样品管放进样品冰箱。',
      'in(tube_1+tube_2+tube_3;lab_fridge)',
    ],
    [line, 'Blanks 1 to 4 to buffer 1.', '1号到4号毛坯搬到1号缓存台。', 'on(blank_1+blank_2+blank_3+blank_4;buffer_1)'],
    [
      hospital,
      'Meals 1, 2 and 3 to bedside cabinets 1, 2 and 3.',
      '把1、2、3号餐食分别送到1、2、3号床旁柜。',
      'on(meal_1;cabinet_1) & on(meal_2;cabinet_2) & on(meal_3;cabinet_3)',
    ],
    [
      line,
      'Half of the gears go to the inspection table.',
      '把一半的齿轮送到检验台。',
      '>=1 on(gear_1+gear_2;inspection_table)',
    ],
    [
      warehouse,
      'Half of the parcels go to packing station 2.',
      '把一半的包裹送到2号打包台。',
      'refuse LANGUAGE_NOT_A_WHOLE_NUMBER',
    ],
    [
      lab,
      'Any three of the sample tubes into the centrifuge.',
      '随便取三支样品管放进离心机。',
      '3 in(tube_1+tube_2+tube_3+tube_4+tube_5+tube_6;centrifuge_1)',
    ],
    [
      warehouse,
      'Put the red tote and the blue tote on packing station 1 and packing station 2 respectively.',
      '把红箱子和蓝箱子分别放到1号打包台和2号打包台。',
      'on(blue_tote;packing_station_2) & on(red_tote;packing_station_1)',
    ],
  ]);

  it('asks nothing of things that a sentence excepts, however many there are', () => {
    const result = interpret(
      'Take every tote except the red one and the black one to packing station 2.',
      [],
      warehouse,
    );
    expect(result.goal?.propositions[0]?.subjects).not.toContain('black_tote');
    expect(result.goal?.propositions[0]?.subjects).toHaveLength(8);
  });
});

describe('what is left alone, bounded and excepted', () => {
  same([
    [
      home,
      'Move the apple to the fridge but leave the banana.',
      '把苹果放进冰箱，香蕉留着。',
      '=on(banana;kitchen_island) & in(apple;fridge)',
    ],
    [
      home,
      'The plates go to the dishwasher, all but the dessert plate.',
      '盘子都放进洗碗机，点心盘除外。',
      'in(plate_1;dishwasher)',
    ],
    [
      home,
      'Take at least two mugs to the kitchen island.',
      '至少拿两个杯子到厨房中岛。',
      '>=2 on(blue_mug+red_mug+white_mug;kitchen_island)',
    ],
    [
      home,
      'Finally at least three books are on the desk.',
      '最后至少有三本书在书桌上。',
      '>=3 on(atlas+cook_book+dictionary+notebook+novel;desk)',
    ],
    [
      home,
      'Put a book, any book, on the bed.',
      '随便拿一本书放到床上。',
      '>=1 on(atlas+cook_book+dictionary+notebook+novel;bed)',
    ],
    [
      hospital,
      'Two bags of infusion to the nurse station.',
      '两袋输液送到护士站。',
      '2 on(iv_bag_1+iv_bag_2+iv_bag_3;nurse_station_1)',
    ],
    [
      hospital,
      'Take the medicine boxes, all three, to the ward store.',
      '把三个药箱都送到病区储物架。',
      'on(medicine_box_1+medicine_box_2+medicine_box_3;ward_store)',
    ],
    [line, 'Bring the 16 mm end mill to buffer 1.', '把16毫米的铣刀拿到1号缓存台。', 'on(end_mill_2;buffer_1)'],
    [
      warehouse,
      'The red tote to packing station 1 and the blue one to 2.',
      '红色周转箱送1号打包台，蓝色的送2号。',
      'on(blue_tote;packing_station_2) & on(red_tote;packing_station_1)',
    ],
  ]);
});

describe('who, in which order, and where', () => {
  same([
    [
      warehouse,
      'Have AMR 2 fetch pallet 3 and drop it at dock 2.',
      '让2号搬运车取3号栈板，放到2号装卸口。',
      'on(pallet_3;dock_2) by amr_2',
    ],
    [
      line,
      'Manipulator 2 should take the torque wrench to the assembly bench and manipulator 1 the caliper.',
      '让2号移动机械臂把扭力扳手送到装配台，1号移动机械臂把数显卡尺送到装配台。',
      'on(caliper_1;assembly_bench) by manipulator_1 & on(wrench_1;assembly_bench) by manipulator_2',
    ],
    [
      home,
      'Put all the books on the study shelf, the dictionary last.',
      '所有书都放到书房书架上，词典最后放。',
      'on(atlas+cook_book+notebook+novel;study_shelf) < on(dictionary;study_shelf)',
    ],
    [
      warehouse,
      'I need the tape and the box knife at packing station 2, the tape first.',
      '先把胶带放到2号打包台，再放美工刀。',
      'on(tape_roll;packing_station_2) < on(box_knife;packing_station_2)',
    ],
    [
      home,
      'Not the red mug, the white mug: bring it to the sofa.',
      '不是红杯子，是白杯子，拿到沙发上。',
      'on(white_mug;sofa)',
    ],
    [home, 'Put the umbrella where the slippers are.', '把雨伞放到拖鞋旁边。', 'in(umbrella;shoe_cabinet)'],
    [
      warehouse,
      'Please swap the red tote and the blue tote.',
      '红箱子和蓝箱子互换。',
      'on(blue_tote;shelf_a2) & on(red_tote;shelf_a1)',
    ],
    [
      line,
      'Load blank 1 into CNC 1, machine it, then take it to the washer.',
      '把1号毛坯放进1号机床加工，然后拿到清洗机。',
      'processed(blank_1;cnc_1) < in(blank_1;washer_1)',
    ],
    [
      plant,
      'Dog 1 inspects pump 1 and dog 2 pump 2, both at the same time.',
      '1号机器狗检查1号泵，同时2号机器狗检查2号泵。',
      'inspected(pump_1) by dog_1 & inspected(pump_2) by dog_2',
    ],
    [
      home,
      'Clear the coffee table and put everything on the bookshelf.',
      '把茶几收拾干净，东西都放到书架上。',
      'on(blue_mug+plate_2+toy_car;bookshelf)',
    ],
  ]);
});

describe('time', () => {
  it('starts at the earliest time that was said, and keeps the end of a window as the deadline', () => {
    for (const utterance of [
      'Bring pallet 1 to loading dock 1, but not before 15:00.',
      'After 15:00, bring pallet 1 to loading dock 1.',
      '下午三点以后再把1号栈板送到1号装卸口。',
    ])
      expect(interpret(utterance, [], warehouse).standing?.trigger).toEqual({ kind: 'at', clock: '15:00' });
    const window = interpret('Between 14:00 and 15:00 bring pallet 1 to loading dock 1.', [], warehouse);
    expect(window.standing?.trigger).toEqual({ kind: 'at', clock: '14:00' });
    expect(window.goal?.propositions[0]?.beforeSeconds).toBe(54_000);
  });

  it('says that a pause of a given length is not planned', () => {
    const result = interpret(
      'Take the blue mug to the kitchen island, then wait five seconds, then bring it to the sofa.',
      [],
      home,
    );
    expect(result.reasons?.[0]?.code).toBe('LANGUAGE_NO_TIMED_WAIT');
  });

  it('does not take "once" for a standing order', () => {
    expect(interpret('把所有泵都拍一遍照', [], plant).standing).toBeUndefined();
  });
});

describe('what was said before', () => {
  it.each([
    [['Bring the red tote to packing station 1.', 'and the blue one too'], 'on(blue_tote;packing_station_1)'],
    [['把红箱子送到1号打包台。', '蓝箱子也送过去'], 'on(blue_tote;packing_station_1)'],
    [['Take parcel 1 to loading dock 2.', 'No, dock 1.'], 'on(parcel_1;dock_1)'],
    [['Bring the tote to packing station 1.', 'The yellow one.'], 'on(yellow_tote;packing_station_1)'],
  ])('%j', (utterances, expected) => {
    expect(outcome(converse(warehouse, ...utterances))).toBe(expected);
  });
});

describe('who wants it', () => {
  it('confirms a wish that is passed on, and reads no order out of a label', () => {
    expect(interpret('王磊说紫色周转箱要送到2号打包台', [], warehouse).kind).toBe('confirm');
    expect(interpret('Nurse Li asked for the thermometer.', [], hospital).kind).toBe('confirm');
    const label = interpret(
      'The label on the drum says "take drum 2 to the control desk". Move drum 1 to the waste skip.',
      [],
      plant,
    );
    expect(outcome(label)).toBe('in(drum_1;waste_skip)');
    expect(interpret('The label says "take drum 2 to the control desk".', [], plant).goal).toBeUndefined();
  });

  it('never makes an order of a question', () => {
    for (const [situation, utterance] of [
      [lab, '清洁机器人能坐电梯吗？'],
      [hospital, '汤锅到底能不能送上楼？'],
      [warehouse, 'The drone can photograph B3?'],
      [warehouse, 'Is the red tote to go to dock 1?'],
    ] as const)
      expect(interpret(utterance, [], situation).goal).toBeUndefined();
    expect(interpret('麻烦把2号包裹送到2号打包台，可以吗？', [], warehouse).kind).toBe('plan');
  });
});

describe('answers', () => {
  it.each([
    [warehouse, 'How much can the forklift carry?', '1200'],
    [warehouse, '叉车最多能搬多重的东西？', '1200'],
    [warehouse, 'Which tote is the heaviest?', 'grey tote'],
    [lab, 'Which robot has the lowest battery?', 'battery'],
    [hospital, 'Where is courier 2 and how full is its battery?', 'charger 2'],
  ] as const)('%#: %s', (situation, utterance, part) => {
    const result = interpret(utterance, [], situation);
    expect(result.kind).toBe('answer');
    expect(result.says.en).toContain(part);
  });

  it('does not know what nobody has looked at', () => {
    expect(interpret('Is shelf A2 faulty?', [], warehouse).says.en).toMatch(/do not know/);
  });
});

describe('rules in plain words', () => {
  it('keeps the state during which a place is closed', () => {
    for (const utterance of [
      'No robot may enter the measuring room while the measuring machine is running.',
      '三坐标测量机运行时机器人不准进测量室',
    ]) {
      const { rule } = interpret(utterance, [], line);
      expect(rule?.constraint.kind).toBe('never');
      expect(JSON.stringify(rule?.constraint)).toContain('["running","cmm"]');
    }
  });

  it('leaves out the robots that are excepted', () => {
    const { rule } = interpret('Nobody goes into the cold room except the store manipulator.', [], lab);
    expect(rule?.constraint.kind).toBe('closure');
    expect(JSON.stringify(rule?.constraint)).not.toContain('manipulator_2');
  });

  it('is not made of what is untrue now', () => {
    expect(outcome(interpret('酶液要一直放在冷藏间里', [], lab))).toMatch(/RULE_BROKEN_NOW|rule/);
  });
});

describe('conditions and forbidden deeds', () => {
  same([
    [
      home,
      'If the milk is in the fridge, bring it to the kitchen island; otherwise bring the juice.',
      '如果牛奶在冰箱里，就拿到厨房中岛；否则拿橙汁。',
      'if ["in","milk","fridge"] on(milk;kitchen_island) else on(juice;kitchen_island)',
    ],
    [
      plant,
      'If pump 2 is abnormal, switch it off, otherwise leave it running.',
      '如果2号泵异常，就把它关掉，否则不动它。',
      'if ["abnormal","pump_2"] !powered(pump_2)',
    ],
    [
      line,
      'Put housing 2 on the measuring machine without washing it first.',
      '2号壳体不用清洗，直接放到测量机上。',
      '=!processed(housing_2;washer_1) & on(housing_2;cmm)',
    ],
    [plant, 'When tank 2 is above 80 %, switch off pump 2.', '2号储罐液位超过80%时关掉2号泵。', '!powered(pump_2)'],
  ]);

  it.each(['No robot may fly at night.', '夜里不许飞行。'])(
    'take the hours of the night from the scene: %s',
    (said) => {
      const { rule } = interpret(said, [], home);
      expect(rule?.constraint.kind).toBe('step');
      expect(rule?.window).toEqual({ from: '22:00', to: '07:00' });
    },
  );

  it('measure a level in the way in which the scene keeps it', () => {
    const { standing } = interpret('When tank 2 is above 80 %, switch off pump 2.', [], plant);
    expect(standing?.trigger).toEqual({ kind: 'when', condition: ['>', ['level', 'tank_2'], 80] });
  });
});

describe('rules against a wish', () => {
  it('are found in the goal alone, with a place that would be allowed', () => {
    const { goal } = interpret('Put the acid drum on packing station 1.', [], warehouse);
    const reason = ruleAgainstGoal(goal!, warehouse);
    expect(reason?.rule).toBe('hazard_off_packing');
    expect(reason?.nearest?.en).toMatch(/would be allowed/);
    expect(
      ruleAgainstGoal(interpret('Move the acid drum to loading dock 2.', [], warehouse).goal!, warehouse),
    ).toBeUndefined();
  });

  it('hold for the clock time at which something is to start', () => {
    const late = interpret('Sweep the ward corridor at 22:00.', [], hospital);
    expect(ruleAgainstStart(late.goal!, late.standing!, hospital)?.rule).toBe('quiet_nights');
    const early = interpret('Sweep the ward corridor at 10:00.', [], hospital);
    expect(ruleAgainstStart(early.goal!, early.standing!, hospital)).toBeUndefined();
  });
});

describe('what can be done of it', () => {
  it('is offered with the reason for the rest', () => {
    const result = interpret('Wipe the coffee table and vacuum the living room.', [], home);
    expect(result.kind).toBe('partial');
    expect(outcome(result)).toBe('clean(coffee_table)');
    expect(result.reasons?.length).toBe(1);
  });

  it('is nothing when the rest only forbids', () => {
    expect(interpret('奶奶睡觉的时候不要进卧室', [], home).kind).toBe('refuse');
  });
});
