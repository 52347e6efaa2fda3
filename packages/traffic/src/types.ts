/**
 * Plain JSON values of the traffic package. Seconds, metres, radians; `z` in metres, floors by name;
 * every id is a string and unique inside its own list (node ids and edge ids may coincide).
 */

/** How a robot gets along an edge. */
export type TravelMode = 'drive' | 'walk' | 'fly';

/**
 * What a node is good for. `parking`: a robot may stay without limit; `charging`: the same, beside a charger;
 * `no-parking`: a robot may wait but no route of an idle robot may end here; `no-wait`: pass through only.
 */
export type NodeFlag = 'parking' | 'charging' | 'no-parking' | 'no-wait';

/** A pose region in which a robot stands, and may turn on the spot. */
export interface RoadmapNode {
  readonly id: string;
  /** metres, scene frame */
  readonly x: number;
  readonly y: number;
  /** metres, scene frame; where the lowest point of the body is */
  readonly z: number;
  readonly floor: string;
  readonly flags?: readonly NodeFlag[];
  /** id of a `TrafficResource` that a robot holds while it stands here (a lift cabin, a doorway) */
  readonly resource?: string;
}

/** A directed lane; a two-way aisle is two edges. */
export interface RoadmapEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** metres along the lane, > 0 */
  readonly length: number;
  /** metres of free width; a class that is wider may not enter. Absent: any width */
  readonly width?: number;
  /** metres of free height; a class that is taller may not enter. Absent: any height */
  readonly clearHeight?: number;
  /** metres per second; the lower of this and the class speed counts. Absent: the class speed */
  readonly speedCap?: number;
  readonly modes: readonly TravelMode[];
  /** id of a `TrafficResource` (door, lift, aisle with a capacity) held while on this edge */
  readonly resource?: string;
  /** seconds added to each traversal: a door that opens, a lift that comes. Default 0 */
  readonly setupSeconds?: number;
}

/** What several elements share: at most `capacity` robots inside at once. */
export interface TrafficResource {
  readonly id: string;
  readonly kind: 'door' | 'lift' | 'aisle' | 'zone';
  /** robots at once, ≥ 1 */
  readonly capacity: number;
}

export interface Roadmap {
  readonly id: string;
  readonly nodes: readonly RoadmapNode[];
  readonly edges: readonly RoadmapEdge[];
  readonly resources?: readonly TrafficResource[];
}

export type RobotFootprint =
  | { readonly kind: 'circle'; readonly radius: number }
  /** `length` along the direction of travel, `width` across, both in metres */
  | { readonly kind: 'box'; readonly length: number; readonly width: number };

/** All robots that move alike. A load that changes the footprint makes another class. */
export interface RobotClass {
  readonly id: string;
  readonly mode: TravelMode;
  readonly footprint: RobotFootprint;
  /** metres */
  readonly height: number;
  /** metres per second, > 0 */
  readonly speed: number;
  /** metres per second squared; used for the stopping distance. Absent: stops at once */
  readonly deceleration?: number;
  /** radians per second for a turn on the spot. Absent: turning costs no time */
  readonly turnRate?: number;
  /** metres kept free around the body, added once per pair (the larger of the two counts). Default 0.1 */
  readonly margin?: number;
  /** metres of air that must stay free below a flyer. Default 0.5 for `fly`, else 0 */
  readonly clearBelow?: number;
}

/** A node or an edge of the roadmap. */
export interface ElementRef {
  readonly kind: 'node' | 'edge';
  readonly id: string;
}

/** Every robot that takes up space, whether it has a move or not. */
export interface TrafficRobot {
  readonly id: string;
  readonly class: string;
  /** node it stands at; ignored when a committed route exists, whose last node counts */
  readonly node: string;
  /** radians, scene frame; absent: the first turn is free */
  readonly heading?: number;
  /** an idle robot that may be sent aside when it stands in the way. Default true */
  readonly mayYield?: boolean;
}

/** One travel step: bring `robot` to `to`. The moves of one robot are done in the order of the list. */
export interface Move {
  readonly id: string;
  readonly robot: string;
  /** class while carrying out this move; default: the robot's own (a load may widen it) */
  readonly class?: string;
  readonly to: string;
  /** seconds; the robot does not set off before. Default 0 */
  readonly earliestStart?: number;
  /** moves that must have arrived before this one sets off */
  readonly after?: readonly string[];
  /** seconds the robot stays at `to` before its next move may set off (the step done there). Default 0 */
  readonly dwellSeconds?: number;
  /** the robot has work at `to`: nobody sends it aside between this move and its next one, or ever when there is none. Default false */
  readonly stands?: boolean;
  /** larger goes first when routes compete. Default 0 */
  readonly priority?: number;
}

