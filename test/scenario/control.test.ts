import { loadWorld } from '@muster/dispatcher/library';
import { startServer } from '@muster/dispatcher/server';
import { createLocalSite } from '@muster/dispatcher/site';
import { unwrap } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
import { afterEach, expect, test } from 'vitest';

/** What a person can do to running work, through the HTTP API, judged by the simulator's own state. */
type Mission = { id: string; status: string; steps: { id: string; status: string; robots: string[] }[] };
type State = {
  missions: Mission[];
  robots: { id: string; control: string; stop: string }[];
  latches: { scope: string }[];
};
type Answer = { status: number; body: { problems?: { code: string }[] } & Record<string, unknown> };

const open = async (speed = 20) => {
  const model = unwrap(loadWorld('warehouse'));
  const site = await createLocalSite({ model, planner: createBuiltInPlanner(), speed, autoApprove: false });
  const server = await startServer(site);
  const post = async (path: string, body: object): Promise<Answer> => {
    const answer = await fetch(`${server.address}api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
  const state = async (): Promise<State> => (await fetch(`${server.address}api/state`)).json() as Promise<State>;
  const until = async (what: string, holds: (state: State) => boolean, seconds = 60): Promise<State> => {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      const now = await state();
      if (holds(now)) return now;
      if (performance.now() > deadline) throw new Error(`never: ${what}; ${JSON.stringify(now.missions)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  /** Says it and agrees to it; the mission's id. */
  const begin = async (utterance: string): Promise<string> => {
    const run = await post('tasks', { utterance, approve: true, by: 'Ana' });
    return String(run.body.mission);
  };
  const step = (now: State, index: number) => now.missions[0]!.steps[index]!;
  return {
    site,
    post,
    state,
    until,
    begin,
    step,
    close: async () => {
      await server.close();
      await site.close();
    },
  };
};

let bench: Awaited<ReturnType<typeof open>>;
afterEach(async () => bench.close());
const isOver = (now: State): boolean => ['completed', 'failed', 'canceled'].includes(now.missions[0]?.status ?? '');
const holds = (predicate: string, ...args: string[]): boolean => bench.site.simulation.world.holds(predicate, args);
const TASK = 'Bring the white tote to packing station 2';

test('work that has not begun goes to another robot by name, proved anew, and is done by that one', async () => {
  bench = await open();
  const mission = await bench.begin('Bring the blue tote to packing station 1');
  expect((await bench.post(`missions/${mission}/control`, { verb: 'pause', by: 'Ana' })).status).toBe(200);
  const now = await bench.until(
    'idle',
    ({ missions }) => missions[0]?.steps.every(({ status }) => status === 'standby') === true,
  );
  const first = bench.step(now, 0);
  const change = (robot: string) =>
    bench.post(`missions/${mission}/control`, {
      verb: 'edit',
      by: 'Ana',
      change: { kind: 'reassign', step: first.id, robot },
    });
  const wrong = await change('drone_1');
  expect([wrong.status, wrong.body.problems?.[0]?.code]).toEqual([409, 'VERIFY_NOT_CAPABLE']);
  const other = first.robots.includes('amr_1') ? 'amr_2' : 'amr_1';
  // A drive that is on its way ends at the next node first.
  const deadline = performance.now() + 30_000;
  let answer = await change(other);
  while (answer.status !== 200 && performance.now() < deadline) {
    expect(answer.body.problems?.[0]?.code).toBe('EXECUTE_STILL_RUNNING');
    await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await change(other);
  }
  const changed = (await bench.state()).missions[0]!;
  expect(changed.status).toBe('paused');
  expect(new Set(changed.steps.filter(({ id }) => id.startsWith('v2.')).flatMap(({ robots }) => robots))).toEqual(
    new Set([other]),
  );
  await bench.post(`missions/${mission}/control`, { verb: 'resume', by: 'Ana' });
  const after = await bench.until('the end', isOver, 90);
  expect(after.missions[0]!.status).toBe('completed');
  expect(holds('on', 'blue_tote', 'packing_station_1')).toBe(true);
});

test.each([
  [
    'finish',
    () =>
      holds('held', 'white_tote', 'manipulator_1') ||
      holds('loaded', 'white_tote', 'amr_1') ||
      holds('loaded', 'white_tote', 'amr_2') ||
      holds('loaded', 'white_tote', 'forklift_1'),
  ],
  ['return', () => holds('on', 'white_tote', 'shelf_a3')],
  [
    'safe-place',
    () => !holds('held', 'white_tote', 'manipulator_1') && !holds('on', 'white_tote', 'packing_station_2'),
  ],
] as const)('cancel with %s leaves the tote where that says', async (mode, isSo) => {
  bench = await open();
  const mission = await bench.begin(TASK);
  await bench.until('the pick', (now) => now.missions[0]?.steps[0]?.status === 'underway');
  if (mode !== 'finish')
    await bench.until('the pick’s end', (now) => now.missions[0]?.steps[0]?.status === 'completed');
  expect((await bench.post(`missions/${mission}/control`, { verb: 'cancel', mode, by: 'Ana' })).status).toBe(200);
  const after = await bench.until('the end', isOver, 90);
  expect(after.missions[0]!.status).toBe('canceled');
  expect(isSo()).toBe(true);
});

test('a robot is taken over by hand, is planned around, and works again when it is handed back', async () => {
  bench = await open();
  await bench.begin(TASK);
  const now = await bench.until('work', (state) => state.missions[0]?.steps[0]?.status === 'underway');
  const robot = bench.step(now, 0).robots[0]!;
  expect((await bench.post(`robots/${robot}/control`, { verb: 'take-over', by: 'Ana' })).status).toBe(200);
  await bench.until('by hand', (state) => state.robots.find(({ id }) => id === robot)?.control === 'manual');
  expect((await bench.post('robots/no_such/control', { verb: 'take-over', by: 'Ana' })).status).toBe(409);
  expect((await bench.post(`robots/${robot}/control`, { verb: 'take-over', by: '' })).status).toBe(400);
  expect((await bench.post(`robots/${robot}/control`, { verb: 'hand-back', by: 'Ana' })).status).toBe(200);
  const after = await bench.until('the end', isOver, 90);
  expect(after.missions[0]!.status).toBe('completed');
});

test('stop all is latched and confirmed; its reset takes a name and a reason, and moves nothing', async () => {
  bench = await open();
  const mission = await bench.begin(TASK);
  await bench.until('motion', () =>
    bench.site.simulation.world.snapshot().robots.some(({ velocity }) => Math.hypot(velocity.x, velocity.y) > 0.1),
  );
  expect((await bench.post('stop', { scope: 'all', by: 'Li' })).status).toBe(202);
  await bench.until('confirmed', (now) => now.robots.every(({ stop }) => stop === 'confirmed'), 20);
  expect((await bench.post('reset-stop', { scope: 'all', by: 'Li', reason: ' ' })).status).toBe(400);
  expect((await bench.post('reset-stop', { scope: 'all', by: 'Li', reason: 'the aisle is clear' })).status).toBe(200);
  const at = () => bench.site.simulation.world.snapshot().robots.map(({ pose }) => [pose.x, pose.y]);
  const stood = at();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(at()).toEqual(stood);
  expect((await bench.state()).missions[0]!.status).toBe('paused');
  await bench.post(`missions/${mission}/control`, { verb: 'resume', by: 'Li' });
  expect((await bench.until('the end', isOver, 90)).missions[0]!.status).toBe('completed');
  expect(holds('on', 'white_tote', 'packing_station_2')).toBe(true);
});

test('a step that is left out is left out, and later ones start only if what they need holds', async () => {
  bench = await open();
  const mission = await bench.begin(TASK);
  await bench.post(`missions/${mission}/control`, { verb: 'pause', by: 'Ana' });
  const now = await bench.until(
    'idle',
    (state) => state.missions[0]?.steps.every(({ status }) => status === 'standby') === true,
  );
  const place = now.missions[0]!.steps.at(-1)!;
  expect((await bench.post(`missions/${mission}/control`, { verb: 'retry', step: 'no-such', by: 'Ana' })).status).toBe(
    409,
  );
  expect(
    (await bench.post(`missions/${mission}/control`, { verb: 'complete', step: place.id, by: 'Ana' })).status,
  ).toBe(409);
  expect((await bench.post(`missions/${mission}/control`, { verb: 'skip', step: place.id, by: 'Ana' })).status).toBe(
    200,
  );
  await bench.post(`missions/${mission}/control`, { verb: 'resume', by: 'Ana' });
  const after = await bench.until('the end', isOver, 90);
  expect(after.missions[0]!.steps.at(-1)!.status).toBe('skipped');
  expect(holds('on', 'white_tote', 'packing_station_2')).toBe(false);
});
