/**
 * LaCAM3 (Kei18/lacam3 @1a269b7, built with -O3, all refiners on, seed 1) measured once per cell with a limit of 10 s on a
 * machine of 2 cores. Sum of loss after the limit; milliseconds to its first plan.
 */
export interface PeerMeasurement {
  readonly map: string;
  readonly agents: number;
  readonly firstMs: number;
  readonly sumOfLoss: number;
  /** sum of shortest paths */
  readonly bound: number;
  readonly makespan: number;
  readonly peakKilobytes: number;
}

export const LACAM3: { readonly name: string; readonly version: string } = { name: 'LaCAM3', version: '1a269b7' };

export const LACAM3_MEASURED: readonly PeerMeasurement[] = [
  { map: 'random-32-32-20', agents: 50, firstMs: 60, sumOfLoss: 1122, bound: 1082, makespan: 48, peakKilobytes: 24612 },
  {
    map: 'random-32-32-20',
    agents: 100,
    firstMs: 41,
    sumOfLoss: 2413,
    bound: 2253,
    makespan: 49,
    peakKilobytes: 37960,
  },
  {
    map: 'random-32-32-20',
    agents: 200,
    firstMs: 100,
    sumOfLoss: 5288,
    bound: 4429,
    makespan: 53,
    peakKilobytes: 55328,
  },
  {
    map: 'random-32-32-20',
    agents: 400,
    firstMs: 612,
    sumOfLoss: 17183,
    bound: 8944,
    makespan: 81,
    peakKilobytes: 68664,
  },
  { map: 'empty-32-32', agents: 50, firstMs: 18, sumOfLoss: 962, bound: 961, makespan: 43, peakKilobytes: 24688 },
  { map: 'empty-32-32', agents: 100, firstMs: 32, sumOfLoss: 2142, bound: 2128, makespan: 48, peakKilobytes: 35284 },
  { map: 'empty-32-32', agents: 400, firstMs: 156, sumOfLoss: 10167, bound: 8574, makespan: 61, peakKilobytes: 83980 },
  { map: 'room-32-32-4', agents: 50, firstMs: 41, sumOfLoss: 1406, bound: 1320, makespan: 52, peakKilobytes: 26524 },
  { map: 'room-32-32-4', agents: 100, firstMs: 45, sumOfLoss: 2981, bound: 2514, makespan: 59, peakKilobytes: 33928 },
  {
    map: 'room-32-32-4',
    agents: 300,
    firstMs: 197,
    sumOfLoss: 20787,
    bound: 7623,
    makespan: 108,
    peakKilobytes: 78620,
  },
  {
    map: 'warehouse-10-20-10-2-1',
    agents: 50,
    firstMs: 81,
    sumOfLoss: 4114,
    bound: 4104,
    makespan: 174,
    peakKilobytes: 107424,
  },
  {
    map: 'warehouse-10-20-10-2-1',
    agents: 100,
    firstMs: 154,
    sumOfLoss: 9011,
    bound: 8991,
    makespan: 198,
    peakKilobytes: 120264,
  },
  {
    map: 'warehouse-10-20-10-2-1',
    agents: 400,
    firstMs: 1161,
    sumOfLoss: 34797,
    bound: 32827,
    makespan: 198,
    peakKilobytes: 173936,
  },
  {
    map: 'warehouse-10-20-10-2-1',
    agents: 1000,
    firstMs: 3054,
    sumOfLoss: 132012,
    bound: 80355,
    makespan: 380,
    peakKilobytes: 272832,
  },
  { map: 'den312d', agents: 100, firstMs: 174, sumOfLoss: 5406, bound: 5313, makespan: 123, peakKilobytes: 73788 },
  { map: 'den312d', agents: 400, firstMs: 559, sumOfLoss: 30600, bound: 21137, makespan: 192, peakKilobytes: 105132 },
  {
    map: 'den312d',
    agents: 1000,
    firstMs: 5805,
    sumOfLoss: 180317,
    bound: 53880,
    makespan: 384,
    peakKilobytes: 197536,
  },
  {
    map: 'random-64-64-20',
    agents: 1000,
    firstMs: 3825,
    sumOfLoss: 70661,
    bound: 44409,
    makespan: 134,
    peakKilobytes: 121904,
  },
  {
    map: 'warehouse-20-40-10-2-2',
    agents: 1000,
    firstMs: 5806,
    sumOfLoss: 178230,
    bound: 177578,
    makespan: 442,
    peakKilobytes: 1371304,
  },
];
