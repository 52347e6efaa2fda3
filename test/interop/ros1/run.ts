import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { probeBridge } from '@muster/bridge';
import { loadWorld, PROJECT_SCENES } from '@muster/dispatcher/library';
import { createLocalSite, openWireLogs } from '@muster/dispatcher/site';
import { unwrap } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';
import { freePort } from '../../support/vda-vehicle.ts';

/**
 * Drives one task through a real ROS 1 master, the tester's own rosbridge_suite (branch `ros1`) and a small actionlib robot.
 *
 * `npm run interop -- PATH_OF_ROSBRIDGE_SUITE`. Exit codes: 0 done or skipped with a notice, 1 the task was not carried out.
 */
const PYTHON = '/usr/bin/python3';
const MODULES = [
  'rospy',
  'rosgraph',
  'rosservice',
  'rostopic',
  'rosnode',
  'actionlib',
  'move_base_msgs.msg',
  'nav_msgs.msg',
  'sensor_msgs.msg',
  'std_srvs.srv',
  'twisted',
  'autobahn',
  'tornado',
  'bson',
];
const ROBOT = 'amr_1';
const TASK = 'Send AMR 1 to packing station 1';

const skip = (why: string): never => {
  process.stdout.write(`skipped: ${why}\n`);
  process.exit(0);
};
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const suite = resolve(process.argv[2] ?? process.env.MUSTER_ROSBRIDGE_SUITE ?? '');
const bridgeScript = join(suite, 'rosbridge_server/scripts/rosbridge_websocket.py');
if (process.argv[2] === undefined && process.env.MUSTER_ROSBRIDGE_SUITE === undefined)
  skip('say where a clone of rosbridge_suite (branch ros1) is: npm run interop -- PATH');
if (!existsSync(bridgeScript)) skip(`${suite} is no clone of rosbridge_suite, branch ros1`);
if (!existsSync('/usr/bin/rosmaster')) skip('there is no ROS 1 from Debian here (apt install python3-rosmaster …)');
try {
  execFileSync(PYTHON, ['-c', `import ${MODULES.join(', ')}`], { stdio: 'pipe' });
} catch (error) {
  skip(
    `a Python module is missing: ${String((error as { stderr?: Buffer }).stderr)
      .trim()
      .split('\n')
      .at(-1)}`,
  );
}

const work = mkdtempSync(join(tmpdir(), 'muster-interop-'));
const python = join(work, 'python');
const packages = join(work, 'share');

/** Message modules that no Debian package has, made with Debian's own generator from the clone's definitions. */
const generate = (name: string, folder: string): void => {
  for (const [kind, generator] of [
    ['msg', 'genmsg_py.py'],
    ['srv', 'gensrv_py.py'],
  ] as const) {
    const from = join(folder, kind);
    if (!existsSync(from)) continue;
    const into = join(python, name, kind);
    mkdirSync(into, { recursive: true });
    const includes = ['std_msgs', name].flatMap((entry) => [
      '-I',
      `${entry}:${entry === name ? join(folder, 'msg') : `/usr/share/${entry}/msg`}`,
    ]);
    const files = readdirSync(from).filter((file) => file.endsWith(`.${kind}`));
    for (const file of files)
      execFileSync(PYTHON, [`/usr/lib/genpy/${generator}`, ...includes, '-p', name, '-o', into, join(from, file)]);
    execFileSync(PYTHON, [`/usr/lib/genpy/${generator}`, '--initpy', '-p', name, '-o', into]);
  }
  if (!existsSync(join(python, name, '__init__.py'))) writeFileSync(join(python, name, '__init__.py'), '');
};

/** rosbridge looks packages up by their manifests, which Debian's message packages lack. */
const manifest = (name: string): void => {
  mkdirSync(join(packages, name), { recursive: true });
  writeFileSync(
    join(packages, name, 'package.xml'),
    `<package><name>${name}</name><version>0.0.0</version><description>stub</description><maintainer email="tester@example.org">a</maintainer><license>none</license></package>`,
  );
};

