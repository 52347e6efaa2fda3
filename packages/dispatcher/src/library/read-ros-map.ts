import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { bilingual, fail, MAX_SOURCE_BYTES, ok, type Problem, type Result } from '@muster/domain';
import { displayPath, readText } from './read-files.ts';

/** An occupancy grid in map axes: row 0 is the lowest y, column 0 the lowest x. Source of the reading: ROS `map_server`. */
export type OccupancyGrid = {
  readonly width: number;
  readonly height: number;
  /** Metres per cell. */
  readonly resolution: number;
  /** Lower left corner in the map frame, metres. */
  readonly origin: readonly [x: number, y: number];
  /** 0 free, 1 occupied, 2 unknown; `row * width + column`. */
  readonly cells: Uint8Array;
};

const MAX_CELLS = 16_000_000;

const problem = (place: string, en: string, zh: string, remedyEn: string, remedyZh: string): Problem => ({
  code: 'MAP_INVALID',
  place,
  says: bilingual(en, zh),
  remedy: bilingual(remedyEn, remedyZh),
});

type Entry = { readonly value: string; readonly line: number };

/** The flat subset of YAML that map files use: `key: value` lines and comments. */
const readFlatYaml = (text: string): Map<string, Entry> => {
  const entries = new Map<string, Entry>();
  text.split(/\r?\n/).forEach((raw, index) => {
    const match = /^([A-Za-z_]+)\s*:\s*(.*)$/.exec(raw.replace(/\s#.*$/, '').trimEnd());
    if (match) entries.set(match[1]!, { value: match[2]!.trim().replace(/^(["'])(.*)\1$/, '$2'), line: index + 1 });
  });
  return entries;
};

/**
 * Reads a ROS map: a YAML file and the PGM image it names.
 *
 * @returns `MAP_INVALID` with file and line, or `SOURCE_UNREADABLE`
 */
export const readRosMap = (yamlFile: string): Result<OccupancyGrid> => {
  const text = readText(yamlFile);
  if (!text.ok) return text;
  const shown = displayPath(yamlFile);
  const entries = readFlatYaml(text.value);
  const problems: Problem[] = [];
  const at = (key: string): string => `${shown}:${entries.get(key)?.line ?? 1}`;
  const number = (key: string, fallback: number | undefined, low: number, high: number): number => {
    const entry = entries.get(key);
    const value = entry === undefined ? fallback : Number(entry.value);
    if (value === undefined || !Number.isFinite(value) || value < low || value > high) {
      problems.push(
        problem(
          at(key),
          `"${key}" is ${entry === undefined ? 'missing' : 'not a usable number'}.`,
          `“${key}”${entry === undefined ? '缺失' : '不是可用的数'}。`,
          `Write a number from ${low} to ${high}.`,
          `请写 ${low} 到 ${high} 之间的数。`,
        ),
      );
      return 0;
    }
    return value;
  };
  const resolution = number('resolution', undefined, 0.001, 5);
  const occupied = number('occupied_thresh', 0.65, 0, 1);
  const free = number('free_thresh', 0.196, 0, 1);
  const negate = number('negate', 0, 0, 1);
  const origin = (entries.get('origin')?.value ?? '').replace(/[[\]]/g, '').split(',').map(Number);
  if (origin.length < 2 || origin.slice(0, 3).some((value) => !Number.isFinite(value)))
    problems.push(
      problem(
        at('origin'),
        '"origin" is not [x, y, yaw].',
        '“origin”不是 [x, y, yaw]。',
        'Write origin: [0.0, 0.0, 0.0].',
        '请写 origin: [0.0, 0.0, 0.0]。',
      ),
    );
  else if (Math.abs(origin[2] ?? 0) > 1e-6)
    problems.push(
      problem(at('origin'), 'The map is turned.', '地图带有旋转。', 'Save it with yaw 0.', '请以 yaw 为 0 保存。'),
    );
  const image = entries.get('image')?.value;
  if (!image)
    problems.push(
      problem(`${shown}:1`, '"image" is missing.', '缺少“image”。', 'Name the PGM file.', '请写明 PGM 文件。'),
    );
  if (problems.length > 0 || !image) return fail(...problems);
  const path = isAbsolute(image) ? image : resolve(dirname(yamlFile), image);
  const pixels = readPgm(path);
  if (!pixels.ok) return pixels;
  const { width, height, values } = pixels.value;
  const cells = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const shade = values[(height - 1 - row) * width + column]!;
      const occupancy = negate ? shade : 1 - shade;
      cells[row * width + column] = occupancy > occupied ? 1 : occupancy < free ? 0 : 2;
    }
  return ok({ width, height, resolution, origin: [origin[0]!, origin[1]!], cells });
};

type Image = { readonly width: number; readonly height: number; readonly values: Float32Array };

/** Portable grey map, P2 or P5, 8 or 16 bits; values 0 (black) to 1 (white), rows from the top. Source: netpbm `pgm(5)`. */
const readPgm = (file: string): Result<Image> => {
  const shown = displayPath(file);
  const wrong = (en: string, zh: string): Result<never> =>
    fail(
      problem(
        shown,
        en,
        zh,
        'Convert the image to PGM, for example with "convert map.png map.pgm".',
        '请把图像转换为 PGM，例如 convert map.png map.pgm。',
      ),
    );
  let bytes: Buffer;
  try {
    if (statSync(file).size > MAX_SOURCE_BYTES * 4) return wrong('The image is too large.', '图像过大。');
    bytes = readFileSync(file);
  } catch {
    return wrong('The image can’t be read.', '无法读取图像。');
  }
  const magic = bytes.toString('latin1', 0, 2);
  if (magic !== 'P5' && magic !== 'P2') return wrong('This is no PGM image.', '这不是 PGM 图像。');
  let offset = 2;
  const token = (): string => {
    for (;;) {
      while (offset < bytes.length && /\s/.test(String.fromCharCode(bytes[offset]!))) offset += 1;
      if (bytes[offset] !== 0x23) break;
      while (offset < bytes.length && bytes[offset] !== 0x0a) offset += 1;
    }
    const start = offset;
    while (offset < bytes.length && !/\s/.test(String.fromCharCode(bytes[offset]!))) offset += 1;
    return bytes.toString('latin1', start, offset);
  };
  const [width, height, most] = [Number(token()), Number(token()), Number(token())];
  if (![width, height, most].every((value) => Number.isInteger(value) && value > 0) || most > 65_535)
    return wrong('The image’s header is damaged.', '图像头损坏。');
  if (width * height > MAX_CELLS)
    return wrong(`The image has more than ${MAX_CELLS} pixels.`, `图像超过 ${MAX_CELLS} 像素。`);
  const values = new Float32Array(width * height);
  offset += 1;
  const size = most > 255 ? 2 : 1;
  if (magic === 'P5' && bytes.length - offset < width * height * size)
    return wrong('The image is cut off.', '图像不完整。');
  for (let index = 0; index < values.length; index += 1) {
    const raw =
      magic === 'P2' ? Number(token()) : size === 1 ? bytes[offset + index]! : bytes.readUInt16BE(offset + 2 * index);
    if (!Number.isFinite(raw)) return wrong('The image is cut off.', '图像不完整。');
    values[index] = Math.min(1, raw / most);
  }
  return ok({ width, height, values });
};
