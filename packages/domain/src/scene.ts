import { z } from 'zod';
import { conditionSchema } from './formula.ts';
import { idSchema } from './ids.ts';
import { ruleSchema } from './rule.ts';
import { bilingualSchema, namesSchema } from './text.ts';

const coordinate = z.number().min(-10_000).max(10_000);
const point2 = z.tuple([coordinate, coordinate]);
const size3 = z.tuple([z.number().min(0).max(1000), z.number().min(0).max(1000), z.number().min(0).max(200)]);

/** ROS axes: x forward / east, y left / north, z up; metres, radians; yaw about z, 0 along x. */
const placement = {
  floor: idSchema,
  /** Centre of the footprint. */
  x: coordinate,
  y: coordinate,
  yaw: z.number().min(-7).max(7).optional(),
};

export const floorSchema = z.strictObject({
  id: idSchema,
  names: namesSchema,
  /** Height of the walking surface, metres. */
  elevation: z.number().min(-100).max(500),
  /** Lower left and upper right corner. */
  bounds: z.tuple([point2, point2]),
  /** Free height for flyers above the floor, metres. */
  ceiling: z.number().positive().max(100).optional(),
});

export const placeSchema = z.strictObject({
  id: idSchema,
  class: idSchema,
  names: namesSchema,
  ...placement,
  /** Footprint and height, metres. */
  size: size3,
  /** Height of the surface or opening on which things stand, above the floor; default: the top of `size`. */
  height: z.number().min(0).max(100).optional(),
  /** Static properties beyond or against the class's own. */
  properties: z.record(idSchema, z.union([z.boolean(), z.number(), idSchema])).optional(),
  /** Boolean states at the start: open, powered, locked … */
  states: z.record(idSchema, z.boolean()).optional(),
  /** Numeric states: level, temperature … */
  numbers: z.record(idSchema, z.number().min(-1e9).max(1e9)).optional(),
  /** How many items fit; default unlimited. */
  capacity: z.int().min(0).max(10_000).optional(),
  /** Nodes of the graph from which it is served. */
  access: z.array(idSchema).max(32),
  /** The place this one belongs to (shelf board in shelf, room of a table); for language and maps. */
  partOf: idSchema.optional(),
  /** Device manifest kind, when it is a device. */
  device: idSchema.optional(),
  /** Pixel-true for zones: they have an area but are no obstacle. */
  obstacle: z.boolean().optional(),
});
export type Place = z.infer<typeof placeSchema>;

export const itemSchema = z.strictObject({
  id: idSchema,
  class: idSchema,
  names: namesSchema,
  size: size3,
  massKg: z.number().min(0).max(50_000),
  /** Where it is at the start: exactly one of. */
  relation: z.union([
    z.strictObject({ on: idSchema }),
    z.strictObject({ in: idSchema }),
    z.strictObject({ held: idSchema }),
    z.strictObject({ loaded: idSchema }),
  ]),
  properties: z.record(idSchema, z.union([z.boolean(), z.number(), idSchema])).optional(),
  states: z.record(idSchema, z.boolean()).optional(),
  numbers: z.record(idSchema, z.number().min(-1e9).max(1e9)).optional(),
  /** Text printed on it: data, never an order. */
  label: z.string().max(500).optional(),
  /** True: where it is is not known until somebody looks. */
  hidden: z.boolean().optional(),
});
export type Item = z.infer<typeof itemSchema>;

export const graphNodeSchema = z.strictObject({
  id: idSchema,
  floor: idSchema,
  x: coordinate,
  y: coordinate,
  /** Height above the floor; only flyers use nodes above it. */
  z: z.number().min(0).max(100).optional(),
  yaw: z.number().min(-7).max(7).optional(),
  /** A robot may stay here without being in the way. */
  parking: z.boolean().optional(),
  charger: z.boolean().optional(),
});
export const graphEdgeSchema = z.strictObject({
  id: idSchema,
  from: idSchema,
  to: idSchema,
  /** Two-way unless set. */
  oneWay: z.boolean().optional(),
  /** Free width, metres: bodies wider than it can't pass. */
  width: z.number().positive().max(100),
  speedLimit: z.number().positive().max(30).optional(),
  modes: z.array(z.enum(['drive', 'walk', 'fly'])).min(1),
  /** Door or lift that it leads through. */
  device: idSchema.optional(),
  stairs: z.boolean().optional(),
});

