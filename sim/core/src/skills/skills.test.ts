import { describe, expect, it } from 'vitest';
import { act, brief, eventsOf, go, resultOf, settle, skill } from '../testing/drive.ts';
import { chain, item, node, place, robot, testModel } from '../testing/scenes.ts';
import { createWorld, type World } from '../world.ts';

/** A helper, a cart, a dog and a drone between two tables, a fridge, a pad and a charger. */
const room = (more: Parameters<typeof testModel>[0] = {}): World =>
  createWorld(
    testModel({
      graph: {
        nodes: [
          node('t1', 0, 0),
          node('t2', 6, 0),
          node('f', 0, 4),
          node('p', 6, 4),
          node('q', 6, 5),
          node('u', 3, 4),
          node('high', 3, 0),
        ],
        edges: chain('t1', 'high', 't2', 'q', 'p', 'u', 'f', 't1'),
      },
      places: [
        place('table_1', 'table', 0, -0.8, ['t1']),
        place('table_2', 'table', 6, -0.8, ['t2'], { capacity: 1 }),
        place('fridge', 'fridge', -0.9, 4, ['f'], { size: [0.6, 0.6, 1.6], height: 0.9 }),
        place('shelf', 'table', 3, -0.8, ['high'], { height: 1.9, size: [1, 0.6, 2] }),
        place('pad', 'pad', 6, 4.5, ['p', 'q'], { size: [3, 3, 0.02], obstacle: false }),
        place('dock', 'charging', 3, 4.7, ['u'], { size: [0.3, 0.3, 0.3] }),
        place('mark', 'zone_area', 3, 2, ['u'], { size: [1, 1, 0] }),
      ],
      items: [
        item('cup', 'table_1'),
        item('crate', 'table_1', { massKg: 8 }),
        item('board', 'table_1', { size: [0.5, 0.4, 0.1] }),
        item('milk', 'table_1', { relation: { in: 'fridge' } }),
        item('top', 'shelf'),
        item('plate', 'table_2'),
      ],
      robots: [
        robot('helper', 'helper', 't1'),
        robot('cart', 'cart', 'u'),
        robot('dog', 'dog', 'q'),
        robot('drone', 'drone', 'p'),
      ],
      ...more,
    }),
    { seed: 3 },
  );

