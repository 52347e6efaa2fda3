import type { Scene } from '@muster/domain';

/** JSON with one entity per line, so that a person can read and edit it. */
export const formatScene = (scene: Scene): string => {
  const list = (entries: readonly unknown[], indent: string): string =>
    entries.length === 0
      ? '[]'
      : `[\n${entries.map((entry) => `${indent}  ${JSON.stringify(entry)}`).join(',\n')}\n${indent}]`;
  const members = Object.entries(scene).map(([key, value]) => {
    if (key === 'graph')
      return `  "graph": {\n    "nodes": ${list(scene.graph.nodes, '    ')},\n    "edges": ${list(scene.graph.edges, '    ')}\n  }`;
    return `  ${JSON.stringify(key)}: ${Array.isArray(value) ? list(value, '  ') : JSON.stringify(value)}`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
};
