import type { Problem, RobotCommand, RobotDriver, RobotEvent } from '@muster/domain';
import { afterEach, expect, test } from 'vitest';
import { createRosDriver } from './driver.ts';
import { ManualTimers, ScriptedServer, settle, testManifest } from './testing/index.ts';

type Bench = {
  server: ScriptedServer;
  timers: ManualTimers;
  driver: RobotDriver;
  events: RobotEvent[];
  problems: Problem[];
};
const drivers: RobotDriver[] = [];
afterEach(() => {
  for (const driver of drivers.splice(0)) driver.close();
});

const start = async (dialect: 'ros1' | 'ros2' = 'ros2'): Promise<Bench> => {
  const server = new ScriptedServer();
  if (dialect === 'ros1') server.version = false;
  const timers = new ManualTimers();
  const problems: Problem[] = [];
  const driver = createRosDriver({
    robot: 'amr1',
    manifest: testManifest(dialect),
    floors: ['ground', 'upper'],
    clock: { sceneSeconds: () => timers.now(), monotonicSeconds: () => timers.now() },
    transportFactory: server.transportFactory,
    timers,
    random: () => 0.5,
    onProblem: (problem) => problems.push(problem),
  });
  drivers.push(driver);
  const events: RobotEvent[] = [];
  driver.on((event) => events.push(event));
  await settle();
  return { server, timers, driver, events, problems };
};

const travel: RobotCommand = {
  id: 'm1/t1/1/1/1',
  robot: 'amr1',
  epoch: 1,
  deadlineSeconds: 30,
  kind: 'travel',
  waypoints: [{ floor: 'upper', x: 1, y: 2, z: 3, yaw: Math.PI }],
  nodes: ['n1'],
  speed: 1,
  last: true,
};
const pick: RobotCommand = {
  id: 'm1/s1/1/1',
  robot: 'amr1',
  epoch: 1,
  deadlineSeconds: 30,
  kind: 'skill',
  skill: 'pick',
  role: 'robot',
  args: { item: 'cup', from: 'table' },
  others: {},
};
const odometry = (change: object = {}) => ({
  header: { frame_id: 'map', stamp: { sec: 1, nanosec: 0 } },
  pose: { pose: { position: { x: 1, y: 2, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } } },
  twist: { twist: { linear: { x: 0.5, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0 } } },
  ...change,
});
const results = (events: RobotEvent[]) => events.filter((event) => event.type === 'result');

test('sends a travel as one NavigateThroughPoses goal under its own command id', async () => {
  const { server, driver, events } = await start();
  expect(events).toEqual([{ type: 'link', robot: 'amr1', up: true }]);
  driver.send(travel);
  const [goal] = server.frames('send_action_goal');
  expect(goal).toMatchObject({
    id: 'm1/t1/1/1/1',
    action: '/amr1/navigate_through_poses',
    action_type: 'nav2_msgs/action/NavigateThroughPoses',
    feedback: true,
    args: {
      behavior_tree: '',
      poses: [
        {
          header: { frame_id: 'map_upper', stamp: { sec: 0, nanosec: 0 } },
          pose: { position: { x: 1, y: 2, z: 3 }, orientation: { x: 0, y: 0, z: 1 } },
        },
      ],
    },
  });
  server.say({ op: 'action_feedback', id: travel.id, action: goal?.action, values: { distance_remaining: 2 } });
  server.say({
    op: 'action_result',
    id: travel.id,
    action: goal?.action,
    values: { error_code: 0 },
    status: 4,
    result: true,
  });
  await settle();
  expect(events.slice(1)).toEqual([
    { type: 'progress', robot: 'amr1', command: travel.id, progress: 0 },
    { type: 'result', robot: 'amr1', command: travel.id, outcome: 'succeeded' },
  ]);
});

test.each([
  ['a status of 6', { status: 6, result: true, values: { error_code: 103, error_msg: 'stuck' } }, 'failed', '103'],
  ['a status of 5', { status: 5, result: true, values: {} }, 'canceled', undefined],
  ['success with an error code', { status: 4, result: true, values: { error_code: 7 } }, 'failed', '7'],
  [
    'success without an error code, as older servers send',
    { status: 4, result: true, values: {} },
    'succeeded',
    undefined,
  ],
  [
    'a goal that never reached its server',
    { status: 0, result: false, values: 'no such type' },
    'rejected',
    'BRIDGE_GOAL_REFUSED',
  ],
  ['a status that nobody knows', { status: 99, result: true, values: {} }, 'unknown', 'BRIDGE_STATUS_99'],
  ['a status that is a text', { status: 'done', result: true, values: {} }, 'unknown', 'BRIDGE_STATUS_done'],
])('reads %s', async (_, frame, outcome, code) => {
  const { server, driver, events } = await start();
  driver.send(travel);
  server.say({ op: 'action_result', id: travel.id, action: '/amr1/navigate_through_poses', ...frame });
  await settle();
  expect(results(events)).toMatchObject([{ command: travel.id, outcome, ...(code === undefined ? {} : { code }) }]);
});

