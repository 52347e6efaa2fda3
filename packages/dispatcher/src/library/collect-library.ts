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

/** A library with the files it came from: `skill:pick`, `robot:amr_light`, `device:lift`, `class:tote`, `predicate:on`, `fluent:mass`. */
export type SourcedLibrary = {
  readonly library: Library;
  readonly sources: Readonly<Record<string, JsonSource>>;
};

export type LibraryFileKind = 'skill' | 'robot' | 'device' | 'vocabulary';

/** What a file is by its name: `*.skill.json`, `*.robot.json`, `*.device.json`, `*.vocabulary.json` or anything in `vocabulary/`. */
export const libraryFileKind = (file: string): LibraryFileKind | undefined => {
  const [name = '', folder] = file.split(/[/\\]/).reverse();
  for (const kind of ['skill', 'robot', 'device', 'vocabulary'] as const)
    if (name.endsWith(`.${kind}.json`)) return kind;
  return folder === 'vocabulary' && name.endsWith('.json') ? 'vocabulary' : undefined;
};

/** Collects library files; every problem of every file is reported, not just the first. */
export class LibraryCollector {
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

  /** @param shown the file's name in problems */
  add(text: string, kind: LibraryFileKind, shown: string): void {
    if (kind === 'skill')
      this.#one(parseSource(skillSchema, text, shown), 'skill', this.skills, (skill) => skill.id, '/id');
    else if (kind === 'robot')
      this.#one(parseSource(robotManifestSchema, text, shown), 'robot', this.robots, (robot) => robot.kind, '/kind');
    else if (kind === 'device')
      this.#one(
        parseSource(deviceManifestSchema, text, shown),
        'device',
        this.devices,
        (device) => device.kind,
        '/kind',
      );
    else this.#words(parseSource(vocabularySchema, text, shown));
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

  /** The library, or every problem of every file. */
  result(): Result<SourcedLibrary> {
    if (this.problems.length > 0) return fail(...this.problems);
    const { vocabulary, skills, robots, devices, sources } = this;
    return ok({ library: { vocabulary, skills, robots, devices }, sources });
  }
}
