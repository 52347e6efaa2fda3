import { encodeBase64 } from '../messages/base64.ts';
import { ByteWriter } from '../messages/byte-writer.ts';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const RGB = 2;
const NEW_LINE = 0x0a;
const MAX_STORED_BLOCK = 0xffff;

/**
 * Text as the pixels of an RGB image, base64 of its PNG file: the bridge's `png` compression. The last pixels are filled
 * with new lines, which JSON ignores.
 *
 * @param deflate zlib compression; without it the image is stored uncompressed, which every reader accepts
 */
export function encodePngText(text: string, deflate?: (bytes: Uint8Array) => Uint8Array): string {
  const bytes = new TextEncoder().encode(text);
  const width = Math.max(1, Math.floor(Math.sqrt(bytes.length / 3)));
  const height = Math.max(1, Math.ceil(bytes.length / 3 / width));
  const rows = new Uint8Array(height * (1 + width * 3)).fill(NEW_LINE);
  for (let row = 0; row < height; row += 1) {
    const start = row * (1 + width * 3);
    rows[start] = 0;
    rows.set(bytes.subarray(row * width * 3, (row + 1) * width * 3), start + 1);
  }
  const header = new ByteWriter(false);
  header.uint32(width);
  header.uint32(height);
  for (const byte of [8, RGB, 0, 0, 0]) header.uint8(byte);
  const file = new ByteWriter(false);
  file.bytes(SIGNATURE);
  writeChunk(file, 'IHDR', header.finish());
  writeChunk(file, 'IDAT', (deflate ?? storeZlib)(rows));
  writeChunk(file, 'IEND', new Uint8Array(0));
  return encodeBase64(file.finish());
}

function writeChunk(file: ByteWriter, name: string, data: Uint8Array): void {
  const body = new Uint8Array(4 + data.length);
  body.set(new TextEncoder().encode(name));
  body.set(data, 4);
  file.uint32(data.length);
  file.bytes(body);
  file.uint32(crc32(body));
}

/** A zlib stream of stored blocks. Source: RFC 1950, RFC 1951 §3.2.4. */
function storeZlib(bytes: Uint8Array): Uint8Array {
  const stream = new ByteWriter(true);
  stream.uint8(0x78);
  stream.uint8(0x01);
  for (let start = 0; start < bytes.length; start += MAX_STORED_BLOCK) {
    const block = bytes.subarray(start, start + MAX_STORED_BLOCK);
    stream.uint8(start + block.length >= bytes.length ? 1 : 0);
    stream.uint16(block.length);
    stream.uint16(~block.length & 0xffff);
    stream.bytes(block);
  }
  const sum = adler32(bytes);
  for (const shift of [24, 16, 8, 0]) stream.uint8((sum >>> shift) & 0xff);
  return stream.finish();
}

function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65521;
    high = (high + low) % 65521;
  }
  return ((high << 16) | low) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
