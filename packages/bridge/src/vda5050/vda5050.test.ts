import { readFileSync } from 'node:fs';
import type { Problem, RobotCommand, RobotEvent } from '@muster/domain';
import { unwrap } from '@muster/domain';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterEach, expect, test } from 'vitest';
import { testManifest } from '../testing/index.ts';
import { parseVdaAddress, type VdaAddress, type VdaTopic, vdaTopic } from './address.ts';
import { TestBroker, until } from './testing/broker.ts';
import { GhostBody } from './testing/ghost-body.ts';
import { createVdaDriver, type VdaDriver, type VdaDriverOptions } from './vda-driver.ts';
import { createVdaVehicle, type VdaVehicle, type VdaVehicleOptions } from './vehicle.ts';

type Bench = {
  broker: TestBroker;
  address: VdaAddress;
  body: GhostBody;
  vehicle: VdaVehicle;
  driver: VdaDriver;
  events: RobotEvent[];
  problems: Problem[];
};
const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const wallClock = { sceneSeconds: () => performance.now() / 1000, monotonicSeconds: () => performance.now() / 1000 };
const floors = [
  { id: 'ground', elevation: 0 },
  { id: 'upper', elevation: 3 },
];

const driverFor = (address: VdaAddress, problems: Problem[], more: Partial<VdaDriverOptions> = {}): VdaDriver => {
  const driver = createVdaDriver({
    robot: 'amr1',
    manifest: testManifest(),
    address,
    floors: floors.map(({ id }) => id),
    clock: wallClock,
    random: () => 0.1,
    onProblem: (problem) => problems.push(problem),
    ...more,
  });
  closing.push(() => driver.close());
  return driver;
};

const start = async (
  more: Partial<VdaDriverOptions> = {},
  vehicleMore: Partial<VdaVehicleOptions> = {},
): Promise<Bench> => {
  const broker = await TestBroker.start();
  closing.push(() => broker.close());
  const address = unwrap(parseVdaAddress(`${broker.url}/acme/amr-1`));
  const body = new GhostBody('amr1');
  closing.push(() => body.close());
  const vehicle = createVdaVehicle({
    address,
    manifest: testManifest(),
    body,
    floors,
    stateMilliseconds: 10,
    visualizationMilliseconds: 20,
    random: () => 0.2,
    ...vehicleMore,
  });
  closing.push(() => vehicle.close());
  const problems: Problem[] = [];
  const driver = driverFor(address, problems, more);
  const events: RobotEvent[] = [];
  driver.on((event) => events.push(event));
  await until(() => driver.connected() && events.some((event) => event.type === 'pose'), 'the first pose');
  return { broker, address, body, vehicle, driver, events, problems };
};

const pose = (x: number, y = 0) => ({ floor: 'ground', x, y, z: 0, yaw: 0 });
const travel = (n: number, nodes: readonly [string, number][], more: object = {}): RobotCommand => ({
  id: `m1/t1/1/1/${n}`,
  robot: 'amr1',
  epoch: 1,
  deadlineSeconds: 60,
  kind: 'travel',
  nodes: nodes.map(([id]) => id),
  waypoints: nodes.map(([, x]) => pose(x)),
  speed: 1.5,
  last: true,
  ...more,
});
const pick: RobotCommand = {
  id: 'm1/s1/1/1',
  robot: 'amr1',
  epoch: 1,
  deadlineSeconds: 60,
  kind: 'skill',
  skill: 'pick',
  role: 'robot',
  args: { item: 'cup', from: 'table' },
  others: {},
};
const resultOf = (bench: Bench, id: string) =>
  bench.events.find((event) => event.type === 'result' && event.command === id);
const results = (bench: Bench) => bench.events.filter((event) => event.type === 'result');

/** Validators of the published schemas. The one of `state` lacks PAUSED, which its own text requires. */
const validators = (() => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`./__fixtures__/schemas-2.1.0/${name}.schema.json`, import.meta.url), 'utf8'));
  const state = read('state');
  state.properties.actionStates.items.properties.actionStatus.enum.push('PAUSED');
  return Object.fromEntries(
    (['order', 'instantActions', 'connection', 'factsheet', 'visualization'] as const)
      .map((name) => [name, ajv.compile(read(name))] as const)
      .concat([['state' as never, ajv.compile(state)]]),
  );
})();

