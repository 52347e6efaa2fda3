import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadScene } from '@muster/dispatcher/library';
import { unwrap } from '@muster/domain';
import { createRandom } from '@muster/executor/testing';
import { afterEach, expect, test } from 'vitest';
import { dispatcherProcess, freePort, simulatorProcess, type Victim } from './support/processes.ts';

/** 3 in the daily run; MUSTER_KILLS=200 on demand. */
const KILLS = Number(process.env.MUSTER_KILLS ?? 3);
const SEED = Number(process.env.MUSTER_KILL_SEED ?? 1);
const SCENE = 'home';
const SPEED = 10;
/** Errands of one robot, there and back: each is a mission of its own. */
const ERRANDS = ['Put the teddy on the sofa', 'Put the teddy on the bed'];

const victims: Victim[] = [];
let folder = '';
afterEach(async () => {
  for (const victim of victims.splice(0)) await victim.kill();
  if (folder !== '') rmSync(folder, { recursive: true, force: true });
});

type Mission = { id: string; status: string; steps: { id: string; status: string; robots: string[] }[] };
type State = { missions: Mission[]; robots: { id: string; link: string }[] };

test(`${KILLS} real kills of dispatcher and simulator: nothing is lost, nothing is done twice`, {
  timeout: 60_000 + KILLS * 60_000,
}, async () => {
  const random = createRandom(SEED);
  folder = mkdtempSync(join(tmpdir(), 'muster-kills-'));
  const [simPort, port] = [await freePort(), await freePort()];
  const robots = unwrap(loadScene(SCENE)).robots.map(({ id }) => id);
  const simulator = simulatorProcess(SCENE, simPort, folder, SPEED);
  const dispatcher = dispatcherProcess({
    scene: SCENE,
    port,
    folder,
    speed: SPEED,
    robots,
    simulator: `ws://127.0.0.1:${simPort}`,
  });
  victims.push(simulator, dispatcher);
  const call = async <T>(path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(
      `http://127.0.0.1:${port}/api/${path}`,
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    );
    return (await answer.json()) as T;
  };
  const state = (): Promise<State> => call('state');
  const ledger = () =>
    readFileSync(join(folder, 'ledger.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; command?: string; outcome?: string; commanded?: boolean });
  const isOver = ({ status }: Mission): boolean => ['completed', 'failed', 'canceled'].includes(status);

  let errand = 0;
  const accepted = new Set<string>();
  /** The next errand when the last one is over; a person who looks and answers truly when one waits for that. */
  const attend = async (): Promise<boolean> => {
    const { missions } = await state();
    const open = missions.filter((mission) => !isOver(mission));
    for (const mission of open)
      for (const step of mission.steps.filter(({ status }) => mission.status === 'blocked' && status === 'blocked')) {
        const took = ledger().some(
          ({ type, command, outcome }) =>
            type === 'result' && outcome === 'succeeded' && command?.startsWith(`${mission.id}/${step.id}/`),
        );
        await call(`missions/${mission.id}/control`, { verb: took ? 'complete' : 'retry', step: step.id, by: 'Ana' });
      }
    return open.length === 0;
  };
  const order = async (): Promise<void> => {
    const run = await call<{ id: string; state: string }>('tasks', {
      utterance: ERRANDS[errand % ERRANDS.length],
      approve: true,
      by: 'Ana',
    });
    errand += 1;
    if (run.state !== 'awaiting-approval' && run.state !== 'running') return;
    const started =
      run.state === 'running' ? run : await call<{ mission?: string }>(`runs/${run.id}/approve`, { by: 'Ana' });
    const { mission } = started as { mission?: string };
    if (mission !== undefined) accepted.add(mission);
  };

  await simulator.start();
  await dispatcher.start();
  const recoveries: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    if (await attend()) await order();
    await new Promise((resolve) => setTimeout(resolve, random.between(0, 4000)));
    const both = random.chance(0.2);
    const which = both ? [dispatcher, simulator] : [random.pick([dispatcher, simulator])];
    for (const victim of which) await victim.kill();
    if (which.includes(simulator)) await simulator.start();
    if (which.includes(dispatcher)) recoveries.push(await dispatcher.start());
  }
  const deadline = performance.now() + 45_000;
  while (!(await attend()) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 300));

  const { missions } = await state();
  process.stdout.write(
    `kills ${KILLS}, missions ${missions.length}, completed ${missions.filter(({ status }) => status === 'completed').length}, recovery ${recoveries.map((seconds) => seconds.toFixed(1)).join(' ')} s\n`,
  );
  if (missions.some((mission) => !isOver(mission))) {
    const events = await call<{ atSeconds: number; says: { en: string } }[]>('events?after=0');
    process.stdout.write(
      `${events
        .slice(-40)
        .map(({ atSeconds, says }) => `${atSeconds.toFixed(1)} ${says.en}`)
        .join('\n')}\n`,
    );
  }
  // Nothing lost: every mission that was accepted is known and over.
  expect([...accepted].filter((id) => !missions.some((mission) => mission.id === id))).toEqual([]);
  expect(missions.filter((mission) => !isOver(mission))).toEqual([]);
  // Nothing twice: no step's work was done by two commands.
  const done = new Map<string, number>();
  for (const { type, command, outcome } of ledger()) {
    const parts = command?.split('/') ?? [];
    // A stretch of travel has a fifth part.
    if (type !== 'result' || outcome !== 'succeeded' || parts.length !== 4) continue;
    const step = parts.slice(0, 2).join('/');
    done.set(step, (done.get(step) ?? 0) + 1);
  }
  expect([...done].filter(([, times]) => times > 1)).toEqual([]);
  expect(done.size).toBeGreaterThan(0);
  expect(ledger().filter(({ type, commanded }) => type === 'contact' && commanded)).toEqual([]);
});