const preparePython = (): void => {
  mkdirSync(python, { recursive: true });
  for (const [name, source] of [
    ['rosapi', 'rosapi/src/rosapi'],
    ['rosbridge_library', 'rosbridge_library/src/rosbridge_library'],
    ['rosbridge_server', 'rosbridge_server/src/rosbridge_server'],
  ] as const)
    execFileSync('cp', ['-r', join(suite, source), join(python, name)]);
  for (const name of ['rosapi', 'rosbridge_msgs']) generate(name, join(suite, name));
  // rosauth is asked for at import only; its one service, as its wire format has it.
  const rosauth = join(work, 'rosauth');
  mkdirSync(join(rosauth, 'srv'), { recursive: true });
  writeFileSync(
    join(rosauth, 'srv/Authentication.srv'),
    'string mac\nstring client\nstring dest\nstring rand\ntime t\nstring level\ntime end\n---\nbool authenticated\n',
  );
  generate('rosauth', rosauth);
  for (const name of readdirSync('/usr/share').filter((entry) => /_msgs$|^std_srvs$/.test(entry))) manifest(name);
  for (const name of ['rosapi', 'rosbridge_msgs', 'rosbridge_library', 'rosauth', 'std_srvs']) manifest(name);
};

const children: ChildProcess[] = [];
const logs = new Map<string, string>();
const start = (name: string, command: string, args: readonly string[], env: Readonly<Record<string, string>>): void => {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const keep = (data: Buffer): void => void logs.set(name, `${logs.get(name) ?? ''}${String(data)}`.slice(-20_000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
};

/** The warehouse with AMR 1 as a ROS 1 robot: move_base and a Trigger service, nothing of Muster's own. */
const writeScene = (): string => {
  const folder = join(work, 'scenes');
  const put = (path: string, value: unknown): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(value));
  };
  const read = (path: string) => JSON.parse(readFileSync(join(PROJECT_SCENES, path), 'utf8')) as Record<string, never>;
  const robot = '$' + '{robot}';
  const trigger = (name: string) => ({
    kind: 'service',
    name: `/${robot}/${name}`,
    type: 'std_srvs/Trigger',
    goal: {},
    result: { success: { path: 'success', equals: true }, message: 'message' },
  });
  put('robots/amr_ros1.robot.json', {
    ...read('robots/amr_light.robot.json'),
    kind: 'amr_ros1',
    names: { en: ['ROS 1 AMR'], zh: ['ROS 1 搬运车'] },
    capabilities: [{ skill: 'go_to', call: 'arrived' }],
    calls: {
      travel: {
        kind: 'ros1-actionlib',
        name: `/${robot}/move_base`,
        type: 'move_base_msgs/MoveBaseAction',
        goal: { target_pose: '$' + '{target}' },
      },
      arrived: trigger('arrived'),
      hold: trigger('hold'),
      release: trigger('release_hold'),
    },
    telemetry: {
      pose: { topic: `/${robot}/odom`, type: 'nav_msgs/Odometry' },
      battery: { topic: `/${robot}/battery_state`, type: 'sensor_msgs/BatteryState' },
    },
  });
  const scene = read('warehouse/scene.json') as unknown as { robots: { id: string }[] };
  put('interop/scene.json', {
    ...scene,
    id: 'interop',
    tasks: [],
    robots: scene.robots.map((entry) => (entry.id === ROBOT ? { ...entry, kind: 'amr_ros1' } : entry)),
  });
  return folder;
};