test('hands over arguments as JSON text, with the partners of a joint step', async () => {
  const { server, driver } = await start();
  driver.send(pick);
  driver.send({ ...pick, id: 'm1/s2/1/1/giver', role: 'giver', others: { receiver: 'amr2' } });
  const [single, joint] = server.frames('send_action_goal');
  expect(single?.args).toEqual({ skill: 'pick', arguments: '{"item":"cup","from":"table"}' });
  expect(JSON.parse(String((joint?.args as { arguments?: string } | undefined)?.arguments))).toEqual({
    item: 'cup',
    from: 'table',
    role: 'giver',
    others: { receiver: 'amr2' },
  });
});

test('refuses what it is told while the link is down, and none of it leaves later', async () => {
  const { server, timers, driver, events } = await start();
  server.refuse = true;
  server.cut();
  await settle();
  expect(driver.connected()).toBe(false);
  driver.send(travel);
  driver.cancel(travel.id);
  expect(results(events)).toMatchObject([{ outcome: 'rejected', code: 'BRIDGE_NOT_CONNECTED' }]);
  server.refuse = false;
  await timers.advance(30);
  expect(driver.connected()).toBe(true);
  expect(server.frames('send_action_goal')).toEqual([]);
  expect(server.frames('cancel_action_goal')).toEqual([]);
});

test('comes back after a cut with a longer and longer wait, and subscribes anew', async () => {
  const { server, timers, events } = await start();
  const before = server.frames('subscribe').length;
  expect(before).toBeGreaterThan(0);
  server.refuse = true;
  const opened = server.connections;
  server.cut();
  await timers.advance(60);
  // Two sockets, 0.3 s doubling up to 10 s: a storm would be hundreds.
  expect(server.connections - opened).toBeLessThan(28);
  expect(server.connections - opened).toBeGreaterThan(10);
  server.refuse = false;
  await timers.advance(15);
  expect(server.frames('subscribe').length).toBe(2 * before);
  expect(events.filter((event) => event.type === 'link').map((event) => event.type === 'link' && event.up)).toEqual([
    true,
    false,
    true,
  ]);
});

test('takes a socket that answers nothing for dead', async () => {
  const { server, timers, events } = await start();
  server.answersHeartbeat = false;
  await timers.advance(6);
  expect(events).toContainEqual({ type: 'link', robot: 'amr1', up: false, why: 'silent for too long' });
});

test('asks for the newest pose only, at a whole number of milliseconds', async () => {
  const { server } = await start();
  const pose = server.frames('subscribe').find((frame) => frame.topic === '/amr1/odom');
  expect(pose).toMatchObject({ type: 'nav_msgs/msg/Odometry', throttle_rate: 100, queue_length: 1 });
});

test('turns odometry into a pose on its floor', async () => {
  const { server, events } = await start();
  server.publish('/amr1/odom', odometry({ header: { frame_id: 'map_upper' } }));
  await settle();
  expect(events.at(-1)).toEqual({
    type: 'pose',
    robot: 'amr1',
    pose: { floor: 'upper', x: 1, y: 2, z: 0, yaw: 0, at: 0 },
    speed: 0.5,
  });
});

test.each([
  [
    'NaN, which arrives as null',
    { pose: { pose: { position: { x: null, y: 2, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } } } },
  ],
  [
    'a text for a number',
    { pose: { pose: { position: { x: '1', y: 2, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } } } },
  ],
  ['no rotation', { pose: { pose: { position: { x: 1, y: 2, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 0 } } } }],
  ['another frame', { header: { frame_id: 'odom' } }],
  [
    'a huge coordinate',
    { pose: { pose: { position: { x: 1e300, y: 2, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } } } },
  ],
  ['an array', { pose: [] }],
])('drops a pose with %s and says so once', async (_, change) => {
  const { server, events, problems } = await start();
  server.publish('/amr1/odom', odometry(change));
  server.publish('/amr1/odom', odometry(change));
  await settle();
  expect(events.filter((event) => event.type === 'pose')).toEqual([]);
  expect(problems.map(({ code }) => code)).toEqual(['BRIDGE_BAD_MESSAGE']);
});

test.each([
  ['not JSON', 'hello'],
  ['an object', '{"fact":"on(a,b)","value":true}'],
  ['a value that is neither truth nor number', '[{"fact":"on(a,b)","value":"yes"}]'],
  [
    'more facts than a robot can see',
    JSON.stringify(Array.from({ length: 5000 }, () => ({ fact: 'on(a,b)', value: true }))),
  ],
])('drops observations that are %s', async (_, data) => {
  const { server, events, problems } = await start();
  server.publish('/amr1/observations', { data });
  await settle();
  expect(events.filter((event) => event.type === 'observed')).toEqual([]);
  expect(problems.map(({ code }) => code)).toEqual(['BRIDGE_BAD_MESSAGE']);
});

