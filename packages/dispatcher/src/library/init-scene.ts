import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { bilingual, fail, ok, type Place, type Result, type Scene, sceneSchema } from '@muster/domain';
import { formatScene } from './format-scene.ts';
import { roadmapOf, wallsOf } from './map-to-graph.ts';
import { displayPath } from './read-files.ts';
import { type OccupancyGrid, readRosMap } from './read-ros-map.ts';

export type InitOptions = {
  /** YAML file of a ROS map to start from. */
  readonly from?: string;
  /** Id of the scene; by default the folder's name. */
  readonly id?: string;
};

const MAX_PLACES = 12;

/**
 * Writes a new scene that is sound from the start: floor, walls and roadmap from a ROS map where there is one, else one furnished room.
 *
 * @param folder is made when it does not exist; a `scene.json` in it is never overwritten
 * @returns the path of the written file; `INIT_EXISTS`, `MAP_…` problems otherwise
 */
export const initScene = (
  folder: string,
  options: InitOptions = {},
): Result<{ readonly file: string; readonly scene: Scene }> => {
  const file = join(resolve(folder), 'scene.json');
  if (existsSync(file))
    return fail({
      code: 'INIT_EXISTS',
      place: displayPath(file),
      says: bilingual('There is a scene already.', '这里已有场景。'),
      remedy: bilingual('Choose another folder, or remove the file.', '请换个文件夹，或先删除该文件。'),
    });
  const id = sceneId(options.id ?? basename(resolve(folder)));
  let draft: Scene;
  if (options.from === undefined) draft = furnishedRoom(id);
  else {
    const grid = readRosMap(options.from);
    if (!grid.ok) return grid;
    const mapped = mappedScene(id, grid.value, displayPath(options.from));
    if (!mapped.ok) return mapped;
    draft = mapped.value;
  }
  const scene = sceneSchema.parse(draft);
  mkdirSync(resolve(folder), { recursive: true });
  writeFileSync(file, formatScene(scene));
  return ok({ file, scene });
};

const sceneId = (name: string): string => {
  const clean = name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^[^a-z]+/, '')
    .slice(0, 60);
  return clean === '' ? 'scene' : clean;
};

const header = (
  id: string,
): Pick<Scene, 'version' | 'id' | 'names' | 'startsAt' | 'timeZone' | 'seed' | 'people' | 'rules'> => ({
  version: 1,
  id,
  names: { en: [id.replaceAll('_', ' ')], zh: [id.replaceAll('_', ' ')] },
  startsAt: '2026-01-05T08:00:00+00:00',
  timeZone: 'UTC',
  seed: 1,
  people: [],
  rules: [],
});

const charger = (id: string, x: number, y: number, node: string): Place => ({
  id,
  class: 'charging_station',
  names: { en: [id.replaceAll('_', ' ')], zh: [id.replace('charger_', '充电桩 ')] },
  floor: 'ground',
  x,
  y,
  size: [0.3, 0.3, 0.02],
  access: [node],
  device: 'charger',
  obstacle: false,
});

const mappedScene = (id: string, grid: OccupancyGrid, from: string): Result<Scene> => {
  const { nodes, edges } = roadmapOf(grid, 'ground');
  const first = nodes[0];
  if (!first || edges.length === 0)
    return fail({
      code: 'MAP_NO_FREE_GROUND',
      place: from,
      says: bilingual('The map has no free ground wide enough for a robot.', '地图中没有机器人可通行的空地。'),
      remedy: bilingual(
        'Check "negate", "free_thresh" and "resolution".',
        '请检查 “negate”、“free_thresh” 和 “resolution”。',
      ),
    });
  const home = { ...first, id: 'home', parking: true, charger: true };
  const [width, height] = [grid.width * grid.resolution, grid.height * grid.resolution];
  const spread = farApart(nodes, MAX_PLACES);
  return ok({
    ...header(id),
    about: bilingual(`Made from the ROS map ${basename(from)}.`, `由 ROS 地图 ${basename(from)} 生成。`),
    floors: [
      {
        id: 'ground',
        names: { en: ['ground floor'], zh: ['地面层'] },
        elevation: 0,
        bounds: [
          [grid.origin[0], grid.origin[1]],
          [grid.origin[0] + width, grid.origin[1] + height],
        ],
      },
    ],
    walls: wallsOf(grid, 'ground'),
    places: [
      charger('charger_1', home.x, home.y, 'home'),
      ...spread.map(
        (node, index): Place => ({
          id: `spot_${index + 1}`,
          class: 'area',
          names: { en: [`spot ${index + 1}`], zh: [`${index + 1} 号点位`] },
          floor: 'ground',
          x: node.x,
          y: node.y,
          size: [0.8, 0.8, 0],
          access: [node.id],
          obstacle: false,
        }),
      ),
    ],
    items: [],
    robots: [{ id: 'amr_1', kind: 'amr_light', names: { en: ['AMR 1'], zh: ['1 号搬运车'] }, node: 'home' }],
    graph: {
      nodes: [home, ...nodes],
      edges: [{ id: 'home_road', from: 'home', to: first.id, width: 0.8, modes: ['drive', 'walk'] }, ...edges],
    },
  });
};

