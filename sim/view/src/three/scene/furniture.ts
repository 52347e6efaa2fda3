import type { Place } from '@muster/domain';
import { PAINT } from '../../colours.ts';
import type { ViewTheme } from '../../types.ts';
import type { Parts, Point } from '../kit.ts';

type Draw = (at: Local, place: Place) => void;

/** Paints in the place's own frame: x along its length, origin on the floor at its centre. */
class Local {
  readonly #parts: Parts;
  readonly #place: Place;

  constructor(parts: Parts, place: Place) {
    this.#parts = parts;
    this.#place = place;
  }

  box(size: Point, at: Point, colour: string, radius = 0.02): this {
    const yaw = this.#place.yaw ?? 0;
    this.#parts.box(size, this.#turn(at), colour, radius, yaw);
    return this;
  }

  cylinder(radius: number, length: number, at: Point, colour: string, top = radius): this {
    this.#parts.cylinder(radius, length, this.#turn(at), colour, 'z', top);
    return this;
  }

  #turn([x, y, z]: Point): Point {
    const yaw = this.#place.yaw ?? 0;
    const c = Math.cos(yaw);
    const s = Math.sin(yaw);
    return [this.#place.x + x * c - y * s, this.#place.y + x * s + y * c, z];
  }
}

const surfaceOf = (place: Place): number => place.height ?? place.size[2];

const rack: Draw = (at, place) => {
  const [length, width, height] = place.size;
  const surface = surfaceOf(place);
  for (const x of [-1, 0, 1])
    for (const y of [-1, 1])
      at.box([0.07, 0.07, height], [x * (length / 2 - 0.05), y * (width / 2 - 0.05), height / 2], PAINT.rack, 0.01);
  const levels = [
    ...new Set([0.14, surface, surface + (height - surface) * 0.5, height].filter((z) => z <= height + 0.01)),
  ];
  for (const z of levels) {
    at.box([length - 0.04, width - 0.06, 0.035], [0, 0, z - 0.02], PAINT.board, 0.008);
    for (const y of [-1, 1]) at.box([length, 0.05, 0.09], [0, y * (width / 2 - 0.03), z - 0.05], PAINT.beam, 0.01);
  }
};

const table: Draw = (at, place) => {
  const [length, width] = place.size;
  const z = surfaceOf(place);
  const leg = 0.06;
  at.box([length, width, 0.06], [0, 0, z - 0.03], PAINT.wood, 0.02);
  for (const x of [-1, 1])
    for (const y of [-1, 1])
      at.box([leg, leg, z - 0.06], [x * (length / 2 - leg), y * (width / 2 - leg), (z - 0.06) / 2], PAINT.metal, 0.01);
};

const station: Draw = (at, place) => {
  const [length, width] = place.size;
  const z = surfaceOf(place);
  at.box([length, width, 0.07], [0, 0, z - 0.035], '#dfe4ea', 0.02)
    .box([length - 0.1, width * 0.86, z - 0.2], [0, 0, (z - 0.2) / 2 + 0.06], '#5d6c7d', 0.02)
    .box([length, 0.05, 0.62], [0, width / 2 - 0.04, z + 0.3], '#6d7c8d', 0.02)
    .box([0.5, 0.03, 0.32], [-length * 0.22, width / 2 - 0.08, z + 0.36], PAINT.dark, 0.02)
    .box([0.44, 0.012, 0.26], [-length * 0.22, width / 2 - 0.1, z + 0.36], '#3d9bff', 0.01);
};

const bench: Draw = (at, place) => {
  const [length, width] = place.size;
  const z = surfaceOf(place);
  at.box([length, width, 0.06], [0, 0, z - 0.03], '#d8dde3', 0.015).box(
    [length - 0.08, width - 0.08, z - 0.16],
    [0, 0, (z - 0.16) / 2 + 0.08],
    '#7b8794',
    0.02,
  );
  const doors = Math.max(1, Math.round(length / 0.8));
  for (let k = 0; k < doors; k += 1)
    at.box(
      [length / doors - 0.14, 0.02, z - 0.3],
      [((k + 0.5) / doors - 0.5) * length, -width / 2 + 0.035, (z - 0.3) / 2 + 0.14],
      '#8d99a6',
      0.01,
    );
};

