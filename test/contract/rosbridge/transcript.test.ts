import { readFileSync } from 'node:fs';
import { RawClient, sleep } from '@muster/sim-rosbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningTarget, startOurs } from './support/target.ts';

interface Entry {
  readonly dir: string;
  readonly raw: string;
}

interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
}

const BURST = /publish 20|throttle/;
/** Between single frames, as the recording was made by hand: new ROS 1 publishers need some 100 ms. */
const PACE_MILLISECONDS = 150;
/** Recorded at 10 ms; shorter here, so that a busy machine still sends the burst within the throttle of 200 ms. */
const BURST_MILLISECONDS = 1;
const QUIET_MILLISECONDS = 150;

function readSections(): readonly Section[] {
  const file = new URL('./fixtures/transcript-ros1-0.11.17.jsonl', import.meta.url);
  const sections: { title: string; entries: Entry[] }[] = [];
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const entry = JSON.parse(line) as Entry;
    if (entry.dir === '##') sections.push({ title: entry.raw, entries: [] });
    else sections.at(-1)?.entries.push(entry);
  }
  return sections;
}

/** What the recording's tester did without logging it: a binary frame, and leaving with B after its last section. */
const UNRECORDED: Readonly<Record<string, (clients: Map<string, RawClient>) => void>> = {
  cbor: (clients) => clients.get('B')?.terminate(),
  'binary frame JSON': (clients) =>
    clients.get('D')?.sendBinary(Buffer.from('{"op":"publish","topic":"/pz","msg":{"data":"bin"}}')),
};

/**
 * Replays what was recorded on a real ROS 1 server: the same frames sent, the same frames expected, compared as parsed
 * JSON, and nothing else. The sections build on each other, so they run in order.
 */
describe('the recorded transcript of rosbridge 0.11.17', () => {
  const clients = new Map<string, RawClient>();
  let target: RunningTarget;

  beforeAll(async () => {
    const url = process.env.MUSTER_ROSBRIDGE_URL;
    target =
      url === undefined
        ? await startOurs('ros1', 'compat')
        : { url, dialect: 'ros1', mode: 'real', stop: () => Promise.resolve() };
    for (const name of ['A', 'B', 'C', 'D']) clients.set(name, await RawClient.connect(target.url));
  });

  afterAll(async () => {
    for (const client of clients.values()) client.terminate();
    await target?.stop();
  });

  for (const section of readSections()) {
    it(section.title, { timeout: 30_000 }, async () => {
      UNRECORDED[section.title]?.(clients);
      for (const entry of section.entries) await replay(entry, section.title, clients, target.url);
      if (section.title === 'server disappears mid-call') clients.get('A')?.terminate();
      await sleep(QUIET_MILLISECONDS);
      for (const [name, client] of clients) {
        expect(await client.collect(0), `nothing more for ${name}`).toEqual([]);
      }
    });
  }
});

async function replay(entry: Entry, title: string, clients: Map<string, RawClient>, url: string): Promise<void> {
  const [from = '', to = ''] = entry.dir.split('->');
  if (to === 'S') {
    if (entry.raw.includes('advertise_service') && entry.raw.includes('/adds2')) {
      // Garbage has blocked this connection for good; the recording goes on with a new one.
      clients.get(from)?.terminate();
      clients.set(from, await RawClient.connect(url));
    }
    clients.get(from)?.send(entry.raw);
    await sleep(BURST.test(title) ? BURST_MILLISECONDS : PACE_MILLISECONDS);
    return;
  }
  const client = clients.get(to) as RawClient;
  const arrived = await client.nextAny();
  if (Buffer.isBuffer(arrived)) {
    expect(`<binary ${arrived.length}B>`).toBe(entry.raw);
    return;
  }
  expect(withoutCount(arrived)).toEqual(withoutCount(JSON.parse(entry.raw)));
}

/** The recorded robot counted its stops; a robot that was used before has another count. */
function withoutCount(frame: unknown): unknown {
  return JSON.parse(JSON.stringify(frame).replace(/stopped n=\d+/, 'stopped')) as unknown;
}
