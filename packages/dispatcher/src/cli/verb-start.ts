import { bilingual, displayName } from '@muster/domain';
import { ensureConsole } from '../server/build-console.ts';
import { startServer } from '../server/server.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { openSite } from './open-site.ts';
import type { CliOptions } from './options.ts';
import { portProblem, printProblems } from './print-problems.ts';
import { printPrepared, printReport } from './print-run.ts';
import type { Terminal } from './terminal.ts';
import { keepRun } from './verb-replay.ts';
import { followProgress } from './verb-run.ts';

/** What a newcomer sees first. */
export const FIRST_TASK = bilingual(
  'Bring the red tote from shelf A2 to packing station 1, and photograph shelf B3 meanwhile',
  '把 A2 货架上的红色周转箱送到 1 号打包台，同时给 B3 货架拍照',
);

/** Futures that a plan is played through before somebody approves it. */
const REHEARSAL_SEEDS = 50;

/** `start`: everything at once, with a first task; `--once` runs it at full speed, without a console, and exits. */
export const startVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  if (!options.once) ensureConsole((line) => terminal.line(terminal.paint('dim', line)));
  const opened = await openSite(options, {
    speed: options.once ? 'max' : 1,
    autoApprove: true,
    ...(options.once ? {} : { rehearsalSeeds: options.seeds ?? REHEARSAL_SEEDS }),
  });
  if (!opened.ok) return printProblems(terminal, opened.problems, options.json);
  const { site, model } = opened.value;
  const english = terminal.language === 'en';
  const server = options.once
    ? undefined
    : await startServer(site, options.port ?? 8137).catch(() => startServer(site, 0));
  try {
    terminal.line(
      terminal.paint('bold', english ? 'Muster. Say it. Prove it. Run it.' : 'Muster：说出来，证明它，执行它。'),
    );
    terminal.section(
      english ? 'Scene' : '场景',
      `${displayName(model.scene.names, terminal.language)} · ${site
        .info()
        .robots.map((robot) => displayName(robot.names, terminal.language))
        .join(english ? ', ' : '、')}`,
    );
    terminal.section('rosbridge', site.rosbridgeUrl);
    if (server) terminal.section(english ? 'Console' : '控制台', terminal.paint('cyan', server.address));
    for (const notice of site.notices()) terminal.section(english ? 'Note' : '说明', notice[terminal.language]);
    const task =
      options.positionals.join(' ').trim() ||
      (options.scene === 'warehouse'
        ? FIRST_TASK[terminal.language]
        : (site.info().examples[0]?.[terminal.language] ?? ''));
    let code: number = EXIT.done;
    if (task !== '') {
      terminal.section(english ? 'Task' : '任务', `“${task}”`);
      const run = await site.submit({ utterance: task, approve: true, by: options.by });
      printPrepared(terminal, run.result!, model);
      const stopProgress = followProgress(site, terminal);
      const result = await site.finished(run.id);
      stopProgress();
      printReport(terminal, result);
      if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
      code = exitCodeOf(result);
    }
    if (!server) return code;
    terminal.line();
    terminal.line(
      english
        ? `The console stays at ${server.address} until you press Ctrl-C.`
        : `控制台在 ${server.address}，按 Ctrl-C 结束。`,
    );
    await untilInterrupted();
    return EXIT.done;
  } finally {
    await keepRun(site.recording(), model, options, terminal);
    await server?.close();
    await site.close();
  }
};

/** `serve`: dispatcher and console, without a first task. */
export const serveVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  ensureConsole((line) => terminal.line(terminal.paint('dim', line)));
  const opened = await openSite(options, {
    speed: 1,
    autoApprove: options.yes,
    rehearsalSeeds: options.seeds ?? REHEARSAL_SEEDS,
    keeps: true,
  });
  if (!opened.ok) return printProblems(terminal, opened.problems, options.json);
  const { site } = opened.value;
  const port = options.port ?? 8137;
  const server = await startServer(site, port).catch(
    (error: unknown) => portProblem(error, port) ?? Promise.reject(error),
  );
  if ('code' in server) {
    await site.close();
    return printProblems(terminal, [server], options.json);
  }
  terminal.section(terminal.language === 'en' ? 'Console' : '控制台', terminal.paint('cyan', server.address));
  terminal.section('rosbridge', site.rosbridgeUrl);
  for (const notice of site.notices())
    terminal.section(terminal.language === 'en' ? 'Note' : '说明', notice[terminal.language]);
  await untilInterrupted();
  await keepRun(site.recording(), opened.value.model, options, terminal);
  await server.close();
  await site.close();
  return EXIT.done;
};

const untilInterrupted = (): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => resolve();
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