const cabinet: Draw = (at, place) => {
  const [length, width, height] = place.size;
  at.box([length, width, height], [0, 0, height / 2], '#e7ebef', 0.04)
    .box([length * 0.9, 0.02, height * 0.9], [0, -width / 2 - 0.005, height / 2], '#d3d9df', 0.01)
    .box(
      [0.03, 0.04, Math.min(0.4, height * 0.4)],
      [length * 0.36, -width / 2 - 0.03, height * 0.58],
      PAINT.metal,
      0.01,
    );
};

const machine: Draw = (at, place) => {
  const [length, width, height] = place.size;
  at.box([length, width, height], [0, 0, height / 2], '#e7ebef', 0.07)
    .box([length * 1.005, width * 1.005, height * 0.16], [0, 0, height * 0.09], PAINT.dark, 0.03)
    .box([length * 0.5, 0.03, height * 0.42], [-length * 0.12, -width / 2 - 0.005, height * 0.56], '#3e556b', 0.02)
    .box([length * 0.5, 0.03, height * 0.42], [-length * 0.12, width / 2 + 0.005, height * 0.56], '#3e556b', 0.02)
    .box([length * 0.16, 0.06, height * 0.28], [length * 0.34, -width / 2 - 0.02, height * 0.58], PAINT.dark, 0.02)
    .box([length * 0.3, 0.02, 0.1], [0, -width / 2 - 0.01, height * 0.9], PAINT.joint, 0.01);
};

const tank: Draw = (at, place) => {
  const [length, width, height] = place.size;
  const radius = Math.min(length, width) / 2;
  at.cylinder(radius * 0.98, height * 0.94, [0, 0, height * 0.47], '#c6ced6')
    .cylinder(radius * 0.98, height * 0.06, [0, 0, height * 0.97], '#b0bac4', radius * 0.4)
    .cylinder(radius, 0.08, [0, 0, height * 0.3], PAINT.metal)
    .cylinder(radius, 0.08, [0, 0, height * 0.7], PAINT.metal);
};

const sofa: Draw = (at, place) => {
  const [length, width, height] = place.size;
  const seat = Math.min(0.45, surfaceOf(place));
  at.box([length, width, seat], [0, 0, seat / 2], PAINT.fabric, 0.08).box(
    [length, width * 0.25, Math.max(height, seat + 0.3)],
    [0, width * 0.38, Math.max(height, seat + 0.3) / 2],
    '#6c7e93',
    0.08,
  );
  for (const side of [-1, 1])
    at.box([0.18, width, seat + 0.18], [side * (length / 2 - 0.09), 0, (seat + 0.18) / 2], '#6c7e93', 0.07);
};

const bed: Draw = (at, place) => {
  const [length, width] = place.size;
  const z = surfaceOf(place);
  at.box([length, width, z * 0.55], [0, 0, z * 0.28], PAINT.wood, 0.04)
    .box([length - 0.08, width - 0.08, z * 0.5], [0, 0, z * 0.75], '#eef1f5', 0.08)
    .box([0.4, width * 0.7, 0.1], [length / 2 - 0.32, 0, z + 0.04], '#ffffff', 0.05)
    .box([length * 0.55, width - 0.04, 0.05], [-length * 0.18, 0, z + 0.01], '#8fa7c4', 0.03);
};

const bin: Draw = (at, place) => {
  const [length, width, height] = place.size;
  at.cylinder(Math.min(length, width) * 0.4, height, [0, 0, height / 2], '#65727f', Math.min(length, width) / 2);
};

