import type { RobotManifest } from '@muster/domain';
import type { SimRobot, SimSnapshot } from '@muster/sim-core';
import { expect, test } from 'vitest';
import type { Quality, ViewWorld } from '../types.ts';
import { BODIES } from './robots/index.ts';
import { createThreeView } from './three-view.ts';

const looks = Object.keys(BODIES) as (keyof typeof BODIES)[];

const manifest = (model: RobotManifest['look']['model']): RobotManifest =>
  ({
    kind: model,
    names: { en: [model], zh: [model] },
    body: { length: 0.8, width: 0.6, height: 0.7, massKg: 50 },
    mobility: { mode: 'fixed' },
    hands: [{ id: 'hand', reach: 0.8, minHeight: 0, maxHeight: 1.5, payloadKg: 5, maxWidth: 0.2 }],
    carrier: { kind: 'deck', slots: 2, payloadKg: 10, height: 0.7 },
    look: { model },
  }) as unknown as RobotManifest;

const world = {
  scene: {
    floors: [
      {
        id: 'ground',
        names: { en: ['ground'], zh: ['一楼'] },
        elevation: 0,
        bounds: [
          [0, 0],
          [14, 6],
        ],
      },
    ],
    walls: [{ floor: 'ground', from: [0, 0], to: [14, 0] }],
    places: [
      {
        id: 'shelf',
        class: 'shelf',
        names: { en: ['shelf'], zh: ['货架'] },
        floor: 'ground',
        x: 7,
        y: 5,
        size: [2, 0.8, 1.8],
        access: [],
      },
    ],
    items: [
      {
        id: 'tote',
        class: 'tote',
        names: { en: ['tote'], zh: ['箱'] },
        size: [0.6, 0.4, 0.3],
        massKg: 2,
        relation: { on: 'shelf' },
      },
    ],
    people: [],
    robots: [],
    graph: { nodes: [], edges: [] },
    rules: [],
  },
  robots: Object.fromEntries(looks.map((look) => [look, manifest(look)])),
  devices: {},
  entities: {
    shelf: { class: 'shelf', names: { en: ['shelf'], zh: ['货架'] }, properties: {} },
    tote: { class: 'tote', names: { en: ['tote'], zh: ['箱'] }, properties: { colour: 'red' } },
    amr: { class: 'amr', names: { en: ['carrier'], zh: ['搬运车'] }, properties: {} },
  },
} as unknown as ViewWorld;

const robot = (look: string, index: number, odometer: number): SimRobot => ({
  id: look,
  kind: look,
  pose: { floor: 'ground', x: 1 + index, y: 2 + odometer, z: 0, yaw: 0.3 },
  velocity: { x: 0.5, y: 0, z: 0, yaw: 0 },
  odometer,
  posture: 'fly',
  joints: [[0.2, 0.4, 0.6, 0, 0, 0]],
  grips: [0.5],
  held: [],
  loaded: [],
  battery: 0.8,
  led: 'moving',
  holding: false,
  path: [{ floor: 'ground', x: 9, y: 4, z: 0, yaw: 0 }],
  faults: [],
});

const snapshot = (seconds: number): SimSnapshot => ({
  version: 1,
  scene: 'hall',
  tick: seconds * 20,
  seconds,
  robots: looks.map((look, index) => robot(look, index, seconds / 10)),
  items: [{ id: 'tote', pose: { floor: 'ground', x: 7, y: 5, z: 1, yaw: 0 }, parent: { kind: 'place', id: 'shelf' } }],
  devices: [],
  people: [{ id: 'li', pose: { floor: 'ground', x: 3, y: 4, z: 0, yaw: 0 }, speed: 1 }],
  contacts: [],
  faults: [],
  obstacles: [],
});

const frames = async (view: ReturnType<typeof createThreeView>, count: number): Promise<void> => {
  for (let k = 0; k < 400 && view.stats.frames < count; k += 1) await new Promise((resolve) => setTimeout(resolve, 50));
};

test('every look is drawn, named in the chosen language, in every theme and quality', async () => {
  const container = document.createElement('div');
  container.style.cssText = 'width: 320px; height: 200px; position: relative';
  document.body.append(container);
  const picked: (string | null)[] = [];
  const seen: Quality[] = [];
  const view = createThreeView(container, {
    world,
    theme: 'dark',
    language: 'en',
    quality: 'minimal',
    floor: 'all',
    reducedMotion: true,
    onPick: (id) => picked.push(id),
    onQuality: (quality) => seen.push(quality),
  });
  view.setTags({ amr: { word: 'Moving', tone: 'busy', colour: '#4c9dff' } });
  view.show(snapshot(1), true);
  view.setPlan({
    routes: [
      {
        robot: 'amr',
        colour: '#4c9dff',
        points: [
          { floor: 'ground', x: 1, y: 1, z: 0 },
          { floor: 'ground', x: 5, y: 1, z: 0 },
        ],
      },
    ],
    ghosts: [{ robot: 'amr', floor: 'ground', x: 4, y: 1, z: 0, yaw: 0 }],
  });
  await frames(view, 1);
  expect(view.stats.frames).toBeGreaterThan(0);
  const names = (): string[] =>
    [...container.querySelectorAll('.view-label b')].map((label) => label.textContent ?? '');
  expect(names()).toEqual(expect.arrayContaining(['shelf', 'carrier']));
  view.setLanguage('zh');
  expect(names()).toEqual(expect.arrayContaining(['货架', '搬运车']));
  view.setTheme('light');
  view.setQuality('low');
  view.select('amr');
  view.focus('amr');
  view.show(snapshot(2));
  const before = view.stats.frames;
  await frames(view, before + 1);
  expect(seen).toEqual(['minimal', 'low']);
  expect(view.stats.quality).toBe('low');
  view.dispose();
  expect(container.querySelector('canvas')).toBe(null);
});
