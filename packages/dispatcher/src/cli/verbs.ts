import type { CliOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

export type Verb = (options: CliOptions, terminal: Terminal) => Promise<number>;

/** Every verb of the command line; each is loaded when it is asked for. */
export const VERBS: Readonly<Record<string, Verb>> = {
  run: async (options, terminal) => (await import('./verb-run.ts')).runVerb(options, terminal, false),
  plan: async (options, terminal) => (await import('./verb-run.ts')).runVerb(options, terminal, true),
  start: async (options, terminal) => (await import('./verb-start.ts')).startVerb(options, terminal),
  serve: async (options, terminal) => (await import('./verb-start.ts')).serveVerb(options, terminal),
  sim: async (options, terminal) => (await import('./verb-sim.ts')).simVerb(options, terminal),
  check: async (options, terminal) => (await import('./verb-check.ts')).checkVerb(options, terminal),
  verify: async (options, terminal) => (await import('./verb-check.ts')).verifyVerb(options, terminal),
  schema: async (options, terminal) => (await import('./verb-check.ts')).schemaVerb(options, terminal),
  init: async (options, terminal) => (await import('./verb-check.ts')).initVerb(options, terminal),
  export: async (options, terminal) => (await import('./verb-export.ts')).exportVerb(options, terminal),
  rehearse: async (options, terminal) => (await import('./verb-rehearse.ts')).rehearseVerb(options, terminal),
  replay: async (options, terminal) => (await import('./verb-replay.ts')).replayVerb(options, terminal),
  doctor: async (options, terminal) => (await import('./verb-doctor.ts')).doctorVerb(options, terminal),
  bench: async (options, terminal) => (await import('./verb-bench.ts')).benchVerb(options, terminal),
  status: async (options, terminal) => (await import('./verb-remote.ts')).statusVerb(options, terminal),
  approve: async (options, terminal) => (await import('./verb-remote.ts')).approveVerb(options, terminal),
  stop: async (options, terminal) => (await import('./verb-remote.ts')).stopVerb(options, terminal),
  pause: async (options, terminal) => (await import('./verb-remote.ts')).controlVerb('pause')(options, terminal),
  resume: async (options, terminal) => (await import('./verb-remote.ts')).controlVerb('resume')(options, terminal),
  cancel: async (options, terminal) => (await import('./verb-remote.ts')).controlVerb('cancel')(options, terminal),
  skip: async (options, terminal) => (await import('./verb-remote.ts')).stepVerb('skip')(options, terminal),
  retry: async (options, terminal) => (await import('./verb-remote.ts')).stepVerb('retry')(options, terminal),
  complete: async (options, terminal) => (await import('./verb-remote.ts')).stepVerb('complete')(options, terminal),
  reassign: async (options, terminal) => (await import('./verb-remote.ts')).reassignVerb(options, terminal),
  retarget: async (options, terminal) => (await import('./verb-remote.ts')).retargetVerb(options, terminal),
  'take-over': async (options, terminal) =>
    (await import('./verb-remote.ts')).robotVerb('take-over')(options, terminal),
  'hand-back': async (options, terminal) =>
    (await import('./verb-remote.ts')).robotVerb('hand-back')(options, terminal),
  reset: async (options, terminal) => (await import('./verb-remote.ts')).resetVerb(options, terminal),
};
