import { bilingual, fail, ok, type Planner, type Result, type WorldModel } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
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
  defaults: { readonly speed: number | 'max'; readonly autoApprove: boolean },
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
    robots: addresses,
    // A real robot waits for a person, whatever was asked for.
    autoApprove: defaults.autoApprove && addresses.size === 0,
    ...(options.raw.dialect === 'ros1' ? {} : {}),
  });
  return ok({ site, model: model.value });
};

export type ChosenPlanner = { readonly planner: Planner; readonly model?: string };

export const noKey = (): Result<never> =>
  fail({
    code: 'CLI_NO_MODEL',
    says: bilingual('The language-model planner needs an address.', '语言模型规划器需要一个地址。'),
    remedy: bilingual(
      'Set OPENAI_BASE_URL (or OPENAI_API_KEY) and MUSTER_MODEL, or leave out --planner.',
      '请设置 OPENAI_BASE_URL（或 OPENAI_API_KEY）和 MUSTER_MODEL，或去掉 --planner。',
    ),
  });

export const builtIn = (): ChosenPlanner => ({ planner: createBuiltInPlanner() });
