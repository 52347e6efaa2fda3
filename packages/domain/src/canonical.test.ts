import { expect, test } from 'vitest';
import { canonicalJson, sha256 } from './canonical.ts';

test('SHA-256 gives the digests of the standard, also across block borders and outside ASCII', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  expect(sha256('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  );
});

test('canonical JSON does not depend on the order of keys', () => {
  expect(canonicalJson({ b: 1, a: [true, null, '红'] })).toBe(canonicalJson({ a: [true, null, '红'], b: 1 }));
  expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
});
