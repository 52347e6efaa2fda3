import type { GraphClock } from '../clock.ts';
import { refuse, toRefusal } from '../errors.ts';
import { programContext, type RosMessage } from '../messages/codec.ts';
import type { ActionType, TypeRegistry } from '../messages/type-registry.ts';
import { absoluteName } from './names.ts';
import type { Registration } from './service-space.ts';
import type { LinkFilter } from './topic-space.ts';

/** Where a goal is, in words both dialects share; the wire numbers differ and are made at the edge. */
export type GoalStatus =
  | 'accepted'
  | 'executing'
  | 'canceling'
  | 'succeeded'
  | 'canceled'
  | 'aborted'
  | 'rejected'
  /** Cancelled before it began. */
  | 'recalled';

/** What an action server does with one goal. After the first terminal call all further calls are ignored. */
export interface GoalHandle {
  readonly goalId: string;
  readonly status: GoalStatus;
  feedback(values: object): void;
  succeed(values?: object): void;
  abort(values?: object, text?: string): void;
  canceled(values?: object): void;
  /** Refuses the goal; after the first feedback it counts as an abort. */
  reject(text: string): void;
}

/** A ROS action server, registered by the simulator or on behalf of a client. */
export interface ActionServer {
  readonly name: string;
  readonly type: string;
  readonly node?: string;
  /**
   * `replace` (default): one goal at a time, a new one cancels the old and begins when that has ended, as actionlib's
   * simple server and Nav2 do. `parallel`: every goal begins at once.
   */
  readonly concurrency?: 'replace' | 'parallel';
  onGoal(goalId: string, goal: RosMessage, handle: GoalHandle): void;
  /** Return `false` to refuse; otherwise end the goal with `canceled` when motion has stopped. */
  onCancel?(goalId: string): boolean | undefined;
}

export interface GoalOutcome {
  readonly status: 'succeeded' | 'canceled' | 'aborted' | 'rejected' | 'recalled';
  readonly values: RosMessage;
  readonly text: string;
}

export interface GoalListener {
  onFeedback?(values: RosMessage): void;
  onOutcome?(outcome: GoalOutcome): void;
}

export interface GoalInfo {
  readonly goalId: string;
  readonly status: GoalStatus;
  readonly text: string;
  /** Graph seconds of the request. */
  readonly stampSeconds: number;
  /** Graph seconds of the end, absent while it runs. */
  readonly endedSeconds?: number;
}

export interface ActionInfo {
  readonly name: string;
  readonly type: ActionType;
  readonly node: string;
}

/** Told of every change of any goal of an action, for status topics. */
export interface ActionObserver {
  onStatus(action: ActionInfo, goal: GoalInfo): void;
  onFeedback(action: ActionInfo, goal: GoalInfo, values: RosMessage): void;
  onOutcome(action: ActionInfo, goal: GoalInfo, outcome: GoalOutcome): void;
}

interface Goal {
  readonly id: string;
  readonly goal: RosMessage;
  readonly listener: GoalListener;
  readonly stampSeconds: number;
  status: GoalStatus;
  text: string;
  isBegun: boolean;
  isReplaced: boolean;
  hasFeedback: boolean;
  endedSeconds?: number;
}

interface Action {
  readonly info: ActionInfo;
  readonly server: ActionServer;
  readonly goals: Map<string, Goal>;
  observer: ActionObserver | undefined;
  isClosed: boolean;
}

const TERMINAL: ReadonlySet<GoalStatus> = new Set(['succeeded', 'canceled', 'aborted', 'rejected', 'recalled']);

/** How long an ended goal keeps its id reserved and its status listed, graph seconds. Measured at actionlib: 5 s. */
export const GOAL_MEMORY_SECONDS = 5;

/** Actions of one graph: goal life cycle, independent of how a dialect carries it. */
export class ActionSpace {
  readonly #types: TypeRegistry;
  readonly #clock: GraphClock;
  readonly #actions = new Map<string, Action>();
  #filter: LinkFilter | undefined;

  constructor(types: TypeRegistry, clock: GraphClock) {
    this.#types = types;
    this.#clock = clock;
  }

