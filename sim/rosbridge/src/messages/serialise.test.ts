import { describe, expect, it } from 'vitest';
import { programContext } from './codec.ts';
import { fullText } from './full-text.ts';
import { serialiseMessage } from './serialise.ts';
import { type RosDialect, TypeRegistry } from './type-registry.ts';

function bytes(dialect: RosDialect, type: string, message: object): number[] {
  const codec = new TypeRegistry({ dialect }).message(type);
  return [...serialiseMessage(codec, codec.decode(message, programContext(0)), dialect)];
}

describe('serialiseMessage', () => {
  it('aligns CDR to the size of each value, counted after the encapsulation header', () => {
    const header = { stamp: { sec: 1, nanosec: 2 }, frame_id: 'm' };
    expect(bytes('ros2', 'geometry_msgs/PointStamped', { header, point: { x: 1 } })).toEqual([
      ...[0, 1, 0, 0],
      ...[1, 0, 0, 0, 2, 0, 0, 0],
      ...[2, 0, 0, 0, 0x6d, 0],
      ...[0, 0],
      ...[0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
      ...Array(16).fill(0),
    ]);
  });

  it('packs ROS 1 without padding, terminators or header', () => {
    const header = { seq: 3, stamp: { sec: 1, nanosec: 2 }, frame_id: 'm' };
    expect(bytes('ros1', 'geometry_msgs/PointStamped', { header, point: { x: 1 } })).toEqual([
      ...[3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0],
      ...[1, 0, 0, 0, 0x6d],
      ...[0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
      ...Array(16).fill(0),
    ]);
  });

  it('writes lengths for variable arrays only, and one byte for an empty message in CDR', () => {
    expect(bytes('ros2', 'std_msgs/Empty', {})).toEqual([0, 1, 0, 0, 0]);
    expect(bytes('ros1', 'std_msgs/Empty', {})).toEqual([]);
    expect(
      bytes('ros2', 'unique_identifier_msgs/UUID', { uuid: Uint8Array.from({ length: 16 }, (_, index) => index) }),
    ).toHaveLength(20);
    expect(bytes('ros1', 'std_msgs/UInt8MultiArray', { data: Uint8Array.of(7, 8) }).slice(-6)).toEqual([
      2, 0, 0, 0, 7, 8,
    ]);
  });

  it('grows over its first buffer', () => {
    expect(bytes('ros1', 'std_msgs/String', { data: 'x'.repeat(1_000) })).toHaveLength(1_004);
  });
});

describe('fullText', () => {
  it('lists the root and each dependency once, times by the dialect', () => {
    const ros2 = new TypeRegistry({ dialect: 'ros2' });
    const text = fullText(ros2.message('geometry_msgs/PoseStamped').definition, ros2);
    expect(text.startsWith('std_msgs/Header header\ngeometry_msgs/Pose pose\n====')).toBe(true);
    expect([...text.matchAll(/^MSG: (.+)$/gm)].map((match) => match[1])).toEqual([
      'std_msgs/Header',
      'geometry_msgs/Pose',
      'geometry_msgs/Point',
      'geometry_msgs/Quaternion',
      'builtin_interfaces/Time',
    ]);
    expect(text).toContain('float64 w 1\n');
    const ros1 = new TypeRegistry({ dialect: 'ros1' });
    expect(fullText(ros1.message('std_msgs/Header').definition, ros1)).toBe(
      'uint32 seq\ntime stamp\nstring frame_id\n',
    );
  });
});
