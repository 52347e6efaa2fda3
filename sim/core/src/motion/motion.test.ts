import { describe, expect, it } from 'vitest';
import { brief, eventsOf, go, resultOf, travel, until } from '../testing/drive.ts';
import { chain, node, place, robot, testModel } from '../testing/scenes.ts';
import { createWorld, type World } from '../world.ts';

const street = (kind: string, more: Parameters<typeof testModel>[0] = {}): World =>
  createWorld(
    testModel({
      robots: [robot('r1', kind, 'a')],
      graph: {
        nodes: [node('a', 0, 0), node('b', 6, 0), node('c', 6, 6), node('d', 0, 6)],
        edges: chain('a', 'b', 'c', 'd', 'a'),
      },
      ...more,
    }),
    { seed: 1 },
  );

const poseOf = (world: World, id = 'r1') => world.senses.pose(id)!;
const speedOf = (world: World, id = 'r1'): number => {
  const { x, y } = world.senses.velocity(id)!;
  return Math.sqrt(x * x + y * y);
};

describe('motion', () => {
  it.each(['cart', 'helper', 'truck', 'dog', 'drone'])('brings a %s along its way points to the last one', (kind) => {
    const world = street(kind);
    expect(brief(go(world, 'r1', 'b', 'c', 'd'))).toBe('succeeded');
    const { x, y } = poseOf(world);
    expect(Math.abs(x) + Math.abs(y - 6)).toBeLessThan(0.05);
    expect(world.isIdle()).toBe(true);
  });

  it.each(['cart', 'helper', 'truck', 'dog', 'drone'])(
    'keeps the limits of a %s on speed, acceleration and turn rate',
    (kind) => {
      const world = street(kind);
      const mobility = world.model.library.robots[kind]!.mobility;
      if (mobility.mode === 'fixed') throw new Error('not mobile');
      world.apply(travel(world, 'r1', 'b', 'c', 'd', 'a'));
      let before = 0;
      let yaw = poseOf(world).yaw;
      let aside = 0;
      while (!world.isIdle() && world.tick < 4000) {
        world.step(1);
        const speed = speedOf(world);
        expect(speed).toBeLessThanOrEqual(mobility.maxSpeed + 1e-9);
        expect(Math.abs(speed - before)).toBeLessThanOrEqual(mobility.maxAcceleration * 1.5 * 0.05 + 0.16);
        const turn = Math.abs(Math.atan2(Math.sin(poseOf(world).yaw - yaw), Math.cos(poseOf(world).yaw - yaw)));
        expect(turn).toBeLessThanOrEqual(mobility.maxTurnRate * 0.05 + 1e-9);
        before = speed;
        yaw = poseOf(world).yaw;
        const { x, y } = poseOf(world);
        aside = Math.max(aside, Math.min(Math.abs(y), Math.abs(y - 6), Math.abs(x), Math.abs(x - 6)));
      }
      expect(aside).toBeLessThan(0.2);
    },
  );

  it('rounds a corner without stopping, but stops to turn back', () => {
    const lowest = (...nodes: string[]): number => {
      const world = street('cart');
      world.apply(travel(world, 'r1', ...nodes));
      let least = 9;
      until(world, () => poseOf(world).x >= 2);
      for (let tick = 0; tick < 120; tick += 1) {
        world.step(1);
        least = Math.min(least, speedOf(world));
      }
      return least;
    };
    expect(lowest('b', 'c', 'd')).toBeGreaterThan(0.2);
    expect(lowest('b', 'a')).toBeLessThan(0.02);
  });

  it('lets a longer way take over from the old one without a stop', () => {
    const world = street('cart', {
      graph: { nodes: [node('a', 0, 0), node('b', 6, 0), node('c', 12, 0)], edges: chain('a', 'b', 'c') },
    });
    const first = travel(world, 'r1', 'b');
    world.apply(first);
    until(world, () => poseOf(world).x >= 3);
    const before = speedOf(world);
    const second = travel(world, 'r1', 'a', 'b', 'c');
    world.apply(second);
    expect(brief(resultOf(world, first.id))).toBe('canceled SIM_PREEMPTED');
    let least = before;
    until(world, () => {
      least = Math.min(least, speedOf(world));
      return poseOf(world).x >= 8;
    });
    expect(least).toBeGreaterThan(before - 0.01);
    expect(brief(resultOf(world, second.id))).toBe('succeeded');
  });

  it('turns to the heading that the last way point asks for', () => {
    const world = street('cart');
    world.apply({ kind: 'travel', robot: 'r1', id: 't', waypoints: [{ floor: 'ground', x: 6, y: 0, z: 0, yaw: -2 }] });
    expect(brief(resultOf(world, 't'))).toBe('succeeded');
    expect(poseOf(world).yaw).toBeCloseTo(-2, 1);
  });

  it('refuses a way through a wall and never looks for another', () => {
    const world = street('cart', { walls: [{ floor: 'ground', from: [3, -1], to: [3, 1] }] });
    expect(brief(go(world, 'r1', 'b'))).toBe('rejected SIM_NO_WAY');
    expect(brief(go(world, 'r1', 'd', 'c', 'b'))).toBe('succeeded');
    expect(eventsOf(world, 'contact')).toEqual([]);
  });

  it('stops before a body in its way and goes on when it has left', () => {
    const world = street('cart', {
      robots: [robot('r1', 'cart', 'a'), robot('r2', 'cart', 'b')],
      graph: {
        nodes: [node('a', 0, 0), node('b', 6, 0), node('c', 6, 6), node('e', 12, 0)],
        edges: chain('a', 'b', 'c'),
      },
    });
    const way = travel(world, 'r1', 'e');
    world.apply(way);
    world.step(400);
    expect(poseOf(world).x).toBeGreaterThan(4.5);
    expect(poseOf(world).x).toBeLessThan(5.2);
    expect(world.snapshot().robots[0]!.blockedBy).toBe('r2');
    expect(eventsOf(world, 'contact')).toEqual([]);
    world.apply(travel(world, 'r2', 'c'));
    expect(brief(resultOf(world, way.id))).toBe('succeeded');
    expect(eventsOf(world, 'blocked').map((event) => event.by)).toEqual(['r2']);
  });

  it('keeps more distance from a person', () => {
    const person = { id: 'p1', names: { en: ['p'], zh: ['p'] }, floor: 'ground', x: 4, y: 0 };
    const world = street('cart', { people: [person] });
    world.apply(travel(world, 'r1', 'b'));
    world.step(400);
    expect(poseOf(world).x).toBeLessThan(4 - 0.3 - 0.4 - 0.38);
    expect(eventsOf(world, 'contact')).toEqual([]);
  });

  it('tells a contact with both bodies and that a command caused it', () => {
    const world = street('truck', {
      robots: [robot('r1', 'truck', 'a'), robot('r2', 'cart', 's')],
      graph: { nodes: [node('a', 0, 0), node('b', 6, 0), node('s', 1.05, 0.75)], edges: chain('a', 'b') },
    });
    world.apply({ kind: 'travel', robot: 'r1', id: 't', waypoints: [{ floor: 'ground', x: 0, y: 6, z: 0 }] });
    world.step(200);
    const [contact] = eventsOf(world, 'contact');
    expect([contact?.a, contact?.b, contact?.commanded]).toEqual(['r1', 'r2', true]);
    expect(contact?.gap).toBeLessThan(0);
    expect(contact?.floor).toBe('ground');
  });

  it('sees no contact of a flyer with a shelf that it passes over, and one with a shelf that it grazes', () => {
    const over = (height: number): number => {
      const world = street('drone', { places: [place('shelf', 'table', 3, 0.5, ['b'], { size: [1, 0.6, height] })] });
      go(world, 'r1', 'b');
      return eventsOf(world, 'contact').length;
    };
    expect(over(1.9)).toBe(0);
    expect(over(2.1)).toBeGreaterThan(0);
  });

  it('waits at a closed door that has no motor, and passes a door that opens by itself', () => {
    const crossing = (device: string): World => {
      const world = street('cart', {
        places: [place('door', 'door_place', 3, 0, ['a', 'b'], { size: [0.1, 1.2, 2], device, obstacle: false })],
      });
      world.apply(travel(world, 'r1', 'b'));
      world.step(300);
      return world;
    };
    const closed = crossing('hinged_door');
    expect(poseOf(closed).x).toBeLessThan(2.95 - 0.4);
    expect(closed.snapshot().robots[0]!.blockedBy).toBe('door');
    closed.apply({ kind: 'device', device: 'door', state: 'open', value: true });
    closed.step(300);
    expect(poseOf(closed).x).toBeCloseTo(6, 1);
    const automatic = crossing('sliding_door');
    expect(poseOf(automatic).x).toBeCloseTo(6, 1);
    automatic.step(200);
    expect(automatic.holds('open', ['door'])).toBe(false);
  });

  it('holds: brakes, takes no command, and moves again only by a new one', () => {
    const world = street('cart');
    const way = travel(world, 'r1', 'b');
    world.apply(way);
    world.step(40);
    world.apply({ kind: 'hold', robot: 'r1' });
    expect(brief(resultOf(world, way.id))).toBe('canceled SIM_HELD');
    world.step(30);
    const at = poseOf(world);
    expect(speedOf(world)).toBe(0);
    expect(brief(go(world, 'r1', 'b'))).toBe('rejected SIM_HELD');
    world.apply({ kind: 'release', robot: 'r1' });
    world.step(40);
    expect(poseOf(world)).toEqual(at);
    expect(brief(go(world, 'r1', 'b'))).toBe('succeeded');
  });
});