test('a result for a goal that was never sent goes nowhere', async () => {
  const { server, events } = await start();
  server.say({
    op: 'action_result',
    id: 'm9/s9/1/1',
    action: '/amr1/execute_skill',
    values: {},
    status: 4,
    result: true,
  });
  await settle();
  expect(results(events)).toEqual([]);
});

test('leaves no listener behind after goals that ended', async () => {
  const { server, driver, events, timers } = await start();
  const waiting = timers.waiting;
  for (let index = 0; index < 100; index += 1) {
    const id = `m1/s${index}/1/1`;
    driver.send({ ...pick, id });
    server.say({
      op: 'action_result',
      id,
      action: '/amr1/execute_skill',
      values: { success: true },
      status: 4,
      result: true,
    });
    await Promise.resolve();
  }
  await settle();
  expect(results(events)).toHaveLength(100);
  server.say({
    op: 'action_result',
    id: 'm1/s7/1/1',
    action: '/amr1/execute_skill',
    values: {},
    status: 4,
    result: true,
  });
  await settle();
  expect(results(events)).toHaveLength(100);
  expect(timers.waiting).toBe(waiting);
});

test('hold leaves on the stop socket with a cancel of every goal, and is confirmed by measured standstill only', async () => {
  const { server, timers, driver, events } = await start();
  driver.send(travel);
  driver.hold();
  expect(server.calls()).toMatchObject([{ service: '/amr1/hold' }]);
  expect(server.frames('cancel_action_goal')).toMatchObject([
    { id: travel.id, action: '/amr1/navigate_through_poses' },
  ]);
  server.publish('/amr1/odom', odometry());
  await timers.advance(0.2);
  expect(events.filter((event) => event.type === 'hold')).toEqual([]);
  await timers.advance(1);
  expect(events.filter((event) => event.type === 'hold')).toMatchObject([{ confirmed: false }]);
  const still = odometry({ twist: { twist: { linear: { x: 0, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0 } } } });
  for (let index = 0; index < 5; index += 1) {
    server.publish('/amr1/odom', still);
    await timers.advance(0.1);
  }
  expect(events.filter((event) => event.type === 'hold')).toMatchObject([{ confirmed: false }, { confirmed: true }]);
});

test('a service that never answers is an unknown outcome after its deadline', async () => {
  const { driver, timers, events } = await start();
  driver.send({ ...pick, skill: 'beep', deadlineSeconds: 5 });
  await timers.advance(6);
  expect(results(events)).toMatchObject([{ outcome: 'unknown', code: 'BRIDGE_NO_ANSWER' }]);
});

test('a capability by topic advertises first and fills values into the text', async () => {
  const { server, driver } = await start();
  driver.send({ ...pick, skill: 'shine', args: { colour: 'red' } });
  expect(server.frames('advertise')).toMatchObject([{ topic: '/amr1/lamp', type: 'std_msgs/msg/String' }]);
  expect(server.frames('publish')).toMatchObject([{ topic: '/amr1/lamp', msg: { data: 'lamp of amr1: red' } }]);
});

test('a value that the template needs and the command lacks is refused before anything is sent', async () => {
  const { server, driver, events, problems } = await start();
  driver.send({ ...pick, skill: 'shine', args: {} });
  expect(server.frames('publish')).toEqual([]);
  expect(results(events)).toMatchObject([{ outcome: 'rejected', code: 'BRIDGE_TEMPLATE_VALUE' }]);
  expect(problems[0]?.place).toBe('calls//amr1/lamp/data');
});

test('speaks ROS 1: goal by topic under our id, result 3 is success and 4 is failure', async () => {
  const { server, driver, events } = await start('ros1');
  driver.send(travel);
  const goal = server.frames('publish').find((frame) => frame.topic === '/amr1/move_base/goal');
  expect(goal?.msg).toMatchObject({
    goal_id: { id: travel.id, stamp: { secs: 0, nsecs: 0 } },
    goal: { target_pose: { header: { frame_id: 'map_upper', stamp: { secs: 0, nsecs: 0 } } } },
  });
  const said = (status: number, id: string) => ({ status: { goal_id: { id }, status, text: '' }, result: {} });
  server.publish('/amr1/move_base/result', said(3, travel.id));
  await settle();
  driver.send({ ...travel, id: 'm1/t1/2/1/1' });
  server.publish('/amr1/move_base/result', said(4, 'm1/t1/2/1/1'));
  await settle();
  expect(results(events).map((event) => event.type === 'result' && event.outcome)).toEqual(['succeeded', 'failed']);
});

test('ROS 1 status lists say what became of a goal whose result went to a dead socket', async () => {
  const { server, timers, driver, events } = await start('ros1');
  driver.send(travel);
  server.cut();
  await timers.advance(5);
  server.publish('/amr1/move_base/status', {
    status_list: [{ goal_id: { id: travel.id }, status: 3, text: 'arrived' }],
  });
  await timers.advance(1);
  expect(results(events)).toMatchObject([{ command: travel.id, outcome: 'succeeded' }]);
});
