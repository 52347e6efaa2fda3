import { toRosTime } from '../clock.ts';
import { refuse, toRefusal } from '../errors.ts';
import type { GoalHandle, GoalOutcome } from '../graph/action-space.ts';
import { ROS2_STATUS } from '../graph/action-status-face.ts';
import { absoluteName } from '../graph/names.ts';
import type { Registration } from '../graph/service-space.ts';
import type { DecodeContext } from '../messages/codec.ts';
import type { ActionType } from '../messages/type-registry.ts';
import { type InboundFrame, optionalBoolean, optionalField, refuseField, requireString } from './inbound-frame.ts';
import { decodeArguments } from './service-operations.ts';
import type { SessionContext } from './session-context.ts';

interface ProvidedAction {
  readonly registration: Registration;
  readonly type: ActionType;
  readonly open: Map<string, GoalHandle>;
  /** Id of the request to the provider, by goal id. */
  readonly requestIds: Map<string, string>;
}

/** ROS 2 actions of one client: goals that it sends, and actions that it provides. */
export class ActionOperations {
  readonly #context: SessionContext;
  readonly #provided = new Map<string, ProvidedAction>();
  readonly #goals = new Set<string>();
  #isClosed = false;

  constructor(context: SessionContext) {
    this.#context = context;
  }

