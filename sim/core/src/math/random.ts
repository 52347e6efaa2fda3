/** Where the states of random streams live: name → 32-bit state. Plain data, part of every saved world. */
export type Streams = Record<string, number>;

/** FNV-1a over UTF-16 code units, finished by a murmur mix. */
export const hashText = (text: string, seed = 0x811c9dc5): number => {
  let h = seed >>> 0;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/**
 * Uniform in [0, 1) with 32 bits from the stream of that name. A stream depends on the seed and its own name only, so one more robot or
 * fault does not change the luck of the others. Source: splitmix-style counter with the murmur3 finaliser.
 */
export const uniform = (streams: Streams, seed: number, name: string): number => {
  const state = ((streams[name] ?? hashText(name, seed ^ 0x9e3779b9)) + 0x9e3779b9) >>> 0;
  streams[name] = state;
  let z = state;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
};

/** Standard normal variate: twelve uniforms minus six, which needs no logarithm. */
export const normal = (streams: Streams, seed: number, name: string): number => {
  let sum = -6;
  for (let i = 0; i < 12; i += 1) sum += uniform(streams, seed, name);
  return sum;
};

/** Uniform in [0, 1) that depends on seed, name and tick only: noise for sensors that leaves no trace in the state. */
export const noiseAt = (seed: number, name: string, tick: number): number =>
  hashText(name, (seed ^ Math.imul(tick + 1, 0x9e3779b1)) >>> 0) / 4294967296;

/** Standard normal of the same kind, from twelve uniforms. */
export const gaussAt = (seed: number, name: string, tick: number): number => {
  let sum = -6;
  for (let i = 0; i < 12; i += 1) sum += noiseAt(seed, `${name}#${i}`, tick);
  return sum;
};
