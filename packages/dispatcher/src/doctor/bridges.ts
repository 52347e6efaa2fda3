import { type BridgeProbe, probeBridge } from '@muster/bridge';
import { type Bilingual, bilingual } from '@muster/domain';
import { openWorld } from '../cli/open-site.ts';
import type { CliOptions } from '../cli/options.ts';
import { parseRobotAddress } from '../site/robot-links.ts';
import type { Examine, Finding } from './section.ts';

const TITLE = bilingual('Robots', '机器人');

/** Addresses to look at, and the robots that are expected behind each: `doctor ws://…`, or `--robot ID=ws://…` for one of a scene's. */
type Targets = { readonly url: string; readonly robots?: readonly string[] };

/**
 * The rosbridges that were named: version, dialect, and which of the names that the manifests need exist with which types. `doctor ws://…`
 * takes every robot of the scene of which the bridge knows anything; `--robot ID=ws://…` just that one.
 */
export const examineBridges: Examine = async (options) => {
  const findings: Finding[] = [];
  const probes: BridgeProbe[] = [];
  const model = openWorld(options);
  const targets: Targets[] = options.positionals.filter((text) => /^wss?:/.test(text)).map((url) => ({ url }));
  const odd = options.positionals.filter((text) => !/^wss?:/.test(text));
  for (const text of odd)
    findings.push({
      level: 'problem',
      says: bilingual(`"${text}" is no address of a rosbridge.`, `“${text}”不是 rosbridge 的地址。`),
      remedy: bilingual('Write doctor ws://HOST:PORT.', '请写成 doctor ws://主机:端口。'),
    });
  if (model.ok)
    for (const text of options.robots) {
      const address = parseRobotAddress(text, model.value);
      if (!address.ok) findings.push(...address.problems.map((problem) => ({ level: 'problem' as const, ...problem })));
      else if (/^wss?:/.test(address.value[1])) targets.push({ url: address.value[1], robots: [address.value[0]] });
      else
        findings.push({
          level: 'note',
          says: bilingual(
            `${address.value[0]} is a VDA 5050 vehicle: its factsheet is read when it is served.`,
            `${address.value[0]} 是 VDA 5050 车辆：启动 serve 时读取其 factsheet。`,
          ),
        });
    }
  else if (options.robots.length > 0 || targets.length > 0)
    findings.push(...model.problems.map((problem) => ({ level: 'problem' as const, ...problem })));
  for (const target of targets) {
    const robots = (model.ok ? model.value.scene.robots : [])
      .filter(({ id }) => target.robots?.includes(id) ?? true)
      .flatMap(({ id, kind }) => {
        const manifest = model.ok ? model.value.library.robots[kind] : undefined;
        return manifest ? [{ robot: id, manifest }] : [];
      });
    const probe = await probeBridge({ url: target.url, robots });
    probes.push(probe);
    findings.push(...sayProbe(probe, target.robots !== undefined, options));
  }
  return { id: 'bridges', title: TITLE, findings, data: { bridges: probes } };
};

const sayProbe = (probe: BridgeProbe, isNamed: boolean, options: CliOptions): Finding[] => {
  if (!probe.reachable)
    return [
      {
        level: 'problem',
        says: bilingual(`${probe.url}: ${probe.why}`, `${probe.url}：该地址没有 rosbridge 应答`),
        remedy: bilingual(
          'Check host and port, that rosbridge_server runs, and that a firewall lets it through.',
          '请检查主机和端口、rosbridge_server 是否运行、防火墙是否放行。',
        ),
      },
    ];
  const { info } = probe;
  const version = info?.dialect === 'ros1' ? 'ROS 1' : `ROS 2${info?.distribution ? ` ${info.distribution}` : ''}`;
  const trip = probe.roundTripMilliseconds === undefined ? '' : `, ${probe.roundTripMilliseconds.toFixed(1)} ms`;
  const findings: Finding[] = [
    {
      level: info?.probed ? 'ok' : 'note',
      says: bilingual(
        `${probe.url}: ${version}${info?.probed ? '' : ' (assumed: it did not say)'}${trip}; ${probe.topics} topics, ${probe.services} services, ${probe.actions} actions`,
        `${probe.url}：${version}${info?.probed ? '' : '（推测：对方没有说明）'}${trip}；${probe.topics} 个话题、${probe.services} 个服务、${probe.actions} 个动作`,
      ),
    },
  ];
  if (!probe.introspection)
    findings.push({
      level: 'problem',
      says: bilingual(
        'rosapi does not answer: names and types can not be looked up.',
        'rosapi 没有应答：无法查询名称和类型。',
      ),
      remedy: bilingual('Start the rosapi node beside the rosbridge.', '请在 rosbridge 旁启动 rosapi 节点。'),
    });
  const known = probe.robots.filter(
    ({ names }) => isNamed || names.some(({ verdict }) => verdict === 'ok' || verdict === 'mismatch'),
  );
  for (const robot of known) findings.push(...sayRobot(robot));
  if (known.length === 0 && probe.introspection)
    findings.push({
      level: 'problem',
      says: bilingual(
        `Nothing there has a name that a robot of scene "${options.scene}" needs.`,
        `那里没有任何场景“${options.scene}”的机器人所需的名称。`,
      ),
      remedy:
        elsewhereRemedy(probe) ??
        bilingual(
          'Name the scene with --scene, or a robot with --robot ID=ws://….',
          '请用 --scene 指定场景，或用 --robot ID=ws://… 指定机器人。',
        ),
    });
  return findings;
};

const elsewhereRemedy = (probe: BridgeProbe): Bilingual | undefined => {
  const found = probe.robots.find(({ elsewhere }) => elsewhere !== undefined);
  return found && renameRemedy(found.robot, found.elsewhere!);
};

const renameRemedy = (robot: string, prefix: string): Bilingual =>
  bilingual(
    `Most of it exists under "${prefix}": write that in place of "/\${robot}" in the manifest, or name the robot in the scene so (now "${robot}").`,
    `大部分名称位于“${prefix}”之下：请在清单中用它代替 “/\${robot}”，或在场景中改用该机器人名（现为“${robot}”）。`,
  );

const sayRobot = ({ robot, kind, names, elsewhere }: BridgeProbe['robots'][number]): Finding[] => {
  const good = names.filter(({ verdict }) => verdict === 'ok');
  const bad = names.filter(({ verdict }) => verdict !== 'ok');
  return [
    {
      level: bad.length === 0 ? 'ok' : 'problem',
      says: bilingual(
        `${robot} (${kind}): ${good.length} of ${names.length} names are there with the right type`,
        `${robot}（${kind}）：${names.length} 个名称中有 ${good.length} 个存在且类型正确`,
      ),
      ...(elsewhere === undefined ? {} : { remedy: renameRemedy(robot, elsewhere) }),
    },
    ...bad.map((entry) => ({
      level: entry.verdict === 'unknown' ? ('note' as const) : ('problem' as const),
      says: bilingual(
        `${entry.kind} ${entry.name} for ${entry.use}: ${entry.verdict === 'mismatch' ? `${entry.expected} expected${entry.found ? `, ${entry.found} found` : ''}` : `${entry.verdict} (${entry.expected})`}`,
        `${entry.use} 所需的 ${entry.kind} ${entry.name}：${entry.verdict === 'mismatch' ? `应为 ${entry.expected}${entry.found ? `，实为 ${entry.found}` : ''}` : `${entry.verdict === 'missing' ? '缺失' : '未知'}（${entry.expected}）`}`,
      ),
      ...(entry.remedy ? { remedy: entry.remedy } : {}),
    })),
  ];
};
