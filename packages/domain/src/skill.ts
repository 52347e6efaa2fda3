import { z } from 'zod';
import { conditionSchema, effectSchema, numericExpressionSchema } from './formula.ts';
import { idSchema, variableSchema } from './ids.ts';
import { bilingualSchema, namesSchema } from './text.ts';

/**
 * A skill: what can be done. Semantics are PDDL 2.1 durative actions with typed parameters; every role is one more
 * parameter, of class `robot`, written `?role`.
 *
 * **Where.** A role with `at` stands at that place while the step runs. Getting there is implicit: the step is applicable when the
 * robot's region contains the place (`within(place, region)` and `region(robot, region)`), and starting it makes
 * `at(robot, place)` true and any other `at(robot, …)` false. The allocator turns the implicit way into a travel step. A robot that
 * does not travel has one region of its own: the places in its reach.
 */

export const parameterSchema = z.strictObject({
  name: variableSchema,
  /** Class of entity, or `number` / `text` for a value that is handed to the robot and not reasoned about. */
  type: idSchema,
  says: bilingualSchema.optional(),
});

export const roleSchema = z.strictObject({
  name: variableSchema,
  /** Parameter (of class place) at which this role stands during the step; none: the robot may be anywhere. */
  at: variableSchema.optional(),
  /** Capability that the role's robot must claim; by default the skill's own id. */
  capability: idSchema.optional(),
});

/** What happens to bodies, for a simulator to carry out and to check by geometry; never read by planner or verifier. */
export const primitiveSchema = z.discriminatedUnion('do', [
  /** Close the gripper on an item, or take it out of a container: checks reach, width, mass, contents, openness. */
  z.strictObject({ do: z.literal('grasp'), role: variableSchema, item: variableSchema }),
  /** Put a held item on or into something (a place, an item that is a container, or a robot's carrier). */
  z.strictObject({ do: z.literal('release'), role: variableSchema, item: variableSchema, onto: variableSchema }),
  /** Take an item from one place and keep it on the role's own carrier (deck, forks, basket), or the reverse. */
  z.strictObject({ do: z.literal('load'), role: variableSchema, item: variableSchema }),
  z.strictObject({ do: z.literal('unload'), role: variableSchema, item: variableSchema, onto: variableSchema }),
  /** Give a held item to another role's hand. */
  z.strictObject({ do: z.literal('transfer'), from: variableSchema, to: variableSchema, item: variableSchema }),
  /** Two or more roles lift, carry or set down one item together. */
  z.strictObject({ do: z.literal('grasp-together'), roles: z.array(variableSchema).min(2), item: variableSchema }),
  z.strictObject({
    do: z.literal('carry-together'),
    roles: z.array(variableSchema).min(2),
    item: variableSchema,
    onto: variableSchema,
  }),
  /** Sense a target from a distance: succeeds within the sensor's range and line of sight; records the fact. */
  z.strictObject({
    do: z.literal('observe'),
    role: variableSchema,
    target: variableSchema,
    record: idSchema.optional(),
  }),
  /** Set a boolean state of a thing: open, powered, pressed, clean … */
  z.strictObject({
    do: z.literal('set-state'),
    role: variableSchema.optional(),
    of: variableSchema,
    state: idSchema,
    value: z.boolean(),
  }),
  /** Change a numeric state of a thing or robot. */
  z.strictObject({ do: z.literal('change'), of: variableSchema, fluent: idSchema, by: numericExpressionSchema }),
  z.strictObject({ do: z.literal('set-number'), of: variableSchema, fluent: idSchema, to: numericExpressionSchema }),
  /** Record an achievement `record(args…)`. */
  z.strictObject({ do: z.literal('record'), fact: idSchema, args: z.array(variableSchema) }),
  /** Body of the role itself: take off, land, stand, dock. */
  z.strictObject({
    do: z.literal('posture'),
    role: variableSchema,
    posture: z.enum(['fly', 'land', 'stand', 'sit', 'dock', 'undock']),
  }),
  /** Move through a passage (door, lift) into another region; the motion itself is commanded as way points. */
  z.strictObject({ do: z.literal('pass'), role: variableSchema, through: variableSchema, to: variableSchema }),
  /** Spend the step's duration. */
  z.strictObject({ do: z.literal('dwell') }),
]);
export type Primitive = z.infer<typeof primitiveSchema>;

export const skillSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  id: idSchema,
  names: namesSchema,
  /** Sentence for one step, with `{robot}` and parameter names in braces: "{robot} picks {item} from {from}". */
  says: bilingualSchema,
  parameters: z.array(parameterSchema).max(8),
  roles: z.array(roleSchema).min(1).max(4),
  conditions: z.strictObject({
    start: z.array(conditionSchema).max(40),
    during: z.array(conditionSchema).max(20).optional(),
    end: z.array(conditionSchema).max(20).optional(),
  }),
  effects: z.strictObject({
    start: z.array(effectSchema).max(40).optional(),
    end: z.array(effectSchema).max(40),
  }),
  /** Seconds, travel not included. `maximum` is the bound that deadlines and time-outs are proved with. */
  duration: z.strictObject({ expected: numericExpressionSchema, maximum: numericExpressionSchema }),
  /** Seconds after which the executor gives up on the step; at least the maximum duration. */
  timeoutSeconds: z.number().positive().max(86_400),
  /** How success is known: a condition that must be observed to hold, not merely reported. */
  success: z.strictObject({ sensed: z.array(conditionSchema).max(10) }),
  /** For a sensing skill: what may be found, and the facts each outcome makes known. Exactly one of them comes. */
  outcomes: z
    .array(z.strictObject({ id: idSchema, says: bilingualSchema, effects: z.array(effectSchema).max(20) }))
    .max(8)
    .optional(),
  /** Skill and arguments that undo this one, parameters of this skill as terms; none: it can't be undone. */
  undo: z.strictObject({ skill: idSchema, args: z.record(variableSchema, z.string()) }).optional(),
  /** True when doing it twice is the same as doing it once (driving to a pose); false: a doubt goes to a person. */
  idempotent: z.boolean(),
  /** `confirm`: a person agrees before the step is dispatched. */
  risk: z.enum(['none', 'confirm']).optional(),
  /** Words that ask for it: verbs of the request, in both languages. */
  verbs: z.strictObject({ en: z.array(z.string().max(40)), zh: z.array(z.string().max(40)) }).optional(),
  /** What it does to bodies, in order, for the simulator. */
  simulation: z.array(primitiveSchema).max(12),
});
export type Skill = z.infer<typeof skillSchema>;