  setLinkFilter(filter: LinkFilter | undefined): void {
    this.#filter = filter;
  }

  /** @throws RosRefusalError on an invalid name, an unknown type, or a name that is taken */
  advertise(server: ActionServer): ActionInfo & Registration & { observe(observer: ActionObserver): void } {
    const name = absoluteName(server.name, 'action');
    const type = this.#types.action(server.type, 'type');
    if (this.#actions.has(name)) {
      refuse('ROSBRIDGE_ACTION_TAKEN', 'action', `${name} is provided already`, 'Choose another name.');
    }
    const info: ActionInfo = { name, type, node: server.node ?? '/simulator' };
    const action: Action = { info, server, goals: new Map(), observer: undefined, isClosed: false };
    this.#actions.set(name, action);
    return {
      ...info,
      observe: (observer) => {
        action.observer = observer;
      },
      close: () => {
        if (action.isClosed) return;
        action.isClosed = true;
        for (const goal of [...action.goals.values()]) this.#end(action, goal, 'aborted', {}, 'the action server left');
        this.#actions.delete(name);
      },
    };
  }

  /** @throws RosRefusalError `ROSBRIDGE_ACTION_UNKNOWN` */
  find(name: string): ActionInfo {
    return this.#find(name).info;
  }

  /**
   * Sends a goal that the action's codec has decoded. The outcome may arrive before this returns.
   * @throws RosRefusalError `ROSBRIDGE_ACTION_UNKNOWN`; `ROSBRIDGE_GOAL_DUPLICATE` while the id is remembered
   */
  sendGoal(name: string, goalId: string, goal: RosMessage, listener: GoalListener, stampSeconds?: number): void {
    const action = this.#find(name);
    this.#forget(action);
    if (action.goals.has(goalId)) {
      refuse(
        'ROSBRIDGE_GOAL_DUPLICATE',
        'id',
        `goal id ${goalId.slice(0, 80)} is in use on ${action.info.name}`,
        'Give every goal its own id.',
      );
    }
    const record: Goal = {
      id: goalId,
      goal,
      listener,
      stampSeconds: stampSeconds ?? this.#clock.now(),
      status: 'accepted',
      text: '',
      isBegun: false,
      isReplaced: false,
      hasFeedback: false,
    };
    action.goals.set(goalId, record);
    const admit = (): void => this.#admit(action, record);
    if (this.#filter === undefined) admit();
    else this.#filter(action.info.name, admit);
  }

  /**
   * Asks to cancel; `false` when the goal is not running or its server refuses.
   * @throws RosRefusalError `ROSBRIDGE_ACTION_UNKNOWN`
   */
  cancelGoal(name: string, goalId: string): boolean {
    const action = this.#find(name);
    const goal = action.goals.get(goalId);
    if (goal === undefined || TERMINAL.has(goal.status)) return false;
    if (this.#filter === undefined) return this.#cancel(action, goal);
    this.#filter(action.info.name, () => this.#cancel(action, goal));
    return true;
  }

  /** Goals that run or ended within {@link GOAL_MEMORY_SECONDS}, oldest first. */
  goals(name: string): readonly GoalInfo[] {
    const action = this.#find(name);
    this.#forget(action);
    return [...action.goals.values()].map(toInfo);
  }

  list(): readonly ActionInfo[] {
    return [...this.#actions.values()].map((action) => action.info).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #admit(action: Action, goal: Goal): void {
    if (TERMINAL.has(goal.status)) return;
    const others = [...action.goals.values()].filter((other) => other !== goal && !TERMINAL.has(other.status));
    if ((action.server.concurrency ?? 'replace') === 'parallel' || others.length === 0) {
      this.#begin(action, goal);
      return;
    }
    action.observer?.onStatus(action.info, toInfo(goal));
    for (const other of others) {
      other.isReplaced = true;
      this.#cancel(action, other);
    }
  }

  #begin(action: Action, goal: Goal): void {
    if (goal.isBegun || TERMINAL.has(goal.status)) return;
    goal.isBegun = true;
    goal.status = 'executing';
    try {
      action.server.onGoal(goal.id, goal.goal, this.#handle(action, goal));
    } catch (error) {
      this.#end(action, goal, 'aborted', {}, toRefusal(error).cause);
      return;
    }
    if (!TERMINAL.has(goal.status)) action.observer?.onStatus(action.info, toInfo(goal));
  }

  #cancel(action: Action, goal: Goal): boolean {
    if (TERMINAL.has(goal.status)) return false;
    if (!goal.isBegun) {
      this.#end(action, goal, 'recalled', {}, '');
      return true;
    }
    const previous = goal.status;
    goal.status = 'canceling';
    let isRefused = false;
    try {
      isRefused = action.server.onCancel?.(goal.id) === false || action.server.onCancel === undefined;
    } catch {
      isRefused = true;
    }
    if (TERMINAL.has(goal.status)) return true;
    if (isRefused) goal.status = previous;
    action.observer?.onStatus(action.info, toInfo(goal));
    return !isRefused;
  }

  #handle(action: Action, goal: Goal): GoalHandle {
    const end = (status: GoalOutcome['status'], values: object, text: string): void =>
      this.#end(action, goal, status, values, text);
    return {
      goalId: goal.id,
      get status() {
        return goal.status;
      },
      feedback: (values) => this.#feedback(action, goal, values),
      succeed: (values = {}) => end('succeeded', values, ''),
      abort: (values = {}, text = '') => end('aborted', values, text),
      canceled: (values = {}) =>
        end(goal.isReplaced && this.#types.dialect === 'ros2' ? 'aborted' : 'canceled', values, ''),
      reject: (text) => end(goal.hasFeedback ? 'aborted' : 'rejected', {}, text),
    };
  }

  #feedback(action: Action, goal: Goal, values: object): void {
    if (TERMINAL.has(goal.status)) return;
    goal.hasFeedback = true;
    const context = programContext(this.#clock.now());
    const decoded = action.info.type.feedback.decode(values, context, 'feedback');
    const tell = (): void => {
      action.observer?.onFeedback(action.info, toInfo(goal), decoded);
      goal.listener.onFeedback?.(decoded);
    };
    if (this.#filter === undefined) tell();
    else this.#filter(action.info.name, tell);
  }

  #end(action: Action, goal: Goal, status: GoalOutcome['status'], values: object, text: string): void {
    if (TERMINAL.has(goal.status)) return;
    const decoded = action.info.type.result.decode(values, programContext(this.#clock.now()), 'result');
    goal.status = status;
    goal.text = text;
    goal.endedSeconds = this.#clock.now();
    const outcome: GoalOutcome = { status, values: decoded, text };
    const tell = (): void => {
      action.observer?.onOutcome(action.info, toInfo(goal), outcome);
      goal.listener.onOutcome?.(outcome);
    };
    if (this.#filter === undefined) tell();
    else this.#filter(action.info.name, tell);
    this.#beginNext(action);
  }

  #beginNext(action: Action): void {
    if (action.isClosed) return;
    const open = [...action.goals.values()].filter((goal) => !TERMINAL.has(goal.status));
    if (open.some((goal) => goal.isBegun)) return;
    const next = open[open.length - 1];
    if (next !== undefined) this.#begin(action, next);
  }

  #forget(action: Action): void {
    const oldest = this.#clock.now() - GOAL_MEMORY_SECONDS;
    for (const [id, goal] of action.goals) {
      if (goal.endedSeconds !== undefined && goal.endedSeconds < oldest) action.goals.delete(id);
    }
  }

  #find(name: string): Action {
    const absolute = absoluteName(name, 'action');
    const action = this.#actions.get(absolute);
    if (action === undefined) {
      return refuse(
        'ROSBRIDGE_ACTION_UNKNOWN',
        'action',
        `no action server ${absolute}`,
        'See rosapi/action_servers for what exists.',
      );
    }
    return action;
  }
}

function toInfo(goal: Goal): GoalInfo {
  const { id, status, text, stampSeconds, endedSeconds } = goal;
  return { goalId: id, status, text, stampSeconds, ...(endedSeconds === undefined ? {} : { endedSeconds }) };
}
