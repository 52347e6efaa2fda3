import {
  bilingual,
  type Clock,
  fail,
  type Goal,
  InvariantError,
  type Problem,
  type Result,
  type RobotDriver,
  type RobotEvent,
  type VerifiedSchedule,
  type WorldModel,
} from '@muster/domain';
import { admit } from '../decide/admit.ts';
import { type ControlRequest, takeRequest } from '../decide/control.ts';
import {
  DEFAULT_LIMITS,
  Decision,
  type DecisionInputs,
  type ExecutorLimits,
  type ReplanRequest,
  type Telemetry,
} from '../decide/decision.ts';
import { followRoute } from '../decide/follow-route.ts';
import { pump } from '../decide/pump.ts';
import { recover } from '../decide/recover.ts';
import { ignore, takeRobotEvent, updateTelemetry } from '../decide/robot-events.ts';
import { latchStop } from '../decide/stop.ts';
import { type ReviseRequest, reviseMission, takeReplanAnswer } from '../decide/take-replan.ts';
import { ALL_ROBOTS, type JournalRecord } from '../journal/event.ts';
import type { Journal } from '../journal/journal.ts';
import { missionStatus } from '../machines/mission.machine.ts';
import type { ReleaseVisits } from '../release-visits.ts';
import { evolve, type OutboxRow } from '../state/evolve.ts';
import {
  commandStatus,
  createState,
  type ExecutorState,
  isLatched,
  isMissionOver,
  robotValue,
  stateView,
} from '../state/executor-state.ts';
import { commitments, missionSummary } from '../summary.ts';
import type { HostSnapshot, MissionHost } from './mission-host.ts';

/** Answer to a wish for a new plan: a proof, or why there is none. Given as a promise, since planners take their time. */
export type Replan = (request: ReplanRequest & { readonly goal: Goal }) => Promise<Result<VerifiedSchedule>>;

export type EmbeddedHostOptions = {
  readonly model: WorldModel;
  readonly journal: Journal;
  readonly drivers: ReadonlyMap<string, RobotDriver>;
  readonly clock: Clock;
  /** Names new missions; the same under the same seed. */
  readonly ids: () => string;
  /** The verifier's word on a schedule's seal. */
  readonly isGenuine: (verified: VerifiedSchedule) => boolean;
  readonly releaseVisits: ReleaseVisits;
  readonly replan?: Replan;
  /** Asks for a look at facts that a step needs and nobody has seen; what is seen comes in as robot events. */
  readonly sense?: (request: { mission: string; step: string; facts: readonly string[] }) => void;
  /** Runs a function soon, after the current one: what comes in meanwhile is kept with one sync. Default: next macrotask. */
  readonly defer?: (work: () => void) => void;
  readonly limits?: Partial<ExecutorLimits>;
  /** What can't be kept any more is said here: the journal failed. */
  readonly onAlarm?: (problem: Problem) => void;
  /** Throws when state and code disagree instead of stopping dispatch; for tests. Default true. */
  readonly strict?: boolean;
};

type Input =
  | { readonly kind: 'event'; readonly event: RobotEvent }
  | { readonly kind: 'sent'; readonly robot: string; readonly command: string }
  | { readonly kind: 'replan'; readonly mission: string; readonly answer: Result<VerifiedSchedule> };

/** Waits whose beginning is remembered; the oldest are over long since. */
const WAITS = 20_000;
/** Sightings that are kept: more than a large scene has facts; a robot that invents some does not fill the memory. */
const SEEN_FACTS = 100_000;

const FAILED: Problem = {
  code: 'EXECUTE_JOURNAL_FAILED',
  says: bilingual('The journal can not be written.', '无法写入日志。'),
  remedy: bilingual(
    'Free the disk, then start again. Stop requests still work.',
    '请释放磁盘空间后重新启动。停止请求仍然有效。',
  ),
};

