import { expect, it } from 'vitest';
import { PARITY, runParity } from './testing/parity.ts';

it('comes to the same hashes in the browser as in Node', () => {
  expect(runParity()).toEqual(PARITY);
});
