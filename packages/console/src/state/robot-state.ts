import type { Bilingual } from '@muster/domain';
import { isOver, trackSteps } from './lanes.ts';
import type { EventView, HostSnapshot, RunView, SimRobot } from './types.ts';

/** One word for a robot, most urgent first. */
export type RobotWord =
  | 'unconfirmed'
  | 'stopping'
  | 'stopped'
  | 'fault'
  | 'off'
  | 'lost'
  | 'manual'
  | 'blocked'
  | 'holding'
  | 'waiting'
  | 'working'
  | 'moving'
  | 'charging'
  | 'idle';

/** How a word looks; words, icons and colours always go together. */
export type Tone = 'bad' | 'warn' | 'busy' | 'good' | 'calm';
export const TONE: Readonly<Record<RobotWord, Tone>> = {
  unconfirmed: 'bad',
  stopping: 'warn',
  stopped: 'warn',
  fault: 'bad',
  off: 'bad',
  lost: 'bad',
  manual: 'warn',
  blocked: 'warn',
  holding: 'warn',
  waiting: 'warn',
  working: 'busy',
  moving: 'busy',
  charging: 'good',
  idle: 'calm',
};

type HostRobot = HostSnapshot['robots'][number];

/** @param sim what the simulator or telemetry shows; @param host what the executor knows */
export const robotWord = (sim: SimRobot | undefined, host: HostRobot | undefined): RobotWord => {
  if (host?.stop === 'unconfirmed') return 'unconfirmed';
  if (host?.stop === 'requested') return 'stopping';
  if (host?.stop === 'confirmed') return 'stopped';
  if (sim?.led === 'off') return 'off';
  if (host?.link === 'lost' || host?.link === 'down') return 'lost';
  if (sim?.led === 'fault') return 'fault';
  if (host?.control === 'manual') return 'manual';
  if (sim?.led === 'blocked') return 'blocked';
  if (sim?.led === 'holding') return 'holding';
  if (sim?.led === 'waiting') return 'waiting';
  if (sim?.led === 'working') return 'working';
  if (sim?.led === 'moving') return 'moving';
  if (sim?.led === 'charging') return 'charging';
  return host?.work === 'busy' ? 'working' : 'idle';
};

/** Why a robot does not move: a sentence, what is in its way, or the step it waits for. */
export type Why =
  | { readonly kind: 'says'; readonly says: Bilingual }
  | { readonly kind: 'blocked-by'; readonly thing: string }
  | { readonly kind: 'waits-for'; readonly step: string; readonly run: string }
  | { readonly kind: 'latched'; readonly by: string }
  | { readonly kind: 'silent'; readonly seconds: number };

/** Read from journal and state, most direct cause first; null: nothing holds it up. */
export const whyRobotWaits = (
  robot: string,
  sim: SimRobot | undefined,
  host: HostSnapshot | null,
  runs: readonly RunView[],
  events: readonly EventView[],
): Why | null => {
  const own = host?.robots.find((entry) => entry.id === robot);
  const latch = host?.latches.find((entry) => entry.scope === 'all' || entry.scope === robot);
  if (latch) return { kind: 'latched', by: latch.by };
  if (own && own.link !== 'reachable') return { kind: 'silent', seconds: own.poseAgeSeconds ?? 0 };
  if (sim?.blockedBy) return { kind: 'blocked-by', thing: sim.blockedBy };
  for (const run of runs) {
    if (run.state !== 'running' || !run.mission) continue;
    const tracks = trackSteps(events, run.mission);
    for (const track of tracks.values())
      if (track.robots.includes(robot) && (track.status === 'delayed' || track.status === 'blocked') && track.cause)
        return { kind: 'says', says: track.cause };
    const lane = run.result?.schedule?.lanes?.[robot] ?? [];
    const next = lane.find((id) => !isOver(tracks.get(id)?.status ?? 'standby'));
    if (next === undefined || tracks.get(next)?.status === 'underway') continue;
    const before = [
      ...(run.result?.schedule?.travels?.find((travel) => travel.id === next)?.after ?? []),
      ...(run.result?.plan?.steps ?? [])
        .filter((step) => step.edges.some((edge) => edge.to === next))
        .map((step) => step.id),
    ].find((id) => !isOver(tracks.get(id)?.status ?? 'standby'));
    if (before !== undefined) return { kind: 'waits-for', step: before, run: run.id };
  }
  return null;
};
