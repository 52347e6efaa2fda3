import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeCbor, Tagged } from './cbor.ts';
import { CompatBuffer } from './compat-buffer.ts';
import { encodePngText } from './png.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('encodeCbor', () => {
  it.each([
    [0, '00'],
    [24, '1818'],
    [1_000, '1903e8'],
    [65_535, '19ffff'],
    [65_536, '1a00010000'],
    [1_000_000_000_000, '1b000000e8d4a51000'],
    [-1, '20'],
    [1.1, 'fb3ff199999999999a'],
    [true, 'f5'],
    [null, 'f6'],
    ['ü', '62c3bc'],
    [Uint8Array.of(1, 2), '420102'],
    [[1, [2]], '82018102'],
    [{ a: 1 }, 'a1616101'],
    [new Tagged(86, Uint8Array.of(0, 0, 0, 0, 0, 0, 240, 63)), 'd85648000000000000f03f'],
  ])('writes %j as RFC 8949 and RFC 8746 do', (value, expected) => {
    expect(hex(encodeCbor(value))).toBe(expected);
  });
});

describe('encodePngText', () => {
  it('stores text as pixels of a valid image, with and without a compressor', () => {
    const text = JSON.stringify({ op: 'publish', msg: { data: '机器人'.repeat(50_000) } });
    const file = Buffer.from(encodePngText(text), 'base64');
    expect(file.subarray(1, 4).toString()).toBe('PNG');
    const width = file.readUInt32BE(16);
    const height = file.readUInt32BE(20);
    const rows = inflateSync(file.subarray(41, 41 + file.readUInt32BE(33)));
    expect(rows).toHaveLength(height * (1 + width * 3));
    const pixels = Buffer.concat(
      Array.from({ length: height }, (_, row) => rows.subarray(row * (1 + width * 3) + 1, (row + 1) * (1 + width * 3))),
    );
    expect(pixels.toString('utf8').trimEnd()).toBe(text);
  });
});

describe('CompatBuffer', () => {
  const create = (): CompatBuffer => new CompatBuffer((text) => JSON.parse(text) as unknown);

  it('finds two objects in one frame and one object over two frames', () => {
    const buffer = create();
    expect(buffer.push('{"op":"a"}{"op":"b"}')).toEqual([{ op: 'a' }, { op: 'b' }]);
    expect(buffer.push('{"op":')).toEqual([]);
    expect(buffer.push('"c"}')).toEqual([{ op: 'c' }]);
  });

  it('recovers from one piece of garbage, and is blocked by an object without op after it', () => {
    const buffer = create();
    expect(buffer.push('garbage')).toEqual([]);
    expect(buffer.push('{"op":"a"}')).toEqual([{ op: 'a' }]);
    buffer.push('garbage');
    buffer.push('{"a":1}');
    expect(buffer.push('{"op":"b"}')).toEqual([]);
  });
});
