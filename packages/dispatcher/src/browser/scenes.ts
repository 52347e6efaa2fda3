/// <reference types="vite/client" />
import {
  atSource,
  fail,
  groundScene,
  type Library,
  type Names,
  ok,
  parseSource,
  type Result,
  sceneSchema,
  type WorldModel,
} from '@muster/domain';
import { LibraryCollector, libraryFileKind } from '../library/collect-library.ts';

/** The data folder as text: the library in this very chunk, each scene in one of its own. */
const LIBRARY_FILES = import.meta.glob<string>('../../../../scenes/{vocabulary,skills,robots,devices}/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const SCENE_FILES = import.meta.glob<string>('../../../../scenes/*/scene.json', { query: '?raw', import: 'default' });

const shown = (path: string): string => path.replace(/^.*\/(scenes\/)/, '$1');
const sceneFile = (id: string): string | undefined =>
  Object.keys(SCENE_FILES).find((path) => path.endsWith(`/scenes/${id}/scene.json`));

/** Scenes that come with the page, sorted. */
export const sceneIds = (): readonly string[] =>
  Object.keys(SCENE_FILES)
    .map((path) => path.split('/').at(-2) ?? '')
    .sort();

/** Their names, for a person to choose from. */
export const bundledScenes = async (): Promise<readonly { readonly id: string; readonly names: Names }[]> =>
  Promise.all(
    sceneIds().map(async (id) => {
      const { names } = JSON.parse(await SCENE_FILES[sceneFile(id)!]!()) as { readonly names: Names };
      return { id, names };
    }),
  );

/** The same collector and the same checks as for files. */
export const readBundledLibrary = (): Result<Library> => {
  const collector = new LibraryCollector();
  for (const path of Object.keys(LIBRARY_FILES).sort()) {
    const kind = libraryFileKind(path);
    if (kind) collector.add(LIBRARY_FILES[path]!, kind, shown(path));
  }
  const collected = collector.result();
  return collected.ok ? ok(collected.value.library) : collected;
};

/** A scene that comes with the page, grounded; one that is not there is `SCENE_UNKNOWN`. */
export const loadBundledWorld = async (id: string): Promise<Result<WorldModel>> => {
  const path = sceneFile(id);
  if (path === undefined)
    return fail({
      code: 'SCENE_UNKNOWN',
      place: id,
      says: { en: 'There is no such scene.', zh: '没有这个场景。' },
      remedy: { en: `Scenes: ${sceneIds().join(', ')}.`, zh: `现有场景：${sceneIds().join('、')}。` },
    });
  const parsed = parseSource(sceneSchema, await SCENE_FILES[path]!(), shown(path));
  if (!parsed.ok) return parsed;
  const library = readBundledLibrary();
  if (!library.ok) return library;
  const model = groundScene(parsed.value.value, library.value);
  return model.ok ? model : fail(...model.problems.map((problem) => atSource(problem, parsed.value.source)));
};
