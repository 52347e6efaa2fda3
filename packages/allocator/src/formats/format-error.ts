/** A fault in an instance file: what, where, and what to do. `place` is a JSON path or `line N, number M`. */
export class FormatError extends Error {
  readonly code: 'ALLOCATE_BAD_INSTANCE' = 'ALLOCATE_BAD_INSTANCE' as const;
  readonly place: string;
  readonly tip: string;

  constructor(place: string, message: string, tip: string) {
    super(`${place}: ${message}`);
    this.name = 'FormatError';
    this.place = place;
    this.tip = tip;
  }
}
