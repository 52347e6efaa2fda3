import { ProblemError } from '@muster/domain';
import type { Journal } from '@muster/executor';
import { startRosbridgeServer } from '@muster/sim-rosbridge/node';
import { planAside } from '../pipeline/planning-desk.ts';
import { openStage } from '../rehearsal/rehearse.ts';
import { createSite } from './local-site.ts';
import { otherScene, RunsFile, WorldFile } from './site-files.ts';
import type { SiteGround } from './site-ground.ts';
import type { LocalSiteOptions } from './site-options.ts';

/** Sockets, files and threads of this process. */
const NODE_GROUND: SiteGround = {
  serve: (simulation, port) =>
    startRosbridgeServer({
      graph: simulation.graph,
      port,
      // Throttles run on simulated time: at full speed telemetry keeps its rate per simulated second.
      clock: { now: () => simulation.world.seconds },
    }),
  restore: (options, { world }) => {
    if (options.files === undefined) return { runs: [], rules: [] };
    const started = firstStart(options.journal);
    if (started !== undefined && started !== options.model.revision)
      throw new ProblemError([otherScene(options.files, options.model)]);
    const worldFile = new WorldFile(`${options.files}.world.json`, world);
    const restored = worldFile.restore();
    const runsFile = new RunsFile(`${options.files}.runs.json`);
    const runs = runsFile.read();
    if (!restored.ok) throw new ProblemError(restored.problems);
    if (!runs.ok) throw new ProblemError(runs.problems);
    return { world: worldFile, writeRuns: (content) => runsFile.write(content), ...runs.value };
  },
  openDesk: planAside,
  openStage,
};

/** Revision of the scene that a journal was begun with. */
const firstStart = (journal: Journal | undefined): string | undefined => {
  for (const record of journal?.read() ?? []) return record.type === 'host-started' ? record.revision : undefined;
  return undefined;
};

/** A site in this process: its simulator serves rosbridge on a socket, and what it keeps is in files. */
export const createLocalSite = (options: LocalSiteOptions): ReturnType<typeof createSite> =>
  createSite(options, NODE_GROUND);
