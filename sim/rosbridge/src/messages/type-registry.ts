import { refuse } from '../errors.ts';
import { compileCodec, type MessageCodec } from './codec.ts';
import { type MessageDefinition, parseDefinition } from './definition.ts';
import { controlTypes, controlTypesRos2 } from './tables/control.ts';
import { deviceTypes } from './tables/devices.ts';
import { musterTypes, ros1Types, ros2Types } from './tables/dialects.ts';
import { manipulationTypes } from './tables/manipulation.ts';
import { type NavigationDistribution, navigationTypes } from './tables/navigation.ts';
import { rosapiTypesRos1, rosapiTypesRos2 } from './tables/rosapi.ts';
import { sensorTypes, sensorTypesRos1, sensorTypesRos2, sensorTypesSinceIron } from './tables/sensors.ts';
import { standardTypes } from './tables/standard.ts';
import type { ActionTable, MessageTable, ServiceTable, TypeTables } from './tables/table.ts';
import { leggedTypes, vehicleTypes } from './tables/vehicles.ts';

export type RosDialect = 'ros1' | 'ros2';
export type InterfaceKind = 'msg' | 'srv' | 'action';

export interface ServiceType {
  /** As the dialect spells it: `std_srvs/Trigger` or `std_srvs/srv/Trigger`. */
  readonly name: string;
  readonly request: MessageCodec;
  readonly response: MessageCodec;
}

export interface ActionType {
  /** As the dialect spells it: `move_base_msgs/MoveBaseAction` or `nav2_msgs/action/NavigateToPose`. */
  readonly name: string;
  /** `pkg/Name`, without the suffix of ROS 1. */
  readonly key: string;
  readonly goal: MessageCodec;
  readonly result: MessageCodec;
  readonly feedback: MessageCodec;
}

export interface TypeRegistryOptions {
  readonly dialect: RosDialect;
  /** Decides the layouts of nav2_msgs; ROS 2 only. Default `jazzy`. */
  readonly distribution?: NavigationDistribution;
  /**
   * Further layouts, e.g. of a robot that is described by data only; they win over built-in ones of the same name and are
   * checked at once.
   */
  readonly extraTypes?: TypeTables;
}

/**
 * All interface types that a graph knows, compiled on first use. The constructor throws a RosRefusalError when an extra
 * type is malformed or names an unknown one.
 * Names are accepted as the dialect allows (ROS 1 `pkg/Name`; ROS 2 `pkg/Name` or `pkg/kind/Name`).
 */
export class TypeRegistry {
  readonly dialect: RosDialect;
  readonly distribution: string;
  readonly #messages: MessageTable;
  readonly #services: ServiceTable;
  readonly #actions: ActionTable;
  readonly #codecs = new Map<string, MessageCodec>();
  readonly #compiling = new Set<string>();
  readonly #definitions = new Map<string, MessageDefinition>();
  readonly #serviceTypes = new Map<string, ServiceType>();
  readonly #actionTypes = new Map<string, ActionType>();

  constructor(options: TypeRegistryOptions) {
    this.dialect = options.dialect;
    const distribution = options.distribution ?? 'jazzy';
    this.distribution = options.dialect === 'ros1' ? 'noetic' : distribution;
    const tables = tablesOf(options.dialect, distribution, options.extraTypes ?? {});
    const actions = merge(tables.map((table) => table.actions ?? {}));
    const derived = options.dialect === 'ros1' ? actionlibMessages(actions) : {};
    this.#messages = merge([derived, ...tables.map((table) => table.messages ?? {})]);
    this.#services = merge(tables.map((table) => table.services ?? {}));
    this.#actions = actions;
    this.#checkAll(options.extraTypes ?? {});
  }

  /** The name of a type as this dialect spells it: `msg` and `srv` parts come and go, ROS 1 actions gain their suffix. */
  spell(key: string, kind: InterfaceKind): string {
    if (this.dialect === 'ros1') return kind === 'action' ? `${key}Action` : key;
    const slash = key.indexOf('/');
    return `${key.slice(0, slash)}/${kind}${key.slice(slash)}`;
  }

  /** @throws RosRefusalError `ROSBRIDGE_TYPE_UNKNOWN` */
  message(name: string, place = 'type'): MessageCodec {
    const known = this.#codecs.get(name);
    if (known !== undefined) return known;
    const key = this.#key(name, 'msg', this.#messages, place);
    let codec = this.#codecs.get(key);
    if (codec === undefined) {
      if (this.#compiling.has(key)) {
        refuse('ROSBRIDGE_DEFINITION_INVALID', key, `${key} contains itself`, 'Break the circle with an id or a name.');
      }
      this.#compiling.add(key);
      codec = this.#compile(key);
      this.#compiling.delete(key);
      this.#codecs.set(key, codec);
    }
    this.#codecs.set(name, codec);
    return codec;
  }

  /** @throws RosRefusalError `ROSBRIDGE_TYPE_UNKNOWN` */
  service(name: string, place = 'type'): ServiceType {
    const known = this.#serviceTypes.get(name);
    if (known !== undefined) return known;
    const key = this.#key(name, 'srv', this.#services, place);
    const layout = this.#services[key] as readonly [string, string];
    const suffix = this.dialect === 'ros1' ? ['Request', 'Response'] : ['_Request', '_Response'];
    const type: ServiceType = {
      name: this.spell(key, 'srv'),
      request: this.#part(key, suffix[0] as string, layout[0]),
      response: this.#part(key, suffix[1] as string, layout[1]),
    };
    this.#serviceTypes.set(name, type);
    return type;
  }

