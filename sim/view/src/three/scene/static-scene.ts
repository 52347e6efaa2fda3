import {
  BufferGeometry,
  Color,
  Float32BufferAttribute,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  PlaneGeometry,
} from 'three';
import { PAINT, SCENE_PAINT } from '../../colours.ts';
import type { FloorLayout } from '../../floor-layout.ts';
import type { ViewTheme, ViewWorld } from '../../types.ts';
import type { Kit } from '../kit.ts';
import { furnish } from './furniture.ts';

/** Walls are cut at this height (m), so that one can look in. */
const CUT = 1.1;

/** Everything that never moves: ground with a grid, zones, walls, furniture; one group, already placed by floor. */
export const buildStaticScene = (world: ViewWorld, layout: FloorLayout, theme: ViewTheme, kit: Kit): Group => {
  const paint = SCENE_PAINT[theme];
  const all = new Group();
  for (const floor of world.scene.floors) {
    if (!layout.shown.includes(floor.id)) continue;
    const offset = layout.offsets[floor.id]!;
    const [[x0, y0], [x1, y1]] = floor.bounds;
    const group = new Group();
    group.position.set(offset.dx, offset.dy, 0);
    const slab = kit
      .parts()
      .box([x1 - x0 + 0.4, y1 - y0 + 0.4, 0.12], [(x0 + x1) / 2, (y0 + y1) / 2, -0.06], paint.ground, 0.05)
      .mesh();
    slab.castShadow = false;
    group.add(slab, grid(x0, y0, x1, y1, paint.grid, kit));
    const solid = kit.parts();
    for (const wall of world.scene.walls) {
      if (wall.floor !== floor.id) continue;
      const length = Math.hypot(wall.to[0] - wall.from[0], wall.to[1] - wall.from[1]);
      const height = Math.min(CUT, wall.height ?? CUT);
      solid.box(
        [length + (wall.thickness ?? 0.15), wall.thickness ?? 0.15, height],
        [(wall.from[0] + wall.to[0]) / 2, (wall.from[1] + wall.to[1]) / 2, height / 2],
        paint.wall,
        0.02,
        Math.atan2(wall.to[1] - wall.from[1], wall.to[0] - wall.from[0]),
      );
    }
    for (const place of world.scene.places) {
      if (place.floor !== floor.id) continue;
      if (place.obstacle === false || place.size[2] === 0) group.add(zone(place, paint.zone, theme, kit));
      else furnish(solid, place, world.entities[place.id]?.properties ?? {}, theme);
    }
    if (!solid.isEmpty) group.add(solid.mesh());
    all.add(group);
  }
  return all;
};

const grid = (x0: number, y0: number, x1: number, y1: number, colour: string, kit: Kit): LineSegments => {
  const points: number[] = [];
  const step = Math.max(x1 - x0, y1 - y0) > 40 ? 2 : 1;
  for (let x = Math.ceil(x0); x <= x1; x += step) points.push(x, y0, 0.004, x, y1, 0.004);
  for (let y = Math.ceil(y0); y <= y1; y += step) points.push(x0, y, 0.004, x1, y, 0.004);
  const geometry = kit.own(new BufferGeometry());
  geometry.setAttribute('position', new Float32BufferAttribute(points, 3));
  return new LineSegments(geometry, kit.own(new LineBasicMaterial({ color: colour, transparent: true, opacity: 0.7 })));
};

const ZONE_TINT: Readonly<Record<string, string>> = {
  charging_station: '#2fa866',
  charging_pad: '#2fa866',
  landing_pad: '#2f6fde',
  loading_dock: '#e8b923',
  floor_spot: '#e8b923',
  corridor: '#8a939d',
};

const zone = (place: ViewWorld['scene']['places'][number], fallback: string, theme: ViewTheme, kit: Kit): Group => {
  const tint = new Color(ZONE_TINT[place.class] ?? fallback);
  const [length, width] = place.size;
  const made = new Group();
  made.position.set(place.x, place.y, 0.008);
  made.rotation.z = place.yaw ?? 0;
  const isStrong = ZONE_TINT[place.class] !== undefined;
  const material = kit.own(
    new MeshBasicMaterial({
      color: tint,
      transparent: true,
      opacity: isStrong ? 0.22 : theme === 'dark' ? 0.22 : 0.3,
      depthWrite: false,
    }),
  );
  made.add(new Mesh(kit.own(new PlaneGeometry(length, width)), material));
  if (isStrong && place.class !== 'corridor') {
    const w = 0.06;
    const border = kit.own(new MeshBasicMaterial({ color: tint, transparent: true, opacity: 0.85, depthWrite: false }));
    for (const [sx, sy, x, y] of [
      [length, w, 0, width / 2],
      [length, w, 0, -width / 2],
      [w, width, length / 2, 0],
      [w, width, -length / 2, 0],
    ] as const) {
      const line = new Mesh(kit.own(new PlaneGeometry(sx, sy)), border);
      line.position.set(x, y, 0.002);
      made.add(line);
    }
  }
  if (place.class === 'charging_station') {
    const post = kit
      .parts()
      .box([0.18, 0.36, 0.9], [-length / 2 - 0.05, 0, 0.45], PAINT.shell, 0.04)
      .box([0.02, 0.2, 0.14], [-length / 2 + 0.05, 0, 0.68], PAINT.dark, 0.01)
      .box([0.03, 0.26, 0.05], [-length / 2 + 0.05, 0, 0.84], '#31d07b', 0.01);
    made.add(post.mesh());
  }
  return made;
};
