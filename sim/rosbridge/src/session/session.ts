import type { GraphClock } from '../clock.ts';
import { formatRefusal, type RosRefusal, type RosRefusalCode, refuse, toRefusal } from '../errors.ts';
import type { RosGraph } from '../graph/ros-graph.ts';
import type { Registration } from '../graph/service-space.ts';
import { ActionOperations } from './action-operations.ts';
import { CompatBuffer } from './compat-buffer.ts';
import { createPublicationEncoder, type Deflate } from './encode-publication.ts';
import { FragmentJoiner } from './fragments.ts';
import {
  frameText,
  type InboundFrame,
  optionalInteger,
  optionalString,
  parseFrame,
  parseJson,
  readFrame,
  requireString,
} from './inbound-frame.ts';
import { DEFAULT_LIMITS, type SessionLimits, type SessionMode } from './limits.ts';
import { Outbox, type SessionTransport } from './outbox.ts';
import { ServiceOperations } from './service-operations.ts';
import type { SessionContext } from './session-context.ts';
import { TopicOperations } from './topic-operations.ts';

export interface SessionOptions {
  readonly graph: RosGraph;
  readonly transport: SessionTransport;
  /** Distinguishes clients of one server; part of fragment ids and of log lines. */
  readonly clientId: string;
  /** Default `strict`. */
  readonly mode?: SessionMode;
  /** Time of throttles, deadlines and fragment timeouts. Default: the graph's. */
  readonly clock?: GraphClock;
  readonly limits?: Partial<SessionLimits>;
  /**
   * A ROS 2 server with its default launch settings: while a service call or a goal of this client is unanswered, its
   * other frames wait, except cancels. Only in `compat`. Default false, as every robot should be launched.
   */
  readonly hasBlockingCalls?: boolean;
  /** Compresses `png` frames; without it they are valid but not smaller. */
  readonly deflate?: Deflate;
}

export interface SessionStats {
  readonly receivedFrames: number;
  readonly refusedFrames: number;
  readonly refusedByCode: Readonly<Partial<Record<RosRefusalCode, number>>>;
  readonly sentFrames: number;
  readonly droppedMessages: number;
}

type StatusLevel = 'error' | 'warning' | 'info' | 'none';
const LEVELS: readonly StatusLevel[] = ['error', 'warning', 'info', 'none'];
const NODE = '/rosbridge_websocket';
/** WebSocket close code "policy violation". */
const POLICY_VIOLATION = 1008;

/**
 * One client of the bridge: rosbridge v2 over any transport. It has no timers: {@link poll} sends what throttles and
 * slow sockets held back, and is also called by the graph's `advance`.
 *
 * Nothing that a client sends throws out of {@link receive}; what is refused is counted and, in strict mode, answered by
 * a `status` frame with code, place, cause and remedy.
 */
export class RosbridgeSession {
  readonly clientId: string;
  readonly #context: SessionContext;
  readonly #topics: TopicOperations;
  readonly #services: ServiceOperations;
  readonly #actions: ActionOperations;
  readonly #fragments: FragmentJoiner;
  readonly #buffer = new CompatBuffer((text) => parseJson(text, 'compat'));
  readonly #advance: Registration;
  readonly #handlers: Readonly<Record<string, (frame: InboundFrame) => void>>;
  readonly #refusedByCode: Partial<Record<RosRefusalCode, number>> = {};
  readonly #hasBlockingCalls: boolean;
  readonly #waiting: string[] = [];
  #level: StatusLevel = 'error';
  #receivedFrames = 0;
  #refusedFrames = 0;
  #refusalsInARow = 0;
  #droppedMessages = 0;
  #isClosed = false;

