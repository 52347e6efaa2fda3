import { parentPort } from 'node:worker_threads';
import * as parts from '@muster/executor/testing';
import { runSeed, type SeedResult } from './run-seed.ts';

/** A seed that broke instead of ending: the campaign goes on with the others. */
export type BrokenSeed = { readonly seed: number; readonly broke: string };
export type CampaignAnswer = { readonly ready: true } | { readonly result: SeedResult | BrokenSeed };

parentPort?.on('message', (seed: number) => {
  let result: SeedResult | BrokenSeed;
  try {
    result = runSeed(seed, parts);
  } catch (error) {
    result = { seed, broke: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  parentPort?.postMessage({ result } satisfies CampaignAnswer);
});
parentPort?.postMessage({ ready: true } satisfies CampaignAnswer);
