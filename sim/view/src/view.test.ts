import { expect, test } from 'vitest';
import { layoutFloors } from './floor-layout.ts';
import { mixPose, turnBetween } from './interpolate.ts';
import { plannedPose, routePoints } from './planned-pose.ts';
import { isSoftwareRenderer, QualityGovernor } from './quality.ts';

const floor = (id: string, x1: number, y1: number, elevation = 0) => ({
  id,
  names: { en: [id], zh: [id] },
  elevation,
  bounds: [
    [0, 0],
    [x1, y1],
  ] as [[number, number], [number, number]],
});

test('turns take the short way round', () => {
  expect(turnBetween(3, -3)).toBeCloseTo(2 * Math.PI - 6);
  const pose = (yaw: number, x: number, id = 'f') => ({ floor: id, x, y: 0, z: 0, yaw });
  expect(mixPose(pose(3, 0), pose(-3, 2), 0.5)).toMatchObject({ x: 1 });
  expect(Math.abs(mixPose(pose(3, 0), pose(-3, 2), 0.5).yaw)).toBeCloseTo(Math.PI);
  expect(mixPose(pose(0, 0, 'a'), pose(0, 9, 'b'), 0.4).floor).toBe('a');
});

test('floors lie side by side, the way that fits a screen, each at height 0', () => {
  const tall = layoutFloors({ floors: [floor('g', 14, 15), floor('u', 14, 14, 3)] }, 'all');
  expect(tall.offsets.u).toEqual({ dx: 17, dy: 0, dz: -3 });
  const wide = layoutFloors({ floors: [floor('g', 34, 14), floor('u', 34, 14, 4)] }, 'all');
  expect(wide.offsets.u).toEqual({ dx: 0, dy: 17, dz: -4 });
  expect(layoutFloors({ floors: [floor('g', 14, 15), floor('u', 14, 14, 3)] }, 'u').shown).toEqual(['u']);
});

test('quality steps down after a second of slow frames, not for one of them, and never up', () => {
  const governor = new QualityGovernor('medium');
  expect(governor.frame(0, 90)).toBe(null);
  expect(governor.frame(500, 10)).toBe(null);
  expect(governor.frame(900, 90)).toBe(null);
  expect(governor.frame(1950, 90)).toBe('low');
  expect(governor.frame(2000, 5)).toBe(null);
  expect(governor.quality).toBe('low');
  expect(isSoftwareRenderer('ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)))')).toBe(true);
  expect(isSoftwareRenderer('ANGLE (NVIDIA GeForce RTX)')).toBe(false);
});

test('the plan is somewhere between its nodes at any second', () => {
  const nodes = new Map(['n1', 'n2'].map((id, k) => [id, { floor: 'f', x: k * 10, y: 0, z: 0 }]));
  const visit = (
    index: number,
    kind: 'node' | 'edge',
    id: string,
    enterSeconds: number,
    leaveSeconds: number | null,
  ) => ({
    id: `a/${index}`,
    robot: 'a',
    class: 'amr',
    move: null,
    element: { kind, id },
    enterSeconds,
    leaveSeconds,
  });
  const visits = [visit(0, 'node', 'n1', 0, 2), visit(1, 'edge', 'e', 2, 6), visit(2, 'node', 'n2', 6, null)];
  expect(plannedPose(visits, nodes, 1)).toMatchObject({ x: 0 });
  expect(plannedPose(visits, nodes, 4)).toMatchObject({ x: 5, yaw: 0 });
  expect(plannedPose(visits, nodes, 60)).toMatchObject({ x: 10 });
  expect(routePoints(visits, nodes).map((point) => point.x)).toEqual([0, 10]);
});
