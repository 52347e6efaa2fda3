import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadWorld, PROJECT_SCENES } from '@muster/dispatcher/library';
import { createLocalSite } from '@muster/dispatcher/site';
import { unwrap } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
import { afterAll, beforeAll, expect, test } from 'vitest';

type Json = Record<string, unknown>;
const read = (path: string): Json => JSON.parse(readFileSync(join(PROJECT_SCENES, path), 'utf8')) as Json;
let folder: string;

/** A kind of robot, a skill and a word that the project has never heard of: three files. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-new-kind-'));
  const write = (path: string, value: unknown): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(value, null, 1));
  };
  write('vocabulary/polish.json', {
    version: 1,
    classes: [{ id: 'polisher', parent: 'robot', names: { en: ['polisher'], zh: ['抛光机器人'] } }],
    predicates: [
      { id: 'polished', args: ['place'], kind: 'record', says: { en: '{0} has been polished', zh: '{0}已抛光' } },
    ],
    fluents: [],
  });
  write('skills/polish.skill.json', {
    version: 1,
    id: 'polish',
    names: { en: ['polish'], zh: ['抛光'] },
    says: { en: '{robot} polishes {place}', zh: '{robot}给{place}抛光' },
    parameters: [{ name: '?place', type: 'place' }],
    roles: [{ name: '?robot', at: '?place' }],
    conditions: { start: [['surface', '?place']] },
    effects: { end: [['polished', '?place']] },
    duration: { expected: 15, maximum: 30 },
    timeoutSeconds: 60,
    success: { sensed: [['polished', '?place']] },
    idempotent: true,
    verbs: { en: ['polish'], zh: ['抛光'] },
    simulation: [{ do: 'record', fact: 'polished', args: ['?place'] }],
  });
  const base = read('robots/mobile_manipulator.robot.json');
  write('robots/polisher.robot.json', {
    ...base,
    kind: 'polisher',
    class: 'polisher',
    names: { en: ['polisher'], zh: ['抛光机器人'] },
    capabilities: [
      {
        skill: 'polish',
        call: (base.capabilities as { skill: string; call: string }[]).find((entry) => entry.skill === 'pick')!.call,
      },
    ],
  });
  const scene = read('warehouse/scene.json') as {
    robots: { id: string; kind: string; names: Json; node?: string }[];
    tasks?: unknown;
  } & Json;
  const robots = scene.robots.map((robot) =>
    robot.kind === 'mobile_manipulator'
      ? { ...robot, id: 'polisher_1', kind: 'polisher', names: { en: ['polisher 1'], zh: ['1 号抛光机器人'] } }
      : robot,
  );
  write('polishing/scene.json', { ...scene, id: 'polishing', robots, tasks: [] });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(['Polish packing station 1', '把 1 号打包台抛光'])(
  'a robot kind and a skill from files carry out "%s" without a line of code',
  async (says) => {
    const model = unwrap(loadWorld('polishing', [PROJECT_SCENES, folder]));
    const site = await createLocalSite({ model, planner: createBuiltInPlanner(), speed: 'max', autoApprove: true });
    try {
      const run = await site.submit({ utterance: says, approve: true, by: 'test' });
      const result = await site.finished(run.id, AbortSignal.timeout(60_000));
      expect(result.report).toMatchObject({ outcome: 'achieved', witness: 'simulator' });
      expect(result.mission?.steps.find((step) => step.robots.includes('polisher_1'))).toBeDefined();
      expect(site.simulation.world.truth().facts).toContain('polished(packing_station_1)');
    } finally {
      await site.close();
    }
  },
);

test('a slip in such a file is told with file, line and what would do', () => {
  const broken = mkdtempSync(join(tmpdir(), 'muster-broken-'));
  try {
    mkdirSync(join(broken, 'skills'));
    const skill = readFileSync(join(folder, 'skills/polish.skill.json'), 'utf8').replace(
      '"timeoutSeconds"',
      '"timeoutSecond"',
    );
    writeFileSync(join(broken, 'skills/polish.skill.json'), skill);
    const result = loadWorld('warehouse', [PROJECT_SCENES, broken]);
    expect(result.ok).toBe(false);
    const problem = result.ok ? undefined : result.problems.find((entry) => entry.says.en.includes('timeoutSecond'));
    expect(problem?.place).toMatch(/polish\.skill\.json:\d+:\d+$/);
    expect(`${problem?.says.en} ${problem?.remedy?.en}`).toContain('timeoutSeconds');
  } finally {
    rmSync(broken, { recursive: true, force: true });
  }
});
