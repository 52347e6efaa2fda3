import { factKey } from '@muster/domain';
import type { Amount, Operator } from '../logical-form.ts';
import type { ReferenceContext } from './context.ts';
import { pointOf } from './locations.ts';

/** Names in the order in which people count them: B2 before B10. */
export const naturalOrder = (ids: readonly string[]): string[] =>
  [...ids].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

export const nearest = (
  ids: readonly string[],
  hosts: readonly string[],
  context: ReferenceContext,
): { ids: string[] } => {
  const { model, situation } = context;
  const origin = pointOf(model, situation.state, hosts[0] ?? '');
  if (!origin) return { ids: [] };
  const measured = ids
    .filter((id) => !hosts.includes(id))
    .map((id) => ({ id, point: pointOf(model, situation.state, id) }))
    .filter((entry) => entry.point?.floor === origin.floor)
    .map(({ id, point }) => ({ id, distance: Math.hypot(point!.x - origin.x, point!.y - origin.y) }))
    .sort((a, b) => a.distance - b.distance);
  const best = measured[0]?.distance ?? 0;
  return { ids: measured.filter((entry) => entry.distance <= best + 0.05).map((entry) => entry.id) };
};

export const byMeasure = (
  ids: string[],
  fluent: string,
  order: string,
  plural: boolean,
  context: ReferenceContext,
): string[] => {
  const measured = ids
    .map((id) => ({ id, value: numberOf(context, fluent, id) }))
    .filter((entry) => entry.value !== undefined) as { id: string; value: number }[];
  if (measured.length === 0) return [];
  const sign = order === 'most' || order === 'more' ? 1 : -1;
  if (plural && (order === 'more' || order === 'less')) {
    const mean = measured.reduce((sum, entry) => sum + entry.value, 0) / measured.length;
    return measured.filter((entry) => sign * (entry.value - mean) > 0).map((entry) => entry.id);
  }
  const best = Math.max(...measured.map((entry) => sign * entry.value));
  return measured.filter((entry) => sign * entry.value === best).map((entry) => entry.id);
};

export const bySide = (ids: string[], side: string, context: ReferenceContext): string[] => {
  const { model, situation } = context;
  const points = ids
    .map((id) => ({ id, point: pointOf(model, situation.state, id) }))
    .filter((entry) => entry.point !== undefined);
  if (points.length === 0) return [];
  const value = ({ point }: (typeof points)[number]): number =>
    side === 'left'
      ? point!.x
      : side === 'right'
        ? -point!.x
        : side === 'top'
          ? -point!.z
          : side === 'bottom'
            ? point!.z
            : 0;
  if (side === 'middle') {
    const sorted = [...points].sort((a, b) => a.point!.x - b.point!.x);
    return [sorted[Math.floor((sorted.length - 1) / 2)]!.id];
  }
  const best = Math.min(...points.map(value));
  return points.filter((entry) => value(entry) <= best + 1e-9).map((entry) => entry.id);
};

/** Volume of an item for "big" and "small"; anything else from the tables of numbers. */
export const numberOf = (context: ReferenceContext, fluent: string, id: string): number | undefined => {
  const { model, situation } = context;
  if (fluent === 'size') {
    const size =
      model.scene.items.find((item) => item.id === id)?.size ??
      model.scene.places.find((place) => place.id === id)?.size;
    return size ? size[0] * size[1] * size[2] : undefined;
  }
  const key = factKey(fluent, id);
  return situation.state.numbers[key]?.value ?? model.staticNumbers[key];
};

const UNIT_FACTORS: Readonly<Record<string, number>> = { g: 0.001, t: 1000, 'km/h': 1 / 3.6, minute: 60, hour: 3600 };
/** Value of an amount in the unit that the tables use: kilograms, metres, seconds, ratios. */
export const amountIn = (amount: Amount): number => amount.value * (UNIT_FACTORS[amount.unit ?? ''] ?? 1);
export const fluentOfUnit = (amount: Amount): string => {
  if (amount.unit === 'kg' || amount.unit === 'g' || amount.unit === 't') return 'mass';
  if (amount.unit === 'degree') return 'temperature';
  if (amount.unit === 'm') return 'height';
  return amount.percent ? 'level' : 'count';
};

export const compare = (value: number, operator: Operator, bound: number): boolean => {
  switch (operator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    case '==':
      return Math.abs(value - bound) < 1e-9;
  }
};

/** Tables give some shares as ratios and others in per cent: a share that was said, in the way in which that of the thing is kept. */
export const shareIn = (context: ReferenceContext, amount: Amount, fluent: string, id: string): number => {
  const bound = amountIn(amount);
  return amount.percent && (numberOf(context, fluent, id) ?? 0) > 1.5 ? bound * 100 : bound;
};
