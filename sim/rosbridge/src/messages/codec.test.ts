import { describe, expect, it } from 'vitest';
import type { RosRefusalError } from '../errors.ts';
import type { DecodeContext } from './codec.ts';
import { TypeRegistry } from './type-registry.ts';

const now = { sec: 7, nanosec: 5 };
const wire: DecodeContext = { source: 'wire', isLenient: false, now };
const lenient: DecodeContext = { source: 'wire', isLenient: true, now };
const program: DecodeContext = { source: 'program', isLenient: false, now };
const ros1 = new TypeRegistry({ dialect: 'ros1' });
const ros2 = new TypeRegistry({ dialect: 'ros2' });

function refusal(run: () => unknown): Pick<RosRefusalError, 'code' | 'place'> {
  try {
    run();
  } catch (error) {
    const { code, place } = error as RosRefusalError;
    return { code, place };
  }
  throw new Error('was accepted');
}

describe('decoding a message', () => {
  it('fills what is missing: zeros, and w = 1 only where the definition says so', () => {
    const pose = { position: { x: 1, y: 0, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } };
    expect(ros2.message('geometry_msgs/msg/Pose').decode({ position: { x: 1 } }, wire)).toEqual(pose);
    expect(ros1.message('geometry_msgs/Pose').decode({}, wire)).toMatchObject({ orientation: { w: 0 } });
  });

  it('stamps a header without stamp by the clock, and leaves an absent header at zero', () => {
    const codec = ros2.message('geometry_msgs/PointStamped');
    expect(codec.decode({ header: { frame_id: 'map' } }, wire)).toMatchObject({
      header: { stamp: now, frame_id: 'map' },
    });
    expect(codec.decode({ header: { stamp: 'now' } }, wire)).toMatchObject({ header: { stamp: now } });
    expect(codec.decode({}, wire)).toMatchObject({ header: { stamp: { sec: 0, nanosec: 0 } } });
    expect(codec.decode({}, program)).toMatchObject({ header: { stamp: now } });
  });

  it('reads both spellings of time in ROS 2 and only its own in ROS 1', () => {
    const read = (registry: TypeRegistry, stamp: object, context: DecodeContext): unknown =>
      registry.message('std_msgs/Header').decode({ stamp }, context).stamp;
    expect(read(ros2, { secs: 3, nsecs: 4 }, wire)).toEqual({ sec: 3, nanosec: 4 });
    expect(read(ros2, { sec: 3, nanosec: 4 }, wire)).toEqual({ sec: 3, nanosec: 4 });
    expect(read(ros1, { secs: 3, nsecs: 4 }, wire)).toEqual({ sec: 3, nanosec: 4 });
    expect(refusal(() => read(ros1, { sec: 3, nanosec: 4 }, wire)).place).toBe('stamp');
    expect(read(ros1, { sec: 3, nanosec: 4 }, lenient)).toEqual(now);
  });

  it('refuses numbers that their field cannot hold', () => {
    const set = (type: string, data: unknown, context = wire): unknown =>
      ros2.message(type).decode({ data }, context).data;
    expect(refusal(() => set('std_msgs/UInt8', 256)).code).toBe('ROSBRIDGE_MESSAGE_RANGE');
    expect(refusal(() => set('std_msgs/Int32', 1.5)).code).toBe('ROSBRIDGE_MESSAGE_TYPE');
    expect(refusal(() => set('std_msgs/Int64', 2 ** 60)).code).toBe('ROSBRIDGE_MESSAGE_RANGE');
    expect(refusal(() => set('std_msgs/Float32', 1e39)).code).toBe('ROSBRIDGE_MESSAGE_RANGE');
    expect(refusal(() => set('std_msgs/Bool', 1)).code).toBe('ROSBRIDGE_MESSAGE_TYPE');
    expect(refusal(() => set('std_msgs/Float64', Number.NaN)).code).toBe('ROSBRIDGE_MESSAGE_RANGE');
    expect(set('std_msgs/Float64', Number.NaN, lenient)).toBeNaN();
    expect(set('std_msgs/Float32', 0.1)).toBe(Math.fround(0.1));
  });

  it('names the place of what it refuses, through arrays and nested messages', () => {
    const path = { poses: [{}, { pose: { position: { y: 'left' } } }] };
    expect(refusal(() => ros2.message('nav_msgs/Path').decode(path, wire, 'msg')).place).toBe(
      'msg.poses[1].pose.position.y',
    );
  });

  it('refuses own keys that look like prototypes', () => {
    const hostile = JSON.parse('{"__proto__":{"x":1}}') as object;
    expect(refusal(() => ros2.message('geometry_msgs/Point').decode(hostile, wire)).code).toBe(
      'ROSBRIDGE_MESSAGE_FIELD_UNKNOWN',
    );
  });

  it('takes bytes as base64 or integers and writes base64', () => {
    const codec = ros2.message('sensor_msgs/CompressedImage');
    for (const data of ['AQID', [1, 2, 3]]) {
      const message = codec.decode({ data }, wire);
      expect(message.data).toEqual(Uint8Array.of(1, 2, 3));
      expect(codec.toWire(message)).toMatchObject({ data: 'AQID' });
    }
    expect(refusal(() => codec.decode({ data: '***' }, wire)).place).toBe('data');
  });

  it('takes typed arrays, seconds and NaN from the program, and copies its arrays', () => {
    const ranges = Float32Array.of(1, Number.POSITIVE_INFINITY);
    const scan = ros2.message('sensor_msgs/LaserScan').decode({ ranges, header: { stamp: 2.5 } }, program);
    ranges[0] = 9;
    expect(scan).toMatchObject({
      ranges: [1, Number.POSITIVE_INFINITY],
      header: { stamp: { sec: 2, nanosec: 500_000_000 } },
    });
    expect(JSON.parse(JSON.stringify(scan.ranges))).toEqual([1, null]);
  });

  it('writes ROS 1 times in its own spelling, everywhere', () => {
    const codec = ros1.message('nav_msgs/Path');
    const message = codec.decode({ header: { stamp: 1.5 }, poses: [{ header: { stamp: 2 } }] }, program);
    expect(codec.toWire(message)).toMatchObject({
      header: { stamp: { secs: 1, nsecs: 500_000_000 } },
      poses: [{ header: { stamp: { secs: 2, nsecs: 0 } } }],
    });
  });
});

