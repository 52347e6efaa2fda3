import type { Journal } from '@muster/executor';
import { carry, createTestBench, handMade, smallWorld, type TestBench } from '@muster/executor/testing';
import { describe, expect, test } from 'vitest';

/** A store that a host keeps its journal in; `open` again is what the next process sees. */
export type ContractStore = { open(): Journal; close(): void };

/** What every mission host promises, whatever it keeps its missions in. */
export const missionHostContract = (name: string, createStore: () => ContractStore): void => {
  describe(`mission host over ${name}`, () => {
    const run = (check: (bench: TestBench, store: ContractStore) => void | Promise<void>) => async () => {
      const store = createStore();
      try {
        const bench = createTestBench(smallWorld(), { journal: store.open() });
        await check(bench, store);
      } finally {
        store.close();
      }
    };
    const order = (bench: TestBench) => bench.host.create(handMade(bench.model, { robo_1: carry('cup_2', 1, 2) }));
    const isOver = (bench: TestBench) => () => bench.host.missionSummary('m1')?.status === 'completed';

    test(
      'creates, carries out, tells, and lets others wait for the end',
      run(async (bench) => {
        expect(order(bench)).toEqual({ ok: true, value: 'm1' });
        const end = bench.host.waitFor('m1');
        expect(bench.runUntil(isOver(bench))).toBe(true);
        expect((await end).status).toBe('completed');
        expect(bench.host.snapshot()).toMatchObject({ healthy: true, missions: [{ id: 'm1', status: 'completed' }] });
      }),
    );

    test(
      'keeps before it acts: a command leaves only when its record is kept, and several events cost one write',
      run((bench) => {
        order(bench);
        bench.runUntil(() => bench.robot('robo_1').sends.length > 0);
        const [sent] = bench.robot('robo_1').sends;
        const kept = [...bench.journal.read()];
        expect(kept.some((record) => record.type === 'command-released' && record.command.id === sent?.id)).toBe(true);
        bench.runUntil(isOver(bench));
        expect(bench.writes).toBeLessThan([...bench.journal.read()].length);
      }),
    );

    test(
      'a process after it knows every mission, takes each lease with a higher epoch, and does nothing twice',
      run((bench) => {
        order(bench);
        bench.runUntil(() => bench.robot('robo_1').active?.kind === 'skill');
        const { epoch } = bench.host.snapshot().robots[0]!;
        bench.restart();
        expect(bench.host.snapshot().robots[0]!.epoch).toBeGreaterThan(epoch);
        expect(bench.runUntil(isOver(bench))).toBe(true);
        // An attempt that was called off before it did anything may be made again; no work takes place twice.
        expect(bench.robot('robo_1').applied).toEqual(['m1/pick-cup_2', 'm1/place-cup_2']);
        expect(bench.truth.facts.get('on(cup_2,table_2)')).toBe(true);
      }),
    );

    test(
      'a stop is latched over a restart, and only a named reset ends it',
      run((bench) => {
        order(bench);
        bench.host.stop('all', 'Li');
        bench.run(2);
        bench.restart();
        expect(bench.host.snapshot().latches).toMatchObject([{ scope: 'all', by: 'Li' }]);
        expect(bench.host.send({ type: 'reset-stop', scope: 'all', by: ' ', reason: 'clear' }).ok).toBe(false);
        expect(bench.host.send({ type: 'reset-stop', scope: 'all', by: 'Li', reason: 'clear' }).ok).toBe(true);
        bench.run(10);
        expect(bench.robot('robo_1').sends).toEqual([]);
      }),
    );

    test(
      'takes nothing that was not proved',
      run((bench) => {
        const forged = { ...handMade(bench.model, { robo_1: [{ go: 'n2' }] }), seal: 'forged' };
        const made = bench.host.create(forged as never);
        expect(made.ok ? '' : made.problems[0]?.code).toBe('EXECUTE_NOT_PROVED');
      }),
    );

    test(
      'what is kept folds to the same state again',
      run((bench, store) => {
        order(bench);
        bench.runUntil(isOver(bench));
        const kept = [...bench.journal.read()];
        bench.journal.close();
        expect([...store.open().read()]).toEqual(kept);
      }),
    );
  });
};
