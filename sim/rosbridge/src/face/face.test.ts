import type { Fault, WorldModel } from '@muster/domain';
import { chain, item, node, place, robot, testModel } from '@muster/sim-core/testing';
import { describe, expect, it } from 'vitest';
import type { GoalOutcome } from '../graph/action-space.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import { readTemplate } from './template.ts';

const model: WorldModel = testModel({
  graph: { nodes: [node('a', 0, 0), node('b', 6, 0)], edges: chain('a', 'b') },
  places: [
    place('table', 'table', 0, -0.8, ['a']),
    place('door', 'door_place', 3, 0, ['a', 'b'], { size: [0.1, 1.4, 2], device: 'hinged_door', obstacle: false }),
  ],
  items: [item('cup', 'table')],
  robots: [robot('r1', 'helper', 'a'), robot('cart', 'cart', 'b')],
});

const simulate = (faults: readonly Fault[] = [], of: WorldModel = model): Simulation =>
  createSimulation({ model: of, seed: 1, faults });

const poses = (...points: readonly (readonly [number, number])[]): object => ({
  poses: points.map(([x, y]) => ({
    header: { frame_id: 'map' },
    pose: { position: { x, y, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } },
  })),
});

let sent = 0;

/** Sends a goal and steps until its outcome. */
const pursue = (
  simulation: Simulation,
  action: string,
  goal: object,
  seconds = 60,
): { outcome: GoalOutcome | undefined; feedback: object[] } => {
  const feedback: object[] = [];
  let outcome: GoalOutcome | undefined;
  sent += 1;
  simulation.graph.sendGoal(action, `goal-${sent}`, goal, {
    onFeedback: (values) => feedback.push(values),
    onOutcome: (found) => {
      outcome = found;
    },
  });
  for (let tick = 0; tick < seconds * 20 && outcome === undefined; tick += 1) simulation.step(1);
  return { outcome, feedback };
};

const listen = (simulation: Simulation, topic: string, type: string): Record<string, unknown>[] => {
  const heard: Record<string, unknown>[] = [];
  simulation.graph.subscribe(topic, type, (message) => heard.push(message));
  return heard;
};

const through = '/r1/navigate_through_poses';
const execute = '/r1/execute_skill';

