import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadWorld } from '@muster/dispatcher/library';
import { unwrap } from '@muster/domain';

/**
 * Writes `worlds.jsonl`: the scenes as they are grounded now, and the library once. A recorded answer belongs to the prompt that it was given to, and a
 * prompt belongs to a world; scenes and their grounding go on changing. Run again only to record anew.
 */
const NAMES = ['home', 'hospital', 'lab', 'line', 'plant', 'warehouse'];
const models = NAMES.map((name) => unwrap(loadWorld(name)));
const { library } = models[0]!;
const grounded = models.map(({ library: _library, ...model }, index) => [NAMES[index]!, model] as const);
writeFileSync(
  join(import.meta.dirname, 'worlds.jsonl'),
  `${JSON.stringify({ library, models: Object.fromEntries(grounded) })}\n`,
);
