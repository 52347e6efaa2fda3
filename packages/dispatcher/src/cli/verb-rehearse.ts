import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { bilingual, fail, ok, type Plan, type Problem, planSchema, type Result, type WorldModel } from '@muster/domain';
import { verifyPlan } from '@muster/verifier';
import type { Rehearsal } from '../api/rehearsal.ts';
import { prepare } from '../pipeline/prepare.ts';
import { scheduleVerified } from '../pipeline/schedule-verified.ts';
import { playFuture, proveScript, type Script } from '../rehearsal/play-future.ts';
import { openStage } from '../rehearsal/rehearse.ts';
import { choosePlanner } from './choose-planner.ts';
import { EXIT } from './exit-codes.ts';
import { openWorld } from './open-site.ts';
import type { CliOptions } from './options.ts';
import { printProblems } from './print-problems.ts';
import { clockText, type Terminal } from './terminal.ts';

const DEFAULT_SEEDS = 50;
const MAX_SEEDS = 100_000;

/** `rehearse PLAN.json|"<task>" --seeds 50`: a proved schedule through seeded futures; `--seed K` alone plays one of them again. */
export const rehearseVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const opened = await openScript(options);
  if (!opened.ok) return printProblems(terminal, opened.problems, options.json);
  const { model, script } = opened.value;
  if (options.seed !== undefined && options.seeds === undefined)
    return playAgain(model, script, options.seed, options, terminal);
  const stage = openStage(model.library);
  try {
    const answer = await stage.rehearse(model, script, {
      seeds: Math.min(MAX_SEEDS, Math.floor(options.seeds ?? DEFAULT_SEEDS)),
      ...(options.seed === undefined ? {} : { first: options.seed }),
      ...(options.seconds === undefined ? {} : { budget: options.seconds * 1000 }),
    });
    if (!answer.ok) return printProblems(terminal, answer.problems, options.json);
    if (options.json) process.stdout.write(`${JSON.stringify(answer.value)}\n`);
    else printRehearsal(answer.value, terminal);
    return answer.value.finished === answer.value.played ? EXIT.done : EXIT.partly;
  } finally {
    stage.close();
  }
};

const printRehearsal = (rehearsal: Rehearsal, terminal: Terminal): void => {
  const english = terminal.language === 'en';
  terminal.line(terminal.paint('bold', rehearsal.says[terminal.language]));
  for (const failure of rehearsal.failures)
    terminal.section(
      `${failure.count} × ${failure.place?.says[terminal.language] ?? ''}`,
      `${failure.says[terminal.language]} ${english ? 'Seeds' : '种子'} ${failure.seeds.slice(0, 12).join(', ')}${failure.seeds.length > 12 ? ' …' : ''}`,
    );
  if (rehearsal.halfBySeconds !== null)
    terminal.section(
      english ? 'Time' : '用时',
      english
        ? `half within ${clockText(rehearsal.halfBySeconds)}, nine in ten within ${clockText(rehearsal.mostBySeconds ?? 0)}`
        : `半数在 ${clockText(rehearsal.halfBySeconds)} 内，九成在 ${clockText(rehearsal.mostBySeconds ?? 0)} 内`,
    );
  const [failing] = rehearsal.failures;
  terminal.section(
    english ? 'Played' : '推演',
    english
      ? `${rehearsal.played} of ${rehearsal.asked} futures, ${rehearsal.simulatedSeconds} simulated seconds in ${(rehearsal.milliseconds / 1000).toFixed(1)} s${failing ? `; see one again with --seed ${failing.seeds[0]}` : ''}`
      : `${rehearsal.asked} 个未来中的 ${rehearsal.played} 个，仿真 ${rehearsal.simulatedSeconds} 秒，实际 ${(rehearsal.milliseconds / 1000).toFixed(1)} 秒${failing ? `；用 --seed ${failing.seeds[0]} 可重放` : ''}`,
  );
};

