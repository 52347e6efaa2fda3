import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { bilingual, lintLibrary, lintScene, nearest, type Problem } from '@muster/domain';
import { libraryFileKind } from './collect-library.ts';
import { groundWorld, listScenes, readScene, readWorld } from './load-world.ts';
import { cannotRead, displayPath, PROJECT_SCENES } from './read-files.ts';
import { readLibrary } from './read-library.ts';

/** What `check` looked at and found. */
export type CheckReport = { readonly checked: readonly string[]; readonly problems: readonly Problem[] };

type Work = { readonly scenes: Set<string>; readonly roots: Set<string>; readonly problems: Problem[] };

/**
 * Lints scenes, robots, devices, skills and words.
 *
 * @param paths scene names, scene files or folders, library files, or whole folders; none: everything that ships with the project
 * @param base folders that always belong to the library
 * @returns what was looked at and every problem at file:line:column
 */
export const checkPaths = (paths: readonly string[], base: readonly string[] = [PROJECT_SCENES]): CheckReport => {
  const work: Work = { scenes: new Set(), roots: new Set(base.map((root) => resolve(root))), problems: [] };
  if (paths.length === 0) for (const root of base) addFolder(root, work);
  for (const path of paths) addPath(path, base, work);
  const roots = [...work.roots];
  const checked = [...work.scenes].map(displayPath);
  const seen = new Set<string>();
  const problems: Problem[] = [];
  const report = (found: readonly Problem[]): void => {
    for (const problem of found) {
      const key = `${problem.code} ${problem.place} ${problem.says.en}`;
      if (!seen.has(key)) problems.push(problem);
      seen.add(key);
    }
  };
  report(work.problems);
  const library = readLibrary(roots);
  if (library.ok) {
    report(lintLibrary(library.value.library, { library: library.value.sources }));
    checked.unshift(...new Set(Object.values(library.value.sources).map((source) => source.file)));
  } else report(library.problems);
  for (const scene of work.scenes) {
    const read = readScene(scene, roots);
    if (!read.ok) {
      report(read.problems);
      continue;
    }
    if (!library.ok) continue;
    const covered = roots.some((root) => scene.startsWith(`${root}${sep}`));
    const world = covered ? groundWorld(read.value, library.value) : readWorld(scene, roots);
    if (world.ok)
      report(lintScene(world.value.model, { scene: read.value.source, library: world.value.library.sources }));
    else report(world.problems);
  }
  return { checked, problems };
};

const addFolder = (folder: string, work: Work): void => {
  if (existsSync(join(folder, 'scene.json'))) work.scenes.add(resolve(folder, 'scene.json'));
  for (const name of listScenes([folder])) work.scenes.add(resolve(folder, name, 'scene.json'));
};

const addPath = (path: string, base: readonly string[], work: Work): void => {
  if (!existsSync(path)) {
    const known = listScenes(base);
    const named = base.find((root) => existsSync(join(root, path, 'scene.json')));
    if (named !== undefined && known.includes(path)) {
      work.scenes.add(resolve(named, path, 'scene.json'));
      return;
    }
    const near = nearest(path, known, 1)[0];
    work.problems.push({
      ...cannotRead(path, 'it does not exist'),
      ...(near ? { remedy: bilingual(`Did you mean the scene "${near}"?`, `是否想写场景“${near}”？`) } : {}),
    });
    return;
  }
  if (statSync(path).isDirectory()) {
    addFolder(path, work);
    addRoot(path, work);
  } else if (libraryFileKind(path)) addRoot(dirname(path), work);
  else if (basename(path).endsWith('.json')) work.scenes.add(resolve(path));
  else
    work.problems.push({
      code: 'CHECK_UNKNOWN_FILE',
      place: path,
      says: bilingual('This is no file of a scene or library.', '这不是场景或资料库的文件。'),
      remedy: bilingual(
        'Give a scene.json, *.skill.json, *.robot.json, *.device.json or *.vocabulary.json.',
        '请给出 scene.json、*.skill.json、*.robot.json、*.device.json 或 *.vocabulary.json。',
      ),
    });
};

/** Adds a library folder unless it is inside one that is known already. */
const addRoot = (folder: string, work: Work): void => {
  const path = resolve(folder);
  if (![...work.roots].some((root) => `${path}${sep}`.startsWith(`${root}${sep}`))) work.roots.add(path);
};
