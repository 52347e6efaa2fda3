import { OBSERVATION, type VdaActionState, type VdaError } from './messages.ts';
import type { OrderExecution } from './order-execution.ts';

/** Facts that were observed together, under a name that no other batch has. */
export type Batch = {
  readonly name: string;
  readonly facts: readonly { readonly fact: string; readonly value: boolean | number }[];
};

/** How a vehicle stands, beside its order. */
export type Standing = {
  readonly driving: boolean;
  /** `agvPosition` and `velocity`. */
  readonly position: object;
  readonly paused: boolean;
  readonly isUnderWay: boolean;
  readonly loads: ReadonlySet<string>;
  readonly instant: readonly VdaActionState[];
  /** 0..1. */
  readonly charge: number;
  readonly errors: readonly VdaError[];
  readonly batches: readonly Batch[];
};

/** The body of a `state` message, VDA 5050 2.1 section 6.10; what was observed goes along as information. */
export const stateOf = (order: OrderExecution, standing: Standing): object => ({
  orderId: order.orderId,
  orderUpdateId: order.orderUpdateId,
  lastNodeId: order.lastNodeId,
  lastNodeSequenceId: order.lastNodeSequenceId,
  driving: standing.driving,
  paused: standing.paused,
  newBaseRequest: !standing.isUnderWay && order.nodes.length > 0 && !order.nodes[0]!.released,
  operatingMode: 'AUTOMATIC',
  nodeStates: order.nodes.map(({ nodeId, sequenceId, released }) => ({ nodeId, sequenceId, released })),
  edgeStates: order.edges.map(({ edgeId, sequenceId, released }) => ({ edgeId, sequenceId, released })),
  ...standing.position,
  loads: [...standing.loads].map((loadId) => ({ loadId })),
  actionStates: [...order.actionStates, ...standing.instant],
  batteryState: { batteryCharge: Math.round(standing.charge * 1e4) / 100, charging: false },
  errors: standing.errors,
  information: standing.batches.map(({ name, facts }) => ({
    infoType: OBSERVATION,
    infoLevel: 'INFO',
    infoDescription: name,
    infoReferences: facts.map(({ fact, value }) => ({ referenceKey: fact, referenceValue: String(value) })),
  })),
  safetyState: { eStop: 'NONE', fieldViolation: false },
});
