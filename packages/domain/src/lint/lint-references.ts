import type { Scene } from '../scene.ts';
import type { JsonPath } from '../source/position.ts';
import type { WorldModel } from '../world-model.ts';
import type { Findings } from './finding.ts';
import { pointToSegment } from './geometry.ts';
import { unknown } from './lint-formula.ts';

/** How far a door may stand from the edge that leads through it, and a lift from the ends of its edges, metres. */
const DOOR_OFFSET = 0.6;
const LIFT_OFFSET = 3;

/** Checks ids, floors, bounds, doors and lifts of a scene. */
export const lintReferences = (model: WorldModel, findings: Findings): void => {
  findings.within('scene');
  const { scene } = model;
  lintDuplicates(scene, findings);
  lintFloors(scene, findings);
  const places = new Set(scene.places.map((place) => place.id));
  const nodes = new Set(scene.graph.nodes.map((node) => node.id));
  scene.places.forEach((place, index) => {
    if (place.partOf !== undefined && !places.has(place.partOf))
      unknown('UNKNOWN_ENTITY', 'place', '地点', place.partOf, places, ['places', index, 'partOf'], findings);
  });
  scene.people.forEach((person, index) => {
    person.walks?.forEach((node, position) => {
      if (!nodes.has(node))
        unknown('UNKNOWN_NODE', 'graph node', '节点', node, nodes, ['people', index, 'walks', position], findings);
    });
  });
  scene.robots.forEach((robot, index) => {
    if (robot.mount?.on !== undefined && !places.has(robot.mount.on))
      unknown('UNKNOWN_ENTITY', 'place', '地点', robot.mount.on, places, ['robots', index, 'mount', 'on'], findings);
  });
  lintPassages(model, findings);
};

const lintDuplicates = (scene: Scene, findings: Findings): void => {
  const lists: readonly (readonly [JsonPath, readonly { id: string }[]])[] = [
    [['floors'], scene.floors],
    [['graph', 'nodes'], scene.graph.nodes],
    [['graph', 'edges'], scene.graph.edges],
    [['rules'], scene.rules],
    [['faults'], scene.faults ?? []],
    [['tasks'], scene.tasks ?? []],
  ];
  for (const [path, list] of lists) {
    const seen = new Set<string>();
    list.forEach((entry, index) => {
      if (seen.has(entry.id))
        findings.add(
          'DUPLICATE_ID',
          [...path, index, 'id'],
          [`The id "${entry.id}" is used twice.`, `标识“${entry.id}”用了两次。`],
          ['Give one of them another id.', '请给其中一个换个标识。'],
        );
      seen.add(entry.id);
    });
  }
};

const lintFloors = (scene: Scene, findings: Findings): void => {
  const floors = new Map(scene.floors.map((floor) => [floor.id, floor]));
  const check = (floor: string, points: readonly (readonly [number, number])[], path: JsonPath, slack = 0): void => {
    const found = floors.get(floor);
    if (!found) {
      unknown('UNKNOWN_FLOOR', 'floor', '楼层', floor, floors.keys(), [...path, 'floor'], findings);
      return;
    }
    const [[x0, y0], [x1, y1]] = found.bounds;
    for (const [x, y] of points)
      if (x < x0 - slack || y < y0 - slack || x > x1 + slack || y > y1 + slack) {
        findings.add(
          'OUT_OF_BOUNDS',
          path,
          [`(${x}, ${y}) lies outside floor "${floor}".`, `(${x}, ${y}) 在“${floor}”层范围之外。`],
          [
            `Stay within (${x0}, ${y0}) to (${x1}, ${y1}), or widen the floor.`,
            `应在 (${x0}, ${y0}) 到 (${x1}, ${y1}) 之内，或扩大楼层范围。`,
          ],
        );
        return;
      }
  };
  scene.floors.forEach((floor, index) => {
    const [[x0, y0], [x1, y1]] = floor.bounds;
    if (x1 <= x0 || y1 <= y0)
      findings.add(
        'EMPTY_FLOOR',
        ['floors', index, 'bounds'],
        [`Floor "${floor.id}" has no area.`, `“${floor.id}”层没有面积。`],
        ['Write the lower left corner first, then the upper right one.', '请先写左下角，再写右上角。'],
      );
  });
  scene.walls.forEach((wall, index) => {
    check(wall.floor, [wall.from, wall.to], ['walls', index], 0.5);
  });
  scene.places.forEach((place, index) => {
    check(place.floor, [[place.x, place.y]], ['places', index]);
  });
  scene.people.forEach((person, index) => {
    check(person.floor, [[person.x, person.y]], ['people', index]);
  });
  scene.graph.nodes.forEach((node, index) => {
    check(node.floor, [[node.x, node.y]], ['graph', 'nodes', index]);
    const ceiling = floors.get(node.floor)?.ceiling;
    if (ceiling !== undefined && (node.z ?? 0) >= ceiling)
      findings.add(
        'ABOVE_CEILING',
        ['graph', 'nodes', index],
        [
          `Node "${node.id}" is at ${node.z} m, the ceiling at ${ceiling} m.`,
          `节点“${node.id}”高 ${node.z} 米，天花板高 ${ceiling} 米。`,
        ],
        ['Lower it.', '请降低该节点。'],
      );
  });
  scene.robots.forEach((robot, index) => {
    if (robot.mount) check(robot.mount.floor, [[robot.mount.x, robot.mount.y]], ['robots', index, 'mount']);
  });
};

