import type { GraphEdge, GraphNode, Scene } from '@muster/domain';
import { type Cell, clearanceOf, roomAlong } from './grid-clearance.ts';
import { joinParts, type Link, largestPart } from './join-roadmap.ts';
import type { OccupancyGrid } from './read-ros-map.ts';

const MAX_WALLS = 2000;
/** Distance between neighbouring nodes of the lattice, metres. */
const PITCH = 2;
/** A node keeps at least this far from walls and unknown ground, metres. */
const CLEARANCE = 0.5;
const MAX_NODES = 4000;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * Occupied cells as walls: greedy rectangles, each a segment with its thickness. The grid is coarsened until they are few enough; then
 * walls only grow, never shrink.
 */
export const wallsOf = (grid: OccupancyGrid, floor: string): Scene['walls'] => {
  for (let block = 1; ; block *= 2) {
    const walls = rectangles(grid, block, floor);
    if (walls.length <= MAX_WALLS || block > 64) return walls.slice(0, MAX_WALLS);
  }
};

const rectangles = (grid: OccupancyGrid, block: number, floor: string): Scene['walls'] => {
  const width = Math.ceil(grid.width / block);
  const height = Math.ceil(grid.height / block);
  const open = new Uint8Array(width * height);
  for (let row = 0; row < grid.height; row += 1)
    for (let column = 0; column < grid.width; column += 1)
      if (grid.cells[row * grid.width + column] === 1)
        open[Math.floor(row / block) * width + Math.floor(column / block)] = 1;
  const cell = grid.resolution * block;
  const longest = Math.max(1, Math.floor(2 / cell));
  const walls: Scene['walls'] = [];
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      if (!open[row * width + column]) continue;
      let across = 1;
      while (column + across < width && open[row * width + column + across]) across += 1;
      let up = 1;
      const rowIsOpen = (at: number): boolean => {
        for (let step = 0; step < across; step += 1) if (!open[at * width + column + step]) return false;
        return true;
      };
      while (row + up < height && rowIsOpen(row + up)) up += 1;
      // A wall is at most 2 m thick: of a solid block, the shorter side is cut.
      if (Math.min(across, up) > longest) up = longest;
      for (let y = row; y < row + up; y += 1) open.fill(0, y * width + column, y * width + column + across);
      walls.push(wall(grid, cell, column, row, across, up, floor));
      if (walls.length > MAX_WALLS) return walls;
    }
  return walls;
};

const wall = (
  grid: OccupancyGrid,
  cell: number,
  column: number,
  row: number,
  across: number,
  up: number,
  floor: string,
): Scene['walls'][number] => {
  const x0 = grid.origin[0] + column * cell;
  const y0 = grid.origin[1] + row * cell;
  const [middleX, middleY] = [x0 + (across * cell) / 2, y0 + (up * cell) / 2];
  const lies = across >= up;
  return {
    floor,
    from: lies ? [rounded(x0), rounded(middleY)] : [rounded(middleX), rounded(y0)],
    to: lies ? [rounded(x0 + across * cell), rounded(middleY)] : [rounded(middleX), rounded(y0 + up * cell)],
    height: 2.5,
    thickness: rounded(Math.min(2, (lies ? up : across) * cell)),
  };
};

/** Roadmap over the largest connected stretch of free ground: a lattice whose nodes moved to where most room is. */
export const roadmapOf = (grid: OccupancyGrid, floor: string): { nodes: GraphNode[]; edges: GraphEdge[] } => {
  const clearance = clearanceOf(grid);
  const pitch = Math.max(PITCH, Math.sqrt((grid.width * grid.height) / MAX_NODES) * grid.resolution);
  const span = Math.max(1, Math.round(pitch / grid.resolution));
  const [columns, rows] = [Math.ceil(grid.width / span), Math.ceil(grid.height / span)];
  const cells: Cell[] = [];
  const lattice = new Map<string, number>();
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const best = roomiest(grid, clearance, column * span, row * span, span);
      if (!best) continue;
      lattice.set(`${column},${row}`, cells.length);
      cells.push(best);
    }
  const links: Link[] = [];
  for (const [key, a] of lattice) {
    const [column, row] = key.split(',').map(Number) as [number, number];
    for (const [dc, dr] of [
      [1, 0],
      [0, 1],
      [1, 1],
      [-1, 1],
    ] as const) {
      const b = lattice.get(`${column + dc},${row + dr}`);
      const around =
        dc !== 0 && dr !== 0 && lattice.has(`${column + dc},${row}`) && lattice.has(`${column},${row + dr}`);
      if (b === undefined || around) continue;
      const room = roomAlong(grid, clearance, cells[a]!, cells[b]!);
      if (room >= CLEARANCE) links.push({ a, b, room });
    }
  }
  joinParts(grid, clearance, CLEARANCE, cells, links);
  const kept = largestPart(cells.length, links);
  const id = (index: number): string => `n${index + 1}`;
  return {
    nodes: cells.flatMap((cell, index) =>
      kept.has(index)
        ? [
            {
              id: id(index),
              floor,
              x: rounded(grid.origin[0] + (cell.column + 0.5) * grid.resolution),
              y: rounded(grid.origin[1] + (cell.row + 0.5) * grid.resolution),
            },
          ]
        : [],
    ),
    edges: links
      .filter((link) => kept.has(link.a))
      .map((link) => ({
        id: `${id(link.a)}__${id(link.b)}`,
        from: id(link.a),
        to: id(link.b),
        width: Math.min(4, Math.floor(link.room * 20) / 10),
        modes: ['drive', 'walk'],
      })),
  };
};

const roomiest = (
  grid: OccupancyGrid,
  clearance: Float32Array,
  column: number,
  row: number,
  span: number,
): Cell | undefined => {
  let best: Cell | undefined;
  let most = CLEARANCE;
  const centre = span / 2;
  for (let r = row; r < Math.min(grid.height, row + span); r += 1)
    for (let c = column; c < Math.min(grid.width, column + span); c += 1) {
      const off = (Math.abs(r - row - centre) + Math.abs(c - column - centre)) * grid.resolution * 0.1;
      const room = Math.min(1.5, clearance[r * grid.width + c]!) - off;
      if (room > most || (best === undefined && clearance[r * grid.width + c]! >= CLEARANCE)) {
        most = Math.max(room, 0);
        best = { column: c, row: r };
      }
    }
  return best;
};
