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

const missing = (options: CliOptions, terminal: Terminal, en: string, zh: string): number => {
  printProblems(terminal, [{ code: 'CLI_MISSING', says: bilingual(en, zh) }], options.json);
  return EXIT.usage;
};

/** The mission named by --mission, or the newest that runs. */
const missionOf = async (options: CliOptions): Promise<Answer<string>> => {
  const named = options.raw.mission;
  if (typeof named === 'string') return { ok: true, value: named };
  const state = await call<HostSnapshot>(options, '/api/state');
  if (!state.ok) return state;
  const found = [...state.value.missions]
    .reverse()
    .find((entry) => ['standby', 'underway', 'paused', 'blocked'].includes(entry.status))?.id;
  return found === undefined
    ? {
        ok: false,
        code: EXIT.refused,
        problems: [{ code: 'CLI_NOTHING_RUNS', says: bilingual('No mission is running.', '没有正在执行的任务。') }],
      }
    : { ok: true, value: found };
};

const controlMission = async (options: CliOptions, terminal: Terminal, body: object, done: string): Promise<number> => {
  const mission = await missionOf(options);
  if (!mission.ok) return finish(options, terminal, mission, () => undefined);
  const answer = await call(options, `/api/missions/${mission.value}/control`, { ...body, by: options.by });
  return finish(options, terminal, answer, () => terminal.line(`${mission.value} · ${done}`));
};

/** `skip|retry|complete STEP [--mission M]`: a person has looked at a step and decides. */
export const stepVerb =
  (verb: 'skip' | 'retry' | 'complete') =>
  async (options: CliOptions, terminal: Terminal): Promise<number> => {
    const [step] = options.positionals;
    if (step === undefined)
      return missing(options, terminal, `Name a step: ${verb} step-02`, `请给出步骤：${verb} step-02`);
    return controlMission(options, terminal, { verb, step }, `${verb} ${step}`);
  };

/** `reassign STEP ROBOT` and `retarget STEP ARGUMENT VALUE`: changes of what has not begun, proved before they count. */
export const reassignVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const [step, robot] = options.positionals;
  if (step === undefined || robot === undefined)
    return missing(options, terminal, 'reassign STEP ROBOT', 'reassign 步骤 机器人');
  return controlMission(
    options,
    terminal,
    { verb: 'edit', change: { kind: 'reassign', step, robot } },
    `${step} → ${robot}`,
  );
};
export const retargetVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const [step, argument, value] = options.positionals;
  if (step === undefined || argument === undefined || value === undefined)
    return missing(options, terminal, 'retarget STEP ARGUMENT VALUE', 'retarget 步骤 参数 值');
  return controlMission(
    options,
    terminal,
    { verb: 'edit', change: { kind: 'retarget', step, argument, value } },
    `${step} · ${argument} = ${value}`,
  );
};

/** `take-over|hand-back ROBOT`: by hand, and back to work. */
export const robotVerb =
  (verb: 'take-over' | 'hand-back') =>
  async (options: CliOptions, terminal: Terminal): Promise<number> => {
    const [robot] = options.positionals;
    if (robot === undefined) return missing(options, terminal, `${verb} ROBOT`, `${verb} 机器人`);
    const answer = await call(options, `/api/robots/${robot}/control`, { verb, by: options.by });
    return finish(options, terminal, answer, () => terminal.line(`${robot} · ${verb}`));
  };

/** `reset [ROBOT] --reason "…" --by NAME`: lifts a stop; nothing moves by it. */
export const resetVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const { reason } = options.raw;
  if (typeof reason !== 'string')
    return missing(
      options,
      terminal,
      'Say why: reset --reason "the aisle is clear"',
      '请说明原因：reset --reason "通道已清空"',
    );
  const scope = options.positionals[0] ?? 'all';
  return finish(options, terminal, await call(options, '/api/reset-stop', { scope, by: options.by, reason }), () =>
    terminal.line(
      terminal.language === 'en'
        ? `The stop of ${scope} is lifted; missions go on when they are resumed.`
        : `${scope} 的停止已解除；任务在恢复后继续。`,
    ),
  );
};
