import type {
  Clock,
  PoseStamped,
  Problem,
  RobotCommand,
  RobotDriver,
  RobotEvent,
  RobotManifest,
  RosCall,
  Skill,
} from '@muster/domain';
import { bilingual } from '@muster/domain';
import { fillName } from './fill-template.ts';
import type { Dialect, FrameRules, MapTransform } from './frames.ts';
import { readActionFrame, readFeedback, readOutcome, readServiceOutcome } from './goals.ts';
import { HoldLane } from './hold-lane.ts';
import { initialPoseMessage } from './initial-pose.ts';
import { type Frame, RosLink, type TransportFactory, type WireLog } from './link.ts';
import { bridgeProblem } from './problems.ts';
import { type RenderedCall, renderCall } from './render-call.ts';
import { goalPhase } from './status.ts';
import { subscribeTelemetry } from './telemetry.ts';
import { systemTimers, type Timers } from './timers.ts';

export type RosDriverOptions = {
  readonly robot: string;
  readonly manifest: RobotManifest;
  /** Floors of the scene in order; the first one's frame is `map`. */
  readonly floors: readonly string[];
  readonly clock: Clock;
  /** Address of the rosbridge, `ws://…`. Ignored when `link` is given. */
  readonly url?: string;
  readonly transportFactory?: TransportFactory;
  /** A link shared with other robots of the same bridge, and one for the stop lane; not closed by the driver. */
  readonly link?: RosLink;
  readonly stopLink?: RosLink;
  readonly skills?: Readonly<Record<string, Skill>>;
  readonly map?: MapTransform;
  /** Metres per second that a commanded speed may not exceed: a robot that is new here starts slow. */
  readonly speedCap?: number;
  readonly timers?: Timers;
  readonly random?: () => number;
  readonly wire?: WireLog;
  /** Told to the robot's localisation once, when it is first reached. */
  readonly initialPose?: PoseStamped;
  /** Hears of what a robot sent and can't be used, and of calls that can't be made. */
  readonly onProblem?: (problem: Problem) => void;
  /** Milliseconds between poses that are asked for; whole. Default 100. */
  readonly poseMilliseconds?: number;
};

/** A goal that was sent and has not ended. */
type Running = { readonly rendered: RenderedCall; readonly stop: () => void; cancelDeadline: () => void };

/** Seconds that a subscriber may need to connect to a topic that was just advertised. */
const ADVERTISED_SECONDS = 0.6;

