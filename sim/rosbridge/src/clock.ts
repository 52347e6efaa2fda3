/** Where time comes from: simulated seconds for the graph, host seconds for a socket. */
export interface GraphClock {
  /** Seconds since the epoch of the clock's owner, ≥ 0, never going back. */
  now(): number;
}

/** A ROS time or duration in the ROS 2 spelling, the only one used inside the graph. */
export interface RosTime {
  readonly sec: number;
  readonly nanosec: number;
}

/** Seconds to the ROS 2 spelling; negative durations keep `nanosec` in 0..999999999. */
export function toRosTime(seconds: number): RosTime {
  let sec = Math.floor(seconds);
  let nanosec = Math.round((seconds - sec) * 1e9);
  if (nanosec >= 1e9) {
    sec += 1;
    nanosec -= 1e9;
  }
  return { sec, nanosec };
}

/** ROS 2 spelling to seconds. */
export function toSeconds(time: RosTime): number {
  return time.sec + time.nanosec * 1e-9;
}

/** A clock that is moved by hand: for tests and for whoever drives the graph tick by tick. */
export class ManualClock implements GraphClock {
  #seconds: number;

  constructor(startSeconds = 0) {
    this.#seconds = startSeconds;
  }

  now(): number {
    return this.#seconds;
  }

  advance(seconds: number): void {
    this.#seconds += seconds;
  }
}