/** Everything that went over the broker, against the published schemas, and header ids without gaps per topic and sender. */
const expectConformance = (broker: TestBroker): void => {
  const next = new Map<string, number>();
  for (const { topic, message, qos, retain } of broker.heard) {
    const name = topic.slice(topic.lastIndexOf('/') + 1) as VdaTopic;
    const validate = validators[name]!;
    expect(validate(message), `${name}: ${JSON.stringify(validate.errors)}`).toBe(true);
    expect(topic).toBe(`uagv/v2/acme/amr-1/${name}`);
    const { headerId, version, manufacturer, serialNumber } = message as Record<string, unknown>;
    expect({ version, manufacturer, serialNumber }).toEqual({
      version: '2.1.0',
      manufacturer: 'acme',
      serialNumber: 'amr-1',
    });
    if (name !== 'connection') expect(headerId, `headerId of ${name}`).toBe(next.get(name) ?? 0);
    next.set(name, (headerId as number) + 1);
    expect({ name, qos }).toEqual({ name, qos: name === 'connection' ? 1 : 0 });
    if (name === 'connection' || name === 'factsheet') expect(retain || qos === 0).toBe(true);
  }
};

test('a drive, an action, a pause, a cancel: everything that both sides send fits the published schemas', async () => {
  const bench = await start();
  bench.driver.send(
    travel(
      1,
      [
        ['a', 1],
        ['b', 2],
      ],
      { last: false, ahead: { nodes: ['c'], waypoints: [pose(3)] } },
    ),
  );
  await until(() => resultOf(bench, 'm1/t1/1/1/1') !== undefined, 'the first stretch');
  bench.driver.send(travel(2, [['c', 3]]));
  await until(() => resultOf(bench, 'm1/t1/1/1/2') !== undefined, 'the second stretch');
  bench.body.emit({ type: 'observed', robot: 'amr1', facts: [{ fact: 'loaded(cup,amr1)', value: true }] });
  bench.driver.send(pick);
  await until(() => resultOf(bench, pick.id) !== undefined, 'the action');
  bench.driver.hold();
  await until(() => bench.events.some((event) => event.type === 'hold'), 'the hold');
  bench.driver.release();
  bench.vehicle.close();
  await until(
    () => bench.broker.of('connection').some(({ connectionState }) => connectionState === 'OFFLINE'),
    'the farewell',
  );
  expect(results(bench).map((event) => event.type === 'result' && event.outcome)).toEqual([
    'succeeded',
    'succeeded',
    'succeeded',
  ]);
  expectConformance(bench.broker);
  const kinds = new Set(bench.broker.heard.map(({ topic }) => topic.slice(topic.lastIndexOf('/') + 1)));
  expect([...kinds].sort()).toEqual(['connection', 'factsheet', 'instantActions', 'order', 'state', 'visualization']);
});

test('what is released is the base, what is planned the horizon, and an update begins with the last base node unchanged', async () => {
  const bench = await start();
  bench.body.pace = 2;
  bench.driver.send(
    travel(
      1,
      [
        ['a', 1],
        ['b', 2],
      ],
      { last: false, ahead: { nodes: ['c', 'd'], waypoints: [pose(3), pose(4)] } },
    ),
  );
  await until(() => bench.broker.of('state').some(({ orderId }) => orderId === 'm1/t1/1/1'), 'acceptance');
  bench.driver.send(
    travel(
      2,
      [
        ['b', 2],
        ['c', 3],
      ],
      { last: false, ahead: { nodes: ['d'], waypoints: [pose(4)] } },
    ),
  );
  bench.driver.send(
    travel(3, [
      ['c', 3],
      ['d', 4],
    ]),
  );
  await until(() => resultOf(bench, 'm1/t1/1/1/3') !== undefined, 'the end');
  const orders = bench.broker.of('order') as unknown as {
    orderUpdateId: number;
    nodes: { nodeId: string; sequenceId: number; released: boolean }[];
  }[];
  expect(
    orders.map(({ orderUpdateId, nodes }) => [
      orderUpdateId,
      nodes.map((node) => `${node.nodeId.replace(/\/.*/, '')}${node.sequenceId}${node.released ? '' : '?'}`).join(' '),
    ]),
  ).toEqual([
    [0, 'at0 a2 b4 c6? d8?'],
    [1, 'b4 c6 d8?'],
    [2, 'c6 d8'],
  ]);
  expect(orders[1]!.nodes[0]).toEqual(orders[0]!.nodes[2]);
  expect(bench.body.pose.x).toBeCloseTo(4);
  // Never beyond what was released when it was sent.
  expect(bench.body.sent.map((command) => (command.kind === 'travel' ? command.nodes : []))).toEqual([
    ['a', 'b'],
    expect.arrayContaining(['c']),
    expect.arrayContaining(['d']),
  ]);
  expect(results(bench)).toHaveLength(1);
});

