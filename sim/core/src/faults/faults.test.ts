import type { Fault } from '@muster/domain';
import { describe, expect, it } from 'vitest';
import { act, brief, eventsOf, go, resultOf, travel } from '../testing/drive.ts';
import { chain, item, node, place, robot, testModel } from '../testing/scenes.ts';
import { createWorld, type World } from '../world.ts';
import { FAULT_KINDS } from './kinds.ts';

const model = testModel({
  graph: {
    nodes: [node('a', 0, 0), node('b', 6, 0), node('c', 12, 0), node('d', 6, 5), node('e', 12, 5)],
    edges: chain('a', 'b', 'c', 'e', 'd'),
  },
  places: [
    place('table', 'table', 0, -0.8, ['a']),
    place('far', 'table', 12, -0.8, ['c']),
    place('fridge', 'fridge', 0, 0.9, ['a'], { size: [0.6, 0.6, 1.6], height: 0.9 }),
    place('door', 'door_place', 3, 0, ['a', 'b'], { size: [0.1, 1.4, 2], device: 'sliding_door', obstacle: false }),
    place('washer', 'washer_place', 6, 0.9, ['b'], { device: 'washer', size: [0.6, 0.6, 0.9] }),
    place('dock', 'charging', 12, 1, ['c'], { size: [0.3, 0.3, 0.3] }),
  ],
  items: [item('cup', 'table'), item('mug', 'table')],
  people: [{ id: 'ann', names: { en: ['Ann'], zh: ['安'] }, floor: 'ground', x: 20, y: 0 }],
  robots: [robot('r1', 'helper', 'a'), robot('r2', 'cart', 'c'), robot('fly', 'drone', 'd')],
});

const world = (kind: string, target: string, more: Partial<Fault> = {}): World =>
  createWorld(model, { seed: 5, faults: [{ id: 'f1', kind, target, ...more }] });

const pick = (it: World) => brief(act(it, 'r1', 'pick', { item: 'cup', where: 'table' }));
const place_ = (it: World) => brief(act(it, 'r1', 'place', { item: 'cup', where: 'table' }));
const secondsTo = (it: World, ...nodes: string[]): number => {
  const from = it.tick;
  expect(brief(go(it, 'r1', ...nodes))).toBe('succeeded');
  return (it.tick - from) / 20;
};

