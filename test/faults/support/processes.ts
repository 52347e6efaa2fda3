import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../../packages/dispatcher/src/main.ts', import.meta.url));
const SIMULATOR = fileURLToPath(new URL('./sim-process.ts', import.meta.url));

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

/** A process of ours that is killed without warning and started again. */
export class Victim {
  #child: ChildProcess | undefined;
  #output = '';
  readonly #arguments: readonly string[];
  readonly #isReady: (output: string) => Promise<boolean> | boolean;

  constructor(args: readonly string[], isReady: (output: string) => Promise<boolean> | boolean) {
    this.#arguments = args;
    this.#isReady = isReady;
  }

  /** Starts it; resolves with the seconds until it is ready. */
  async start(): Promise<number> {
    const begun = performance.now();
    this.#output = '';
    const child = spawn(process.execPath, this.#arguments, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const hear = (data: Buffer): void => {
      this.#output += String(data);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    for (;;) {
      if (child.exitCode !== null) throw new Error(`it ended by itself: ${this.#output.slice(-2000)}`);
      if (await this.#isReady(this.#output)) return (performance.now() - begun) / 1000;
      if (performance.now() - begun > 60_000) throw new Error(`it does not get ready: ${this.#output.slice(-2000)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

export const simulatorProcess = (scene: string, port: number, folder: string, speed: number): Victim =>
  new Victim([SIMULATOR, scene, String(port), folder, String(speed)], (output) => output.includes('ws://'));

export const dispatcherProcess = (options: {
  scene: string;
  port: number;
  folder: string;
  speed: number;
  robots: readonly string[];
  simulator: string;
}): Victim =>
  new Victim(
    [
      MAIN,
      'serve',
      '--scene',
      options.scene,
      '--port',
      String(options.port),
      '--journal',
      `${options.folder}/journal.sqlite`,
      '--speed',
      String(options.speed),
      ...options.robots.flatMap((robot) => ['--robot', `${robot}=${options.simulator}`]),
    ],
    async () => {
      try {
        return (await fetch(`http://127.0.0.1:${options.port}/api/state`)).ok;
      } catch {
        return false;
      }
    },
  );
