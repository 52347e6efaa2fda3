import { ok, type Result, type WorldModel } from '@muster/domain';
import { loadWorld, PROJECT_SCENES } from '../library/index.ts';
import { createLocalSite } from '../site/local-site.ts';
import { parseRobotAddress } from '../site/robot-links.ts';
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
  const planner = choosePlanner(options);
  if (!planner.ok) return planner;
  const site = await createLocalSite({
    model: model.value,
    planner: planner.value.planner,
    ...(planner.value.model === undefined ? {} : { modelName: planner.value.model }),
    speed: options.speed ?? defaults.speed,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(defaults.rehearsalSeeds === undefined ? {} : { rehearsalSeeds: defaults.rehearsalSeeds }),
    robots: addresses,
    // A real robot waits for a person, whatever was asked for.
    autoApprove: defaults.autoApprove && addresses.size === 0,
  });
  return ok({ site, model: model.value });
};