  constructor(options: SessionOptions) {
    const { graph, clientId } = options;
    const mode = options.mode ?? 'strict';
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const clock = options.clock ?? graph.clock;
    const outbox = new Outbox(options.transport, limits, mode, clientId, mode === 'compat' && graph.dialect === 'ros1');
    const encode = createPublicationEncoder(graph, options.deflate);
    const onDropped = (): void => {
      this.#droppedMessages += 1;
    };
    this.clientId = clientId;
    this.#hasBlockingCalls = mode === 'compat' && options.hasBlockingCalls === true;
    this.#context = {
      graph,
      mode,
      limits,
      clock,
      outbox,
      node: NODE,
      subscriptionServices: { graph, clock, mode, outbox, encode, node: NODE, onDropped },
      report: (refusal, id) => this.#report(refusal, id),
    };
    this.#topics = new TopicOperations(this.#context);
    this.#services = new ServiceOperations(this.#context);
    this.#actions = new ActionOperations(this.#context);
    this.#fragments = new FragmentJoiner(limits);
    this.#handlers = this.#createHandlers();
    this.#advance = graph.onAdvance(() => this.poll());
  }

  /** Handles one frame of the client, text or UTF-8 bytes. Never throws. */
  receive(frame: string | Uint8Array): void {
    if (this.#isClosed) return;
    this.#receivedFrames += 1;
    this.#accept(frame);
  }

  #accept(frame: string | Uint8Array): void {
    const { limits, mode } = this.#context;
    try {
      const text = frameText(frame, limits);
      if (this.#isBlocked && !text.includes('cancel_action_goal')) {
        if (this.#waiting.length >= limits.maxPendingRequests) {
          refuse('ROSBRIDGE_LIMIT_REACHED', '', 'too many frames wait for an unanswered call', 'Wait for the answer.');
        }
        this.#waiting.push(text);
        return;
      }
      if (mode === 'strict') this.#handle(parseFrame(text, limits, mode));
      else this.#receiveAsReal(text);
    } catch (error) {
      this.#report(toRefusal(error), undefined);
    }
  }

  /** Real servers parse again what they could not parse before. */
  #receiveAsReal(text: string): void {
    const objects = this.#buffer.push(text);
    if (objects.length === 0)
      refuse('ROSBRIDGE_FRAME_NOT_JSON', '', 'no operation in the frame', 'Send one JSON object per frame.');
    for (const object of objects) {
      try {
        this.#handle(readFrame(object, 'compat'));
      } catch (error) {
        this.#report(toRefusal(error), undefined);
      }
    }
  }

  #handle(frame: InboundFrame): void {
    try {
      this.#dispatch(frame);
      this.#refusalsInARow = 0;
    } catch (error) {
      this.#report(toRefusal(error), frame.id);
    }
  }

  /** Sends what is due: throttled messages, messages held back for a slow socket, expired calls. */
  poll(): void {
    if (this.#isClosed) return;
    while (this.#waiting.length > 0 && !this.#isBlocked) this.#accept(this.#waiting.shift() as string);
    this.#topics.poll();
    this.#services.poll();
    for (const id of this.#fragments.expire(this.#context.clock.now())) {
      const cause = `the fragments ${id.slice(0, 80)} stayed incomplete`;
      this.#report({ code: 'ROSBRIDGE_FRAGMENT_EXPIRED', place: 'id', cause, remedy: 'Send the message again.' }, id);
    }
  }

  /** Ends the session: subscriptions, advertisements and provided services go; goals keep running, as on real robots. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#advance.close();
    this.#topics.close();
    this.#services.close();
    this.#actions.close();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get stats(): SessionStats {
    return {
      receivedFrames: this.#receivedFrames,
      refusedFrames: this.#refusedFrames,
      refusedByCode: { ...this.#refusedByCode },
      sentFrames: this.#context.outbox.sentFrames,
      droppedMessages: this.#droppedMessages,
    };
  }

  get #isBlocked(): boolean {
    return this.#hasBlockingCalls && this.#services.pendingCalls + this.#actions.pendingGoals > 0;
  }

  #dispatch(frame: InboundFrame): void {
    const handler = Object.hasOwn(this.#handlers, frame.op) ? this.#handlers[frame.op] : undefined;
    if (handler === undefined) {
      refuse(
        'ROSBRIDGE_OP_UNKNOWN',
        'op',
        `unknown operation "${frame.op.slice(0, 60)}"`,
        'See the rosbridge v2 protocol.',
      );
    }
    const fragmentSize = optionalInteger(frame, 'fragment_size', this.#minFragmentSize(), Number.MAX_SAFE_INTEGER);
    if (fragmentSize !== undefined) this.#context.outbox.stickyFragmentSize = fragmentSize;
    handler(frame);
  }

  #minFragmentSize(): number {
    return this.#context.mode === 'compat' ? 1 : this.#context.limits.minFragmentSize;
  }

  #createHandlers(): Readonly<Record<string, (frame: InboundFrame) => void>> {
    const topics = this.#topics;
    const services = this.#services;
    const actions = this.#actions;
    const ros2 =
      (handler: (frame: InboundFrame) => void) =>
      (frame: InboundFrame): void => {
        if (this.#context.graph.dialect === 'ros1') {
          refuse(
            'ROSBRIDGE_OP_NOT_IN_DIALECT',
            'op',
            `${frame.op} is an operation of ROS 2`,
            'Use the actionlib topics.',
          );
        }
        handler(frame);
      };
    return {
      advertise: (frame) => topics.advertise(frame),
      unadvertise: (frame) => topics.unadvertise(frame),
      publish: (frame) => topics.publish(frame),
      subscribe: (frame) => topics.subscribe(frame),
      unsubscribe: (frame) => topics.unsubscribe(frame),
      call_service: (frame) => services.call(frame),
      advertise_service: (frame) => services.advertise(frame),
      unadvertise_service: (frame) => services.unadvertise(frame),
      service_response: (frame) => services.respond(frame),
      send_action_goal: ros2((frame) => actions.sendGoal(frame)),
      cancel_action_goal: ros2((frame) => actions.cancelGoal(frame)),
      advertise_action: ros2((frame) => actions.advertise(frame)),
      unadvertise_action: ros2((frame) => actions.unadvertise(frame)),
      action_feedback: ros2((frame) => actions.feedback(frame)),
      action_result: ros2((frame) => actions.result(frame)),
      fragment: (frame) => this.#joinFragment(frame),
      set_level: (frame) => this.#setLevel(frame),
      status: (frame) => {
        optionalString(frame, 'msg');
      },
      auth: notForServer('this server knows no authentication and listens on loopback only'),
      png: notForServer('png frames are only sent by servers'),
    };
  }

  #joinFragment(frame: InboundFrame): void {
    const text = this.#fragments.add(frame, this.#context.clock.now());
    if (text === undefined) return;
    const joined = parseFrame(text, this.#context.limits, this.#context.mode);
    if (joined.op === 'fragment') {
      refuse('ROSBRIDGE_FRAGMENT_INVALID', 'data', 'fragments of fragments', 'Fragment a message once.');
    }
    this.#dispatch(joined);
  }

  #setLevel(frame: InboundFrame): void {
    const level = requireString(frame, 'level');
    const known = LEVELS.find((candidate) => candidate === level);
    if (known === undefined) {
      refuse('ROSBRIDGE_FIELD_RANGE', 'level', `no level "${level.slice(0, 40)}"`, `Use ${LEVELS.join(', ')}.`);
    }
    this.#level = known;
  }

  #report(refusal: RosRefusal, id: string | undefined): void {
    this.#refusedFrames += 1;
    this.#refusalsInARow += 1;
    this.#refusedByCode[refusal.code] = (this.#refusedByCode[refusal.code] ?? 0) + 1;
    const { outbox, mode, limits } = this.#context;
    if (mode === 'strict' && this.#level !== 'none' && !outbox.isCongested) {
      const { code, place, remedy } = refusal;
      outbox.sendText(
        JSON.stringify({ op: 'status', level: 'error', msg: formatRefusal(refusal), code, place, remedy, id }),
        undefined,
      );
    }
    if (this.#refusalsInARow >= limits.maxRefusalsInARow) {
      outbox.close(POLICY_VIOLATION, `${this.#refusalsInARow} refused frames in a row`);
      this.close();
    }
  }
}

function notForServer(cause: string): (frame: InboundFrame) => void {
  return () => refuse('ROSBRIDGE_OP_NOT_FOR_SERVER', 'op', cause, 'Leave the frame out.');
}
