import { parentPort, workerData } from 'node:worker_threads';
import { type WebSocket, WebSocketServer } from 'ws';

/**
 * Robots of the service bench, in a thread of their own: a rosbridge that says where 50 robots stand and answers their goals a moment later.
 * Latency is measured here, at the far end of the sockets: from a result's last byte out to the next goal's first byte in.
 */
export type RobotsOrder = { readonly robots: readonly string[]; readonly workMs: number; readonly epoch: number };
export type RobotsReport =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'dispatch'; readonly latencies: readonly number[] }
  | { readonly type: 'stop'; readonly latencies: readonly number[]; readonly missing: number };
export type RobotsAsk =
  | { readonly type: 'measure' }
  | { readonly type: 'report' }
  | { readonly type: 'stop'; readonly address: string };

type Frame = { readonly op: string; readonly [key: string]: unknown };

const { robots, workMs, epoch } = workerData as RobotsOrder;
const places = new Map(robots.map((robot, index) => [robot, 4 * index]));
/** No two robots are equally fast: their results don't come in step. */
const paces = new Map(
  robots.map((robot, index) => [robot, 0.7 + (0.6 * ((index * 17) % robots.length)) / robots.length]),
);
const say = (report: RobotsReport): void => parentPort?.postMessage(report);

const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
/** Socket that asked to hear of a robot: poses go there. */
const listening = new Map<string, WebSocket>();
const finished = new Map<string, number>();
let latencies: number[] = [];
let stop: { readonly at: number; readonly heard: Map<string, number> } | undefined;

const robotOf = (name: unknown): string => String(name).split('/')[1] ?? '';

const take = (socket: WebSocket, frame: Frame): void => {
  const reply = (answer: object): void => socket.send(JSON.stringify(answer));
  switch (frame.op) {
    case 'call_service': {
      const isVersion = frame.service === '/rosapi/get_ros_version';
      reply({
        op: 'service_response',
        id: frame.id,
        service: frame.service,
        values: isVersion ? { version: 2, distro: 'jazzy' } : {},
        result: true,
      });
      return;
    }
    case 'subscribe':
      listening.set(robotOf(frame.topic), socket);
      return;
    case 'publish':
      if (stop && String(frame.topic).endsWith('/hold'))
        if (!stop.heard.has(robotOf(frame.topic))) stop.heard.set(robotOf(frame.topic), performance.now() - stop.at);
      return;
    case 'send_action_goal': {
      const robot = robotOf(frame.action);
      const since = finished.get(robot);
      if (since !== undefined) latencies.push(performance.now() - since);
      finished.delete(robot);
      setTimeout(() => {
        reply({ op: 'action_result', id: frame.id, action: frame.action, values: {}, status: 4, result: true });
        finished.set(robot, performance.now());
      }, workMs * paces.get(robot)!);
      return;
    }
    default:
      return;
  }
};

sockets.on('connection', (socket) => {
  socket.on('message', (data) => take(socket, JSON.parse(String(data)) as Frame));
});
sockets.on('listening', () => say({ type: 'listening', port: (sockets.address() as { port: number }).port }));

setInterval(() => {
  const seconds = (performance.timeOrigin + performance.now() - epoch) / 1000;
  const stamp = { sec: Math.floor(seconds), nanosec: Math.floor((seconds % 1) * 1e9) };
  for (const [robot, x] of places)
    listening.get(robot)?.send(
      JSON.stringify({
        op: 'publish',
        topic: `/${robot}/odom`,
        msg: {
          header: { stamp, frame_id: 'map' },
          child_frame_id: `${robot}/base_link`,
          pose: { pose: { position: { x, y: 0, z: 0 }, orientation: { x: 0, y: 0, z: 0, w: 1 } } },
          twist: { twist: { linear: { x: 0, y: 0, z: 0 }, angular: { x: 0, y: 0, z: 0 } } },
        },
      }),
    );
}, 100);

const requestStop = async (address: string): Promise<void> => {
  stop = { at: performance.now(), heard: new Map() };
  const { heard } = stop;
  await fetch(`${address}api/stop`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ scope: 'all', by: 'bench' }),
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  stop = undefined;
  finished.clear();
  say({ type: 'stop', latencies: [...heard.values()], missing: robots.length - heard.size });
};

parentPort?.on('message', (ask: RobotsAsk) => {
  if (ask.type === 'measure') {
    latencies = [];
    finished.clear();
  } else if (ask.type === 'report') say({ type: 'dispatch', latencies });
  else void requestStop(ask.address);
});