test('a vehicle drives to the end of its base and no further while the broker is gone', async () => {
  const bench = await start();
  bench.body.pace = 2;
  bench.driver.send(travel(1, [['a', 1]], { last: false, ahead: { nodes: ['b'], waypoints: [pose(5)] } }));
  await until(() => bench.body.sent.length === 1, 'the start');
  await bench.broker.cut();
  await until(() => !bench.driver.connected() && bench.body.pose.x === 1, 'the end of the base');
  bench.driver.send(travel(2, [['b', 5]]));
  expect(resultOf(bench, 'm1/t1/1/1/2')).toMatchObject({ outcome: 'rejected', code: 'BRIDGE_NOT_CONNECTED' });
  expect(bench.events.some((event) => event.type === 'link' && !event.up)).toBe(true);
  await bench.broker.open();
  await until(() => bench.driver.connected(), 'the return');
  await until(() => resultOf(bench, 'm1/t1/1/1/1') !== undefined, 'the news of the first stretch');
  expect(resultOf(bench, 'm1/t1/1/1/1')).toMatchObject({ outcome: 'succeeded' });
  expect(bench.body.pose.x).toBe(1);
  bench.driver.send(travel(3, [['b', 5]]));
  await until(() => resultOf(bench, 'm1/t1/1/1/3') !== undefined, 'the rest');
  expect(bench.body.pose.x).toBe(5);
});

test('the last will tells of a vehicle whose process died', async () => {
  const bench = await start();
  bench.broker.say(vdaTopic(bench.address, 'connection'), {
    ...(bench.broker.of('connection').at(-1) as object),
    connectionState: 'CONNECTIONBROKEN',
  });
  await until(() => !bench.driver.connected(), 'the loss');
  expect(bench.events.at(-1)).toMatchObject({ type: 'link', up: false, why: 'the vehicle is CONNECTIONBROKEN' });
  bench.driver.send(pick);
  expect(resultOf(bench, pick.id)).toMatchObject({ outcome: 'rejected' });
});

test('hold pauses and cancels, is confirmed by standstill, and release does not drive on', async () => {
  const bench = await start();
  bench.body.pace = 1;
  bench.driver.send(travel(1, [['a', 30]]));
  await until(() => bench.events.some((event) => event.type === 'pose' && event.speed > 0.5), 'motion');
  bench.driver.hold();
  await until(() => bench.events.some((event) => event.type === 'hold' && event.confirmed), 'standstill');
  await until(() => resultOf(bench, 'm1/t1/1/1/1') !== undefined, 'the end of the order');
  expect(resultOf(bench, 'm1/t1/1/1/1')).toMatchObject({ outcome: 'canceled' });
  const [first] = bench.broker
    .of('instantActions')
    .filter((message) => JSON.stringify(message).includes('startPause')) as unknown as {
    actions: { actionType: string }[];
  }[];
  expect(first!.actions.map(({ actionType }) => actionType)).toEqual(['startPause', 'cancelOrder']);
  const stood = bench.body.pose.x;
  bench.driver.release();
  await until(() => !bench.body.isHeld, 'the release');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(bench.body.pose.x).toBe(stood);
});

test('an action carries its arguments, and its result description is the outcome of a sensing skill', async () => {
  const bench = await start();
  bench.body.skillResult = { found: 'full', message: 'looked' };
  const look = { ...pick, id: 'm1/s2/1/1' };
  const sensing = driverFor(bench.address, bench.problems, {
    skills: { pick: { outcomes: [{ id: 'full' }, { id: 'empty' }] } as never },
  });
  const heard: RobotEvent[] = [];
  sensing.on((event) => heard.push(event));
  await until(() => sensing.connected() && heard.some((event) => event.type === 'pose'), 'a second master');
  sensing.send(look);
  await until(() => heard.some((event) => event.type === 'result'), 'the result');
  expect(heard.find((event) => event.type === 'result')).toMatchObject({ outcome: 'succeeded', found: 'full' });
  expect(bench.body.sent.at(-1)).toMatchObject({ kind: 'skill', skill: 'pick', args: { item: 'cup', from: 'table' } });
});

