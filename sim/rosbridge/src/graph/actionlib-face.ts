import { type RosTime, toSeconds } from '../clock.ts';
import { formatRefusal, toRefusal } from '../errors.ts';
import type { RosMessage } from '../messages/codec.ts';
import {
  type ActionInfo,
  type ActionObserver,
  GOAL_MEMORY_SECONDS,
  type GoalInfo,
  type GoalStatus,
} from './action-space.ts';
import type { RosGraph } from './ros-graph.ts';
import type { Registration } from './service-space.ts';

const STATUS_PERIOD_SECONDS = 0.2;

/** `actionlib_msgs/GoalStatus` numbers. */
export const ROS1_STATUS: Readonly<Record<GoalStatus, number>> = {
  accepted: 0,
  executing: 1,
  canceled: 2,
  succeeded: 3,
  aborted: 4,
  rejected: 5,
  canceling: 6,
  recalled: 8,
};
const RECALLING = 7;
const ACCEPTED_TEXT = 'This goal has been accepted by the simple action server';

interface GoalId {
  readonly stamp: RosTime;
  readonly id: string;
}

/**
 * The five topics that a ROS 1 action server is on the wire: goal and cancel in, status, feedback and result out.
 * Status at 5 Hz of graph time and at each change; a repeated goal id is ignored; a cancel that comes before its goal
 * recalls it. Source: measured at a real actionlib server.
 */
export function attachActionlib(
  graph: RosGraph,
  action: ActionInfo & { observe(observer: ActionObserver): void },
): Registration {
  const { name, node, type } = action;
  const options = { node };
  const status = graph.advertise(`${name}/status`, 'actionlib_msgs/GoalStatusArray', options);
  const feedback = graph.advertise(`${name}/feedback`, `${type.key}ActionFeedback`, options);
  const result = graph.advertise(`${name}/result`, `${type.key}ActionResult`, options);
  const stamps = new Map<string, RosTime>();
  const recalls = new Map<string, number>();
  let generated = 0;
  let nextStatusSeconds = graph.clock.now();

  const statusOf = (goal: GoalInfo): object => ({
    goal_id: { stamp: stamps.get(goal.goalId) ?? goal.stampSeconds, id: goal.goalId },
    status: ROS1_STATUS[goal.status],
    text: goal.status === 'executing' ? ACCEPTED_TEXT : goal.text,
  });

  function publishStatus(): void {
    status.publishLazily(() => {
      const waiting = [...recalls].map(([id, at]) => ({ goal_id: { stamp: at, id }, status: RECALLING, text: '' }));
      return { header: {}, status_list: [...graph.actions.goals(name).map(statusOf), ...waiting] };
    });
  }

  function tick(): void {
    const now = graph.clock.now();
    if (now < nextStatusSeconds) return;
    nextStatusSeconds = Math.max(nextStatusSeconds + STATUS_PERIOD_SECONDS, now);
    for (const [id, at] of recalls) if (now - at > GOAL_MEMORY_SECONDS) recalls.delete(id);
    const known = new Set(graph.actions.goals(name).map((goal) => goal.goalId));
    for (const id of stamps.keys()) if (!known.has(id)) stamps.delete(id);
    publishStatus();
  }

  function receiveGoal(message: RosMessage): void {
    const { stamp, id } = message.goal_id as GoalId;
    const now = graph.clock.now();
    generated += id === '' ? 1 : 0;
    const goalId = id === '' ? `${name}-${generated}-${now.toFixed(3)}` : id;
    if (graph.actions.goals(name).some((goal) => goal.goalId === goalId)) return;
    if (toSeconds(stamp) > 0) stamps.set(goalId, stamp);
    if (recalls.delete(goalId)) {
      const goal = {
        goal_id: { stamp: toSeconds(stamp) > 0 ? stamp : now, id: goalId },
        status: ROS1_STATUS.recalled,
        text: '',
      };
      result.publish({ status: goal });
      return;
    }
    try {
      graph.actions.sendGoal(
        name,
        goalId,
        message.goal as RosMessage,
        {},
        toSeconds(stamp) > 0 ? toSeconds(stamp) : now,
      );
    } catch (error) {
      graph.log('warn', node, formatRefusal(toRefusal(error)));
    }
  }

  /** Empty id and zero stamp cancel all; a stamp cancels what is not newer; an id cancels that goal. */
  function receiveCancel(message: RosMessage): void {
    const { stamp, id } = message as unknown as GoalId;
    const limit = toSeconds(stamp);
    const goals = graph.actions.goals(name);
    for (const goal of goals) {
      const isNamed = goal.goalId === id && id !== '';
      const isAll = id === '' && limit === 0;
      const isOlder = limit > 0 && goal.stampSeconds <= limit;
      if (isNamed || isAll || isOlder) graph.cancelGoal(name, goal.goalId);
    }
    if (id !== '' && !goals.some((goal) => goal.goalId === id)) {
      recalls.set(id, graph.clock.now());
      publishStatus();
    }
  }

  action.observe({
    onStatus: publishStatus,
    onFeedback: (_action, goal, values) => feedback.publish({ status: statusOf(goal), feedback: values }),
    onOutcome: (_action, goal, outcome) => {
      publishStatus();
      result.publish({ status: statusOf(goal), result: outcome.values });
    },
  });
  const goals = graph.subscribe(`${name}/goal`, `${type.key}ActionGoal`, receiveGoal, options);
  const cancels = graph.subscribe(`${name}/cancel`, 'actionlib_msgs/GoalID', receiveCancel, options);
  const ticks = graph.onAdvance(tick);
  return {
    close: () => {
      for (const part of [status, feedback, result, goals, cancels, ticks]) part.close();
    },
  };
}
