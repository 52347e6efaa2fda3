import { toRosTime } from '../clock.ts';
import type { RosMessage } from '../messages/codec.ts';
import { fullText } from '../messages/full-text.ts';
import type { RosGraph } from './ros-graph.ts';
import type { ServiceReply } from './service-space.ts';
import { typeDetails } from './type-details.ts';

const NODE = '/rosapi';

type Answer = (request: Record<string, string>, reply: ServiceReply) => object;

/**
 * The introspection services that bridges offer under `/rosapi`: what exists, of what type, who provides it, and the
 * parameters. Source: services of rosbridge_suite `rosapi`, both dialects.
 */
export function attachRosapi(graph: RosGraph): void {
  const isRos1 = graph.dialect === 'ros1';
  const packageName = isRos1 ? 'rosapi' : 'rosapi_msgs';
  const offer = (name: string, type: string, answer: Answer): void => {
    graph.advertiseService(
      `/rosapi/${name}`,
      graph.types.spell(`${packageName}/${type}`, 'srv'),
      (request: RosMessage, reply) => {
        reply.succeed(answer(request as Record<string, string>, reply));
      },
      { node: NODE },
    );
  };
  offerTopics(graph, offer);
  offerServices(graph, offer);
  offerTypes(graph, offer);
  offerParameters(graph, offer, isRos1 ? 'default' : 'default_value');
  offer('get_time', 'GetTime', () => ({ time: toRosTime(graph.clock.now()) }));
  if (!isRos1) offer('get_ros_version', 'GetROSVersion', () => ({ version: 2, distro: graph.types.distribution }));
}

type Offer = (name: string, type: string, answer: Answer) => void;

function offerTopics(graph: RosGraph, offer: Offer): void {
  const { topics, types } = graph;
  const texts = new Map<string, string>();
  offer('topics', 'Topics', () => {
    const list = topics.list();
    return { topics: list.map((topic) => topic.name), types: list.map((topic) => topic.type) };
  });
  offer('topics_for_type', 'TopicsForType', ({ type }) => ({
    topics: topics
      .list()
      .filter((topic) => topic.type === type)
      .map((topic) => topic.name),
  }));
  offer('topics_and_raw_types', 'TopicsAndRawTypes', () => {
    const list = topics.list();
    for (const { type } of list) {
      if (!texts.has(type)) texts.set(type, fullText(types.message(type).definition, types));
    }
    return {
      topics: list.map((topic) => topic.name),
      types: list.map((topic) => topic.type),
      typedefs_full_text: list.map((topic) => texts.get(topic.type) ?? ''),
    };
  });
  offer('topic_type', 'TopicType', ({ topic = '' }) => ({ type: safely(() => topics.find(topic)?.type) ?? '' }));
  offer('publishers', 'Publishers', ({ topic = '' }) => ({
    publishers: safely(() => topics.find(topic)?.publishers) ?? [],
  }));
  offer('subscribers', 'Subscribers', ({ topic = '' }) => ({
    subscribers: safely(() => topics.find(topic)?.subscribers) ?? [],
  }));
  offer('action_servers', 'GetActionServers', () => ({
    action_servers: graph.actions.list().map((action) => action.name),
  }));
}

function offerServices(graph: RosGraph, offer: Offer): void {
  const { services, topics } = graph;
  const byName = (name: string | undefined) => services.list().find((service) => service.name === name);
  offer('services', 'Services', () => ({ services: services.list().map((service) => service.name) }));
  offer('services_for_type', 'ServicesForType', ({ type }) => ({
    services: services
      .list()
      .filter((service) => service.type === type)
      .map((service) => service.name),
  }));
  offer('service_type', 'ServiceType', ({ service }) => ({ type: byName(service)?.type ?? '' }));
  offer('service_node', 'ServiceNode', ({ service }) => ({ node: byName(service)?.node ?? '' }));
  offer('service_providers', 'ServiceProviders', ({ service: type }) => ({
    providers: services
      .list()
      .filter((service) => service.type === type)
      .map((service) => service.node),
  }));
  offer('nodes', 'Nodes', () => ({ nodes: nodeNames(graph) }));
  offer('node_details', 'NodeDetails', ({ node = '' }) => ({
    subscribing: topics
      .list()
      .filter((topic) => topic.subscribers.includes(node))
      .map((topic) => topic.name),
    publishing: topics
      .list()
      .filter((topic) => topic.publishers.includes(node))
      .map((topic) => topic.name),
    services: services
      .list()
      .filter((service) => service.node === node)
      .map((service) => service.name),
  }));
}

function offerTypes(graph: RosGraph, offer: Offer): void {
  const { types } = graph;
  offer('message_details', 'MessageDetails', ({ type = '' }) => {
    const codec = types.message(type);
    return { typedefs: typeDetails(codec.definition, codec.name, types) };
  });
  offer('service_request_details', 'ServiceRequestDetails', ({ type = '' }) => {
    const { request } = types.service(type);
    return { typedefs: typeDetails(request.definition, request.name, types) };
  });
  offer('service_response_details', 'ServiceResponseDetails', ({ type = '' }) => {
    const { response } = types.service(type);
    return { typedefs: typeDetails(response.definition, response.name, types) };
  });
}

function offerParameters(graph: RosGraph, offer: Offer, defaultField: string): void {
  const { parameters } = graph;
  offer('get_param', 'GetParam', (request) => {
    const { name = '' } = request;
    if (parameters.has(name)) return { value: JSON.stringify(parameters.get(name)) };
    const fallback = request[defaultField] ?? '';
    return { value: fallback === '' ? 'null' : fallback };
  });
  offer('has_param', 'HasParam', ({ name = '' }) => ({ exists: parameters.has(name) }));
  offer('get_param_names', 'GetParamNames', () => ({ names: parameters.names() }));
  offer('delete_param', 'DeleteParam', ({ name = '' }) => {
    parameters.delete(name);
    return {};
  });
  offer('set_param', 'SetParam', ({ name = '', value = '' }) => {
    parameters.set(name, safely(() => JSON.parse(value) as unknown) ?? value);
    return {};
  });
}

function nodeNames(graph: RosGraph): string[] {
  const names = new Set<string>([NODE]);
  for (const topic of graph.topics.list())
    for (const node of [...topic.publishers, ...topic.subscribers]) names.add(node);
  for (const service of graph.services.list()) names.add(service.node);
  for (const action of graph.actions.list()) names.add(action.node);
  return [...names].sort();
}

function safely<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
