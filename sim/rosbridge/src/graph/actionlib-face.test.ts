import { describe, expect, it } from 'vitest';
import { ManualClock } from '../clock.ts';
import type { RosMessage } from '../messages/codec.ts';
import type { GoalHandle } from './action-space.ts';
import { createRosGraph } from './ros-graph.ts';

interface Status {
  readonly goal_id: { readonly id: string };
  readonly status: number;
}

function setUp() {
  const clock = new ManualClock(100);
  const graph = createRosGraph({ dialect: 'ros1', clock });
  const handles = new Map<string, GoalHandle>();
  graph.advertiseAction({
    name: '/move_base',
    type: 'move_base_msgs/MoveBaseAction',
    onGoal: (goalId, _goal, handle) => handles.set(goalId, handle),
    onCancel: (goalId) => {
      handles.get(goalId)?.canceled();
      return true;
    },
  });
  const lists: Status[][] = [];
  const results: Status[] = [];
  graph.subscribe('/move_base/status', 'actionlib_msgs/GoalStatusArray', (message) =>
    lists.push(message.status_list as Status[]),
  );
  graph.subscribe('/move_base/result', 'move_base_msgs/MoveBaseActionResult', (message: RosMessage) =>
    results.push(message.status as Status),
  );
  const goals = graph.advertise('/move_base/goal', 'move_base_msgs/MoveBaseActionGoal');
  const cancels = graph.advertise('/move_base/cancel', 'actionlib_msgs/GoalID');
  const run = (seconds: number): void => {
    for (let tick = 0; tick < Math.round(seconds * 50); tick += 1) {
      clock.advance(0.02);
      graph.advance();
    }
  };
  const send = (id: string): void => goals.publish({ goal_id: { id, stamp: 0 } });
  return { handles, lists, results, cancels, run, send };
}

describe('actionlib over topics', () => {
  it('publishes an empty status list five times a second', () => {
    const { lists, run } = setUp();
    run(2);
    expect(lists).toHaveLength(10);
    expect(lists.every((list) => list.length === 0)).toBe(true);
  });

  it('goes 1, 3 and lists the end for five seconds', () => {
    const { handles, lists, results, run, send } = setUp();
    send('g');
    expect(lists.at(-1)).toMatchObject([{ goal_id: { id: 'g' }, status: 1 }]);
    handles.get('g')?.succeed();
    expect(results).toMatchObject([{ goal_id: { id: 'g' }, status: 3 }]);
    run(4.8);
    expect(lists.at(-1)).toMatchObject([{ status: 3 }]);
    run(0.6);
    expect(lists.at(-1)).toEqual([]);
  });

  it('ignores a goal id that it has seen', () => {
    const { handles, results, run, send } = setUp();
    send('g');
    handles.get('g')?.succeed();
    run(0.4);
    send('g');
    expect(results).toHaveLength(1);
  });

  it('recalls a goal whose cancel came first: 7 in the list, then 8', () => {
    const { cancels, handles, lists, results, send } = setUp();
    cancels.publish({ id: 'early' });
    expect(lists.at(-1)).toMatchObject([{ goal_id: { id: 'early' }, status: 7 }]);
    send('early');
    expect(results).toMatchObject([{ goal_id: { id: 'early' }, status: 8 }]);
    expect(handles.size).toBe(0);
  });

  it('cancels everything on an empty goal id and replaces an older goal by a newer one', () => {
    const { cancels, results, send } = setUp();
    send('old');
    send('new');
    expect(results).toMatchObject([{ goal_id: { id: 'old' }, status: 2 }]);
    cancels.publish({});
    expect(results[1]).toMatchObject({ goal_id: { id: 'new' }, status: 2 });
  });

  it('names a goal that came without id', () => {
    const { handles, send } = setUp();
    send('');
    expect([...handles.keys()][0]).toMatch(/^\/move_base-1-/);
  });
});
