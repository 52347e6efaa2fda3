import { connectInMemory, createRosGraph, ManualClock, type RosDialect } from '@muster/sim-rosbridge';
import { Action, ActionClient, Goal, Param, Ros, Service, Topic } from 'roslib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOurs } from './support/target.ts';

type Text = { data: string };

function connected(ros: Ros): Promise<void> {
  return new Promise((resolve, reject) => {
    ros.on('connection', () => resolve());
    ros.on('error', (error: unknown) => reject(error instanceof Error ? error : new Error('no connection')));
  });
}

/** roslib 2.1.0, unchanged, over a real socket: what its classes send and expect. */
describe.each<RosDialect>(['ros1', 'ros2'])('roslib 2.1.0, %s', (dialect) => {
  let ours: Awaited<ReturnType<typeof startOurs>>;
  let ros: Ros;
  const type = (key: string, kind = 'msg'): string => (dialect === 'ros1' ? key : key.replace('/', `/${kind}/`));

  beforeAll(async () => {
    ours = await startOurs(dialect, 'strict');
    ros = new Ros({});
    const open = connected(ros);
    await ros.connect(ours.url);
    await open;
  });
  afterAll(async () => {
    ros.close();
    await ours.stop();
  });

  it('Topic: a subscriber hears a publisher, with every compression that roslib decodes', async () => {
    for (const compression of ['none', 'png', 'cbor']) {
      const name = `/chatter_${compression}`;
      const listener = new Topic<Text>({ ros, name, messageType: type('std_msgs/String'), compression });
      const heard = new Promise<Text>((resolve) => listener.subscribe(resolve));
      const talker = new Topic<Text>({ ros, name, messageType: type('std_msgs/String') });
      talker.publish({ data: `through ${compression} 机器人` });
      expect(await heard).toEqual({ data: `through ${compression} 机器人` });
      listener.unsubscribe();
      talker.unadvertise();
    }
  });

  it('Topic: odometry arrives as numbers through JSON, png and cbor', async () => {
    for (const compression of ['none', 'png', 'cbor']) {
      const listener = new Topic<{ pose: { covariance: ArrayLike<number> } }>({
        ros,
        name: '/odom',
        messageType: type('nav_msgs/Odometry'),
        compression,
        throttle_rate: 10,
        queue_length: 1,
      });
      const message = await new Promise<{ pose: { covariance: ArrayLike<number> } }>((resolve) =>
        listener.subscribe(resolve),
      );
      expect(message.pose.covariance).toHaveLength(36);
      expect(Array.from(message.pose.covariance)).toEqual(Array(36).fill(0));
      listener.unsubscribe();
    }
  });

  it('Service: calls, failures and provided services', async () => {
    const stop = new Service<object, { success: boolean }>({
      ros,
      name: '/stop',
      serviceType: type('std_srvs/Trigger', 'srv'),
    });
    expect(await new Promise((resolve, reject) => stop.callService({}, resolve, reject))).toMatchObject({
      success: true,
    });
    const fail = new Service<object, object>({ ros, name: '/fail', serviceType: type('std_srvs/Trigger', 'srv') });
    expect(await new Promise((resolve) => fail.callService({}, () => {}, resolve))).toContain('boom');
    const provider = new Service<{ data: boolean }, { success: boolean; message: string }>({
      ros,
      name: '/light',
      serviceType: type('std_srvs/SetBool', 'srv'),
    });
    await provider.advertise((request, response) => {
      response.success = request.data;
      response.message = 'switched';
      return true;
    });
    const light = new Service<object, object>({ ros, name: '/light', serviceType: type('std_srvs/SetBool', 'srv') });
    const answer = await new Promise((resolve, reject) => light.callService({ data: true }, resolve, reject));
    expect(answer).toEqual({ success: true, message: 'switched' });
  });

  it('rosapi: topics, services, types, nodes, action servers, parameters', async () => {
    const topics = await new Promise<{ topics: string[]; types: string[] }>((resolve, reject) =>
      ros.getTopics(resolve, reject),
    );
    expect(topics.types[topics.topics.indexOf('/odom')]).toBe(type('nav_msgs/Odometry'));
    const services = await new Promise<string[]>((resolve, reject) => ros.getServices(resolve, reject));
    expect(services).toContain('/stop');
    const nodes = await new Promise<string[]>((resolve, reject) => ros.getNodes(resolve, reject));
    expect(nodes).toContain('/test_robot');
    const servers = await new Promise<string[]>((resolve, reject) => ros.getActionServers(resolve, reject));
    expect(servers).toEqual([dialect === 'ros1' ? '/move_base' : '/navigate_to_pose']);
    const raw = await new Promise<{ typedefs_full_text: string[]; topics: string[] }>((resolve, reject) =>
      ros.getTopicsAndRawTypes(resolve, reject),
    );
    expect(raw.typedefs_full_text[raw.topics.indexOf('/odom')]).toContain('MSG: geometry_msgs/PoseWithCovariance');
    const parameter = new Param({ ros, name: dialect === 'ros1' ? '/speed' : '/robot:speed' });
    await new Promise<unknown>((resolve, reject) => parameter.set(1.25, resolve, reject));
    expect(await new Promise((resolve, reject) => parameter.get(resolve, reject))).toBe(1.25);
  });

  it('actions: result, feedback, cancel', async () => {
    const goal = {
      pose: { position: { x: 3, y: 0, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } },
      header: { frame_id: 'map' },
    };
    const far = { ...goal, pose: { ...goal.pose, position: { x: 50, y: 0, z: 0 } } };
    if (dialect === 'ros2') {
      const action = new Action<object, { distance_remaining: number }, object>({
        ros,
        name: '/navigate_to_pose',
        actionType: 'nav2_msgs/action/NavigateToPose',
      });
      const feedback: number[] = [];
      const result = await new Promise((resolve, reject) =>
        action.sendGoal({ pose: goal }, resolve, (values) => feedback.push(values.distance_remaining), reject),
      );
      expect(result).toEqual({ error_code: 0, error_msg: '' });
      expect(feedback.at(-1)).toBe(0);
      const canceled = await new Promise<string>((resolve) => {
        const id = action.sendGoal(
          { pose: far },
          () => {},
          () => action.cancelGoal(id ?? ''),
          resolve,
        );
      });
      expect(canceled).toContain('Action was canceled');
      const all = await new Promise<string>((resolve) => {
        let isAsked = false;
        action.sendGoal(
          { pose: far },
          () => {},
          () => {
            if (!isAsked) action.cancelAllGoals();
            isAsked = true;
          },
          resolve,
        );
      });
      expect(all).toContain('Action was canceled');
      return;
    }
    const client = new ActionClient({ ros, serverName: '/move_base', actionName: 'move_base_msgs/MoveBaseAction' });
    const reached = new Goal({ actionClient: client, goalMessage: { target_pose: goal } });
    const feedback: unknown[] = [];
    reached.on('feedback', (values: unknown) => feedback.push(values));
    const result = new Promise((resolve) => reached.on('result', resolve));
    reached.send();
    expect(await result).toEqual({});
    expect(reached.status).toMatchObject({ status: 3 });
    expect(feedback.length).toBeGreaterThan(5);
    const stopped = new Goal({ actionClient: client, goalMessage: { target_pose: far } });
    const ended = new Promise((resolve) => stopped.on('result', resolve));
    stopped.on('feedback', () => stopped.cancel());
    stopped.send();
    await ended;
    expect(stopped.status).toMatchObject({ status: 2 });
  });

  it('actions: a client provides one', async () => {
    if (dialect === 'ros1') return;
    const options = { ros, name: '/turn', actionType: 'nav2_msgs/action/Spin' };
    const provider = new Action<{ target_yaw: number }, object, object>(options);
    provider.advertise(
      (goal, id) => {
        provider.sendFeedback(id, { angular_distance_traveled: goal.target_yaw });
        provider.setSucceeded(id, { error_code: 0 });
      },
      () => {},
    );
    const feedback: unknown[] = [];
    const caller = new Action<object, object, object>(options);
    const result = await new Promise((resolve, reject) =>
      caller.sendGoal({ target_yaw: 0.5 }, resolve, (values) => feedback.push(values), reject),
    );
    expect(result).toMatchObject({ error_code: 0 });
    expect(feedback).toEqual([{ angular_distance_traveled: 0.5 }]);
    provider.unadvertise();
  });
});

