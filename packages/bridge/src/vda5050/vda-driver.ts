import {
  bilingual,
  type Clock,
  type PoseStamped,
  type Problem,
  type RobotCommand,
  type RobotDriver,
  type RobotEvent,
  type RobotManifest,
  type Skill,
} from '@muster/domain';
import type { FrameRules, MapTransform } from '../frames.ts';
import { HoldWatch } from '../hold-watch.ts';
import type { WireLog } from '../link.ts';
import { bridgeProblem } from '../problems.ts';
import { systemTimers, type Timers } from '../timers.ts';
import { actionOf } from './action-of.ts';
import { type VdaAddress, vdaTopic } from './address.ts';
import { createHeaders } from './header.ts';
import {
  connectionSchema,
  factsheetSchema,
  issueOf,
  stateSchema,
  type VdaAction,
  type VdaError,
  type VdaFactsheet,
  type VdaNode,
  type VdaState,
  visualizationSchema,
} from './messages.ts';
import { MqttLink } from './mqtt-link.ts';
import {
  actionIdOf,
  actionOrder,
  type BookedOrder,
  extendOrder,
  openOrder,
  orderIdOf,
  START_DEVIATION_METRES,
  startNode,
  updateIdOf,
} from './order-book.ts';
import { toVdaPosition } from './positions.ts';
import { TelemetryReader } from './telemetry.ts';

export type VdaDriverOptions = {
  readonly robot: string;
  readonly manifest: RobotManifest;
  readonly address: VdaAddress;
  /** Floors of the scene in order; the first one's map is `map`, the others' `map_<floor>` or the floor's id. */
  readonly floors: readonly string[];
  readonly clock: Clock;
  readonly skills?: Readonly<Record<string, Skill>>;
  /** Where the scene's nodes are: an order may begin with the one that the vehicle reports. */
  readonly nodes?: Readonly<Record<string, Omit<PoseStamped, 'z' | 'yaw'>>>;
  readonly map?: MapTransform;
  /** Metres per second; written into every edge. */
  readonly speedCap?: number;
  /** Told to the vehicle once, when it is first reached, by `initPosition`. */
  readonly initialPose?: PoseStamped;
  readonly timers?: Timers;
  readonly random?: () => number;
  readonly wallMilliseconds?: () => number;
  readonly wire?: WireLog;
  readonly onProblem?: (problem: Problem) => void;
};

type Result = Omit<Extract<RobotEvent, { type: 'result' }>, 'type' | 'robot' | 'command'>;

/** A command whose end has not been heard of. */
type Open = {
  readonly id: string;
  readonly orderId: string;
  readonly updateId: number;
  /** Travel: its end. */
  readonly endSequence?: number;
  /** Skill: its action. */
  readonly actionId?: string;
  readonly skill?: string;
  isAccepted: boolean;
  /** Its progress was told since the link last came up. */
  isTold: boolean;
  isCanceled: boolean;
  /** Why it was canceled, when nobody asked for it. */
  why?: Result;
  stopTimers: () => void;
};

type Refusal = { readonly code: string; readonly message?: string };

/** Seconds after which an order that no state shows is sent once more: the same order twice is one order to a vehicle. */
const REPEAT_SECONDS = 2;
/** A vehicle that stands need not say anything for 30 s; asked, it has to. */
const SILENCE_SECONDS = 2;
const FACTSHEET_TRIES = 5;

/**
 * Driver of one vehicle over VDA 5050 2.1. A travel is one order: what is released is its base, what is planned its horizon, each further
 * release an update. A skill is an order of one node with one action. `cancelOrder` cancels, `startPause` with `cancelOrder` holds.
 */