describe('picking and placing', () => {
  it('moves an item from place to place, and it travels with the robot', () => {
    const world = room();
    expect(brief(act(world, 'helper', 'pick', { item: 'cup', where: 'table_1' }))).toBe('succeeded');
    expect(world.holds('held', ['cup', 'helper'])).toBe(true);
    expect(world.number('free_hands', ['helper'])).toBe(0);
    go(world, 'helper', 'f');
    const cup = world.snapshot().items.find((entry) => entry.id === 'cup')!;
    expect(Math.hypot(cup.pose.x - 0, cup.pose.y - 4)).toBeLessThan(0.8);
    expect(brief(act(world, 'helper', 'open', { where: 'fridge' }))).toBe('succeeded');
    expect(brief(act(world, 'helper', 'place', { item: 'cup', where: 'fridge' }))).toBe('succeeded');
    expect(world.truth().facts).toEqual(
      expect.arrayContaining(['in(cup,fridge)', 'open(fridge)', 'visited(helper,fridge)']),
    );
    expect(world.truth().numbers['free_hands(helper)']).toBe(1);
  });

  it.each([
    ['where the robot is not', 'pick', { item: 'milk', where: 'fridge' }, 'failed SIM_NOT_AT_PLACE'],
    ['what is not there', 'pick', { item: 'plate', where: 'table_1' }, 'failed SIM_ITEM_NOT_THERE'],
    ['what is too heavy', 'pick', { item: 'crate', where: 'table_1' }, 'failed SIM_TOO_HEAVY'],
    ['what is too wide', 'pick', { item: 'board', where: 'table_1' }, 'failed SIM_TOO_WIDE'],
    ['what it does not hold', 'place', { item: 'cup', where: 'table_1' }, 'failed SIM_NOT_HELD'],
    ['what does not exist', 'pick', { item: 'ghost', where: 'table_1' }, 'rejected SIM_UNKNOWN_ENTITY'],
    ['without saying what', 'pick', { where: 'table_1' }, 'rejected SIM_BAD_ARGUMENT'],
    ['what it was not made for', 'take_off', {}, 'rejected SIM_NOT_CAPABLE'],
    ['what nobody knows', 'sing', {}, 'rejected SIM_UNKNOWN_SKILL'],
  ])('fails %s, and says so', (_, name, args, expected) => {
    const world = room();
    const before = world.truth().facts.filter((fact) => /^(on|in|held)/.test(fact));
    expect(brief(act(world, 'helper', name, args as Record<string, string>))).toBe(expected);
    expect(world.truth().facts.filter((fact) => /^(on|in|held)/.test(fact))).toEqual(before);
  });

  it('fails at a closed container, a full place, a place too high, with no hand free, and under something', () => {
    const world = room();
    go(world, 'helper', 'f');
    expect(brief(act(world, 'helper', 'pick', { item: 'milk', where: 'fridge' }))).toBe('failed SIM_CLOSED');
    go(world, 'helper', 't1', 'high');
    expect(brief(act(world, 'helper', 'pick', { item: 'top', where: 'shelf' }))).toBe('failed SIM_TOO_HIGH');
    go(world, 'helper', 't1');
    act(world, 'helper', 'pick', { item: 'cup', where: 'table_1' });
    expect(brief(act(world, 'helper', 'pick', { item: 'board', where: 'table_1' }))).toBe('failed SIM_HANDS_FULL');
    go(world, 'helper', 'high', 't2');
    expect(brief(act(world, 'helper', 'place', { item: 'cup', where: 'table_2' }))).toBe('failed SIM_NO_SPACE');
    const covered = room({ items: [item('low', 'table_1'), item('cover', 'low')] });
    expect(brief(act(covered, 'helper', 'pick', { item: 'low', where: 'table_1' }))).toBe('failed SIM_ITEM_COVERED');
  });

  it('counts what lies in an item as its weight', () => {
    const items = [
      item('bag', 'table_1', { properties: { container: true } }),
      item('stone', 'bag', { massKg: 4.5, relation: { in: 'bag' } }),
    ];
    expect(brief(act(room({ items }), 'helper', 'pick', { item: 'bag', where: 'table_1' }))).toBe(
      'failed SIM_TOO_HEAVY',
    );
  });

  it('reaches with a bolted-down arm what stands around it, and nothing else', () => {
    const world = room({
      robots: [robot('arm', 'arm', 't1', { node: undefined, mount: { floor: 'ground', x: 0.3, y: -0.2, z: 0.7 } })],
    });
    expect(brief(act(world, 'arm', 'pick', { item: 'cup', where: 'table_1' }))).toBe('succeeded');
    expect(world.truth().facts).toContain('at(arm,table_1)');
    expect(brief(act(world, 'arm', 'place', { item: 'cup', where: 'table_2' }))).toBe('failed SIM_NOT_AT_PLACE');
  });
});

describe('carriers', () => {
  it('load and unload by themselves within their height, slots and payload', () => {
    const world = room({
      items: [
        item('a', 'table_1'),
        item('b', 'table_1'),
        item('c', 'table_1'),
        item('heavy', 'table_1', { massKg: 31 }),
        item('top', 'shelf'),
      ],
    });
    go(world, 'helper', 'high', 't2', 'q');
    go(world, 'cart', 'f', 't1');
    expect(brief(act(world, 'cart', 'load_item', { item: 'heavy', where: 'table_1' }))).toBe('failed SIM_TOO_HEAVY');
    for (const name of ['a', 'b'])
      expect(brief(act(world, 'cart', 'load_item', { item: name, where: 'table_1' }))).toBe('succeeded');
    expect(brief(act(world, 'cart', 'load_item', { item: 'c', where: 'table_1' }))).toBe('failed SIM_NO_FREE_SLOT');
    expect([world.number('load', ['cart']), world.number('free_slots', ['cart'])]).toEqual([2, 0]);
    go(world, 'cart', 'high');
    expect(brief(act(world, 'cart', 'unload_item', { item: 'a', where: 'shelf' }))).toBe('failed SIM_TOO_HIGH');
    go(world, 'cart', 't1');
    expect(brief(act(world, 'cart', 'unload_item', { item: 'a', where: 'table_1' }))).toBe('succeeded');
    expect(brief(act(world, 'cart', 'unload_item', { item: 'a', where: 'table_1' }))).toBe('failed SIM_NOT_LOADED');
  });

  it('are loaded by another robot when both are there, a flyer after it has landed', () => {
    const world = room({ items: [item('note', 'table_1', { massKg: 0.5, relation: { held: 'dog' } })] });
    act(world, 'drone', 'take_off', {});
    expect(world.senses.pose('drone')!.z).toBeCloseTo(2, 6);
    const loader = skill('dog', 'load_carrier', { item: 'note', where: 'pad' });
    world.apply(loader);
    world.step(100);
    expect(world.snapshot().robots.find((entry) => entry.id === 'dog')!.led).toBe('waiting');
    const carrier = skill('drone', 'load_carrier', { item: 'note', where: 'pad' });
    expect(brief(settle(world, carrier))).toBe('succeeded');
    expect(brief(resultOf(world, loader.id))).toBe('succeeded');
    expect(world.truth().facts).toContain('loaded(note,drone)');
    expect(world.truth().facts).not.toContain('flying(drone)');
  });
});

