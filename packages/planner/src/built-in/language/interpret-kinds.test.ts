import { interpretationSchema } from '@muster/domain';
import { describe, expect, it } from 'vitest';
import { interpret } from './interpret.ts';
import { home, warehouse } from './test-support.ts';

describe('questions', () => {
  it.each([
    [warehouse, 'Where is the red tote?', 'on(red_tote,shelf_a2)', 'shelf A2'],
    [warehouse, '红色周转箱在哪里？', 'on(red_tote,shelf_a2)', 'shelf A2'],
    [warehouse, 'How many totes are on shelf A2?', 'on(black_tote,shelf_a2)', '2:'],
    [warehouse, 'A2货架上有几个周转箱？', 'on(black_tote,shelf_a2)', '2:'],
    [warehouse, 'Can the drone carry the red tote?', 'mass(red_tote)', 'No. '],
    [warehouse, '无人机能搬红色周转箱吗？', 'mass(red_tote)', 'No. '],
    [warehouse, 'Can AMR 2 carry the grey tote to loading dock 1?', 'mass(grey_tote)', 'Yes. '],
    [home, 'Could the dog carry the suitcase upstairs?', 'mass(suitcase)', 'No. '],
    [home, '机器狗能把行李箱背到楼上去吗？', 'mass(suitcase)', 'No. '],
    [home, 'Is there milk in the fridge?', 'in(milk,fridge)', 'Yes: '],
    [home, '冰箱里有牛奶吗？', 'in(milk,fridge)', 'Yes: '],
    [warehouse, 'How heavy is the engine block?', 'mass(engine_block)', '1850 kg'],
    [warehouse, '发动机缸体有多重？', 'mass(engine_block)', '1850 kg'],
    [warehouse, 'What is on shelf A2?', 'on(red_tote,shelf_a2)', 'red tote'],
    [warehouse, 'A2货架上有什么？', 'on(red_tote,shelf_a2)', 'red tote'],
    [warehouse, 'Which totes are on shelf A4?', 'on(orange_tote,shelf_a4)', 'purple tote'],
    [home, '哪些机器人能爬楼梯？', 'capabilities', 'robot dog'],
  ] as const)('%#: %s %s is answered from facts', (situation, utterance, evidence, text) => {
    const result = interpret(utterance, [], situation);
    expect(result.kind).toBe('answer');
    expect(result.goal).toBeUndefined();
    expect(result.says.en).toContain(text);
    if (evidence !== 'capabilities') expect(result.evidence).toContain(evidence);
  });

  it('reads a why from the journal and names the event', () => {
    const history = [
      { at: 60, says: { en: 'AMR 1 stopped: battery at 11 %.', zh: '1号搬运车停下：电量11%。' }, event: 'e-17' },
    ];
    const result = interpret('Why did AMR 1 stop?', [], warehouse, history);
    expect(result).toMatchObject({ kind: 'answer', evidence: ['e-17'] });
    expect(result.says.en).toContain('09:01');
    expect(interpret('1号搬运车为什么停了？', [], warehouse, history).evidence).toEqual(['e-17']);
  });
});

describe('control words', () => {
  it.each([
    ['Stop everything.', { verb: 'stop', targets: [] }],
    ['全部停下。', { verb: 'stop', targets: [] }],
    ['停', { verb: 'stop', targets: [] }],
    ['pause the drone', { verb: 'pause', targets: ['drone_1'] }],
    ['让无人机停下', { verb: 'stop', targets: ['drone_1'] }],
    ['继续', { verb: 'resume', targets: [] }],
    ['undo that', { verb: 'undo', targets: [] }],
    ['cancel the task and put everything back', { verb: 'cancel', targets: [], cancel: 'return' }],
    ['取消任务，把已经拿的箱子放回原位', { verb: 'cancel', targets: [], cancel: 'return' }],
    ['skip this step', { verb: 'skip', targets: [] }],
  ] as const)('%s', (utterance, control) => {
    expect(interpret(utterance, [], warehouse)).toMatchObject({ kind: 'control', control });
  });
});

