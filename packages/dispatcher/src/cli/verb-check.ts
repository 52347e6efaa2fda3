import { readFileSync } from 'node:fs';
import { bilingual, jsonSchema, type Problem, planSchema, SCHEMA_NAMES, type SchemaName } from '@muster/domain';
import { type PddlVerdict, validatePddl, verifyPlan } from '@muster/verifier';
import { checkPaths, initScene, PROJECT_SCENES } from '../library/index.ts';
import { EXIT } from './exit-codes.ts';
import { openWorld, sceneRoots } from './open-site.ts';
import type { CliOptions } from './options.ts';
import { printProblems } from './print-problems.ts';
import type { Terminal } from './terminal.ts';

/** `check PATH…`: lints scenes, robots, devices, skills, rules. */
export const checkVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const report = checkPaths(options.positionals, sceneRoots(options));
  if (options.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  if (report.problems.length > 0) {
    printProblems(terminal, report.problems, false);
    terminal.line(
      terminal.language === 'en'
        ? `${report.problems.length} problem(s) in ${report.checked.length} file(s).`
        : `${report.checked.length} 个文件中有 ${report.problems.length} 个问题。`,
    );
    return EXIT.problemsFound;
  }
  terminal.line(
    `${terminal.paint('green', '✓')} ${terminal.language === 'en' ? `${report.checked.length} files, nothing to complain about.` : `${report.checked.length} 个文件，没有问题。`}`,
  );
  return EXIT.done;
};

const readText = (path: string): string | Problem => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return {
      code: 'CLI_CANNOT_READ',
      place: path,
      says: bilingual(`It can't be read: ${(error as Error).message}.`, `无法读取：${(error as Error).message}。`),
    };
  }
};

/** `verify PLAN.json --scene S` and `verify --pddl DOMAIN PROBLEM PLAN`. */
export const verifyVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  if (options.raw.pddl === true) return verifyPddl(options, terminal);
  const [path] = options.positionals;
  if (!path)
    return printProblems(
      terminal,
      [
        {
          code: 'CLI_MISSING',
          says: bilingual(
            'Name a plan file: verify PLAN.json --scene warehouse',
            '请给出计划文件：verify PLAN.json --scene warehouse',
          ),
        },
      ],
      options.json,
    );
  const model = openWorld(options);
  if (!model.ok) return printProblems(terminal, model.problems, options.json);
  const text = readText(path);
  if (typeof text !== 'string') return printProblems(terminal, [text], options.json);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return printProblems(
      terminal,
      [
        {
          code: 'CLI_BAD_JSON',
          place: path,
          says: bilingual(
            `It is not JSON: ${(error as Error).message}.`,
            `不是有效的 JSON：${(error as Error).message}。`,
          ),
        },
      ],
      options.json,
    );
  }
  // A run's output holds its plan; both forms are taken.
  const candidate = (value as { plan?: unknown } | null)?.plan ?? value;
  const parsed = planSchema.safeParse(candidate);
  const situation = { model: model.value, state: model.value.initial, rules: model.value.scene.rules, commitments: [] };
  const { verdict } = verifyPlan((parsed.success ? parsed.data : candidate) as never, situation);
  if (options.json) process.stdout.write(`${JSON.stringify(verdict)}\n`);
  if (verdict.status === 'valid') {
    terminal.line(
      `${terminal.paint('green', '✓')} ${terminal.language === 'en' ? `valid; ${verdict.links?.length ?? 0} facts read, rules kept: ${(verdict.rulesMet ?? []).join(', ') || 'none'}` : `有效；读取 ${verdict.links?.length ?? 0} 条事实，遵守规则：${(verdict.rulesMet ?? []).join('、') || '无'}`}`,
    );
    return EXIT.done;
  }
  for (const violation of verdict.violations) {
    terminal.line(
      `${terminal.paint('red', '✗')} ${violation.says[terminal.language]} ${terminal.paint('dim', `[${violation.code}]`)}`,
    );
    if (violation.remedy) terminal.line(`  ${terminal.paint('cyan', '→')} ${violation.remedy[terminal.language]}`);
  }
  return EXIT.invalid;
};

const verifyPddl = (options: CliOptions, terminal: Terminal): number => {
  const [domain, problem, plan] = options.positionals;
  if (!domain || !problem || !plan)
    return printProblems(
      terminal,
      [
        {
          code: 'CLI_MISSING',
          says: bilingual(
            'Name three files: verify --pddl DOMAIN PROBLEM PLAN',
            '请给出三个文件：verify --pddl 领域 问题 计划',
          ),
        },
      ],
      options.json,
    );
  const texts = [domain, problem, plan].map(readText);
  const unreadable = texts.filter((text): text is Problem => typeof text !== 'string');
  if (unreadable.length > 0) return printProblems(terminal, unreadable, options.json);
  const verdict: PddlVerdict = validatePddl({
    domain: texts[0] as string,
    problem: texts[1] as string,
    plan: texts[2] as string,
    names: { domain, problem, plan },
    tolerance: 0.001,
  });
  if (options.json) process.stdout.write(`${JSON.stringify(verdict)}\n`);
  if (verdict.status === 'valid') {
    terminal.line(
      `${terminal.paint('green', 'valid')}${verdict.metric === undefined ? '' : ` · metric ${verdict.metric}`} · ${verdict.makespan}`,
    );
    return EXIT.done;
  }
  terminal.line(
    `${terminal.paint('red', 'invalid')} · ${verdict.reason}${verdict.place ? ` · ${verdict.place}` : ''} · ${verdict.detail[terminal.language]}`,
  );
  return EXIT.invalid;
};

/** `schema NAME`: JSON Schema for editors. */
export const schemaVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const [name] = options.positionals;
  if (!name || !(SCHEMA_NAMES as readonly string[]).includes(name)) {
    terminal.line(
      terminal.language === 'en' ? `Which one? ${SCHEMA_NAMES.join(', ')}` : `哪一个？${SCHEMA_NAMES.join('、')}`,
    );
    return EXIT.usage;
  }
  process.stdout.write(`${JSON.stringify(jsonSchema(name as SchemaName), null, 2)}\n`);
  return EXIT.done;
};

/** `init DIR [--from map.yaml]`: a new scene that lints clean. */
export const initVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const [folder] = options.positionals;
  if (!folder)
    return printProblems(
      terminal,
      [
        {
          code: 'CLI_MISSING',
          says: bilingual(
            'Name a folder: init my-site [--from map.yaml]',
            '请给出文件夹：init my-site [--from map.yaml]',
          ),
        },
      ],
      options.json,
    );
  const made = initScene(folder, options.from === undefined ? {} : { from: options.from });
  if (!made.ok) return printProblems(terminal, made.problems, options.json);
  if (options.json) process.stdout.write(`${JSON.stringify(made.value)}\n`);
  terminal.line(`${terminal.paint('green', '✓')} ${folder}`);
  terminal.line(
    terminal.language === 'en'
      ? `Next: npm run muster -- check ${folder}   and   npm run muster -- serve --scene ${folder}`
      : `下一步：npm run muster -- check ${folder}   以及   npm run muster -- serve --scene ${folder}`,
  );
  return EXIT.done;
};

export { PROJECT_SCENES };
