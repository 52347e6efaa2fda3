import { type CompiledBattery, FAR } from './compiled-problem.ts';
import type { ScheduleProblem } from './problem.ts';

/** Battery arrays, or null when no robot has a battery to watch. */
export function compileBattery(
  problem: ScheduleProblem,
  travel: Float64Array,
  travelOffset: Int32Array,
  placeIndex: ReadonlyMap<string, number>,
): CompiledBattery | null {
  const robots = problem.robots;
  if (!robots.some((robot) => robot.battery)) return null;
  const chargers = problem.chargers ?? [];
  const placeCount = problem.places.length;
  const fits = new Uint8Array(chargers.length * robots.length);
  const toCharger = new Float64Array(robots.length * placeCount).fill(FAR);
  const chargerPlaces = Int32Array.from(chargers, (charger) => placeIndex.get(charger.place)!);
  chargers.forEach((charger, index) => {
    const allowed = charger.robots ? new Set(charger.robots) : null;
    robots.forEach((robot, position) => {
      if (!robot.battery || (allowed && !allowed.has(robot.id))) return;
      fits[index * robots.length + position] = 1;
      const offset = travelOffset[position]!;
      for (let place = 0; place < placeCount; place++) {
        const seconds = offset < 0 ? 0 : travel[offset + place * placeCount + chargerPlaces[index]!]!;
        const cell = position * placeCount + place;
        if (seconds < toCharger[cell]!) toCharger[cell] = seconds;
      }
    });
  });
  return {
    capacity: Float64Array.from(robots, (robot) => robot.battery?.capacity ?? 0),
    level: Float64Array.from(robots, (robot) => robot.battery?.level ?? 0),
    reserve: Float64Array.from(robots, (robot) => robot.battery?.reserve ?? 0),
    chargePerSecond: Float64Array.from(robots, (robot) => robot.battery?.chargePerSecond ?? 1),
    chargerPlaces,
    chargerIds: chargers.map((charger) => charger.id),
    fits,
    toCharger,
  };
}
