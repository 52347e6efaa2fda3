import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bilingual, fail, ok, type Problem, type Result, type Rule, ruleSchema, type WorldModel } from '@muster/domain';
import type { SavedWorld, World } from '@muster/sim-core';
import type { RunView } from '../api/index.ts';

/** Beside the journal: what the journal does not tell. Each file is replaced whole, so that a process that dies in between leaves the old one. */
const replaceFile = (file: string, text: string): void => {
  const fresh = `${file}.new`;
  writeFileSync(fresh, text);
  renameSync(fresh, file);
};

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const unreadable = (file: string, error: unknown): Problem => ({
  code: 'SITE_FILE_BROKEN',
  place: file,
  says: bilingual(`This file can't be read: ${String(error)}`, `无法读取该文件：${String(error)}`),
  remedy: bilingual(
    'Move it away, and look at the robots before the next start.',
    '请移走它，并在下次启动前检查机器人。',
  ),
});

/** Bodies of the simulated robots and things: as solid as real ones, they outlive a process that dies. */
export class WorldFile {
  readonly #file: string;
  readonly #world: World;
  #saved = -1;
  #sequence = 0;

  constructor(file: string, world: World) {
    this.#file = file;
    this.#world = world;
    mkdirSync(dirname(file), { recursive: true });
  }

  /** Goes on where the file says the world stood. What robots were at is lost with the process that ran them: they stand. */
  restore(): Result<boolean> {
    const world = this.#world;
    try {
      const saved = readJson(this.#file) as SavedWorld | undefined;
      if (saved === undefined) return ok(false);
      if (saved.revision !== world.model.revision) return fail(otherScene(this.#file, world.model));
      world.restore(saved);
    } catch (error) {
      return fail(unreadable(this.#file, error));
    }
    for (const { id: robot } of world.model.scene.robots) world.apply({ kind: 'cancel', robot });
    this.#sequence = world.events().at(-1)?.sequence ?? 0;
    return ok(true);
  }

  /** To be called before anybody hears of the present tick: nobody may know of a world that could be lost. */
  keep(): void {
    const world = this.#world;
    const isNews = world.events(this.#sequence).some(({ type }) => LASTING.has(type));
    this.#sequence = world.events(this.#sequence).at(-1)?.sequence ?? this.#sequence;
    if (isNews || world.tick - this.#saved >= TICKS_BETWEEN) this.save();
  }

  save(): void {
    this.#saved = this.#world.tick;
    replaceFile(this.#file, JSON.stringify(this.#world.save()));
  }
}

/** Events after which things are elsewhere or otherwise. */
const LASTING: ReadonlySet<string> = new Set([
  'attached',
  'detached',
  'dropped',
  'state',
  'result',
  'holding',
  'fault',
]);
const TICKS_BETWEEN = 20;

export const otherScene = (file: string, model: WorldModel): Problem => ({
  code: 'SITE_OTHER_SCENE',
  place: file,
  says: bilingual(
    `What is kept here was kept of another scene, or of ${model.scene.id} before it was changed.`,
    `此处保存的内容属于另一场景，或属于修改前的 ${model.scene.id}。`,
  ),
  remedy: bilingual(
    'Name another file with --journal, or go back to the scene as it was and end its missions first.',
    '请用 --journal 指定其他文件，或恢复原场景并先结束其任务。',
  ),
});

export type KeptRuns = { readonly runs: readonly RunView[]; readonly rules: readonly Rule[] };

/** Utterances with what became of them, and the standing rules that people added. */
export class RunsFile {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  read(): Result<KeptRuns> {
    try {
      const kept = readJson(this.#file) as { runs?: unknown; rules?: unknown } | undefined;
      return ok({
        runs: Array.isArray(kept?.runs) ? (kept.runs as RunView[]) : [],
        rules: ruleSchema.array().parse(kept?.rules ?? []),
      });
    } catch (error) {
      return fail(unreadable(this.#file, error));
    }
  }

  write(kept: KeptRuns): void {
    replaceFile(this.#file, JSON.stringify(kept));
  }
}
