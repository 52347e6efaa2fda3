import type { MapTransform } from '@muster/bridge';
import { bilingual, fail, ok, type PoseStamped, type Result, type WorldModel } from '@muster/domain';

/** What a robot with an address of its own is told or held to, beyond that address. */
export type RobotSettings = {
  /** Metres per second. */
  readonly speedCap?: number;
  /** Where its own map lies in the scene. */
  readonly map?: MapTransform;
  /** Told to its localisation when it is first reached; in the scene. */
  readonly initialPose?: PoseStamped;
};

type Option = 'speed-cap' | 'robot-map' | 'initial-pose';

const FORMS: Readonly<Record<Option, string>> = {
  'speed-cap': 'ID=0.3',
  'robot-map': 'ID=X,Y,YAW',
  'initial-pose': 'ID=X,Y,YAW[,FLOOR]',
};

/** Reads `--speed-cap ID=0.3`, `--robot-map ID=X,Y,YAW`, `--initial-pose ID=X,Y,YAW[,FLOOR]`; metres, radians, each of them repeatable. */
export const parseRobotSettings = (
  given: Readonly<Partial<Record<Option, readonly string[] | undefined>>>,
  robots: ReadonlySet<string>,
  model: WorldModel,
): Result<ReadonlyMap<string, RobotSettings>> => {
  const settings = new Map<string, RobotSettings>();
  for (const option of Object.keys(FORMS) as Option[])
    for (const text of given[option] ?? []) {
      const at = text.indexOf('=');
      const robot = text.slice(0, at);
      const read = at < 1 || !robots.has(robot) ? undefined : readSetting(option, text.slice(at + 1), model);
      if (!read)
        return fail({
          code: 'SITE_BAD_ROBOT_SETTING',
          place: `--${option} ${text}`,
          says:
            at > 0 && !robots.has(robot)
              ? bilingual(`"${robot}" has no address of its own (--robot).`, `“${robot}”没有自己的地址（--robot）。`)
              : bilingual(`"${text}" can't be read.`, `无法读取“${text}”。`),
          remedy: bilingual(
            `Write --${option} ${FORMS[option]}, in metres, radians, metres per second.`,
            `请写成 --${option} ${FORMS[option]}，单位为米、弧度、米每秒。`,
          ),
        });
      settings.set(robot, { ...settings.get(robot), ...read });
    }
  return ok(settings);
};

const readSetting = (option: Option, text: string, model: WorldModel): RobotSettings | undefined => {
  const parts = text.split(',').map((part) => part.trim());
  const numbers = parts.slice(0, 3).map((part) => (part === '' ? Number.NaN : Number(part)));
  if (!numbers.every((value) => Number.isFinite(value) && Math.abs(value) < 1e5)) return undefined;
  const [x = 0, y = 0, yaw = 0] = numbers;
  if (option === 'speed-cap') return parts.length === 1 && x > 0 ? { speedCap: x } : undefined;
  if (parts.length < 3) return undefined;
  if (option === 'robot-map') return parts.length === 3 ? { map: { x, y, yaw } } : undefined;
  const floor = model.scene.floors.find(({ id }) => id === (parts[3] ?? model.scene.floors[0]?.id));
  return floor && parts.length <= 4 ? { initialPose: { floor: floor.id, x, y, z: floor.elevation, yaw } } : undefined;
};
