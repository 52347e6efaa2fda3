import type { LinkTransport } from '@muster/bridge';
import { connectInMemory } from '@muster/sim-rosbridge';
import type { SiteGround } from '../site/site-ground.ts';

/** Rosbridge frames through memory instead of a socket; nothing is kept, and closing the page ends it all. */
export const MEMORY_GROUND: SiteGround = {
  serve: async ({ graph }) => {
    let clients = 0;
    return {
      url: 'memory://simulator',
      transportFactory: async () => {
        clients += 1;
        return connectInMemory({ graph, clientId: `page-${clients}` }) as unknown as LinkTransport;
      },
      close: async () => undefined,
    };
  },
  restore: () => ({ runs: [], rules: [] }),
};
