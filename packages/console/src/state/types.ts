import type { SimSnapshot } from '@muster/dispatcher/api';

export type { EventView, HostSnapshot, RunView, SimSnapshot, SiteInfo, WorldView } from '@muster/dispatcher/api';
export type SimRobot = SimSnapshot['robots'][number];
