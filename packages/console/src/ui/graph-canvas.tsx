import { Graph, layout } from '@dagrejs/dagre';
import { useEffect, useMemo, useRef, useState } from 'react';

export type GraphNode = {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly tone?: string;
  readonly colour?: string;
  readonly isCurrent?: boolean;
  readonly onPick?: () => void;
};
export type GraphEdge = { readonly from: string; readonly to: string; readonly label?: string };

type Placed = {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
};

const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) > 0x2e80 ? 13.5 : 7.4), 0);

/** A directed graph in layers: boxes are real buttons, arrows are drawn behind them. */
export const GraphCanvas = ({
  nodes,
  edges,
  direction,
  label,
}: {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly direction: 'LR' | 'TB';
  readonly label: string;
}) => {
  // Laid out anew only when the shape changes, not with every state.
  const shape = JSON.stringify([nodes.map((node) => [node.id, node.label, node.detail]), edges, direction]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shape says it all
  const drawn = useMemo(() => lay(nodes, edges, direction), [shape]);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const box = useRef<HTMLElement>(null);
  const [room, setRoom] = useState(drawn.width);
  useEffect(() => {
    if (!box.current) return;
    const observer = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const current = nodes.find((node) => node.isCurrent)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the current state and the shape, nothing else
  useEffect(() => {
    const at = drawn.nodes.find((placed) => placed.node.id === current);
    const view = box.current;
    if (at && view)
      view.scrollTo({ left: at.x * zoom - view.clientWidth / 2, top: at.y * zoom - view.clientHeight / 2 });
  }, [current, drawn]);
  // Small enough to see the whole, never so small that it can't be read.
  const zoom = Math.min(1, Math.max(0.8, room / Math.max(1, drawn.width)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
    <section ref={box} className="graph-canvas" tabIndex={0} aria-label={label}>
      <div style={{ width: drawn.width, height: drawn.height, position: 'relative', zoom }}>
        <svg width={drawn.width} height={drawn.height} aria-hidden="true">
          <defs>
            <marker
              id="arrow"
              viewBox="0 0 8 8"
              refX="7"
              refY="4"
              markerWidth="7"
              markerHeight="7"
              orient="auto-start-reverse"
            >
              <path d="M0 0.500L8 4L0 7.500z" fill="var(--line-strong)" />
            </marker>
          </defs>
          {drawn.edges.map((edge) => (
            <g key={edge.key}>
              <path d={edge.path} fill="none" stroke="var(--line-strong)" strokeWidth="1.5" markerEnd="url(#arrow)" />
              {edge.label ? (
                <text x={edge.x} y={edge.y} textAnchor="middle" className="graph-label">
                  {edge.label}
                </text>
              ) : null}
            </g>
          ))}
        </svg>
        {drawn.nodes.map(({ node, x, y, w, h }) => {
          const now = byId.get(node.id) ?? node;
          return (
            <button
              key={node.id}
              type="button"
              className={`graph-node tone-${now.tone ?? 'calm'}`}
              aria-current={now.isCurrent ? 'true' : undefined}
              style={{
                left: x - w / 2,
                top: y - h / 2,
                width: w,
                height: h,
                ...(now.colour ? { borderInlineStart: `4px solid ${now.colour}` } : {}),
              }}
              onClick={now.onPick}
            >
              <b>{now.label}</b>
              {now.detail ? <small>{now.detail}</small> : null}
            </button>
          );
        })}
      </div>
    </section>
  );
};

const lay = (nodes: readonly GraphNode[], edges: readonly GraphEdge[], direction: 'LR' | 'TB') => {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    nodesep: 22,
    ranksep: direction === 'LR' ? 54 : 40,
    marginx: 16,
    marginy: 16,
    edgesep: 14,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes)
    graph.setNode(node.id, {
      width: Math.max(84, widthOf(node.label) + 30, widthOf(node.detail ?? '') * 0.9 + 28),
      height: node.detail ? 50 : 36,
    });
  edges.forEach((edge, index) => {
    if (edge.from !== edge.to && graph.hasNode(edge.from) && graph.hasNode(edge.to))
      graph.setEdge(
        edge.from,
        edge.to,
        {
          label: edge.label ?? '',
          width: edge.label ? widthOf(edge.label) * 0.8 : 0,
          height: edge.label ? 14 : 0,
          labelpos: 'c',
        },
        String(index),
      );
  });
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(size.width ?? 0),
    height: Math.ceil(size.height ?? 0),
    nodes: nodes.map((node): Placed => {
      const at = graph.node(node.id) as { x: number; y: number; width: number; height: number };
      return { node, x: at.x, y: at.y, w: at.width, h: at.height };
    }),
    edges: graph.edges().map((edge) => {
      const found = graph.edge(edge) as { points: { x: number; y: number }[]; label?: string; x?: number; y?: number };
      return {
        key: `${edge.v}>${edge.w}/${edge.name ?? ''}`,
        path: smooth(found.points),
        label: found.label ?? '',
        x: found.x ?? 0,
        y: (found.y ?? 0) + 4,
      };
    }),
  };
};

/** Through all points, rounded between them. */
const smooth = (points: readonly { readonly x: number; readonly y: number }[]): string => {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x},${first.y}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (next) path += ` Q${point.x},${point.y} ${(point.x + next.x) / 2},${(point.y + next.y) / 2}`;
    else path += ` L${point.x},${point.y}`;
  });
  return path;
};
