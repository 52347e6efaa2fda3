import { expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { CART, DRONE, FORKLIFT, lattice } from '../testing-roadmap.ts';
import { compileRoadmap } from './compile-roadmap.ts';
import { type Capsule, comesClose, segmentDistance } from './swept-volume.ts';

function sampledDistance(p: Capsule, q: Capsule): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= 60; i += 1) {
    for (let j = 0; j <= 60; j += 1) {
      const dx = p.ax + ((p.bx - p.ax) * i) / 60 - q.ax - ((q.bx - q.ax) * j) / 60;
      const dy = p.ay + ((p.by - p.ay) * i) / 60 - q.ay - ((q.by - q.ay) * j) / 60;
      least = Math.min(least, Math.hypot(dx, dy));
    }
  }
  return least;
}

test.each([1, 2, 3, 4, 5, 6])('measures segments as sampling does, seed %i', (seed) => {
  const random = createRandom(seed);
  for (let pair = 0; pair < 20; pair += 1) {
    const [p, q] = [0, 1].map(() => ({
      ax: random.next() * 4,
      ay: random.next() * 4,
      bx: random.next() * 4,
      by: random.next() * 4,
      radius: 0,
    }));
    expect(segmentDistance(p!, q!)).toBeLessThanOrEqual(sampledDistance(p!, q!) + 1e-9);
    expect(segmentDistance(p!, q!)).toBeGreaterThan(sampledDistance(p!, q!) - 0.1);
  }
});

test('conflict sets are those of all pairs, symmetric, and an edge covers its nodes', () => {
  const roadmap = lattice(5, 4, 1.7, 0.2, createRandom(4));
  const compiled = compileRoadmap(roadmap, [CART, FORKLIFT, DRONE]);
  const elements = compiled.nodeCount + compiled.edgeCount;
  for (const own of [0, 1, 2]) {
    for (const other of [0, 1, 2]) {
      const margin = 0.1;
      for (let element = 0; element < elements; element += 3) {
        const volume = compiled.classes[own]!.volumes[element]!;
        const expected: number[] = [];
        for (let second = 0; second < elements; second += 1) {
          if (comesClose(volume, compiled.classes[other]!.volumes[second]!, margin)) expected.push(second);
        }
        expect([...compiled.conflicts(own, element, other)]).toEqual(expected);
        for (const second of expected) expect(compiled.conflicts(other, second, own)).toContain(element);
      }
      for (let edge = 0; edge < compiled.edgeCount; edge += 1) {
        const ofEdge = compiled.conflicts(own, compiled.nodeCount + edge, other);
        for (const second of compiled.conflicts(own, compiled.to[edge]!, other)) expect(ofEdge).toContain(second);
      }
    }
  }
});
