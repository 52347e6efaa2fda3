import { createRosDriver } from '@muster/bridge';
import { loadWorld } from '@muster/dispatcher/library';
import type { RobotCommand, RobotDriver, RobotEvent, WorldModel } from '@muster/domain';
import { unwrap } from '@muster/domain';
import { createSimulation, type Simulation } from '@muster/sim-rosbridge/face';
import { type RosbridgeServer, startRosbridgeServer } from '@muster/sim-rosbridge/node';
import { afterEach, expect, test } from 'vitest';

/** The driver against the simulator's rosbridge over a real socket, as it would be against hardware. */
const model: WorldModel = unwrap(loadWorld('warehouse'));
const robot = model.scene.robots.find((entry) => entry.id === 'amr_1')!;
const manifest = model.library.robots[robot.kind]!;

type Bench = {
  simulation: Simulation;
  server: RosbridgeServer;
  driver: RobotDriver;
  events: RobotEvent[];
  close: () => Promise<void>;
};
const open: Bench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});

const start = async (): Promise<Bench> => {
  const simulation = createSimulation({ model });
  const listen = (port: number) =>
    startRosbridgeServer({ graph: simulation.graph, port, clock: { now: () => simulation.world.seconds } });
  const bench = { simulation, server: await listen(0), events: [] as RobotEvent[] } as unknown as Bench;
  const timer = setInterval(() => simulation.step(5), 5);
  bench.driver = createRosDriver({
    robot: robot.id,
    manifest,
    floors: model.scene.floors.map(({ id }) => id),
    clock: { sceneSeconds: () => simulation.world.seconds, monotonicSeconds: () => performance.now() / 1000 },
    url: bench.server.url,
    skills: model.library.skills,
    random: () => 0,
  });
  bench.driver.on((event) => bench.events.push(event));
  bench.close = async () => {
    clearInterval(timer);
    bench.driver.close();
    await bench.server.close();
    simulation.close();
  };
  open.push(bench);
  await until(() => bench.driver.connected());
  return bench;
};

const until = async (condition: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 2000; tries += 1) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came to pass');
};

const resultOf = (bench: Bench, id: string) =>
  bench.events.find((event) => event.type === 'result' && event.command === id);

const way = (id: string): RobotCommand => {
  const edge = model.scene.graph.edges.find((entry) => entry.from === robot.node || entry.to === robot.node)!;
  const node = model.scene.graph.nodes.find((entry) => entry.id === (edge.from === robot.node ? edge.to : edge.from))!;
  return {
    id,
    robot: robot.id,
    epoch: 1,
    deadlineSeconds: 60,
    kind: 'travel',
    waypoints: [{ floor: node.floor, x: node.x, y: node.y, z: 0, yaw: 0 }],
    nodes: [node.id],
    speed: 1,
    last: true,
  };
};

test('drives to a node, says so, and stands there', { timeout: 60_000 }, async () => {
  const bench = await start();
  const command = way('m1/t1/1/1/1');
  bench.driver.send(command);
  await until(() => resultOf(bench, command.id) !== undefined);
  expect(resultOf(bench, command.id)).toMatchObject({ outcome: 'succeeded' });
  expect(bench.events.some((event) => event.type === 'progress' && event.command === command.id)).toBe(true);
  const goal = command.kind === 'travel' ? command.waypoints[0]! : undefined;
  await until(() => {
    const last = bench.events.findLast((event) => event.type === 'pose');
    return (
      last?.type === 'pose' && Math.hypot(last.pose.x - goal!.x, last.pose.y - goal!.y) < 0.35 && last.speed < 0.02
    );
  });
});

test('cancels a drive, and holds on request until it is released', { timeout: 60_000 }, async () => {
  const bench = await start();
  bench.driver.send(way('m1/t1/1/1/1'));
  await until(() => bench.events.some((event) => event.type === 'pose' && event.speed > 0.05));
  bench.driver.cancel('m1/t1/1/1/1');
  await until(() => resultOf(bench, 'm1/t1/1/1/1') !== undefined);
  expect(resultOf(bench, 'm1/t1/1/1/1')).toMatchObject({ outcome: 'canceled' });
  bench.driver.hold();
  await until(() => bench.events.some((event) => event.type === 'hold' && event.confirmed));
  bench.driver.send(way('m1/t1/2/1/2'));
  await until(() => resultOf(bench, 'm1/t1/2/1/2') !== undefined);
  expect(resultOf(bench, 'm1/t1/2/1/2')).not.toMatchObject({ outcome: 'succeeded' });
  bench.driver.release();
  await until(() => bench.simulation.world.senses.velocity(robot.id) !== undefined);
});

test('a server that dies is noticed, and found again at the same address', { timeout: 60_000 }, async () => {
  const bench = await start();
  const { port } = bench.server;
  await bench.server.close();
  await until(() => !bench.driver.connected());
  bench.driver.send(way('m1/t1/1/1/1'));
  expect(resultOf(bench, 'm1/t1/1/1/1')).toMatchObject({ outcome: 'rejected', code: 'BRIDGE_NOT_CONNECTED' });
  bench.server = await startRosbridgeServer({
    graph: bench.simulation.graph,
    port,
    clock: { now: () => bench.simulation.world.seconds },
  });
  await until(() => bench.driver.connected());
  expect(bench.simulation.world.senses.command(robot.id)).toBeUndefined();
});
