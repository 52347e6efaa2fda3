import type { GoalHandle, Registration, RosGraph } from '@muster/sim-rosbridge';

/**
 * The small robot that the conformance suite talks to, the same that stands behind a real bridge: `/cmd_vel` moves
 * `/odom` (20 Hz), a navigation action that arrives, crawls or fails by its target, services that succeed, fail and take 2 s.
 *
 * Targets of the action by x: 99 fails, 50 takes 5 s, anything else arrives after 10 steps of 50 ms.
 */
export function addTestRobot(graph: RosGraph): Registration {
  let x = 0;
  let speed = 0;
  let stops = 15;
  const timers = new Set<NodeJS.Timeout>();
  const later = (milliseconds: number, run: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      run();
    }, milliseconds);
    timers.add(timer);
  };
  const node = '/test_robot';
  const odometry = graph.advertise('/odom', 'nav_msgs/Odometry', { node });
  graph.subscribe(
    '/cmd_vel',
    'geometry_msgs/Twist',
    (message) => {
      speed = (message.linear as { x: number }).x;
    },
    { node },
  );
  const ticking = setInterval(() => {
    x += speed * 0.05;
    const position = { x, y: 0, z: 0 };
    odometry.publishLazily(() => ({
      header: { frame_id: 'odom' },
      child_frame_id: 'base_link',
      pose: { pose: { position, orientation: { w: 1 } } },
      twist: { twist: { linear: { x: speed } } },
    }));
    graph.advance();
  }, 50);
  const trigger = graph.types.spell('std_srvs/Trigger', 'srv');
  graph.advertiseService('/stop', trigger, (_request, reply) => {
    speed = 0;
    reply.succeed({ success: true, message: `stopped n=${stops}` });
    stops += 1;
  });
  graph.advertiseService('/fail', trigger, (_request, reply) =>
    reply.fail("service [/fail] responded with an error: b'error processing request: boom'"),
  );
  graph.advertiseService('/slow', trigger, (_request, reply) =>
    later(2_000, () => reply.succeed({ success: true, message: 'slow' })),
  );
  graph.advertiseAction({
    name: graph.dialect === 'ros1' ? '/move_base' : '/navigate_to_pose',
    type: graph.dialect === 'ros1' ? 'move_base_msgs/MoveBaseAction' : 'nav2_msgs/action/NavigateToPose',
    node,
    onGoal: (goalId, goal, handle) => drive(graph, goal, handle, later, () => canceled.delete(goalId)),
    onCancel: (goalId) => {
      canceled.add(goalId);
      return true;
    },
  });
  return {
    close: () => {
      clearInterval(ticking);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

const canceled = new Set<string>();

function drive(
  graph: RosGraph,
  goal: { readonly [field: string]: unknown },
  handle: GoalHandle,
  later: (milliseconds: number, run: () => void) => void,
  isCanceled: () => boolean,
): void {
  const field = graph.dialect === 'ros1' ? 'target_pose' : 'pose';
  const target = (goal[field] as { pose: { position: { x: number } } }).pose.position.x;
  const steps = target === 50 ? 100 : 10;
  let step = 0;
  const tick = (): void => {
    step += 1;
    if (isCanceled()) {
      handle.canceled();
    } else if (target === 99 && step === 4) {
      handle.abort({}, 'unreachable');
    } else {
      handle.feedback(graph.dialect === 'ros1' ? {} : { distance_remaining: steps - step });
      if (step >= steps) handle.succeed();
      else later(50, tick);
    }
  };
  later(50, tick);
}
