import { type Plan, sealPlan, unwrap } from '@muster/domain';
import { expect, test } from 'vitest';
import { loadWorld } from '../library/index.ts';
import { readXml, type XmlElement } from '../library/read-xml.ts';
import { exportBehaviorTree } from './bt-xml.ts';
import { exportScxml } from './scxml.ts';

const model = unwrap(loadWorld('warehouse'));
const step = (id: string, skill: string, args: Record<string, string>, edges: Plan['steps'][number]['edges'] = []) => ({
  id,
  skill,
  args,
  roles: { robot: '?r1' },
  edges,
});
const after = (to: string) => ({ to, kind: 'end-start' as const });
const plan = sealPlan({
  version: 1,
  scene: 'warehouse',
  goal: { version: 1, propositions: [] },
  assumptions: [],
  binding: { '?r1': 'amr_1' },
  steps: [
    step('step-1', 'load_item', { item: 'red_tote', from: 'shelf_a2' }, [
      after('step-2'),
      { to: 'step-3', kind: 'during' },
    ]),
    {
      ...step('step-2', 'unload_item', { item: 'red_tote', to: 'packing_station_1' }),
      when: { step: 'step-1', outcome: "o'k<" },
    },
    step('step-3', 'go_to', { to: 'shelf_b3' }),
    step('step-4', 'go_to', { to: 'shelf_b1' }, [after('step-5')]),
    step('step-5', 'go_to', { to: 'shelf_b2' }),
  ],
});

const parsed = (text: string): XmlElement => unwrap(readXml(text.replace(/<!--.*?-->/gs, ''), 'x.xml'));
const find = (root: XmlElement, name: string): XmlElement[] => [
  ...(root.name === name ? [root] : []),
  ...root.children.flatMap((child) => find(child, name)),
];

test('a state machine waits for what the plan orders, and takes the branch of the outcome', () => {
  const root = parsed(exportScxml(plan, model));
  const ids = [...find(root, 'state'), ...find(root, 'final'), ...find(root, 'parallel')].map(
    ({ attributes }) => attributes.id,
  );
  expect(new Set(ids).size).toBe(ids.length);
  for (const { attributes } of find(root, 'transition')) expect(ids).toContain(attributes.target);
  for (const [, state] of exportScxml(plan, model).matchAll(/In\('([^']+)'\)/g))
    if (!state!.endsWith('.skipped') && !state!.endsWith('.closing')) expect(ids).toContain(state);
  const run = (id: string): string | undefined =>
    find(root, 'transition').find(({ attributes }) => attributes.target === `${id}.running`)?.attributes.cond;
  expect(run('step-1')).toBeUndefined();
  expect(run('step-2')).toContain("In('step-1.completed')");
  expect(run('step-2')).toContain("outcome_step_1 === 'o\\'k<'");
  expect(run('step-3')).toContain("In('step-1.running')");
  expect(find(root, 'invoke').map(({ attributes }) => attributes.src)).toContain('load_item');
});

test('a behaviour tree has each step once, chains in sequence, and waits across chains', () => {
  const root = parsed(exportBehaviorTree(plan, model));
  const tree = find(root, 'BehaviorTree')[0]!;
  const actions = find(tree, 'Action').map(({ attributes }) => attributes);
  expect(
    actions
      .filter(({ ID }) => ID !== 'AwaitStep')
      .map((one) => one.step)
      .sort(),
  ).toEqual(plan.steps.map(({ id }) => id));
  expect(find(tree, 'Sequence').map(({ attributes }) => attributes.name)).toContain('step-4 step-5');
  expect(actions.filter(({ ID }) => ID === 'AwaitStep').map((one) => `${one.step} ${one.until}`)).toEqual([
    'step-3 completed',
    'step-1 completed',
    'step-1 started',
  ]);
  const declared = find(find(root, 'TreeNodesModel')[0]!, 'Action').map(({ attributes }) => attributes.ID);
  for (const { ID } of actions) expect(declared).toContain(ID);
  expect(actions.find((one) => one.step === 'step-1')).toMatchObject({
    ID: 'LoadItem',
    robot: 'amr_1',
    item: 'red_tote',
  });
});
