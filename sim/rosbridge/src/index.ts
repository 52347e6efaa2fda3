export { type GraphClock, ManualClock, type RosTime, toRosTime, toSeconds } from './clock.ts';
export { formatRefusal, type RosRefusal, type RosRefusalCode, RosRefusalError, toRefusal } from './errors.ts';
export {
  type ActionInfo,
  type ActionServer,
  GOAL_MEMORY_SECONDS,
  type GoalHandle,
  type GoalInfo,
  type GoalListener,
  type GoalOutcome,
  type GoalStatus,
} from './graph/action-space.ts';
export { ROS2_STATUS } from './graph/action-status-face.ts';
export { ROS1_STATUS } from './graph/actionlib-face.ts';
export type { ParameterStore } from './graph/parameter-store.ts';
export type { Publication } from './graph/publication.ts';
export { createRosGraph, type LogLevel, type RosGraph, type RosGraphOptions } from './graph/ros-graph.ts';
export type {
  Registration,
  ServiceHandler,
  ServiceInfo,
  ServiceOptions,
  ServiceOutcome,
  ServiceReply,
} from './graph/service-space.ts';
export type {
  AdvertiseOptions,
  LinkFilter,
  Publisher,
  SubscribeOptions,
  Subscription,
  TopicInfo,
} from './graph/topic-space.ts';
export { connectInMemory, type InMemoryTransport } from './in-memory.ts';
export type { DecodeContext, FieldCodec, MessageCodec, RosMessage } from './messages/codec.ts';
export type { ArrayKind, ConstantDefinition, FieldDefinition, MessageDefinition } from './messages/definition.ts';
export { fullText } from './messages/full-text.ts';
export { serialiseMessage } from './messages/serialise.ts';
export type { NavigationDistribution } from './messages/tables/navigation.ts';
export type { TypeTables } from './messages/tables/table.ts';
export {
  type ActionType,
  type InterfaceKind,
  type RosDialect,
  type ServiceType,
  TypeRegistry,
  type TypeRegistryOptions,
} from './messages/type-registry.ts';
export type { Deflate } from './session/encode-publication.ts';
export { DEFAULT_LIMITS, type SessionLimits, type SessionMode } from './session/limits.ts';
export type { SessionTransport } from './session/outbox.ts';
export { RosbridgeSession, type SessionOptions, type SessionStats } from './session/session.ts';