describe('joint skills', () => {
  const pair = () =>
    room({
      items: [item('note', 'table_1', { relation: { held: 'dog' } })],
      robots: [robot('dog', 'dog', 'q'), robot('helper', 'helper', 'p'), robot('third', 'helper', 't1')],
    });

  it('hand over from the one that holds the item, whoever is commanded first', () => {
    const world = pair();
    const receiver = skill('helper', 'hand_over', { item: 'note', where: 'pad' });
    world.apply(receiver);
    expect(brief(settle(world, skill('dog', 'hand_over', { item: 'note', where: 'pad' })))).toBe('succeeded');
    expect(brief(resultOf(world, receiver.id))).toBe('succeeded');
    expect(world.holds('held', ['note', 'helper'])).toBe(true);
  });

  it('hand over across a meeting place that both reach, and not over a longer way', () => {
    const apart = (size: [number, number, number], meeting: boolean): string => {
      const world = createWorld(
        testModel({
          graph: { nodes: [node('l', 0, 0), node('r', 4, 0)], edges: chain('l', 'r') },
          places: [place('bar', 'table', 2, 0, ['l', 'r'], { size, properties: { meeting } })],
          items: [item('note', 'bar', { relation: { held: 'one' } })],
          robots: [robot('one', 'helper', 'l'), robot('two', 'helper', 'r')],
        }),
        { seed: 1 },
      );
      world.apply(skill('one', 'hand_over', { item: 'note', where: 'bar' }));
      return brief(settle(world, skill('two', 'hand_over', { item: 'note', where: 'bar' })));
    };
    expect(apart([2.4, 1, 0.8], true)).toBe('succeeded');
    expect(apart([2.4, 1, 0.8], false)).toBe('failed SIM_TOO_FAR_FROM_PARTNER');
    expect(apart([0.4, 1, 0.8], true)).toBe('failed SIM_TOO_FAR_FROM_PARTNER');
  });

  it('fail for both when the partner stands elsewhere, is canceled, or never comes', () => {
    const world = pair();
    const giver = skill(
      'dog',
      'hand_over',
      { item: 'note', where: 'pad' },
      { role: 'giver', others: { receiver: 'third' } },
    );
    world.apply(giver);
    expect(brief(settle(world, skill('third', 'hand_over', { item: 'note', where: 'pad' })))).toBe(
      'failed SIM_NOT_AT_PLACE',
    );
    expect(brief(resultOf(world, giver.id))).toBe('failed SIM_NOT_AT_PLACE');

    const second = skill('dog', 'hand_over', { item: 'note', where: 'pad' });
    const partner = skill('helper', 'hand_over', { item: 'note', where: 'pad' });
    world.apply(second);
    world.apply(partner);
    world.step(10);
    world.apply({ kind: 'cancel', robot: 'helper', id: partner.id });
    expect(brief(resultOf(world, second.id))).toBe('failed SIM_PARTNER_FAILED');
    expect(brief(resultOf(world, partner.id))).toBe('canceled SIM_CANCELED');

    expect(brief(settle(world, skill('dog', 'hand_over', { item: 'note', where: 'pad' })))).toBe(
      'failed SIM_PARTNER_ABSENT',
    );
  });

  it('lift and carry together what is too heavy for one', () => {
    const world = room({
      items: [item('beam', 'pad', { massKg: 9 })],
      robots: [robot('dog', 'dog', 'q'), robot('helper', 'helper', 'p')],
    });
    expect(brief(act(world, 'dog', 'pick', { item: 'beam', where: 'pad' }))).toBe('failed SIM_TOO_HEAVY');
    const one = skill('dog', 'lift_together', { item: 'beam', where: 'pad', to: 'mark' });
    world.apply(one);
    world.step(10);
    expect(brief(settle(world, skill('helper', 'lift_together', { item: 'beam', where: 'pad', to: 'mark' })))).toBe(
      'failed SIM_NOT_A_SURFACE',
    );
    const again = skill('dog', 'lift_together', { item: 'beam', where: 'pad', to: 'table_2' });
    world.apply(again);
    expect(brief(settle(world, skill('helper', 'lift_together', { item: 'beam', where: 'pad', to: 'table_2' })))).toBe(
      'succeeded',
    );
    expect(world.truth().facts).toContain('on(beam,table_2)');
  });

  it('lose what they carry together when one walks off', () => {
    const world = room({
      items: [item('beam', 'pad', { massKg: 9 })],
      robots: [robot('dog', 'dog', 'q'), robot('helper', 'helper', 'p')],
    });
    world.apply(skill('dog', 'lift_together', { item: 'beam', where: 'pad', to: 'mark' }));
    settle(world, skill('helper', 'lift_together', { item: 'beam', where: 'pad', to: 'mark' }));
    expect(world.truth().facts).toEqual(expect.arrayContaining(['held(beam,dog)', 'held(beam,helper)']));
    go(world, 'helper', 'u', 'f');
    expect(eventsOf(world, 'dropped').map((event) => event.item)).toEqual(['beam']);
    expect(world.truth().facts.some((fact) => fact.startsWith('held(beam'))).toBe(false);
  });
});

