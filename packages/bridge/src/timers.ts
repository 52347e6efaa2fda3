/** Waiting, as an argument, so that a test can own time. Returns how to stop waiting. */
export type Timers = {
  after(seconds: number, run: () => void): () => void;
  /** Seconds of a clock that never jumps. */
  now(): number;
};

export const systemTimers: Timers = {
  after: (seconds, run) => {
    const handle = setTimeout(run, seconds * 1000);
    return () => clearTimeout(handle);
  },
  now: () => performance.now() / 1000,
};
