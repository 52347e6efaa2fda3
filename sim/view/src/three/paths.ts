import { BufferGeometry, DoubleSide, Float32BufferAttribute, type Group, Mesh, MeshBasicMaterial } from 'three';
import type { FloorLayout } from '../floor-layout.ts';
import type { RoutePoint } from '../types.ts';

/** A flat band along points, so that a way is seen from above at any zoom; lines are one pixel thin on most machines. */
export const ribbon = (
  points: readonly RoutePoint[],
  layout: FloorLayout,
  colour: string,
  width: number,
  opacity: number,
  lift: number,
  dash = 0,
): Mesh | null => {
  const vertices: number[] = [];
  for (let k = 1; k < points.length; k += 1) {
    const a = points[k - 1]!;
    const b = points[k]!;
    const offset = layout.offsets[a.floor];
    if (a.floor !== b.floor || !offset || !layout.shown.includes(a.floor)) continue;
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    if (length < 1e-3) continue;
    const nx = (-(b.y - a.y) / length) * (width / 2);
    const ny = ((b.x - a.x) / length) * (width / 2);
    const pieces = dash > 0 ? Math.max(1, Math.round(length / dash)) : 1;
    for (let piece = 0; piece < pieces; piece += 1) {
      const s0 = piece / pieces;
      const s1 = dash > 0 ? (piece + 0.58) / pieces : 1;
      const at = (share: number): [number, number, number] => [
        a.x + (b.x - a.x) * share + offset.dx,
        a.y + (b.y - a.y) * share + offset.dy,
        a.z + (b.z - a.z) * share + offset.dz + lift,
      ];
      const [x0, y0, z0] = at(s0);
      const [x1, y1, z1] = at(s1);
      vertices.push(
        x0 + nx,
        y0 + ny,
        z0,
        x0 - nx,
        y0 - ny,
        z0,
        x1 - nx,
        y1 - ny,
        z1,
        x0 + nx,
        y0 + ny,
        z0,
        x1 - nx,
        y1 - ny,
        z1,
        x1 + nx,
        y1 + ny,
        z1,
      );
    }
  }
  if (vertices.length === 0) return null;
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new Float32BufferAttribute(vertices, 3));
  const mesh = new Mesh(
    geometry,
    new MeshBasicMaterial({ color: colour, transparent: true, opacity, depthWrite: false, side: DoubleSide }),
  );
  mesh.renderOrder = 2;
  return mesh;
};

/** Empties a group and frees what its meshes own. */
export const clearGroup = (group: Group): void => {
  for (const child of [...group.children]) {
    group.remove(child);
    if (child instanceof Mesh) {
      child.geometry.dispose();
      if (child.material instanceof MeshBasicMaterial) child.material.dispose();
    }
  }
};