/**
 * Host in this process: replays the journal, finds out about what was open, then decides turn by turn. A turn's records are kept with one
 * sync, and only then its commands are sent.
 *
 * @throws when the journal does not fit the code, or was cut anywhere but at its end
 */
export const createEmbeddedHost = (
  options: EmbeddedHostOptions,
): MissionHost & { readonly stateView: () => unknown } => {
  const { model, journal, drivers, clock } = options;
  const state: ExecutorState = createState(model);
  const telemetry = new Map<string, Telemetry>();
  const seen = new Map<string, { value: boolean; at: number }>();
  const waits = new Map<string, { scene: number; monotonic: number }>();
  const listeners = new Set<(record: JournalRecord) => void>();
  const inbox: Input[] = [];
  const lastHold = new Map<string, number>();
  /** Robots that the stop lane has stopped, before the journal knows. */
  const stopped = new Set<string>();
  const outbox: OutboxRow[] = [];
  let emptying = false;
  let scheduled = false;
  let deciding = false;
  let healthy = true;
  let closed = false;
  const defer = options.defer ?? ((work: () => void) => void setTimeout(work, 0));

  const inputs: DecisionInputs = {
    model,
    clock,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    releaseVisits: options.releaseVisits,
    telemetry,
    seen,
    connected: (robot) => drivers.get(robot)?.connected() ?? false,
    canReplan: options.replan !== undefined,
  };

  /** One turn: decide, keep, then act. */
  const turn = <T>(decide: (decision: Decision) => T, onlyOnNews = false): T => {
    if (deciding) throw new InvariantError('a decision was asked for inside another');
    deciding = true;
    const decision = new Decision(state, inputs, waits);
    let result: T;
    try {
      result = decide(decision);
      // What changes nothing has no consequences but by time passing, and that is what `tick` is for.
      if (!onlyOnNews || decision.records.length > 0) pump(decision);
    } finally {
      deciding = false;
    }
    if (!keep(decision.records)) return result;
    outbox.push(...decision.outbox);
    empty();
    for (const request of decision.replans) void askForPlan(request);
    if (options.sense) for (const request of decision.senseRequests) options.sense(request);
    return result;
  };

  const keep = (records: readonly JournalRecord[]): boolean => {
    if (records.length === 0) return healthy;
    if (!healthy) return false;
    try {
      journal.append(records);
    } catch (error) {
      breakDown(error);
      return false;
    }
    for (const record of records) for (const listener of listeners) listener(record);
    return true;
  };

  /** A journal that failed once is never tried again: dispatch ends first, robots hold, the stop lane stays. */
  const breakDown = (error: unknown): void => {
    healthy = false;
    for (const driver of drivers.values()) driver.hold();
    options.onAlarm?.({
      ...FAILED,
      says: bilingual(`${FAILED.says.en} ${String(error)}`, `${FAILED.says.zh}${String(error)}`),
    });
  };

  /** First in, first out, also when sending makes a robot answer at once and the answer is decided on before the rest is sent. */
  const empty = (): void => {
    if (emptying) return;
    emptying = true;
    try {
      for (let row = outbox.shift(); row !== undefined; row = outbox.shift()) if (healthy) act(row);
    } finally {
      emptying = false;
    }
  };

  const act = (row: OutboxRow): void => {
    const run = state.commands.get(row.command);
    const driver = drivers.get(row.robot);
    if (!run || !driver) return;
    if (row.effect === 'cancel-command') {
      driver.cancel(row.command);
      return;
    }
    receive({ kind: 'sent', robot: row.robot, command: row.command });
    const refusal = stopped.has(row.robot) || stopped.has(ALL_ROBOTS) ? 'EXECUTE_STOPPED' : undefined;
    if (refusal !== undefined || !driver.connected()) {
      receive({
        kind: 'event',
        event: {
          type: 'result',
          robot: row.robot,
          command: row.command,
          outcome: 'rejected',
          code: refusal ?? 'EXECUTE_ROBOT_UNREACHABLE',
        },
      });
      return;
    }
    driver.send(run.command);
  };

  const askForPlan = async (request: ReplanRequest): Promise<void> => {
    let answer: Result<VerifiedSchedule>;
    try {
      answer = await options.replan!(request);
    } catch (error) {
      answer = fail({
        code: 'EXECUTE_REPLAN_BROKE',
        says: bilingual(`The planner broke: ${String(error)}`, `规划器出错：${String(error)}`),
      });
    }
    receive({ kind: 'replan', mission: request.mission, answer });
  };

  const receive = (input: Input): void => {
    if (closed) return;
    inbox.push(input);
    if (scheduled) return;
    scheduled = true;
    defer(drain);
  };

  const drain = (): void => {
    scheduled = false;
    if (closed || deciding || inbox.length === 0) return;
    const batch = inbox.splice(0);
    if (!healthy) return;
    turn((decision) => {
      for (const input of batch) take(decision, input);
    }, true);
  };

  const take = (decision: Decision, input: Input): void => {
    if (input.kind === 'sent') {
      const run = state.commands.get(input.command);
      if (run && commandStatus(run) === 'released')
        decision.emit({ type: 'command-sent', robot: input.robot, id: input.command });
    } else if (input.kind === 'replan') takeReplanAnswer(decision, input.mission, input.answer, options.isGenuine);
    else if (input.event.type === 'pose') followRoute(decision, input.event.robot);
    else takeRobotEvent(decision, input.event);
  };

  const hear = (event: RobotEvent): void => {
    if (!drivers.has(event.robot)) return;
    if (!updateTelemetry(telemetry, event, clock.sceneSeconds(), clock.monotonicSeconds())) {
      const what = `pose of ${event.robot}`;
      if (!scheduled && !deciding && healthy)
        turn((decision) => ignore(decision, event.robot, what, 'EXECUTE_BAD_VALUE'));
      return;
    }
    if (event.type === 'link' && event.up && isLatched(state, event.robot)) drivers.get(event.robot)?.hold();
    if (event.type === 'observed') {
      const at = clock.sceneSeconds();
      for (const { fact, value } of event.facts)
        if (typeof value === 'boolean' && (seen.has(fact) || seen.size < SEEN_FACTS)) seen.set(fact, { value, at });
    }
    if (event.type === 'pose') {
      notePose(event);
      if (!isWatched(event.robot)) return;
    }
    receive({ kind: 'event', event });
  };

  /** The belief's pose is telemetry: not journalled, latest only. */
  const notePose = (event: Extract<RobotEvent, { type: 'pose' }>): void => {
    poses[event.robot] = event.pose;
  };
  const poses: Record<string, (typeof model.initial.poses)[string]> = { ...model.initial.poses };

  /** Whether a pose can move its robot along its route. */
  const isWatched = (robot: string): boolean => {
    const route = state.routes.get(robot);
    return route !== undefined && route.entered < route.released;
  };

  const tick = (): void => {
    if (closed || deciding) return;
    const now = clock.monotonicSeconds();
    for (const robot of state.robots.values()) {
      const { stop } = robotValue(robot);
      const due = (lastHold.get(robot.id) ?? Number.NEGATIVE_INFINITY) + inputs.limits.stopRepeat;
      if ((stop === 'requested' || stop === 'unconfirmed') && now >= due && inputs.connected(robot.id)) {
        lastHold.set(robot.id, now);
        drivers.get(robot.id)?.hold();
      }
    }
    if (healthy) {
      if (inbox.length > 0) drain();
      if (waits.size > WAITS) for (const key of [...waits.keys()].slice(0, WAITS / 2)) waits.delete(key);
      turn((decision) => {
        for (const robot of state.routes.keys()) followRoute(decision, robot);
      });
    }
  };

  for (const record of journal.read()) evolve(state, record, model);
  for (const scope of state.latches.keys()) stopped.add(scope);
  const unsubscribes = [...drivers.values()].map((driver) => driver.on(hear));
  turn((decision) => recover(decision, [...drivers.keys()].sort()));
  for (const [robot, driver] of drivers) {
    if (isLatched(state, robot) && driver.connected()) driver.hold();
    if (driver.connected()) hear({ type: 'link', robot, up: true });
  }

  const summary = (id: string) => {
    const mission = state.missions.get(id);
    return mission && missionSummary(mission, state.sequence);
  };

  return {
    create: (verified, create = {}) => {
      if (!healthy) return fail(FAILED);
      if (inbox.length > 0) drain();
      const admitted = turn((decision) =>
        admit(decision, verified, { ...create, id: create.id ?? options.ids() }, options.isGenuine),
      );
      return healthy ? admitted : fail(FAILED);
    },
    send: (request: ControlRequest | ReviseRequest) => {
      if (!healthy) return fail(FAILED);
      if (inbox.length > 0) drain();
      const answer = turn((decision) => {
        if (request.type === 'revise-mission') return reviseMission(decision, request, options.isGenuine);
        const result = takeRequest(decision, request);
        if (result.ok && request.type === 'reset-stop') {
          stopped.delete(request.scope);
          for (const [robot, driver] of drivers) if (!isLatched(state, robot)) driver.release();
        }
        return result;
      });
      return healthy ? answer : fail(FAILED);
    },
    stop: (scope, by) => {
      // The one effect before its record: frames leave first, everything else follows.
      stopped.add(scope);
      for (const [robot, driver] of drivers) if (scope === ALL_ROBOTS || scope === robot) driver.hold();
      const now = clock.monotonicSeconds();
      for (const robot of drivers.keys()) if (scope === ALL_ROBOTS || scope === robot) lastHold.set(robot, now);
      if (!healthy) return;
      if (deciding) {
        defer(() => turn((decision) => latchStop(decision, scope, by)));
        return;
      }
      turn((decision) => latchStop(decision, scope, by));
    },
    snapshot: (): HostSnapshot => ({
      sequence: state.sequence,
      atSeconds: clock.sceneSeconds(),
      healthy,
      missions: [...state.missions.values()].map((mission) => missionSummary(mission, state.sequence)),
      robots: [...state.robots.values()].map((robot) => {
        const known = telemetry.get(robot.id);
        const age = known?.pose ? clock.sceneSeconds() - known.poseScene : null;
        return {
          id: robot.id,
          ...robotValue(robot),
          epoch: robot.epoch,
          ...(robot.open === undefined ? {} : { command: robot.open }),
          poseAgeSeconds: age,
        };
      }),
      latches: [...state.latches].map(([scope, latch]) => ({ scope, ...latch })),
      world: { ...structuredClone(state.belief), at: clock.sceneSeconds(), poses: { ...poses } },
    }),
    waitFor: (id, wait = {}) =>
      new Promise((resolve, reject) => {
        const end = () => {
          listeners.delete(look);
          wait.signal?.removeEventListener('abort', abort);
        };
        const abort = () => {
          end();
          reject(wait.signal?.reason);
        };
        const look = () => {
          const mission = state.missions.get(id);
          if (!mission) {
            end();
            reject(new RangeError(`no mission ${id}`));
            return;
          }
          const isBlocked = missionStatus(mission.machine.value) === 'blocked';
          if (!isMissionOver(mission) && !(wait.blocked === true && isBlocked)) return;
          end();
          resolve(missionSummary(mission, state.sequence));
        };
        listeners.add(look);
        wait.signal?.addEventListener('abort', abort);
        if (wait.signal?.aborted) abort();
        else look();
      }),
    missionSummary: summary,
    commitments: () => commitments(state),
    subscribe: (listener, after) => {
      if (after !== undefined) for (const record of journal.read(after)) listener(record);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tick,
    close: () => {
      closed = true;
      for (const unsubscribe of unsubscribes) unsubscribe();
      listeners.clear();
    },
    stateView: () => stateView(state),
  };
};
