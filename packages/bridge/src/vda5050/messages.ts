import { z } from 'zod';

/**
 * Messages of VDA 5050 2.1.0 as they are read: what is needed is required and bounded, what a vehicle adds or a later minor version brings is
 * passed over. Source: VDA 5050 2.1.0, sections 6.6 to 6.13.
 */
const id = z.string().max(256);
const finite = z.number().min(-1e6).max(1e6);
const text = z.string().max(4000);
const count = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

const header = {
  headerId: z.number().optional(),
  timestamp: z.string().max(64).optional(),
  version: z.string().max(32).optional(),
  manufacturer: id.optional(),
  serialNumber: id.optional(),
};

const position = z.object({ x: finite, y: finite, theta: finite.optional(), mapId: id });

export const actionSchema = z.object({
  actionType: z.string().min(1).max(128),
  actionId: z.string().min(1).max(256),
  actionDescription: text.optional(),
  blockingType: z.enum(['NONE', 'SOFT', 'HARD']),
  actionParameters: z
    .array(z.object({ key: z.string().max(256), value: z.json() }))
    .max(200)
    .optional(),
});
export type VdaAction = z.infer<typeof actionSchema>;

const actions = z.array(actionSchema).max(200);

export const nodeSchema = z.object({
  nodeId: id,
  sequenceId: count,
  released: z.boolean(),
  nodePosition: position
    .extend({ allowedDeviationXY: finite.min(0).optional(), allowedDeviationTheta: finite.optional() })
    .optional(),
  actions,
});
export type VdaNode = z.infer<typeof nodeSchema>;

export const edgeSchema = z.object({
  edgeId: id,
  sequenceId: count,
  released: z.boolean(),
  startNodeId: id,
  endNodeId: id,
  maxSpeed: finite.min(0).optional(),
  actions,
});
export type VdaEdge = z.infer<typeof edgeSchema>;

export const orderSchema = z.object({
  ...header,
  orderId: z.string().min(1).max(256),
  orderUpdateId: count,
  nodes: z.array(nodeSchema).min(1).max(5000),
  edges: z.array(edgeSchema).max(5000),
});
export type VdaOrder = z.infer<typeof orderSchema>;

export const instantActionsSchema = z.object({ ...header, actions });
export type VdaInstantActions = z.infer<typeof instantActionsSchema>;

export const connectionSchema = z.object({
  ...header,
  connectionState: z.enum(['ONLINE', 'OFFLINE', 'CONNECTIONBROKEN']),
});

export const ACTION_STATUSES = ['WAITING', 'INITIALIZING', 'RUNNING', 'PAUSED', 'FINISHED', 'FAILED'] as const;
export const actionStateSchema = z.object({
  actionId: id,
  actionType: z.string().max(128).optional(),
  actionStatus: z.enum(ACTION_STATUSES),
  resultDescription: text.optional(),
});
export type VdaActionState = z.infer<typeof actionStateSchema>;

const reference = z.object({ referenceKey: text, referenceValue: text });
export const errorSchema = z.object({
  errorType: z.string().max(256),
  errorReferences: z.array(reference).max(200).optional(),
  errorDescription: text.optional(),
  errorHint: text.optional(),
  errorLevel: z.enum(['WARNING', 'FATAL']),
});
export type VdaError = z.infer<typeof errorSchema>;

const agvPosition = position.extend({
  theta: finite,
  positionInitialized: z.boolean(),
  localizationScore: z.number().optional(),
});
const velocity = z.object({ vx: finite.optional(), vy: finite.optional(), omega: finite.optional() });

export const stateSchema = z.object({
  ...header,
  orderId: id,
  orderUpdateId: count,
  lastNodeId: id,
  lastNodeSequenceId: count,
  driving: z.boolean(),
  paused: z.boolean().optional(),
  newBaseRequest: z.boolean().optional(),
  operatingMode: z.enum(['AUTOMATIC', 'SEMIAUTOMATIC', 'MANUAL', 'SERVICE', 'TEACHIN']),
  nodeStates: z.array(z.object({ nodeId: id, sequenceId: count, released: z.boolean() })).max(5000),
  edgeStates: z.array(z.object({ edgeId: id, sequenceId: count, released: z.boolean() })).max(5000),
  agvPosition: agvPosition.optional(),
  velocity: velocity.optional(),
  loads: z
    .array(z.object({ loadId: id.optional(), loadType: text.optional() }))
    .max(200)
    .optional(),
  actionStates: z.array(actionStateSchema).max(2000),
  batteryState: z.object({ batteryCharge: finite, charging: z.boolean() }),
  errors: z.array(errorSchema).max(500),
  information: z
    .array(
      z.object({
        infoType: z.string().max(256),
        infoReferences: z.array(reference).max(2000).optional(),
        infoDescription: text.optional(),
        infoLevel: z.enum(['INFO', 'DEBUG']),
      }),
    )
    .max(500)
    .optional(),
  safetyState: z.object({ eStop: z.enum(['AUTOACK', 'MANUAL', 'REMOTE', 'NONE']), fieldViolation: z.boolean() }),
});
export type VdaState = z.infer<typeof stateSchema>;

export const visualizationSchema = z.object({
  ...header,
  agvPosition: agvPosition.optional(),
  velocity: velocity.optional(),
});

export const factsheetSchema = z.object({
  ...header,
  typeSpecification: z.object({ seriesName: text, agvKinematic: text, agvClass: text, maxLoadMass: z.number() }),
  physicalParameters: z.object({ speedMax: z.number(), length: z.number(), width: z.number() }),
  protocolFeatures: z.object({
    agvActions: z.array(z.object({ actionType: z.string().max(128), actionScopes: z.array(z.string()) })).max(500),
  }),
});
export type VdaFactsheet = z.infer<typeof factsheetSchema>;

/** Key of observed facts in a state's `information`; its references are fact → value, as text. Vehicles of others have none. */
export const OBSERVATION = 'observation';

/** First issue of a schema, as place and cause. */
export const issueOf = (error: z.ZodError): string => {
  const [issue] = error.issues;
  return issue ? `${issue.path.join('.') || 'message'}: ${issue.message}` : 'unreadable';
};