/** Types spelled with three parts are ROS 2's. */
export const dialectOf = (manifest: RobotManifest): Dialect =>
  Object.values(manifest.calls).some((call) => call.kind === 'ros2-action' || /\/(msg|srv|action)\//.test(call.type))
    ? 'ros2'
    : 'ros1';

/**
 * Driver of one robot over rosbridge, from its manifest alone. Refuses what it is told while its link is down, puts a deadline on every
 * wait, and turns what can't be true into a problem instead of an event.
 */
export const createRosDriver = (options: RosDriverOptions): RobotDriver => {
  const { robot, manifest, clock } = options;
  const timers = options.timers ?? systemTimers;
  const listeners = new Set<(event: RobotEvent) => void>();
  const running = new Map<string, Running>();
  const makeLink = (): RosLink =>
    new RosLink({
      url: options.url ?? 'ws://127.0.0.1:9090',
      timers,
      assumedDialect: dialectOf(manifest),
      ...(options.transportFactory ? { transportFactory: options.transportFactory } : {}),
      ...(options.random ? { random: options.random } : {}),
      ...(options.wire ? { wire: options.wire } : {}),
    });
  const link = options.link ?? makeLink();
  const stopLink = options.stopLink ?? makeLink();
  const rules = (): FrameRules => ({
    floors: options.floors,
    dialect: link.info?.dialect ?? dialectOf(manifest),
    ...(options.map ? { map: options.map } : {}),
  });
  const emit = (event: RobotEvent): void => {
    for (const listener of [...listeners]) listener(event);
  };
  const report = (problem: Problem): void => options.onProblem?.(problem);
  const result = (
    command: string,
    outcome: Omit<Extract<RobotEvent, { type: 'result' }>, 'type' | 'robot' | 'command'>,
  ): void => {
    const goal = running.get(command);
    goal?.stop();
    goal?.cancelDeadline();
    running.delete(command);
    emit({ type: 'result', robot, command, ...outcome });
  };
  const lane = new HoldLane({
    robot,
    manifest,
    link,
    stopLink,
    timers,
    rules,
    emit,
    open: () => [...running.entries()],
  });

  let isPlaced = false;
  const tellInitialPose = (pose: PoseStamped): void => {
    isPlaced = true;
    const { topic, type, msg } = initialPoseMessage(pose, manifest, robot, rules());
    link.advertise(topic, type);
    // Whoever listens needs a moment to hear of a new publisher.
    const cancel = timers.after(ADVERTISED_SECONDS, () => {
      link.publish(topic, type, { op: 'publish', id: link.nextId(`${robot}:initialpose`), topic, msg });
    });
    unsubscribes.push(cancel);
  };

  const start = (command: RobotCommand): void => {
    if (!link.isUp) {
      result(command.id, { outcome: 'rejected', code: 'BRIDGE_NOT_CONNECTED' });
      return;
    }
    if (running.has(command.id)) {
      report(
        bridgeProblem(
          'BRIDGE_COMMAND_TWICE',
          bilingual('The same command was sent twice.', '同一命令发送了两次。'),
          command.id,
        ),
      );
      return;
    }
    const rendered = renderCall(command, manifest, {
      ...rules(),
      ...(options.skills ? { skills: options.skills } : {}),
      ...(options.speedCap === undefined ? {} : { speedCap: options.speedCap }),
    });
    if (!rendered.ok) {
      const [problem] = rendered.problems;
      if (problem) report(problem);
      result(command.id, {
        outcome: 'rejected',
        code: problem?.code ?? 'BRIDGE_NO_CALL',
        message: problem?.says.en ?? '',
      });
      return;
    }
    sendRendered(command, rendered.value);
  };

  const sendRendered = (command: RobotCommand, rendered: RenderedCall): void => {
    const { call, frame, name } = rendered;
    const stop =
      call.kind === 'ros2-action'
        ? link.listen(command.id, (answer) => hear(command.id, call, answer))
        : () => undefined;
    // The executor has its own, shorter bound; this one only keeps a listener from staying for ever.
    const cancelDeadline = timers.after(command.deadlineSeconds * 4 + 60, () => {
      if (running.has(command.id)) result(command.id, { outcome: 'unknown', code: 'BRIDGE_NO_RESULT' });
    });
    running.set(command.id, { rendered, stop, cancelDeadline });
    if (call.kind === 'service') {
      void callService(command.id, call, frame, command.deadlineSeconds);
      return;
    }
    const sent =
      call.kind === 'ros2-action'
        ? link.send(frame)
        : link.publish(
            call.kind === 'topic' ? name : `${name}/goal`,
            call.kind === 'topic' ? call.type : `${goalType(call)}Goal`,
            frame,
          );
    if (!sent) result(command.id, { outcome: 'rejected', code: 'BRIDGE_NOT_CONNECTED' });
    // A publish has no answer; what it brought about has to be seen.
    else if (call.kind === 'topic') result(command.id, { outcome: 'succeeded' });
  };

  const callService = async (id: string, call: RosCall, frame: Frame, seconds: number): Promise<void> => {
    const answer = link.request(frame as Frame & { id: string }, seconds);
    emit({ type: 'progress', robot, command: id, progress: 0, phase: 'called' });
    const outcome = await answer;
    if (!running.has(id)) return;
    if (outcome.kind === 'answered') result(id, readServiceOutcome(call, outcome.ok, outcome.values));
    else if (outcome.kind === 'not-sent') result(id, { outcome: 'rejected', code: 'BRIDGE_NOT_CONNECTED' });
    else if (outcome.kind === 'timed-out') result(id, { outcome: 'unknown', code: 'BRIDGE_NO_ANSWER' });
    // Closed: the link event says that nothing is known.
  };

  const hear = (id: string, call: RosCall, frame: Frame): void => {
    const read = readActionFrame(frame, call);
    if (!read) return;
    if (read.kind === 'feedback') {
      const { kind: _, ...feedback } = read;
      emit({ type: 'progress', robot, command: id, ...feedback });
    } else result(id, read.result);
  };

  const cancel = (id: string): void => {
    const goal = running.get(id);
    const call = goal?.rendered.call ?? callOfId(id);
    if (!call || !link.isUp) return;
    const name = fillName(call.name, robot);
    if (call.kind === 'ros2-action') link.send({ op: 'cancel_action_goal', id, action: name });
    else if (call.kind === 'ros1-actionlib')
      link.publish(`${name}/cancel`, 'actionlib_msgs/GoalID', {
        op: 'publish',
        id: link.nextId('cancel'),
        topic: `${name}/cancel`,
        msg: { stamp: { secs: 0, nsecs: 0 }, id },
      });
  };

  /** After a restart the goal was sent by a process that is gone; its id still says what kind it was. */
  const callOfId = (id: string): RosCall | undefined =>
    /^\d+$/.test(id.split('/')[4] ?? '') && manifest.calls.travel
      ? manifest.calls.travel
      : Object.values(manifest.calls).find((call) => call.kind.includes('action') && call !== manifest.calls.travel);

  const unsubscribes: (() => void)[] = [
    subscribeTelemetry({
      robot,
      manifest,
      link,
      clock,
      rules,
      emit,
      report,
      poseMilliseconds: options.poseMilliseconds ?? 100,
      onSpeed: (speed) => lane.measured(speed),
    }),
    ...subscribeActionlib(manifest, robot, link, {
      feedback: (id, call, values) => {
        if (running.has(id)) emit({ type: 'progress', robot, command: id, ...readFeedback(call, values) });
      },
      status: (id, status) => {
        const phase = goalPhase(status, 'ros1');
        if (running.has(id) && (phase === 'running' || phase === 'waiting'))
          emit({ type: 'progress', robot, command: id, progress: 0 });
        else if (running.has(id) && phase !== 'unknown') {
          const { call } = running.get(id)!.rendered;
          // The result itself may have gone to a socket that is dead; the status list still knows.
          timers.after(0.5, () => {
            if (running.has(id)) result(id, readOutcome(call, status, {}, 'ros1'));
          });
        }
      },
      result: (id, call, status, values) => {
        if (running.has(id)) result(id, readOutcome(call, status, values, 'ros1'));
        else emit({ type: 'result', robot, command: id, ...readOutcome(call, status, values, 'ros1') });
      },
    }),
    link.onChange((event) => {
      if (event.up) {
        if (options.initialPose && !isPlaced) tellInitialPose(options.initialPose);
        for (const call of Object.values(manifest.calls))
          if (call.kind === 'ros1-actionlib') {
            const name = fillName(call.name, robot);
            link.advertise(`${name}/goal`, `${goalType(call)}Goal`);
            link.advertise(`${name}/cancel`, 'actionlib_msgs/GoalID');
          } else if (call.kind === 'topic') link.advertise(fillName(call.name, robot), call.type);
      }
      emit({ type: 'link', robot, up: event.up, ...(event.up ? {} : { why: event.why }) });
    }),
  ];

  return {
    robot,
    connected: () => link.isUp,
    send: start,
    cancel,
    hold: () => lane.hold(),
    release: () => lane.release(),
    on: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      for (const unsubscribe of unsubscribes) unsubscribe();
      for (const goal of running.values()) {
        goal.stop();
        goal.cancelDeadline();
      }
      lane.close();
      running.clear();
      listeners.clear();
      if (!options.link) link.close();
      if (!options.stopLink) stopLink.close();
    },
  };
};