export const personSchema = z.strictObject({
  id: idSchema,
  names: namesSchema,
  ...placement,
  /** Nodes walked in turn, for ever; absent: stands still. */
  walks: z.array(idSchema).max(64).optional(),
  speed: z.number().positive().max(3).optional(),
});

export const faultSchema = z.strictObject({
  id: idSchema,
  /** Kind, e.g. slip, drop, false_success, stuck, slow, reboot, link_lost, battery_drop, object_moved; the simulator lists them. */
  kind: idSchema,
  target: idSchema.optional(),
  /** Simulation second at which it starts, or a chance per opportunity drawn from the scene's seed. */
  at: z.number().min(0).optional(),
  chance: z.number().min(0).max(1).optional(),
  seconds: z.number().min(0).optional(),
  params: z.record(idSchema, z.json()).optional(),
});
export type Fault = z.infer<typeof faultSchema>;

export const exampleTaskSchema = z.strictObject({
  id: idSchema,
  says: bilingualSchema,
  /** Kind of answer expected. */
  expects: z.enum(['plan', 'partial', 'refuse', 'clarify', 'confirm', 'control', 'rule', 'answer']),
  /** Holds in the simulator at the end. */
  goal: conditionSchema.optional(),
  /** Files of plans beside the scene. */
  validPlans: z.array(z.string().max(120)).optional(),
  invalidPlans: z.array(z.strictObject({ file: z.string().max(120), violation: z.string().max(80) })).optional(),
});

export const sceneSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  id: idSchema,
  names: namesSchema,
  about: bilingualSchema.optional(),
  /** Scene clock at tick 0 and its IANA zone. */
  startsAt: z.iso.datetime({ offset: true, local: true }),
  timeZone: z.string().max(60),
  seed: z.int().min(0).max(0xffffffff),
  floors: z.array(floorSchema).min(1).max(50),
  walls: z
    .array(
      z.strictObject({
        floor: idSchema,
        from: point2,
        to: point2,
        height: z.number().positive().max(50).optional(),
        thickness: z.number().positive().max(2).optional(),
      }),
    )
    .max(2000),
  places: z.array(placeSchema).max(2000),
  items: z.array(itemSchema).max(5000),
  people: z.array(personSchema).max(200),
  robots: z
    .array(
      z.strictObject({
        id: idSchema,
        kind: idSchema,
        names: namesSchema,
        /** Node it starts at (mobile), or … */
        node: idSchema.optional(),
        /** … where it is bolted down (fixed). */
        mount: z
          .strictObject({ ...placement, z: z.number().min(0).max(20).optional(), on: idSchema.optional() })
          .optional(),
        /** State of charge 0..1. */
        battery: z.number().min(0).max(1).optional(),
        properties: z.record(idSchema, z.union([z.boolean(), z.number(), idSchema])).optional(),
        states: z.record(idSchema, z.boolean()).optional(),
      }),
    )
    .min(1)
    .max(1000),
  graph: z.strictObject({
    nodes: z.array(graphNodeSchema).min(1).max(10_000),
    edges: z.array(graphEdgeSchema).max(40_000),
  }),
  rules: z.array(ruleSchema).max(200),
  /** Facts that no one knows at the start: keys such as `in(milk,fridge)`. */
  unknown: z.array(z.string().max(200)).max(2000).optional(),
  faults: z.array(faultSchema).max(500).optional(),
  tasks: z.array(exampleTaskSchema).max(200).optional(),
});
export type Scene = z.infer<typeof sceneSchema>;
export type GraphNode = z.infer<typeof graphNodeSchema>;
export type GraphEdge = z.infer<typeof graphEdgeSchema>;
export type SceneRobot = Scene['robots'][number];
