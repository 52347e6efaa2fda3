import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import {
  atSource,
  bilingual,
  fail,
  groundScene,
  type JsonSource,
  nearest,
  ok,
  parseSource,
  type Result,
  type Scene,
  sceneSchema,
  type WorldModel,
} from '@muster/domain';
import type { SourcedLibrary } from './collect-library.ts';
import { displayPath, PROJECT_SCENES, readText } from './read-files.ts';
import { readLibrary } from './read-library.ts';

export type SourcedScene = { readonly scene: Scene; readonly source: JsonSource; readonly path: string };
export type SourcedWorld = {
  readonly model: WorldModel;
  readonly scene: SourcedScene;
  readonly library: SourcedLibrary;
};

/** Names of the scenes below the folders, sorted: each is a folder with a `scene.json`. */
export const listScenes = (roots: readonly string[] = [PROJECT_SCENES]): string[] => {
  const names = new Set<string>();
  for (const root of roots) {
    if (!existsSync(root)) continue;
    for (const entry of readdirSync(root, { withFileTypes: true }))
      if (entry.isDirectory() && existsSync(join(root, entry.name, 'scene.json'))) names.add(entry.name);
  }
  return [...names].sort();
};

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** File of a scene given by name or by the path of its file or folder. Later folders win. */
const findScene = (nameOrPath: string, roots: readonly string[]): string | undefined => {
  if (/^[\w-]+$/.test(nameOrPath))
    for (const root of [...roots].reverse()) {
      const file = join(root, nameOrPath, 'scene.json');
      if (existsSync(file)) return resolve(file);
    }
  if (isFolder(nameOrPath) && existsSync(join(nameOrPath, 'scene.json'))) return resolve(nameOrPath, 'scene.json');
  return existsSync(nameOrPath) && !isFolder(nameOrPath) ? resolve(nameOrPath) : undefined;
};

/**
 * Reads a scene file.
 *
 * @param nameOrPath name of a scene below one of the folders, or path of a scene file or its folder
 * @returns `SCENE_UNKNOWN` with the nearest names, or every problem of the file
 */
export const readScene = (nameOrPath: string, roots: readonly string[] = [PROJECT_SCENES]): Result<SourcedScene> => {
  const path = findScene(nameOrPath, roots);
  if (path === undefined) {
    const known = listScenes(roots);
    const near = nearest(nameOrPath, known, 1)[0];
    return fail({
      code: 'SCENE_UNKNOWN',
      place: nameOrPath,
      says: bilingual('There is no such scene.', '没有这个场景。'),
      remedy: bilingual(
        `${near ? `Did you mean "${near}"? ` : ''}Scenes: ${known.join(', ')}; or give the path of a scene.json.`,
        `${near ? `是否想写“${near}”？` : ''}现有场景：${known.join('、')}；也可以给出 scene.json 的路径。`,
      ),
    });
  }
  const text = readText(path);
  if (!text.ok) return text;
  const parsed = parseSource(sceneSchema, text.value, displayPath(path));
  if (!parsed.ok) return parsed;
  return ok({ scene: parsed.value.value, source: parsed.value.source, path });
};

/** {@link readScene} without the source. */
export const loadScene = (nameOrPath: string, roots?: readonly string[]): Result<Scene> => {
  const read = readScene(nameOrPath, roots);
  return read.ok ? ok(read.value.scene) : read;
};

/**
 * Reads a scene with its library and grounds it. Library files beside the scene (its own robots, skills, words) count too.
 *
 * @returns the model with its sources, or every problem at file:line:column
 */
export const readWorld = (nameOrPath: string, roots: readonly string[] = [PROJECT_SCENES]): Result<SourcedWorld> => {
  const scene = readScene(nameOrPath, roots);
  const own = scene.ok ? dirname(scene.value.path) : undefined;
  const inside = own !== undefined && roots.some((root) => `${own}${sep}`.startsWith(`${resolve(root)}${sep}`));
  const library = readLibrary(own === undefined || inside ? roots : [...roots, own]);
  if (!scene.ok || !library.ok)
    return fail(...(scene.ok ? [] : scene.problems), ...(library.ok ? [] : library.problems));
  return groundWorld(scene.value, library.value);
};

/** Grounds a scene that was read over a library that was read; problems at file:line:column. */
export const groundWorld = (scene: SourcedScene, library: SourcedLibrary): Result<SourcedWorld> => {
  const model = groundScene(scene.scene, library.library);
  if (!model.ok) return fail(...model.problems.map((problem) => atSource(problem, scene.source)));
  return ok({ model: model.value, scene, library });
};

/** A scene grounded over its library; see {@link readWorld}. Takes a name, a path or a scene read before. */
export const loadWorld = (scene: string | Scene, roots: readonly string[] = [PROJECT_SCENES]): Result<WorldModel> => {
  if (typeof scene === 'string') {
    const read = readWorld(scene, roots);
    return read.ok ? ok(read.value.model) : read;
  }
  const library = readLibrary(roots);
  return library.ok ? groundScene(scene, library.value.library) : library;
};