describe('roslib 2.1.0 in one process, without a socket', () => {
  it('connects through its transport factory and runs in virtual time', async () => {
    const clock = new ManualClock(1_000);
    const graph = createRosGraph({ dialect: 'ros2', clock });
    const battery = graph.advertise('/amr_1/battery_state', 'sensor_msgs/msg/BatteryState');
    const ros = new Ros({
      transportFactory: () => Promise.resolve(connectInMemory({ graph, clientId: 'roslib' })),
    });
    const open = connected(ros);
    await ros.connect('memory:');
    await open;
    const heard: number[] = [];
    const topic = new Topic<{ percentage: number; voltage: number | null }>({
      ros,
      name: '/amr_1/battery_state',
      messageType: 'sensor_msgs/msg/BatteryState',
      throttle_rate: 1_000,
      queue_length: 1,
    });
    topic.subscribe((message) => {
      heard.push(message.percentage);
      expect(message.voltage).toBeNull();
    });
    for (let tick = 0; tick < 31; tick += 1) {
      battery.publish({ percentage: tick / 32, voltage: Number.NaN });
      clock.advance(0.1);
      graph.advance();
    }
    await Promise.resolve();
    expect(heard).toEqual([0, 9 / 32, 19 / 32, 29 / 32]);
    ros.close();
  });
});
