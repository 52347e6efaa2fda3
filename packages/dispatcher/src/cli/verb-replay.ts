import { bilingual, type Problem, type WorldModel } from '@muster/domain';
import { fork, type Recording, replay, type SimCommand, seek, TICKS_PER_SECOND } from '@muster/sim-core';
import { parseSimCommand } from '../recording/command-schema.ts';
import { readRecording, writeRecording } from '../recording/recording-file.ts';
import { EXIT } from './exit-codes.ts';
import { openWorld } from './open-site.ts';
import type { CliOptions } from './options.ts';
import { printProblems } from './print-problems.ts';
import type { Terminal } from './terminal.ts';

/**
 * `replay RUN`: a recorded run again, to the same hash. `--at S` shows the world at that second; `--fork S --seconds N --to FILE` begins another run there,
 * without the commands that came after but with those of `--do JSON`, and records it.
 */
export const replayVerb = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const opened = openRecording(options);
  if (!opened.ok) return printProblems(terminal, opened.problems, options.json);
  const { model, recording } = opened;
  if (options.at !== undefined) return showAt(model, recording, options.at, options, terminal);
  if (options.fork !== undefined) return forkAt(model, recording, options.fork, options, terminal);
  const { world, divergedAt } = replay(model, recording);
  const facts = {
    scene: recording.scene,
    seconds: recording.endTick / TICKS_PER_SECOND,
    commands: recording.commands.length,
    hash: world.hash(),
    recordedHash: recording.endHash,
    same: divergedAt === undefined,
    ...(divergedAt === undefined ? {} : { divergedAtSeconds: divergedAt / TICKS_PER_SECOND }),
  };
  if (options.json) process.stdout.write(`${JSON.stringify(facts)}\n`);
  const english = terminal.language === 'en';
  if (divergedAt === undefined)
    terminal.line(
      `${terminal.paint('green', '✓')} ${
        english
          ? `${facts.seconds.toFixed(1)} s and ${facts.commands} commands again; the same hash ${facts.hash}`
          : `重放 ${facts.seconds.toFixed(1)} 秒、${facts.commands} 条命令；哈希相同 ${facts.hash}`
      }`,
    );
  else
    terminal.line(
      `${terminal.paint('red', '✗')} ${
        english
          ? `another run from ${(divergedAt / TICKS_PER_SECOND).toFixed(2)} s on: ${facts.hash}, recorded ${facts.recordedHash}`
          : `从 ${(divergedAt / TICKS_PER_SECOND).toFixed(2)} 秒起与录制不同：${facts.hash}，录制为 ${facts.recordedHash}`
      }`,
    );
  return divergedAt === undefined ? EXIT.done : EXIT.failed;
};

/** `export RUN --to mcap [--out FILE]`: a recorded run for Foxglove. */
export const exportMcapFile = async (options: CliOptions, terminal: Terminal): Promise<number> => {
  const opened = openRecording(options);
  if (!opened.ok) return printProblems(terminal, opened.problems, options.json);
  const path = options.out ?? options.positionals[0]!.replace(/(\.json)?$/, '.mcap');
  const written = await saveMcap(
    opened.model,
    opened.recording,
    path,
    options.raw.dialect === 'ros1' ? 'ros1' : 'ros2',
  );
  if ('problems' in written) return printProblems(terminal, written.problems, options.json);
  if (options.json) process.stdout.write(`${JSON.stringify({ file: path, ...written })}\n`);
  terminal.line(
    terminal.language === 'en'
      ? `${path}: ${written.messages} messages over ${written.seconds.toFixed(1)} s`
      : `${path}：${written.seconds.toFixed(1)} 秒，共 ${written.messages} 条消息`,
  );
  return EXIT.done;
};

type Written = { readonly messages: number; readonly seconds: number } | { readonly problems: readonly Problem[] };

/** Writes a recorded run as MCAP to a file. */
export const saveMcap = async (
  model: WorldModel,
  recording: Recording,
  path: string,
  dialect: 'ros1' | 'ros2' = 'ros2',
): Promise<Written> => {
  try {
    // Loaded only where it is wanted: every run passes by here.
    const { recordAgain } = await import('../recording/record-again.ts');
    const { divergedAt, ...written } = await recordAgain(model, recording, path, dialect);
    if (divergedAt === undefined) return written;
    const seconds = (divergedAt / TICKS_PER_SECOND).toFixed(2);
    return {
      problems: [
        {
          code: 'RECORDING_DIVERGED',
          place: path,
          says: bilingual(`The replay leaves the recording at ${seconds} s.`, `重放在 ${seconds} 秒处偏离录制。`),
        },
      ],
    };
  } catch (error) {
    const why = (error as Error).message;
    return {
      problems: [
        {
          code: 'RECORDING_NOT_WRITTEN',
          place: path,
          says: bilingual(`It can't be written: ${why}.`, `无法写入：${why}。`),
        },
      ],
    };
  }
};

/** Keeps a recorded run where `--record` wants it: as MCAP by its name, else as plain JSON; both can be replayed. */
export const keepRecording = async (
  model: WorldModel,
  recording: Recording,
  path: string,
): Promise<readonly Problem[]> => {
  if (path.endsWith('.mcap')) {
    const written = await saveMcap(model, recording, path);
    return 'problems' in written ? written.problems : [];
  }
  const written = writeRecording(path, recording);
  return written.ok ? [] : written.problems;
};

