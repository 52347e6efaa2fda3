import type { DeviceManifest, RobotManifest } from './manifest.ts';
import type { Skill } from './skill.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Everything that is not a scene: words, skills, robot and device kinds. All data. */
export type Library = {
  readonly vocabulary: Vocabulary;
  readonly skills: Readonly<Record<string, Skill>>;
  readonly robots: Readonly<Record<string, RobotManifest>>;
  readonly devices: Readonly<Record<string, DeviceManifest>>;
};
