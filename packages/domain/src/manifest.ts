import { z } from 'zod';
import { idSchema } from './ids.ts';
import { namesSchema } from './text.ts';

const metres = z.number().min(0).max(1000);

/**
 * One ROS call. In `goal`, a string that is exactly `${path}` is replaced by the JSON value at that path of the command's context; inside
 * a longer string it is interpolated. Context: `robot` (id), `command` (id), `skill`, `args` (by parameter name without `?`),
 * `arguments` (the same as JSON text), `target` (geometry_msgs/PoseStamped in the map frame), `waypoints` (PoseStamped[]), `speed` (m/s).
 */
export const rosCallSchema = z.strictObject({
  kind: z.enum(['ros2-action', 'ros1-actionlib', 'service', 'topic']),
  /** Absolute name; `${robot}` is the robot's id. */
  name: z.string().startsWith('/').max(200),
  type: z.string().max(120),
  goal: z.record(z.string(), z.json()),
  /** Dotted paths into feedback and result. */
  feedback: z.strictObject({ progress: z.string().optional(), phase: z.string().optional() }).optional(),
  result: z
    .strictObject({
      /** Path and the value that means success, beyond the action status itself. */
      success: z.strictObject({ path: z.string(), equals: z.union([z.string(), z.number(), z.boolean()]) }).optional(),
      message: z.string().optional(),
      outcome: z.string().optional(),
    })
    .optional(),
});
export type RosCall = z.infer<typeof rosCallSchema>;

const capabilitySchema = z.strictObject({
  skill: idSchema,
  /** Limits that narrow the body's own: payload in kg, heights and ranges in metres. */
  limits: z
    .strictObject({
      payloadKg: z.number().min(0).optional(),
      minHeight: metres.optional(),
      maxHeight: metres.optional(),
      range: metres.optional(),
    })
    .optional(),
  /** The ROS call it becomes; absent for `travel`-only skills that share the manifest's travel call. */
  call: idSchema,
  /** Factor on the skill's expected duration, 1 by default. */
  pace: z.number().positive().max(20).optional(),
});

