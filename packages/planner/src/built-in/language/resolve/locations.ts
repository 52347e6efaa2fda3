import { type Place, parseFactKey, type WorldModel, type WorldState } from '@muster/domain';

/** Where a thing is believed to be: `on`/`in` a place or thing, `held` or `loaded` by a robot, `at` a place for robots. */
export type Whereabouts = { readonly relation: string; readonly target: string; readonly key: string };

/** Prefix of a floor's id where an entity id is expected; floors are no entities, but people go and bring things there. */
export const FLOOR_PREFIX = 'floor:';

const LOCATING: ReadonlySet<string> = new Set(['on', 'in', 'held', 'loaded', 'at', 'given']);
const indexes = new WeakMap<WorldState, ReadonlyMap<string, Whereabouts>>();

const indexOf = (state: WorldState): ReadonlyMap<string, Whereabouts> => {
  const known = indexes.get(state);
  if (known) return known;
  const index = new Map<string, Whereabouts>();
  for (const key of Object.keys(state.facts).sort()) {
    if (state.facts[key]?.value !== true) continue;
    const [relation, subject, target] = parseFactKey(key);
    if (subject !== undefined && target !== undefined && LOCATING.has(relation))
      index.set(subject, { relation, target, key });
  }
  indexes.set(state, index);
  return index;
};

export const whereIs = (state: WorldState, id: string): Whereabouts | undefined => indexOf(state).get(id);

const placesById = new WeakMap<WorldModel, ReadonlyMap<string, Place>>();
export const placeOf = (model: WorldModel, id: string): Place | undefined => {
  let table = placesById.get(model);
  if (!table) {
    table = new Map(model.scene.places.map((place) => [place.id, place]));
    placesById.set(model, table);
  }
  return table.get(id);
};

/** Whether a place belongs to an area: by `partOf`, or because its centre lies on the area's footprint. */
export const isInside = (model: WorldModel, id: string, area: string): boolean => {
  if (id === area) return true;
  const place = placeOf(model, id);
  if (!place) return false;
  if (area.startsWith(FLOOR_PREFIX)) return place.floor === area.slice(FLOOR_PREFIX.length);
  for (let parent = place.partOf, hops = 0; parent !== undefined && hops < 8; hops += 1) {
    if (parent === area) return true;
    parent = placeOf(model, parent)?.partOf;
  }
  const zone = placeOf(model, area);
  if (!zone || model.entities[area]?.properties.zone !== true || zone.floor !== place.floor) return false;
  return Math.abs(place.x - zone.x) <= zone.size[0] / 2 && Math.abs(place.y - zone.y) <= zone.size[1] / 2;
};

/** Whether something is believed to be at a place, directly, on something there, or in an area that holds it. */
export const isLocatedAt = (model: WorldModel, state: WorldState, id: string, place: string): boolean => {
  if (model.entities[id]?.kind === 'place') return id !== place && isInside(model, id, place);
  let at: string | undefined = whereIs(state, id)?.target;
  for (let hops = 0; at !== undefined && hops < 8; hops += 1) {
    if (at === place || isInside(model, at, place)) return true;
    at = whereIs(state, at)?.target;
  }
  const pose = state.poses[id] ?? model.scene.people.find((person) => person.id === id);
  if (!pose) return false;
  if (place.startsWith(FLOOR_PREFIX)) return pose.floor === place.slice(FLOOR_PREFIX.length);
  const zone = placeOf(model, place);
  return (
    zone !== undefined &&
    zone.floor === pose.floor &&
    Math.abs(pose.x - zone.x) <= zone.size[0] / 2 &&
    Math.abs(pose.y - zone.y) <= zone.size[1] / 2
  );
};

export type Point = { readonly floor: string; readonly x: number; readonly y: number; readonly z: number };

/** Where a thing is on the map; an item is where what carries it is. */
export const pointOf = (model: WorldModel, state: WorldState, id: string): Point | undefined => {
  let at: string | undefined = id;
  for (let hops = 0; at !== undefined && hops < 8; hops += 1) {
    const place = placeOf(model, at);
    if (place) return { floor: place.floor, x: place.x, y: place.y, z: place.height ?? place.size[2] };
    const pose = state.poses[at];
    if (pose) return { floor: pose.floor, x: pose.x, y: pose.y, z: pose.z };
    at = whereIs(state, at)?.target;
  }
  const person = model.scene.people.find((entry) => entry.id === id);
  return person ? { floor: person.floor, x: person.x, y: person.y, z: 0 } : undefined;
};

/** Places on or in which things can be put, inside an area. Surfaces come first: an area is asked for when any spot in it will do. */
export const puttingPlaces = (model: WorldModel, area: string): string[] => {
  const inside = (model.members.place ?? []).filter((id) => id !== area && isInside(model, id, area));
  const surfaces = inside.filter((id) => model.entities[id]?.properties.surface === true);
  return (
    surfaces.length > 0 ? surfaces : inside.filter((id) => model.entities[id]?.properties.container === true)
  ).sort();
};

/** Whether things can be put on or in it directly. */
export const takesItems = (model: WorldModel, id: string): boolean =>
  model.entities[id]?.properties.surface === true || model.entities[id]?.properties.container === true;
