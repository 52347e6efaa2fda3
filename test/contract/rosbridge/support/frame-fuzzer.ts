/** Makes broken frames from good ones; the same seed makes the same frames. */
export interface FrameFuzzer {
  next(): { readonly frame: string | Uint8Array; readonly seed: number };
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const WRONG: readonly Json[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  2 ** 60,
  '',
  '\u0000',
  'constructor',
  [],
  [[[[]]]],
  {},
  { __proto__: null, toString: 1 },
];

/** Frames that would act if they were whole: each names what breaks them for sure. */
function templates(
  dialect: 'ros1' | 'ros2',
): readonly { readonly frame: { [key: string]: Json }; readonly required: readonly string[] }[] {
  const middle = dialect === 'ros1' ? '' : 'msg/';
  return [
    {
      frame: { op: 'publish', topic: '/cmd_vel', msg: { linear: { x: 1 }, angular: { z: 0.5 } } },
      required: ['op', 'topic', 'msg'],
    },
    {
      frame: { op: 'publish', topic: '/odom', msg: { header: { frame_id: 'odom' }, child_frame_id: 'base' } },
      required: ['op', 'topic', 'msg'],
    },
    {
      frame: { op: 'advertise', topic: '/odom', type: `nav_msgs/${middle}Odometry` },
      required: ['op', 'topic', 'type'],
    },
    {
      frame: { op: 'subscribe', topic: '/odom', type: `nav_msgs/${middle}Odometry`, throttle_rate: 10 },
      required: ['op', 'topic'],
    },
    { frame: { op: 'call_service', service: '/stop', args: {}, id: 'c' }, required: ['op', 'service'] },
    {
      frame: { op: 'advertise_service', service: '/mine', type: 'std_srvs/Trigger' },
      required: ['op', 'service', 'type'],
    },
    {
      frame: {
        op: 'send_action_goal',
        action: '/navigate',
        action_type: 'nav2_msgs/action/NavigateToPose',
        args: { behavior_tree: '' },
        id: 'g',
      },
      required: ['op', 'action', 'action_type', 'id'],
    },
    { frame: { op: 'cancel_action_goal', action: '/navigate', id: 'g' }, required: ['op', 'action', 'id'] },
    { frame: { op: 'service_response', service: '/stop', id: 'x', values: {}, result: true }, required: [] },
    { frame: { op: 'action_result', action: '/navigate', id: 'x', values: {}, status: 4, result: true }, required: [] },
  ];
}

export function createFuzzer(seed: number, dialect: 'ros1' | 'ros2'): FrameFuzzer {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)] as Value;
  const all = templates(dialect);

  /** Cuts the text, which leaves it unparsable. */
  const cut = (text: string): string => text.slice(0, 1 + Math.floor(random() * (text.length - 2)));
  /** Turns a structural character into noise. */
  const corrupt = (text: string): string => {
    const at = [...text].flatMap((character, index) => ('{}[]:'.includes(character) ? [index] : []));
    const index = pick(at);
    return `${text.slice(0, index)}${pick(['\u0001', '#', '\\', ';'])}${text.slice(index + 1)}`;
  };

  const makers: readonly (() => string | Uint8Array)[] = [
    () => cut(JSON.stringify(pick(all).frame)),
    () => corrupt(JSON.stringify(pick(all).frame)),
    () => {
      const { frame, required } = pick(all);
      if (required.length === 0) return JSON.stringify(frame);
      const broken = { ...frame };
      delete broken[pick(required)];
      return JSON.stringify(broken);
    },
    () => {
      const { frame, required } = pick(all);
      if (required.length === 0) return JSON.stringify(frame);
      const names = required.filter((name) => name !== 'msg');
      return JSON.stringify({ ...frame, [pick(names)]: pick([null, true, -1, 1.5, [], {}, '']) });
    },
    () =>
      JSON.stringify({
        ...all[0]?.frame,
        msg: { linear: { x: pick(WRONG.filter((value) => typeof value !== 'number')) } },
      }),
    () =>
      JSON.stringify({ ...all[0]?.frame, msg: { [pick(['linaer', 'constructor', 'x', '__proto_'])]: pick(WRONG) } }),
    () => JSON.stringify({ ...all[1]?.frame, msg: { pose: { covariance: Array.from({ length: 35 }, random) } } }),
    () =>
      JSON.stringify({
        op: 'call_service',
        service: '/stop',
        args: { [pick(['a', 'toString'])]: pick(WRONG) },
        id: 'c',
      }),
    () =>
      JSON.stringify({
        op: 'subscribe',
        topic: '/odom',
        [pick(['throttle_rate', 'queue_length'])]: pick([-1, 0.5, '1', [], {}]),
      }),
    () =>
      JSON.stringify({
        op: 'fragment',
        id: 'f',
        data: pick<Json>(['x', 1]),
        num: pick([-1, 5, 1.5]),
        total: pick([0, 2, -3]),
      }),
    () => Uint8Array.from({ length: 1 + Math.floor(random() * 64) }, () => 0x80 + Math.floor(random() * 0x40)),
    () =>
      String.fromCharCode(
        ...Array.from({ length: 1 + Math.floor(random() * 32) }, () => 0x61 + Math.floor(random() * 26)),
      ),
  ];
  return {
    next: () => {
      const seedOfFrame = state;
      return { frame: pick(makers)(), seed: seedOfFrame };
    },
  };
}
