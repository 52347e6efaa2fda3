import type { RobotManifest, WorldModel } from '@muster/domain';
import { dmath, type SimEvent, type World } from '@muster/sim-core';
import type { RosGraph } from '../graph/ros-graph.ts';
import type { Publisher } from '../graph/topic-space.ts';
import { frameOf, poseMessage, quaternionOf } from './frames.ts';
import { typeOf } from './robot-calls.ts';
import { fillName } from './template.ts';

/** Ticks between two messages of a topic. */
const POSE_TICKS = 2;
const JOINT_TICKS = 2;
const SCAN_TICKS = 4;
const BATTERY_TICKS = 20;
/** A robot at rest says again what it sees: whoever missed it learns it, and whoever comes late does too. */
const SIGHT_TICKS = 100;
const SCAN_BEAMS = 180;
const CAMERA_TICKS = 10;
/** Beams of the scan that a forward range finder is one of, and its field of view in radians. */
const RANGE_BEAMS = 36;
const RANGE_VIEW = (2 * dmath.PI) / RANGE_BEAMS;
const INFRARED = 1;

/** What one robot publishes by itself. Messages are made only when somebody listens. */
export interface RobotTelemetry {
  publish(tick: number): void;
  observed(event: Extract<SimEvent, { type: 'observed' }>): void;
  close(): void;
}

const topicType = (graph: RosGraph, type: string): string => typeOf(graph, { kind: 'topic', type });

export const createRobotTelemetry = (
  world: World,
  graph: RosGraph,
  model: WorldModel,
  robot: string,
  manifest: RobotManifest,
): RobotTelemetry => {
  const node = `/${robot}/driver`;
  const publishers: Publisher[] = [];
  const advertise = (topic: string, type: string, isLatched = false): Publisher => {
    const publisher = graph.advertise(topic, topicType(graph, type), { node, isLatched });
    publishers.push(publisher);
    return publisher;
  };
  const { telemetry } = manifest;
  const pose = advertise(fillName(telemetry.pose.topic, robot), telemetry.pose.type);
  const battery = telemetry.battery && advertise(fillName(telemetry.battery.topic, robot), telemetry.battery.type);
  const observations =
    telemetry.observations && advertise(fillName(telemetry.observations.topic, robot), telemetry.observations.type);
  const transforms = advertise('/tf', 'tf2_msgs/TFMessage');
  const joints = manifest.hands.length > 0 ? advertise(`/${robot}/joint_states`, 'sensor_msgs/JointState') : undefined;
  const scan = manifest.sensors?.lidar ? advertise(`/${robot}/scan`, 'sensor_msgs/LaserScan') : undefined;
  const range = manifest.sensors?.lidar ? advertise(`/${robot}/range`, 'sensor_msgs/Range') : undefined;
  const detections = manifest.sensors?.camera
    ? advertise(`/${robot}/detections`, 'muster_msgs/DetectionArray')
    : undefined;
  const barcodes = manifest.sensors?.barcode ? advertise(`/${robot}/barcode`, 'muster_msgs/Barcode') : undefined;
  const jointNames = manifest.hands.flatMap((hand) =>
    [1, 2, 3, 4, 5, 6].map((joint) => `${robot}/${hand.id}_joint_${joint}`),
  );
  const silent = (sensor: string): boolean => world.senses.fault('sensor_dropout', robot, sensor) !== undefined;

  const last = { pose: -1000, battery: -1000, joints: -1000, scan: -1000, range: -1000, camera: -1000, sight: 0 };
  const isDue = (topic: keyof typeof last, tick: number, every: number): boolean => {
    if (tick - last[topic] < every) return false;
    last[topic] = tick;
    return true;
  };
  return {
    publish: (tick) => {
      if (world.senses.isOff(robot)) return;
      if (isDue('pose', tick, POSE_TICKS) && !silent('odom')) {
        pose.publishLazily(() => poseOfType(world, model, robot, telemetry.pose.type));
        transforms.publishLazily(() => transformOf(world, model, robot));
      }
      if (battery && isDue('battery', tick, BATTERY_TICKS) && !silent('battery'))
        battery.publishLazily(() => batteryMessage(world, robot, manifest));
      if (observations && isDue('sight', tick, SIGHT_TICKS))
        observations.publishLazily(() => ({ data: JSON.stringify(world.senses.sight(robot)) }));
      if (joints && isDue('joints', tick, JOINT_TICKS))
        joints.publishLazily(() => ({
          header: { stamp: world.seconds, frame_id: '' },
          name: jointNames,
          position: world.senses.joints(robot),
          velocity: [],
          effort: [],
        }));
      if (scan && isDue('scan', tick, SCAN_TICKS) && !silent('scan'))
        scan.publishLazily(() => scanMessage(world, robot, manifest));
      if (range && isDue('range', tick, SCAN_TICKS) && !silent('scan'))
        range.publishLazily(() => rangeMessage(world, robot, manifest));
      if (!isDue('camera', tick, CAMERA_TICKS)) return;
      if (detections && !silent('camera')) detections.publishLazily(() => detectionsMessage(world, model, robot));
      if (barcodes && barcodes.subscriberCount > 0) {
        const read = world.senses.barcode(robot);
        if (read)
          barcodes.publish({
            header: { stamp: world.seconds, frame_id: `${robot}/base_link` },
            code: read.code,
            object_id: read.id,
          });
      }
    },
    observed: ({ facts }) => observations?.publish({ data: JSON.stringify(facts) }),
    close: () => {
      for (const publisher of publishers) publisher.close();
    },
  };
};

