import {
  bilingual,
  fail,
  groundScene,
  type Library,
  lintScene,
  ok,
  type Problem,
  type Result,
  type Scene,
  sceneSchema,
} from '@muster/domain';

export type JudgedScene = { readonly scene: Scene; readonly problems: readonly Problem[] };

/**
 * An edited scene, and what the linter says of it; the same as `check` on the command line.
 *
 * @returns `SCENE_BAD_FIELD` for what is no scene at all; what only does not fit together is among the problems of the judged scene
 */
export const judgeScene = (edited: unknown, library: Result<Library>): Result<JudgedScene> => {
  const parsed = sceneSchema.safeParse(edited);
  if (!parsed.success)
    return fail(
      ...parsed.error.issues.slice(0, 10).map((issue) => ({
        code: 'SCENE_BAD_FIELD',
        place: issue.path.map(String).join('/'),
        says: bilingual(
          `${issue.path.map(String).join('/')}: ${issue.message}.`,
          `${issue.path.map(String).join('/')}：不符合要求（${issue.message}）。`,
        ),
      })),
    );
  if (!library.ok) return library;
  const model = groundScene(parsed.data, library.value);
  return ok({ scene: parsed.data, problems: model.ok ? lintScene(model.value) : model.problems });
};
