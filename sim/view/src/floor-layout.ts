import type { Scene } from '@muster/domain';

/** Where a floor is drawn: metres added to a point of it, so that its ground lies at height 0. */
export type FloorOffset = { readonly dx: number; readonly dy: number; readonly dz: number };
export type FloorLayout = {
  readonly offsets: Readonly<Record<string, FloorOffset>>;
  readonly shown: readonly string[];
  /** Rectangle around all that is shown. */
  readonly bounds: { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };
};

const GAP = 3;

/**
 * Floors side by side, so that none hides another: along x or along y, whichever comes nearer to the shape of a screen.
 *
 * @param floor id of the only floor to show, or `all`
 */
export const layoutFloors = (scene: Pick<Scene, 'floors'>, floor: string): FloorLayout => {
  const one = scene.floors.find((entry) => entry.id === floor);
  const shown = one ? [one] : scene.floors;
  const alongX = place(shown, 'x');
  const alongY = place(shown, 'y');
  const shape = ({ bounds }: FloorLayout): number =>
    Math.abs(Math.log((bounds.x1 - bounds.x0) / (bounds.y1 - bounds.y0) / 1.6));
  return shape(alongX) <= shape(alongY) ? alongX : alongY;
};

const place = (floors: Scene['floors'], along: 'x' | 'y'): FloorLayout => {
  const offsets: Record<string, FloorOffset> = {};
  const bounds = {
    x0: Number.POSITIVE_INFINITY,
    y0: Number.POSITIVE_INFINITY,
    x1: Number.NEGATIVE_INFINITY,
    y1: Number.NEGATIVE_INFINITY,
  };
  let edge = 0;
  floors.forEach((floor, index) => {
    const [[x0, y0], [x1, y1]] = floor.bounds;
    const dx = along === 'x' && index > 0 ? edge - x0 : 0;
    const dy = along === 'y' && index > 0 ? edge - y0 : 0;
    offsets[floor.id] = { dx, dy, dz: -floor.elevation };
    bounds.x0 = Math.min(bounds.x0, x0 + dx);
    bounds.y0 = Math.min(bounds.y0, y0 + dy);
    bounds.x1 = Math.max(bounds.x1, x1 + dx);
    bounds.y1 = Math.max(bounds.y1, y1 + dy);
    edge = (along === 'x' ? x1 + dx : y1 + dy) + GAP;
  });
  return { offsets, shown: floors.map((floor) => floor.id), bounds };
};