describe('a held flyer', () => {
  it('hovers, then lands on what is below it', () => {
    const world = street('drone', { places: [place('shelf', 'table', 6, 0, ['b'], { size: [1, 1, 1.2] })] });
    go(world, 'r1', 'b');
    world.apply({ kind: 'hold', robot: 'r1' });
    world.step(80);
    expect(poseOf(world).z).toBeCloseTo(2, 6);
    world.step(200);
    expect(poseOf(world).z).toBeCloseTo(1.2, 6);
    expect(world.holds('flying', ['r1'])).toBe(false);
  });
});

const upstairs = {
  floors: [
    {
      id: 'ground',
      names: { en: ['g'], zh: ['g'] },
      elevation: 0,
      bounds: [
        [-5, -5],
        [20, 20],
      ] as [[number, number], [number, number]],
    },
    {
      id: 'upper',
      names: { en: ['u'], zh: ['u'] },
      elevation: 3,
      bounds: [
        [-5, -5],
        [20, 20],
      ] as [[number, number], [number, number]],
    },
  ],
};

describe('other floors', () => {
  it('are reached by stairs on legs, and not on wheels', () => {
    const graph = {
      nodes: [node('a', 0, 0), node('b', 2, 0), node('c', 6, 0, { floor: 'upper' })],
      edges: [...chain('a', 'b'), { ...chain('b', 'c')[0]!, stairs: true }],
    };
    const dog = street('dog', { ...upstairs, graph });
    expect(brief(go(dog, 'r1', 'b', 'c'))).toBe('succeeded');
    expect(poseOf(dog)).toMatchObject({ floor: 'upper', z: 3 });
    expect(brief(go(street('cart', { ...upstairs, graph }), 'r1', 'b', 'c'))).toBe('rejected SIM_NO_WAY');
  });

  it('are reached by lift, one rider at a time', () => {
    const graph = {
      nodes: [
        node('a', 0, 0),
        node('b', 2, 0),
        node('c', 2, 0, { floor: 'upper' }),
        node('d', 6, 0, { floor: 'upper' }),
        node('e', 0, 2),
      ],
      edges: [...chain('a', 'b'), { ...chain('b', 'c')[0]!, device: 'lift_1' }, ...chain('c', 'd')],
    };
    const world = street('cart', {
      ...upstairs,
      graph,
      places: [
        place('lift_1', 'door_place', 2, 0, ['b', 'c'], { device: 'lift', size: [1.5, 1.5, 2.5], obstacle: false }),
      ],
    });
    world.apply(travel(world, 'r1', 'b', 'c', 'd'));
    const heights = new Set<number>();
    while (!world.isIdle() && world.tick < 2000) {
      world.step(1);
      heights.add(Math.round(poseOf(world).z));
    }
    expect(poseOf(world)).toMatchObject({ floor: 'upper', z: 3 });
    expect(poseOf(world).x).toBeCloseTo(6, 1);
    expect([...heights]).toEqual([0, 1, 2, 3]);
    expect(world.snapshot().devices[0]!.liftHeight).toBe(3);
  });
});
