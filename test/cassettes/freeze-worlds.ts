import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes `worlds.json`: the scenes and the library as they are now, in one file. A recorded answer belongs to the prompt that it was given to, and a
 * prompt belongs to a world; scenes go on changing. Run again only to record anew.
 */
const SCENES = join(import.meta.dirname, '../../scenes');
const NAMES = ['home', 'hospital', 'lab', 'line', 'plant', 'warehouse'];
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const all = (folder: string, ending: string): unknown[] =>
  readdirSync(join(SCENES, folder))
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => read(join(SCENES, folder, file)));

writeFileSync(
  join(import.meta.dirname, 'worlds.json'),
  `${JSON.stringify({
    vocabularies: all('vocabulary', '.json'),
    skills: all('skills', '.skill.json'),
    robots: all('robots', '.robot.json'),
    devices: all('devices', '.device.json'),
    scenes: Object.fromEntries(NAMES.map((name) => [name, read(join(SCENES, name, 'scene.json'))])),
  })}\n`,
);
