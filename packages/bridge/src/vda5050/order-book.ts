import type { PoseStamped, RobotCommand } from '@muster/domain';
import type { FrameRules } from '../frames.ts';
import type { VdaAction, VdaEdge, VdaNode, VdaOrder } from './messages.ts';
import { toVdaPosition } from './positions.ts';

type Travel = Extract<RobotCommand, { kind: 'travel' }>;
type OrderBody = Pick<VdaOrder, 'orderId' | 'orderUpdateId' | 'nodes' | 'edges'>;

/** What has to be remembered of an order to continue it: its last released node, which an update begins with again, unchanged. */
export type BookedOrder = {
  readonly orderId: string;
  readonly orderUpdateId: number;
  readonly baseEnd: VdaNode;
};

export type BookedCommand = {
  readonly book: BookedOrder;
  /** Sequence number of the node that the command ends at. */
  readonly endSequence: number;
  /** Absent when the vehicle knows all of it already. */
  readonly message?: OrderBody;
};

export type OrderLimits = {
  readonly rules: FrameRules;
  /** Metres per second. */
  readonly speedCap?: number;
};

/** Metres around a start node within which a vehicle counts as standing on it. */
export const START_DEVIATION_METRES = 1;

/** Order of a command: that of its step's attempt, and of its role in a joint one. A travel that is released in stretches is one order with updates. */
export const orderIdOf = (command: string): string =>
  command.replace(/\/\d+$/, (end, at: number) => (command.slice(0, at).split('/').length === 4 ? '' : end));
/** The n-th stretch of a travel is the n-th update, counted from 0. */
export const updateIdOf = (command: string): number => Math.max(0, Number(command.split('/')[4] ?? 1) - 1) || 0;
export const actionIdOf = (orderId: string): string => `${orderId}/do`;

/** A node that a new order may begin with: the one the vehicle reports, or a temporary one where it stands. Source: VDA 5050 2.1.0, 6.6.3.1. */
export const startNode = (nodeId: string, pose: Omit<PoseStamped, 'z'>, rules: FrameRules): VdaNode => ({
  nodeId,
  sequenceId: 0,
  released: true,
  nodePosition: {
    ...toVdaPosition(pose, rules),
    allowedDeviationXY: START_DEVIATION_METRES,
    allowedDeviationTheta: Math.PI,
  },
  actions: [],
});

/** A new order: base as far as the travel is released, horizon as far as it is planned. */
export const openOrder = (command: Travel, start: VdaNode, limits: OrderLimits): BookedCommand =>
  write(command, { orderId: orderIdOf(command.id), orderUpdateId: updateIdOf(command.id), baseEnd: start }, limits);

/** The same order, continued from its last released node. Without a message when nothing more is released than the vehicle was told. */
export const extendOrder = (book: BookedOrder, command: Travel, limits: OrderLimits): BookedCommand => {
  const orderUpdateId = Math.max(updateIdOf(command.id), book.orderUpdateId + 1);
  const next = write(command, { ...book, orderUpdateId }, limits);
  return next.book.baseEnd === book.baseEnd ? { book, endSequence: book.baseEnd.sequenceId } : next;
};

/** One node, where the vehicle stands, with one thing to do there. */
export const actionOrder = (
  command: Extract<RobotCommand, { kind: 'skill' }>,
  start: VdaNode,
  action: VdaAction,
): OrderBody => ({
  orderId: orderIdOf(command.id),
  orderUpdateId: 0,
  nodes: [{ ...start, sequenceId: 0, actions: [action] }],
  edges: [],
});

type Stop = { readonly id: string; readonly pose: PoseStamped; readonly isEnd: boolean; readonly released: boolean };

const write = (command: Travel, from: BookedOrder, limits: OrderLimits): BookedCommand => {
  const { nodes: ids, waypoints, ahead, last } = command;
  const known = ids.lastIndexOf(from.baseEnd.nodeId);
  const stops: Stop[] = [
    ...ids.slice(known + 1).map((id, index) => ({
      id,
      pose: waypoints[known + 1 + index]!,
      // An orientation that is given has to be taken up: asked for only where the travel ends.
      isEnd: last && known + 1 + index === ids.length - 1,
      released: true,
    })),
    ...(ahead?.nodes ?? []).map((id, index) => ({
      id,
      pose: ahead!.waypoints[index]!,
      isEnd: index === ahead!.nodes.length - 1,
      released: false,
    })),
  ].filter((stop) => stop.pose !== undefined);
  const nodes: VdaNode[] = [from.baseEnd];
  const edges: VdaEdge[] = [];
  const maxSpeed = Math.min(command.speed, limits.speedCap ?? Number.MAX_VALUE);
  for (const stop of stops) {
    const before = nodes[nodes.length - 1]!;
    const { theta, ...position } = toVdaPosition(stop.pose, limits.rules);
    edges.push({
      edgeId: `${before.nodeId}--${stop.id}`,
      sequenceId: before.sequenceId + 1,
      released: stop.released,
      startNodeId: before.nodeId,
      endNodeId: stop.id,
      maxSpeed,
      actions: [],
    });
    nodes.push({
      nodeId: stop.id,
      sequenceId: before.sequenceId + 2,
      released: stop.released,
      nodePosition: { ...position, ...(stop.isEnd ? { theta } : {}) },
      actions: [],
    });
  }
  const baseEnd = nodes.findLast((node) => node.released)!;
  const { orderId, orderUpdateId } = from;
  return {
    book: { orderId, orderUpdateId, baseEnd },
    endSequence: baseEnd.sequenceId,
    message: { orderId, orderUpdateId, nodes, edges },
  };
};
