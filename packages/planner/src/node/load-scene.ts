import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DeviceManifest,
  deviceManifestSchema,
  groundScene,
  type Library,
  type RobotManifest,
  robotManifestSchema,
  type Situation,
  type Skill,
  sceneSchema,
  skillSchema,
  vocabularySchema,
} from '@muster/domain';

/** Reads a scene and the library beside it from a `scenes` folder, for tests and command-line tools of this package. */
export const loadSituation = (scenes: string, name: string): Situation => {
  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const files = (folder: string, ending: string): string[] =>
    readdirSync(join(scenes, folder))
      .filter((file) => file.endsWith(ending))
      .sort()
      .map((file) => join(scenes, folder, file));
  const vocabularies = files('vocabulary', '.json').map((file) => vocabularySchema.parse(read(file)));
  const skills: Record<string, Skill> = {};
  for (const file of files('skills', '.skill.json')) {
    const skill = skillSchema.parse(read(file));
    skills[skill.id] = skill;
  }
  const robots: Record<string, RobotManifest> = {};
  for (const file of files('robots', '.robot.json')) {
    const manifest = robotManifestSchema.parse(read(file));
    robots[manifest.kind] = manifest;
  }
  const devices: Record<string, DeviceManifest> = {};
  for (const file of files('devices', '.device.json')) {
    const manifest = deviceManifestSchema.parse(read(file));
    devices[manifest.kind] = manifest;
  }
  const library: Library = {
    vocabulary: {
      version: 1,
      classes: vocabularies.flatMap((entry) => entry.classes),
      predicates: vocabularies.flatMap((entry) => entry.predicates),
      fluents: vocabularies.flatMap((entry) => entry.fluents),
      values: vocabularies.flatMap((entry) => entry.values ?? []),
    },
    skills,
    robots,
    devices,
  };
  const scene = sceneSchema.parse(read(join(scenes, name, 'scene.json')));
  const grounded = groundScene(scene, library);
  if (!grounded.ok)
    throw new Error(grounded.problems.map((problem) => `${problem.place}: ${problem.says.en}`).join('\n'));
  return { model: grounded.value, state: grounded.value.initial, rules: scene.rules, commitments: [] };
};
