import { bilingual, type Problem } from '@muster/domain';
import { EXIT } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** What is wrong, where, and what to do: one paragraph each. With JSON on stdout as `{problems}`. */
export const printProblems = (terminal: Terminal, problems: readonly Problem[], isJson: boolean): number => {
  for (const problem of problems) {
    terminal.line(
      `${terminal.paint('red', '✗')} ${problem.place ? `${terminal.paint('bold', problem.place)}: ` : ''}${problem.says[terminal.language]} ${terminal.paint('dim', `[${problem.code}]`)}`,
    );
    if (problem.remedy) terminal.line(`  ${terminal.paint('cyan', '→')} ${problem.remedy[terminal.language]}`);
  }
  if (isJson) process.stdout.write(`${JSON.stringify({ problems })}\n`);
  return problems.some((problem) => problem.code.startsWith('CLI_')) ? EXIT.usage : EXIT.badInput;
};

/** A port that somebody else has, as a problem; other errors stay what they are. */
export const portProblem = (error: unknown, port: number | undefined): Problem | undefined =>
  (error as NodeJS.ErrnoException)?.code === 'EADDRINUSE'
    ? {
        code: 'CLI_PORT_TAKEN',
        place: `--port ${port ?? ''}`,
        says: bilingual('Another program listens on this port.', '这个端口已被别的程序占用。'),
        remedy: bilingual(
          'Choose another one with --port, or 0 for any that is free.',
          '请用 --port 换一个端口，0 表示任意空闲端口。',
        ),
      }
    : undefined;