test('names and parameters of an action come from the manifest', async () => {
  const manifest = {
    ...testManifest(),
    vda5050: { actions: { pick: { actionType: 'acmeLift', parameters: { loadId: '${' + 'args.item}', height: 3 } } } },
  };
  const bench = await start({ manifest }, { manifest });
  bench.driver.send(pick);
  await until(() => resultOf(bench, pick.id) !== undefined, 'the result');
  const order = bench.broker.of('order')[0] as unknown as { nodes: { actions: object[] }[] };
  expect(order.nodes[0]!.actions).toEqual([
    {
      actionType: 'acmeLift',
      actionId: 'm1/s1/1/1/do',
      blockingType: 'HARD',
      actionParameters: [
        { key: 'loadId', value: 'cup' },
        { key: 'height', value: 3 },
      ],
    },
  ]);
  expect(bench.body.sent[0]).toMatchObject({ skill: 'pick', args: { item: 'cup' } });
});

test('a failed action fails with what the vehicle says, an unknown one is refused before it is sent', async () => {
  const bench = await start();
  bench.body.skillResult = { outcome: 'failed', message: 'gripper jammed' };
  bench.driver.send(pick);
  await until(() => resultOf(bench, pick.id) !== undefined, 'the result');
  expect(resultOf(bench, pick.id)).toMatchObject({ outcome: 'failed', message: 'gripper jammed' });
  await until(() => bench.driver.factsheet !== undefined, 'the factsheet');
  const sent = bench.broker.of('order').length;
  bench.driver.send({ ...pick, id: 'm1/s9/1/1', kind: 'skill', skill: 'fly' } as RobotCommand);
  expect(resultOf(bench, 'm1/s9/1/1')).toMatchObject({ outcome: 'rejected', code: 'VDA5050_UNKNOWN_ACTION' });
  expect(bench.broker.of('order')).toHaveLength(sent);
});

test('a driver that starts anew takes over what the vehicle is doing, by its order id', async () => {
  const bench = await start();
  bench.body.pace = 2;
  bench.driver.send(travel(1, [['a', 3]]));
  await until(() => bench.body.sent.length === 1, 'the start');
  bench.driver.close();
  const next = driverFor(bench.address, bench.problems);
  const heard: RobotEvent[] = [];
  next.on((event) => heard.push(event));
  await until(() => heard.some((event) => event.type === 'result'), 'the result');
  expect(heard.filter((event) => event.type === 'progress' || event.type === 'result')).toMatchObject([
    { type: 'progress', command: 'm1/t1/1/1/1' },
    { type: 'result', command: 'm1/t1/1/1/1', outcome: 'succeeded' },
  ]);
  expect(bench.broker.of('order')).toHaveLength(1);
});

test('an order in the way of another is canceled first; the newcomer is refused, not queued', async () => {
  const bench = await start();
  bench.body.pace = 0.5;
  bench.driver.send(travel(1, [['a', 30]]));
  await until(() => bench.events.some((event) => event.type === 'progress'), 'acceptance');
  bench.driver.send({ ...travel(1, [['b', 1]]), id: 'm2/t1/1/1/1' } as RobotCommand);
  expect(resultOf(bench, 'm2/t1/1/1/1')).toMatchObject({ outcome: 'rejected', code: 'VDA5050_ORDER_ACTIVE' });
  await until(() => resultOf(bench, 'm1/t1/1/1/1') !== undefined, 'the cancel');
  bench.body.pace = 20;
  bench.driver.send({ ...travel(1, [['b', 1]]), id: 'm2/t1/2/1/1' } as RobotCommand);
  await until(() => resultOf(bench, 'm2/t1/2/1/1') !== undefined, 'the second');
  expect(resultOf(bench, 'm2/t1/2/1/1')).toMatchObject({ outcome: 'succeeded' });
});

