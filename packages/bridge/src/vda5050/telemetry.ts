import { bilingual, type Problem, type RobotEvent, type RobotManifest } from '@muster/domain';
import type { FrameRules } from '../frames.ts';
import { bridgeProblem } from '../problems.ts';
import { OBSERVATION, type VdaState } from './messages.ts';
import { fromVdaPosition } from './positions.ts';

type Moving = Pick<VdaState, 'agvPosition' | 'velocity'> & { readonly driving?: boolean };

export type TelemetryReaderOptions = {
  readonly robot: string;
  readonly manifest: RobotManifest;
  readonly rules: () => FrameRules;
  readonly sceneSeconds: () => number;
  readonly emit: (event: RobotEvent) => void;
  readonly report: (problem: Problem) => void;
};

const ID = /^[a-z][a-z0-9_-]{0,63}$/;
const BATCHES_REMEMBERED = 500;

/** What a vehicle's state and visualization say of where it is, what it carries and sees. Pure folding; no socket. */
export class TelemetryReader {
  readonly #options: TelemetryReaderOptions;
  readonly #radius: number;
  readonly #told = new Set<string>();
  readonly #batches = new Set<string>();
  #loads: ReadonlySet<string> | undefined;
  #last: { x: number; y: number; at: number } | undefined;
  /** Metres per second, of the last message that told. */
  speed = Number.POSITIVE_INFINITY;
  pose: { floor: string; x: number; y: number; yaw: number } | undefined;

  constructor(options: TelemetryReaderOptions) {
    this.#options = options;
    const { body } = options.manifest;
    this.#radius = body.radius ?? Math.hypot(body.length, body.width) / 2;
  }

  /** Returns false when there was no pose to be had. */
  move(message: Moving): boolean {
    const { robot, rules, sceneSeconds, emit } = this.#options;
    const { agvPosition } = message;
    if (!agvPosition) return false;
    if (!agvPosition.positionInitialized) {
      this.#refuse(
        'it does not know where it is',
        '它不知道自己的位置',
        'Send it initPosition.',
        '请发送 initPosition。',
      );
      return false;
    }
    const pose = fromVdaPosition(agvPosition, rules());
    if (!pose) {
      const map = agvPosition.mapId.slice(0, 60);
      this.#refuse(
        `map "${map}" is no floor's`,
        `地图“${map}”不属于任何楼层`,
        'Name its maps map, map_<floor>.',
        '地图请命名为 map、map_<楼层>。',
      );
      return false;
    }
    const at = sceneSeconds();
    this.speed = this.#speedOf(message, pose, at);
    this.pose = pose;
    this.#last = { x: pose.x, y: pose.y, at };
    emit({ type: 'pose', robot, pose: { ...pose, z: 0, at }, speed: this.speed });
    return true;
  }

  /** `velocity` is optional in the standard: without it, standing is what `driving` says and speed is how far it has come. */
  #speedOf({ velocity, driving }: Moving, pose: { x: number; y: number }, at: number): number {
    if (velocity)
      return Math.max(Math.hypot(velocity.vx ?? 0, velocity.vy ?? 0), Math.abs(velocity.omega ?? 0) * this.#radius);
    if (driving === false) return 0;
    if (!this.#last || at <= this.#last.at) return this.speed === Number.POSITIVE_INFINITY ? 0 : this.speed;
    return Math.hypot(pose.x - this.#last.x, pose.y - this.#last.y) / (at - this.#last.at);
  }

  report(state: VdaState): void {
    const { robot, emit } = this.#options;
    const charge = state.batteryState.batteryCharge / 100;
    if (charge >= 0 && charge <= 1.01) emit({ type: 'battery', robot, charge: Math.min(1, charge) });
    else this.#refuse('its charge is no percentage', '电量不是百分数');
    this.#readLoads(state);
    for (const { infoType, infoDescription = '', infoReferences = [] } of state.information ?? []) {
      if (infoType !== OBSERVATION || this.#batches.has(infoDescription)) continue;
      this.#batches.add(infoDescription);
      if (this.#batches.size > BATCHES_REMEMBERED) this.#batches.delete(this.#batches.values().next().value!);
      const facts = infoReferences.flatMap(({ referenceKey, referenceValue }) => {
        const value = referenceValue === 'true' ? true : referenceValue === 'false' ? false : Number(referenceValue);
        return typeof value === 'number' && (referenceValue.trim() === '' || !Number.isFinite(value))
          ? []
          : [{ fact: referenceKey.slice(0, 300), value }];
      });
      if (facts.length > 0) emit({ type: 'observed', robot, facts });
    }
  }

  /** What rides on it, by the one standard word for it. Absent `loads` means that it can't tell; an empty list, that nothing does. */
  #readLoads(state: VdaState): void {
    if (!state.loads) return;
    const { robot, emit } = this.#options;
    const now = new Set(state.loads.flatMap(({ loadId }) => (loadId !== undefined && ID.test(loadId) ? [loadId] : [])));
    const before = this.#loads ?? new Set<string>();
    const facts = [
      ...[...now].filter((id) => !before.has(id)).map((id) => ({ fact: `loaded(${id},${robot})`, value: true })),
      ...[...before].filter((id) => !now.has(id)).map((id) => ({ fact: `loaded(${id},${robot})`, value: false })),
    ];
    this.#loads = now;
    if (facts.length > 0) emit({ type: 'observed', robot, facts });
  }

  #refuse(en: string, zh: string, remedyEn?: string, remedyZh?: string): void {
    if (this.#told.has(en) || this.#told.size > 100) return;
    this.#told.add(en);
    const { robot, report } = this.#options;
    report(
      bridgeProblem(
        'BRIDGE_BAD_MESSAGE',
        bilingual(`Message of ${robot} not used: ${en}.`, `未采用 ${robot} 的消息：${zh}。`),
        robot,
        remedyEn === undefined ? undefined : bilingual(remedyEn, remedyZh ?? remedyEn),
      ),
    );
  }
}
