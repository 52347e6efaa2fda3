import type { Problem } from '@muster/domain';
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
