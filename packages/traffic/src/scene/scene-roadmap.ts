import { nodePosition, type RobotManifest, separatesRegions, type WorldModel } from '@muster/domain';
import type { Roadmap, RoadmapEdge, RobotClass } from '../types.ts';

/**
 * The scene's graph as a roadmap. Doors by hand and lifts are left out unless a schedule leads through them: a way through one is a step of its own.
 *
 * @param open devices that some step of the schedule passes
 */
export const sceneRoadmap = (model: WorldModel, open: ReadonlySet<string>): Roadmap => {
  const { scene, library } = model;
  const nodes = new Map(scene.graph.nodes.map((node) => [node.id, node]));
  const position = new Map(scene.graph.nodes.map((node) => [node.id, nodePosition(model, node)]));
  const edges: RoadmapEdge[] = [];
  const devices = new Set<string>();
  for (const edge of scene.graph.edges) {
    if (separatesRegions(edge, scene, library) && !(edge.device !== undefined && open.has(edge.device))) continue;
    const [from, to] = [position.get(edge.from)!, position.get(edge.to)!];
    const length = Math.max(
      0.01,
      Math.sqrt(
        (from.x - to.x) * (from.x - to.x) + (from.y - to.y) * (from.y - to.y) + (from.z - to.z) * (from.z - to.z),
      ),
    );
    const place =
      edge.device === undefined ? undefined : scene.places.find((candidate) => candidate.id === edge.device);
    const device = place?.device === undefined ? undefined : library.devices[place.device];
    if (edge.device !== undefined) devices.add(edge.device);
    const shared = {
      length,
      width: edge.width,
      modes: edge.modes,
      ...(edge.speedLimit === undefined ? {} : { speedCap: edge.speedLimit }),
      ...(edge.device === undefined ? {} : { resource: edge.device, setupSeconds: device?.seconds ?? 2 }),
    };
    edges.push({ id: edge.id, from: edge.from, to: edge.to, ...shared });
    if (!edge.oneWay) edges.push({ id: `${edge.id}~`, from: edge.to, to: edge.from, ...shared });
  }
  return {
    id: scene.id,
    nodes: [...nodes.values()].map((node) => ({
      id: node.id,
      ...position.get(node.id)!,
      floor: node.floor,
      ...(node.charger ? { flags: ['charging' as const] } : node.parking ? { flags: ['parking' as const] } : {}),
    })),
    edges,
    resources: [...devices].sort().map((id) => {
      const place = scene.places.find((candidate) => candidate.id === id);
      const device = place?.device === undefined ? undefined : library.devices[place.device];
      return {
        id,
        kind: device?.behaviour === 'lift' ? ('lift' as const) : ('door' as const),
        capacity: device?.behaviour === 'lift' ? (device.capacity ?? 1) : 1,
      };
    }),
  };
};

/** A kind of robot as a traffic class; none for a kind that doesn't travel. */
export const robotClass = (manifest: RobotManifest): RobotClass | undefined => {
  const { mobility, body } = manifest;
  if (mobility.mode === 'fixed') return undefined;
  return {
    id: manifest.kind,
    mode: mobility.mode,
    footprint:
      body.radius === undefined
        ? { kind: 'box', length: body.length, width: body.width }
        : { kind: 'circle', radius: body.radius },
    height: body.height,
    speed: mobility.maxSpeed,
    deceleration: mobility.maxAcceleration,
    turnRate: mobility.maxTurnRate,
    margin: 0.05,
  };
};
