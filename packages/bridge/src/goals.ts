import type { RobotEvent, RosCall } from '@muster/domain';
import { readPath } from './fill-template.ts';
import type { Dialect } from './frames.ts';
import type { Frame } from './link.ts';
import { goalPhase } from './status.ts';

type Outcome = Omit<Extract<RobotEvent, { type: 'result' }>, 'type' | 'robot' | 'command'>;

const text = (value: unknown, limit: number): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value.slice(0, limit)
    : typeof value === 'number' && value !== 0
      ? String(value)
      : undefined;

/**
 * Outcome of an action from its status and result values. Success takes both the status and, where the manifest names one, the field
 * of the result that says so.
 */
export const readOutcome = (call: RosCall, status: unknown, values: unknown, dialect: Dialect): Outcome => {
  const phase = goalPhase(status, dialect);
  const { success, message, outcome } = call.result ?? {};
  const said = message === undefined ? undefined : text(readPath(values, message), 300);
  const code = text(readPath(values, 'code'), 80) ?? text(readPath(values, 'error_code'), 80);
  const found = outcome === undefined ? undefined : text(readPath(values, outcome), 64);
  const detail = {
    ...(said === undefined ? {} : { message: said }),
    ...(code === undefined ? {} : { code }),
  };
  switch (phase) {
    case 'succeeded':
      if (success) {
        const value = readPath(values, success.path);
        // Older distributions have results without an error code: what is missing can't contradict.
        if (value !== undefined && value !== success.equals) return { outcome: 'failed', ...detail };
      }
      return { outcome: 'succeeded', ...detail, ...(found === undefined ? {} : { found }) };
    case 'canceled':
    case 'failed':
    case 'rejected':
      return { outcome: phase, ...detail };
    default:
      return { outcome: 'unknown', code: `BRIDGE_STATUS_${String(status).slice(0, 20)}`, ...detail };
  }
};

/** Reads a frame of a ROS 2 action: feedback, result, or nothing that matters. */
export const readActionFrame = (
  frame: Frame,
  call: RosCall,
): { kind: 'feedback'; progress: number; phase?: string } | { kind: 'result'; result: Outcome } | undefined => {
  if (frame.op === 'action_feedback') return { kind: 'feedback', ...readFeedback(call, frame.values) };
  if (frame.op !== 'action_result') return undefined;
  // With `result: false` the goal never reached its server: nothing was done.
  if (frame.result === false)
    return {
      kind: 'result',
      result: {
        outcome: 'rejected',
        code: 'BRIDGE_GOAL_REFUSED',
        ...(typeof frame.values === 'string' ? { message: frame.values.slice(0, 300) } : {}),
      },
    };
  return { kind: 'result', result: readOutcome(call, frame.status, frame.values, 'ros2') };
};

export const readFeedback = (call: RosCall, values: unknown): { progress: number; phase?: string } => {
  const { progress, phase } = call.feedback ?? {};
  const share = progress === undefined ? undefined : readPath(values, progress);
  const name = phase === undefined ? undefined : text(readPath(values, phase), 60);
  return {
    progress: typeof share === 'number' && Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0,
    ...(name === undefined ? {} : { phase: name }),
  };
};

/** Outcome of a service that does the work itself. */
export const readServiceOutcome = (call: RosCall, ok: boolean, values: unknown): Outcome => {
  const { success, message } = call.result ?? {};
  const said = message === undefined ? undefined : text(readPath(values, message), 300);
  if (!ok)
    return {
      outcome: 'rejected',
      code: 'BRIDGE_SERVICE_REFUSED',
      message: typeof values === 'string' ? values.slice(0, 300) : 'the service is not there',
    };
  const done = success === undefined || readPath(values, success.path) === success.equals;
  return { outcome: done ? 'succeeded' : 'failed', ...(said === undefined ? {} : { message: said }) };
};
