import type { SimSnapshot } from '@muster/dispatcher/api';

export type {
  EventView,
  HostSnapshot,
  LiveMessage,
  RunView,
  SimSnapshot,
  SiteInfo,
  WorldView,
} from '@muster/dispatcher/api';
export type SimRobot = SimSnapshot['robots'][number];
