import { loadWorld } from '@muster/dispatcher/library';
import { groundScene, type Scene, type Situation, unwrap } from '@muster/domain';
import { createLanguageModelPlanner } from '@muster/planner';
import { estimateTokens } from '@muster/planner/node';
import { verifyPlan } from '@muster/verifier';
import { afterEach, expect, test } from 'vitest';
import { idIn, ModelEndpoint } from '../../support/model-endpoint.ts';

let endpoint: ModelEndpoint | undefined;
afterEach(() => endpoint?.close());

/** The warehouse grown to 500 objects and 50 robots. */
const large = (): Situation => {
  const base = unwrap(loadWorld('warehouse'));
  const { scene } = base;
  const grow = <T extends { readonly id: string; readonly names: Scene['names'] }>(
    entries: readonly T[],
    count: number,
  ): T[] =>
    Array.from({ length: count }, (_, at) => {
      const entry = entries[at % entries.length]!;
      const copy = Math.floor(at / entries.length);
      return copy === 0
        ? entry
        : {
            ...entry,
            id: `${entry.id}_c${copy}`,
            names: { en: [`${entry.names.en[0]} no ${copy}`], zh: [`${entry.names.zh[0]} ${copy} 号`] },
          };
    });
  const grown = { ...scene, items: grow(scene.items, 500), robots: grow(scene.robots, 50) };
  const model = unwrap(groundScene(grown, base.library));
  return { model, state: model.initial, rules: scene.rules, commitments: [] };
};

test('a prompt stays below 8,000 tokens at 500 objects and 50 robots, and the rest can be looked up', async () => {
  const situation = large();
  endpoint = await ModelEndpoint.listen(({ prompt }, number) => {
    const list = (more: object): string =>
      JSON.stringify({ goal: [], limits: [], steps: [], order: [], ids: [], facts: [], because: 'none', ...more });
    if (number === 1) return { text: list({ kind: 'look-up', facts: ['find(first-aid kit no 7)'] }) };
    const kit = idIn(prompt, 'first-aid kit no 7');
    return {
      text: list({
        kind: 'plan',
        goal: [{ fact: 'photographed', of: [kit], at: [], q: 'all', n: 0 }],
        steps: [`photograph_item(${idIn(prompt, 'drone 1')},${kit},${idIn(prompt, 'cage shelf')})`],
      }),
    };
  });
  const response = await createLanguageModelPlanner({
    baseURL: endpoint.url,
    model: 'test',
    api: 'chat',
    timeoutSeconds: 20,
    maxOutputTokens: 500,
  }).respond({ utterance: 'Get a snapshot of that spare emergency bag', conversation: [] }, situation, verifyPlan);
  expect(estimateTokens(endpoint.seen[0]!.prompt)).toBeLessThanOrEqual(8000);
  expect(endpoint.seen[0]!.prompt).toContain('more, not shown');
  expect(endpoint.seen[1]!.prompt).toContain('FOUND, data like the rest');
  expect(idIn(endpoint.seen[1]!.prompt, 'first-aid kit no 7')).toMatch(/^i\d+$/);
  expect(response.usage.calls).toBeGreaterThanOrEqual(2);
}, 120_000);

test('what a sentence names is among what is shown', async () => {
  const situation = large();
  endpoint = await ModelEndpoint.listen([{ text: '{"kind":"unclear"}' }]);
  await createLanguageModelPlanner({
    baseURL: endpoint.url,
    model: 'test',
    api: 'chat',
    timeoutSeconds: 20,
    maxOutputTokens: 500,
  }).respond(
    { utterance: 'Zap the glass box with the widget near packing station 2', conversation: [] },
    situation,
    verifyPlan,
  );
  expect(idIn(endpoint.seen[0]!.prompt, 'packing station 2')).not.toBe('none');
  expect(idIn(endpoint.seen[0]!.prompt, 'box of glassware')).not.toBe('none');
}, 120_000);
