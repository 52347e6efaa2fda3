import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import type { GoalHandle, GoalOutcome } from './action-space.ts';
import { createRosGraph, type RosGraph } from './ros-graph.ts';

const NAVIGATE = 'nav2_msgs/action/NavigateToPose';

function setUp(concurrency: 'replace' | 'parallel' = 'replace') {
  const clock = new ManualClock(100);
  const graph: RosGraph = createRosGraph({ dialect: 'ros2', clock });
  const handles = new Map<string, GoalHandle>();
  const cancels: string[] = [];
  const outcomes = new Map<string, GoalOutcome>();
  const server = graph.advertiseAction({
    name: '/go',
    type: NAVIGATE,
    concurrency,
    onGoal: (goalId, _goal, handle) => handles.set(goalId, handle),
    onCancel: (goalId) => {
      cancels.push(goalId);
      return true;
    },
  });
  const send = (goalId: string): void =>
    graph.sendGoal('/go', goalId, {}, { onOutcome: (outcome) => outcomes.set(goalId, outcome) });
  return { clock, graph, handles, cancels, outcomes, server, send };
}

describe('actions in the graph', () => {
  it('takes the first terminal call and ignores later ones', () => {
    const { handles, outcomes, send } = setUp();
    send('a');
    handles.get('a')?.feedback({ distance_remaining: 1 });
    handles.get('a')?.succeed({ error_code: 0 });
    handles.get('a')?.abort({}, 'too late');
    expect(outcomes.get('a')).toMatchObject({ status: 'succeeded', values: { error_code: 0, error_msg: '' } });
  });

  it('begins a new goal only when the one it replaces has ended', () => {
    const { handles, cancels, outcomes, send } = setUp();
    send('old');
    send('new');
    expect(cancels).toEqual(['old']);
    expect(handles.has('new')).toBe(false);
    handles.get('old')?.canceled();
    expect(outcomes.get('old')?.status).toBe('aborted');
    expect(handles.get('new')?.status).toBe('executing');
  });

  it('runs parallel goals side by side', () => {
    const { handles, cancels, send } = setUp('parallel');
    send('a');
    send('b');
    expect([...handles.keys()]).toEqual(['a', 'b']);
    expect(cancels).toEqual([]);
  });

  it('recalls a waiting goal without asking its server', () => {
    const { graph, cancels, outcomes, send } = setUp();
    send('running');
    send('waiting');
    expect(graph.cancelGoal('/go', 'waiting')).toBe(true);
    expect(outcomes.get('waiting')?.status).toBe('recalled');
    expect(cancels).toEqual(['running']);
  });

  it('keeps a goal id reserved for five seconds after its end', () => {
    const { clock, handles, send } = setUp();
    send('a');
    handles.get('a')?.succeed();
    expect(() => send('a')).toThrow('ROSBRIDGE_GOAL_DUPLICATE');
    clock.advance(5.1);
    expect(() => send('a')).not.toThrow();
  });

  it('aborts what is open when the server leaves, and begins nothing more', () => {
    const { handles, outcomes, server, send } = setUp();
    send('a');
    send('b');
    server.close();
    expect(outcomes.get('a')).toMatchObject({ status: 'aborted', text: 'the action server left' });
    expect(outcomes.get('b')?.status).toBe('aborted');
    expect(handles.has('b')).toBe(false);
    expect(() => send('c')).toThrow('ROSBRIDGE_ACTION_UNKNOWN');
  });

  it('turns an exception of the server into an abort that tells it', () => {
    const { graph } = setUp();
    graph.advertiseAction({
      name: '/broken',
      type: NAVIGATE,
      onGoal: () => {
        throw new Error('motor driver missing');
      },
    });
    let text = '';
    graph.sendGoal('/broken', 'x', {}, { onOutcome: (outcome) => (text = outcome.text) });
    expect(text).toBe('motor driver missing');
  });

  it('loses, delays or repeats what a bad link does', () => {
    const { graph, handles, outcomes, send } = setUp();
    const held: (() => void)[] = [];
    graph.setLinkFilter((_name, deliver) => held.push(deliver));
    send('a');
    expect(handles.size).toBe(0);
    held.shift()?.();
    expect(handles.has('a')).toBe(true);
    handles.get('a')?.succeed();
    expect(outcomes.size).toBe(0);
    const last = held.at(-1);
    last?.();
    last?.();
    expect(outcomes.get('a')?.status).toBe('succeeded');
  });
});
