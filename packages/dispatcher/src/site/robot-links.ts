import { createRosDriver, RosLink } from '@muster/bridge';
import { createVdaDriver, parseVdaAddress } from '@muster/bridge/vda5050';
import {
  bilingual,
  type Clock,
  fail,
  ok,
  type Problem,
  type Result,
  type RobotDriver,
  type WorldModel,
} from '@muster/domain';
import type { RobotSettings } from './robot-settings.ts';
import type { SimulatorAddress } from './site-ground.ts';
import type { WireLogs } from './wire-log.ts';

/** Metres per second that a robot with a real address may be told to go, until somebody raises it. */
export const REAL_SPEED_CAP = 0.5;

/** Robots that are reached elsewhere than at the site's own simulator: a rosbridge (`ws`), or a broker with a VDA 5050 vehicle (`mqtt`). */
export type RobotAddresses = ReadonlyMap<string, string>;

/** `amr1=ws://…` or `amr1=mqtt://…` from the command line. */
export const parseRobotAddress = (text: string, model: WorldModel): Result<readonly [string, string]> => {
  const at = text.indexOf('=');
  const robot = text.slice(0, at);
  const address = text.slice(at + 1);
  const known = model.scene.robots.map((entry) => entry.id);
  if (at < 1 || !known.includes(robot))
    return fail({
      code: 'SITE_UNKNOWN_ROBOT',
      place: `--robot ${text}`,
      says: bilingual(
        `"${at < 1 ? text : robot}" is no robot of this scene.`,
        `“${at < 1 ? text : robot}”不是本场景的机器人。`,
      ),
      remedy: bilingual(
        `Write --robot ID=ws://HOST:PORT with one of: ${known.join(', ')}.`,
        `请写成 --robot ID=ws://主机:端口，可用：${known.join('、')}。`,
      ),
    });
  if (/^mqtts?:/.test(address)) {
    const vehicle = parseVdaAddress(address);
    return vehicle.ok
      ? ok([robot, address])
      : fail(...vehicle.problems.map((problem) => ({ ...problem, place: `--robot ${robot}=…` })));
  }
  if (!/^wss?:\/\/[^\s/]+/.test(address) || !URL.canParse(address))
    return fail({
      code: 'SITE_BAD_ADDRESS',
      place: `--robot ${text}`,
      says: bilingual(
        `"${address}" is no address of a rosbridge or of a VDA 5050 vehicle.`,
        `“${address}”不是 rosbridge 或 VDA 5050 车辆的地址。`,
      ),
      remedy: bilingual(
        'Write ws://HOST:PORT or mqtt://HOST:PORT/MANUFACTURER/SERIAL.',
        '请写成 ws://主机:端口 或 mqtt://主机:端口/制造商/序列号。',
      ),
    });
  return ok([robot, address]);
};

export type RobotLinks = { readonly drivers: ReadonlyMap<string, RobotDriver>; close(): void };

export type LinkSettings = {
  readonly onProblem?: (problem: Problem) => void;
  /** By robot; of those with an address of their own. */
  readonly settings?: ReadonlyMap<string, RobotSettings>;
  readonly wire?: WireLogs;
};

/** Name of the wire log of all simulated robots: they share their sockets. */
const SHARED_LOG = 'simulator';

/**
 * One driver per robot. Simulated ones share a link and a stop link to the simulator; a robot with an address of its own has its own, over
 * rosbridge or, with an `mqtt` address, as a VDA 5050 vehicle.
 */
export const connectRobots = (
  model: WorldModel,
  addresses: RobotAddresses,
  simulator: Pick<SimulatorAddress, 'url' | 'transportFactory'>,
  clock: Clock,
  { onProblem, settings, wire }: LinkSettings = {},
): RobotLinks => {
  const drivers = new Map<string, RobotDriver>();
  const log = wire?.for(SHARED_LOG);
  const { url: simulatorUrl, transportFactory } = simulator;
  const sharedLink = (): RosLink =>
    new RosLink({
      url: simulatorUrl,
      ...(transportFactory ? { transportFactory } : {}),
      ...(log ? { wire: log } : {}),
    });
  const shared = { link: sharedLink(), stopLink: sharedLink() };
  const floors = model.scene.floors.map((floor) => floor.id);
  const nodes = Object.fromEntries(model.scene.graph.nodes.map((node) => [node.id, node]));
  for (const robot of model.scene.robots) {
    const manifest = model.library.robots[robot.kind];
    if (manifest === undefined) continue;
    const url = addresses.get(robot.id);
    const common = {
      robot: robot.id,
      manifest,
      floors,
      clock,
      skills: model.library.skills,
      ...(onProblem ? { onProblem } : {}),
    };
    if (url === undefined) {
      drivers.set(robot.id, createRosDriver({ ...common, ...shared }));
      continue;
    }
    const own = {
      ...common,
      speedCap: REAL_SPEED_CAP,
      ...settings?.get(robot.id),
      ...(wire ? { wire: wire.for(robot.id) } : {}),
    };
    const vehicle = parseVdaAddress(url);
    drivers.set(
      robot.id,
      vehicle.ok ? createVdaDriver({ ...own, address: vehicle.value, nodes }) : createRosDriver({ ...own, url }),
    );
  }
  return {
    drivers,
    close: () => {
      for (const driver of drivers.values()) driver.close();
      shared.link.close();
      shared.stopLink.close();
      wire?.close();
    },
  };
};

/** Resolves when every driver is connected, or after `seconds` with the ids of those that aren't. */
export const untilConnected = async (
  drivers: ReadonlyMap<string, RobotDriver>,
  seconds: number,
): Promise<readonly string[]> => {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const missing = [...drivers].filter(([, driver]) => !driver.connected()).map(([robot]) => robot);
    if (missing.length === 0 || performance.now() > deadline) return missing;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
