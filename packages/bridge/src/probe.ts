import { type Bilingual, bilingual, type RobotManifest, type RosCall } from '@muster/domain';
import { fillName } from './fill-template.ts';
import type { Dialect } from './frames.ts';
import { type LinkInfo, RosLink, type TransportFactory } from './link.ts';
import { systemTimers, type Timers } from './timers.ts';

/** `ok`: there, of the expected type. `missing`, `mismatch`: the robot would not do its work. `unknown`: the bridge can't say. */
export type ProbedName = {
  readonly kind: 'topic' | 'service' | 'action';
  readonly name: string;
  /** What the manifest needs it for: a call's id, or `pose`, `battery`, `observations`. */
  readonly use: string;
  readonly expected: string;
  readonly found?: string;
  readonly verdict: 'ok' | 'missing' | 'mismatch' | 'unknown';
  /** What to change, and where. */
  readonly remedy?: Bilingual;
};

export type BridgeProbe = {
  readonly url: string;
  readonly reachable: boolean;
  readonly why?: string;
  readonly info?: LinkInfo;
  /** Whether `rosapi` answers; without it nothing can be said about names. */
  readonly introspection: boolean;
  readonly roundTripMilliseconds?: number;
  readonly topics: number;
  readonly services: number;
  readonly actions: number;
  readonly robots: readonly {
    readonly robot: string;
    readonly kind: string;
    readonly names: readonly ProbedName[];
    /** Names under another prefix that would fit, when none fits under the robot's own. */
    readonly elsewhere?: string;
  }[];
};

export type ProbeOptions = {
  readonly url: string;
  readonly robots: readonly { readonly robot: string; readonly manifest: RobotManifest }[];
  readonly seconds?: number;
  readonly transportFactory?: TransportFactory;
  readonly timers?: Timers;
};

const CONNECT_SECONDS = 5;
const ANSWER_SECONDS = 3;

/** Looks at a rosbridge: what speaks there, and whether the names and types that manifests need exist. Sends nothing but questions. */
export const probeBridge = async (options: ProbeOptions): Promise<BridgeProbe> => {
  const timers = options.timers ?? systemTimers;
  const nothing = { url: options.url, introspection: false, topics: 0, services: 0, actions: 0, robots: [] };
  const link = new RosLink({
    url: options.url,
    timers,
    ...(options.transportFactory ? { transportFactory: options.transportFactory } : {}),
  });
  try {
    const info = await untilUp(link, timers, options.seconds ?? CONNECT_SECONDS);
    if (!info) return { ...nothing, reachable: false, why: 'no rosbridge answers at this address' };
    const ask = async (
      service: string,
      args: Record<string, string> = {},
    ): Promise<Record<string, unknown> | undefined> => {
      const frame = { op: 'call_service', id: link.nextId(`doctor:${service}`), service: `/rosapi/${service}`, args };
      const answer = await link.request(frame, ANSWER_SECONDS);
      return answer.kind === 'answered' && answer.ok && answer.values !== null && typeof answer.values === 'object'
        ? (answer.values as Record<string, unknown>)
        : undefined;
    };
    const before = timers.now();
    const time = await ask('get_time');
    const roundTripMilliseconds = (timers.now() - before) * 1000;
    const graph = await readGraph(ask);
    const robots = [];
    for (const { robot, manifest } of options.robots)
      robots.push(await probeRobot(robot, manifest, info.dialect, graph, ask));
    return {
      url: options.url,
      reachable: true,
      info,
      introspection: graph !== undefined,
      ...(time ? { roundTripMilliseconds } : {}),
      topics: graph?.topics.size ?? 0,
      services: graph?.services.size ?? 0,
      actions: graph?.actions.size ?? 0,
      robots,
    };
  } finally {
    link.close();
  }
};

const untilUp = (link: RosLink, timers: Timers, seconds: number): Promise<LinkInfo | undefined> =>
  new Promise((resolve) => {
    const stop = link.onChange((event) => {
      if (event.up) finish(event.info);
    });
    const cancel = timers.after(seconds, () => finish(undefined));
    const finish = (info: LinkInfo | undefined): void => {
      stop();
      cancel();
      resolve(info);
    };
    if (link.info) finish(link.info);
  });

type Ask = (service: string, args?: Record<string, string>) => Promise<Record<string, unknown> | undefined>;
type Graph = {
  /** Name → type. */
  readonly topics: ReadonlyMap<string, string>;
  readonly services: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
};

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string').map(absolute) : [];
const absolute = (name: string): string => (name.startsWith('/') ? name : `/${name}`);

const readGraph = async (ask: Ask): Promise<Graph | undefined> => {
  const topics = await ask('topics');
  const services = await ask('services');
  if (!topics && !services) return undefined;
  const types = Array.isArray(topics?.types) ? (topics.types as unknown[]) : [];
  const names = strings(topics?.topics);
  // Real servers list one action server once per topic of it.
  const actions = new Set(strings((await ask('action_servers'))?.action_servers));
  for (const name of names) if (name.endsWith('/_action/status')) actions.add(name.slice(0, -'/_action/status'.length));
  return {
    topics: new Map(names.map((name, index) => [name, String(types[index] ?? '')])),
    services: new Set(strings(services?.services)),
    actions,
  };
};

