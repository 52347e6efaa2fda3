import { createServer } from 'node:net';
import { createRosDriver } from '@muster/bridge';
import { createVdaVehicle, parseVdaAddress } from '@muster/bridge/vda5050';
import { unwrap, type WorldModel } from '@muster/domain';

/** A port that nothing listens on, for a server that others have to know before it is up. */
export const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
};

/** A VDA 5050 vehicle whose body is one robot of a simulator behind a rosbridge. */
export const simulatedVehicle = (
  model: WorldModel,
  robot: string,
  rosbridge: string,
  address: string,
): { close(): void } => {
  const { kind } = model.scene.robots.find(({ id }) => id === robot)!;
  const manifest = model.library.robots[kind]!;
  const clock = {
    sceneSeconds: () => performance.now() / 1000,
    monotonicSeconds: () => performance.now() / 1000,
  };
  const body = createRosDriver({
    robot,
    manifest,
    floors: model.scene.floors.map(({ id }) => id),
    clock,
    url: rosbridge,
    skills: model.library.skills,
    poseMilliseconds: 20,
  });
  const vehicle = createVdaVehicle({
    address: unwrap(parseVdaAddress(address)),
    manifest,
    body,
    floors: model.scene.floors,
    skills: model.library.skills,
    stateMilliseconds: 10,
    visualizationMilliseconds: 20,
  });
  return {
    close: () => {
      vehicle.close();
      body.close();
    },
  };
};
