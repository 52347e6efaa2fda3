import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { transition } from 'xstate';
import { type DirectedGraphNode, getShortestPaths, toDirectedGraph } from 'xstate/graph';
import { commandMachine, isOpen, OUTBOX_EFFECTS } from './command.machine.ts';
import { missionMachine, missionStatus } from './mission.machine.ts';
import { mayCommand, type RobotValue, robotMachine } from './robot.machine.ts';
import { stepMachine, stepStatus } from './step.machine.ts';

const machines: [string, AnyStateMachine][] = [
  ['step', stepMachine],
  ['mission', missionMachine],
  ['robot', robotMachine],
  ['command', commandMachine],
];

/** Every event name that the machine lists. */
const eventsOf = (machine: AnyStateMachine): { type: string }[] => machine.events.map((type) => ({ type }));

const pathsOf = (machine: AnyStateMachine) =>
  getShortestPaths(machine, {
    events: eventsOf(machine),
    // Counting attempts would make infinitely many states.
    serializeState: (snapshot) => JSON.stringify(snapshot.value),
  });

const leaves = (node: AnyStateMachine['root']): string[] => {
  const children = Object.values(node.states);
  return children.length === 0 ? [node.id] : children.flatMap((child) => leaves(child as AnyStateMachine['root']));
};

describe.each(machines)('%s machine', (_, machine) => {
  const paths = pathsOf(machine);

  test('reaches every state that it declares', () => {
    const reached = new Set<string>();
    for (const { state } of paths) for (const node of state._nodes) reached.add(node.id);
    for (const leaf of leaves(machine.root)) expect(reached).toContain(leaf);
  });

  test('takes every transition that it declares, to where it says', () => {
    const declared = (node: DirectedGraphNode): DirectedGraphNode['edges'] => [
      ...node.edges,
      ...node.children.flatMap(declared),
    ];
    const edges = declared(toDirectedGraph(machine));
    expect(edges.length).toBeGreaterThan(5);
    for (const { source, target, label } of edges) {
      const from = paths.filter(({ state }) => state._nodes.some((node) => node.id === source.id));
      const taken = from.filter(({ state }) => {
        const [next] = transition(machine, state, { type: label.text } as never);
        return (next as typeof state)._nodes.some((node) => node.id === target.id);
      });
      expect(taken.length, `${source.id} —${label.text}→ ${target.id}`).toBeGreaterThan(0);
    }
  });

  test('acts only through the outbox, and starts nothing by itself', () => {
    for (const { state } of paths)
      for (const event of eventsOf(machine)) {
        const [, actions] = transition(machine, state, event as never);
        for (const action of actions) expect(OUTBOX_EFFECTS).toContain(action.type);
      }
  });

  test('takes no event any more once it is over', () => {
    for (const { state } of paths.filter((path) => path.state.status === 'done'))
      for (const event of eventsOf(machine)) expect(state.can(event as never)).toBe(false);
  });

  test('goes the same way again from the same events', () => {
    for (const { state, steps } of paths) {
      let snapshot = paths[0]!.steps[0]?.state ?? state;
      snapshot = machine.getInitialSnapshot({} as never) as typeof snapshot;
      for (const { event } of steps.filter((entry) => entry.event.type !== 'xstate.init'))
        snapshot = transition(machine, snapshot, event)[0];
      expect(snapshot.value).toEqual(state.value);
    }
  });
});

test('a step is only completed from work, or from where a person or the world decides', () => {
  for (const { state } of pathsOf(stepMachine))
    if (state.can({ type: 'step-completed' }))
      expect(['underway', 'delayed', 'blocked']).toContain(stepStatus(state.value));
});

test('a robot is told something only when it is reachable, automatic, not stopped and idle', () => {
  const allowed = pathsOf(robotMachine).filter(({ state }) => mayCommand(state.value as RobotValue));
  expect(allowed.map(({ state }) => state.value)).toEqual([
    { link: 'reachable', control: 'automatic', stop: 'clear', work: 'idle' },
  ]);
});

test('only a reset clears a stop', () => {
  for (const { state } of pathsOf(robotMachine)) {
    if ((state.value as RobotValue).stop === 'clear') continue;
    for (const event of eventsOf(robotMachine)) {
      const [next] = transition(robotMachine, state as never, event as never);
      if ((next.value as RobotValue).stop === 'clear') expect(event.type).toBe('stop-reset');
    }
  }
});

test('a command in doubt ends only by a result, or by proof that it does not run', () => {
  for (const { state } of pathsOf(commandMachine)) {
    if (state.value !== 'unknown') continue;
    for (const event of eventsOf(commandMachine)) {
      const [next] = transition(commandMachine, state as never, event as never);
      if (!isOpen(next.value as never))
        expect([
          'command-succeeded',
          'command-failed',
          'command-rejected',
          'command-canceled',
          'command-absent',
        ]).toContain(event.type);
    }
  }
});

test('a mission that ends tells a status of the domain in every state', () => {
  const known = ['standby', 'underway', 'paused', 'blocked', 'completed', 'failed', 'canceled'];
  for (const { state } of pathsOf(missionMachine)) expect(known).toContain(missionStatus(state.value));
});