/** An element that may not be entered. Robots already inside finish to the next node. */
export interface Closure {
  readonly id: string;
  readonly element: ElementRef;
  /** seconds, inclusive. Default: from now on */
  readonly fromSeconds?: number;
  /** seconds, exclusive. Default: for ever */
  readonly untilSeconds?: number;
  /** only these classes, robots; absent: all */
  readonly classes?: readonly string[];
  readonly robots?: readonly string[];
}

/** A person, stranger or dropped object: a cylinder that takes up space for a while. */
export interface Obstacle {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly floor: string;
  /** metres */
  readonly radius: number;
  /** metres, bottom and top; absent: the full height */
  readonly zMin?: number;
  readonly zMax?: number;
  readonly fromSeconds?: number;
  readonly untilSeconds?: number;
}

/** A robot occupies `element` from `enterSeconds` until `leaveSeconds`. Visits of one route abut. */
export interface Visit {
  /** `<robot>/<index>`; keeps its index through replans of the same mission */
  readonly id: string;
  readonly robot: string;
  readonly class: string;
  /** move that this visit serves; null at the start node, and for a robot sent aside */
  readonly move: string | null;
  readonly element: ElementRef;
  readonly enterSeconds: number;
  /** null: for ever (the last visit of a route) */
  readonly leaveSeconds: number | null;
}

/** Alternates node, edge, node, … and starts and ends with a node. */
export interface Route {
  readonly robot: string;
  readonly visits: readonly Visit[];
}

export type DependencyReason =
  /** the two bodies would come closer than the margin */
  | { readonly kind: 'space'; readonly element: ElementRef; readonly other: ElementRef }
  /** the resource is full */
  | { readonly kind: 'resource'; readonly resource: string }
  /** the move of `visit` has `after` among its `after` */
  | { readonly kind: 'order'; readonly move: string; readonly after: string };

/** `visit` may be entered only after the robot of `after` has left the element of `after`. */
export interface Dependency {
  readonly visit: string;
  readonly after: string;
  readonly reason: DependencyReason;
}

export type TrafficProblemCode =
  | 'TRAFFIC_UNKNOWN_NODE'
  | 'TRAFFIC_UNKNOWN_EDGE'
  | 'TRAFFIC_UNKNOWN_CLASS'
  | 'TRAFFIC_UNKNOWN_ROBOT'
  | 'TRAFFIC_UNKNOWN_RESOURCE'
  | 'TRAFFIC_UNKNOWN_MOVE'
  | 'TRAFFIC_DUPLICATE_ID'
  | 'TRAFFIC_BAD_VALUE'
  | 'TRAFFIC_ORDER_CYCLE'
  | 'TRAFFIC_START_OVERLAP'
  | 'TRAFFIC_GOAL_OVERLAP'
  | 'TRAFFIC_UNREACHABLE'
  | 'TRAFFIC_NO_ROUTE'
  | 'TRAFFIC_BUDGET_SPENT'
  | 'TRAFFIC_COMMITMENT_BROKEN';

/** Why a move has no route, or an input cannot be used. */
export interface TrafficProblem {
  readonly code: TrafficProblemCode;
  readonly message: string;
  /** what would mend it */
  readonly tip?: string;
  readonly moveId?: string;
  readonly robotId?: string;
  readonly elementId?: string;
}

export interface RoutePlan {
  /** one per robot of the request, in its order; a robot that stays has one visit */
  readonly routes: readonly Route[];
  /** acyclic together with the order inside each route */
  readonly dependencies: readonly Dependency[];
  /** per move of the request that was routed: seconds of setting off and of arrival */
  readonly arrivals: readonly {
    readonly move: string;
    readonly setOffSeconds: number;
    readonly arriveSeconds: number;
  }[];
  /** seconds until the last arrival */
  readonly makespan: number;
  /** seconds, sum over moves of arrival − earliest possible departure */
  readonly totalTravel: number;
  /** seconds, the same sum if every robot were alone */
  readonly lowerBound: number;
  readonly tier: 'safe-interval' | 'configuration-search';
  /** idle robots that were sent aside */
  readonly yielded: readonly string[];
}

export type RouteResult =
  | { readonly status: 'routed'; readonly plan: RoutePlan }
  | { readonly status: 'blocked'; readonly problems: readonly TrafficProblem[] };

export interface TrafficRequest {
  readonly roadmap: Roadmap;
  readonly classes: readonly RobotClass[];
  readonly robots: readonly TrafficRobot[];
  readonly moves: readonly Move[];
  /** visits that are finished, entered or released: kept as they are, routes go on behind them */
  readonly committed?: readonly Route[];
  readonly closures?: readonly Closure[];
  readonly obstacles?: readonly Obstacle[];
  /** seconds on the scene clock at which planning starts. Default 0 */
  readonly nowSeconds?: number;
  /** same seed and same iterations give the same plan. Default 1 */
  readonly seed?: number;
  /** improvement rounds after the first plan. Default 200 */
  readonly improvementRounds?: number;
}
