import { type Frame, RawClient } from '@muster/sim-rosbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOurs } from './support/target.ts';

type Ours = Awaited<ReturnType<typeof startOurs>>;

const odometry = 'nav_msgs/msg/Odometry';
const twist = 'geometry_msgs/msg/Twist';

/** Frames that are refused, with the code and the place that the answer names. */
const refused: readonly [string, object | string, string, string][] = [
  ['text that is not JSON', 'garbage', 'ROSBRIDGE_FRAME_NOT_JSON', ''],
  ['an array', '[1,2]', 'ROSBRIDGE_FRAME_NOT_OBJECT', ''],
  ['no op', { topic: '/x' }, 'ROSBRIDGE_OP_MISSING', 'op'],
  ['an unknown op', { op: 'explode' }, 'ROSBRIDGE_OP_UNKNOWN', 'op'],
  ['an op of Object.prototype', { op: 'constructor' }, 'ROSBRIDGE_OP_UNKNOWN', 'op'],
  ['a numeric id', { op: 'unsubscribe', topic: '/odom', id: 7 }, 'ROSBRIDGE_FIELD_TYPE', 'id'],
  ['an unknown type', { op: 'advertise', topic: '/x', type: 'no_msgs/msg/Thing' }, 'ROSBRIDGE_TYPE_UNKNOWN', 'type'],
  ['another type', { op: 'subscribe', topic: '/odom', type: twist }, 'ROSBRIDGE_TYPE_CONFLICT', 'type'],
  ['an invalid name', { op: 'advertise', topic: '/a b', type: twist }, 'ROSBRIDGE_NAME_INVALID', 'topic'],
  ['no type for a new topic', { op: 'subscribe', topic: '/nothing' }, 'ROSBRIDGE_TOPIC_UNKNOWN', 'topic'],
  [
    'a fractional throttle',
    { op: 'subscribe', topic: '/odom', throttle_rate: 33.3 },
    'ROSBRIDGE_FIELD_TYPE',
    'throttle_rate',
  ],
  ['a huge queue', { op: 'subscribe', topic: '/odom', queue_length: 1e9 }, 'ROSBRIDGE_FIELD_RANGE', 'queue_length'],
  ['tiny fragments', { op: 'subscribe', topic: '/odom', fragment_size: 1 }, 'ROSBRIDGE_FIELD_RANGE', 'fragment_size'],
  [
    'a strange compression',
    { op: 'subscribe', topic: '/odom', compression: 'zip' },
    'ROSBRIDGE_FIELD_RANGE',
    'compression',
  ],
  ['publishing into the void', { op: 'publish', topic: '/nobody', msg: {} }, 'ROSBRIDGE_TOPIC_UNKNOWN', 'topic'],
  [
    'an unknown field',
    { op: 'publish', topic: '/cmd_vel', msg: { linear: { q: 1 } } },
    'ROSBRIDGE_MESSAGE_FIELD_UNKNOWN',
    'msg.linear.q',
  ],
  [
    'null for a number',
    { op: 'publish', topic: '/cmd_vel', msg: { linear: { x: null } } },
    'ROSBRIDGE_MESSAGE_TYPE',
    'msg.linear.x',
  ],
  [
    'a number too large',
    '{"op":"publish","topic":"/cmd_vel","msg":{"linear":{"x":1e400}}}',
    'ROSBRIDGE_MESSAGE_RANGE',
    'msg.linear.x',
  ],
  ['NaN', '{"op":"publish","topic":"/cmd_vel","msg":{"linear":{"x":NaN}}}', 'ROSBRIDGE_FRAME_NOT_JSON', ''],
  [
    'a short covariance',
    { op: 'publish', topic: '/odom', msg: { pose: { covariance: [1] } } },
    'ROSBRIDGE_MESSAGE_RANGE',
    'msg.pose.covariance',
  ],
  [
    'text in an array',
    { op: 'publish', topic: '/odom', msg: { pose: { covariance: Array(36).fill('0') } } },
    'ROSBRIDGE_MESSAGE_TYPE',
    'msg.pose.covariance[0]',
  ],
  [
    'a polluting key',
    '{"op":"publish","topic":"/cmd_vel","msg":{"__proto__":{"polluted":1}}}',
    'ROSBRIDGE_MESSAGE_FIELD_UNKNOWN',
    'msg.__proto__',
  ],
  ['no message', { op: 'publish', topic: '/cmd_vel' }, 'ROSBRIDGE_FIELD_MISSING', 'msg'],
  ['unadvertising what is not advertised', { op: 'unadvertise', topic: '/odom' }, 'ROSBRIDGE_NOT_ADVERTISED', 'topic'],
  [
    'a service that is taken',
    { op: 'advertise_service', service: '/stop', type: 'std_srvs/srv/Trigger' },
    'ROSBRIDGE_SERVICE_TAKEN',
    'service',
  ],
  [
    'an action that is taken',
    { op: 'advertise_action', action: '/navigate_to_pose', type: 'nav2_msgs/action/NavigateToPose' },
    'ROSBRIDGE_ACTION_TAKEN',
    'action',
  ],
  [
    'an answer nobody asked for',
    { op: 'service_response', service: '/stop', id: 'x', values: {}, result: true },
    'ROSBRIDGE_RESPONSE_UNEXPECTED',
    'id',
  ],
  [
    'a result nobody asked for',
    { op: 'action_result', action: '/navigate_to_pose', id: 'x', values: {}, status: 4, result: true },
    'ROSBRIDGE_RESPONSE_UNEXPECTED',
    'id',
  ],
  [
    'cancelling an unknown goal',
    { op: 'cancel_action_goal', action: '/navigate_to_pose', id: 'x' },
    'ROSBRIDGE_GOAL_UNKNOWN',
    'id',
  ],
  [
    'fragments without end',
    { op: 'fragment', id: 'f', data: 'x', num: 0, total: 2147483647 },
    'ROSBRIDGE_FRAGMENT_INVALID',
    'total',
  ],
  ['png from a client', { op: 'png', data: 'AAAA' }, 'ROSBRIDGE_OP_NOT_FOR_SERVER', 'op'],
];

