import { createRecorder } from '@muster/sim-core';
import { createSimulation } from '@muster/sim-rosbridge/face';
import { startRosbridgeServer } from '@muster/sim-rosbridge/node';
import { runSimulation } from '../site/sim-runner.ts';
import { WorldFile } from '../site/site-files.ts';
import { EXIT } from './exit-codes.ts';
import { openWorld } from './open-site.ts';
import type { CliOptions } from './options.ts';
import { portProblem, printProblems } from './print-problems.ts';
import type { Terminal } from './terminal.ts';
import { keepRun } from './verb-replay.ts';

/** `sim`: the simulator alone, as a rosbridge server that any client may drive. */
export const simVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const model = openWorld(options);
  if (!model.ok) return printProblems(terminal, model.problems, options.json);
  const dialect = options.raw.dialect === 'ros1' ? 'ros1' : 'ros2';
  let worldFile: WorldFile | undefined;
  const simulation = createSimulation({
    model: model.value,
    beforeFlush: () => worldFile?.keep(),
    dialect,
    controls: options.raw.controls === true,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  if (typeof options.raw.world === 'string') {
    const kept = new WorldFile(options.raw.world, simulation.world);
    const restored = kept.restore();
    if (!restored.ok) return printProblems(terminal, restored.problems, options.json);
    worldFile = kept;
  }
  const port = options.port ?? 9090;
  const server = await startRosbridgeServer({ graph: simulation.graph, port }).catch(
    (error: unknown) => portProblem(error, port) ?? Promise.reject(error),
  );
  if ('code' in server) return printProblems(terminal, [server], options.json);
  const recorder = options.record === undefined ? undefined : createRecorder(simulation.world);
  const runner = runSimulation(simulation, options.speed ?? 1);
  if (recorder) runner.onAdvance(() => recorder.note());
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ url: server.url, scene: model.value.scene.id, dialect, robots: model.value.scene.robots.map((robot) => robot.id) })}\n`,
    );
  terminal.section(
    'rosbridge',
    `${server.url} · ${dialect} · ${model.value.scene.robots.map((robot) => robot.id).join(', ')}`,
  );
  terminal.line(terminal.language === 'en' ? 'Press Ctrl-C to end.' : '按 Ctrl-C 结束。');
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  runner.close();
  await keepRun(recorder?.finish(), model.value, options, terminal);
  await server.close();
  simulation.close();
  return EXIT.done;
};
