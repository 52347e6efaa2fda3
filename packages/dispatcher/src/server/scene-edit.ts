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
import type { SceneChange } from '../api/index.ts';

/** A scene with things moved, turned and named anew; the rest stays as it is. */
export const applySceneChanges = (scene: Scene, changes: readonly SceneChange[]): Result<Scene> => {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const known = new Set([...scene.places, ...scene.items, ...scene.robots, ...scene.people].map((thing) => thing.id));
  const unknown = changes.filter((change) => !known.has(change.id));
  if (unknown.length > 0)
    return fail(
      ...unknown.map((change) => ({
        code: 'SCENE_UNKNOWN_THING',
        place: change.id,
        says: bilingual('The scene has no such thing.', '场景里没有这个对象。'),
      })),
    );
  const named = <T extends { readonly id: string; readonly names: Scene['names'] }>(thing: T): T => {
    const change = byId.get(thing.id);
    if (!change?.en && !change?.zh) return thing;
    return {
      ...thing,
      names: {
        en: change.en ? [change.en, ...thing.names.en.slice(1)] : thing.names.en,
        zh: change.zh ? [change.zh, ...thing.names.zh.slice(1)] : thing.names.zh,
      },
    };
  };
  const placed = <T extends { readonly id: string; readonly x: number; readonly y: number }>(thing: T): T => {
    const change = byId.get(thing.id);
    if (!change) return thing;
    return {
      ...thing,
      ...(change.x === undefined ? {} : { x: change.x }),
      ...(change.y === undefined ? {} : { y: change.y }),
      ...(change.yaw === undefined ? {} : { yaw: change.yaw }),
    };
  };
  const parsed = sceneSchema.safeParse({
    ...scene,
    places: scene.places.map((place) => placed(named(place))),
    people: scene.people.map((person) => placed(named(person))),
    items: scene.items.map(named),
    robots: scene.robots.map(named),
  });
  if (parsed.success) return ok(parsed.data);
  return fail(
    ...parsed.error.issues.slice(0, 10).map((issue) => ({
      code: 'SCENE_BAD_FIELD',
      place: issue.path.map(String).join('/'),
      says: bilingual(`${issue.message}.`, `字段不符合要求：${issue.message}。`),
    })),
  );
};

/** What the linter says of the changed scene; the same as `check` on the command line. */
export const checkSceneChanges = (
  scene: Scene,
  changes: readonly SceneChange[],
  library: Result<Library>,
): readonly Problem[] => {
  const changed = applySceneChanges(scene, changes);
  if (!changed.ok) return changed.problems;
  if (!library.ok) return library.problems;
  const model = groundScene(changed.value, library.value);
  return model.ok ? lintScene(model.value) : model.problems;
};