describe('robots on the graph', () => {
  it('drive by NavigateThroughPoses with feedback, and tell where they are', () => {
    const simulation = simulate([], testModel({ ...model.scene, places: [], items: [] }));
    const odometry = listen(simulation, '/r1/odom', 'nav_msgs/msg/Odometry');
    const { outcome, feedback } = pursue(simulation, through, poses([3, 0], [5, 1]));
    expect(outcome).toMatchObject({ status: 'succeeded', values: { error_code: 0 } });
    expect(feedback.length).toBeGreaterThan(3);
    const left = feedback.map((entry) => (entry as { distance_remaining: number }).distance_remaining);
    expect(left[0]).toBeGreaterThan(left.at(-1)!);
    const seconds = simulation.world.seconds;
    expect(odometry.length).toBeGreaterThan(seconds * 9);
    expect(odometry.at(-1)).toMatchObject({ header: { frame_id: 'map' }, child_frame_id: 'r1/base_link' });
    const { x, y } = (odometry.at(-1) as { pose: { pose: { position: { x: number; y: number } } } }).pose.pose.position;
    expect(Math.hypot(x - 5, y - 1)).toBeLessThan(0.1);
  });

  it('do skills, with the outcome, the code and what they see', () => {
    const simulation = simulate();
    const observed = listen(simulation, '/r1/observations', 'std_msgs/msg/String');
    const pick = { skill: 'pick', arguments: JSON.stringify({ item: 'cup', where: 'table' }) };
    const { outcome, feedback } = pursue(simulation, execute, pick);
    expect(outcome).toMatchObject({ status: 'succeeded', values: { success: true, code: '' } });
    expect(feedback.at(-1)).toMatchObject({ phase: 'grasp' });
    expect(JSON.parse(observed.at(-1)!.data as string)).toContainEqual({ fact: 'held(cup,r1)', value: true });
    expect(pursue(simulation, execute, pick).outcome).toMatchObject({
      status: 'aborted',
      values: { success: false, code: 'SIM_ITEM_ATTACHED' },
    });
  });

  it.each([
    ['text that is not JSON', 'pick', '{'],
    ['a list', 'pick', '[]'],
    ['an unknown skill', 'fly_to_the_moon', '{}'],
    ['a missing argument', 'pick', '{}'],
    ['an unknown thing', 'pick', '{"item":"ghost","where":"table"}'],
    ['a prototype trap', 'pick', '{"__proto__":{"item":"cup"},"constructor":"x"}'],
  ])('refuse %s without an effect', (_, skill, args) => {
    const simulation = simulate();
    const { outcome } = pursue(simulation, execute, { skill, arguments: args });
    expect(outcome?.status).toBe('aborted');
    expect(String(outcome?.values.code)).toMatch(/^SIM_/);
    expect(simulation.world.isIdle()).toBe(true);
  });

  it('refuse a pose in a frame that no floor has, and a way that leads nowhere', () => {
    const simulation = simulate();
    const strange = { poses: [{ header: { frame_id: 'moon' }, pose: { position: { x: 1, y: 0, z: 0 } } }] };
    expect(pursue(simulation, through, strange).outcome?.status).toBe('aborted');
    expect(pursue(simulation, through, { poses: [] }).outcome?.status).toBe('aborted');
    expect(simulation.world.log().filter((entry) => entry.command.kind === 'travel').length).toBe(1);
  });

  it('hold by service, end what they did, and refuse until released', () => {
    const simulation = simulate();
    let outcome: GoalOutcome | undefined;
    simulation.graph.sendGoal(through, 'g1', poses([2, 0]), {
      onOutcome: (found) => {
        outcome = found;
      },
    });
    simulation.step(20);
    const answers: unknown[] = [];
    simulation.graph.callService('/r1/hold', {}, (answer) => answers.push(answer));
    simulation.step(20);
    expect(outcome?.status).toBe('canceled');
    expect(simulation.world.senses.velocity('r1')).toEqual({ x: 0, y: 0, z: 0, yaw: 0 });
    expect(pursue(simulation, through, poses([2, 0])).outcome?.text).toContain('SIM_HELD');
    simulation.graph.callService('/r1/release_hold', {}, (answer) => answers.push(answer));
    expect(answers).toMatchObject([
      { status: 'succeeded', values: { success: true } },
      { status: 'succeeded', values: { success: true } },
    ]);
    expect(pursue(simulation, through, poses([2, 0])).outcome?.status).toBe('succeeded');
  });

  it('take a newer way over from the old one, which ends as aborted', () => {
    const simulation = simulate();
    const ends: [string, string][] = [];
    for (const id of ['old', 'new']) {
      simulation.graph.sendGoal(through, id, poses([id === 'old' ? 1.5 : 2, 0]), {
        onOutcome: ({ status }) => ends.push([id, status]),
      });
      simulation.step(10);
    }
    simulation.step(200);
    expect(ends).toEqual([
      ['old', 'aborted'],
      ['new', 'succeeded'],
    ]);
  });

  it('end a canceled goal as canceled', () => {
    const simulation = simulate();
    const ends: string[] = [];
    simulation.graph.sendGoal(through, 'g', poses([2, 0]), { onOutcome: ({ status }) => ends.push(status) });
    simulation.step(10);
    expect(simulation.graph.cancelGoal(through, 'g')).toBe(true);
    simulation.step(10);
    expect(ends).toEqual(['canceled']);
  });

  it('publish battery, joints, scan, transforms and clock when somebody listens', () => {
    const simulation = simulate();
    const battery = listen(simulation, '/cart/battery_state', 'sensor_msgs/msg/BatteryState');
    const joints = listen(simulation, '/r1/joint_states', 'sensor_msgs/msg/JointState');
    const scan = listen(simulation, '/cart/scan', 'sensor_msgs/msg/LaserScan');
    const transforms = listen(simulation, '/tf', 'tf2_msgs/msg/TFMessage');
    const clock = listen(simulation, '/clock', 'rosgraph_msgs/msg/Clock');
    simulation.step(40);
    expect(battery.at(-1)).toMatchObject({ present: true, power_supply_status: 2 });
    expect((joints.at(-1) as { position: number[]; name: string[] }).position).toHaveLength(6);
    const { ranges } = scan.at(-1) as { ranges: ArrayLike<number> };
    expect(ranges.length).toBe(180);
    expect(Math.min(...Array.from(ranges))).toBeLessThan(4);
    expect((transforms.at(-1) as { transforms: object[] }).transforms).toHaveLength(2);
    expect(clock.at(-1)).toMatchObject({ clock: { sec: 2, nanosec: 0 } });
  });
});

