import { groundScene, type Scene, unwrap, type WorldModel } from '@muster/domain';
import { testLibrary } from './library.ts';

const names = (id: string) => ({ en: [id], zh: [id] });

type SceneParts = Partial<Omit<Scene, 'version' | 'id' | 'graph'>> & { readonly graph?: Partial<Scene['graph']> };

/** A grounded scene on one floor (or those given) from the parts that a test cares about. */
export const testModel = (parts: SceneParts): WorldModel =>
  unwrap(
    groundScene(
      {
        version: 1,
        id: 'test',
        names: names('test'),
        startsAt: '2026-01-05T08:00:00Z',
        timeZone: 'UTC',
        seed: 1,
        floors: [
          {
            id: 'ground',
            names: names('ground'),
            elevation: 0,
            bounds: [
              [-50, -50],
              [50, 50],
            ],
          },
        ],
        walls: [],
        places: [],
        items: [],
        people: [],
        robots: [],
        rules: [],
        ...parts,
        graph: { nodes: parts.graph?.nodes ?? [], edges: parts.graph?.edges ?? [] },
      },
      testLibrary,
    ),
  );

type Node = Scene['graph']['nodes'][number];
type Edge = Scene['graph']['edges'][number];

export const node = (id: string, x: number, y: number, more: Partial<Node> = {}): Node => ({
  id,
  floor: 'ground',
  x,
  y,
  ...more,
});

/** Two-way edges along a chain of nodes, for every kind of body. */
export const chain = (...ids: readonly string[]): Edge[] =>
  ids.slice(1).map((to, index) => ({
    id: `${ids[index]!}_${to}`,
    from: ids[index]!,
    to,
    width: 3,
    modes: ['drive', 'walk', 'fly'],
  }));

export const robot = (
  id: string,
  kind: string,
  at: string,
  more: Partial<Scene['robots'][number]> = {},
): Scene['robots'][number] => ({
  id,
  kind,
  names: names(id),
  node: at,
  ...more,
});

export const place = (
  id: string,
  className: string,
  x: number,
  y: number,
  access: readonly string[],
  more: Partial<Scene['places'][number]> = {},
): Scene['places'][number] => ({
  id,
  class: className,
  names: names(id),
  floor: 'ground',
  x,
  y,
  size: [1, 0.6, 0.8],
  access: [...access],
  ...more,
});

export const item = (id: string, on: string, more: Partial<Scene['items'][number]> = {}): Scene['items'][number] => ({
  id,
  class: 'item',
  names: names(id),
  size: [0.2, 0.2, 0.2],
  massKg: 1,
  relation: { on },
  ...more,
});

/**
 * A yard of streets, `columns` × `rows` crossings `pitch` metres apart, with carts, helpers, trucks, dogs and drones spread over it: the
 * load of the benchmark and of the determinism tests.
 */
export const yard = (robots: number, pitch = 4): WorldModel => {
  const side = Math.max(3, Math.ceil(Math.sqrt(robots * 3)));
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  const id = (column: number, row: number): string => `n${column}_${row}`;
  for (let column = 0; column < side; column += 1)
    for (let row = 0; row < side; row += 1) {
      nodes.push(node(id(column, row), column * pitch, row * pitch));
      if (column > 0) edges.push(...chain(id(column - 1, row), id(column, row)));
      if (row > 0) edges.push(...chain(id(column, row - 1), id(column, row)));
    }
  const kinds = ['cart', 'helper', 'cart', 'dog', 'drone', 'truck'];
  return testModel({
    floors: [
      {
        id: 'ground',
        names: names('ground'),
        elevation: 0,
        bounds: [
          [-pitch, -pitch],
          [side * pitch, side * pitch],
        ],
      },
    ],
    graph: { nodes, edges },
    walls: [
      { floor: 'ground', from: [-2, -2], to: [side * pitch, -2] },
      { floor: 'ground', from: [-2, -2], to: [-2, side * pitch] },
    ],
    places: Array.from({ length: Math.min(200, side * 2) }, (_, k) =>
      place(`stand_${k}`, 'table', (k % side) * pitch + pitch / 2, Math.floor(k / side) * pitch + pitch / 2, [
        id(k % side, Math.floor(k / side)),
      ]),
    ),
    people: Array.from({ length: Math.min(20, Math.ceil(robots / 10)) }, (_, k) => ({
      id: `person_${k}`,
      names: names(`person_${k}`),
      floor: 'ground',
      x: (k % side) * pitch,
      y: (side - 1) * pitch,
      walks: [id(k % side, side - 1), id(k % side, side - 2)],
    })),
    robots: Array.from({ length: robots }, (_, k) => {
      const slot = Math.floor((k * side * side) / robots);
      return robot(
        `r${String(k).padStart(4, '0')}`,
        kinds[k % kinds.length]!,
        id(slot % side, Math.floor(slot / side)),
      );
    }),
  });
};