test('FATAL ends what runs and refuses what comes; WARNING is told once and hinders nothing', async () => {
  const bench = await start();
  const template = bench.broker.of('state').at(-1) as object;
  const say = (more: object) => bench.broker.say(vdaTopic(bench.address, 'state'), { ...template, ...more });
  say({ errors: [{ errorType: 'lowOil', errorLevel: 'WARNING', errorDescription: 'please' }] });
  await until(() => bench.problems.some(({ code }) => code === 'VDA5050_WARNING'), 'the warning');
  bench.body.pace = 0.5;
  bench.driver.send(travel(1, [['a', 30]]));
  await until(() => bench.events.some((event) => event.type === 'progress'), 'acceptance');
  bench.body.emit({ type: 'link', robot: 'amr1', up: false });
  await until(() => bench.problems.some(({ code }) => code === 'VDA5050_FATAL_ERROR'), 'the error');
  bench.driver.send({ ...pick, id: 'm1/s3/1/1' });
  expect(resultOf(bench, 'm1/s3/1/1')).toMatchObject({ outcome: 'rejected', code: 'VDA5050_FATAL_ERROR' });
  await until(() => resultOf(bench, 'm1/t1/1/1/1') !== undefined, 'the end');
  expect(resultOf(bench, 'm1/t1/1/1/1')).toMatchObject({ outcome: 'failed', code: 'VDA5050_FATAL_ERROR' });
});

test.each([
  ['a state that is not JSON', '{"orderId":'],
  ['a state with a NaN pose', { agvPosition: { x: null, y: 0, theta: 0, mapId: 'map', positionInitialized: true } }],
  ['a charge of 900 %', { batteryState: { batteryCharge: 900, charging: false } }],
  [
    'a state with ten thousand nodes',
    { nodeStates: Array.from({ length: 10_000 }, (_, k) => ({ nodeId: `n${k}`, sequenceId: k, released: true })) },
  ],
  ['a map that nobody knows', { agvPosition: { x: 0, y: 0, theta: 0, mapId: 'moon', positionInitialized: true } }],
  ['a vehicle that is lost', { agvPosition: { x: 0, y: 0, theta: 0, mapId: 'map', positionInitialized: false } }],
])('%s is told and not used', async (_, lie) => {
  const bench = await start();
  const template = bench.broker.of('state').at(-1) as object;
  bench.events.length = 0;
  bench.broker.say(vdaTopic(bench.address, 'state'), typeof lie === 'string' ? lie : { ...template, ...lie });
  await until(() => bench.problems.some(({ code }) => code === 'BRIDGE_BAD_MESSAGE'), 'the complaint');
  expect(
    bench.events
      .filter((event) => event.type === 'pose')
      .every((event) => event.type === 'pose' && Number.isFinite(event.pose.x)),
  ).toBe(true);
  expect(bench.events.some((event) => event.type === 'battery' && event.charge > 1)).toBe(false);
  bench.driver.send(travel(1, [['a', 1]]));
  await until(() => resultOf(bench, 'm1/t1/1/1/1') !== undefined, 'life goes on');
});

