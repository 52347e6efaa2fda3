import { commandMachine, missionMachine, robotMachine, stepMachine } from '@muster/executor';
import { type DirectedGraphNode, toDirectedGraph } from 'xstate/graph';
import type { ChartRegion, ChartState, ChartView } from '../api/index.ts';

/** The executor's own machines as graphs: what runs is what is drawn. A parallel machine has one region for each of its parts. */
export const charts = (): readonly ChartView[] =>
  [missionMachine, stepMachine, robotMachine, commandMachine].map((machine) => {
    const graph = toDirectedGraph(machine);
    const isParallel = graph.stateNode.type === 'parallel';
    return {
      machine: graph.id,
      regions: isParallel
        ? graph.children.map((child) => region(child, `${child.id}.`))
        : [region(graph, `${graph.id}.`)],
    };
  });

const region = (graph: DirectedGraphNode, prefix: string): ChartRegion => {
  const short = (id: string): string => (id.startsWith(prefix) ? id.slice(prefix.length) : id);
  const states: ChartState[] = [];
  const transitions: ChartRegion['transitions'][number][] = [];
  const walk = (node: DirectedGraphNode, parent: string | null): void => {
    for (const child of node.children) {
      states.push({
        id: short(child.id),
        parent,
        isInitial: node.stateNode.initial.target.some((target) => target.id === child.id),
        isFinal: child.stateNode.type === 'final',
      });
      for (const edge of child.edges)
        transitions.push({ from: short(edge.source.id), to: short(edge.target.id), event: edge.label.text });
      walk(child, short(child.id));
    }
  };
  walk(graph, null);
  return { id: graph.stateNode.key, states, transitions };
};