describe('TypeRegistry', () => {
  it('knows names as its dialect spells them', () => {
    expect(ros2.message('std_msgs/String')).toBe(ros2.message('std_msgs/msg/String'));
    expect(refusal(() => ros1.message('std_msgs/msg/String')).code).toBe('ROSBRIDGE_TYPE_UNKNOWN');
    expect(refusal(() => ros2.message('std_srvs/srv/Trigger')).code).toBe('ROSBRIDGE_TYPE_UNKNOWN');
    expect(ros1.action('move_base_msgs/MoveBaseAction').name).toBe('move_base_msgs/MoveBaseAction');
    expect(ros1.message('move_base_msgs/MoveBaseActionGoal').fields.map((field) => field.definition.name)).toEqual([
      'header',
      'goal_id',
      'goal',
    ]);
  });

  it.each(['humble', 'iron', 'jazzy', 'kilted'] as const)('compiles every type of %s', (distribution) => {
    const registry = new TypeRegistry({ dialect: 'ros2', distribution });
    for (const name of registry.names('msg')) registry.message(name).decode({}, wire);
    for (const name of registry.names('srv')) registry.service(name).request.decode({}, wire);
    for (const name of registry.names('action')) registry.action(name).goal.decode({}, wire);
  });

  it('gives navigation results by distribution', () => {
    const result = (distribution: 'humble' | 'iron' | 'jazzy' | 'kilted', action: string): string[] =>
      new TypeRegistry({ dialect: 'ros2', distribution })
        .action(action)
        .result.fields.map((field) => field.definition.name);
    expect(result('humble', 'nav2_msgs/action/NavigateToPose')).toEqual(['result']);
    expect(result('iron', 'nav2_msgs/action/NavigateToPose')).toEqual(['error_code']);
    expect(result('jazzy', 'nav2_msgs/action/NavigateToPose')).toEqual(['error_code', 'error_msg']);
    expect(result('kilted', 'nav2_msgs/action/NavigateThroughPoses')).toContain('waypoint_statuses');
  });

  it('learns types that a robot brings as data', () => {
    const extraTypes = { messages: { 'plant_msgs/Valve': 'string name; float32 opening' } };
    const registry = new TypeRegistry({ dialect: 'ros2', extraTypes });
    expect(registry.message('plant_msgs/msg/Valve').decode({ opening: 0.5 }, wire)).toEqual({ name: '', opening: 0.5 });
    const wrong = { messages: { 'plant_msgs/Valve': 'Handle handle' } };
    expect(() => new TypeRegistry({ dialect: 'ros2', extraTypes: wrong })).toThrow('ROSBRIDGE_TYPE_UNKNOWN');
    const circular = { messages: { 'plant_msgs/Pipe': 'Pipe[] branches' } };
    expect(() => new TypeRegistry({ dialect: 'ros2', extraTypes: circular })).toThrow('contains itself');
  });
});
