import type { WorldModel } from '@muster/domain';
import type { ChaosRates, Random } from '@muster/executor/testing';

/** What the campaign runs against: the executor's own test parts, or those of a copy with a planted bug. */
export type Parts = typeof import('@muster/executor/testing');

/** `stock`: robots that know neither ids nor epochs. `fencing`: they remember both, so messages may come twice and very late. */
export type Profile = 'stock' | 'fencing';

/** Chance of each kind of trouble per simulated second; a random subset of them is on in each run (swarm testing). */
export type Swarm = {
  readonly rates: ChaosRates;
  readonly partition: number;
  readonly crash: number;
  readonly crashAtWrite: boolean;
  readonly reboot: number;
  readonly falseSuccess: number;
  readonly failure: number;
  readonly refusal: number;
  readonly frozenPose: number;
  readonly slow: boolean;
  readonly stop: number;
  readonly pause: number;
  readonly cancel: number;
  readonly takeOver: number;
  readonly clockJump: number;
  readonly forged: boolean;
  readonly moved: number;
  /** Robots say only once what they see. */
  readonly quiet: boolean;
  /** Robots that do not honour a cancel. */
  readonly deaf: boolean;
};

export const drawSwarm = (random: Random, profile: Profile): Swarm => {
  const isLate = random.chance(0.4);
  const sometimes = (share: number, value: number): number => (random.chance(share) ? random.between(0, value) : 0);
  return {
    rates: {
      // A socket that both loses and delays commands for seconds would defeat any robot without answers by id.
      lossOut: isLate ? 0 : sometimes(0.5, 0.3),
      lossIn: sometimes(0.4, 0.3),
      twice: sometimes(0.4, 0.5),
      twiceOut: profile === 'fencing' ? sometimes(0.4, 0.5) : 0,
      delayOut: isLate ? random.between(0, profile === 'fencing' ? 5 : 0.4) : 0,
      delayIn: sometimes(0.4, profile === 'fencing' ? 2 : 0.4),
    },
    partition: sometimes(0.5, 0.1),
    crash: sometimes(0.5, 0.08),
    crashAtWrite: random.chance(0.3),
    reboot: sometimes(0.2, 0.03),
    falseSuccess: sometimes(0.3, 0.1),
    failure: sometimes(0.4, 0.1),
    refusal: sometimes(0.3, 0.1),
    frozenPose: sometimes(0.2, 0.05),
    slow: random.chance(0.4),
    stop: sometimes(0.3, 0.05),
    pause: sometimes(0.3, 0.05),
    cancel: sometimes(0.2, 0.02),
    takeOver: sometimes(0.2, 0.03),
    clockJump: sometimes(0.2, 0.05),
    forged: random.chance(0.3),
    moved: sometimes(0.4, 0.15),
    quiet: random.chance(0.3),
    deaf: random.chance(0.2),
  };
};

/** Stretches of the row in which each robot works, so that no two ever need the same node; a convoy shares its road. */
export const SEGMENTS: Readonly<Record<string, readonly [number, number]>> = {
  robo_1: [0, 2],
  robo_2: [3, 5],
};

export const makeWorld = (parts: Parts, isConvoy: boolean): WorldModel =>
  parts.smallWorld(
    isConvoy
      ? [
          { id: 'robo_1', node: 'n2' },
          { id: 'robo_2', node: 'n0' },
        ]
      : [
          { id: 'robo_1', node: 'n0' },
          { id: 'robo_2', node: 'n6' },
        ],
    10,
    [0, 3],
  );