/** `pkg/XAction` of an actionlib call, however its type is spelled. */
const goalType = (call: RosCall): string => {
  const parts = call.type.split('/');
  const last = parts[parts.length - 1] ?? '';
  return `${parts[0]}/${last.endsWith('Action') ? last : `${last}Action`}`;
};

type ActionlibListeners = {
  feedback(id: string, call: RosCall, values: unknown): void;
  status(id: string, status: unknown): void;
  result(id: string, call: RosCall, status: unknown, values: unknown): void;
};

/** The topics of ROS 1 action servers, subscribed once per call for the driver's life. */
const subscribeActionlib = (
  manifest: RobotManifest,
  robot: string,
  link: RosLink,
  on: ActionlibListeners,
): (() => void)[] =>
  Object.values(manifest.calls).flatMap((call) => {
    if (call.kind !== 'ros1-actionlib') return [];
    const name = fillName(call.name, robot);
    const type = goalType(call);
    const statusOf = (entry: unknown): { id?: string; status?: unknown } => {
      const { goal_id: goal, status } = (entry ?? {}) as { goal_id?: { id?: unknown }; status?: unknown };
      return typeof goal?.id === 'string' ? { id: goal.id, status } : {};
    };
    return [
      link.subscribe(`${name}/status`, 'actionlib_msgs/GoalStatusArray', 0, (message) => {
        const list = (message as { status_list?: unknown }).status_list;
        if (!Array.isArray(list)) return;
        for (const entry of list.slice(0, 100)) {
          const { id, status } = statusOf(entry);
          if (id !== undefined) on.status(id, status);
        }
      }),
      link.subscribe(`${name}/feedback`, `${type}Feedback`, 0, (message) => {
        const { id } = statusOf((message as { status?: unknown }).status);
        if (id !== undefined) on.feedback(id, call, (message as { feedback?: unknown }).feedback);
      }),
      link.subscribe(`${name}/result`, `${type}Result`, 0, (message) => {
        const { id, status } = statusOf((message as { status?: unknown }).status);
        if (id !== undefined) on.result(id, call, status, (message as { result?: unknown }).result);
      }),
    ];
  });
