import type { Scene } from '@muster/domain';
import { expect, test } from 'vitest';
import { begin, change, duplicate, entriesOf, remove, replace } from './edits.ts';

const scene = {
  places: [{ id: 'shelf', names: { en: ['shelf'], zh: ['货架'] }, x: 1, y: 2 }],
  robots: [{ id: 'amr_1', names: { en: ['AMR 1'], zh: ['1 号车'] }, node: 'a' }],
  items: [],
  people: [],
  rules: [],
} as unknown as Scene;

test('a copy has an id, names and a position of its own', () => {
  const { scene: next, id } = duplicate(scene, 'places', 'shelf');
  expect(id).toBe('shelf_2');
  expect(entriesOf(next, 'places')[1]).toMatchObject({ id: 'shelf_2', x: 1.5, names: { en: ['shelf copy 2'] } });
  expect(duplicate(next, 'places', 'shelf_2').id).toBe('shelf_3');
  expect(entriesOf(scene, 'places')).toHaveLength(1);
});

test('entries are changed, replaced, removed and begun without touching the scene that was there', () => {
  expect(entriesOf(change(scene, 'robots', 'amr_1', { node: 'b' }), 'robots')[0]).toMatchObject({ node: 'b' });
  expect(entriesOf(replace(scene, 'robots', 'amr_1', { id: 'x' }), 'robots')).toEqual([{ id: 'x' }]);
  expect(entriesOf(remove(scene, 'places', 'shelf'), 'places')).toEqual([]);
  const begun = begin(scene, 'faults', { id: 'fault', kind: 'battery-low', at: 10 });
  expect(entriesOf(begun, 'faults')[0]).toMatchObject({ id: 'fault_2', kind: 'battery-low' });
  expect(entriesOf(scene, 'robots')[0]).toMatchObject({ node: 'a' });
});
