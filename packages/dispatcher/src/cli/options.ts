import { parseArgs } from 'node:util';
import { bilingual, fail, ok, type Problem, type Result } from '@muster/domain';

/** Options that the verbs share; a verb looks only at its own. */
export type CliOptions = {
  readonly positionals: readonly string[];
  readonly scene: string;
  readonly scenes: readonly string[];
  readonly planner?: 'built-in' | 'language-model';
  readonly conversation?: string;
  readonly yes: boolean;
  readonly speed?: number | 'max';
  readonly seed?: number;
  readonly port?: number;
  readonly json: boolean;
  readonly once: boolean;
  readonly language?: string;
  readonly robots: readonly string[];
  readonly to?: string;
  readonly from?: string;
  /** Where a run is recorded: `.mcap`, else a recording that `replay` reads. */
  readonly record?: string;
  readonly out?: string;
  /** Seconds of a recording: to look at, to begin another run at. */
  readonly at?: number;
  readonly fork?: number;
  readonly seeds?: number;
  readonly seconds?: number;
  readonly by: string;
  /** Commands of the simulator, JSON text. */
  readonly commands: readonly string[];
  readonly address?: string;
  readonly raw: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
};

const SPEC = {
  scene: { type: 'string', short: 's' },
  scenes: { type: 'string', multiple: true },
  planner: { type: 'string' },
  conversation: { type: 'string' },
  yes: { type: 'boolean', short: 'y' },
  speed: { type: 'string' },
  seed: { type: 'string' },
  port: { type: 'string' },
  json: { type: 'boolean' },
  once: { type: 'boolean' },
  language: { type: 'string' },
  robot: { type: 'string', multiple: true },
  to: { type: 'string' },
  from: { type: 'string' },
  record: { type: 'string' },
  do: { type: 'string', multiple: true },
  controls: { type: 'boolean' },
  out: { type: 'string' },
  at: { type: 'string' },
  fork: { type: 'string' },
  seeds: { type: 'string' },
  seconds: { type: 'string' },
  by: { type: 'string' },
  address: { type: 'string' },
  pddl: { type: 'boolean' },
  dialect: { type: 'string' },
  map: { type: 'string' },
  scen: { type: 'string' },
  agents: { type: 'string' },
  instance: { type: 'string' },
  coherent: { type: 'string' },
  cases: { type: 'string' },
  repeats: { type: 'string' },
  reason: { type: 'string' },
  mode: { type: 'string' },
  mission: { type: 'string' },
  vram: { type: 'string' },
  journal: { type: 'string' },
  world: { type: 'string' },
  'dry-run': { type: 'boolean' },
  'speed-cap': { type: 'string', multiple: true },
  'robot-map': { type: 'string', multiple: true },
  'initial-pose': { type: 'string', multiple: true },
  'wire-log': { type: 'string' },
  rosbridge: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Options of `bench` alone: elsewhere one of them is a slip of the hand. */
const BENCH_ONLY = ['map', 'scen', 'agents', 'instance', 'coherent', 'cases', 'repeats'] as const;

const usage = (code: string, en: string, zh: string): Problem => ({
  code,
  says: bilingual(en, zh),
  remedy: bilingual('See "npm run muster -- help".', '请看 “npm run muster -- help”。'),
});

/** Arguments after the verb. */
export const parseOptions = (argv: readonly string[], verb = 'bench'): Result<CliOptions> => {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof SPEC; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...argv], options: SPEC, allowPositionals: true });
  } catch (error) {
    return fail(usage('CLI_BAD_OPTION', (error as Error).message, `选项无法识别：${(error as Error).message}`));
  }
  const { values, positionals } = parsed;
  const foreign = verb === 'bench' ? undefined : BENCH_ONLY.find((name) => values[name] !== undefined);
  if (foreign !== undefined)
    return fail(
      usage(
        'CLI_BAD_OPTION',
        `"${verb}" has no option --${foreign}${foreign === 'scen' ? '; did you mean --scene?' : '.'}`,
        `“${verb}”没有选项 --${foreign}${foreign === 'scen' ? '；是不是 --scene？' : '。'}`,
      ),
    );
  if (values['dry-run'] && verb !== 'run' && verb !== 'plan')
    return fail(
      usage(
        'CLI_BAD_OPTION',
        `"${verb}" has no --dry-run; run and plan have.`,
        `“${verb}”没有 --dry-run；run 和 plan 有。`,
      ),
    );
  const number = (
    name: 'seed' | 'port' | 'seeds' | 'seconds' | 'at' | 'fork',
    least: number,
  ): Result<number | undefined> => {
    const text = values[name];
    if (text === undefined) return ok(undefined);
    const value = Number(text);
    return Number.isFinite(value) && value >= least
      ? ok(value)
      : fail(
          usage(
            'CLI_BAD_NUMBER',
            `--${name} ${text} is no number of at least ${least}.`,
            `--${name} ${text} 不是不小于 ${least} 的数。`,
          ),
        );
  };
  const [seed, port, seeds, seconds] = [number('seed', 0), number('port', 0), number('seeds', 1), number('seconds', 0)];
  const [at, fork] = [number('at', 0), number('fork', 0)];
  for (const result of [seed, port, seeds, seconds, at, fork]) if (!result.ok) return result;
  const speed =
    values.speed === undefined ? undefined : values.speed === 'max' ? ('max' as const) : Number(values.speed);
  if (typeof speed === 'number' && !(speed > 0 && speed <= 1000))
    return fail(
      usage(
        'CLI_BAD_SPEED',
        `--speed ${values.speed}: a factor above 0, or "max".`,
        `--speed ${values.speed}：应为大于 0 的倍数或 “max”。`,
      ),
    );
  if (values.planner !== undefined && values.planner !== 'built-in' && values.planner !== 'language-model')
    return fail(
      usage(
        'CLI_BAD_PLANNER',
        `--planner ${values.planner}: "built-in" or "language-model".`,
        `--planner ${values.planner}：应为 “built-in” 或 “language-model”。`,
      ),
    );
  const value = (result: Result<number | undefined>): number | undefined => (result.ok ? result.value : undefined);
  return ok({
    positionals,
    scene: values.scene ?? 'warehouse',
    scenes: values.scenes ?? [],
    ...(values.planner === undefined ? {} : { planner: values.planner as 'built-in' | 'language-model' }),
    ...(values.conversation === undefined ? {} : { conversation: values.conversation }),
    yes: values.yes ?? false,
    ...(speed === undefined ? {} : { speed }),
    ...(value(seed) === undefined ? {} : { seed: value(seed)! }),
    ...(value(port) === undefined ? {} : { port: value(port)! }),
    json: values.json ?? false,
    once: values.once ?? false,
    ...(values.language === undefined ? {} : { language: values.language }),
    robots: values.robot ?? [],
    ...(values.to === undefined ? {} : { to: values.to }),
    ...(values.from === undefined ? {} : { from: values.from }),
    ...(values.record === undefined ? {} : { record: values.record }),
    ...(values.out === undefined ? {} : { out: values.out }),
    ...(value(at) === undefined ? {} : { at: value(at)! }),
    ...(value(fork) === undefined ? {} : { fork: value(fork)! }),
    ...(value(seeds) === undefined ? {} : { seeds: value(seeds)! }),
    ...(value(seconds) === undefined ? {} : { seconds: value(seconds)! }),
    by: values.by ?? process.env.USER ?? 'operator',
    ...(values.address === undefined ? {} : { address: values.address }),
    commands: values.do ?? [],
    raw: values,
  });
};