describe('strict mode', () => {
  let ours: Ours;
  let client: RawClient;
  beforeAll(async () => {
    ours = await startOurs('ros2', 'strict');
    client = await RawClient.connect(ours.url);
  });
  afterAll(async () => {
    client.terminate();
    await ours.stop();
  });

  it.each(refused)('answers %s with a status that names cause, place and remedy', async (_name, frame, code, place) => {
    client.send(frame);
    const status = await client.next();
    expect(status).toMatchObject({ op: 'status', level: 'error', code, place });
    expect(status.msg).toContain(code);
    expect(status.remedy).not.toBe('');
  });

  it('puts the id of the refused frame on the status', async () => {
    client.send({ op: 'advertise', topic: '/x', type: 'no_msgs/msg/Thing', id: 'advertise:1' });
    expect(await client.next()).toMatchObject({ op: 'status', id: 'advertise:1' });
  });

  it('sends no status to a client that set its level to none', async () => {
    const quiet = await RawClient.connect(ours.url);
    quiet.send({ op: 'set_level', level: 'none' });
    quiet.send('garbage');
    await quiet.call('/rosapi/get_time');
    expect(await quiet.collect(50)).toEqual([]);
    quiet.terminate();
  });

  it('answers goals that cannot run at once: no server, wrong type, wrong field, used id', async () => {
    const goal = { op: 'send_action_goal', action_type: 'nav2_msgs/action/NavigateToPose', args: {}, feedback: true };
    const failed = { op: 'action_result', result: false, status: 0 };
    client.send({ ...goal, action: '/nowhere', id: 'g1' });
    expect(await client.next()).toMatchObject({ ...failed, id: 'g1', action: '/nowhere' });
    client.send({ ...goal, action: '/navigate_to_pose', action_type: 'nav2_msgs/action/Spin', id: 'g2' });
    expect(await client.next()).toMatchObject({ ...failed, id: 'g2' });
    client.send({ ...goal, action: '/navigate_to_pose', args: { target: 1 }, id: 'g3' });
    expect(await client.next()).toMatchObject({ ...failed, id: 'g3', values: expect.stringContaining('target') });
    client.send({ ...goal, action: '/navigate_to_pose', id: 'g4' });
    client.send({ ...goal, action: '/navigate_to_pose', id: 'g4' });
    expect(await client.next((frame) => frame.result === false)).toMatchObject({ ...failed, id: 'g4' });
    expect(await client.next((frame) => frame.op === 'action_result')).toMatchObject({ id: 'g4', status: 4 });
  });

  it('tells a caller at once when the provider leaves or fails', async () => {
    const provider = await RawClient.connect(ours.url);
    provider.send({ op: 'advertise_service', service: '/fragile', type: 'std_srvs/srv/Trigger' });
    await provider.call('/rosapi/get_time');
    client.send({ op: 'call_service', service: '/fragile', id: 'first' });
    const request = await provider.next((frame) => frame.op === 'call_service');
    provider.send({
      op: 'service_response',
      service: '/fragile',
      id: request.id,
      values: { success: false },
      result: false,
    });
    expect(await client.next((frame) => frame.id === 'first')).toMatchObject({ result: false });
    client.send({ op: 'call_service', service: '/fragile', id: 'second' });
    await provider.next((frame) => frame.op === 'call_service');
    provider.terminate();
    expect(await client.next((frame) => frame.id === 'second')).toMatchObject({ result: false });
  });

  it('ends a call after the timeout that its caller names', async () => {
    client.send({ op: 'call_service', service: '/slow', id: 'short', timeout: 0.1 });
    const answer: Frame = await client.next((frame) => frame.id === 'short', 1_500);
    expect(answer).toMatchObject({ result: false, values: expect.stringContaining('in time') });
  });

  it('runs an action that a client provides, with feedback, result and cancel', async () => {
    const provider = await RawClient.connect(ours.url);
    const type = 'nav2_msgs/action/Spin';
    provider.send({ op: 'advertise_action', action: '/turn', type });
    await provider.call('/rosapi/get_time');
    client.send({
      op: 'send_action_goal',
      action: '/turn',
      action_type: type,
      args: { target_yaw: 1 },
      feedback: true,
      id: 't1',
    });
    const request = await provider.next();
    expect(request).toMatchObject({
      op: 'send_action_goal',
      action: '/turn',
      action_type: type,
      args: { target_yaw: 1 },
    });
    const { id } = request;
    provider.send({ op: 'action_feedback', action: '/turn', id, values: { angular_distance_traveled: 0.5 } });
    expect(await client.next((frame) => frame.id === 't1')).toMatchObject({
      op: 'action_feedback',
      id: 't1',
      values: { angular_distance_traveled: 0.5 },
    });
    client.send({ op: 'cancel_action_goal', action: '/turn', id: 't1' });
    expect(await provider.next()).toMatchObject({ op: 'cancel_action_goal', id });
    provider.send({ op: 'action_result', action: '/turn', id, values: {}, status: 99, result: true });
    expect(await provider.next()).toMatchObject({ op: 'status', place: 'status' });
    provider.send({ op: 'action_result', action: '/turn', id, values: {}, status: 5, result: true });
    expect(await client.next((frame) => frame.id === 't1')).toMatchObject({
      op: 'action_result',
      id: 't1',
      status: 5,
      result: true,
    });
    provider.terminate();
  });

  it('offers the status topic and the cancel service of an action, unlisted', async () => {
    client.send({
      op: 'subscribe',
      topic: '/navigate_to_pose/_action/status',
      type: 'action_msgs/msg/GoalStatusArray',
      id: 's',
    });
    client.send({
      op: 'send_action_goal',
      action: '/navigate_to_pose',
      action_type: 'nav2_msgs/action/NavigateToPose',
      args: { pose: { pose: { position: { x: 50 } } } },
      id: 'long',
    });
    await client.next((frame) => frame.op === 'publish' && JSON.stringify(frame.msg).includes('"status":2'));
    expect(await client.call('/navigate_to_pose/_action/cancel_goal')).toMatchObject({
      result: true,
      values: { return_code: 0 },
    });
    expect(await client.next((frame) => frame.op === 'action_result')).toMatchObject({ id: 'long', status: 5 });
    const listed = await client.call('/rosapi/topics');
    expect(JSON.stringify(listed.values)).not.toContain('_action');
    client.send({ op: 'unsubscribe', topic: '/navigate_to_pose/_action/status' });
  });

  it('publishes odometry of its own type only: nothing that was refused had an effect', async () => {
    const { values } = await client.call('/rosapi/topic_type', { topic: '/odom' });
    expect(values).toEqual({ type: odometry });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