/** Writes what a verb has recorded to the file that `--record` names, and says so. */
export const keepRun = async (
  recording: Recording | undefined,
  model: WorldModel,
  options: CliOptions,
  terminal: Terminal,
): Promise<void> => {
  if (!recording || options.record === undefined) return;
  const problems = await keepRecording(model, recording, options.record);
  if (problems.length > 0) printProblems(terminal, problems, false);
  else terminal.section(terminal.language === 'en' ? 'Recorded' : '录制', options.record);
};

const openRecording = (
  options: CliOptions,
):
  | { readonly ok: true; readonly model: WorldModel; readonly recording: Recording }
  | { readonly ok: false; readonly problems: readonly Problem[] } => {
  const [file] = options.positionals;
  if (!file)
    return {
      ok: false,
      problems: [
        {
          code: 'CLI_MISSING',
          says: bilingual('Name a recording: replay run.rec.json', '请给出录制文件：replay run.rec.json'),
          remedy: bilingual('Make one with run … --record run.rec.json.', '可用 run … --record run.rec.json 录制。'),
        },
      ],
    };
  const raw = readRecording(file);
  if (!raw.ok) return raw;
  // The scene is the one that was recorded, unless another folder of that name is given.
  const model = openWorld({ ...options, scene: options.raw.scene === undefined ? raw.value.scene : options.scene });
  if (!model.ok) return model;
  const recording = readRecording(file, model.value);
  return recording.ok ? { ok: true, model: model.value, recording: recording.value } : recording;
};

const showAt = (
  model: WorldModel,
  recording: Recording,
  seconds: number,
  options: CliOptions,
  terminal: Terminal,
): number => {
  const { world, divergedAt } = seek(model, recording, Math.round(seconds * TICKS_PER_SECOND));
  const snapshot = world.snapshot();
  if (options.json) process.stdout.write(`${JSON.stringify({ ...snapshot, hash: world.hash() })}\n`);
  terminal.section(terminal.language === 'en' ? 'At' : '时刻', `${snapshot.seconds.toFixed(2)} s · ${world.hash()}`);
  for (const robot of snapshot.robots)
    terminal.section(
      robot.id,
      `${robot.pose.floor} (${robot.pose.x.toFixed(2)}, ${robot.pose.y.toFixed(2)}) · ${robot.command?.skill ?? robot.posture} · ${Math.round(robot.battery * 100)} %${
        robot.held.length + robot.loaded.length > 0 ? ` · ${[...robot.held, ...robot.loaded].join(', ')}` : ''
      }`,
    );
  return divergedAt === undefined ? EXIT.done : EXIT.failed;
};

const forkAt = async (
  model: WorldModel,
  recording: Recording,
  seconds: number,
  options: CliOptions,
  terminal: Terminal,
): Promise<number> => {
  const commands: SimCommand[] = [];
  for (const text of options.commands) {
    const command = parseSimCommand(text);
    if (!command) return printProblems(terminal, [badCommand(text)], options.json);
    commands.push(command);
  }
  const { world, recorder } = fork(model, recording, Math.round(seconds * TICKS_PER_SECOND));
  const ticks = Math.round((options.seconds ?? 10) * TICKS_PER_SECOND);
  for (const command of commands) {
    const result = world.apply(command);
    if (!result.accepted)
      return printProblems(
        terminal,
        [{ code: result.code, place: '--do', says: bilingual(result.message, result.message) }],
        options.json,
      );
  }
  for (let done = 0; done < ticks; done += 1) {
    world.step(1);
    recorder.note();
  }
  const branch = recorder.finish();
  const problems = options.to === undefined ? [] : await keepRecording(model, branch, options.to);
  if (problems.length > 0) return printProblems(terminal, problems, options.json);
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ parent: branch.parent, endTick: branch.endTick, hash: branch.endHash, ...(options.to ? { file: options.to } : {}) })}\n`,
    );
  terminal.line(
    terminal.language === 'en'
      ? `Forked at ${seconds} s, ran ${ticks / TICKS_PER_SECOND} s on: ${branch.endHash}${options.to ? ` → ${options.to}` : ''}`
      : `在 ${seconds} 秒处分叉，继续 ${ticks / TICKS_PER_SECOND} 秒：${branch.endHash}${options.to ? ` → ${options.to}` : ''}`,
  );
  return EXIT.done;
};

const badCommand = (text: string): Problem => ({
  code: 'CLI_BAD_COMMAND',
  place: '--do',
  says: bilingual(`This is no command of the simulator: ${text}`, `这不是仿真器的命令：${text}`),
  remedy: bilingual(
    'For example {"kind":"hold","robot":"amr_1"} or {"kind":"fault","fault":{"id":"f","kind":"stuck","target":"amr_1"}}.',
    '例如 {"kind":"hold","robot":"amr_1"} 或 {"kind":"fault","fault":{"id":"f","kind":"stuck","target":"amr_1"}}。',
  ),
});
