import { TestBroker } from '@muster/bridge/testing/broker';
import { loadWorld } from '@muster/dispatcher/library';
import { createLocalSite } from '@muster/dispatcher/site';
import { unwrap } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
import { expect, test } from 'vitest';
import { freePort, simulatedVehicle } from '../support/vda-vehicle.ts';

test('a VDA 5050 vehicle and robots on ROS do one mission, and the simulator says that it is done', async () => {
  const model = unwrap(loadWorld('warehouse'));
  const broker = await TestBroker.start();
  const port = await freePort();
  const address = `${broker.url}/muster/amr_1`;
  const vehicle = simulatedVehicle(model, 'amr_1', `ws://127.0.0.1:${port}`, address);
  const site = await createLocalSite({
    model,
    planner: createBuiltInPlanner(),
    speed: 4,
    autoApprove: true,
    rosbridgePort: port,
    robots: new Map([['amr_1', address]]),
  });
  try {
    expect(site.notices()).toEqual([]);
    const run = await site.submit({
      utterance: 'Bring the blue and the white tote to packing station 2',
      approve: true,
      by: 'test',
    });
    const result = await site.finished(run.id, AbortSignal.timeout(110_000));
    expect(result.report).toMatchObject({ outcome: 'achieved', witness: 'sensors' });
    // The same bodies are in this process's simulator: its own state is the witness that counts.
    const { facts } = site.simulation.world.truth();
    for (const tote of ['blue', 'white']) expect(facts).toContain(`on(${tote}_tote,packing_station_2)`);
    const robots = new Set(result.mission?.steps.flatMap((step) => step.robots));
    expect([...robots]).toContain('amr_1');
    expect(robots.size).toBeGreaterThan(1);
    expect(site.simulation.world.events(0).some((event) => event.type === 'contact' && event.commanded)).toBe(false);
    const orders = broker.of('order') as unknown as {
      orderUpdateId: number;
      nodes: { nodeId: string; released: boolean; actions: unknown[] }[];
    }[];
    expect(orders.some(({ nodes }) => nodes.some(({ actions }) => actions.length > 0))).toBe(true);
    expect(orders.some(({ orderUpdateId }) => orderUpdateId > 0)).toBe(true);
    // The horizon is what the traffic planner has not granted yet.
    expect(orders.some(({ nodes }) => nodes.some(({ released }) => !released))).toBe(true);
  } finally {
    await site.close();
    vehicle.close();
    await broker.close();
  }
});
