import type { CliOptions } from './options.ts';
import type { Terminal } from './terminal.ts';
import { runVerb } from './verb-run.ts';
import { serveVerb, startVerb } from './verb-start.ts';

export type Verb = (options: CliOptions, terminal: Terminal) => Promise<number>;

/** Every verb of the command line. */
export const VERBS: Readonly<Record<string, Verb>> = {
  run: (options, terminal) => runVerb(options, terminal, false),
  plan: (options, terminal) => runVerb(options, terminal, true),
  start: startVerb,
  serve: serveVerb,
};