test('a result for an order that was never sent goes nowhere', async () => {
  const bench = await start();
  const template = bench.broker.of('state').at(-1) as object;
  bench.broker.say(vdaTopic(bench.address, 'state'), {
    ...template,
    orderId: 'foreign/t1/1/1',
    lastNodeSequenceId: 8,
    actionStates: [{ actionId: 'foreign/t1/1/1/do', actionStatus: 'FINISHED' }],
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(results(bench)).toEqual([]);
});

test('an order that the vehicle cannot take over is rejected with its reason', async () => {
  const bench = await start();
  bench.driver.send({ ...travel(1, [['a', 1]]), waypoints: [{ ...pose(1), floor: 'cellar' }] } as RobotCommand);
  await until(() => resultOf(bench, 'm1/t1/1/1/1') !== undefined, 'the refusal');
  expect(resultOf(bench, 'm1/t1/1/1/1')).toMatchObject({
    outcome: 'rejected',
    code: 'VDA5050_orderError',
    message: 'orderError: no map map_cellar',
  });
});

test('speed is capped in every edge, and maps are moved and turned', async () => {
  const bench = await start({ speedCap: 0.4, map: { x: 10, y: 0, yaw: Math.PI / 2 } }, {});
  await until(
    () => bench.events.some((event) => event.type === 'pose' && Math.abs(event.pose.x - 10) < 1e-6),
    'the moved pose',
  );
  bench.driver.send({ ...travel(1, [['a', 0]]), waypoints: [{ ...pose(10, 2) }] } as RobotCommand);
  await until(() => resultOf(bench, 'm1/t1/1/1/1') !== undefined, 'arrival');
  const [order] = bench.broker.of('order') as unknown as {
    nodes: { nodePosition: { x: number; y: number } }[];
    edges: { maxSpeed: number }[];
  }[];
  expect(order!.edges[0]!.maxSpeed).toBe(0.4);
  expect(order!.nodes[1]!.nodePosition.x).toBeCloseTo(2);
  expect(order!.nodes[1]!.nodePosition.y).toBeCloseTo(0);
});

test('a lost order is sent once more; the same order twice is driven once', async () => {
  const bench = await start();
  const order = {
    headerId: 7,
    timestamp: new Date().toISOString(),
    version: '2.1.0',
    manufacturer: 'acme',
    serialNumber: 'amr-1',
    orderId: 'x',
    orderUpdateId: 0,
    nodes: [
      { nodeId: 's', sequenceId: 0, released: true, nodePosition: { x: 0, y: 0, mapId: 'map' }, actions: [] },
      { nodeId: 'a', sequenceId: 2, released: true, nodePosition: { x: 1, y: 0, mapId: 'map' }, actions: [] },
    ],
    edges: [{ edgeId: 'e', sequenceId: 1, released: true, startNodeId: 's', endNodeId: 'a', actions: [] }],
  };
  bench.broker.say(vdaTopic(bench.address, 'order'), order);
  bench.broker.say(vdaTopic(bench.address, 'order'), order);
  await until(() => bench.body.pose.x === 1, 'arrival');
  bench.broker.say(vdaTopic(bench.address, 'order'), order);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(bench.body.sent).toHaveLength(1);
});

test('cancelOrder without an order fails with the warning that the standard names', async () => {
  const bench = await start();
  bench.broker.say(vdaTopic(bench.address, 'instantActions'), {
    headerId: 99,
    timestamp: new Date().toISOString(),
    version: '2.1.0',
    manufacturer: 'acme',
    serialNumber: 'amr-1',
    actions: [{ actionType: 'cancelOrder', actionId: 'c1', blockingType: 'HARD' }],
  });
  const told = () =>
    bench.broker.of('state').at(-1) as unknown as { errors: object[]; actionStates: { actionId: string }[] };
  await until(() => told().errors.length > 0, 'the warning');
  expect(told().errors).toEqual([
    {
      errorType: 'noOrderToCancel',
      errorLevel: 'WARNING',
      errorReferences: [{ referenceKey: 'actionId', referenceValue: 'c1' }],
    },
  ]);
  expect(told().actionStates.find(({ actionId }) => actionId === 'c1')).toMatchObject({ actionStatus: 'FAILED' });
});

test('a silent vehicle is asked for its state, so that standing still is not taken for being lost', async () => {
  const bench = await start({}, { stateMilliseconds: 600_000, visualizationMilliseconds: 600_000 });
  const before = bench.events.filter((event) => event.type === 'pose').length;
  await until(() => bench.events.filter((event) => event.type === 'pose').length >= before + 2, 'two answers');
});

test.each([
  ['mqtt://h/m', 'BRIDGE_BAD_VDA_ADDRESS'],
  ['mqtt:///m/s', 'BRIDGE_BAD_VDA_ADDRESS'],
  ['ws://h/m/s', 'BRIDGE_BAD_VDA_ADDRESS'],
  ['mqtt://h/m/s+', 'BRIDGE_BAD_VDA_ADDRESS'],
  ['mqtt://h/m/%23', 'BRIDGE_BAD_VDA_ADDRESS'],
  ['mqtt://h/a/b/c/d', 'BRIDGE_BAD_VDA_ADDRESS'],
])('%s is refused as an address', (text, code) => {
  const read = parseVdaAddress(text);
  expect(read.ok ? undefined : read.problems[0]?.code).toBe(code);
});

test('a password in an address is used and never shown', () => {
  const read = unwrap(parseVdaAddress('mqtts://me:s3cret@broker:8883/if/acme/7'));
  expect(read).toEqual({
    broker: 'mqtts://broker:8883',
    username: 'me',
    password: 's3cret',
    interfaceName: 'if',
    manufacturer: 'acme',
    serialNumber: '7',
  });
  const refused = parseVdaAddress('mqtt://me:s3cret@broker/x');
  expect(JSON.stringify(refused)).not.toContain('s3cret');
});
