import { describe, expect, it } from 'vitest';
import { act } from '../testing/drive.ts';
import { chain, item, node, place, robot, testModel } from '../testing/scenes.ts';
import { createWorld } from '../world.ts';

const model = testModel({
  graph: { nodes: [node('a', 0, 0), node('b', 2, 0)], edges: chain('a', 'b') },
  places: [
    place('table', 'table', 2.6, 0, ['b']),
    place('behind', 'table', -2.6, 0, ['a']),
    place('fridge', 'fridge', 0.9, 0.9, ['a'], { size: [0.6, 0.6, 1.6], height: 0.9 }),
  ],
  items: [item('cup', 'table'), item('mug', 'behind'), item('milk', 'fridge', { relation: { in: 'fridge' } })],
  robots: [robot('helper', 'helper', 'a')],
});

const seenIn = (world: ReturnType<typeof createWorld>, ticks: number): Map<string, number> => {
  const seen = new Map<string, number>();
  for (let tick = 0; tick < ticks; tick += 1) {
    world.step(1);
    for (const { id } of world.senses.detections('helper')) seen.set(id, (seen.get(id) ?? 0) + 1);
  }
  return seen;
};

describe('a camera', () => {
  it('sees what is ahead, nearly always, and neither what is behind nor what is shut away', () => {
    const seen = seenIn(createWorld(model, { seed: 4 }), 200);
    expect(seen.get('cup')).toBeGreaterThan(180);
    expect(seen.get('cup')).toBeLessThan(200);
    expect(seen.has('mug')).toBe(false);
    expect(seen.has('milk')).toBe(false);
  });

  it('sees into a container that has been opened', () => {
    const world = createWorld(model, { seed: 4 });
    act(world, 'helper', 'open', { where: 'fridge' });
    expect(seenIn(world, 40).has('milk')).toBe(true);
  });

  it('is off by little, the same for the same seed, and leaves no trace in the world', () => {
    const [one, two] = [createWorld(model, { seed: 4 }), createWorld(model, { seed: 4 })];
    one.step(5);
    two.step(5);
    const first = one.senses.detections('helper');
    expect(one.senses.detections('helper')).toEqual(first);
    expect(one.hash()).toBe(two.hash());
    const cup = first.find(({ id }) => id === 'cup')!;
    expect(Math.abs(cup.pose.x - 2.6)).toBeLessThan(0.3);
    expect(cup.confidence).toBeGreaterThan(0.3);
  });

  it('is blind while it is silent', () => {
    const faults = [{ id: 'f', kind: 'sensor_dropout', target: 'helper', at: 0, params: { sensor: 'camera' } }];
    expect(seenIn(createWorld(model, { seed: 4, faults }), 20).size).toBe(0);
  });
});