const lintPassages = (model: WorldModel, findings: Findings): void => {
  const { scene, library } = model;
  const nodes = new Map(scene.graph.nodes.map((node) => [node.id, node]));
  scene.places.forEach((place, index) => {
    const behaviour = place.device === undefined ? undefined : library.devices[place.device]?.behaviour;
    if (behaviour !== 'door' && behaviour !== 'lift') return;
    const edges = scene.graph.edges.filter((edge) => edge.device === place.id);
    if (edges.length === 0)
      findings.add(
        'PASSAGE_WITHOUT_EDGE',
        ['places', index],
        [`No edge leads through "${place.id}".`, `没有边经过“${place.id}”。`],
        [`Set "device": "${place.id}" on the edge that crosses it.`, `请在穿过它的边上设置 "device": "${place.id}"。`],
      );
    for (const edge of edges) {
      const at = scene.graph.edges.indexOf(edge);
      const [from, to] = [nodes.get(edge.from), nodes.get(edge.to)];
      if (!from || !to) continue;
      const offset =
        behaviour === 'door'
          ? pointToSegment(place, from, to)
          : Math.max(Math.hypot(from.x - place.x, from.y - place.y), Math.hypot(to.x - place.x, to.y - place.y));
      if (
        offset > (behaviour === 'door' ? DOOR_OFFSET : LIFT_OFFSET) ||
        (behaviour === 'door' && from.floor !== place.floor)
      )
        findings.add(
          'PASSAGE_OFF_EDGE',
          ['graph', 'edges', at, 'device'],
          [
            `Edge "${edge.id}" claims to lead through "${place.id}", which stands ${Math.round(offset * 100) / 100} m aside.`,
            `边“${edge.id}”标称经过“${place.id}”，但相距 ${Math.round(offset * 100) / 100} 米。`,
          ],
          ['Move the door or lift onto the edge, or name the right one.', '请把门或电梯移到边上，或填写正确的设备。'],
        );
      if (behaviour === 'door' && library.devices[place.device!]?.automatic !== true)
        for (const end of [edge.from, edge.to])
          if (!place.access.includes(end))
            findings.add(
              'DOOR_ONE_SIDED',
              ['places', index, 'access'],
              [`"${place.id}" can't be opened from "${end}".`, `无法从“${end}”一侧打开“${place.id}”。`],
              [`Add "${end}" to its access nodes.`, `请把“${end}”加入接近节点。`],
            );
    }
  });
  scene.graph.edges.forEach((edge, index) => {
    if (edge.device === undefined) return;
    const place = scene.places.find((candidate) => candidate.id === edge.device);
    const behaviour = place?.device === undefined ? undefined : library.devices[place.device]?.behaviour;
    if (behaviour !== 'door' && behaviour !== 'lift')
      findings.add(
        'NOT_A_PASSAGE',
        ['graph', 'edges', index, 'device'],
        [`"${edge.device}" is neither door nor lift.`, `“${edge.device}”既不是门也不是电梯。`],
        ['Name a door or a lift, or drop "device".', '请填写门或电梯，或删去 "device"。'],
      );
  });
};
