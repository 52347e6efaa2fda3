import { bilingual, type Clock, type Problem, type RobotEvent, type RobotManifest } from '@muster/domain';
import { fillName } from './fill-template.ts';
import { type FrameRules, readPose } from './frames.ts';
import type { RosLink } from './link.ts';
import { bridgeProblem } from './problems.ts';

type TelemetryOptions = {
  readonly robot: string;
  readonly manifest: RobotManifest;
  readonly link: RosLink;
  readonly clock: Clock;
  readonly rules: () => FrameRules;
  readonly emit: (event: RobotEvent) => void;
  readonly report: (problem: Problem) => void;
  readonly poseMilliseconds: number;
  readonly onSpeed: (speed: number) => void;
};

const MAX_OBSERVATIONS = 2000;
const MAX_OBSERVATION_TEXT = 1_000_000;

/** What a robot tells by itself, newest only. What can't be true is reported and dropped. */
export const subscribeTelemetry = (options: TelemetryOptions): (() => void) => {
  const { robot, manifest, link, clock, emit } = options;
  const refused = createRefusals(options);
  const radius = manifest.body.radius ?? Math.hypot(manifest.body.length, manifest.body.width) / 2;
  const { pose, battery, observations } = manifest.telemetry;
  const stops = [
    link.subscribe(fillName(pose.topic, robot), pose.type, options.poseMilliseconds, (message) => {
      const read = readPose(message, measuredAt(message, clock.sceneSeconds()), options.rules());
      if (typeof read === 'string') {
        refused(pose.topic, read);
        return;
      }
      // Turning on the spot moves the rim of the body as much as driving does.
      const speed = Math.max(read.linear, read.angular * radius);
      emit({ type: 'pose', robot, pose: read.pose, speed });
      options.onSpeed(speed);
    }),
  ];
  if (battery)
    stops.push(
      link.subscribe(fillName(battery.topic, robot), battery.type, 1000, (message) => {
        const charge = readCharge(message);
        if (charge === undefined) refused(battery.topic, 'not a state of charge');
        else emit({ type: 'battery', robot, charge });
      }),
    );
  if (observations)
    stops.push(
      // Not throttled: each one is an event, not a newer value of the same.
      link.subscribe(fillName(observations.topic, robot), observations.type, 0, (message) => {
        const facts = readObservations(message);
        if (typeof facts === 'string') refused(observations.topic, facts);
        else if (facts.length > 0) emit({ type: 'observed', robot, facts });
      }),
    );
  return () => {
    for (const stop of stops) stop();
  };
};

/** Scene seconds at which a message was measured: its stamp, when that is of the same clock; else when it came in. */
const measuredAt = (message: unknown, now: number): number => {
  const { header } = (message ?? {}) as { header?: { stamp?: Record<string, unknown> } };
  const stamp = header?.stamp;
  const seconds = Number(stamp?.sec ?? stamp?.secs) + Number(stamp?.nanosec ?? stamp?.nsecs ?? 0) / 1e9;
  return seconds <= now && now - seconds < PLAUSIBLE_LAG_SECONDS ? seconds : now;
};

const PLAUSIBLE_LAG_SECONDS = 30;

/** Share 0..1 of sensor_msgs/BatteryState; some robots count to 100, and an unknown one arrives as null. */
const readCharge = (message: unknown): number | undefined => {
  const share = (message as { percentage?: unknown } | null)?.percentage;
  if (typeof share !== 'number' || !Number.isFinite(share) || share < 0 || share > 100) return undefined;
  return share > 1 ? share / 100 : share;
};

/** JSON list of facts in a std_msgs/String, or what is wrong with it. */
export const readObservations = (message: unknown): { fact: string; value: boolean | number }[] | string => {
  const data = (message as { data?: unknown } | null)?.data;
  if (typeof data !== 'string') return 'not a text';
  if (data.length > MAX_OBSERVATION_TEXT) return 'too long';
  let list: unknown;
  try {
    list = JSON.parse(data);
  } catch {
    return 'not JSON';
  }
  if (!Array.isArray(list)) return 'not a list';
  if (list.length > MAX_OBSERVATIONS) return `${list.length} facts at once`;
  const facts: { fact: string; value: boolean | number }[] = [];
  for (const entry of list as unknown[]) {
    const { fact, value } = (entry ?? {}) as { fact?: unknown; value?: unknown };
    if (typeof fact !== 'string' || fact.length > 300) return 'a fact without a name';
    if (typeof value === 'boolean') facts.push({ fact, value });
    else if (typeof value === 'number' && Number.isFinite(value)) facts.push({ fact, value });
    else return `no value for ${fact.slice(0, 60)}`;
  }
  return facts;
};

/** Tells of bad messages once per topic and reason, not once per message. */
const createRefusals = (options: TelemetryOptions): ((topic: string, why: string) => void) => {
  const told = new Set<string>();
  return (topic, why) => {
    const key = `${topic} ${why}`;
    if (told.has(key) || told.size > 200) return;
    told.add(key);
    options.report(
      bridgeProblem(
        'BRIDGE_BAD_MESSAGE',
        bilingual(`Message of ${options.robot} not used: ${why}.`, `未采用 ${options.robot} 的消息：${why}。`),
        fillName(topic, options.robot),
        bilingual("Compare the topic's type with the manifest.", '请核对话题类型与清单。'),
      ),
    );
  };
};
