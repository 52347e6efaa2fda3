import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bilingual, fail, ok, ProblemError, type Result, type WorldModel } from '@muster/domain';
import type { Journal } from '@muster/executor';
import { openSqliteJournal } from '@muster/executor/node';
import { loadWorld, PROJECT_SCENES } from '../library/index.ts';
import { createLocalSite } from '../site/node-ground.ts';
import { parseRobotAddress } from '../site/robot-links.ts';
import { parseRobotSettings } from '../site/robot-settings.ts';
import { openWireLogs } from '../site/wire-log.ts';
import { choosePlanner } from './choose-planner.ts';
import type { CliOptions } from './options.ts';

/** Folders with scenes, skills and manifests: the project's own, then the ones given. */
export const sceneRoots = (options: CliOptions): string[] => [PROJECT_SCENES, ...options.scenes];

export const openWorld = (options: CliOptions): Result<WorldModel> => loadWorld(options.scene, sceneRoots(options));

/** A served scene for the command line. */
export const openSite = async (
  options: CliOptions,
  defaults: {
    readonly speed: number | 'max';
    readonly autoApprove: boolean;
    readonly rehearsalSeeds?: number;
    /** Keep a journal, so that the next process goes on where this one ends, however it ends. */
    readonly keeps?: boolean;
  },
) => {
  const model = openWorld(options);
  if (!model.ok) return model;
  const addresses = new Map<string, string>();
  for (const text of options.robots) {
    const address = parseRobotAddress(text, model.value);
    if (!address.ok) return address;
    addresses.set(...address.value);
  }
  const list = (name: string): readonly string[] => {
    const value = options.raw[name];
    return Array.isArray(value) ? value : [];
  };
  const settings = parseRobotSettings(
    {
      'speed-cap': list('speed-cap'),
      'robot-map': list('robot-map'),
      'initial-pose': list('initial-pose'),
    },
    new Set(addresses.keys()),
    model.value,
  );
  if (!settings.ok) return settings;
  const planner = choosePlanner(options);
  if (!planner.ok) return planner;
  const file = defaults.keeps ? journalFile(options, model.value) : undefined;
  let journal: Journal | undefined;
  try {
    if (file !== undefined) {
      mkdirSync(dirname(file), { recursive: true });
      journal = openSqliteJournal(file);
    }
  } catch (error) {
    if (error instanceof ProblemError) return fail(...error.problems);
    return fail({
      code: 'CLI_JOURNAL',
      place: file ?? '',
      says: bilingual(
        `No journal can be kept there: ${(error as Error).message}`,
        `无法在该处保存日志：${(error as Error).message}`,
      ),
      remedy: bilingual('Name another file with --journal.', '请用 --journal 指定其他文件。'),
    });
  }
  const named = options.raw.rosbridge;
  const rosbridgePort = typeof named === 'string' && /^\d{1,5}$/.test(named) ? Number(named) : undefined;
  const site = await createLocalSite({
    model: model.value,
    planner: planner.value.planner,
    ...(planner.value.model === undefined ? {} : { modelName: planner.value.model }),
    // A real robot lives by the wall clock.
    speed: options.speed ?? (addresses.size > 0 ? 1 : defaults.speed),
    ...(rosbridgePort === undefined ? {} : { rosbridgePort }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(defaults.rehearsalSeeds === undefined ? {} : { rehearsalSeeds: defaults.rehearsalSeeds }),
    ...(journal && file !== undefined ? { journal, files: file.replace(/\.sqlite$/, '') } : {}),
    ...(options.record === undefined ? {} : { record: true }),
    // A dry run reaches nobody.
    robots: options.raw['dry-run'] === true ? new Map() : addresses,
    ...(options.raw['dry-run'] === true ? {} : { robotSettings: settings.value }),
    ...(typeof options.raw['wire-log'] === 'string' ? { wire: openWireLogs(options.raw['wire-log']) } : {}),
    // A real robot waits for a person, whatever was asked for.
    autoApprove: defaults.autoApprove && addresses.size === 0,
  });
  return ok({ site, model: model.value, addresses, settings: settings.value });
};

/** File named by --journal; without one, a file of its own for each scene as it is. `--journal none`: nothing is kept. */
const journalFile = (options: CliOptions, model: WorldModel): string | undefined => {
  const named = options.raw.journal;
  if (named === 'none') return undefined;
  if (typeof named === 'string') return named;
  return join('.muster', 'journals', `${model.scene.id}-${model.revision.slice(0, 8)}.sqlite`);
};
