import type { Clock } from '@muster/domain';

/** A clock that moves when it is told to; scene and monotonic seconds go together unless `jump` parts them. */
export const createVirtualClock = (): Clock & { advance(seconds: number): void; jump(seconds: number): void } => {
  let scene = 0;
  let monotonic = 0;
  return {
    sceneSeconds: () => scene,
    monotonicSeconds: () => monotonic,
    advance: (seconds) => {
      scene += seconds;
      monotonic += seconds;
    },
    jump: (seconds) => {
      scene += seconds;
    },
  };
};