export class VdaDriver implements RobotDriver {
  readonly robot: string;
  readonly #options: VdaDriverOptions;
  readonly #timers: Timers;
  readonly #link: MqttLink;
  readonly #header: ReturnType<typeof createHeaders>;
  readonly #listeners = new Set<(event: RobotEvent) => void>();
  readonly #open = new Map<string, Open>();
  /** Commands whose end was told; the newest. */
  readonly #over = new Set<string>();
  /** `cancelOrder` actions that wait for an end: action id → order id. */
  readonly #cancels = new Map<string, string>();
  readonly #telemetry: TelemetryReader;
  readonly #hold: HoldWatch;
  readonly #told = new Set<string>();
  #book: BookedOrder | undefined;
  #state: VdaState | undefined;
  #factsheet: VdaFactsheet | undefined;
  #online = false;
  #wasUp = false;
  #isFirstState = true;
  #isPlaced = false;
  #heard = 0;
  #factsheetTries = 0;
  #counter = 0;
  #stopWatch: () => void = () => undefined;

  constructor(options: VdaDriverOptions) {
    this.#options = options;
    this.robot = options.robot;
    this.#timers = options.timers ?? systemTimers;
    this.#header = createHeaders(options.address, options.wallMilliseconds ?? Date.now);
    this.#telemetry = new TelemetryReader({
      robot: options.robot,
      manifest: options.manifest,
      rules: () => this.#rules(),
      sceneSeconds: () => options.clock.sceneSeconds(),
      emit: (event) => this.#emit(event),
      report: (problem) => options.onProblem?.(problem),
    });
    this.#hold = new HoldWatch({
      confirmedBy: options.manifest.hold.confirmedBy,
      timers: this.#timers,
      onOutcome: (confirmed, seconds) => this.#emit({ type: 'hold', robot: this.robot, confirmed, seconds }),
    });
    const { address } = options;
    this.#link = new MqttLink({
      address,
      timers: this.#timers,
      ...(options.random ? { random: options.random } : {}),
      ...(options.wire ? { wire: options.wire } : {}),
      subscribe: {
        [vdaTopic(address, 'connection')]: 1,
        [vdaTopic(address, 'state')]: 0,
        [vdaTopic(address, 'visualization')]: 0,
        [vdaTopic(address, 'factsheet')]: 0,
      },
      onMessage: (topic, payload) => this.#hear(topic, payload),
      onChange: (_, why) => {
        // What was retained of the vehicle's connection comes in after this; until then it is not known to be there.
        this.#online = false;
        this.#state = undefined;
        this.#update(why);
      },
    });
    this.#watchSilence();
  }

  /** What the vehicle says it can do; absent until it has. */
  get factsheet(): VdaFactsheet | undefined {
    return this.#factsheet;
  }

  /** Reached, and its state was heard since: before that nobody knows what it is doing. */
  connected(): boolean {
    return this.#isReached && this.#state !== undefined;
  }

  get #isReached(): boolean {
    return this.#link.isUp && this.#online;
  }

  on(listener: (event: RobotEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#stopWatch();
    this.#hold.end();
    for (const open of this.#open.values()) open.stopTimers();
    this.#open.clear();
    this.#listeners.clear();
    this.#link.close();
  }

  send(command: RobotCommand): void {
    const refusal = this.#begin(command);
    if (refusal)
      this.#emit({ type: 'result', robot: this.robot, command: command.id, outcome: 'rejected', ...refusal });
  }

  /** Sends an order for a command, or says why not; then nothing was sent. */
  #begin(command: RobotCommand): Refusal | undefined {
    const state = this.#state;
    if (!this.connected() || !state) return { code: 'BRIDGE_NOT_CONNECTED' };
    if (this.#open.has(command.id)) {
      this.#problem('BRIDGE_COMMAND_TWICE', 'The same command was sent twice.', '同一命令发送了两次。', command.id);
      return undefined;
    }
    if (!isAutomatic(state))
      return { code: 'VDA5050_NOT_AUTOMATIC', message: `its operating mode is ${state.operatingMode}` };
    const fatal = state.errors.find((error) => error.errorLevel === 'FATAL');
    if (fatal) return { code: 'VDA5050_FATAL_ERROR', message: sayError(fatal) };
    const orderId = orderIdOf(command.id);
    const isUpdate = command.kind === 'travel' && this.#book?.orderId === orderId;
    if (isUpdate) return this.#sendTravel(command);
    if (isBusy(state)) {
      // The standard lets a vehicle refuse a second order while it has one; the old one ends first.
      this.#cancelOrder(state.orderId);
      return { code: 'VDA5050_ORDER_ACTIVE', message: `it still has the order ${state.orderId.slice(0, 100)}` };
    }
    const start = this.#start(state, command.id);
    if (!start) return { code: 'VDA5050_NO_POSITION', message: 'the vehicle does not know where it is' };
    return command.kind === 'travel' ? this.#sendTravel(command, start) : this.#sendAction(command, start);
  }

  cancel(id: string): void {
    const orderId = orderIdOf(id);
    const open = this.#open.get(id);
    if (!this.connected() || this.#over.has(id)) return;
    if (!open && this.#state?.orderId !== orderId) return;
    this.#cancelOrder(orderId, open ? undefined : id);
  }

  hold(): void {
    const orders = this.#activeOrders();
    this.#instant([this.#action('startPause'), ...(orders.length > 0 ? [this.#cancelAction(orders[0]!)] : [])]);
    for (const orderId of orders.slice(1)) this.#cancelOrder(orderId);
    this.#hold.asked();
  }

  release(): void {
    this.#hold.end();
    // Whatever is left of an order must not drive on when the pause ends.
    const orders = this.#activeOrders();
    this.#instant([...(orders.length > 0 ? [this.#cancelAction(orders[0]!)] : []), this.#action('stopPause')]);
  }

  #rules(): FrameRules {
    const { floors, map } = this.#options;
    return { floors, dialect: 'ros2', ...(map ? { map } : {}) };
  }

  #activeOrders(): string[] {
    const orders = new Set([...this.#open.values()].map(({ orderId }) => orderId));
    if (this.#state && isBusy(this.#state)) orders.add(this.#state.orderId);
    return [...orders];
  }

  /** Where a new order begins: the node that the vehicle last passed when it still stands there, else a temporary one at its place. */
  #start(state: VdaState, command: string): VdaNode | undefined {
    const { pose } = this.#telemetry;
    if (!pose) return undefined;
    const known = this.#options.nodes?.[state.lastNodeId];
    if (
      known &&
      known.floor === pose.floor &&
      Math.hypot(known.x - pose.x, known.y - pose.y) <= START_DEVIATION_METRES / 2
    )
      return startNode(state.lastNodeId, { ...known, yaw: pose.yaw }, this.#rules());
    return startNode(`at/${command}`, pose, this.#rules());
  }

  /** @param start of a new order; without it the travel is the next update of the one that is booked */
  #sendTravel(command: Extract<RobotCommand, { kind: 'travel' }>, start?: VdaNode): Refusal | undefined {
    const { speedCap } = this.#options;
    const limits = { rules: this.#rules(), ...(speedCap === undefined ? {} : { speedCap }) };
    const booked = start ? openOrder(command, start, limits) : extendOrder(this.#book!, command, limits);
    const { orderId, orderUpdateId } = booked.book;
    const refusal = this.#publishOrder(
      { id: command.id, orderId, updateId: orderUpdateId, endSequence: booked.endSequence },
      booked.message,
    );
    if (!refusal) this.#book = booked.book;
    return refusal;
  }

  #sendAction(command: Extract<RobotCommand, { kind: 'skill' }>, start: VdaNode): Refusal | undefined {
    const orderId = orderIdOf(command.id);
    const action = actionOf(command, this.#options.manifest, actionIdOf(orderId));
    if (!action.ok)
      return { code: action.problems[0]?.code ?? 'BRIDGE_NO_CALL', message: action.problems[0]?.says.en ?? '' };
    const { actionId, actionType } = action.value;
    const offered = this.#factsheet?.protocolFeatures.agvActions;
    if (offered && !offered.some((entry) => entry.actionType === actionType && entry.actionScopes.includes('NODE')))
      return { code: 'VDA5050_UNKNOWN_ACTION', message: `its factsheet has no action ${actionType}` };
    this.#book = undefined;
    return this.#publishOrder(
      { id: command.id, orderId, updateId: 0, actionId, skill: command.skill },
      actionOrder(command, start, action.value),
    );
  }

  #publishOrder(
    what: Pick<Open, 'id' | 'orderId' | 'updateId' | 'endSequence' | 'actionId' | 'skill'>,
    message: object | undefined,
  ): Refusal | undefined {
    const topic = vdaTopic(this.#options.address, 'order');
    const publish = (): boolean =>
      message === undefined || this.#link.publish(topic, { ...this.#header('order'), ...message });
    if (!publish()) return { code: 'BRIDGE_NOT_CONNECTED' };
    // A newer stretch of the same travel stands for the older ones: their ends are on its way.
    for (const other of this.#open.values())
      if (other.orderId === what.orderId && other.endSequence !== undefined) this.#drop(other);
    const open: Open = { ...what, isAccepted: false, isTold: false, isCanceled: false, stopTimers: () => undefined };
    this.#open.set(what.id, open);
    open.stopTimers = this.#timers.after(REPEAT_SECONDS, () => {
      if (this.#open.get(what.id) === open && !open.isAccepted && !open.isCanceled && this.connected()) publish();
    });
    if (message === undefined && this.#state) this.#judge(open, this.#state);
    return undefined;
  }

  #drop(open: Open): void {
    open.stopTimers();
    this.#open.delete(open.id);
    this.#over.add(open.id);
    if (this.#over.size > 500) this.#over.delete(this.#over.values().next().value!);
  }

  #end(open: Open, result: Result): void {
    if (this.#open.get(open.id) !== open) return;
    this.#drop(open);
    this.#emit({ type: 'result', robot: this.robot, command: open.id, ...result });
  }

  /** @param orphan a command of a process that is gone, whose end is to be told as well */
  #cancelOrder(orderId: string, orphan?: string): void {
    if (orphan !== undefined)
      this.#open.set(orphan, {
        id: orphan,
        orderId,
        updateId: updateIdOf(orphan),
        isAccepted: true,
        isTold: true,
        isCanceled: true,
        stopTimers: () => undefined,
      });
    this.#instant([this.#cancelAction(orderId)]);
  }

  #cancelAction(orderId: string): VdaAction {
    const action = this.#action('cancelOrder');
    this.#cancels.set(action.actionId, orderId);
    if (this.#cancels.size > 100) this.#cancels.delete(this.#cancels.keys().next().value!);
    for (const open of this.#open.values()) if (open.orderId === orderId) open.isCanceled = true;
    if (this.#book?.orderId === orderId) this.#book = undefined;
    return action;
  }

  #action(actionType: string, parameters?: Readonly<Record<string, string | number>>): VdaAction {
    this.#counter += 1;
    return {
      actionType,
      actionId: `${this.robot}/${actionType}/${this.#timers.now().toFixed(3)}/${this.#counter}`,
      blockingType: actionType === 'startPause' || actionType === 'cancelOrder' ? 'HARD' : 'NONE',
      ...(parameters ? { actionParameters: Object.entries(parameters).map(([key, value]) => ({ key, value })) } : {}),
    };
  }

  #instant(actions: readonly VdaAction[]): void {
    const { address } = this.#options;
    // A header that is not sent must not be counted.
    if (!this.#link.isUp) return;
    this.#link.publish(vdaTopic(address, 'instantActions'), { ...this.#header('instantActions'), actions });
  }

  #hear(topic: string, payload: string): void {
    let message: unknown;
    try {
      message = JSON.parse(payload);
    } catch {
      this.#badMessage(topic, 'not JSON');
      return;
    }
    const { address } = this.#options;
    if (topic === vdaTopic(address, 'connection')) this.#hearConnection(topic, message);
    else if (topic === vdaTopic(address, 'state')) this.#hearState(topic, message);
    else if (topic === vdaTopic(address, 'visualization')) {
      const read = visualizationSchema.safeParse(message);
      if (!read.success) this.#badMessage(topic, issueOf(read.error));
      else if (this.connected() && this.#telemetry.move(read.data)) this.#measured();
    } else if (topic === vdaTopic(address, 'factsheet')) {
      const read = factsheetSchema.safeParse(message);
      if (!read.success) this.#badMessage(topic, issueOf(read.error));
      else this.#factsheet = read.data;
    }
  }

  #hearConnection(topic: string, message: unknown): void {
    const read = connectionSchema.safeParse(message);
    if (!read.success) {
      this.#badMessage(topic, issueOf(read.error));
      return;
    }
    const wasOnline = this.#online;
    this.#online = read.data.connectionState === 'ONLINE';
    if (!this.#online) this.#state = undefined;
    else if (!wasOnline) this.#greet();
    this.#update(`the vehicle is ${read.data.connectionState}`);
  }

  /** The first words to a vehicle that has come: it answers with its state and its factsheet. */
  #greet(): void {
    this.#heard = this.#timers.now();
    const { initialPose } = this.#options;
    const place =
      initialPose && !this.#isPlaced
        ? [this.#action('initPosition', { ...toVdaPosition(initialPose, this.#rules()), lastNodeId: '' })]
        : [];
    this.#isPlaced = true;
    this.#instant([...place, this.#action('stateRequest'), this.#action('factsheetRequest')]);
  }

  #update(why: string): void {
    const up = this.connected();
    if (up === this.#wasUp) return;
    this.#wasUp = up;
    if (!up) for (const open of this.#open.values()) open.isTold = false;
    this.#emit({ type: 'link', robot: this.robot, up, ...(up ? {} : { why }) });
  }

  #hearState(topic: string, message: unknown): void {
    const read = stateSchema.safeParse(message);
    if (!read.success) {
      this.#badMessage(topic, issueOf(read.error));
      return;
    }
    if (!this.#isReached) return;
    const state = read.data;
    this.#state = state;
    this.#heard = this.#timers.now();
    this.#update('');
    if (this.#telemetry.move(state)) this.#measured();
    this.#telemetry.report(state);
    this.#readErrors(state);
    if (this.#isFirstState) {
      this.#isFirstState = false;
      this.#adopt(state);
    }
    this.#readCancels(state);
    for (const open of [...this.#open.values()]) this.#judge(open, state);
  }

  #measured(): void {
    this.#hold.measured(this.#telemetry.speed);
  }

  /** An order of ours that an earlier process gave: the vehicle still knows its id, so what became of it can be told. */
  #adopt(state: VdaState): void {
    if (![4, 5].includes(state.orderId.split('/').length) || this.#open.size > 0) return;
    const actionId = actionIdOf(state.orderId);
    const what = state.actionStates.some((action) => action.actionId === actionId)
      ? { id: state.orderId, actionId }
      : {
          id: `${state.orderId}/${state.orderUpdateId + 1}`,
          endSequence: Math.max(-1, ...state.nodeStates.filter((node) => node.released).map((node) => node.sequenceId)),
        };
    // A travel with nothing left of its base has ended, but not necessarily where it should.
    if (what.endSequence === -1) return;
    this.#open.set(what.id, {
      ...what,
      orderId: state.orderId,
      updateId: state.orderUpdateId,
      isAccepted: false,
      isTold: false,
      isCanceled: false,
      stopTimers: () => undefined,
    });
  }

  /** Ends what a `cancelOrder` has ended. */
  #readCancels(state: VdaState): void {
    for (const [actionId, orderId] of [...this.#cancels]) {
      const status = state.actionStates.find((action) => action.actionId === actionId)?.actionStatus;
      if (status !== 'FINISHED' && status !== 'FAILED') continue;
      // FAILED: it has no order to cancel. Then nothing of it runs either, unless its own state says otherwise.
      if (status === 'FAILED' && state.orderId === orderId && isBusy(state)) continue;
      this.#cancels.delete(actionId);
      for (const open of [...this.#open.values()])
        if (open.orderId === orderId) this.#end(open, this.#done(open, state) ?? open.why ?? { outcome: 'canceled' });
    }
  }

  /** Success of a command as the state shows it. */
  #done(open: Open, state: VdaState): Result | undefined {
    if (state.orderId !== open.orderId || state.orderUpdateId < open.updateId) return undefined;
    if (open.endSequence !== undefined)
      return state.lastNodeSequenceId >= open.endSequence ? { outcome: 'succeeded' } : undefined;
    const action = state.actionStates.find(({ actionId }) => actionId === open.actionId);
    if (action?.actionStatus !== 'FINISHED') return undefined;
    const said = action.resultDescription?.slice(0, 300);
    const skill = open.skill === undefined ? undefined : this.#options.skills?.[open.skill];
    const found = skill?.outcomes?.find(({ id }) => id === said?.trim())?.id;
    return {
      outcome: 'succeeded',
      ...(said ? { message: said } : {}),
      ...(found === undefined ? {} : { found }),
    };
  }

  #judge(open: Open, state: VdaState): void {
    if (state.orderId !== open.orderId || state.orderUpdateId < open.updateId) {
      const refusal = open.isAccepted ? undefined : refusalOf(state, open);
      if (refusal)
        this.#end(open, {
          outcome: 'rejected',
          code: `VDA5050_${refusal.errorType}`.slice(0, 80),
          message: sayError(refusal),
        });
      else if (open.isAccepted && state.orderId !== open.orderId)
        this.#end(open, open.why ?? { outcome: 'canceled', code: 'VDA5050_ORDER_REPLACED' });
      return;
    }
    open.isAccepted = true;
    const done = this.#done(open, state);
    if (done) {
      this.#end(open, done);
      return;
    }
    if (open.actionId !== undefined) {
      const action = state.actionStates.find(({ actionId }) => actionId === open.actionId);
      if (action?.actionStatus === 'FAILED') {
        this.#end(
          open,
          open.isCanceled
            ? (open.why ?? { outcome: 'canceled' })
            : {
                outcome: 'failed',
                code: 'VDA5050_ACTION_FAILED',
                ...(action.resultDescription ? { message: action.resultDescription.slice(0, 300) } : {}),
              },
        );
        return;
      }
      if (action && action.actionStatus !== 'WAITING') this.#progress(open, action.actionStatus.toLowerCase());
      else this.#progress(open);
      return;
    }
    // Nothing is left of it, and it is not at its end: somebody else has canceled it.
    if (!isBusy(state) && !open.isCanceled) {
      this.#end(open, open.why ?? { outcome: 'canceled', code: 'VDA5050_ORDER_ENDED' });
      return;
    }
    this.#progress(open, state.paused ? 'paused' : undefined);
  }

  #progress(open: Open, phase?: string): void {
    if (open.isTold && phase === undefined) return;
    open.isTold = true;
    this.#emit({
      type: 'progress',
      robot: this.robot,
      command: open.id,
      progress: 0,
      ...(phase === undefined ? {} : { phase }),
    });
  }

  /** FATAL: it has stopped and needs a person, so what it was doing is over. WARNING: worth telling, once. */
  #readErrors(state: VdaState): void {
    for (const error of state.errors) {
      const key = `${error.errorLevel} ${error.errorType}`;
      if (!this.#told.has(key) && this.#told.size < 200) {
        this.#told.add(key);
        const said = sayError(error);
        this.#problem(
          error.errorLevel === 'FATAL' ? 'VDA5050_FATAL_ERROR' : 'VDA5050_WARNING',
          `${this.robot} reports ${error.errorLevel}: ${said}.`,
          `${this.robot} 报告 ${error.errorLevel}：${said}。`,
          this.robot,
        );
      }
      if (error.errorLevel === 'FATAL')
        this.#breakOff({ outcome: 'failed', code: 'VDA5050_FATAL_ERROR', message: sayError(error) });
    }
    if (state.errors.length === 0) this.#told.clear();
    if (!isAutomatic(state))
      this.#breakOff({
        outcome: 'failed',
        code: 'VDA5050_NOT_AUTOMATIC',
        message: `taken over: ${state.operatingMode}`,
      });
  }

  #breakOff(why: Result): void {
    for (const open of [...this.#open.values()]) {
      if (open.isCanceled) continue;
      open.why = why;
      this.#cancelOrder(open.orderId);
    }
  }

  #watchSilence(): void {
    this.#stopWatch = this.#timers.after(SILENCE_SECONDS / 2, () => {
      const isSilent = this.#isReached && this.#timers.now() - this.#heard >= SILENCE_SECONDS;
      // Sent at quality of service 0, so it may be lost; without it nothing is known of what it can do.
      const isUnknown = this.#isReached && !this.#factsheet && this.#factsheetTries < FACTSHEET_TRIES;
      if (isUnknown) this.#factsheetTries += 1;
      if (isSilent) this.#heard = this.#timers.now();
      if (isSilent || isUnknown)
        this.#instant([
          ...(isSilent ? [this.#action('stateRequest')] : []),
          ...(isUnknown ? [this.#action('factsheetRequest')] : []),
        ]);
      this.#watchSilence();
    });
  }

  #badMessage(topic: string, why: string): void {
    const key = `${topic} ${why}`;
    if (this.#told.has(key) || this.#told.size > 200) return;
    this.#told.add(key);
    this.#problem(
      'BRIDGE_BAD_MESSAGE',
      `Message of ${this.robot} not used: ${why}.`,
      `未采用 ${this.robot} 的消息：${why}。`,
      topic,
    );
  }

  #problem(code: string, en: string, zh: string, place?: string): void {
    this.#options.onProblem?.(bridgeProblem(code, bilingual(en, zh), place));
  }

  #emit(event: RobotEvent): void {
    for (const listener of [...this.#listeners]) listener(event);
  }
}

