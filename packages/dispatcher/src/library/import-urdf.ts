import { type Bilingual, bilingual, fail, ok, type Problem, type Result, type RobotManifest } from '@muster/domain';
import { displayPath, readText } from './read-files.ts';
import { readXml, type XmlElement } from './read-xml.ts';

/** What a URDF tells about a robot: body and reach, metres and kilograms, in the axes of its root link. */
export type UrdfBody = {
  readonly name: string;
  readonly body: RobotManifest['body'];
  /** One per chain of at least three moving joints; payload and grip width are not in a URDF and have to be filled in. */
  readonly hands: readonly {
    readonly id: string;
    readonly reach: number;
    readonly minHeight: number;
    readonly maxHeight: number;
  }[];
  readonly notes: readonly Bilingual[];
};

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];
type Pose = { readonly p: Vector; readonly r: Matrix };
type Extent = { low: number[]; high: number[] };

const IDENTITY: Pose = {
  p: [0, 0, 0],
  r: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
};
const MOVING: ReadonlySet<string> = new Set(['revolute', 'prismatic', 'continuous', 'planar', 'floating']);

const apply = ({ p, r }: Pose, v: Vector): Vector =>
  [0, 1, 2].map((i) => p[i]! + r[i]![0] * v[0] + r[i]![1] * v[1] + r[i]![2] * v[2]) as unknown as Vector;
const compose = (a: Pose, b: Pose): Pose => ({
  p: apply(a, b.p),
  r: [0, 1, 2].map((i) =>
    [0, 1, 2].map((j) => a.r[i]![0] * b.r[0][j]! + a.r[i]![1] * b.r[1][j]! + a.r[i]![2] * b.r[2][j]!),
  ) as unknown as Matrix,
});

const numbers = (text: string | undefined): number[] => (text ?? '').trim().split(/\s+/).filter(Boolean).map(Number);
const vector = (text: string | undefined): Vector => {
  const [x = 0, y = 0, z = 0] = numbers(text);
  return [x, y, z];
};

/** Fixed-axis roll, pitch, yaw. Source: URDF specification, `origin`. */
const originOf = (element: XmlElement | undefined): Pose => {
  const [roll, pitch, yaw] = vector(element?.attributes.rpy);
  const [cr, sr, cp, sp, cy, sy] = [
    Math.cos(roll),
    Math.sin(roll),
    Math.cos(pitch),
    Math.sin(pitch),
    Math.cos(yaw),
    Math.sin(yaw),
  ];
  return {
    p: vector(element?.attributes.xyz),
    r: [
      [cy * cp, cy * sp * sr - sy * cr, cy * sp * cr + sy * sr],
      [sy * cp, sy * sp * sr + cy * cr, sy * sp * cr - cy * sr],
      [-sp, cp * sr, cp * cr],
    ],
  };
};

const child = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((entry) => entry.name === name);
const childrenNamed = (element: XmlElement, name: string): XmlElement[] =>
  element.children.filter((entry) => entry.name === name);

type Joint = {
  readonly name: string;
  readonly type: string;
  readonly child: string;
  readonly origin: Pose;
  readonly travel: number;
};

/**
 * Body and reach of a robot from its URDF: the footprint is the box around everything that does not belong to an arm, the reach of
 * an arm the sum of its segments.
 *
 * @returns `URDF_INVALID` (no links, a circle of joints, no usable geometry), `XML_INVALID` or `SOURCE_…`
 */
