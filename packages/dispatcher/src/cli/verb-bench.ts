import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchScheduleFile, runScheduleBench } from '@muster/allocator/node';
import { type BenchRow, bilingual } from '@muster/domain';
import { runPlanningBench } from '@muster/planner/node';
import { runSimBench } from '@muster/sim-core/node';
import { runRosbridgeBench } from '@muster/sim-rosbridge/node';
import { benchTrafficFile, runTrafficBench } from '@muster/traffic/node';
import { verifyPlan } from '@muster/verifier';
import { runProofCases, runProofTiming } from '@muster/verifier/node';
import { runConsoleBench } from '../bench/console.ts';
import { runFaultsBench } from '../bench/faults.ts';
import { runMissionBench } from '../bench/missions.ts';
import { runPlanCheckBench } from '../bench/plan-check.ts';
import { runServiceBench } from '../bench/service.ts';
import { ensureConsole } from '../server/build-console.ts';
import { EXIT } from './exit-codes.ts';
import type { CliOptions } from './options.ts';
import { printProblems } from './print-problems.ts';
import type { Terminal } from './terminal.ts';

/** Test data beside the project, when it is there; MUSTER_DATA names another place. */
const dataFolder = (): string =>
  process.env.MUSTER_DATA ?? new URL('../../../../../shared/data', import.meta.url).pathname;

type Row = Omit<BenchRow, 'repeats'> & { readonly repeats: readonly number[] };
const SCENES = ['home', 'warehouse', 'line', 'lab', 'hospital', 'plant'] as const;

type Bench = (options: CliOptions, progress: (line: string) => void) => Promise<readonly Row[]> | readonly Row[];

const text = (options: CliOptions, name: string): string | undefined => {
  const value = options.raw[name];
  return typeof value === 'string' ? value : undefined;
};

const repeatsOf = (options: CliOptions): number | undefined =>
  text(options, 'repeats') === undefined ? undefined : Number(text(options, 'repeats'));

const BENCHES: Readonly<Record<string, Bench>> = {
  schedule: (options, progress) => {
    const file = text(options, 'instance');
    if (file !== undefined) return benchScheduleFile(file, options.seconds ?? 5, repeatsOf(options) ?? 5);
    return runScheduleBench({
      dataDir: dataFolder(),
      ...(repeatsOf(options) === undefined ? {} : { repeats: repeatsOf(options)! }),
      onProgress: progress,
    } as Parameters<typeof runScheduleBench>[0]);
  },
  traffic: (options, progress) => {
    const [map, scen] = [text(options, 'map'), text(options, 'scen')];
    if (map !== undefined && scen !== undefined)
      return benchTrafficFile({
        map,
        scen,
        agents: Number(text(options, 'agents') ?? 100),
        seconds: options.seconds ?? 10,
        ...(options.seed === undefined ? {} : { seed: options.seed }),
      });
    const result = runTrafficBench({
      dataDir: join(dataFolder(), 'mapf'),
      ...(repeatsOf(options) === undefined ? {} : { repeats: repeatsOf(options)! }),
      onProgress: progress,
    });
    for (const line of result.skipped) progress(`skipped: ${line}`);
    return result.rows;
  },
  proof: (options) => {
    const cases = text(options, 'cases') ?? join(dataFolder(), 'pddl-verdicts', 'cases.jsonl');
    const judged = existsSync(cases) ? runProofCases(cases).rows : [];
    return [...judged, ...runProofTiming(), ...runPlanCheckBench()];
  },
  planning: (options, progress) => {
    const coherent = text(options, 'coherent');
    return runPlanningBench({
      dataDir: dataFolder(),
      ...(coherent === undefined ? {} : { coherent }),
      cassettes: new URL('../../../../test/cassettes', import.meta.url).pathname,
      verify: verifyPlan,
      onProgress: progress,
    });
  },
  faults: (options, progress) =>
    runFaultsBench({
      ...(options.seeds === undefined ? {} : { seeds: options.seeds }),
      ...(options.seed === undefined ? {} : { first: options.seed }),
      onProgress: progress,
    }),
  console: async (options) => {
    ensureConsole((line) => process.stderr.write(`${line}\n`));
    return runConsoleBench(repeatsOf(options) ?? 3);
  },
  missions: (options, progress) =>
    runMissionBench({
      scenes: text(options, 'scene') === undefined ? [...SCENES] : [options.scene],
      tasks: options.seeds ?? 20,
      seed: options.seed ?? 1,
      onProgress: progress,
    }),
  service: (options, progress) =>
    runServiceBench({ ...(options.seconds === undefined ? {} : { seconds: options.seconds }), onProgress: progress }),
  sim: () => runSimBench(),
  rosbridge: async () => runRosbridgeBench(),
};

/** `bench [NAME]`: numbers that anyone can take again. */
export const benchVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const names = options.positionals.length > 0 ? options.positionals : Object.keys(BENCHES);
  const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0)
    return printProblems(
      terminal,
      [
        {
          code: 'CLI_UNKNOWN_BENCH',
          says: bilingual(`There is no bench "${unknown[0]}".`, `没有名为“${unknown[0]}”的测试。`),
          remedy: bilingual(
            `One of: ${Object.keys(BENCHES).join(', ')}.`,
            `可用：${Object.keys(BENCHES).join('、')}。`,
          ),
        },
      ],
      options.json,
    );
  const rows: Row[] = [];
  for (const name of names) {
    const found: readonly Row[] = await BENCHES[name]!(options, (line) => process.stderr.write(`${line}\n`));
    for (const row of found) {
      rows.push(row);
      const peer = row.peer
        ? ` · ${row.peer.name} ${row.peer.version}: ${row.peer.value ?? 'not installed'} (${row.peer.how})${row.ratio === null ? '' : `, ratio ${row.ratio.toFixed(3)}`}`
        : '';
      const mark = row.pass === null ? ' ' : row.pass ? terminal.paint('green', '✓') : terminal.paint('red', '✗');
      terminal.line(
        `${mark} ${row.name} · ${row.work} · ${row.metric}: ${row.ours === null ? 'none' : Number(row.ours.toPrecision(5))}${peer} · target ${row.target}`,
      );
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify(rows)}\n`);
  return rows.some((row) => row.pass === false) ? EXIT.failed : EXIT.done;
};
