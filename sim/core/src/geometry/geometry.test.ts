import { describe, expect, it } from 'vitest';
import { type Footprint, gap, pointToBox, segmentBoxEntry } from './footprint.ts';
import { NodeGrid } from './node-grid.ts';
import { StaticGrid } from './statics.ts';

const box = (x: number, y: number, yaw: number, halfLength: number, halfWidth: number): Footprint => ({
  x,
  y,
  yaw,
  halfLength,
  halfWidth,
  radius: 0,
});
const disc = (x: number, y: number, radius: number): Footprint => ({
  x,
  y,
  yaw: 0,
  halfLength: radius,
  halfWidth: radius,
  radius,
});

describe('footprints', () => {
  it('measures gaps of boxes and discs, negative when they overlap, and the same from both sides', () => {
    const cases: [Footprint, Footprint, number][] = [
      [box(0, 0, 0, 1, 0.5), box(3, 0, 0, 1, 0.5), 1],
      [box(0, 0, 0, 1, 0.5), box(3, 0, Math.PI / 2, 1, 0.5), 1.5],
      [box(0, 0, 0, 1, 0.5), box(1.5, 0, 0, 1, 0.5), -0.5],
      [disc(0, 0, 0.5), disc(2, 0, 0.5), 1],
      [disc(0, 0, 0.5), box(2, 0, 0, 1, 1), 0.5],
      [disc(0, 0, 0.5), box(0.2, 0, 0, 1, 1), -1.3],
    ];
    for (const [a, b, expected] of cases) {
      expect(gap(a, b)).toBeCloseTo(expected, 9);
      expect(gap(b, a)).toBeCloseTo(expected, 9);
    }
  });

  it('finds no gap between a rotated box and the corner it covers', () => {
    expect(gap(box(0, 0, Math.PI / 4, 1, 0.1), box(0.6, 0.6, 0, 0.1, 0.1))).toBeLessThan(0);
    expect(gap(box(0, 0, -Math.PI / 4, 1, 0.1), box(0.6, 0.6, 0, 0.1, 0.1))).toBeGreaterThan(0.4);
  });

  it('tells where a segment enters a turned box', () => {
    expect(segmentBoxEntry(-2, 0, 2, 0, box(0, 0, 0, 1, 1))).toBeCloseTo(0.25, 9);
    expect(segmentBoxEntry(-2, 0, 2, 0, box(0, 0, Math.PI / 4, 1, 1))).toBeCloseTo((2 - Math.SQRT2) / 4, 9);
    expect(segmentBoxEntry(-2, 3, 2, 3, box(0, 0, 0, 1, 1))).toBeUndefined();
    expect(segmentBoxEntry(0, 0, 2, 0, box(0, 0, 0, 1, 1))).toBe(0);
    expect(pointToBox(3, 4, box(0, 0, 0, 0, 0))).toBeCloseTo(5, 9);
    expect(pointToBox(0.5, 0, box(0, 0, 0, 1, 1))).toBe(0);
  });
});

describe('grids', () => {
  it('lists every static body that comes within reach of any point', () => {
    const walls = Array.from({ length: 30 }, (_, k) => ({
      ...box((k * 7) % 40, (k * 13) % 40, k * 0.7, 0.5 + (k % 9), 0.05),
      id: `w${k}`,
      floor: 0,
      bottom: 0,
      top: 3,
      kind: 'wall' as const,
    }));
    const grid = new StaticGrid(walls, 0.8);
    for (let k = 0; k < 2000; k += 1) {
      const [x, y] = [(k * 17.31) % 45, (k * 9.77) % 45];
      const listed = new Set(grid.near(0, x, y));
      walls.forEach((wall, index) => {
        if (pointToBox(x, y, wall) <= 0.8) expect(listed.has(index)).toBe(true);
      });
    }
    expect(grid.near(1, 0, 0)).toEqual([]);
  });

  it('finds the nearest node that passes, however far', () => {
    const nodes = Array.from({ length: 200 }, (_, k) => ({ floor: k % 2, x: (k * 37) % 101, y: (k * 53) % 89 }));
    const grid = new NodeGrid(nodes);
    for (let k = 0; k < 100; k += 1) {
      const [x, y] = [(k * 7.7) % 200, (k * 3.3) % 90];
      const accepts = (index: number): boolean => index % 3 === 0;
      const all = nodes.flatMap((node, index) =>
        node.floor === 1 && accepts(index) ? [(node.x - x) ** 2 + (node.y - y) ** 2] : [],
      );
      const found = nodes[grid.nearest(1, x, y, accepts)!]!;
      expect((found.x - x) ** 2 + (found.y - y) ** 2).toBeCloseTo(Math.min(...all), 6);
    }
  });
});