export const robotManifestSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  kind: idSchema,
  names: namesSchema,
  /** Class of robot in the vocabulary, e.g. `amr`, `forklift`, `quadrotor`. */
  class: idSchema,
  body: z.strictObject({
    /** Footprint: a box length × width, or a disc when `radius` is given; metres. */
    length: metres,
    width: metres,
    height: metres,
    radius: metres.optional(),
    massKg: z.number().positive().max(50_000),
  }),
  mobility: z.discriminatedUnion('mode', [
    z.strictObject({
      mode: z.literal('drive'),
      drive: z.enum(['differential', 'omni', 'ackermann']),
      maxSpeed: z.number().positive().max(10),
      maxAcceleration: z.number().positive().max(10),
      maxTurnRate: z.number().positive().max(10),
    }),
    z.strictObject({
      mode: z.literal('walk'),
      maxSpeed: z.number().positive().max(10),
      maxAcceleration: z.number().positive().max(10),
      maxTurnRate: z.number().positive().max(10),
      climbsStairs: z.boolean(),
    }),
    z.strictObject({
      mode: z.literal('fly'),
      maxSpeed: z.number().positive().max(30),
      maxAcceleration: z.number().positive().max(20),
      maxTurnRate: z.number().positive().max(10),
      climbRate: z.number().positive().max(10),
      cruiseAltitude: metres,
    }),
    z.strictObject({ mode: z.literal('fixed') }),
  ]),
  /** Hands, one gripper each. */
  hands: z
    .array(
      z.strictObject({
        id: idSchema,
        /** Reach from the base centre, and lowest / highest surface it works on, metres. */
        reach: metres,
        minHeight: metres,
        maxHeight: metres,
        payloadKg: z.number().min(0).max(10_000),
        maxWidth: metres,
      }),
    )
    .max(4),
  /** Deck, forks or basket: what rides on the robot. */
  carrier: z
    .strictObject({
      kind: z.enum(['deck', 'forks', 'basket', 'drawer', 'conveyor', 'tow']),
      slots: z.int().min(1).max(50),
      payloadKg: z.number().positive().max(20_000),
      /** Heights of surfaces it can load from and unload to by itself; absent: others must load it. */
      selfLoading: z.strictObject({ minHeight: metres, maxHeight: metres }).optional(),
      height: metres,
    })
    .optional(),
  sensors: z
    .strictObject({
      camera: z.strictObject({ range: metres }).optional(),
      lidar: z.strictObject({ range: metres }).optional(),
      barcode: z.strictObject({ range: metres }).optional(),
    })
    .optional(),
  battery: z
    .strictObject({
      capacityWh: z.number().positive(),
      idleW: z.number().min(0),
      movingW: z.number().min(0),
      workingW: z.number().min(0),
      chargeW: z.number().positive(),
      /** State of charge (0..1) below which no new step starts. */
      reserve: z.number().min(0).max(0.9),
    })
    .optional(),
  capabilities: z.array(capabilitySchema).max(80),
  /** Named ROS calls; `travel` is used for motion along released way points. */
  calls: z.record(idSchema, rosCallSchema),
  telemetry: z.strictObject({
    pose: z.strictObject({ topic: z.string().startsWith('/'), type: z.string() }),
    battery: z.strictObject({ topic: z.string().startsWith('/'), type: z.string() }).optional(),
    /** What the robot itself sees and holds: std_msgs/String with JSON `[{fact, value}]`. */
    observations: z.strictObject({ topic: z.string().startsWith('/'), type: z.string() }).optional(),
  }),
  /** What a stop request makes this robot do, and what confirms it. */
  hold: z.strictObject({
    does: z.enum(['brake', 'hover', 'hover-then-land', 'freeze']),
    keepsGrip: z.boolean(),
    call: idSchema,
    /** Call that ends the hold after a reset; motion never restarts by it. */
    release: idSchema.optional(),
    confirmedBy: z.strictObject({ maxSpeed: z.number().min(0), withinSeconds: z.number().positive() }),
  }),
  /** What its skills are called when it is reached over VDA 5050 instead of ROS; a skill that is not named keeps its own name and arguments. */
  vda5050: z
    .strictObject({
      actions: z.record(
        idSchema,
        z.strictObject({
          actionType: z.string().min(1).max(64),
          blockingType: z.enum(['NONE', 'SOFT', 'HARD']).optional(),
          /** Filled in like `goal` of a call; default: the skill's arguments by name. */
          parameters: z.record(z.string(), z.json()).optional(),
        }),
      ),
    })
    .optional(),
  look: z.strictObject({
    /** Procedural body of the view. */
    model: z.enum([
      'amr',
      'forklift',
      'conveyor-amr',
      'mobile-manipulator',
      'arm',
      'dual-arm',
      'quadrotor',
      'quadruped',
      'pipettor',
      'tug',
      'humanoid',
      'box',
    ]),
    colour: z
      .string()
      .regex(/^#[0-9a-f]{6}$/)
      .optional(),
  }),
});
export type RobotManifest = z.infer<typeof robotManifestSchema>;

export const deviceManifestSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  kind: idSchema,
  names: namesSchema,
  /** Class in the vocabulary; a descendant of `device`. */
  class: idSchema,
  /** What the device does; decides how the simulator runs it. */
  behaviour: z.enum([
    'door',
    'lift',
    'machine',
    'conveyor',
    'camera',
    'charger',
    'switch',
    'gauge',
    'valve',
    'appliance',
  ]),
  /** Doors: opens by itself for robots; lifts: seconds per floor; machines: cycle seconds. */
  automatic: z.boolean().optional(),
  seconds: z.number().min(0).max(36_000).optional(),
  capacity: z.int().min(1).max(100).optional(),
  calls: z.record(idSchema, rosCallSchema),
  telemetry: z
    .strictObject({ state: z.strictObject({ topic: z.string().startsWith('/'), type: z.string() }).optional() })
    .optional(),
  look: z
    .strictObject({
      model: z.string().max(40),
      colour: z
        .string()
        .regex(/^#[0-9a-f]{6}$/)
        .optional(),
    })
    .optional(),
});
export type DeviceManifest = z.infer<typeof deviceManifestSchema>;