describe('faults', () => {
  it('are of at least 20 kinds, and unknown ones are refused by name', () => {
    expect(Object.keys(FAULT_KINDS).length).toBeGreaterThanOrEqual(20);
    const it = createWorld(model, { seed: 1 });
    expect(it.apply({ kind: 'fault', fault: { id: 'x', kind: 'gremlin' } })).toMatchObject({
      accepted: false,
      code: 'SIM_UNKNOWN_FAULT',
    });
    expect(() => world('gremlin', 'r1')).toThrow('gremlin');
  });

  it('slip: a grasp fails once, the next one holds', () => {
    const it = world('slip', 'r1');
    expect([pick(it), pick(it)]).toEqual(['failed SIM_GRASP_SLIPPED', 'succeeded']);
  });

  it('drop: what is held falls on the way, and the robot notices', () => {
    const it = world('drop', 'r1');
    pick(it);
    go(it, 'r1', 'b', 'c');
    expect(eventsOf(it, 'dropped').map(({ item: what, onto }) => [what, onto])).toEqual([['cup', 'floor']]);
    expect(it.truth().facts.some((fact) => fact.includes('cup'))).toBe(false);
    expect(
      eventsOf(it, 'observed').some((event) =>
        event.facts.some(({ fact, value }) => fact === 'held(cup,r1)' && value === false),
      ),
    ).toBe(true);
  });

  it('wrong_item: another item from the same place is in the hand', () => {
    const it = world('wrong_item', 'r1');
    expect(pick(it)).toBe('succeeded');
    expect(it.holds('held', ['mug', 'r1'])).toBe(true);
  });

  it('false_success and false_failure: the word and the world differ, the observation tells the world', () => {
    const success = world('false_success', 'r1');
    expect(pick(success)).toBe('succeeded');
    expect(success.holds('held', ['cup', 'r1'])).toBe(false);
    expect(eventsOf(success, 'observed').at(-1)!.facts).toContainEqual({ fact: 'held(cup,r1)', value: false });
    const failure = world('false_failure', 'r1');
    expect(pick(failure)).toBe('failed SIM_SKILL_FAILED');
    expect(failure.holds('held', ['cup', 'r1'])).toBe(true);
  });

  it('misread and observation_dropout: the robot sees wrongly, or nothing', () => {
    const wrong = world('misread', 'r1', { chance: 1 });
    pick(wrong);
    expect(eventsOf(wrong, 'observed').at(-1)!.facts).toContainEqual({ fact: 'held(cup,r1)', value: false });
    const none = world('observation_dropout', 'r1', { chance: 1 });
    pick(none);
    expect(eventsOf(none, 'observed')).toEqual([]);
  });

  it('jam and door_stuck: a lid does not open, now or at all', () => {
    const open = (it: World) => brief(act(it, 'r1', 'open', { where: 'fridge' }));
    const jam = world('jam', 'fridge');
    expect([open(jam), open(jam)]).toEqual(['failed SIM_DEVICE_STUCK', 'succeeded']);
    const stuck = world('door_stuck', 'fridge', { at: 0, seconds: 60 });
    expect(open(stuck)).toBe('failed SIM_DEVICE_STUCK');
    stuck.step(1200);
    expect(open(stuck)).toBe('succeeded');
  });

  it('reject: a command is refused', () => {
    const it = world('reject', 'r1');
    expect([pick(it), pick(it)]).toEqual(['rejected SIM_SKILL_FAILED', 'succeeded']);
  });

  it('stuck, slow and wind: motion stops or takes longer', () => {
    const plain = secondsTo(createWorld(model, { seed: 5 }), 'b');
    expect(secondsTo(world('slow', 'r1'), 'b')).toBeGreaterThan(1.5 * plain);
    const stuck = world('stuck', 'r1', { at: 1, seconds: 10 });
    expect(secondsTo(stuck, 'b')).toBeGreaterThan(plain + 8);
    const it = world('wind', 'fly');
    const calm = createWorld(model, { seed: 5 });
    for (const each of [it, calm]) go(each, 'fly', 'e');
    expect(it.tick).toBeGreaterThan(calm.tick * 1.2);
  });

  it('stall and slow_skill: a skill takes longer', () => {
    const ticks = (it: World): number => {
      pick(it);
      return it.tick;
    };
    const plain = ticks(createWorld(model, { seed: 5 }));
    expect(ticks(world('slow_skill', 'r1'))).toBeGreaterThan(2 * plain);
    expect(ticks(world('stall', 'r1', { at: 1, seconds: 5 }))).toBe(plain + 100);
  });

  it('reboot: the command is lost without a result, and the robot refuses until it is up', () => {
    const it = world('reboot', 'r1', { at: 1, seconds: 5 });
    const way = travel(it, 'r1', 'b');
    it.apply(way);
    it.step(40);
    expect(it.senses.isOff('r1')).toBe(true);
    expect(pick(it)).toBe('rejected SIM_OFF');
    it.step(100);
    expect(it.senses.isOff('r1')).toBe(false);
    expect(eventsOf(it, 'result').some((event) => event.command === way.id)).toBe(false);
    expect(brief(go(it, 'r1', 'a'))).toBe('succeeded');
  });

  it('emergency_stop: the robot holds and cannot be released from afar', () => {
    const it = world('emergency_stop', 'r1', { at: 1, seconds: 5 });
    const way = travel(it, 'r1', 'b');
    it.apply(way);
    expect(brief(resultOf(it, way.id))).toBe('canceled SIM_HELD');
    expect(it.apply({ kind: 'release', robot: 'r1' })).toMatchObject({ accepted: false, code: 'SIM_HELD' });
    it.step(120);
    expect(it.apply({ kind: 'release', robot: 'r1' })).toEqual({ accepted: true });
  });

  it('battery_drop and charger_fault: the charge is gone, and docking brings none', () => {
    const it = createWorld(model, {
      seed: 5,
      faults: [
        { id: 'f1', kind: 'battery_drop', target: 'r2', at: 1 },
        { id: 'f2', kind: 'charger_fault', target: 'r2' },
      ],
    });
    it.step(40);
    expect(it.number('battery', ['r2'])).toBeLessThan(0.06);
    act(it, 'r2', 'charge', { where: 'dock' });
    it.step(1000);
    expect(it.number('battery', ['r2'])).toBeLessThan(0.06);
    it.apply({ kind: 'clear-fault', id: 'f2' });
    it.step(1000);
    expect(it.number('battery', ['r2'])).toBeGreaterThan(0.1);
  });

  it('localisation_jump and localisation_noise: the believed pose is off, the true one is not', () => {
    const jump = world('localisation_jump', 'r1', { at: 1, params: { dx: 2 } });
    jump.step(40);
    expect(jump.senses.believedPose('r1')!.x - jump.senses.pose('r1')!.x).toBeCloseTo(2, 6);
    const noise = world('localisation_noise', 'r1', { params: { metres: 0.5 } });
    const seen = Array.from({ length: 50 }, () => {
      noise.step(1);
      return noise.senses.believedPose('r1')!.x;
    });
    expect(Math.max(...seen) - Math.min(...seen)).toBeGreaterThan(0.5);
  });

  it('blocked_aisle: an obstacle stops the way until it is cleared', () => {
    const it = world('blocked_aisle', 'b_c', { at: 0, seconds: 30 });
    const way = travel(it, 'r1', 'b', 'c');
    it.apply(way);
    it.step(500);
    expect(it.snapshot().robots.find((entry) => entry.id === 'r1')!.blockedBy).toBe('f1');
    expect(it.snapshot().obstacles).toHaveLength(1);
    it.step(200);
    expect(it.snapshot().obstacles).toHaveLength(0);
  });

  it('person_in_zone: somebody walks there and back', () => {
    const it = world('person_in_zone', 'ann', { at: 0, seconds: 20, params: { place: 'c' } });
    it.step(300);
    expect(it.snapshot().people[0]!.pose.x).toBeLessThan(13.5);
  });

  it('door_closed: an automatic door stays shut', () => {
    const it = world('door_closed', 'door', { at: 0, seconds: 20 });
    const way = travel(it, 'r1', 'b');
    it.apply(way);
    it.step(300);
    expect(it.senses.pose('r1')!.x).toBeLessThan(3);
    expect(brief(resultOf(it, way.id))).toBe('succeeded');
  });

  it('machine_alarm: the machine stops and does not start', () => {
    const it = world('machine_alarm', 'washer', { at: 20 });
    go(it, 'r1', 'b');
    expect(brief(act(it, 'r1', 'wash', { where: 'washer' }))).toBe('succeeded');
    it.step(200);
    expect(it.holds('running', ['washer'])).toBe(false);
    expect(brief(act(it, 'r1', 'wash', { where: 'washer' }))).toBe('failed SIM_MACHINE_ALARM');
  });

  it('object_moved, object_missing and knocked_off: things are not where they were', () => {
    const moved = world('object_moved', 'cup', { at: 1, params: { to: 'far' } });
    moved.step(30);
    expect(moved.holds('on', ['cup', 'far'])).toBe(true);
    expect(pick(moved)).toBe('failed SIM_ITEM_NOT_THERE');
    const missing = world('object_missing', 'cup', { at: 1 });
    missing.step(30);
    expect(pick(missing)).toBe('failed SIM_ITEM_NOT_THERE');
    expect(missing.snapshot().items.map((entry) => entry.id)).toEqual(['mug']);
    const off = world('knocked_off', 'r1', { at: 6 });
    expect([pick(off), brief(go(off, 'r1', 'b'))]).toEqual(['succeeded', 'succeeded']);
    expect(off.number('free_hands', ['r1'])).toBe(1);
  });

  it('sensor_dropout: an observing skill fails', () => {
    const it = world('sensor_dropout', 'r1', { params: { sensor: 'camera' } });
    expect(brief(act(it, 'r1', 'photograph', { where: 'table' }))).toBe('failed SIM_SKILL_FAILED');
  });

  it('strike by chance as often as they say, drawn from their own stream', () => {
    const count = (seed: number, others: Fault[]): number => {
      const it = createWorld(model, {
        seed,
        faults: [{ id: 'f1', kind: 'slip', target: 'r1', chance: 0.3 }, ...others],
      });
      let struck = 0;
      for (let n = 0; n < 60; n += 1) {
        if (pick(it) === 'succeeded') place_(it);
        else struck += 1;
      }
      return struck;
    };
    const alone = count(7, []);
    expect(alone).toBeGreaterThan(8);
    expect(alone).toBeLessThan(30);
    expect(count(7, [{ id: 'other', kind: 'reject', target: 'r2', chance: 0.5 }])).toBe(alone);
  });

  it('can be put in live and cleared again, and are told', () => {
    const it = createWorld(model, { seed: 1 });
    it.apply({ kind: 'fault', fault: { id: 'live', kind: 'stuck', target: 'r1' } });
    it.apply(travel(it, 'r1', 'b'));
    it.step(40);
    expect(it.snapshot().robots.find((entry) => entry.id === 'r1')!.faults).toEqual(['stuck']);
    expect(it.senses.pose('r1')!.x).toBe(0);
    expect(it.apply({ kind: 'clear-fault', id: 'live' })).toEqual({ accepted: true });
    it.step(200);
    expect(it.senses.pose('r1')!.x).toBeGreaterThan(3);
    expect(eventsOf(it, 'fault').map((event) => event.on)).toEqual([true, false]);
  });
});
