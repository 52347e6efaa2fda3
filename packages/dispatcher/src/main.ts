import { ProblemError } from '@muster/domain';
import { EXIT } from './cli/exit-codes.ts';
import { HELP } from './cli/help.ts';
import { parseOptions } from './cli/options.ts';
import { printProblems } from './cli/print-problems.ts';
import { createTerminal, languageOf } from './cli/terminal.ts';
import { VERBS } from './cli/verbs.ts';

// A reader that has seen enough (`… | head`) ends the program quietly.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT.broken));

const [verb = 'help', ...rest] = process.argv.slice(2);
const parsed = parseOptions(rest, verb);
// A sentence in Chinese is answered in Chinese, unless a language was asked for.
const spoken = parsed.ok && /\p{Script=Han}/u.test(parsed.value.positionals.join(' ')) ? 'zh' : undefined;
const terminal = createTerminal(
  languageOf(parsed.ok ? (parsed.value.language ?? spoken) : undefined),
  parsed.ok ? parsed.value.json : false,
);
const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;

if (Number(process.versions.node.split('.')[0]) < 24) {
  terminal.line(
    `This needs Node 24; this is ${process.versions.node}. Start it with "npm start" or "npm run muster -- ${verb}", which bring their own.`,
  );
  process.exitCode = EXIT.broken;
} else if (!parsed.ok) process.exitCode = printProblems(terminal, parsed.problems, false);
else if (!run || parsed.value.raw.help === true) {
  if (!run && !['help', '--help', '-h'].includes(verb))
    terminal.line(terminal.language === 'en' ? `There is no verb "${verb}".` : `没有“${verb}”这个动词。`);
  terminal.line(HELP[terminal.language]);
  process.exitCode = run || ['help', '--help', '-h'].includes(verb) ? EXIT.done : EXIT.usage;
} else {
  try {
    process.exitCode = await run(parsed.value, terminal);
  } catch (error) {
    if (error instanceof ProblemError) process.exitCode = printProblems(terminal, error.problems, parsed.value.json);
    else {
      terminal.line(
        `${terminal.paint('red', 'This is a defect of Muster:')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      process.exitCode = EXIT.broken;
    }
  }
  // Sockets of robots that never answered must not keep a finished verb alive.
  process.exit(process.exitCode);
}
