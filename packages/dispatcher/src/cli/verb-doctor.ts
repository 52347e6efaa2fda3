import { examineBridges } from '../doctor/bridges.ts';
import { examineCard } from '../doctor/card.ts';
import { examineMachine } from '../doctor/machine.ts';
import { examineModel } from '../doctor/model.ts';
import type { Examine, Section } from '../doctor/section.ts';
import { EXIT } from './exit-codes.ts';
import type { CliOptions } from './options.ts';
import type { Terminal } from './terminal.ts';

/** What `doctor` looks at, in order. A part that is asked for by an argument (an address, `--vram`) says nothing without it. */
const PARTS: readonly Examine[] = [examineMachine, examineModel, examineCard, examineBridges];

const MARKS = { ok: ['green', '✓'], note: ['yellow', '·'], problem: ['red', '✗'] } as const;

/** `doctor`: what is reachable, what works, what fits. Exit 15 when something that was asked for does not work. */
export const doctorVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const sections: Section[] = [];
  for (const examine of PARTS) {
    const section = await examine(options);
    if (section.findings.length === 0) continue;
    sections.push(section);
    terminal.line(terminal.paint('bold', section.title[terminal.language]));
    for (const finding of section.findings) {
      const [colour, mark] = MARKS[finding.level];
      terminal.line(`  ${terminal.paint(colour, mark)} ${finding.says[terminal.language]}`);
      if (finding.remedy) terminal.line(`    ${terminal.paint('cyan', '→')} ${finding.remedy[terminal.language]}`);
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ sections })}\n`);
  const isBroken = sections.some((section) => section.findings.some((finding) => finding.level === 'problem'));
  return isBroken ? EXIT.problemsFound : EXIT.done;
};