const conveyor: Draw = (at, place) => {
  const [length, width] = place.size;
  const z = surfaceOf(place);
  at.box([length, width * 0.8, 0.04], [0, 0, z - 0.02], PAINT.rubber, 0.015);
  for (const side of [-1, 1]) at.box([length, 0.07, 0.16], [0, side * width * 0.44, z - 0.04], PAINT.metal, 0.02);
  for (let x = -length / 2 + 0.3; x < length / 2; x += 1)
    for (const side of [-1, 1])
      at.box([0.07, 0.07, z - 0.1], [x, side * width * 0.42, (z - 0.1) / 2], PAINT.metal, 0.01);
};

const pole: Draw = (at, place) => {
  const [length, width, height] = place.size;
  at.box(
    [Math.max(0.08, length * 0.3), Math.max(0.08, width * 0.3), Math.max(height, 0.9)],
    [0, 0, Math.max(height, 0.9) / 2],
    PAINT.metal,
    0.02,
  ).box(
    [Math.max(0.16, length * 0.6), Math.max(0.1, width * 0.6), 0.2],
    [0, 0, Math.max(height, 0.9)],
    PAINT.joint,
    0.03,
  );
};

const pump: Draw = (at, place) => {
  const [length, width, height] = place.size;
  at.box([length, width, 0.12], [0, 0, 0.06], PAINT.metal, 0.02)
    .box([length * 0.5, width * 0.6, height * 0.6], [-length * 0.2, 0, height * 0.4], PAINT.joint, 0.08)
    .cylinder(Math.min(width, height) * 0.36, height * 0.7, [length * 0.26, 0, height * 0.42], PAINT.shell);
};

const dock: Draw = (at, place) => {
  const [length, width, height] = place.size;
  const z = Math.max(0.06, surfaceOf(place));
  at.box([length, width, z], [0, 0, z / 2], '#8d8f76', 0.02)
    .box([length, 0.1, 0.03], [0, -width / 2 + 0.05, z + 0.01], '#e8b923', 0.005)
    .box([length, 0.1, 0.03], [0, width / 2 - 0.05, z + 0.01], '#e8b923', 0.005);
  if (height > z + 0.3) at.box([length, 0.12, height - z], [0, width / 2, z + (height - z) / 2], PAINT.metal, 0.02);
};

const KINDS: readonly (readonly [RegExp, Draw])[] = [
  [/shelf|rack|bookshelf/, rack],
  [/packing|pharmacy_counter|nurse_station|control_room/, station],
  [/loading_dock|floor_spot/, dock],
  [/conveyor/, conveyor],
  [
    /cnc|press|washer|measuring|centrifuge|autoclave|plate_reader|incubator|dishwasher|microwave|washing|transformer|heat_exchanger|control_panel|pipetting/,
    machine,
  ],
  [/pump|compressor/, pump],
  [/tank/, tank],
  [/sofa/, sofa],
  [/bed$|bed_/, bed],
  [/bin|basket|hamper/, bin],
  [/fridge|freezer|cupboard|wardrobe|locker|cabinet|fume_hood|medicine/, cabinet],
  [/bench|counter|desk|sink|buffer|trolley|nightstand/, bench],
  [/table|station/, table],
  [/valve|gauge|button|switch|light|camera/, pole],
];

/** Doors and lifts move; they are drawn with the devices. */
const MOVES = /^(door|lift|stairs)$/;

/** Draws a place that stands in the way, as what its class looks like. */
export const furnish = (
  parts: Parts,
  place: Place,
  properties: Readonly<Record<string, unknown>>,
  _theme: ViewTheme,
): void => {
  if (MOVES.test(place.class)) return;
  const at = new Local(parts, place);
  const found = KINDS.find(([pattern]) => pattern.test(place.class));
  if (found) found[1](at, place);
  else if (properties.surface === true) table(at, place);
  else at.box(place.size, [0, 0, place.size[2] / 2], '#9aa6b2', 0.04);
};