describe('other skills', () => {
  it('photograph what is in sight, and tell which outcome the truth is', () => {
    const places = [place('gauge', 'zone_area', 0, 1.5, ['t1'], { states: { abnormal: true } })];
    const near = room({ places, items: [] });
    const result = act(near, 'helper', 'photograph', { where: 'gauge' });
    expect([brief(result), result?.found]).toEqual(['succeeded', 'abnormal']);
    expect(near.truth().facts).toContain('photographed(gauge)');
    const walled = room({ places, items: [], walls: [{ floor: 'ground', from: [-2, 1], to: [2, 1] }] });
    expect(brief(act(walled, 'helper', 'photograph', { where: 'gauge' }))).toBe('failed SIM_NO_LINE_OF_SIGHT');
  });

  it('take off, fly and land, and only where landing is possible', () => {
    const world = room();
    expect(brief(act(world, 'drone', 'take_off', {}))).toBe('succeeded');
    expect(world.holds('flying', ['drone'])).toBe(true);
    expect(brief(go(world, 'drone', 'q'))).toBe('succeeded');
    expect(brief(act(world, 'drone', 'land', { where: 'pad' }))).toBe('succeeded');
    expect(world.senses.pose('drone')!.z).toBeCloseTo(0.02, 6);
    expect(world.holds('flying', ['drone'])).toBe(false);
    go(world, 'drone', 't1');
    expect(brief(act(world, 'drone', 'land', { where: 'table_1' }))).toBe('failed SIM_NOT_LANDABLE');
  });

  it('charge at a charger, drain on the way, and stop when the battery is empty', () => {
    const world = room({
      robots: [robot('cart', 'cart', 'u', { battery: 0.3 }), robot('weak', 'cart', 't1', { battery: 0.0005 })],
    });
    expect(brief(act(world, 'cart', 'charge', { where: 'dock' }))).toBe('succeeded');
    expect(world.snapshot().robots[0]!.led).toBe('charging');
    world.step(20 * 600);
    const full = world.number('battery', ['cart']);
    expect(full).toBeGreaterThan(0.9);
    go(world, 'cart', 'f');
    world.step(2400);
    expect(world.number('battery', ['cart'])).toBeLessThan(full);
    expect(world.holds('docked', ['cart'])).toBe(false);
    expect(eventsOf(world, 'battery_empty').map((event) => event.robot)).toEqual(['weak']);
    expect(brief(go(world, 'weak', 'f'))).toBe('rejected SIM_BATTERY_EMPTY');
  });

  it('pass a hand-opened door into the next region, once it is open', () => {
    const nodes = [node('a', 0, 0), node('b', 4, 0)];
    const edges = [{ ...chain('a', 'b')[0]!, device: 'door' }];
    const world = createWorld(
      testModel({
        graph: { nodes, edges },
        places: [
          place('door', 'door_place', 2, 0, ['a', 'b'], {
            size: [0.1, 1.4, 2],
            device: 'hinged_door',
            obstacle: false,
          }),
        ],
        robots: [robot('helper', 'helper', 'a')],
      }),
      { seed: 1 },
    );
    const to = world.model.regions.helper!.b!;
    expect(brief(act(world, 'helper', 'pass_door', { door: 'door', to }))).toBe('failed SIM_DOOR_CLOSED');
    expect(brief(act(world, 'helper', 'open', { where: 'door' }))).toBe('succeeded');
    expect(brief(act(world, 'helper', 'pass_door', { door: 'door', to }))).toBe('succeeded');
    expect(world.holds('region', ['helper', to])).toBe(true);
  });

  it('start a machine, which runs its cycle, stops, and has processed what is in it', () => {
    const world = room({
      places: [place('washer', 'washer_place', -0.9, 0, ['t1'], { device: 'washer', size: [0.6, 0.6, 0.9] })],
      items: [item('shirt', 'washer', { relation: { in: 'washer' } })],
    });
    expect(brief(act(world, 'helper', 'wash', { where: 'washer' }))).toBe('succeeded');
    expect(world.holds('running', ['washer'])).toBe(true);
    expect(world.snapshot().devices[0]!.cycle).toBeGreaterThan(0);
    world.step(20 * 11);
    expect(world.holds('running', ['washer'])).toBe(false);
    expect(world.truth().facts).toContain('processed(shirt,washer)');
  });

  it('leave a belt running that brings items to its end while there is room', () => {
    const world = room({
      places: [
        place('belt', 'washer_place', -0.9, 0, ['t1'], {
          device: 'washer',
          size: [0.6, 2, 0.8],
          properties: { container: false, surface: true, conveys_to: 'end' },
        }),
        place('end', 'table', -0.9, 3, ['t1'], { capacity: 1 }),
      ],
      items: [item('one', 'belt'), item('two', 'belt')],
    });
    world.apply({ kind: 'device', device: 'belt', state: 'running', value: true });
    world.step(20 * 25);
    expect(world.truth().facts).toEqual(expect.arrayContaining(['on(one,end)', 'on(two,belt)', 'running(belt)']));
  });

  it('take their expected time and never more than the declared maximum', () => {
    const seconds = Array.from({ length: 30 }, () => 0);
    const world = room();
    seconds.forEach((_, index) => {
      const from = world.tick;
      act(world, 'helper', index % 2 === 0 ? 'pick' : 'place', { item: 'cup', where: 'table_1' });
      seconds[index] = (world.tick - from) / 20;
    });
    expect(Math.max(...seconds)).toBeLessThanOrEqual(8);
    expect(Math.min(...seconds)).toBeGreaterThan(3);
    expect(new Set(seconds).size).toBeGreaterThan(5);
  });

  it('are told as observations: what they were about, seen as it really is', () => {
    const world = room();
    act(world, 'helper', 'pick', { item: 'cup', where: 'table_1' });
    const facts = eventsOf(world, 'observed').at(-1)!.facts;
    expect(facts).toContainEqual({ fact: 'held(cup,helper)', value: true });
    expect(facts).toContainEqual({ fact: 'free_hands(helper)', value: 0 });
    expect(facts.some(({ fact }) => fact.includes('milk'))).toBe(false);
    go(world, 'helper', 'f');
    act(world, 'helper', 'open', { where: 'fridge' });
    expect(eventsOf(world, 'observed').at(-1)!.facts).toContainEqual({ fact: 'in(milk,fridge)', value: true });
  });
});