  sendGoal(frame: InboundFrame): void {
    const { graph, limits, outbox, mode } = this.#context;
    const action = requireString(frame, 'action');
    const goalId = requireString(frame, 'id');
    const wantsFeedback = optionalBoolean(frame, 'feedback') ?? false;
    if (this.#goals.size >= limits.maxPendingRequests) {
      refuse('ROSBRIDGE_LIMIT_REACHED', 'id', `${this.#goals.size} goals are unfinished`, 'Wait for results.');
    }
    const answer = (values: unknown, status: number, result: boolean): void => {
      this.#goals.delete(goalId);
      if (!this.#isClosed) outbox.sendResult({ op: 'action_result', action, values, status, result, id: goalId });
    };
    let type: ActionType;
    try {
      type = graph.types.action(requireString(frame, 'action_type'));
      const info = this.#findAction(action);
      if (info === undefined) return;
      if (info !== type) {
        refuse(
          'ROSBRIDGE_TYPE_CONFLICT',
          'action_type',
          `${action} has type ${info.name}, not ${type.name}`,
          `Use ${info.name}.`,
        );
      }
      const goal = decodeArguments(type.goal, optionalField(frame, 'args'), this.#decodeContext());
      this.#goals.add(goalId);
      graph.actions.sendGoal(action, goalId, goal, {
        onFeedback: (values) => {
          if (!wantsFeedback || this.#isClosed) return;
          outbox.sendResult({ op: 'action_feedback', action, values: type.feedback.toWire(values), id: goalId });
        },
        onOutcome: (outcome) => {
          if (outcome.status === 'rejected') {
            this.#goals.delete(goalId);
            if (mode === 'strict') answer(`goal rejected: ${outcome.text}`, 0, false);
          } else {
            answer(type.result.toWire(outcome.values), statusNumber(outcome), true);
          }
        },
      });
    } catch (error) {
      const refusal = toRefusal(error);
      if (refusal.code !== 'ROSBRIDGE_GOAL_DUPLICATE') this.#goals.delete(goalId);
      outbox.sendResult({ op: 'action_result', action, values: refusal.cause, status: 0, result: false, id: goalId });
    }
  }

  cancelGoal(frame: InboundFrame): void {
    const action = requireString(frame, 'action');
    const goalId = requireString(frame, 'id');
    const { graph } = this.#context;
    if (!graph.actions.cancelGoal(action, goalId)) {
      refuse(
        'ROSBRIDGE_GOAL_UNKNOWN',
        'id',
        `no running goal ${goalId.slice(0, 80)} on ${action.slice(0, 80)}, or its server refuses`,
        'See its result or status.',
      );
    }
  }

  advertise(frame: InboundFrame): void {
    const { graph, limits, node, outbox } = this.#context;
    const action = requireString(frame, 'action');
    const absolute = absoluteName(action, 'action');
    const type = graph.types.action(requireString(frame, 'type'), 'type');
    if (this.#provided.size >= limits.maxAdvertisements) {
      refuse('ROSBRIDGE_LIMIT_REACHED', 'action', `${this.#provided.size} actions provided`, 'Unadvertise some first.');
    }
    this.#withdraw(absolute);
    const open = new Map<string, GoalHandle>();
    const requestIds = new Map<string, string>();
    let count = 0;
    const registration = graph.advertiseAction({
      name: absolute,
      type: type.name,
      node,
      concurrency: 'parallel',
      onGoal: (goalId, goal, handle) => {
        count += 1;
        const id = `action_goal:${action}:${count}`;
        open.set(id, handle);
        requestIds.set(goalId, id);
        outbox.sendResult({
          op: 'send_action_goal',
          id,
          action,
          action_type: type.name,
          args: type.goal.toWire(goal),
          feedback: true,
        });
      },
      onCancel: (goalId) => {
        outbox.sendResult({ op: 'cancel_action_goal', id: requestIds.get(goalId), action });
        return true;
      },
    });
    this.#provided.set(absolute, { registration, type, open, requestIds });
  }

  unadvertise(frame: InboundFrame): void {
    const action = absoluteName(requireString(frame, 'action'), 'action');
    if (!this.#withdraw(action)) {
      refuse('ROSBRIDGE_NOT_ADVERTISED', 'action', `this client does not provide ${action}`, 'Advertise it first.');
    }
  }

  /** Feedback of a provider. */
  feedback(frame: InboundFrame): void {
    const { provided, handle } = this.#openGoal(frame);
    const values = requireObject(frame, 'values');
    handle.feedback(provided.type.feedback.decode(values, this.#decodeContext(), 'values'));
  }

  /** Result of a provider: 4 succeeded, 5 cancelled, 6 aborted. */
  result(frame: InboundFrame): void {
    const { provided, handle } = this.#openGoal(frame);
    const result = optionalField(frame, 'result');
    if (typeof result !== 'boolean') refuseField('result', 'a boolean', result);
    const status = optionalField(frame, 'status');
    if (typeof status !== 'number' || !Number.isInteger(status)) refuseField('status', 'an integer', status);
    const isKnown = status === 4 || status === 5 || status === 6;
    if (!isKnown && result && this.#context.mode === 'strict') {
      refuse(
        'ROSBRIDGE_FIELD_RANGE',
        'status',
        `status ${status} ends no goal`,
        'Use 4 succeeded, 5 canceled or 6 aborted.',
      );
    }
    const given = optionalField(frame, 'values');
    const text = typeof given === 'string' ? given : '';
    const values = result
      ? provided.type.result.decode(requireObject(frame, 'values'), this.#decodeContext(), 'values')
      : readFailedValues(given, provided.type, this.#decodeContext());
    provided.open.delete(frame.id as string);
    provided.requestIds.delete(handle.goalId);
    if (!result || (status !== 4 && status !== 5)) handle.abort(values, text);
    else if (status === 4) handle.succeed(values);
    else handle.canceled(values);
  }

  get pendingGoals(): number {
    return this.#goals.size;
  }

  close(): void {
    this.#isClosed = true;
    for (const action of [...this.#provided.keys()]) this.#withdraw(action);
  }

  /** Real servers never answer when there is no action server; ours does, unless it imitates them. */
  #findAction(action: string): ActionType | undefined {
    try {
      return this.#context.graph.actions.find(action).type;
    } catch (error) {
      if (this.#context.mode === 'strict') throw error;
      this.#context.report(toRefusal(error), undefined);
      return undefined;
    }
  }

  #openGoal(frame: InboundFrame): { provided: ProvidedAction; handle: GoalHandle } {
    const action = absoluteName(requireString(frame, 'action'), 'action');
    const provided = this.#provided.get(action);
    const handle = frame.id === undefined ? undefined : provided?.open.get(frame.id);
    if (provided === undefined || handle === undefined) {
      return refuse(
        'ROSBRIDGE_RESPONSE_UNEXPECTED',
        'id',
        `no open goal ${(frame.id ?? '').slice(0, 80)} for ${action}`,
        'Answer only goals that were sent to this client, once.',
      );
    }
    return { provided, handle };
  }

  #withdraw(action: string): boolean {
    const provided = this.#provided.get(action);
    if (provided === undefined) return false;
    this.#provided.delete(action);
    provided.registration.close();
    return true;
  }

  #decodeContext(): DecodeContext {
    const { graph, mode } = this.#context;
    return { source: 'wire', isLenient: mode === 'compat', now: toRosTime(graph.clock.now()) };
  }
}

function statusNumber(outcome: GoalOutcome): number {
  return ROS2_STATUS[outcome.status];
}

function requireObject(frame: InboundFrame, name: string): object {
  const value = optionalField(frame, name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuseField(name, 'an object', value);
  return value;
}

function readFailedValues(given: unknown, type: ActionType, context: DecodeContext): object {
  if (typeof given !== 'object' || given === null) return {};
  return type.result.decode(given, context, 'values');
}
