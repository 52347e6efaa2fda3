import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DeviceManifest,
  deviceManifestSchema,
  type Library,
  type RobotManifest,
  robotManifestSchema,
  type Skill,
  skillSchema,
  vocabularySchema,
} from '@muster/domain';

/**
 * Reads a library of skills, robot and device kinds and words: `skills/*.skill.json`, `robots/*.robot.json`, `devices/*.device.json` and either
 * `vocabulary.json` or `vocabulary/*.json`, each parsed by its schema.
 */
export const loadLibrary = (folder: string): Library => {
  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const entries = readdirSync(folder);
  const files = (name: string, ending: string): string[] =>
    entries.includes(name)
      ? readdirSync(join(folder, name))
          .filter((file) => file.endsWith(ending))
          .sort()
          .map((file) => join(folder, name, file))
      : [];
  const words = [
    ...(entries.includes('vocabulary.json') ? [join(folder, 'vocabulary.json')] : []),
    ...files('vocabulary', '.json'),
  ].map((file) => vocabularySchema.parse(read(file)));
  const byKey = <T>(list: readonly T[], key: (entry: T) => string): Record<string, T> =>
    Object.fromEntries(list.map((entry) => [key(entry), entry]));
  return {
    vocabulary: {
      version: 1,
      classes: words.flatMap((entry) => entry.classes),
      predicates: words.flatMap((entry) => entry.predicates),
      fluents: words.flatMap((entry) => entry.fluents),
      values: words.flatMap((entry) => entry.values ?? []),
    },
    skills: byKey<Skill>(
      files('skills', '.skill.json').map((file) => skillSchema.parse(read(file))),
      (skill) => skill.id,
    ),
    robots: byKey<RobotManifest>(
      files('robots', '.robot.json').map((file) => robotManifestSchema.parse(read(file))),
      (robot) => robot.kind,
    ),
    devices: byKey<DeviceManifest>(
      files('devices', '.device.json').map((file) => deviceManifestSchema.parse(read(file))),
      (device) => device.kind,
    ),
  };
};