export const createVdaDriver = (options: VdaDriverOptions): VdaDriver => new VdaDriver(options);

const isAutomatic = ({ operatingMode }: VdaState): boolean =>
  operatingMode === 'AUTOMATIC' || operatingMode === 'SEMIAUTOMATIC';

const isBusy = (state: VdaState): boolean => {
  if (state.nodeStates.length + state.edgeStates.length > 0) return true;
  const own = actionIdOf(state.orderId);
  return state.actionStates.some(
    ({ actionId, actionStatus }) => actionId === own && actionStatus !== 'FINISHED' && actionStatus !== 'FAILED',
  );
};

/** Why the vehicle did not take an order. Source: VDA 5050 2.1.0, section 6.6.4. */
const refusalOf = (state: VdaState, open: Open): VdaError | undefined =>
  state.errors.find(({ errorReferences = [] }) => {
    const at = (key: string): string | undefined =>
      errorReferences.find(({ referenceKey }) => referenceKey === key)?.referenceValue;
    const update = at('orderUpdateId');
    return at('orderId') === open.orderId && (update === undefined || Number(update) === open.updateId);
  });

const sayError = (error: VdaError): string =>
  [error.errorType, error.errorDescription]
    .filter((part) => part)
    .join(': ')
    .slice(0, 300);
