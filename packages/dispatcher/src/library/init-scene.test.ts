import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemLine, unwrap } from '@muster/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPaths, initScene, loadWorld, PROJECT_SCENES, schemaFiles } from './index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-init-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Two rooms of 10 m × 8 m with a gap of 1.6 m in the wall between them, 0.1 m per pixel, drawn as binary PGM. */
const writeMap = (
  yaml = 'image: map.pgm\nresolution: 0.1\norigin: [-2.0, -1.0, 0.0]\noccupied_thresh: 0.65\nfree_thresh: 0.2\nnegate: 0\n',
): string => {
  const [width, height] = [200, 80];
  const pixels = Buffer.alloc(width * height, 254);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const border = row < 2 || column < 2 || row >= height - 2 || column >= width - 2;
      const wall = column >= 99 && column < 101 && (row < 32 || row >= 48);
      if (border || wall) pixels[row * width + column] = 0;
      else if (row < 12 && column < 20) pixels[row * width + column] = 205;
    }
  writeFileSync(
    join(folder, 'map.pgm'),
    Buffer.concat([Buffer.from(`P5\n# made by hand\n${width} ${height}\n255\n`), pixels]),
  );
  const file = join(folder, 'map.yaml');
  writeFileSync(file, yaml);
  return file;
};

describe('a new scene', () => {
  test('is sound before anyone has edited it', () => {
    const made = unwrap(initScene(join(folder, 'My Hall')));
    expect(made.scene.id).toBe('my_hall');
    expect(checkPaths([made.file]).problems.map((problem) => problemLine(problem))).toEqual([]);
  });

  test('never overwrites one that is there', () => {
    unwrap(initScene(folder));
    const again = initScene(folder);
    expect(again.ok ? '' : again.problems[0]?.code).toBe('INIT_EXISTS');
  });

  test('from a ROS map has its walls, a road through the gap, and no findings', () => {
    const made = unwrap(initScene(join(folder, 'mapped'), { from: writeMap() }));
    const { scene } = made;
    expect(checkPaths([made.file]).problems.map((problem) => problemLine(problem))).toEqual([]);
    expect(scene.floors[0]?.bounds).toEqual([
      [-2, -1],
      [18, 7],
    ]);
    expect(scene.walls.length).toBeGreaterThanOrEqual(5);
    expect(scene.walls.length).toBeLessThan(20);
    const sides = new Set(scene.graph.nodes.map((node) => (node.x < 8 ? 'west' : 'east')));
    expect([...sides].sort()).toEqual(['east', 'west']);
    const model = unwrap(loadWorld(made.file));
    expect(new Set(Object.values(model.regions.amr_light ?? {})).size).toBe(1);
  });

  test.each([
    ['no resolution', 'image: map.pgm\norigin: [0, 0, 0]\n', 'MAP_INVALID', ':1'],
    ['a turned map', 'image: map.pgm\nresolution: 0.1\norigin: [0, 0, 1.57]\n', 'MAP_INVALID', ':3'],
    [
      'an image that is not there',
      'image: nowhere.pgm\nresolution: 0.1\norigin: [0, 0, 0]\n',
      'MAP_INVALID',
      'nowhere.pgm',
    ],
    [
      'a map without free ground',
      'image: map.pgm\nresolution: 0.001\norigin: [0, 0, 0]\n',
      'MAP_NO_FREE_GROUND',
      'map.yaml',
    ],
  ])('%s is an answer with a place', (_, yaml, code, place) => {
    const made = initScene(join(folder, 'mapped'), { from: writeMap(yaml) });
    expect(made.ok ? '' : made.problems[0]?.code).toBe(code);
    expect(made.ok ? '' : made.problems[0]?.place).toContain(place);
  });
});

test('the published JSON Schemas are those of the code', () => {
  for (const [name, text] of Object.entries(schemaFiles()))
    expect(JSON.parse(readFileSync(join(PROJECT_SCENES, 'schemas', name), 'utf8')), name).toEqual(JSON.parse(text));
});
