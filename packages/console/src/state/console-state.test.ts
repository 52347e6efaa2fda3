import { expect, test } from 'vitest';
import { type ConsoleState, INITIAL_STATE, mergeEvents, reduce } from './console-state.ts';
import { eventAt, helloOf, snapshotAt, twoRobotRun } from './testing-views.ts';
import type { LiveMessage } from './types.ts';

const receive = (state: ConsoleState, ...messages: readonly LiveMessage[]): ConsoleState =>
  messages.reduce((now, message) => reduce(now, { type: 'message', message, atMs: 1 }), state);

test('the first frame makes the page live and shows the newest run', () => {
  const state = receive(INITIAL_STATE, helloOf('hall', [twoRobotRun(), twoRobotRun({ id: 'run-02' })]));
  expect([state.link, state.run, state.site?.scene.id]).toEqual(['live', 'run-02', 'hall']);
});

test('a new sentence is shown, a change of an old one does not steal the view', () => {
  const state = receive(
    INITIAL_STATE,
    helloOf('hall'),
    { type: 'run', run: twoRobotRun() },
    { type: 'run', run: twoRobotRun({ id: 'run-02' }) },
  );
  expect(state.run).toBe('run-02');
  const changed = receive(state, { type: 'run', run: twoRobotRun({ state: 'running' }) });
  expect([changed.run, changed.runs.map((run) => run.state)]).toEqual(['run-02', ['running', 'awaiting-approval']]);
});

test('a repeated event changes nothing, and order is kept over a reconnect', () => {
  const first = [eventAt(1, 0, 'host-started'), eventAt(2, 1, 'mission-created')];
  expect(mergeEvents(first, [eventAt(2, 1, 'mission-created')])).toBe(first);
  const state = receive(INITIAL_STATE, helloOf('hall', [], first), {
    type: 'event',
    event: eventAt(3, 2, 'mission-started'),
  });
  const again = receive(
    state,
    helloOf('hall', [], [...first, eventAt(3, 2, 'mission-started'), eventAt(4, 3, 'step-started')]),
  );
  expect(again.events.map((event) => event.sequence)).toEqual([1, 2, 3, 4]);
});

test('a restarted server or another scene forgets what was looked at', () => {
  const state = reduce(receive(INITIAL_STATE, helloOf('hall', [twoRobotRun()], [eventAt(9, 0, 'x')])), {
    type: 'cursor',
    seconds: 4,
  });
  const kept = receive(state, helloOf('hall', [twoRobotRun()], [eventAt(9, 0, 'x')]));
  expect(kept.cursor).toBe(4);
  const restarted = receive(state, helloOf('hall', [], [eventAt(1, 0, 'x')]));
  expect([restarted.cursor, restarted.run, restarted.events.length]).toEqual([null, null, 1]);
  expect(receive(state, helloOf('home', [], [])).cursor).toBe(null);
});

test('telemetry replaces the snapshot and nothing else', () => {
  const state = receive(INITIAL_STATE, helloOf('hall'));
  const next = receive(state, { type: 'sim', snapshot: snapshotAt(3) });
  expect(next.sim?.seconds).toBe(3);
  expect(next.runs).toBe(state.runs);
});