const main = async (): Promise<boolean> => {
  preparePython();
  const [masterPort, port] = [await freePort(), await freePort()];
  const env = {
    ROS_MASTER_URI: `http://127.0.0.1:${masterPort}`,
    ROS_HOSTNAME: '127.0.0.1',
    ROS_IP: '127.0.0.1',
    ROS_LOG_DIR: join(work, 'log'),
    ROS_PACKAGE_PATH: `${packages}:/usr/share`,
    PYTHONPATH: `${python}:/usr/lib/python3/dist-packages`,
  };
  const model = unwrap(loadWorld('interop', [PROJECT_SCENES, writeScene()]));
  const home = model.scene.robots.find(({ id }) => id === ROBOT)!;
  const node = model.scene.graph.nodes.find(({ id }) => id === home.node)!;
  start('master', '/usr/bin/rosmaster', ['--core', '-p', String(masterPort)], env);
  await new Promise((done) => setTimeout(done, 1500));
  const here = new URL('.', import.meta.url).pathname;
  start('bridge', PYTHON, [join(here, 'loopback_bridge.py'), bridgeScript, '--port', String(port)], env);
  start('rosapi', PYTHON, [join(suite, 'rosapi/scripts/rosapi_node')], env);
  start('robot', PYTHON, [join(here, 'small_robot.py'), ROBOT, String(node.x), String(node.y)], env);
  const url = `ws://127.0.0.1:${port}`;
  const kind = model.library.robots.amr_ros1!;
  let probe = await probeBridge({ url, robots: [{ robot: ROBOT, manifest: kind }] });
  for (
    let tries = 0;
    tries < 20 && probe.robots[0]?.names.some(({ verdict }) => verdict !== 'ok') !== false;
    tries += 1
  ) {
    await new Promise((done) => setTimeout(done, 500));
    probe = await probeBridge({ url, robots: [{ robot: ROBOT, manifest: kind }] });
  }
  say(
    `bridge  ${probe.info?.dialect ?? 'unreachable'} (${probe.info?.probed ? 'it said so' : 'assumed'}), ${probe.topics} topics, ${probe.services} services, ${probe.actions} action servers`,
  );
  for (const name of probe.robots[0]?.names ?? [])
    say(`doctor  ${name.verdict.padEnd(8)} ${name.kind} ${name.name} ${name.found ?? name.expected}`);
  if (!probe.reachable) return false;
  const site = await createLocalSite({
    model,
    planner: createBuiltInPlanner(),
    speed: 1,
    autoApprove: true,
    robots: new Map([[ROBOT, url]]),
    wire: openWireLogs(join(work, 'wire')),
    onAlarm: (problem) => say(`alarm   ${problem.code} ${problem.says.en}`),
  });
  try {
    site.subscribe((message) => {
      const heard = message.type === 'event' ? [message.event] : message.type === 'events' ? message.events : [];
      for (const event of heard)
        if (/^(mission|step|command)-/.test(event.type))
          say(`${event.atSeconds.toFixed(1).padStart(6)}  ${event.says.en}`);
    });
    const run = await site.submit({ utterance: TASK, approve: true, by: 'interop' });
    const result = await site.finished(run.id, AbortSignal.timeout(180_000));
    say(`report  ${JSON.stringify(result.report)}`);
    const frames = readFileSync(join(work, 'wire', `${ROBOT}.jsonl`), 'utf8')
      .trim()
      .split('\n');
    const goal = frames.find((line) => line.includes('/move_base/goal') && line.includes('target_pose'));
    say(`frames  ${frames.length} in the wire log; the first goal: ${goal?.slice(0, 400)}`);
    return result.report?.outcome === 'achieved' && (logs.get('robot') ?? '').includes('arrived at');
  } finally {
    await site.close();
  }
};

let isDone = false;
try {
  isDone = await main();
} finally {
  say(`robot   ${(logs.get('robot') ?? '').trim().split('\n').slice(-6).join('\n        ')}`);
  if (!isDone) for (const [name, log] of logs) say(`--- ${name}\n${log.split('\n').slice(-30).join('\n')}`);
  for (const child of children.reverse()) child.kill('SIGTERM');
  await new Promise((done) => setTimeout(done, 1000));
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(work, { recursive: true, force: true });
}
say(isDone ? 'interop: done' : 'interop: NOT done');
process.exit(isDone ? 0 : 1);
