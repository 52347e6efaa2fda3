import { basename, dirname } from 'node:path';
import {
  bilingual,
  type DeviceManifest,
  deviceManifestSchema,
  fail,
  type JsonSource,
  type Library,
  ok,
  type Problem,
  parseSource,
  placeIn,
  type Result,
  type RobotManifest,
  robotManifestSchema,
  type Skill,
  skillSchema,
  type Vocabulary,
  vocabularySchema,
} from '@muster/domain';
import { displayPath, listFiles, PROJECT_SCENES, readText } from './read-files.ts';

/** A library with the files it came from: `skill:pick`, `robot:amr_light`, `device:lift`, `class:tote`, `predicate:on`, `fluent:mass`. */
export type SourcedLibrary = {
  readonly library: Library;
  readonly sources: Readonly<Record<string, JsonSource>>;
};

export type LibraryFileKind = 'skill' | 'robot' | 'device' | 'vocabulary';

/** What a file is by its name: `*.skill.json`, `*.robot.json`, `*.device.json`, `*.vocabulary.json` or anything in `vocabulary/`. */
export const libraryFileKind = (file: string): LibraryFileKind | undefined => {
  const name = basename(file);
  for (const kind of ['skill', 'robot', 'device', 'vocabulary'] as const)
    if (name.endsWith(`.${kind}.json`)) return kind;
  return basename(dirname(file)) === 'vocabulary' && name.endsWith('.json') ? 'vocabulary' : undefined;
};

/** Collects library files; every problem of every file is reported, not just the first. */
class Collector {
  readonly problems: Problem[] = [];
  readonly sources: Record<string, JsonSource> = {};
  readonly skills: Record<string, Skill> = {};
  readonly robots: Record<string, RobotManifest> = {};
  readonly devices: Record<string, DeviceManifest> = {};
  readonly vocabulary: Required<Pick<Vocabulary, 'version' | 'classes' | 'predicates' | 'fluents' | 'values'>> = {
    version: 1,
    classes: [],
    predicates: [],
    fluents: [],
    values: [],
  };

  add(file: string, kind: LibraryFileKind): void {
    const text = readText(file);
    if (!text.ok) {
      this.problems.push(...text.problems);
      return;
    }
    const shown = displayPath(file);
    if (kind === 'skill')
      this.#one(parseSource(skillSchema, text.value, shown), 'skill', this.skills, (skill) => skill.id, '/id');
    else if (kind === 'robot')
      this.#one(
        parseSource(robotManifestSchema, text.value, shown),
        'robot',
        this.robots,
        (robot) => robot.kind,
        '/kind',
      );
    else if (kind === 'device')
      this.#one(
        parseSource(deviceManifestSchema, text.value, shown),
        'device',
        this.devices,
        (device) => device.kind,
        '/kind',
      );
    else this.#words(parseSource(vocabularySchema, text.value, shown));
  }

  #one<T>(
    parsed: Result<{ value: T; source: JsonSource }>,
    kind: string,
    into: Record<string, T>,
    idOf: (value: T) => string,
    pointer: string,
  ): void {
    if (!parsed.ok) {
      this.problems.push(...parsed.problems);
      return;
    }
    const { value, source } = parsed.value;
    if (this.#claim(kind, idOf(value), source, [pointer.slice(1)])) into[idOf(value)] = value;
  }

  #words(parsed: Result<{ value: Vocabulary; source: JsonSource }>): void {
    if (!parsed.ok) {
      this.problems.push(...parsed.problems);
      return;
    }
    const { value, source } = parsed.value;
    for (const [list, kind] of [
      ['classes', 'class'],
      ['predicates', 'predicate'],
      ['fluents', 'fluent'],
    ] as const)
      value[list].forEach((entry, index) => {
        if (this.#claim(kind, entry.id, source, [list, index, 'id'])) (this.vocabulary[list] as unknown[]).push(entry);
      });
    this.vocabulary.values.push(...(value.values ?? []));
  }

  #claim(kind: string, id: string, source: JsonSource, path: readonly (string | number)[]): boolean {
    const key = `${kind}:${id}`;
    const first = this.sources[key];
    if (first) {
      this.problems.push({
        code: 'LIBRARY_DUPLICATE',
        place: placeIn(source, path),
        says: bilingual(
          `The ${kind} "${id}" is already defined in ${first.file}.`,
          `“${id}”已在 ${first.file} 中定义。`,
        ),
        remedy: bilingual(
          'Give one of them another id, or leave one of the files out.',
          '请给其中一个换个标识，或去掉其中一个文件。',
        ),
      });
      return false;
    }
    this.sources[key] = source;
    return true;
  }
}

/**
 * Reads every vocabulary, skill, robot and device file below the folders.
 *
 * @param roots folders in the form of `scenes/`, or flat ones; files are recognised by their names. Default: the project's own.
 * @returns the library, or every problem at file:line:column
 */
export const readLibrary = (roots: readonly string[] = [PROJECT_SCENES]): Result<SourcedLibrary> => {
  const collector = new Collector();
  const seen = new Set<string>();
  for (const root of roots) {
    const files = listFiles(root);
    if (!files.ok) {
      collector.problems.push(...files.problems);
      continue;
    }
    for (const file of files.value) {
      const kind = libraryFileKind(file);
      if (kind && !seen.has(file)) collector.add(file, kind);
      seen.add(file);
    }
  }
  if (collector.problems.length > 0) return fail(...collector.problems);
  const { vocabulary, skills, robots, devices, sources } = collector;
  return ok({ library: { vocabulary, skills, robots, devices }, sources });
};

/** {@link readLibrary} without the sources. */
export const loadLibrary = (roots?: readonly string[]): Result<Library> => {
  const read = readLibrary(roots);
  return read.ok ? ok(read.value.library) : read;
};
