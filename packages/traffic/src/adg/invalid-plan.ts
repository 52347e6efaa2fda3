/** A route plan that cannot be carried out: a defect of whoever made it, never of the user. */
export class InvalidPlanError extends Error {
  readonly code = 'TRAFFIC_INVALID_PLAN';

  constructor(message: string) {
    super(message);
    this.name = 'InvalidPlanError';
  }
}
