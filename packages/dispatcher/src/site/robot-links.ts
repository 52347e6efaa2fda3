import { createRosDriver, RosLink } from '@muster/bridge';
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
import type { SimulatorAddress } from './site-ground.ts';

/** Metres per second that a robot with a real address may be told to go, until somebody raises it. */
const REAL_SPEED_CAP = 0.5;

/** Where each robot's rosbridge is: the site's own simulator, or an address given for that robot. */
export type RobotAddresses = ReadonlyMap<string, string>;

/** `amr1=ws://…` from the command line. */
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
  if (!/^wss?:\/\/[^\s]+$/.test(address))
    return fail({
      code: 'SITE_BAD_ADDRESS',
      place: `--robot ${text}`,
      says: bilingual(`"${address}" is no WebSocket address.`, `“${address}”不是 WebSocket 地址。`),
      remedy: bilingual('It starts with ws:// or wss://.', '应以 ws:// 或 wss:// 开头。'),
    });
  return ok([robot, address]);
};

export type RobotLinks = { readonly drivers: ReadonlyMap<string, RobotDriver>; close(): void };

/** One driver per robot. Simulated ones share a link and a stop link to the simulator; a robot with an address of its own has its own. */
export const connectRobots = (
  model: WorldModel,
  addresses: RobotAddresses,
  simulator: Pick<SimulatorAddress, 'url' | 'transportFactory'>,
  clock: Clock,
  onProblem?: (problem: Problem) => void,
): RobotLinks => {
  const drivers = new Map<string, RobotDriver>();
  const { url: simulatorUrl, transportFactory } = simulator;
  const toSimulator = { url: simulatorUrl, ...(transportFactory ? { transportFactory } : {}) };
  const shared = { link: new RosLink(toSimulator), stopLink: new RosLink(toSimulator) };
  const floors = model.scene.floors.map((floor) => floor.id);
  for (const robot of model.scene.robots) {
    const manifest = model.library.robots[robot.kind];
    if (manifest === undefined) continue;
    const url = addresses.get(robot.id);
    drivers.set(
      robot.id,
      createRosDriver({
        robot: robot.id,
        manifest,
        floors,
        clock,
        skills: model.library.skills,
        ...(url === undefined ? shared : { url, speedCap: REAL_SPEED_CAP }),
        ...(onProblem ? { onProblem } : {}),
      }),
    );
  }
  return {
    drivers,
    close: () => {
      for (const driver of drivers.values()) driver.close();
      shared.link.close();
      shared.stopLink.close();
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