  /** @throws RosRefusalError `ROSBRIDGE_TYPE_UNKNOWN` */
  action(name: string, place = 'action_type'): ActionType {
    const known = this.#actionTypes.get(name);
    if (known !== undefined) return known;
    const bare = this.dialect === 'ros1' && name.endsWith('Action') ? name.slice(0, -'Action'.length) : name;
    const key = this.#key(bare, 'action', this.#actions, place, name);
    const layout = this.#actions[key] as readonly [string, string, string];
    const suffix = this.dialect === 'ros1' ? ['Goal', 'Result', 'Feedback'] : ['_Goal', '_Result', '_Feedback'];
    const type: ActionType = {
      name: this.spell(key, 'action'),
      key,
      goal: this.#part(key, suffix[0] as string, layout[0]),
      result: this.#part(key, suffix[1] as string, layout[1]),
      feedback: this.#part(key, suffix[2] as string, layout[2]),
    };
    this.#actionTypes.set(name, type);
    return type;
  }

  /** Layout of a message by `pkg/Name`; `undefined` when there is none. */
  definition(key: string): MessageDefinition | undefined {
    const known = this.#definitions.get(key);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.#messages, key)) return undefined;
    const parsed = parseDefinition(key, this.#messages[key] as string);
    this.#definitions.set(key, parsed);
    return parsed;
  }

  /** Every message, service and action name, as the dialect spells it, sorted. */
  names(kind: InterfaceKind): readonly string[] {
    const table = kind === 'msg' ? this.#messages : kind === 'srv' ? this.#services : this.#actions;
    return Object.keys(table)
      .map((key) => this.spell(key, kind))
      .sort();
  }

  /** Compiles types that came as data, so that a mistake in them shows at the start. */
  #checkAll(tables: TypeTables): void {
    for (const key of Object.keys(tables.messages ?? {})) this.message(this.spell(key, 'msg'), key);
    for (const key of Object.keys(tables.services ?? {})) this.service(this.spell(key, 'srv'), key);
    for (const key of Object.keys(tables.actions ?? {})) this.action(this.spell(key, 'action'), key);
  }

  #part(key: string, suffix: string, text: string): MessageCodec {
    const name = `${key}${suffix}`;
    const definition = parseDefinition(name, text);
    this.#definitions.set(name, definition);
    return compileCodec(definition, this.dialect, (nested) => this.message(nested), name);
  }

  #compile(key: string): MessageCodec {
    const definition = this.definition(key) as MessageDefinition;
    return compileCodec(definition, this.dialect, (nested) => this.message(nested), this.spell(key, 'msg'));
  }

  #key(name: string, kind: InterfaceKind, table: object, place: string, shown = name): string {
    const parts = name.split('/');
    const [packageName, middle, last] = parts;
    let key: string | undefined;
    if (parts.length === 2) key = name;
    else if (parts.length === 3 && this.dialect === 'ros2' && middle === kind) key = `${packageName}/${last}`;
    if (key !== undefined && Object.hasOwn(table, key)) return key;
    const remedy =
      parts.length === 3 && this.dialect === 'ros1'
        ? 'A ROS 1 graph names types pkg/Name, without a middle part.'
        : `Use a ${kind} type of this graph (${this.dialect}, ${this.distribution}), or describe it in the robot manifest.`;
    return refuse('ROSBRIDGE_TYPE_UNKNOWN', place, `no ${kind} type "${shown.slice(0, 120)}" in this graph`, remedy);
  }
}

/** Later tables win over earlier ones. */
function tablesOf(dialect: RosDialect, distribution: NavigationDistribution, extra: TypeTables): readonly TypeTables[] {
  const common = [standardTypes, sensorTypes, controlTypes, vehicleTypes, deviceTypes];
  const own =
    dialect === 'ros1'
      ? [sensorTypesRos1, ros1Types, manipulationTypes('ros1'), rosapiTypesRos1]
      : [
          sensorTypesRos2,
          distribution === 'humble' ? {} : sensorTypesSinceIron,
          ros2Types,
          controlTypesRos2,
          manipulationTypes(distribution === 'humble' ? 'humble' : 'later'),
          leggedTypes,
          navigationTypes(distribution),
          rosapiTypesRos2,
        ];
  return [...common, ...own, musterTypes, extra];
}

function merge<Table extends object>(tables: readonly Table[]): Table {
  return Object.assign(Object.create(null), ...tables);
}

/** The wire types that actionlib derives from an action. Source: actionlib_msgs, §4.2 of the ROS reference. */
function actionlibMessages(actions: ActionTable): MessageTable {
  const derived: Record<string, string> = {};
  for (const [key, [goal, result, feedback]] of Object.entries(actions)) {
    const name = key.slice(key.indexOf('/') + 1);
    const status = 'Header header; actionlib_msgs/GoalStatus status';
    derived[`${key}Goal`] = goal;
    derived[`${key}Result`] = result;
    derived[`${key}Feedback`] = feedback;
    derived[`${key}ActionGoal`] = `Header header; actionlib_msgs/GoalID goal_id; ${name}Goal goal`;
    derived[`${key}ActionResult`] = `${status}; ${name}Result result`;
    derived[`${key}ActionFeedback`] = `${status}; ${name}Feedback feedback`;
  }
  return derived;
}