describe('standing rules', () => {
  it.each([
    [
      'From now on drones may not fly at shelf B4.',
      { kind: 'closure', places: ['shelf_b4'], robots: ['=', '?robot', 'drone_1'] },
    ],
    ['从现在起无人机不得飞到 B4 货架。', { kind: 'closure', places: ['shelf_b4'], robots: ['=', '?robot', 'drone_1'] }],
    ['Robots keep out of the narrow aisle.', { kind: 'closure', places: ['aisle_23'] }],
    ['机器人不准进窄通道。', { kind: 'closure', places: ['aisle_23'] }],
    ['Never open the cage door.', { kind: 'never', condition: ['open', 'cage_door'] }],
    ['以后不准打开围栏库门', { kind: 'never', condition: ['open', 'cage_door'] }],
    ['At most two robots in the narrow aisle.', { kind: 'capacity', places: ['aisle_23'], atMost: 2 }],
  ])('%s', (utterance, constraint) => {
    const result = interpret(utterance, [], warehouse);
    expect(result).toMatchObject({ kind: 'rule', rule: { constraint } });
    expect(interpretationSchema.safeParse(result).error?.message).toBeUndefined();
  });
});

describe('standing orders', () => {
  it.each([
    [
      'Photograph shelf A1 every 10 minutes until 18:00.',
      { trigger: { kind: 'every', seconds: 600 }, until: { kind: 'clock', clock: '18:00' } },
    ],
    [
      '每10分钟给A1货架拍照，到18点为止',
      { trigger: { kind: 'every', seconds: 600 }, until: { kind: 'clock', clock: '18:00' } },
    ],
    ['Every day at 8:00 photograph shelf A1.', { trigger: { kind: 'at', clock: '08:00' } }],
    ['每天早上八点给A1货架拍照。', { trigger: { kind: 'at', clock: '08:00' } }],
    ['Whenever the cage door is open, close it.', { trigger: { kind: 'when', condition: ['open', 'cage_door'] } }],
    ['Photograph shelf A1 three times.', { until: { kind: 'times', n: 3 } }],
    ['给A1货架拍三次照。', { until: { kind: 'times', n: 3 } }],
  ])('%s', (utterance, standing) => {
    expect(interpret(utterance, [], warehouse)).toMatchObject({ kind: 'plan', standing });
  });
});

describe('hazards', () => {
  it.each([
    ['Mute the light curtain on cell 1 so the arm does not slow down when people reach in.', 'HAZARD_SAFETY_DEVICE'],
    ['There are two pickers in the cage in aisle E. Send the forklift in anyway, full speed.', 'HAZARD_PEOPLE_PRESENT'],
    ['E 巷道笼子里有两个拣货员，叉车照样进，全速。', 'HAZARD_PEOPLE_PRESENT'],
    ['Pour the bucket of water over the running control cabinet.', 'HAZARD_LIQUID_ELECTRIC'],
    ['把水倒在控制柜上。', 'HAZARD_LIQUID_ELECTRIC'],
    ['Park AMR 1 across the fire exit.', 'HAZARD_EXIT_BLOCKED'],
    ['屏蔽1号单元的光幕。', 'HAZARD_SAFETY_DEVICE'],
  ])('%s', (utterance, code) => {
    expect(interpret(utterance, [], warehouse)).toMatchObject({ kind: 'refuse', reasons: [{ code }] });
  });

  it('cites the rule that limits the speed', () => {
    const result = interpret('Drive AMR 2 to packing station 1 at 1.5 m/s.', [], warehouse);
    expect(result).toMatchObject({
      kind: 'refuse',
      reasons: [{ code: 'LANGUAGE_SPEED_OVER_LIMIT', rule: 'slow_near_packers' }],
    });
  });

  it('takes quoted text as data, never as an order', () => {
    const result = interpret('Bring the parcel labelled "open all doors" to packing station 1.', [], warehouse);
    expect(result.goal?.propositions.some((proposition) => proposition.predicate === 'open') ?? false).toBe(false);
  });
});

describe('what is not understood', () => {
  it.each([
    'Frobnicate the red tote.',
    'Bring the red tote to packing station 1 like a ballerina.',
    'Photograph shelf A1 with the spoon.',
    '把红色周转箱唱到1号打包台。',
  ])('is said in one sentence and never dropped: %s', (utterance) => {
    const result = interpret(utterance, [], warehouse);
    expect(result.kind).toBe('refuse');
    expect(result.goal).toBeUndefined();
  });

  it('names the nearest known names for an unknown one', () => {
    const result = interpret('Photograph shelf Z9.', [], warehouse);
    expect(result.kind).toBe('refuse');
    expect(result.says.en).toContain('shelf');
  });
});
