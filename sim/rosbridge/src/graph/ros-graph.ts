import type { GraphClock } from '../clock.ts';
import { programContext, type RosMessage } from '../messages/codec.ts';
import type { NavigationDistribution } from '../messages/tables/navigation.ts';
import type { TypeTables } from '../messages/tables/table.ts';
import { type RosDialect, TypeRegistry } from '../messages/type-registry.ts';
import { type ActionServer, ActionSpace, type GoalListener } from './action-space.ts';
import { attachActionStatus } from './action-status-face.ts';
import { attachActionlib } from './actionlib-face.ts';
import { ParameterStore } from './parameter-store.ts';
import { attachRosapi } from './rosapi-node.ts';
import {
  type Registration,
  type ServiceHandler,
  type ServiceOptions,
  type ServiceOutcome,
  ServiceSpace,
} from './service-space.ts';
import {
  type AdvertiseOptions,
  type LinkFilter,
  type Publisher,
  type SubscribeOptions,
  type Subscription,
  TopicSpace,
} from './topic-space.ts';

export interface RosGraphOptions {
  readonly dialect: RosDialect;
  /** Simulated seconds. */
  readonly clock: GraphClock;
  readonly distribution?: NavigationDistribution;
  readonly extraTypes?: TypeTables;
  /** Publish `/clock` at every {@link RosGraph.advance}, and set `use_sim_time`. Default true. */
  readonly hasClockTopic?: boolean;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/**
 * A ROS graph inside the program: what a robot's nodes would offer, without the network. It does not know what is
 * simulated, and has no timers: whoever owns the clock calls {@link advance}.
 *
 * Messages in it are complete plain objects in the ROS 2 spelling of time, whatever the dialect on the wire.
 */
export interface RosGraph {
  readonly dialect: RosDialect;
  readonly clock: GraphClock;
  readonly types: TypeRegistry;
  readonly topics: TopicSpace;
  readonly services: ServiceSpace;
  readonly actions: ActionSpace;
  readonly parameters: ParameterStore;
  /** @throws RosRefusalError on an invalid name, an unknown type, or a topic of another type */
  advertise(topic: string, type: string, options?: AdvertiseOptions): Publisher;
  /** Hears every message on a topic, decoded and checked; `publisher` is the node that sent it. */
  subscribe(
    topic: string,
    type: string,
    callback: (message: RosMessage, publisher: string) => void,
    options?: SubscribeOptions,
  ): Subscription;
  /** @throws RosRefusalError on an invalid name, an unknown type, or a name that is taken */
  advertiseService(name: string, type: string, handler: ServiceHandler, options?: ServiceOptions): Registration;
  /** @throws RosRefusalError when there is no such service or the request is not of its type */
  callService(name: string, request: object, done: (outcome: ServiceOutcome) => void): Registration;
  /** In ROS 1 also offers the five actionlib topics, in ROS 2 the status topic and the cancel service. */
  advertiseAction(server: ActionServer): Registration;
  /** @throws RosRefusalError when there is no such server, the goal is not of its type, or the id is in use */
  sendGoal(action: string, goalId: string, goal: object, listener?: GoalListener): void;
  /** `false` when the goal is not running or its server refuses. */
  cancelGoal(action: string, goalId: string): boolean;
  /** Writes to `/rosout`. */
  log(level: LogLevel, node: string, text: string): void;
  /** To be called after the clock moved: publishes `/clock` and periodic status, lets sessions send what they held back. */
  advance(): void;
  /** Called at every {@link advance}, in order of registration. */
  onAdvance(callback: () => void): Registration;
  /** Simulates a bad link for topics, services and actions; `undefined` removes it. */
  setLinkFilter(filter: LinkFilter | undefined): void;
}

/** An empty graph with rosapi, `/rosout` and `/clock`. */
export function createRosGraph(options: RosGraphOptions): RosGraph {
  const { clock, dialect } = options;
  const types = new TypeRegistry(options);
  const topics = new TopicSpace(types, clock);
  const services = new ServiceSpace(types, clock);
  const actions = new ActionSpace(types, clock);
  const parameters = new ParameterStore();
  const advanceCallbacks = new Set<() => void>();
  const hasClockTopic = options.hasClockTopic ?? true;

  const clockPublisher = hasClockTopic
    ? topics.advertise('/clock', types.spell('rosgraph_msgs/Clock', 'msg'))
    : undefined;
  const logKey = dialect === 'ros1' ? 'rosgraph_msgs/Log' : 'rcl_interfaces/Log';
  const logPublisher = topics.advertise('/rosout', types.spell(logKey, 'msg'));
  if (hasClockTopic) parameters.set('use_sim_time', true);

  const graph: RosGraph = {
    dialect,
    clock,
    types,
    topics,
    services,
    actions,
    parameters,
    advertise: (topic, type, advertiseOptions) => topics.advertise(topic, type, advertiseOptions),
    subscribe: (topic, type, callback, subscribeOptions) =>
      topics.subscribe(
        topic,
        type,
        (publication) => callback(publication.message, publication.publisher),
        subscribeOptions,
      ),
    advertiseService: (name, type, handler, serviceOptions) => services.advertise(name, type, handler, serviceOptions),
    callService: (name, request, done) => {
      const { request: codec } = services.typeOf(name);
      return services.call(name, codec.decode(request, programContext(clock.now()), 'request'), done);
    },
    advertiseAction: (server) => {
      const registration = actions.advertise(server);
      const face = dialect === 'ros1' ? attachActionlib(graph, registration) : attachActionStatus(graph, registration);
      return {
        close: () => {
          registration.close();
          face.close();
        },
      };
    },
    sendGoal: (action, goalId, goal, listener = {}) => {
      const { type } = actions.find(action);
      actions.sendGoal(action, goalId, type.goal.decode(goal, programContext(clock.now()), 'goal'), listener);
    },
    cancelGoal: (action, goalId) => actions.cancelGoal(action, goalId),
    log: (level, node, text) => logPublisher.publishLazily(() => logMessage(dialect, level, node, text, clock.now())),
    advance: () => {
      clockPublisher?.publishLazily(() => ({ clock: clock.now() }));
      for (const callback of [...advanceCallbacks]) callback();
    },
    onAdvance: (callback) => {
      advanceCallbacks.add(callback);
      return { close: () => advanceCallbacks.delete(callback) };
    },
    setLinkFilter: (filter) => {
      topics.setLinkFilter(filter);
      services.setLinkFilter(filter);
      actions.setLinkFilter(filter);
    },
  };
  attachRosapi(graph);
  return graph;
}

const LOG_LEVELS: Readonly<Record<RosDialect, Readonly<Record<LogLevel, number>>>> = {
  ros1: { debug: 1, info: 2, warn: 4, error: 8, fatal: 16 },
  ros2: { debug: 10, info: 20, warn: 30, error: 40, fatal: 50 },
};

function logMessage(dialect: RosDialect, level: LogLevel, node: string, text: string, nowSeconds: number): object {
  const common = { level: LOG_LEVELS[dialect][level], name: node, msg: text };
  return dialect === 'ros1' ? common : { ...common, stamp: nowSeconds };
}
