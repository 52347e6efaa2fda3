import type { PoseStamped, RobotDriver, RobotEvent, RobotManifest, Skill } from '@muster/domain';
import type { FrameRules } from '../frames.ts';
import type { WireLog } from '../link.ts';
import { systemTimers, type Timers } from '../timers.ts';
import { type VdaAddress, vdaTopic } from './address.ts';
import { type BodyCommand, driveOf, placedAt, skillOf } from './body-command.ts';
import { factsheetOf, type INSTANT_ACTIONS } from './factsheet.ts';
import { createHeaders } from './header.ts';
import {
  instantActionsSchema,
  issueOf,
  orderSchema,
  type VdaAction,
  type VdaActionState,
  type VdaError,
  type VdaNode,
} from './messages.ts';
import { MqttLink } from './mqtt-link.ts';
import { OrderExecution } from './order-execution.ts';
import { fromVdaPosition, toVdaPosition } from './positions.ts';
import type { Batch } from './state-message.ts';
import { stateOf } from './state-message.ts';

export type VdaVehicleOptions = {
  readonly address: VdaAddress;
  readonly manifest: RobotManifest;
  /** What moves: a simulated robot, or a real one that speaks ROS. Not closed by the vehicle. */
  readonly body: RobotDriver;
  /** Floors of the scene in order, with their height in metres. */
  readonly floors: readonly { readonly id: string; readonly elevation: number }[];
  readonly skills?: Readonly<Record<string, Skill>>;
  /** Puts the body's own idea of where it is right; without it, `initPosition` fails. */
  readonly setInitialPose?: (pose: PoseStamped) => boolean;
  readonly stateMilliseconds?: number;
  readonly visualizationMilliseconds?: number;
  readonly timers?: Timers;
  readonly random?: () => number;
  readonly wallMilliseconds?: () => number;
  readonly wire?: WireLog;
};

/** Metres from a node's position at which it counts as passed when its order names no deviation. */
const PASSED_METRES = 0.4;
const STATE_SECONDS = 5;
const RETRY_SECONDS = 0.3;
const BODY_TRIES = 8;
const BATCHES_KEPT = 20;
const INSTANT_STATES_KEPT = 50;
/** A body has no deadline of its own here; whoever gave the order has. */
const BODY_DEADLINE_SECONDS = 600;
const DRIVING_SPEED = 0.02;

type Current = {
  readonly id: string;
  readonly kind: 'travel' | 'action';
  readonly until: number;
  readonly actionId?: string;
};
type Body = { pose?: PoseStamped; speed: number; charge: number; up: boolean };

/**
 * A VDA 5050 2.1 vehicle around any robot that a driver can move: takes orders and instant actions from a broker, drives its body along
 * the base, reports state. For simulated AMRs, and for robots that speak ROS behind a master control that does not.
 */
export class VdaVehicle {
  readonly #options: VdaVehicleOptions;
  readonly #timers: Timers;
  readonly #link: MqttLink;
  readonly #header: ReturnType<typeof createHeaders>;
  readonly #order = new OrderExecution();
  readonly #body: Body = { speed: 0, charge: 0, up: false };
  readonly #actionTypes: readonly string[];
  readonly #stops: (() => void)[] = [];
  readonly #loads = new Set<string>();
  readonly #boot: string;
  #batches: Batch[] = [];
  #batchCount = 0;
  #instant: VdaActionState[] = [];
  #errors: VdaError[] = [];
  #current: Current | undefined;
  #isPaused = false;
  #pausing: string[] = [];
  #canceling: string[] = [];
  #tries = 0;
  #counter = 0;
  #isDirty = false;
  #isShown = true;
  #lastState = Number.NEGATIVE_INFINITY;

