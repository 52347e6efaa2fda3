import { random, type Sim } from '../sim.ts';
import type { FaultState } from '../state.ts';

const hits = (entry: FaultState, kind: string, target: string): boolean =>
  entry.fault.kind === kind && (entry.fault.target === undefined || entry.fault.target === target);

/** The active fault of a kind that touches a target, if there is one. A fault without a target touches all. */
export const faultOn = (sim: Sim, kind: string, target: string): FaultState | undefined => {
  const { faults } = sim.state.tables;
  for (const entry of faults) if (entry.active && hits(entry, kind, target)) return entry;
  return undefined;
};

/**
 * Whether a fault strikes at this opportunity. Faults with a chance draw from a stream of their own; timed ones strike every time while
 * they last, or once when they have no duration.
 */
export const strikes = (sim: Sim, kind: string, target: string): FaultState | undefined => {
  for (const entry of sim.state.tables.faults) {
    if (!entry.active || !hits(entry, kind, target)) continue;
    const { chance, seconds, id } = entry.fault;
    if (chance !== undefined && random(sim, `fault:${id}`) >= chance) continue;
    const once = entry.fault.params?.once ?? (chance === undefined && seconds === undefined);
    if (once === true) {
      entry.active = false;
      entry.done = true;
    }
    return entry;
  }
  return undefined;
};

/** A number among a fault's parameters. */
export const faultNumber = (entry: FaultState, name: string, fallback: number): number => {
  const value = entry.fault.params?.[name];
  return typeof value === 'number' ? value : fallback;
};
export const faultText = (entry: FaultState, name: string): string | undefined => {
  const value = entry.fault.params?.[name];
  return typeof value === 'string' ? value : undefined;
};