describe('what stock robots offer besides', () => {
  it('goes straight to a single pose: NavigateToPose in ROS 2, move_base in ROS 1', () => {
    for (const [dialect, action, part] of [
      ['ros2', '/cart/navigate_to_pose', 'pose'],
      ['ros1', '/cart/move_base', 'target_pose'],
    ] as const) {
      const simulation = createSimulation({ model, seed: 1, dialect });
      const pose = { header: { frame_id: 'map' }, pose: { position: { x: 4, y: 0 }, orientation: { w: 1 } } };
      const { outcome, feedback } = pursue(simulation, action, { [part]: pose });
      expect(outcome?.status).toBe('succeeded');
      expect(feedback.length).toBeGreaterThan(1);
      expect(simulation.world.senses.pose('cart')!.x).toBeCloseTo(4, 1);
    }
  });

  it('does in ROS 1 what the manifest says for ROS 2, as actionlib', () => {
    const simulation = createSimulation({ model, seed: 1, dialect: 'ros1' });
    const feedback = listen(simulation, `${through}/feedback`, 'nav2_msgs/NavigateThroughPosesActionFeedback');
    expect(pursue(simulation, through, poses([0, 0], [2, 0])).outcome?.status).toBe('succeeded');
    expect(feedback.at(-1)).toMatchObject({ feedback: { distance_remaining: expect.any(Number) } });
    expect(pursue(simulation, execute, { skill: 'pick', arguments: '{"item":"none"}' }).outcome?.status).toBe(
      'aborted',
    );
  });

  it('tells what cameras make out and what lies ahead, when somebody asks', () => {
    const simulation = simulate();
    const seen = listen(simulation, '/r1/detections', 'muster_msgs/msg/DetectionArray');
    const ahead = listen(simulation, '/cart/range', 'sensor_msgs/msg/Range');
    pursue(simulation, through, poses([0, 0], [2, 0]));
    const [other] = (seen.at(-1) as { detections: Record<string, unknown>[] }).detections;
    expect(other).toMatchObject({ object_id: 'cart', pose: { header: { frame_id: 'map' } } });
    expect((other!.pose as { pose: { position: { x: number } } }).pose.position.x).toBeCloseTo(6, 0);
    expect((ahead.at(-1) as { range: number; max_range: number }).range).toBeLessThanOrEqual(10);
  });

  it('puts faults in and takes them out by service, only where that was asked for', () => {
    const plain = simulate();
    expect(plain.graph.services.list().some(({ name }) => name.startsWith('/simulator/'))).toBe(false);
    const simulation = createSimulation({ model, seed: 1, controls: true });
    const ask = (service: string, request: object): Record<string, unknown> => {
      let answer: unknown;
      simulation.graph.callService(service, request, (outcome) => {
        answer = outcome;
      });
      return (answer as { values: Record<string, unknown> }).values;
    };
    const put = ask('/simulator/set_fault', { fault: 'stuck', target: 'cart' });
    expect(put).toMatchObject({ success: true });
    simulation.step(2);
    expect(simulation.world.senses.fault('stuck', 'cart')).toBeDefined();
    expect(ask('/simulator/clear_fault', { fault_id: put.fault_id })).toMatchObject({ success: true });
    simulation.step(2);
    expect(simulation.world.senses.fault('stuck', 'cart')).toBeUndefined();
    for (const bad of [
      { fault: 'gremlins', target: 'cart' },
      { fault: 'stuck', target: 'cart', arguments: '{' },
      { fault: 'stuck', target: 'cart', arguments: '[1]' },
    ])
      expect(ask('/simulator/set_fault', bad)).toMatchObject({ success: false, fault_id: '' });
  });

  it('keeps the map and the frames of the floors for whoever comes late', () => {
    const simulation = simulate();
    simulation.step(20);
    const [map] = listen(simulation, '/map', 'nav_msgs/msg/OccupancyGrid') as [
      { info: { resolution: number; width: number; origin: { position: { x: number; y: number } } }; data: Int8Array },
    ];
    const at = (x: number, y: number): number | undefined => {
      const { resolution, width, origin } = map.info;
      const column = Math.floor((x - origin.position.x) / resolution);
      return map.data[Math.floor((y - origin.position.y) / resolution) * width + column];
    };
    expect(at(0, -0.8)).toBe(100);
    expect(at(3, 1.5)).toBe(0);
    expect(listen(simulation, '/tf_static', 'tf2_msgs/msg/TFMessage')).toHaveLength(1);
    expect(listen(simulation, '/map', 'nav_msgs/msg/OccupancyGrid')).toHaveLength(1);
  });
});

