import type { VdaActionState, VdaEdge, VdaError, VdaNode, VdaOrder } from './messages.ts';

export type OrderChecks = {
  /** Whether the vehicle stands on a node or within its deviation range. */
  readonly isNear: (node: VdaNode) => boolean;
  /** Whether it can do an action on a node. */
  readonly canDo: (actionType: string) => boolean;
  readonly knowsMap: (mapId: string) => boolean;
};

/**
 * An order as a vehicle holds it: what is left of it, and what became of its actions. Pure state; who drives tells it what was passed.
 * Source: VDA 5050 2.1.0, sections 6.6.2 to 6.6.4 and figure 8.
 */
export class OrderExecution {
  orderId = '';
  orderUpdateId = 0;
  lastNodeId = '';
  lastNodeSequenceId = 0;
  /** Not yet passed, in order; the horizon included. */
  nodes: VdaNode[] = [];
  edges: VdaEdge[] = [];
  actionStates: VdaActionState[] = [];
  #actions = new Map<string, VdaNode['actions'][number]>();
  #isCanceled = false;

  get isBusy(): boolean {
    return (
      this.nodes.length + this.edges.length > 0 ||
      this.actionStates.some(({ actionStatus }) => actionStatus !== 'FINISHED' && actionStatus !== 'FAILED')
    );
  }

  /** Takes an order or an update over, or says why not; a repetition of what it has changes nothing. */
  take(order: VdaOrder, checks: OrderChecks): VdaError | undefined {
    const references = [
      { referenceKey: 'orderId', referenceValue: order.orderId },
      { referenceKey: 'orderUpdateId', referenceValue: String(order.orderUpdateId) },
    ];
    const refuse = (errorType: string, errorDescription: string): VdaError => ({
      errorType,
      errorLevel: 'WARNING',
      errorDescription,
      errorReferences: references,
    });
    const malformed = malformationOf(order);
    if (malformed) return refuse('validationError', malformed);
    const isUpdate = order.orderId === this.orderId && this.orderId !== '';
    if (isUpdate && order.orderUpdateId === this.orderUpdateId) return undefined;
    if (isUpdate && order.orderUpdateId < this.orderUpdateId)
      return refuse('orderUpdateError', `update ${order.orderUpdateId} is older than ${this.orderUpdateId}`);
    const actions = [...order.nodes, ...order.edges].flatMap((part) => part.actions);
    const unknown = actions.find(({ actionType }) => !checks.canDo(actionType));
    if (unknown) return refuse('orderError', `no action ${unknown.actionType}`);
    if (order.edges.some((edge) => edge.actions.length > 0)) return refuse('orderError', 'no actions on edges');
    const map = order.nodes.find(({ nodePosition }) => nodePosition && !checks.knowsMap(nodePosition.mapId));
    if (map) return refuse('orderError', `no map ${map.nodePosition?.mapId}`);
    const unplaced = order.nodes.slice(1).find(({ nodePosition }) => !nodePosition);
    if (unplaced) return refuse('orderError', `node ${unplaced.nodeId} has no position`);
    const first = order.nodes[0]!;
    if (isUpdate) {
      const end = this.isBusy ? (this.nodes.findLast((node) => node.released) ?? this.#lastNode()) : this.#lastNode();
      if (this.#isCanceled || first.nodeId !== end.nodeId || first.sequenceId !== end.sequenceId)
        return refuse('orderUpdateError', `the base ends at ${end.nodeId} (${end.sequenceId})`);
      this.nodes = this.nodes.filter((node) => node.released);
      this.edges = this.edges.filter((edge) => edge.released);
    } else {
      if (this.isBusy) return refuse('orderError', `order ${this.orderId} is not over`);
      if (first.nodeId !== this.lastNodeId && !checks.isNear(first))
        return refuse('orderError', `too far from node ${first.nodeId}`);
      this.orderId = order.orderId;
      this.#isCanceled = false;
      this.lastNodeId = first.nodeId;
      this.lastNodeSequenceId = first.sequenceId;
      this.actionStates = [];
      this.#actions.clear();
      this.#addActions(first);
    }
    this.orderUpdateId = order.orderUpdateId;
    this.nodes.push(...order.nodes.slice(1));
    this.edges.push(...order.edges);
    for (const node of order.nodes.slice(1)) if (node.released) this.#addActions(node);
    return undefined;
  }

  #lastNode(): { nodeId: string; sequenceId: number } {
    return { nodeId: this.lastNodeId, sequenceId: this.lastNodeSequenceId };
  }

  #addActions(node: VdaNode): void {
    for (const action of node.actions) {
      if (this.#actions.has(action.actionId)) continue;
      this.#actions.set(action.actionId, action);
      this.actionStates.push({ actionId: action.actionId, actionType: action.actionType, actionStatus: 'WAITING' });
    }
    this.#atNode.set(
      node.sequenceId,
      node.actions.map(({ actionId }) => actionId),
    );
  }
  #atNode = new Map<number, string[]>();