/** One future again, with its journal; `--to FILE` keeps the simulator's recording of it. */
const playAgain = async (
  model: WorldModel,
  script: Script,
  seed: number,
  options: CliOptions,
  terminal: Terminal,
): Promise<number> => {
  const proof = proveScript(model, script);
  if (!proof.ok) return printProblems(terminal, proof.problems, options.json);
  const played = await playFuture(model, proof.value, script.rules, seed, { record: options.to !== undefined });
  if (options.to !== undefined) {
    try {
      writeFileSync(options.to, JSON.stringify(played.recording));
    } catch (error) {
      return printProblems(
        terminal,
        [
          {
            code: 'CLI_NOT_WRITTEN',
            place: options.to,
            says: bilingual(`This file can't be written: ${(error as Error).message}`, '无法写入该文件。'),
          },
        ],
        options.json,
      );
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify(played.future)}\n`);
  else {
    for (const fault of played.future.faults)
      terminal.section(
        clockText(fault.at ?? 0),
        terminal.paint(
          'yellow',
          `${fault.kind} ${fault.target ?? ''}${fault.seconds === undefined ? '' : ` (${fault.seconds} s)`}`,
        ),
      );
    for (const record of played.records)
      if (/^(mission|step|robot|replan)-/.test(record.type) && record.type !== 'step-reported')
        terminal.section(terminal.paint('dim', clockText(record.atSeconds)), record.says[terminal.language]);
    const { outcome, seconds, hash, place, cause } = played.future;
    terminal.section(
      terminal.language === 'en' ? `Seed ${seed}` : `种子 ${seed}`,
      `${outcome} · ${clockText(seconds)}${place ? ` · ${place.says[terminal.language]}` : ''}${cause ? ` · ${cause.says[terminal.language]}` : ''} · ${hash}`,
    );
  }
  return played.future.outcome === 'finished' ? EXIT.done : EXIT.failed;
};

/** The argument as a proved schedule: a plan file, what `run --json` or `plan --json` printed, or a sentence. */
const openScript = async (options: CliOptions): Promise<Result<{ model: WorldModel; script: Script }>> => {
  const argument = options.positionals.join(' ').trim();
  if (argument === '')
    return fail({
      code: 'CLI_MISSING',
      says: bilingual('Name a plan file, or say what should happen.', '请给出计划文件，或说出要做的事。'),
      remedy: bilingual('rehearse PLAN.json --seeds 50', 'rehearse 计划.json --seeds 50'),
    });
  if (!existsSync(argument)) return scriptOfSentence(argument, options);
  const plan = readPlan(argument);
  if (!plan.ok) return plan;
  const model = openWorld(options.raw.scene === undefined ? { ...options, scene: plan.value.scene } : options);
  if (!model.ok) return model;
  const situation = { model: model.value, state: model.value.initial, rules: model.value.scene.rules, commitments: [] };
  const proof = verifyPlan(plan.value, situation);
  if (!proof.verified)
    return fail(
      ...proof.verdict.violations.map(
        ({ code, says, step, remedy }): Problem => ({
          code,
          says,
          ...(step ? { place: step } : {}),
          ...(remedy ? { remedy } : {}),
        }),
      ),
    );
  const scheduled = scheduleVerified(proof.verified, situation);
  if (!scheduled.ok) return scheduled;
  return ok({
    model: model.value,
    script: { plan: plan.value, schedule: scheduled.value.schedule, rules: situation.rules },
  });
};

const readPlan = (path: string): Result<Plan> => {
  let value: { readonly plan?: unknown };
  try {
    value = JSON.parse(readFileSync(path, 'utf8')) as typeof value;
  } catch (error) {
    return fail({
      code: 'CLI_BAD_PLAN',
      place: path,
      says: bilingual(`This file can't be read as JSON: ${(error as Error).message}`, '无法将该文件读作 JSON。'),
    });
  }
  const parsed = planSchema.safeParse(value?.plan ?? value);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return fail({
    code: 'CLI_BAD_PLAN',
    place: `${path}#/${issue?.path.map(String).join('/') ?? ''}`,
    says: bilingual(`This is no plan: ${issue?.message ?? ''}`, `这不是计划：${issue?.message ?? ''}`),
    remedy: bilingual(
      'Give what "plan --json" printed, or the plan in it; see "schema plan".',
      '请给出 “plan --json” 的输出或其中的计划；格式见 “schema plan”。',
    ),
  });
};

const scriptOfSentence = async (
  utterance: string,
  options: CliOptions,
): Promise<Result<{ model: WorldModel; script: Script }>> => {
  if (/\.json$/i.test(utterance))
    return fail({
      code: 'CLI_NO_FILE',
      place: utterance,
      says: bilingual('There is no such file.', '没有这个文件。'),
    });
  const model = openWorld(options);
  if (!model.ok) return model;
  const planner = choosePlanner(options);
  if (!planner.ok) return planner;
  const situation = { model: model.value, state: model.value.initial, rules: model.value.scene.rules, commitments: [] };
  const prepared = await prepare(planner.value.planner, { utterance, conversation: [] }, situation);
  if (!prepared.ready)
    return fail({
      code: 'REHEARSAL_NO_PLAN',
      says: prepared.interpretation.says,
      ...(prepared.interpretation.reasons?.[0] ? { remedy: prepared.interpretation.reasons[0].says } : {}),
    });
  return ok({
    model: model.value,
    script: { plan: prepared.ready.plan, schedule: prepared.ready.schedule, rules: situation.rules },
  });
};