describe('devices on the graph', () => {
  it('are commanded by their calls and tell their state', () => {
    const simulation = simulate();
    const states = listen(simulation, '/door/state', 'std_msgs/msg/String');
    simulation.step(1);
    const answers: unknown[] = [];
    simulation.graph.callService('/door/command', { data: true }, (answer) => answers.push(answer));
    simulation.step(60);
    expect(answers).toMatchObject([{ status: 'succeeded', values: { success: true } }]);
    expect(JSON.parse(states[0]!.data as string)).toEqual([{ fact: 'open(door)', value: false }]);
    expect(JSON.parse(states.at(-1)!.data as string)).toEqual([{ fact: 'open(door)', value: true }]);
  });
});

describe('a bad link', () => {
  const results = (fault: Omit<Fault, 'id'>): { tick: number; count: number } => {
    const simulation = simulate([{ id: 'f', target: 'r1', ...fault }]);
    const ends: number[] = [];
    simulation.graph.sendGoal(through, 'g', poses([1, 0]), { onOutcome: () => ends.push(simulation.world.tick) });
    const heard = listen(simulation, '/r1/observations', 'std_msgs/msg/String');
    // Not a whole number of sights: a copy of the last one is not under way at the end.
    simulation.step(390);
    return { tick: ends[0] ?? -1, count: heard.length };
  };

  it('loses, delays or doubles what crosses it, as the world says', () => {
    const plain = results({ kind: 'link_lost', at: 1000 });
    expect(plain.tick).toBeGreaterThan(0);
    expect(results({ kind: 'link_lost' })).toEqual({ tick: -1, count: 0 });
    expect(results({ kind: 'late_messages', params: { seconds: 1 } }).tick).toBe(plain.tick + 40);
    expect(results({ kind: 'duplicate_messages' }).count).toBe(2 * plain.count);
    expect(results({ kind: 'lost_messages', params: { share: 1 } }).tick).toBe(-1);
  });
});

describe('templates', () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the manifest's own notation
  it('are read backwards: whole values, parts of text, fixed parts', () => {
    expect(
      readTemplate({ a: '${skill}', b: { c: 'go ${args.x}!' }, d: 1 }, { a: 'pick', b: { c: 'go 7!' }, d: 1, e: 0 }),
    ).toEqual({ skill: 'pick', 'args.x': '7' });
    expect(readTemplate({ data: true }, { data: false })).toBeUndefined();
    expect(readTemplate({ a: ['${x}', 2] }, { a: [{ deep: 1 }, 2] })).toEqual({ x: { deep: 1 } });
    expect(readTemplate({ a: { b: 1 } }, { a: null })).toBeUndefined();
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the manifest's own notation
});