  /** Everything up to and with this node is behind the vehicle. */
  passed(sequenceId: number): void {
    const node = this.nodes.findLast((entry) => entry.sequenceId <= sequenceId);
    if (!node) return;
    this.lastNodeId = node.nodeId;
    this.lastNodeSequenceId = node.sequenceId;
    this.nodes = this.nodes.filter((entry) => entry.sequenceId > sequenceId);
    this.edges = this.edges.filter((entry) => entry.sequenceId > sequenceId);
  }

  /** Action to do where it stands. Only released nodes' actions are ever in it. */
  nextAction(): VdaNode['actions'][number] | undefined {
    const waiting = (this.#atNode.get(this.lastNodeSequenceId) ?? []).find(
      (id) => this.actionStates.find((state) => state.actionId === id)?.actionStatus === 'WAITING',
    );
    return waiting === undefined ? undefined : this.#actions.get(waiting);
  }

  /** Released nodes to drive through now: as far as the first one with something to do. */
  nextStretch(): { readonly nodes: readonly VdaNode[]; readonly maxSpeed: number } | undefined {
    const nodes: VdaNode[] = [];
    for (const node of this.nodes) {
      if (!node.released) break;
      nodes.push(node);
      if (node.actions.length > 0) break;
    }
    const last = nodes[nodes.length - 1];
    if (!last) return undefined;
    const speeds = this.edges
      .filter((edge) => edge.sequenceId < last.sequenceId && edge.maxSpeed !== undefined)
      .map((edge) => edge.maxSpeed!);
    return { nodes, maxSpeed: Math.min(Number.MAX_VALUE, ...speeds) };
  }

  setAction(actionId: string, actionStatus: VdaActionState['actionStatus'], resultDescription?: string): void {
    this.actionStates = this.actionStates.map((state) =>
      state.actionId === actionId
        ? { ...state, actionStatus, ...(resultDescription === undefined ? {} : { resultDescription }) }
        : state,
    );
  }

  /** Nothing of it is left to do; what was not done has failed. Ids are kept. */
  drop(): void {
    this.#isCanceled = true;
    this.nodes = [];
    this.edges = [];
    this.actionStates = this.actionStates.map((state) =>
      state.actionStatus === 'FINISHED' ? state : { ...state, actionStatus: 'FAILED' },
    );
  }
}

/** What keeps an order from meaning anything, if something does. */
const malformationOf = ({ nodes, edges }: VdaOrder): string | undefined => {
  if (edges.length !== nodes.length - 1) return `${nodes.length} nodes do not go with ${edges.length} edges`;
  if (!nodes[0]!.released) return 'the first node is not released';
  for (let index = 1; index < nodes.length; index += 1) {
    const [before, edge, node] = [nodes[index - 1]!, edges[index - 1]!, nodes[index]!];
    if (edge.sequenceId !== before.sequenceId + 1 || node.sequenceId !== before.sequenceId + 2)
      return `sequenceId ${edge.sequenceId}, ${node.sequenceId} after ${before.sequenceId}`;
    if (edge.startNodeId !== before.nodeId || edge.endNodeId !== node.nodeId)
      return `edge ${edge.edgeId} does not join ${before.nodeId} and ${node.nodeId}`;
    if (node.released && !(edge.released && before.released)) return `released after the horizon began: ${node.nodeId}`;
    if (edge.released !== node.released) return `edge ${edge.edgeId} and its end are not released together`;
  }
  const ids = [...nodes, ...edges].flatMap((part) => part.actions.map(({ actionId }) => actionId));
  if (new Set(ids).size !== ids.length) return 'two actions with one id';
  return undefined;
};