export const importUrdf = (file: string): Result<UrdfBody> => {
  const text = readText(file);
  if (!text.ok) return text;
  const shown = displayPath(file);
  const document = readXml(text.value, shown);
  if (!document.ok) return document;
  const robot = document.value;
  const invalid = (line: number, en: string, zh: string, remedyEn: string, remedyZh: string): Problem => ({
    code: 'URDF_INVALID',
    place: `${shown}:${line}`,
    says: bilingual(en, zh),
    remedy: bilingual(remedyEn, remedyZh),
  });
  if (robot.name !== 'robot')
    return fail(
      invalid(
        robot.line,
        `The root element is <${robot.name}>.`,
        `根元素是 <${robot.name}>。`,
        'A URDF begins with <robot>.',
        'URDF 以 <robot> 开头。',
      ),
    );
  const links = new Map(childrenNamed(robot, 'link').map((link) => [link.attributes.name ?? '', link]));
  const joints = new Map<string, Joint[]>();
  const hasParent = new Set<string>();
  for (const joint of childrenNamed(robot, 'joint')) {
    const [parent, below] = [
      child(joint, 'parent')?.attributes.link ?? '',
      child(joint, 'child')?.attributes.link ?? '',
    ];
    if (!links.has(parent) || !links.has(below))
      return fail(
        invalid(
          joint.line,
          `Joint "${joint.attributes.name}" names a link that does not exist.`,
          `关节“${joint.attributes.name}”引用了不存在的连杆。`,
          'Correct <parent> and <child>.',
          '请改正 <parent> 和 <child>。',
        ),
      );
    hasParent.add(below);
    const limit = child(joint, 'limit')?.attributes;
    const type = joint.attributes.type ?? 'fixed';
    const travel =
      type === 'prismatic' ? Math.max(Math.abs(Number(limit?.upper ?? 0)), Math.abs(Number(limit?.lower ?? 0))) : 0;
    const entry = {
      name: joint.attributes.name ?? below,
      type,
      child: below,
      origin: originOf(child(joint, 'origin')),
      travel,
    };
    joints.set(parent, [...(joints.get(parent) ?? []), entry]);
  }
  const roots = [...links.keys()].filter((name) => !hasParent.has(name));
  if (roots.length !== 1)
    return fail(
      invalid(
        robot.line,
        `There are ${roots.length} root links.`,
        `根连杆有 ${roots.length} 个。`,
        'Exactly one link has no parent.',
        '应恰有一个连杆没有父级。',
      ),
    );
  return measure(robot, roots[0]!, links, joints, invalid);
};