/** The pose that the robot believes: localisation faults and noise included. */
const poseOfType = (world: World, model: WorldModel, robot: string, type: string): object => {
  const believed = world.senses.believedPose(robot)!;
  const header = { stamp: world.seconds, frame_id: frameOf(model, believed.floor) };
  const name = type.slice(type.lastIndexOf('/') + 1);
  if (name === 'Odometry') {
    const velocity = world.senses.velocity(robot)!;
    const c = dmath.cos(believed.yaw);
    const s = dmath.sin(believed.yaw);
    return {
      header,
      child_frame_id: `${robot}/base_link`,
      pose: { pose: poseMessage(believed) },
      twist: {
        twist: {
          linear: { x: velocity.x * c + velocity.y * s, y: velocity.y * c - velocity.x * s, z: velocity.z },
          angular: { x: 0, y: 0, z: velocity.yaw },
        },
      },
    };
  }
  if (name === 'PoseWithCovarianceStamped') return { header, pose: { pose: poseMessage(believed) } };
  return { header, pose: poseMessage(believed) };
};

const transformOf = (world: World, model: WorldModel, robot: string): object => {
  const believed = world.senses.believedPose(robot)!;
  const stamp = world.seconds;
  return {
    transforms: [
      {
        header: { stamp, frame_id: frameOf(model, believed.floor) },
        child_frame_id: `${robot}/odom`,
        transform: { translation: { x: 0, y: 0, z: 0 }, rotation: quaternionOf(0) },
      },
      {
        header: { stamp, frame_id: `${robot}/odom` },
        child_frame_id: `${robot}/base_link`,
        transform: {
          translation: { x: believed.x, y: believed.y, z: believed.z },
          rotation: quaternionOf(believed.yaw),
        },
      },
    ],
  };
};

const CHARGING = 1;
const DISCHARGING = 2;

const batteryMessage = (world: World, robot: string, manifest: RobotManifest): object => {
  const charge = world.number('battery', [robot]);
  const capacity = (manifest.battery?.capacityWh ?? 0) / 24;
  return {
    header: { stamp: world.seconds, frame_id: `${robot}/base_link` },
    voltage: 22 + 4 * charge,
    percentage: charge,
    charge: charge * capacity,
    capacity,
    design_capacity: capacity,
    power_supply_status: world.senses.isCharging(robot) ? CHARGING : DISCHARGING,
    power_supply_health: 1,
    power_supply_technology: 2,
    present: true,
  };
};

const scanMessage = (world: World, robot: string, manifest: RobotManifest): object => {
  const range = manifest.sensors?.lidar?.range ?? 10;
  const increment = (2 * dmath.PI) / SCAN_BEAMS;
  return {
    header: { stamp: world.seconds, frame_id: `${robot}/base_link` },
    angle_min: -dmath.PI,
    angle_max: dmath.PI - increment,
    angle_increment: increment,
    time_increment: 0,
    scan_time: SCAN_TICKS * 0.05,
    range_min: 0.05,
    range_max: range,
    ranges: world.senses.scan(robot, SCAN_BEAMS, range),
    intensities: [],
  };
};

const rangeMessage = (world: World, robot: string, manifest: RobotManifest): object => {
  const farthest = manifest.sensors?.lidar?.range ?? 10;
  return {
    header: { stamp: world.seconds, frame_id: `${robot}/base_link` },
    radiation_type: INFRARED,
    field_of_view: RANGE_VIEW,
    min_range: 0.05,
    max_range: farthest,
    // The scan begins straight behind: its middle beam looks ahead.
    range: world.senses.scan(robot, RANGE_BEAMS, farthest)[RANGE_BEAMS / 2] ?? farthest,
  };
};

const detectionsMessage = (world: World, model: WorldModel, robot: string): object => {
  const floor = world.senses.pose(robot)!.floor;
  const header = { stamp: world.seconds, frame_id: frameOf(model, floor) };
  return {
    header,
    detections: world.senses.detections(robot).map(({ id, class: className, pose, confidence }) => ({
      object_id: id,
      object_class: className,
      pose: { header, pose: poseMessage(pose) },
      confidence,
    })),
  };
};
