import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { problemLine, type Scene, unwrap } from '@muster/domain';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkPaths, listScenes, loadLibrary, loadScene, loadWorld, PROJECT_SCENES } from './index.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-library-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const read = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(PROJECT_SCENES, path), 'utf8')) as Record<string, unknown>;
const write = (path: string, value: unknown): string => {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value, null, 1));
  return file;
};

describe('the data that ships with the project', () => {
  test('is sound, every file of it', () => {
    expect(checkPaths([]).problems.map((problem) => problemLine(problem))).toEqual([]);
  }, 60_000);

  test.each(listScenes())('scene "%s" loads and grounds', (name) => {
    const model = unwrap(loadWorld(name));
    expect(model.scene.id).toBe(name);
    expect(Object.keys(model.service)).toHaveLength(model.scene.robots.length);
  });
});

describe('data from elsewhere', () => {
  test('a new robot kind and a new skill need files only', () => {
    write('mower.robot.json', {
      ...read('robots/amr_light.robot.json'),
      kind: 'mower',
      capabilities: [{ skill: 'mow', call: 'execute' }],
    });
    write('mow.skill.json', { ...read('skills/go_to.skill.json'), id: 'mow' });
    const scene = read('warehouse/scene.json') as unknown as Scene;
    const robots = scene.robots.map((robot) => (robot.id === 'amr_1' ? { ...robot, kind: 'mower' } : robot));
    const file = write('lawn/scene.json', { ...scene, id: 'lawn', robots });
    const model = unwrap(loadWorld(file, [PROJECT_SCENES, folder]));
    expect(model.library.skills.mow?.id).toBe('mow');
    expect(model.service.amr_1?.shelf_a2).toContain('a2_n');
    expect(checkPaths([folder]).problems).toEqual([]);
  });

  test('robots and skills beside a scene belong to it', () => {
    write('yard/mower.robot.json', { ...read('robots/amr_light.robot.json'), kind: 'mower' });
    const scene = read('warehouse/scene.json') as unknown as Scene;
    const file = write('yard/scene.json', { ...scene, id: 'yard', robots: [{ ...scene.robots[0]!, kind: 'mower' }] });
    expect(loadWorld(file).ok).toBe(true);
  });

  test('a broken file names file, line, cause and remedy', () => {
    const text = readFileSync(join(PROJECT_SCENES, 'warehouse/scene.json'), 'utf8');
    const line = text.split('\n').findIndex((entry) => entry.includes('"massKg"')) + 1;
    const file = write('broken/scene.json', text.replace('"massKg"', '"massKilo"'));
    const loaded = loadScene(file);
    if (loaded.ok) throw new Error('it should not load');
    const problem = loaded.problems.find((entry) => entry.code === 'SOURCE_UNKNOWN_KEY');
    expect(problem?.place).toContain(`broken/scene.json:${line}:`);
    expect(problem?.remedy?.en).toContain('"massKg"');
  });

  test('an unknown reference in a scene is found at its line and names near ones', () => {
    const text = readFileSync(join(PROJECT_SCENES, 'warehouse/scene.json'), 'utf8').replace(
      '"on": "shelf_a2"',
      '"on": "shelf_a22"',
    );
    const line = text.split('\n').findIndex((entry) => entry.includes('shelf_a22')) + 1;
    const loaded = loadWorld(write('broken/scene.json', text));
    if (loaded.ok) throw new Error('it should not load');
    expect(loaded.problems[0]?.place).toMatch(new RegExp(`scene\\.json:${line}:\\d+$`));
    expect(loaded.problems[0]?.remedy?.en).toContain('"shelf_a2"');
  });

  test('the same kind twice is refused, not silently replaced', () => {
    write('copy.robot.json', read('robots/amr_light.robot.json'));
    const loaded = loadLibrary([PROJECT_SCENES, folder]);
    expect(loaded.ok ? [] : loaded.problems.map((problem) => problem.code)).toEqual(['LIBRARY_DUPLICATE']);
  });

  test('an unknown scene names the nearest one', () => {
    const loaded = loadScene('warehose');
    expect(loaded.ok ? '' : loaded.problems[0]?.remedy?.en).toContain('"warehouse"');
  });

  test.each([
    ['a missing path', 'nowhere/at/all.json', 'SCENE_UNKNOWN'],
    ['text that is not UTF-8', Buffer.from([0xff, 0xfe, 0x00]), 'SOURCE_UNREADABLE'],
    ['a file of 21 MB', Buffer.alloc(21 * 1024 * 1024, 32), 'SOURCE_TOO_LARGE'],
  ])('%s is an answer, not a crash', (_, content, code) => {
    let path = String(content);
    if (typeof content !== 'string') {
      path = join(folder, 'x.json');
      writeFileSync(path, content);
    }
    const loaded = loadScene(path);
    expect(loaded.ok ? '' : loaded.problems[0]?.code).toBe(code);
  });
});
