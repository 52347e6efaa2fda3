import type { Fault, Plan, Schedule, WorldModel } from '@muster/domain';
import { type Streams, uniform } from '@muster/sim-core';

/** Luck of one future: draws that depend on its seed and their own name only. */
const createLuck = (seed: number) => {
  const streams: Streams = {};
  const next = (name: string): number => uniform(streams, seed, name);
  return {
    chance: (name: string, share: number): boolean => next(name) < share,
    between: (name: string, low: number, high: number): number =>
      Math.round((low + next(name) * (high - low)) * 100) / 100,
    pick: <T>(name: string, list: readonly T[]): T | undefined => list[Math.floor(next(name) * list.length)],
  };
};

/**
 * What goes wrong in one future: a few of the things that go wrong on a working day, more often where this schedule goes. Shares are
 * estimates for a site that is run with care; they set how hard a rehearsal is, not what is possible.
 */
export const drawTrouble = (model: WorldModel, plan: Plan, schedule: Schedule, seed: number): Fault[] => {
  const luck = createLuck(seed);
  const faults: Fault[] = [];
  const span = Math.max(20, schedule.makespan);
  const add = (fault: Omit<Fault, 'id'>): void => {
    faults.push({ id: `rehearsal_${faults.length + 1}`, ...fault });
  };
  const when = (name: string): number => luck.between(`${name} at`, 0, span);
  const robots = [...new Set(Object.keys(schedule.lanes))].sort();
  for (const target of robots) {
    const name = (what: string): string => `${what} ${target}`;
    if (luck.chance(name('slow'), 0.3))
      add({ kind: 'slow', target, at: 0, params: { factor: luck.between(name('slow by'), 0.5, 0.95) } });
    if (luck.chance(name('slow_skill'), 0.25))
      add({
        kind: 'slow_skill',
        target,
        at: when(name('slow_skill')),
        seconds: luck.between(name('slow_skill for'), 20, 120),
        params: { factor: luck.between(name('slow_skill by'), 1.2, 2) },
      });
    for (const [kind, share] of ONCE) if (luck.chance(name(kind), share)) add({ kind, target, at: when(name(kind)) });
    for (const [kind, share, longest] of WHILE)
      if (luck.chance(name(kind), share))
        add({ kind, target, at: when(name(kind)), seconds: luck.between(name(`${kind} for`), 1, longest) });
    if (luck.chance(name('battery_drop'), 0.03))
      add({
        kind: 'battery_drop',
        target,
        at: when(name('battery_drop')),
        params: { to: luck.between(name('battery_drop to'), 0.12, 0.4) },
      });
  }
  const way = [...new Set(Object.values(schedule.routes).flatMap((visits) => visits.map(({ element }) => element.id)))];
  const everywhere = model.scene.graph.edges.map(({ id }) => id);
  for (const turn of [1, 2])
    if (luck.chance(`aisle ${turn}`, 0.2)) {
      const target = luck.pick(`aisle ${turn} where`, luck.chance(`aisle ${turn} near`, 0.6) ? way : everywhere);
      if (target !== undefined)
        add({
          kind: 'blocked_aisle',
          target,
          at: when(`aisle ${turn}`),
          seconds: luck.between(`aisle ${turn} for`, 10, 90),
        });
    }
  const walked = way.filter((id) => model.scene.graph.nodes.some((node) => node.id === id));
  for (const person of model.scene.people.slice(0, 20)) {
    const target = person.id;
    const place = luck.pick(`person ${target} where`, walked);
    const home = person.walks?.length ? undefined : homeOf(model, person);
    if (place === undefined || (home === undefined && !person.walks?.length)) continue;
    if (!luck.chance(`person ${target}`, 0.2)) continue;
    const at = when(`person ${target}`);
    const seconds = luck.between(`person ${target} for`, 5, 45);
    add({ kind: 'person_in_zone', target, at, seconds, params: { place } });
    // Who has no round to go on with goes back to where they were.
    if (home !== undefined) add({ kind: 'person_in_zone', target, at: at + seconds, params: { place: home } });
  }
  const used = new Set(plan.steps.flatMap((step) => Object.values(step.args).map(String)));
  for (const edge of model.scene.graph.edges)
    if (edge.device !== undefined && way.includes(edge.id)) used.add(edge.device);
  for (const place of model.scene.places) {
    if (place.device === undefined || !used.has(place.id)) continue;
    const behaviour = model.library.devices[place.device]?.behaviour;
    const kind = behaviour === 'lift' ? 'lift_stuck' : behaviour === 'machine' ? 'machine_alarm' : 'door_stuck';
    if (luck.chance(`device ${place.id}`, 0.08))
      add({
        kind,
        target: place.id,
        at: when(`device ${place.id}`),
        seconds: luck.between(`device ${place.id} for`, 5, 40),
      });
  }
  for (const item of model.scene.items)
    if (used.has(item.id) && luck.chance(`moved ${item.id}`, 0.01))
      add({ kind: 'object_missing', target: item.id, at: when(`moved ${item.id}`) });
  return faults;
};

/** Node next to where somebody stands at the start. */
const homeOf = (model: WorldModel, { floor, x, y }: WorldModel['scene']['people'][number]): string | undefined => {
  const near = model.scene.graph.nodes
    .filter((node) => node.floor === floor)
    .map((node) => ({ id: node.id, metres: Math.hypot(node.x - x, node.y - y) }))
    .sort((a, b) => a.metres - b.metres);
  return near[0] && near[0].metres < 3 ? near[0].id : undefined;
};

/** Strike at the next opportunity after their time: kind, share of robots. */
const ONCE: readonly (readonly [string, number])[] = [
  ['slip', 0.12],
  ['reject', 0.05],
  ['false_success', 0.04],
  ['false_failure', 0.04],
  ['drop', 0.02],
];

/** Last a while: kind, share of robots, longest in seconds. */
const WHILE: readonly (readonly [string, number, number])[] = [
  ['link_lost', 0.1, 12],
  ['late_messages', 0.06, 20],
  ['lost_messages', 0.06, 15],
  ['stuck', 0.06, 20],
  ['reboot', 0.02, 30],
  ['localisation_noise', 0.05, 60],
];