const measure = (
  robot: XmlElement,
  root: string,
  links: ReadonlyMap<string, XmlElement>,
  joints: ReadonlyMap<string, readonly Joint[]>,
  invalid: (line: number, en: string, zh: string, remedyEn: string, remedyZh: string) => Problem,
): Result<UrdfBody> => {
  const notes: Bilingual[] = [];
  const base: Extent = {
    low: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    high: [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  };
  const whole: Extent = { low: [...base.low], high: [...base.high] };
  const arms: { id: string; from: Vector; length: number }[] = [];
  let mass = 0;
  let meshes = 0;
  const depthOf = (name: string): number => {
    const below = joints.get(name) ?? [];
    return Math.max(
      0,
      ...below.map((joint) => (joint.type === 'revolute' || joint.type === 'prismatic' ? 1 : 0) + depthOf(joint.child)),
    );
  };
  const visit = (name: string, pose: Pose, arm: { from: Vector; length: number } | undefined): void => {
    const link = links.get(name)!;
    mass += Number(child(child(link, 'inertial') ?? link, 'mass')?.attributes.value ?? 0) || 0;
    const solids =
      childrenNamed(link, 'collision').length > 0 ? childrenNamed(link, 'collision') : childrenNamed(link, 'visual');
    let overhang = 0;
    for (const solid of solids) {
      const half = halfSizes(child(solid, 'geometry'));
      if (!half) {
        meshes += 1;
        continue;
      }
      const at = compose(pose, originOf(child(solid, 'origin')));
      for (const extent of arm ? [whole] : [whole, base]) grow(extent, at, half);
      overhang = Math.max(overhang, Math.hypot(...originOf(child(solid, 'origin')).p) + Math.max(...half));
    }
    const below = joints.get(name) ?? [];
    if (arm && below.length === 0)
      arms.push({ id: `arm_${arms.length + 1}`, from: arm.from, length: arm.length + overhang });
    for (const joint of below) {
      const next = compose(pose, joint.origin);
      const moves = MOVING.has(joint.type) && joint.type !== 'continuous';
      const starts = arm === undefined && moves && depthOf(name) >= 3;
      const step = Math.hypot(...joint.origin.p) + joint.travel;
      visit(
        joint.child,
        next,
        starts
          ? { from: next.p, length: joint.travel }
          : arm
            ? { from: arm.from, length: arm.length + step }
            : undefined,
      );
    }
  };
  visit(root, IDENTITY, undefined);
  const size = (extent: Extent, axis: number): number => extent.high[axis]! - extent.low[axis]!;
  const footprint = Number.isFinite(base.low[0]!) ? base : whole;
  if (!Number.isFinite(footprint.low[0]!))
    return fail(
      invalid(
        robot.line,
        'No link has a box, cylinder or sphere.',
        '没有任何连杆带有 box、cylinder 或 sphere。',
        'Give at least the base a collision shape.',
        '请至少给底座一个碰撞形状。',
      ),
    );
  if (meshes > 0) notes.push(bilingual(`${meshes} meshes were not measured.`, `有 ${meshes} 个网格未测量。`));
  if (mass <= 0) notes.push(bilingual('The URDF has no masses: 1 kg is assumed.', 'URDF 中没有质量，按 1 千克计。'));
  if (arms.length > 0)
    notes.push(bilingual('Fill in payload and grip width of every hand.', '请补充每只手的负载和夹持宽度。'));
  const low = footprint.low[2]!;
  const round = (value: number): number => Math.round(value * 1000) / 1000;
  return ok({
    name: robot.attributes.name ?? 'robot',
    body: {
      length: round(size(footprint, 0)),
      width: round(size(footprint, 1)),
      height: round(size(whole, 2)),
      massKg: round(mass > 0 ? mass : 1),
    },
    hands: arms.slice(0, 4).map((arm) => ({
      id: arm.id,
      reach: round(Math.hypot(arm.from[0], arm.from[1]) + arm.length),
      minHeight: round(Math.max(0, arm.from[2] - low - arm.length)),
      maxHeight: round(Math.max(0, arm.from[2] - low + arm.length)),
    })),
    notes,
  });
};

const halfSizes = (geometry: XmlElement | undefined): Vector | undefined => {
  if (!geometry) return undefined;
  const box = child(geometry, 'box');
  if (box) return vector(box.attributes.size).map((value) => Math.abs(value) / 2) as unknown as Vector;
  const round = child(geometry, 'cylinder') ?? child(geometry, 'capsule');
  if (round) {
    const radius = Number(round.attributes.radius ?? 0);
    return [radius, radius, Number(round.attributes.length ?? 0) / 2];
  }
  const sphere = child(geometry, 'sphere');
  const radius = Number(sphere?.attributes.radius ?? 0);
  return sphere ? [radius, radius, radius] : undefined;
};

const grow = (extent: Extent, at: Pose, half: Vector): void => {
  for (const sx of [-1, 1])
    for (const sy of [-1, 1])
      for (const sz of [-1, 1]) {
        const corner = apply(at, [sx * half[0], sy * half[1], sz * half[2]]);
        corner.forEach((value, axis) => {
          if (!Number.isFinite(value)) return;
          extent.low[axis] = Math.min(extent.low[axis]!, value);
          extent.high[axis] = Math.max(extent.high[axis]!, value);
        });
      }
};

/** A manifest whose body and reach come from a URDF; hands beyond the template's take its first hand's grip. */
export const fillFromUrdf = (manifest: RobotManifest, urdf: UrdfBody): RobotManifest => ({
  ...manifest,
  body: urdf.body,
  hands:
    urdf.hands.length === 0
      ? manifest.hands
      : urdf.hands.map((hand, index) => {
          const grip = manifest.hands[index] ?? manifest.hands[0];
          return { ...hand, payloadKg: grip?.payloadKg ?? 0, maxWidth: grip?.maxWidth ?? 0 };
        }),
});
