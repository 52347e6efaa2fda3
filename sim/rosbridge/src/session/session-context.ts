import type { GraphClock } from '../clock.ts';
import type { RosRefusal } from '../errors.ts';
import type { RosGraph } from '../graph/ros-graph.ts';
import type { SessionLimits, SessionMode } from './limits.ts';
import type { Outbox } from './outbox.ts';
import type { SubscriptionServices } from './subscription.ts';

/** What the operations of one session share. */
export interface SessionContext {
  readonly graph: RosGraph;
  readonly mode: SessionMode;
  readonly limits: SessionLimits;
  /** Time of deadlines and throttles, seconds. */
  readonly clock: GraphClock;
  readonly outbox: Outbox;
  readonly node: string;
  readonly subscriptionServices: SubscriptionServices;
  /** Counts a refusal and, in strict mode, tells the client. */
  report(refusal: RosRefusal, id: string | undefined): void;
}
