import { factKey } from '@muster/domain';
import { foldAll } from './arm/arms.ts';
import type { Fixed } from './fixed.ts';
import type { SimParent } from './snapshot.ts';
import { createState, type ItemState, POSTURE, type SimState, type Tables } from './state.ts';

/** The state at tick 0, as the scene describes it: hidden items are where they really are. */
export const initialState = (fixed: Fixed): SimState => {
  const { scene } = fixed.model;
  const tables: Tables = {
    motions: fixed.robots.map(() => null),
    runs: fixed.robots.map(() => null),
    items: [],
    states: {},
    numbers: {},
    records: {},
    devices: fixed.devices.map((index) => {
      const place = fixed.places[index]!;
      const open = place.scene.states?.open === true ? 1 : 0;
      return {
        opening: open,
        wanted: open,
        height: place.elevation,
        goal: place.elevation,
        rider: -1,
        stage: 0,
        cycle: 0,
        openUntil: 0,
      };
    }),
    people: [],
    faults: [],
    obstacles: [],
    pairs: { keys: [], levels: [] },
    streams: {},
    sequence: 0,
  };
  const state = createState(fixed.robots.length, fixed.handOffset[fixed.robots.length]!, tables);
  foldAll(state.arms);
  const note = (
    id: string,
    states: Readonly<Record<string, boolean>> | undefined,
    numbers?: Readonly<Record<string, number>>,
  ): void => {
    for (const [name, value] of Object.entries(states ?? {})) if (value) tables.states[factKey(name, id)] = true;
    for (const [name, value] of Object.entries(numbers ?? {})) tables.numbers[factKey(name, id)] = value;
  };
  for (const place of fixed.places) note(place.id, place.scene.states, place.scene.numbers);
  const items = new Map(scene.items.map((item) => [item.id, item]));
  const slots = new Map<string, number>();
  for (const id of fixed.items) {
    const item = items.get(id)!;
    note(id, item.states, item.numbers);
    const parent = parentOf(fixed, item.relation);
    const key = `${parent.kind} ${'id' in parent ? parent.id : ''}`;
    const slot = slots.get(key) ?? 0;
    slots.set(key, slot + 1);
    const entry: ItemState = { parent, slot, x: 0, y: 0, z: 0, yaw: 0, floor: 0 };
    tables.items.push(entry);
  }
  const robots = new Map(scene.robots.map((robot) => [robot.id, robot]));
  fixed.robots.forEach((id, i) => {
    const robot = robots.get(id)!;
    note(id, robot.states);
    const pose = fixed.model.initial.poses[id];
    state.lane.x[i] = pose?.x ?? 0;
    state.lane.y[i] = pose?.y ?? 0;
    state.lane.z[i] = pose?.z ?? 0;
    state.lane.yaw[i] = pose?.yaw ?? 0;
    state.int.floor[i] = fixed.floorIndex.get(pose?.floor ?? '') ?? 0;
    state.lane.battery[i] = robot.battery ?? 1;
    state.int.lastPlace[i] = -1;
    const flies = fixed.manifests[i]!.mobility.mode === 'fly';
    state.int.posture[i] = !flies ? POSTURE.stand : robot.states?.flying === true ? POSTURE.fly : POSTURE.land;
  });
  const people = new Map(scene.people.map((person) => [person.id, person]));
  for (const id of fixed.people) {
    const person = people.get(id)!;
    const floor = fixed.floorIndex.get(person.floor) ?? 0;
    tables.people.push({
      x: person.x,
      y: person.y,
      z: fixed.floors[floor]!.elevation,
      yaw: person.yaw ?? 0,
      floor,
      speed: 0,
      next: 0,
      step: 1,
      waited: 0,
      sent: null,
    });
  }
  return state;
};

const parentOf = (fixed: Fixed, relation: Readonly<Record<string, string>>): SimParent => {
  const [kind, id] = Object.entries(relation)[0] as [string, string];
  if (kind === 'held') return fixed.personIndex.has(id) ? { kind: 'person', id } : { kind: 'hand', id };
  if (kind === 'loaded') return { kind: 'carrier', id };
  return { kind: fixed.placeIndex.has(id) ? 'place' : 'item', id };
};