/** Nodes that lie far from each other: the next is always the one farthest from those chosen. Source: Gonzalez, 1985. */
const farApart = <T extends { x: number; y: number }>(nodes: readonly T[], count: number): T[] => {
  const chosen: T[] = nodes[0] ? [nodes[0]] : [];
  const distance = nodes.map((node) => Math.hypot(node.x - (chosen[0]?.x ?? 0), node.y - (chosen[0]?.y ?? 0)));
  while (chosen.length < Math.min(count, nodes.length)) {
    const index = distance.reduce((best, value, at) => (value > distance[best]! ? at : best), 0);
    const node = nodes[index]!;
    if (distance[index] === 0) break;
    chosen.push(node);
    nodes.forEach((other, at) => {
      distance[at] = Math.min(distance[at]!, Math.hypot(other.x - node.x, other.y - node.y));
    });
  }
  return chosen;
};

const furnishedRoom = (id: string): Scene => ({
  ...header(id),
  about: bilingual('One room to start from: change it, then run "check".', '从一个房间开始：修改后请运行 check。'),
  floors: [
    {
      id: 'ground',
      names: { en: ['ground floor'], zh: ['地面层'] },
      elevation: 0,
      bounds: [
        [0, 0],
        [12, 8],
      ],
    },
  ],
  walls: (
    [
      [0, 0, 12, 0],
      [12, 0, 12, 8],
      [12, 8, 0, 8],
      [0, 8, 0, 0],
    ] as const
  ).map(([x0, y0, x1, y1]) => ({ floor: 'ground', from: [x0, y0], to: [x1, y1], height: 3, thickness: 0.1 })),
  places: [
    {
      id: 'shelf_1',
      class: 'shelf',
      names: { en: ['shelf 1'], zh: ['1 号货架'] },
      floor: 'ground',
      x: 3.5,
      y: 7.4,
      size: [2, 0.8, 1.8],
      height: 0.75,
      access: ['shelf_a'],
      capacity: 6,
    },
    {
      id: 'table_1',
      class: 'table',
      names: { en: ['table 1'], zh: ['1 号桌'] },
      floor: 'ground',
      x: 9,
      y: 7.3,
      size: [1.6, 0.9, 0.75],
      access: ['table_a', 'table_b'],
      capacity: 6,
      properties: { meeting: true },
    },
    { ...charger('charger_1', 2, 1.2, 'home_1'), names: { en: ['charger 1'], zh: ['1 号充电桩'] } },
    { ...charger('charger_2', 5, 1.2, 'home_2'), names: { en: ['charger 2'], zh: ['2 号充电桩'] } },
  ],
  items: [
    {
      id: 'red_tote',
      class: 'tote',
      names: { en: ['red tote'], zh: ['红色周转箱'] },
      size: [0.6, 0.4, 0.3],
      massKg: 8,
      relation: { on: 'shelf_1' },
      properties: { colour: 'red' },
    },
    {
      id: 'parcel_1',
      class: 'parcel',
      names: { en: ['parcel 1'], zh: ['1 号包裹'] },
      size: [0.3, 0.25, 0.2],
      massKg: 2,
      relation: { on: 'table_1' },
    },
  ],
  robots: [
    { id: 'amr_1', kind: 'amr_light', names: { en: ['AMR 1'], zh: ['1 号搬运车'] }, node: 'home_1' },
    {
      id: 'manipulator_1',
      kind: 'mobile_manipulator',
      names: { en: ['manipulator 1'], zh: ['1 号移动机械臂'] },
      node: 'home_2',
    },
  ],
  graph: {
    nodes: [
      { id: 'lane_1', floor: 'ground', x: 2, y: 3.6 },
      { id: 'lane_2', floor: 'ground', x: 5, y: 3.6 },
      { id: 'lane_3', floor: 'ground', x: 9, y: 3.6 },
      { id: 'shelf_a', floor: 'ground', x: 3.5, y: 5.9 },
      { id: 'table_a', floor: 'ground', x: 8.2, y: 5.7 },
      { id: 'table_b', floor: 'ground', x: 9.9, y: 5.7 },
      { id: 'home_1', floor: 'ground', x: 2, y: 1.2, parking: true, charger: true },
      { id: 'home_2', floor: 'ground', x: 5, y: 1.2, parking: true, charger: true },
    ],
    edges: (
      [
        ['lane_1', 'lane_2'],
        ['lane_2', 'lane_3'],
        ['lane_2', 'shelf_a'],
        ['lane_3', 'table_a'],
        ['lane_3', 'table_b'],
        ['lane_1', 'home_1'],
        ['lane_2', 'home_2'],
      ] as const
    ).map(([from, to]) => ({ id: `${from}__${to}`, from, to, width: 1.2, modes: ['drive', 'walk'] })),
  },
});
