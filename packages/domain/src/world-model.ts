import type { Library } from './library.ts';
import type { Scene } from './scene.ts';
import type { Names } from './text.ts';
import type { WorldState } from './world-state.ts';

export type EntityKind = 'place' | 'item' | 'robot' | 'person' | 'region';

export type Entity = {
  readonly id: string;
  readonly kind: EntityKind;
  readonly class: string;
  readonly names: Names;
  /** Static properties: class defaults overlaid by the scene's own entry. */
  readonly properties: Readonly<Record<string, boolean | number | string>>;
};

/**
 * A scene grounded over its library: entities with classes, static facts and numbers, regions per kind of robot, and the belief at the start.
 * Plain data, made by `groundScene`; read by planner, verifier, allocator, executor and console alike. It holds no transitions.
 */
export type WorldModel = {
  readonly scene: Scene;
  readonly library: Library;
  /** Hash of scene and library. */
  readonly revision: string;
  readonly entities: Readonly<Record<string, Entity>>;
  /** Class → its ancestors, nearest first, itself included. */
  readonly ancestors: Readonly<Record<string, readonly string[]>>;
  /** Class → sorted ids of its members (descendants included). */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Keys of static facts that are true. */
  readonly staticFacts: Readonly<Record<string, true>>;
  readonly staticNumbers: Readonly<Record<string, number>>;
  /** Robot → place → graph nodes from which it serves the place, in the scene's order; fixed robots: `[]` for a place in reach. */
  readonly service: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** Robot kind → node → region id. Fixed robots have no nodes. */
  readonly regions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly initial: WorldState;
};

/** Whether an entity is of a class (or of a descendant of it). Unknown ids are of none. */
export const isOfClass = (model: WorldModel, id: string, className: string): boolean => {
  const entity = model.entities[id];
  return entity !== undefined && (className === 'entity' || (model.ancestors[entity.class] ?? []).includes(className));
};
