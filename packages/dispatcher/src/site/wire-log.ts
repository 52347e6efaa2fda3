import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { WireLog } from '@muster/bridge';

/** Longer frames (a map, an image) are cut: the log is for people. */
const MAX_CHARACTERS = 20_000;

export type WireLogs = { for(name: string): WireLog; close(): void };

/** One file of JSON lines per robot, `<folder>/<robot>.jsonl`: what went over its wire, each way, with seconds of a clock that never jumps. */
export const openWireLogs = (folder: string): WireLogs => {
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, number>();
  return {
    for: (name) => {
      const file = openSync(join(folder, `${name}.jsonl`), 'a');
      files.set(name, file);
      return ({ direction, at, frame }) => {
        if (files.get(name) !== file) return;
        const text = JSON.stringify(frame) ?? 'null';
        const body = text.length > MAX_CHARACTERS ? JSON.stringify(`${text.slice(0, MAX_CHARACTERS)}…`) : text;
        writeSync(file, `{"at":${at.toFixed(4)},"direction":"${direction}","frame":${body}}\n`);
      };
    },
    close: () => {
      for (const file of files.values()) closeSync(file);
      files.clear();
    },
  };
};
