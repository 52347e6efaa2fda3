import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JournalRecord } from '../journal/event.ts';
import { createTestBench, handMade, smallWorld } from '../testing/index.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = (sequence: number): JournalRecord => ({
  v: 1,
  sequence,
  atSeconds: 0,
  boot: 1,
  type: 'robot-joined',
  robot: `robo_${sequence}`,
  says: { en: 'joined', zh: '加入' },
});

test('keeps a batch in order over closing and opening', () => {
  const file = join(folder, 'run.sqlite');
  const first = openSqliteJournal(file);
  first.append([record(1), record(2)]);
  first.append([record(3)]);
  const head = first.head();
  first.close();
  const again = openSqliteJournal(file);
  expect([...again.read()].map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect([...again.read(2)].map(({ sequence }) => sequence)).toEqual([3]);
  expect(again.head()).toBe(head);
  again.close();
});

test('keeps nothing of a batch that fails', () => {
  const journal = openSqliteJournal(join(folder, 'run.sqlite'));
  journal.append([record(1)]);
  expect(() => journal.append([record(2), record(1)])).toThrow();
  expect([...journal.read()]).toHaveLength(1);
  journal.append([record(2)]);
  expect([...journal.read()]).toHaveLength(2);
  journal.close();
});

test('refuses a journal in which a record was altered or taken out, and names it', () => {
  const file = join(folder, 'run.sqlite');
  const journal = openSqliteJournal(file);
  journal.append([record(1), record(2), record(3)]);
  journal.close();
  const tamper = new DatabaseSync(file);
  tamper.exec(`update record set body = replace(body, 'robo_2', 'robo_9') where sequence = 2`);
  tamper.close();
  expect(() => openSqliteJournal(file)).toThrow(/Record 2 .*EXECUTE_JOURNAL_BROKEN/);
  const cut = new DatabaseSync(file);
  cut.exec('delete from record where sequence = 2');
  cut.close();
  expect(() => openSqliteJournal(file)).toThrow(/Record 2 .*EXECUTE_JOURNAL_BROKEN/);
});

test('lets one process write at a time', () => {
  const file = join(folder, 'run.sqlite');
  const journal = openSqliteJournal(file);
  journal.append([record(1)]);
  expect(() => openSqliteJournal(file)).toThrow(/EXECUTE_JOURNAL_IN_USE/);
  journal.close();
});

test('a mission that runs on it replays to the same state', () => {
  const file = join(folder, 'run.sqlite');
  const bench = createTestBench(smallWorld(), { journal: openSqliteJournal(file) });
  bench.host.create(
    handMade(bench.model, { robo_1: [{ go: 'n2' }, { skill: 'pick', args: { item: 'cup_2', from: 'table_1' } }] }),
  );
  expect(bench.runUntil(() => bench.host.missionSummary('m1')?.status === 'completed')).toBe(true);
  const before = bench.host.snapshot().missions;
  bench.journal.close();
  bench.journal = openSqliteJournal(file);
  bench.restart();
  expect(bench.host.snapshot().missions).toMatchObject(before.map(({ id, status, steps }) => ({ id, status, steps })));
  bench.journal.close();
});
