import { groundScene, type Situation, type Skill, type WorldModel } from '@muster/domain';
import { expect, it } from 'vitest';
import { interpret } from './interpret.ts';
import { home, outcome } from './test-support.ts';

const water: Skill = {
  version: 1,
  id: 'water_plant',
  names: { en: ['water'], zh: ['浇水'] },
  says: { en: '{robot} waters {plant}', zh: '{robot}给{plant}浇水' },
  parameters: [
    { name: '?plant', type: 'plant_pot' },
    { name: '?where', type: 'place' },
  ],
  roles: [{ name: '?robot', at: '?where' }],
  conditions: { start: [] },
  effects: { end: [['watered', '?plant']] },
  duration: { expected: 20, maximum: 40 },
  timeoutSeconds: 60,
  success: { sensed: [] },
  idempotent: true,
  verbs: { en: ['water', 'irrigate'], zh: ['浇水', '浇'] },
  simulation: [],
};

const withSkill = ({ scene, library }: WorldModel): Situation => {
  const robots = Object.fromEntries(
    Object.entries(library.robots).map(([kind, manifest]) => [
      kind,
      kind === 'mobile_manipulator'
        ? {
            ...manifest,
            capabilities: [...manifest.capabilities, { skill: 'water_plant', call: Object.keys(manifest.calls)[0]! }],
          }
        : manifest,
    ]),
  );
  const predicates = [
    ...library.vocabulary.predicates,
    { id: 'watered', args: ['item'], kind: 'record' as const, says: { en: '{0} has been watered', zh: '{0}已浇水' } },
  ];
  const grounded = groundScene(scene, {
    ...library,
    robots,
    skills: { ...library.skills, water_plant: water },
    vocabulary: { ...library.vocabulary, predicates },
  });
  if (!grounded.ok) throw new Error(JSON.stringify(grounded.problems));
  return { ...home, model: grounded.value, state: grounded.value.initial };
};

it('understands a skill that exists as data only, in both languages', () => {
  const situation = withSkill(home.model);
  for (const utterance of [
    'Water the balcony plant.',
    'Please water the plant on the balcony table',
    '给阳台盆栽浇水。',
    '浇一下阳台盆栽',
  ])
    expect([utterance, outcome(interpret(utterance, [], situation))]).toEqual([utterance, 'watered(balcony_plant)']);
  expect(interpret('Water the balcony plant.', [], home).kind).toBe('refuse');
  expect(interpret('Has the balcony plant been watered?', [], situation).kind).toBe('answer');
});
