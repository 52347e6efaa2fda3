/** Why a frame, a message or a request was refused. Codes keep their meaning once released. */
export type RosRefusalCode =
  | 'ROSBRIDGE_FRAME_NOT_JSON'
  | 'ROSBRIDGE_FRAME_NOT_OBJECT'
  | 'ROSBRIDGE_FRAME_NOT_UTF8'
  | 'ROSBRIDGE_FRAME_TOO_LARGE'
  | 'ROSBRIDGE_FRAME_TOO_DEEP'
  | 'ROSBRIDGE_OP_MISSING'
  | 'ROSBRIDGE_OP_UNKNOWN'
  | 'ROSBRIDGE_OP_NOT_FOR_SERVER'
  | 'ROSBRIDGE_OP_NOT_IN_DIALECT'
  | 'ROSBRIDGE_FIELD_MISSING'
  | 'ROSBRIDGE_FIELD_TYPE'
  | 'ROSBRIDGE_FIELD_RANGE'
  | 'ROSBRIDGE_NAME_INVALID'
  | 'ROSBRIDGE_TYPE_UNKNOWN'
  | 'ROSBRIDGE_TYPE_CONFLICT'
  | 'ROSBRIDGE_DEFINITION_INVALID'
  | 'ROSBRIDGE_TOPIC_UNKNOWN'
  | 'ROSBRIDGE_NOT_ADVERTISED'
  | 'ROSBRIDGE_NOT_SUBSCRIBED'
  | 'ROSBRIDGE_MESSAGE_FIELD_UNKNOWN'
  | 'ROSBRIDGE_MESSAGE_TYPE'
  | 'ROSBRIDGE_MESSAGE_RANGE'
  | 'ROSBRIDGE_SERVICE_UNKNOWN'
  | 'ROSBRIDGE_SERVICE_TAKEN'
  | 'ROSBRIDGE_SERVICE_FAILED'
  | 'ROSBRIDGE_SERVICE_TIMEOUT'
  | 'ROSBRIDGE_ACTION_UNKNOWN'
  | 'ROSBRIDGE_ACTION_TAKEN'
  | 'ROSBRIDGE_GOAL_DUPLICATE'
  | 'ROSBRIDGE_GOAL_UNKNOWN'
  | 'ROSBRIDGE_GOAL_REJECTED'
  | 'ROSBRIDGE_RESPONSE_UNEXPECTED'
  | 'ROSBRIDGE_PROVIDER_LEFT'
  | 'ROSBRIDGE_FRAGMENT_INVALID'
  | 'ROSBRIDGE_FRAGMENT_EXPIRED'
  | 'ROSBRIDGE_LIMIT_REACHED'
  | 'ROSBRIDGE_INTERNAL';

/** A refusal as plain data: what, where, why, and what to do instead. */
export interface RosRefusal {
  readonly code: RosRefusalCode;
  /** Path of the offending part, e.g. `msg.pose.position.x` or `throttle_rate`; empty for the frame itself. */
  readonly place: string;
  readonly cause: string;
  readonly remedy: string;
}

/** Thrown inside the package where input is refused; every public entry point turns it into a reply. */
export class RosRefusalError extends Error implements RosRefusal {
  override readonly name = 'RosRefusalError';
  readonly code: RosRefusalCode;
  readonly place: string;
  override readonly cause: string;
  readonly remedy: string;

  constructor(refusal: RosRefusal) {
    super(formatRefusal(refusal));
    this.code = refusal.code;
    this.place = refusal.place;
    this.cause = refusal.cause;
    this.remedy = refusal.remedy;
  }
}

/** Throws a {@link RosRefusalError}; returns nothing. */
export function refuse(code: RosRefusalCode, place: string, cause: string, remedy: string): never {
  throw new RosRefusalError({ code, place, cause, remedy });
}

/** One line for logs and status frames: `CODE at place: cause. Remedy`. */
export function formatRefusal(refusal: RosRefusal): string {
  const place = refusal.place === '' ? '' : ` at ${refusal.place}`;
  return `${refusal.code}${place}: ${refusal.cause}. ${refusal.remedy}`;
}

/** Any thrown value as a refusal; what is not a refusal is a defect and is reported as `ROSBRIDGE_INTERNAL`. */
export function toRefusal(thrown: unknown): RosRefusal {
  if (thrown instanceof RosRefusalError) {
    return { code: thrown.code, place: thrown.place, cause: thrown.cause, remedy: thrown.remedy };
  }
  const cause = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'ROSBRIDGE_INTERNAL', place: '', cause, remedy: 'Report this as a defect of the simulator.' };
}

/** Shows a foreign value in a message: short, and never more than `limit` characters. */
export function describeValue(value: unknown, limit = 40): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') {
    const shown = value.length > limit ? `${value.slice(0, limit)}…` : value;
    return JSON.stringify(shown);
  }
  return String(value);
}
