import { toRosTime } from '../clock.ts';
import type { RosMessage } from '../messages/codec.ts';
import type { ActionInfo, ActionObserver, GoalInfo, GoalStatus } from './action-space.ts';
import type { RosGraph } from './ros-graph.ts';
import type { Registration } from './service-space.ts';

/** `action_msgs/GoalStatus` numbers. A rejected goal has none and is left out of status lists. */
export const ROS2_STATUS: Readonly<Record<GoalStatus, number>> = {
  accepted: 1,
  executing: 2,
  canceling: 3,
  succeeded: 4,
  canceled: 5,
  recalled: 5,
  aborted: 6,
  rejected: 0,
};

/** The hidden parts of a ROS 2 action that clients can reach: its status topic and its cancel service. */
export function attachActionStatus(
  graph: RosGraph,
  action: ActionInfo & { observe(observer: ActionObserver): void },
): Registration {
  const { name, node } = action;
  const status = graph.advertise(`${name}/_action/status`, 'action_msgs/msg/GoalStatusArray', {
    node,
    isLatched: true,
    isHidden: true,
  });
  const publish = (): void => {
    const goals = graph.actions.goals(name).filter((goal) => goal.status !== 'rejected');
    status.publish({
      status_list: goals.map((goal) => ({ goal_info: goalInfo(goal), status: ROS2_STATUS[goal.status] })),
    });
  };
  action.observe({ onStatus: publish, onFeedback: () => {}, onOutcome: publish });
  const cancel = graph.advertiseService(
    `${name}/_action/cancel_goal`,
    'action_msgs/srv/CancelGoal',
    (request, reply) => {
      const wanted = request.goal_info as RosMessage;
      const chosen = selectGoals(graph.actions.goals(name), wanted);
      const canceling = chosen.filter((goal) => graph.cancelGoal(name, goal.goalId));
      const code = canceling.length > 0 ? 0 : chosen.length > 0 ? 1 : 2;
      reply.succeed({ return_code: code, goals_canceling: canceling.map(goalInfo) });
    },
    { node, isHidden: true },
  );
  return {
    close: () => {
      status.close();
      cancel.close();
    },
  };
}

/** Zero id and zero stamp: all; zero id: up to the stamp; else the one. Source: action_msgs/srv/CancelGoal. */
function selectGoals(goals: readonly GoalInfo[], wanted: RosMessage): readonly GoalInfo[] {
  const uuid = (wanted.goal_id as { uuid: Uint8Array }).uuid;
  const stamp = wanted.stamp as { sec: number; nanosec: number };
  const limit = stamp.sec + stamp.nanosec * 1e-9;
  const open = goals.filter((goal) => goal.endedSeconds === undefined);
  if (uuid.every((byte) => byte === 0)) return limit === 0 ? open : open.filter((goal) => goal.stampSeconds <= limit);
  return open.filter((goal) => goalUuid(goal.goalId).every((byte, index) => byte === uuid[index]));
}

function goalInfo(goal: GoalInfo): object {
  return { goal_id: { uuid: goalUuid(goal.goalId) }, stamp: toRosTime(goal.stampSeconds) };
}

/** The server's own id of a goal: 16 bytes made from the client's text, so that runs repeat (four FNV-1a hashes). */
export function goalUuid(goalId: string): Uint8Array {
  const bytes = new Uint8Array(16);
  for (let word = 0; word < 4; word += 1) {
    let hash = (0x811c9dc5 ^ Math.imul(word + 1, 0x9e3779b1)) >>> 0;
    for (let index = 0; index < goalId.length; index += 1) {
      hash = Math.imul(hash ^ goalId.charCodeAt(index), 0x01000193) >>> 0;
    }
    for (let byte = 0; byte < 4; byte += 1) bytes[word * 4 + byte] = (hash >>> (byte * 8)) & 0xff;
  }
  return bytes;
}
