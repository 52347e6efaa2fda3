import { type Frame, RawClient } from '@muster/sim-rosbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningTarget, targets } from './support/target.ts';

const pose = (x: number): object => ({
  header: { frame_id: 'map' },
  pose: { position: { x, y: 0, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } },
});

/** Navigation goals by the operations of ROS 2 or by the topics of actionlib, whichever the server speaks. */
describe.each(targets)('actions: $name', ({ start }) => {
  let target: RunningTarget;
  let client: RawClient;
  let goals = 0;
  const freshId = (): string => {
    goals += 1;
    return `goal_${process.pid}_${goals}`;
  };

  beforeAll(async () => {
    target = await start();
    client = await RawClient.connect(target.url);
    if (target.dialect === 'ros2') return;
    client.send({ op: 'advertise', topic: '/move_base/goal', type: 'move_base_msgs/MoveBaseActionGoal' });
    client.send({ op: 'advertise', topic: '/move_base/cancel', type: 'actionlib_msgs/GoalID' });
    for (const [topic, type] of [
      ['/move_base/status', 'actionlib_msgs/GoalStatusArray'],
      ['/move_base/feedback', 'move_base_msgs/MoveBaseActionFeedback'],
      ['/move_base/result', 'move_base_msgs/MoveBaseActionResult'],
    ]) {
      client.send({ op: 'subscribe', topic, type });
    }
    await new Promise((resolve) => setTimeout(resolve, 400));
  });
  afterAll(async () => {
    client.terminate();
    await target.stop();
  });

  function sendGoal(x: number, id = freshId()): string {
    if (target.dialect === 'ros2') {
      const action = '/navigate_to_pose';
      const action_type = 'nav2_msgs/action/NavigateToPose';
      client.send({ op: 'send_action_goal', id, action, action_type, args: { pose: pose(x) }, feedback: true });
    } else {
      const msg = { goal_id: { stamp: { secs: 0, nsecs: 0 }, id }, goal: { target_pose: pose(x) } };
      client.send({ op: 'publish', topic: '/move_base/goal', msg });
    }
    return id;
  }

  function cancel(id: string): void {
    if (target.dialect === 'ros2') client.send({ op: 'cancel_action_goal', action: '/navigate_to_pose', id });
    else client.send({ op: 'publish', topic: '/move_base/cancel', msg: { id } });
  }

  const idOf = (frame: Frame): unknown =>
    target.dialect === 'ros2' ? frame.id : (frame.msg as { status?: { goal_id: { id: string } } }).status?.goal_id.id;
  const statusOf = (frame: Frame): unknown =>
    target.dialect === 'ros2' ? frame.status : (frame.msg as { status: { status: number } }).status.status;
  const isFeedback = (frame: Frame): boolean => frame.op === 'action_feedback' || frame.topic === '/move_base/feedback';
  const isResult = (frame: Frame): boolean => frame.op === 'action_result' || frame.topic === '/move_base/result';
  const feedbackOf = (id: string): Promise<Frame> => client.next((frame) => isFeedback(frame) && idOf(frame) === id);
  const resultOf = (id: string, milliseconds = 8_000): Promise<Frame> =>
    client.next((frame) => isResult(frame) && idOf(frame) === id, milliseconds);
  const numbers = (): { succeeded: number; canceled: number; aborted: number } =>
    target.dialect === 'ros2' ? { succeeded: 4, canceled: 5, aborted: 6 } : { succeeded: 3, canceled: 2, aborted: 4 };

  it('succeeds after feedback', async () => {
    const id = sendGoal(3);
    await feedbackOf(id);
    expect(statusOf(await resultOf(id))).toBe(numbers().succeeded);
  });

  it('aborts where the target cannot be reached, and the transport still says true', async () => {
    const result = await resultOf(sendGoal(99));
    expect(statusOf(result)).toBe(numbers().aborted);
    if (target.dialect === 'ros2') expect(result.result).toBe(true);
    else expect(result).toMatchObject({ msg: { status: { text: 'unreachable' } } });
  });

  it('cancels a running goal', async () => {
    const id = sendGoal(50);
    await feedbackOf(id);
    cancel(id);
    expect(statusOf(await resultOf(id))).toBe(numbers().canceled);
  });

  it('lets a goal run on when its client has gone', async () => {
    const other = await RawClient.connect(target.url);
    const id = freshId();
    if (target.dialect === 'ros2') {
      const args = { pose: pose(3) };
      const action = '/navigate_to_pose';
      other.send({ op: 'send_action_goal', id, action, action_type: 'nav2_msgs/action/NavigateToPose', args });
    } else {
      sendGoal(3, id);
    }
    await other.call('/rosapi/get_time');
    other.terminate();
    if (target.dialect === 'ros1') {
      expect(statusOf(await resultOf(id))).toBe(numbers().succeeded);
    } else {
      await new Promise((resolve) => setTimeout(resolve, 900));
      expect(statusOf(await resultOf(sendGoal(3)))).toBe(numbers().succeeded);
    }
  });

  it('ends the older of two goals when the newer one comes', async () => {
    const older = sendGoal(50);
    await feedbackOf(older);
    const newer = sendGoal(3);
    const ended = target.dialect === 'ros2' ? numbers().aborted : numbers().canceled;
    expect(statusOf(await resultOf(older))).toBe(ended);
    expect(statusOf(await resultOf(newer))).toBe(numbers().succeeded);
  });

  it('remembers goal ids of actionlib: a repeated id does nothing, a cancel before its goal recalls it', async () => {
    if (target.dialect === 'ros2') return;
    const id = sendGoal(3);
    await resultOf(id);
    sendGoal(3, id);
    await expect(resultOf(id, 1_000)).rejects.toThrow('no such frame');
    const early = freshId();
    cancel(early);
    await client.next((frame) => JSON.stringify(frame).includes(`"${early}"`) && frame.topic === '/move_base/status');
    sendGoal(3, early);
    expect(statusOf(await resultOf(early))).toBe(8);
  }, 15_000);

  it('does not answer operations of the other dialect with a result', async () => {
    if (target.dialect === 'ros2') return;
    const other = await RawClient.connect(target.url);
    other.send({
      op: 'send_action_goal',
      id: 'x',
      action: '/move_base',
      action_type: 'move_base_msgs/MoveBase',
      args: {},
    });
    const answers = await other.collect(200);
    expect(answers.filter((frame) => (frame as Frame).op !== 'status')).toEqual([]);
    other.terminate();
  });
});
