import type { RunResult } from '@muster/domain';
import { readConversation, writeConversation } from '../site/conversation-files.ts';
import { type DryRun, dryRun } from '../site/dry-run.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { openSite } from './open-site.ts';
import type { CliOptions } from './options.ts';
import { printProblems } from './print-problems.ts';
import { printPrepared, printReport } from './print-run.ts';
import { clockText, type Terminal } from './terminal.ts';
import { keepRun } from './verb-replay.ts';

/** Where the command line keeps what outlives a run. */
const STATE_FOLDER = '.muster';

/** `run "<task>"` and `plan "<task>"`: the latter stops before anything moves. */
export const runVerb = async (options: CliOptions, terminal: Terminal, stopAtPlan: boolean): Promise<number> => {
  const utterance = options.positionals.join(' ').trim();
  if (utterance === '') {
    terminal.line(
      terminal.language === 'en'
        ? 'Say what should happen: npm run muster -- run "Bring the red tote to packing station 1"'
        : '请说要做什么：npm run muster -- run "把红色周转箱送到 1 号打包台"',
    );
    return EXIT.usage;
  }
  const opened = await openSite(options, { speed: 'max', autoApprove: !stopAtPlan });
  if (!opened.ok) return printProblems(terminal, opened.problems, options.json);
  const { site, model, addresses, settings } = opened.value;
  const { conversation } = options;
  const isDry = options.raw['dry-run'] === true;
  if (conversation) site.restoreTurns(conversation, readConversation(STATE_FOLDER, conversation));
  const stopDrafts = options.json ? () => undefined : followDraft(site, terminal);
  try {
    const run = await site.submit({
      utterance,
      approve: stopAtPlan || isDry ? false : options.yes ? true : undefined,
      by: options.by,
      ...(options.conversation ? { conversation: options.conversation } : {}),
    });
    stopDrafts();
    if (conversation) writeConversation(STATE_FOLDER, conversation, site.turns(conversation));
    let result: RunResult = run.result!;
    if (!options.json) printPrepared(terminal, result, model);
    if (stopAtPlan || isDry) {
      const { report: _report, mission: _mission, ...upToSchedule } = result;
      result = upToSchedule;
      if (isDry) return printDryRun(result, dryRun(result, model, addresses, settings), options, terminal);
    } else {
      if (run.state === 'awaiting-approval') {
        terminal.section(
          terminal.language === 'en' ? 'Waiting' : '等待',
          terminal.language === 'en'
            ? 'A person has to agree to this first: say it again with --yes.'
            : '需要有人先同意：加上 --yes 再说一遍。',
        );
        result = {
          ...result,
          report: { outcome: 'asked', goal: [], witness: 'simulator', seconds: 0, says: result.interpretation.says },
        };
      } else {
        const stopProgress = options.json ? () => undefined : followProgress(site, terminal);
        const limit = AbortSignal.timeout((options.seconds ?? 600) * 1000);
        try {
          result = await site.finished(run.id, limit);
        } catch {
          stopProgress();
          terminal.line(
            terminal.language === 'en'
              ? `Not over after ${options.seconds ?? 600} s; stopped waiting.`
              : `${options.seconds ?? 600} 秒后仍未结束，不再等待。`,
          );
          if (options.json)
            process.stdout.write(`${JSON.stringify({ ...result, mission: site.runs().at(-1)?.mission })}\n`);
          return EXIT.timeout;
        }
        stopProgress();
        if (!options.json) printReport(terminal, result);
      }
    }
    if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
    return exitCodeOf(result);
  } finally {
    await keepRun(site.recording(), model, options, terminal);
    await site.close();
  }
};

/** Prints the steps that a model has in mind while it is still speaking; none of them is proved. */
const followDraft = (
  site: { subscribe(listener: (message: import('../api/index.ts').LiveMessage) => void): () => void },
  terminal: Terminal,
): (() => void) => {
  let shown = 0;
  return site.subscribe((message) => {
    if (message.type !== 'run' || !message.run.draft || message.run.draft.length === shown) return;
    shown = message.run.draft.length;
    const word = terminal.language === 'en' ? 'Considers' : '正在考虑';
    terminal.section(terminal.paint('dim', word), terminal.paint('dim', message.run.draft.at(-1)![terminal.language]));
  });
};

/** The exact messages that carrying it out would send; nothing was sent. */
const printDryRun = (
  result: RunResult,
  { calls, problems }: DryRun,
  options: CliOptions,
  terminal: Terminal,
): number => {
  if (options.json) process.stdout.write(`${JSON.stringify({ ...result, calls, problems })}\n`);
  for (const call of calls) {
    terminal.section(
      call.robot,
      `${call.step} → ${call.to} · ${call.protocol} · ${call.name} (${call.type}), ≤ ${call.deadlineSeconds} s`,
    );
    terminal.line(terminal.paint('dim', JSON.stringify(call.message)));
  }
  if (problems.length > 0) return printProblems(terminal, problems, false);
  return exitCodeOf(result);
};

/** Prints the journal's sentences as they come. */
export const followProgress = (
  site: { subscribe(listener: (message: import('../api/index.ts').LiveMessage) => void): () => void },
  terminal: Terminal,
): (() => void) =>
  site.subscribe((message) => {
    if (message.type !== 'event') return;
    const { event } = message;
    if (!/^(mission|step|robot|stop|plan|replan)-/.test(event.type) || event.type === 'robot-joined') return;
    if (event.type === 'step-reported') return;
    terminal.section(terminal.paint('dim', clockText(event.atSeconds)), event.says[terminal.language]);
  });
