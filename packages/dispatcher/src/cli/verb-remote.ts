import { bilingual, type Problem } from '@muster/domain';
import type { ErrorBody, HostSnapshot, RunView } from '../api/index.ts';
import { EXIT } from './exit-codes.ts';
import type { CliOptions } from './options.ts';
import { printProblems } from './print-problems.ts';
import type { Terminal } from './terminal.ts';

/** Where `serve` listens unless told otherwise. */
const DEFAULT_ADDRESS = 'http://127.0.0.1:8137';

type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: number; readonly problems: readonly Problem[] };

const call = async <T>(options: CliOptions, path: string, body?: unknown): Promise<Answer<T>> => {
  const address = (options.address ?? DEFAULT_ADDRESS).replace(/\/$/, '');
  try {
    const response = await fetch(
      `${address}${path}`,
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
    );
    const value = (await response.json()) as T | ErrorBody;
    if (response.ok) return { ok: true, value: value as T };
    return { ok: false, code: EXIT.refused, problems: (value as ErrorBody).problems };
  } catch (error) {
    return {
      ok: false,
      code: EXIT.unreachable,
      problems: [
        {
          code: 'CLI_UNREACHABLE',
          place: address,
          says: bilingual(
            `Nothing answers there (${(error as Error).message}).`,
            `那里没有应答（${(error as Error).message}）。`,
          ),
          remedy: bilingual(
            'Start it with "npm run muster -- serve", or name it with --address.',
            '请先运行 “npm run muster -- serve”，或用 --address 指定地址。',
          ),
        },
      ],
    };
  }
};

const finish = <T>(options: CliOptions, terminal: Terminal, answer: Answer<T>, say: (value: T) => void): number => {
  if (!answer.ok) {
    printProblems(terminal, answer.problems, options.json);
    return answer.code;
  }
  if (options.json) process.stdout.write(`${JSON.stringify(answer.value)}\n`);
  else say(answer.value);
  return EXIT.done;
};

/** `status`: missions and robots of a running serve. */
export const statusVerb = async (options: CliOptions, terminal: Terminal): Promise<number> =>
  finish(options, terminal, await call<HostSnapshot>(options, '/api/state'), (state) => {
    for (const latch of state.latches) terminal.line(terminal.paint('red', `STOP ${latch.scope} · ${latch.by}`));
    for (const mission of state.missions)
      terminal.section(
        mission.id,
        `${mission.status} · ${mission.steps.filter((step) => step.status === 'completed').length}/${mission.steps.length}`,
      );
    for (const robot of state.robots) terminal.section(robot.id, `${robot.link} · ${robot.work} · stop ${robot.stop}`);
  });

/** `stop [ROBOT]`: everything, or one robot. */
export const stopVerb = async (options: CliOptions, terminal: Terminal): Promise<number> =>
  finish(
    options,
    terminal,
    await call(options, '/api/stop', { scope: options.positionals[0] ?? 'all', by: options.by }),
    () =>
      terminal.line(
        terminal.language === 'en'
          ? 'Stop requested; see "status" for what is confirmed.'
          : '已请求停止；是否确认请看 “status”。',
      ),
  );

/** `approve RUN`. */
export const approveVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const runs = await call<readonly RunView[]>(options, '/api/runs');
  if (!runs.ok) return finish(options, terminal, runs, () => undefined);
  const id = options.positionals[0] ?? [...runs.value].reverse().find((run) => run.state === 'awaiting-approval')?.id;
  if (id === undefined)
    return printProblems(
      terminal,
      [{ code: 'CLI_NOTHING_WAITS', says: bilingual('No plan waits for an answer.', '没有等待答复的计划。') }],
      options.json,
    );
  return finish(options, terminal, await call<RunView>(options, `/api/runs/${id}/approve`, { by: options.by }), (run) =>
    terminal.line(`${run.id} · ${run.state} · ${run.mission ?? ''}`),
  );
};

/** `pause|resume|cancel [MISSION]`: one mission, or the newest that runs. */
export const controlVerb =
  (verb: 'pause' | 'resume' | 'cancel') =>
  async (options: CliOptions, terminal: Terminal): Promise<number> => {
    const state = await call<HostSnapshot>(options, '/api/state');
    if (!state.ok) return finish(options, terminal, state, () => undefined);
    const mission =
      options.positionals[0] ??
      [...state.value.missions]
        .reverse()
        .find((entry) => ['standby', 'underway', 'paused', 'blocked'].includes(entry.status))?.id;
    if (mission === undefined)
      return printProblems(
        terminal,
        [{ code: 'CLI_NOTHING_RUNS', says: bilingual('No mission is running.', '没有正在执行的任务。') }],
        options.json,
      );
    const mode = typeof options.raw.mode === 'string' ? options.raw.mode : 'safe-place';
    const body = verb === 'cancel' ? { verb, mode, by: options.by } : { verb, by: options.by };
    return finish(options, terminal, await call(options, `/api/missions/${mission}/control`, body), () =>
      terminal.line(`${mission} · ${verb}`),
    );
  };