const probeRobot = async (
  robot: string,
  manifest: RobotManifest,
  dialect: Dialect,
  graph: Graph | undefined,
  ask: Ask,
): Promise<BridgeProbe['robots'][number]> => {
  const names: ProbedName[] = [];
  for (const [use, entry] of Object.entries(manifest.telemetry))
    names.push(checkTopic(use, fillName(entry.topic, robot), entry.type, dialect, graph));
  const seen = new Set<string>();
  for (const [use, call] of Object.entries(manifest.calls)) {
    const name = fillName(call.name, robot);
    const key = `${call.kind} ${name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    names.push(await checkCall(use, name, call, dialect, graph, ask));
  }
  const missing = names.filter(({ verdict }) => verdict === 'missing');
  const elsewhere = missing.length > 0 && graph ? otherPrefix(robot, missing, graph) : undefined;
  return { robot, kind: manifest.kind, names, ...(elsewhere === undefined ? {} : { elsewhere }) };
};

/** `pkg/msg/Type` and `pkg/Type` are one type in two spellings. */
export const sameType = (a: string, b: string): boolean => bareType(a) === bareType(b);
const bareType = (type: string): string => {
  const parts = type.split('/');
  return `${parts[0]}/${(parts[parts.length - 1] ?? '').replace(/Action(Goal)?$/, '')}`;
};

const judge = (
  entry: Omit<ProbedName, 'verdict' | 'found' | 'remedy'>,
  isThere: boolean | undefined,
  found: string | undefined,
  place: string,
): ProbedName => {
  if (isThere === undefined)
    return {
      ...entry,
      verdict: 'unknown',
      remedy: bilingual('Start rosapi beside the rosbridge.', '请在 rosbridge 旁启动 rosapi。'),
    };
  if (!isThere)
    return {
      ...entry,
      verdict: 'missing',
      remedy: bilingual(
        `Start what offers ${entry.name}, or change "name" at ${place} in the manifest.`,
        `请启动提供 ${entry.name} 的程序，或修改清单 ${place} 处的名称。`,
      ),
    };
  if (found !== undefined && found !== '' && !sameType(found, entry.expected))
    return {
      ...entry,
      found,
      verdict: 'mismatch',
      remedy: bilingual(
        `It is ${found}: change "type" at ${place}, and its goal and result with it.`,
        `实际类型为 ${found}：请修改 ${place} 处的类型及其目标和结果。`,
      ),
    };
  return { ...entry, ...(found ? { found } : {}), verdict: 'ok' };
};

const checkTopic = (use: string, name: string, expected: string, _: Dialect, graph: Graph | undefined): ProbedName =>
  judge({ kind: 'topic', name, use, expected }, graph?.topics.has(name), graph?.topics.get(name), `telemetry/${use}`);

const checkCall = async (
  use: string,
  name: string,
  call: RosCall,
  dialect: Dialect,
  graph: Graph | undefined,
  ask: Ask,
): Promise<ProbedName> => {
  const place = `calls/${use}`;
  switch (call.kind) {
    case 'topic':
      // What we publish to exists only where somebody listens; bridges list it then.
      return judge(
        { kind: 'topic', name, use, expected: call.type },
        graph?.topics.has(name),
        graph?.topics.get(name),
        place,
      );
    case 'service': {
      const isThere = graph?.services.has(name);
      const found = isThere ? await ask('service_type', { service: name }) : undefined;
      return judge({ kind: 'service', name, use, expected: call.type }, isThere, text(found?.type), place);
    }
    case 'ros1-actionlib': {
      const isThere = graph && (graph.topics.has(`${name}/goal`) || graph.actions.has(name));
      const probed = judge(
        { kind: 'action', name, use, expected: call.type },
        isThere,
        graph?.topics.get(`${name}/goal`),
        place,
      );
      return dialect === 'ros2' ? wrongDialect(probed, 'ros2-action', place) : probed;
    }
    case 'ros2-action': {
      const isThere = graph && (graph.actions.has(name) || graph.services.has(`${name}/_action/send_goal`));
      const probed = judge({ kind: 'action', name, use, expected: call.type }, isThere, actionType(name, graph), place);
      return dialect === 'ros1' ? wrongDialect(probed, 'ros1-actionlib', place) : probed;
    }
  }
};

/** Type of a ROS 2 action, where the bridge lists its hidden feedback topic (`pkg/action/X_FeedbackMessage`). */
const actionType = (name: string, graph: Graph | undefined): string | undefined =>
  graph?.topics.get(`${name}/_action/feedback`)?.replace(/_FeedbackMessage$/, '');

const wrongDialect = (probed: ProbedName, kind: string, place: string): ProbedName => ({
  ...probed,
  verdict: 'mismatch',
  remedy: bilingual(
    `This bridge speaks the other ROS: "kind" at ${place} has to be "${kind}".`,
    `该 rosbridge 使用另一代 ROS：${place} 处的 kind 应为 “${kind}”。`,
  ),
});

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Another prefix under which most of what is missing exists: `/robot1/odom` instead of `/amr_1/odom`, or no prefix at all. */
const otherPrefix = (robot: string, missing: readonly ProbedName[], graph: Graph): string | undefined => {
  const tails = missing.flatMap(({ name }) => (name.startsWith(`/${robot}/`) ? [name.slice(robot.length + 1)] : []));
  const all = [...graph.topics.keys(), ...graph.services, ...graph.actions].map((name) => name.replace(/\/goal$/, ''));
  const votes = new Map<string, Set<string>>();
  for (const name of all)
    for (const tail of tails)
      if (name.endsWith(tail)) {
        const prefix = name.slice(0, name.length - tail.length);
        votes.set(prefix, (votes.get(prefix) ?? new Set()).add(tail));
      }
  const [best] = [...votes].filter(([prefix]) => prefix !== `/${robot}`).sort((a, b) => b[1].size - a[1].size);
  return best && best[1].size * 2 > tails.length ? best[0] || '/' : undefined;
};