  constructor(options: VdaVehicleOptions) {
    this.#options = options;
    this.#timers = options.timers ?? systemTimers;
    const wall = options.wallMilliseconds ?? Date.now;
    this.#boot = wall().toString(36);
    this.#header = createHeaders(options.address, wall);
    this.#actionTypes = options.manifest.capabilities.map(
      ({ skill }) => options.manifest.vda5050?.actions[skill]?.actionType ?? skill,
    );
    this.#body.up = options.body.connected();
    const { address } = options;
    this.#link = new MqttLink({
      address,
      timers: this.#timers,
      ...(options.random ? { random: options.random } : {}),
      ...(options.wire ? { wire: options.wire } : {}),
      will: () => ({
        topic: vdaTopic(address, 'connection'),
        payload: JSON.stringify(this.#connection('CONNECTIONBROKEN')),
        qos: 1,
        retain: true,
      }),
      subscribe: { [vdaTopic(address, 'order')]: 0, [vdaTopic(address, 'instantActions')]: 0 },
      onMessage: (topic, payload) => this.#hear(topic, payload),
      onChange: (up) => {
        if (!up) return;
        this.#link.publish(vdaTopic(address, 'connection'), this.#connection('ONLINE'), { qos: 1, retain: true });
        this.#publishFactsheet();
        this.#publishState();
      },
    });
    this.#stops.push(options.body.on((event) => this.#take(event)));
    this.#every((options.stateMilliseconds ?? 100) / 1000, () => {
      if (this.#isDirty || this.#timers.now() - this.#lastState >= STATE_SECONDS) this.#publishState();
    });
    this.#every((options.visualizationMilliseconds ?? 200) / 1000, () => this.#publishVisualization());
  }

  /** Connected to its broker. */
  get isUp(): boolean {
    return this.#link.isUp;
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#link.close({ topic: vdaTopic(this.#options.address, 'connection'), message: this.#connection('OFFLINE') });
  }

  #every(seconds: number, run: () => void): void {
    const slot = this.#stops.length;
    this.#stops.push(() => undefined);
    const again = (): void => {
      this.#stops[slot] = this.#timers.after(seconds, () => {
        run();
        again();
      });
    };
    again();
  }

  #connection(connectionState: 'ONLINE' | 'OFFLINE' | 'CONNECTIONBROKEN'): object {
    return { ...this.#header('connection'), connectionState };
  }

  #rules(): FrameRules {
    return { floors: this.#options.floors.map(({ id }) => id), dialect: 'ros2' };
  }

  #ground() {
    return { rules: this.#rules(), elevation: (floor: string) => this.#elevation(floor) };
  }

  #hear(topic: string, payload: string): void {
    let message: unknown;
    try {
      message = JSON.parse(payload);
    } catch {
      this.#error({ errorType: 'validationError', errorLevel: 'WARNING', errorDescription: `${topic}: not JSON` });
      return;
    }
    if (topic === vdaTopic(this.#options.address, 'order')) this.#hearOrder(message);
    else this.#hearInstant(message);
    this.#advance();
    this.#isDirty = true;
  }

  #hearOrder(message: unknown): void {
    const read = orderSchema.safeParse(message);
    if (!read.success) {
      const { orderId, orderUpdateId } = (message ?? {}) as { orderId?: unknown; orderUpdateId?: unknown };
      this.#error({
        errorType: 'validationError',
        errorLevel: 'WARNING',
        errorDescription: issueOf(read.error),
        errorReferences: [
          ...(typeof orderId === 'string' ? [{ referenceKey: 'orderId', referenceValue: orderId.slice(0, 256) }] : []),
          ...(typeof orderUpdateId === 'number'
            ? [{ referenceKey: 'orderUpdateId', referenceValue: String(orderUpdateId) }]
            : []),
        ],
      });
      return;
    }
    const floors = this.#rules();
    const refusal = this.#order.take(read.data, {
      isNear: (node) => this.#distance(node) <= (node.nodePosition?.allowedDeviationXY ?? PASSED_METRES),
      canDo: (actionType) => this.#actionTypes.includes(actionType),
      knowsMap: (mapId) => fromVdaPosition({ x: 0, y: 0, mapId }, floors) !== undefined,
    });
    if (refusal) this.#error(refusal);
    else {
      // What was wrong with an order is reported until the next one is taken.
      this.#errors = [];
      this.#tries = 0;
    }
  }

  #hearInstant(message: unknown): void {
    const read = instantActionsSchema.safeParse(message);
    if (!read.success) {
      this.#error({ errorType: 'validationError', errorLevel: 'WARNING', errorDescription: issueOf(read.error) });
      return;
    }
    for (const action of read.data.actions) {
      // The same action again is the same action.
      if (this.#instant.some(({ actionId }) => actionId === action.actionId)) continue;
      this.#instant.push({ actionId: action.actionId, actionType: action.actionType, actionStatus: 'RUNNING' });
      if (this.#instant.length > INSTANT_STATES_KEPT) this.#instant.shift();
      this.#doInstant(action);
    }
  }

  #doInstant(action: VdaAction): void {
    const { body } = this.#options;
    switch (action.actionType as (typeof INSTANT_ACTIONS)[number]) {
      case 'cancelOrder':
        if (!this.#order.isBusy) {
          this.#endInstant(action.actionId, 'FAILED', 'there is no order');
          this.#error({
            errorType: 'noOrderToCancel',
            errorLevel: 'WARNING',
            errorReferences: [{ referenceKey: 'actionId', referenceValue: action.actionId }],
          });
          return;
        }
        this.#canceling.push(action.actionId);
        if (this.#current) body.cancel(this.#current.id);
        return;
      case 'startPause':
        this.#isPaused = true;
        this.#pausing.push(action.actionId);
        body.hold();
        return;
      case 'stopPause':
        this.#isPaused = false;
        for (const id of this.#pausing.splice(0))
          this.#endInstant(id, 'FAILED', 'the pause was ended before it was reached');
        body.release();
        this.#endInstant(action.actionId, 'FINISHED');
        return;
      case 'stateRequest':
        this.#endInstant(action.actionId, 'FINISHED');
        this.#publishState();
        return;
      case 'factsheetRequest':
        this.#publishFactsheet();
        this.#endInstant(action.actionId, 'FINISHED');
        return;
      case 'initPosition': {
        const pose = placedAt(action, this.#ground());
        const done = pose !== undefined && this.#options.setInitialPose?.(pose) === true;
        this.#endInstant(
          action.actionId,
          done ? 'FINISHED' : 'FAILED',
          done ? undefined : 'it can not be told where it is',
        );
        return;
      }
      default:
        this.#endInstant(action.actionId, 'FAILED', 'unknown action');
        this.#error({
          errorType: 'instantActionError',
          errorLevel: 'WARNING',
          errorDescription: `no instant action ${action.actionType}`,
          errorReferences: [{ referenceKey: 'actionId', referenceValue: action.actionId }],
        });
    }
  }

  #endInstant(actionId: string, actionStatus: VdaActionState['actionStatus'], resultDescription?: string): void {
    this.#instant = this.#instant.map((state) =>
      state.actionId === actionId
        ? { ...state, actionStatus, ...(resultDescription === undefined ? {} : { resultDescription }) }
        : state,
    );
    this.#isDirty = true;
  }

  #error(error: VdaError): void {
    this.#errors = [...this.#errors.filter((known) => JSON.stringify(known) !== JSON.stringify(error)), error].slice(
      -20,
    );
    this.#isDirty = true;
  }

  /** Lets the body do what comes next. */
  #advance(): void {
    if (this.#canceling.length > 0) {
      if (this.#current) return;
      this.#order.drop();
      for (const id of this.#canceling.splice(0)) this.#endInstant(id, 'FINISHED');
      return;
    }
    if (this.#isPaused || !this.#body.up) return;
    if (this.#current?.kind === 'action') return;
    if (!this.#current) {
      const action = this.#order.nextAction();
      if (action) {
        this.#startAction(action);
        return;
      }
    }
    const stretch = this.#order.nextStretch();
    const last = stretch?.nodes[stretch.nodes.length - 1];
    // A longer base replaces the way that is being driven; the body goes on without a stop.
    if (stretch && last && (!this.#current || last.sequenceId > this.#current.until))
      this.#drive(stretch.nodes, stretch.maxSpeed, last.sequenceId);
  }

  #drive(nodes: readonly VdaNode[], maxSpeed: number, until: number): void {
    const drive = driveOf(nodes, maxSpeed, this.#body.pose, this.#options.manifest, this.#ground());
    this.#send(drive, { kind: 'travel', until });
  }

  #startAction(action: VdaAction): void {
    const { manifest, skills } = this.#options;
    this.#order.setAction(action.actionId, 'RUNNING');
    this.#isDirty = true;
    const until = this.#order.lastNodeSequenceId;
    this.#send(skillOf(action, manifest, skills), { kind: 'action', until, actionId: action.actionId });
  }

  #send(what: BodyCommand, current: Omit<Current, 'id'>): void {
    this.#counter += 1;
    const id = `${this.#boot}/${this.#order.orderId}/${this.#order.orderUpdateId}/${this.#counter}`;
    this.#current = { id, ...current };
    this.#options.body.send({
      id,
      robot: this.#options.body.robot,
      epoch: 1,
      deadlineSeconds: BODY_DEADLINE_SECONDS,
      ...what,
    });
  }

  #take(event: RobotEvent): void {
    switch (event.type) {
      case 'pose':
        this.#moved(event.pose, event.speed);
        break;
      case 'battery':
        this.#body.charge = event.charge;
        break;
      case 'observed':
        this.#observed(event.facts);
        break;
      case 'hold':
        if (event.confirmed) for (const id of this.#pausing.splice(0)) this.#endInstant(id, 'FINISHED');
        break;
      case 'link':
        this.#bodyLink(event.up);
        break;
      case 'result':
        if (event.command === this.#current?.id) this.#ended(this.#current, event);
        break;
      case 'progress':
        return;
    }
    if (event.type !== 'pose' && event.type !== 'battery') this.#isDirty = true;
    this.#advance();
  }

  #moved(pose: PoseStamped, speed: number): void {
    const wasDriving = this.#body.speed > DRIVING_SPEED;
    this.#body.pose = pose;
    this.#body.speed = speed;
    this.#isShown = false;
    if (wasDriving !== speed > DRIVING_SPEED) this.#isDirty = true;
    const current = this.#current;
    if (current?.kind !== 'travel') return;
    for (;;) {
      const [next] = this.#order.nodes;
      // The last node of a stretch is passed when the body says that it has arrived.
      if (!next || next.sequenceId >= current.until) return;
      if (this.#distance(next) > Math.max(PASSED_METRES, next.nodePosition?.allowedDeviationXY ?? 0)) return;
      this.#order.passed(next.sequenceId);
      this.#isDirty = true;
    }
  }

  #ended(current: Current, event: Extract<RobotEvent, { type: 'result' }>): void {
    this.#current = undefined;
    if (current.kind === 'action') {
      const done = event.outcome === 'succeeded';
      this.#order.setAction(
        current.actionId!,
        done ? 'FINISHED' : 'FAILED',
        (done ? event.found : undefined) ?? event.message ?? event.code,
      );
      return;
    }
    if (event.outcome === 'succeeded') {
      this.#order.passed(current.until);
      this.#tries = 0;
      return;
    }
    if (this.#isPaused || this.#canceling.length > 0) return;
    this.#tries += 1;
    if (this.#tries > BODY_TRIES) {
      this.#error({
        errorType: 'drivingError',
        errorLevel: 'WARNING',
        errorDescription: [event.code, event.message]
          .filter((part) => part)
          .join(': ')
          .slice(0, 300),
        errorReferences: [{ referenceKey: 'orderId', referenceValue: this.#order.orderId }],
      });
      this.#order.drop();
      return;
    }
    // Until then nothing is sent: a body that refuses at once would be asked without end.
    const pause: Current = { id: '', kind: 'travel', until: Number.MAX_SAFE_INTEGER };
    this.#current = pause;
    this.#stops.push(
      this.#timers.after(RETRY_SECONDS, () => {
        if (this.#current !== pause) return;
        this.#current = undefined;
        this.#advance();
      }),
    );
  }

  #bodyLink(up: boolean): void {
    this.#body.up = up;
    if (!up) {
      this.#error({
        errorType: 'bodyUnreachable',
        errorLevel: 'FATAL',
        errorDescription: 'the connection to the robot is down',
      });
      return;
    }
    this.#errors = this.#errors.filter(({ errorType }) => errorType !== 'bodyUnreachable');
    const current = this.#current;
    this.#current = undefined;
    // A way may be sent again; of an action nobody knows how far it got.
    if (current?.kind === 'action') this.#order.setAction(current.actionId!, 'FAILED', 'the connection broke');
  }

  #observed(facts: readonly { fact: string; value: boolean | number }[]): void {
    this.#batchCount += 1;
    this.#batches = [...this.#batches, { name: `${this.#boot}:${this.#batchCount}`, facts }].slice(-BATCHES_KEPT);
    for (const { fact, value } of facts) {
      const load = /^loaded\(([^,]+),([^)]+)\)$/.exec(fact);
      if (load?.[2] !== this.#options.body.robot) continue;
      if (value === true) this.#loads.add(load[1]!);
      else this.#loads.delete(load[1]!);
    }
  }

  #distance(node: VdaNode): number {
    const { pose } = this.#body;
    const place = node.nodePosition && fromVdaPosition(node.nodePosition, this.#rules());
    return pose && place && place.floor === pose.floor
      ? Math.hypot(place.x - pose.x, place.y - pose.y)
      : Number.POSITIVE_INFINITY;
  }

  #elevation(floor: string): number {
    return this.#options.floors.find(({ id }) => id === floor)?.elevation ?? 0;
  }

  #position(): object {
    const { pose, speed } = this.#body;
    return {
      ...(pose ? { agvPosition: { ...toVdaPosition(pose, this.#rules()), positionInitialized: true } } : {}),
      velocity: { vx: speed, vy: 0, omega: 0 },
    };
  }

  #publishFactsheet(): void {
    if (!this.#link.isUp) return;
    const { address, manifest } = this.#options;
    const message = { ...this.#header('factsheet'), ...factsheetOf(manifest, this.#actionTypes) };
    this.#link.publish(vdaTopic(address, 'factsheet'), message, { retain: true });
  }

  #publishVisualization(): void {
    if (this.#isShown || !this.#body.pose || !this.#link.isUp) return;
    this.#isShown = true;
    const { address } = this.#options;
    this.#link.publish(vdaTopic(address, 'visualization'), { ...this.#header('visualization'), ...this.#position() });
  }

  #publishState(): void {
    if (!this.#link.isUp) return;
    this.#isDirty = false;
    this.#lastState = this.#timers.now();
    const told = {
      driving: this.#body.speed > DRIVING_SPEED,
      position: this.#position(),
      paused: this.#isPaused,
      isUnderWay: this.#current !== undefined,
      loads: this.#loads,
      instant: this.#instant,
      charge: this.#body.charge,
      errors: this.#errors,
      batches: this.#batches,
    };
    const message = { ...this.#header('state'), ...stateOf(this.#order, told) };
    this.#link.publish(vdaTopic(this.#options.address, 'state'), message);
  }
}

export const createVdaVehicle = (options: VdaVehicleOptions): VdaVehicle => new VdaVehicle(options);
