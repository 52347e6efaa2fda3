import { readFileSync } from 'node:fs';
import { bilingual, type Plan, planSchema } from '@muster/domain';
import { exportPddl } from '@muster/verifier';
import { exportBehaviorTree } from '../export/bt-xml.ts';
import { exportMermaid } from '../export/mermaid.ts';
import { exportScxml } from '../export/scxml.ts';
import { EXIT } from './exit-codes.ts';
import { openWorld } from './open-site.ts';
import type { CliOptions } from './options.ts';
import { printProblems } from './print-problems.ts';
import type { Terminal } from './terminal.ts';
import { exportMcapFile } from './verb-replay.ts';

/** `export PLAN.json --to pddl|bt-xml|scxml|mermaid`, `export RUN.json --to mcap`: for outside tools. */
export const exportVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const [path] = options.positionals;
  const to = options.to ?? 'pddl';
  if (to === 'mcap') return exportMcapFile(options, terminal);
  if (!path)
    return printProblems(
      terminal,
      [
        {
          code: 'CLI_MISSING',
          says: bilingual(
            'Name a plan file: export PLAN.json --to pddl --scene warehouse',
            '请给出计划文件：export PLAN.json --to pddl --scene warehouse',
          ),
        },
      ],
      options.json,
    );
  const model = openWorld(options);
  if (!model.ok) return printProblems(terminal, model.problems, options.json);
  let plan: Plan;
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as { plan?: unknown };
    plan = planSchema.parse(value.plan ?? value);
  } catch (error) {
    return printProblems(
      terminal,
      [
        {
          code: 'CLI_BAD_PLAN',
          place: path,
          says: bilingual(`This is no plan: ${(error as Error).message.slice(0, 300)}`, '这不是一个计划文件。'),
        },
      ],
      options.json,
    );
  }
  const situation = { model: model.value, state: model.value.initial, rules: model.value.scene.rules, commitments: [] };
  const writers = { mermaid: exportMermaid, 'bt-xml': exportBehaviorTree, scxml: exportScxml };
  if (Object.hasOwn(writers, to)) {
    const text = writers[to as keyof typeof writers](plan, model.value);
    process.stdout.write(options.json ? `${JSON.stringify({ to, text })}\n` : `${text}\n`);
  } else if (to === 'pddl') {
    const files = exportPddl(plan, situation);
    if (options.json) process.stdout.write(`${JSON.stringify(files)}\n`);
    else
      process.stdout.write(
        `;; ---- domain.pddl\n${files.domain}\n;; ---- problem.pddl\n${files.problem}\n;; ---- plan\n${files.plan}\n`,
      );
  } else
    return printProblems(
      terminal,
      [
        {
          code: 'CLI_BAD_FORMAT',
          says: bilingual(`There is no export to "${to}".`, `没有导出为“${to}”的功能。`),
          remedy: bilingual('pddl, mermaid or mcap', '可用 pddl、mermaid 或 mcap'),
        },
      ],
      options.json,
    );
  return EXIT.done;
};
