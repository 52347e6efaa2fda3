import {
  createRosGraph,
  type RosDialect,
  type RosGraph,
  type SessionLimits,
  type SessionMode,
} from '@muster/sim-rosbridge';
import { type RosbridgeServer, startRosbridgeServer } from '@muster/sim-rosbridge/node';
import { RawClient } from '@muster/sim-rosbridge/testing';
import { addTestRobot } from './test-robot.ts';

/** A bridge that the suite runs against: ours in one of its modes, or a real one at `MUSTER_ROSBRIDGE_URL`. */
export interface Target {
  readonly name: string;
  readonly start: () => Promise<RunningTarget>;
}

export interface RunningTarget {
  readonly url: string;
  readonly dialect: RosDialect;
  readonly mode: SessionMode | 'real';
  /** Absent for a real server. */
  readonly graph?: RosGraph;
  readonly server?: RosbridgeServer;
  stop(): Promise<void>;
}

/** Our server with the test robot behind it, on a free port. */
export async function startOurs(
  dialect: RosDialect,
  mode: SessionMode,
  limits: Partial<SessionLimits> = {},
): Promise<RunningTarget & { readonly graph: RosGraph; readonly server: RosbridgeServer }> {
  const clock = { now: () => Date.now() / 1000 };
  const graph = createRosGraph({ dialect, clock });
  const robot = addTestRobot(graph);
  const server = await startRosbridgeServer({ graph, port: 0, mode, limits });
  return {
    url: server.url,
    dialect,
    mode,
    graph,
    server,
    stop: async () => {
      robot.close();
      await server.close();
    },
  };
}

const realUrl = process.env.MUSTER_ROSBRIDGE_URL;

/** All bridges to test: ours always, a real one when its address is given. */
export const targets: readonly Target[] = [
  { name: 'ours, ROS 2, strict', start: () => startOurs('ros2', 'strict') },
  { name: 'ours, ROS 1, strict', start: () => startOurs('ros1', 'strict') },
  { name: 'ours, ROS 2, compat', start: () => startOurs('ros2', 'compat') },
  { name: 'ours, ROS 1, compat', start: () => startOurs('ros1', 'compat') },
  ...(realUrl === undefined ? [] : [{ name: `real server at ${realUrl}`, start: () => startReal(realUrl) }]),
];

async function startReal(url: string): Promise<RunningTarget> {
  const probe = await RawClient.connect(url);
  const answer = await probe.call('/rosapi/get_ros_version');
  await probe.close();
  return { url, dialect: answer.result === true ? 'ros2' : 'ros1', mode: 'real', stop: () => Promise.resolve() };
}

/** A type name as the target's dialect spells it. */
export function spell(target: RunningTarget, key: string, kind: 'msg' | 'srv' | 'action' = 'msg'): string {
  if (target.dialect === 'ros1') return kind === 'action' ? `${key}Action` : key;
  return key.replace('/', `/${kind}/`);
}
