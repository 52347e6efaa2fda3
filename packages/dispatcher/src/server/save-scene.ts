import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scene } from '@muster/domain';
import { formatScene } from '../library/format-scene.ts';

/** Where edited scenes go, below the working directory; the project's own files are left as they are. */
const EDITED = join('.muster', 'scenes');

/** Writes an edited scene as JSON that `--scene` takes. What the linter finds is told, and does not keep the file from being written. */
export const saveScene = (scene: Scene): { readonly file: string } => {
  const file = join(EDITED, scene.id, 'scene.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, formatScene(scene));
  return { file };
};
