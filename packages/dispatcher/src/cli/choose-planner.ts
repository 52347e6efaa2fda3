import { ok, type Result } from '@muster/domain';
import { builtIn, type ChosenPlanner, noKey } from './open-site.ts';
import type { CliOptions } from './options.ts';

/** The built-in planner unless a language model was asked for. */
export const choosePlanner = (options: CliOptions): Result<ChosenPlanner> =>
  options.planner === 'language-model' ? noKey() : ok(builtIn());
