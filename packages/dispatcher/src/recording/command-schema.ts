import { faultSchema, idSchema } from '@muster/domain';
import type { SimCommand } from '@muster/sim-core';
import { z } from 'zod';

const name = z.string();
/** What JSON can't say (NaN, infinite) was written as null. */
const number = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

/** What can be done to a simulated world, as it comes from a file or the command line. */
export const simCommandSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('travel'),
    robot: name,
    id: name,
    waypoints: z
      .array(z.strictObject({ floor: name, x: number, y: number, z: number, yaw: number.optional() }))
      .max(10_000),
    speed: number.optional(),
  }),
  z.strictObject({
    kind: z.literal('skill'),
    robot: name,
    id: name,
    skill: name,
    role: name.optional(),
    args: z.record(z.string(), z.union([z.string(), number])),
    others: z.record(z.string(), z.string()).optional(),
  }),
  z.strictObject({ kind: z.literal('cancel'), robot: name, id: name.optional() }),
  z.strictObject({ kind: z.literal('hold'), robot: name }),
  z.strictObject({ kind: z.literal('release'), robot: name }),
  z.strictObject({ kind: z.literal('device'), device: name, state: name, value: z.union([z.boolean(), z.string()]) }),
  z.strictObject({ kind: z.literal('fault'), fault: faultSchema }),
  z.strictObject({ kind: z.literal('clear-fault'), id: idSchema }),
]);

export const loggedCommandSchema = z.strictObject({ tick: z.int().min(0), command: simCommandSchema });

/** A command from a command line: JSON text. */
export const parseSimCommand = (text: string): SimCommand | undefined => {
  try {
    return simCommandSchema.parse(JSON.parse(text)) as SimCommand;
  } catch {
    return undefined;
  }
};
