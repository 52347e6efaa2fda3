import { chain, item, node, place, robot, testModel } from '@muster/sim-core/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningSimulation, runSimulation } from './run-simulation.ts';

const model = testModel({
  graph: { nodes: [node('a', 0, 0), node('b', 6, 0)], edges: chain('a', 'b') },
  places: [place('near', 'table', 0, -0.8, ['a']), place('far', 'table', 6, -0.8, ['b'])],
  items: [item('cup', 'near')],
  robots: [robot('r1', 'helper', 'a')],
});

type Frame = Record<string, unknown>;
type Client = { readonly socket: WebSocket; act(action: string, type: string, args: object): Promise<Frame> };

const connect = async (url: string): Promise<Client> => {
  const socket = new WebSocket(url);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const waiting = new Map<string, (frame: Frame) => void>();
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame;
    if (frame.op === 'action_result') waiting.get(String(frame.id))?.(frame);
  });
  let sent = 0;
  return {
    socket,
    act: (action, type, args) =>
      new Promise((resolve) => {
        sent += 1;
        waiting.set(`g${sent}`, resolve);
        socket.send(
          JSON.stringify({ op: 'send_action_goal', id: `g${sent}`, action, action_type: type, args, feedback: false }),
        );
      }),
  };
};

const pose = (x: number): object => ({
  header: { frame_id: 'map' },
  pose: { position: { x, y: 0, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } },
});

describe('a running simulation', () => {
  let running: RunningSimulation | undefined;
  let client: Client | undefined;
  afterEach(async () => {
    client?.socket.terminate();
    await running?.stop();
  });

  it('at full speed waits for its clients: a reaction comes within few ticks of its cause', async () => {
    running = await runSimulation({ model, seed: 1, speed: 'max', port: 0, settleMilliseconds: 30 });
    client = await connect(running.url);
    const drive = (x: number) =>
      client!.act('/r1/navigate_through_poses', 'nav2_msgs/action/NavigateThroughPoses', { poses: [pose(x)] });
    const act = (skill: string, where: string) =>
      client!.act('/r1/execute_skill', 'muster_msgs/action/ExecuteSkill', {
        skill,
        arguments: JSON.stringify({ item: 'cup', where }),
      });
    expect(await act('pick', 'near')).toMatchObject({ values: { success: true } });
    expect(await drive(6)).toMatchObject({ values: { error_code: 0 } });
    expect(await act('place', 'far')).toMatchObject({ values: { success: true } });
    expect(running.world.holds('on', ['cup', 'far'])).toBe(true);
    const events = running.world.events();
    const ends = events.flatMap((event) => (event.type === 'result' ? [event.tick] : []));
    const begins = events.flatMap((event) => (event.type === 'accepted' ? [event.tick] : []));
    expect(begins).toHaveLength(3);
    expect(begins[1]! - ends[0]!).toBeLessThanOrEqual(20);
    expect(begins[2]! - ends[1]!).toBeLessThanOrEqual(20);
  });

  it('pauses, resumes and changes its speed', async () => {
    running = await runSimulation({ model, seed: 1, speed: 1, port: false });
    running.pause();
    await new Promise((resolve) => setTimeout(resolve, 40));
    const at = running.world.tick;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(running.world.tick).toBe(at);
    running.setSpeed(50);
    running.resume();
    await expect.poll(() => running!.world.tick).toBeGreaterThan(at + 20);
  });
});
