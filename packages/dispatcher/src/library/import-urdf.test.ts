import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { robotManifestSchema, unwrap } from '@muster/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fillFromUrdf, importUrdf, loadLibrary } from './index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-urdf-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
const write = (text: string): string => {
  const file = join(folder, 'robot.urdf');
  writeFileSync(file, text);
  return file;
};

const link = (name: string, mass: number, geometry: string, origin = ''): string =>
  `<link name="${name}"><inertial><mass value="${mass}"/></inertial><collision>${origin}<geometry>${geometry}</geometry></collision></link>`;
const joint = (name: string, type: string, parent: string, child: string, xyz: string): string =>
  `<joint name="${name}" type="${type}"><parent link="${parent}"/><child link="${child}"/><origin xyz="${xyz}"/><limit lower="-1" upper="1"/></joint>`;

/** A base of 0.8 × 0.6 × 0.3 m on wheels with a three-joint arm of 0.4 + 0.3 m and a finger of 0.1 m. */
const rover = `<?xml version="1.0"?><!-- made by hand --><robot name="rover">
${link('base', 40, '<box size="0.8 0.6 0.3"/>', '<origin xyz="0 0 0.15"/>')}
${link('wheel', 2, '<cylinder radius="0.1" length="0.05"/>', '<origin rpy="1.5708 0 0"/>')}
${link('shoulder', 3, '<sphere radius="0.05"/>')}${link('upper', 2, '<sphere radius="0.05"/>')}${link('fore', 1, '<box size="0.2 0.02 0.02"/>')}
${joint('axle', 'continuous', 'base', 'wheel', '0.2 0.3 0.1')}
${joint('j1', 'revolute', 'base', 'shoulder', '0.2 0 0.4')}${joint('j2', 'revolute', 'shoulder', 'upper', '0 0 0.4')}${joint('j3', 'revolute', 'upper', 'fore', '0.3 0 0')}
</robot>`;

test('a URDF fills in body and reach', () => {
  const found = unwrap(importUrdf(write(rover)));
  expect(found.name).toBe('rover');
  expect(found.body.length).toBeCloseTo(0.8, 2);
  expect(found.body.width).toBeCloseTo(0.625, 2);
  expect(found.body.massKg).toBe(48);
  expect(found.hands).toHaveLength(1);
  expect(found.hands[0]?.reach).toBeCloseTo(0.2 + 0.4 + 0.3 + 0.1, 2);
  expect(found.hands[0]?.maxHeight).toBeCloseTo(0.4 + 0.8, 2);
  expect(found.hands[0]?.minHeight).toBe(0);
});

test('a manifest filled from a URDF is a valid manifest', () => {
  const template = unwrap(loadLibrary()).robots.mobile_manipulator!;
  const filled = fillFromUrdf({ ...template, kind: 'rover' }, unwrap(importUrdf(write(rover))));
  expect(robotManifestSchema.safeParse(filled).success).toBe(true);
  expect(filled.hands[0]).toMatchObject({ payloadKg: 8, maxWidth: 0.42 });
});

test.each([
  ['a tag left open', '<robot><link name="a">', 'XML_INVALID'],
  ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><robot/>', 'XML_INVALID'],
  [
    'a joint to nowhere',
    `<robot>${link('a', 1, '<sphere radius="1"/>')}${joint('j', 'fixed', 'a', 'b', '0 0 0')}</robot>`,
    'URDF_INVALID',
  ],
  [
    'a circle of joints',
    `<robot>${link('a', 1, '<sphere radius="1"/>')}${link('b', 1, '<sphere radius="1"/>')}${joint('j', 'fixed', 'a', 'b', '0 0 0')}${joint('k', 'fixed', 'b', 'a', '0 0 0')}</robot>`,
    'URDF_INVALID',
  ],
  ['no geometry', '<robot><link name="a"/></robot>', 'URDF_INVALID'],
  ['another kind of file', '<sdf/>', 'URDF_INVALID'],
  ['a million nested tags', '<a>'.repeat(100_000), 'XML_INVALID'],
])('%s is an answer with file and line', (_, text, code) => {
  const found = importUrdf(write(text));
  expect(found.ok ? '' : found.problems[0]?.code).toBe(code);
  expect(found.ok ? '' : found.problems[0]?.place).toMatch(/robot\.urdf:\d+/);
});
