import { appendFileSync } from 'node:fs';
import { loadWorld } from '@muster/dispatcher/library';
import { runSimulation, WorldFile } from '@muster/dispatcher/site';
import { unwrap } from '@muster/domain';
import { createSimulation } from '@muster/sim-rosbridge/face';
import { startRosbridgeServer } from '@muster/sim-rosbridge/node';

/**
 * A simulator in a process of its own, whose world outlives it, with a ledger: what robots really did, one line each, written before anybody
 * hears of it.
 */
const [scene = '', port = '0', folder = '', speed = '10'] = process.argv.slice(2);
const model = unwrap(loadWorld(scene));
let file: WorldFile | undefined;
let seen = 0;
const simulation = createSimulation({
  model,
  beforeFlush: (world) => {
    for (const event of world.events(seen)) {
      seen = event.sequence;
      if (event.type === 'result' || event.type === 'attached' || event.type === 'contact')
        appendFileSync(`${folder}/ledger.jsonl`, `${JSON.stringify(event)}\n`);
    }
    file?.keep();
  },
});
file = new WorldFile(`${folder}/world.json`, simulation.world);
unwrap(file.restore());
seen = simulation.world.events().at(-1)?.sequence ?? 0;
const server = await startRosbridgeServer({
  graph: simulation.graph,
  port: Number(port),
  clock: { now: () => simulation.world.seconds },
});
runSimulation(simulation, Number(speed));
process.stdout.write(`${server.url}\n`);
