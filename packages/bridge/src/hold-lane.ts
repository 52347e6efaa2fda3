import type { RobotEvent, RobotManifest } from '@muster/domain';
import { fillName } from './fill-template.ts';
import type { FrameRules } from './frames.ts';
import { HoldWatch } from './hold-watch.ts';
import type { Frame, RosLink } from './link.ts';
import { type RenderedCall, renderBareCall } from './render-call.ts';
import type { Timers } from './timers.ts';

type HoldLaneOptions = {
  readonly robot: string;
  readonly manifest: RobotManifest;
  readonly link: RosLink;
  /** A socket of its own: a server that is busy with a call on the other one still reads it. */
  readonly stopLink: RosLink;
  readonly timers: Timers;
  readonly rules: () => FrameRules;
  readonly emit: (event: RobotEvent) => void;
  readonly open: () => readonly (readonly [string, { readonly rendered: RenderedCall }])[];
};

/**
 * The robot's own hold, by every route it has: its hold call on the stop socket, the same on the command socket when the stop socket is down,
 * and a cancel of every open goal. Frames are written before anything is awaited. Confirmed by measured speed only.
 */
export class HoldLane {
  #options: HoldLaneOptions;
  #watch: HoldWatch;

  constructor(options: HoldLaneOptions) {
    this.#options = options;
    const { robot, manifest, timers, emit } = options;
    this.#watch = new HoldWatch({
      confirmedBy: manifest.hold.confirmedBy,
      timers,
      onOutcome: (confirmed, seconds) => emit({ type: 'hold', robot, confirmed, seconds }),
    });
  }

  hold(): void {
    const { link, stopLink, manifest, open, robot } = this.#options;
    const lane = stopLink.isUp ? stopLink : link;
    this.#call(lane, manifest.hold.call);
    for (const [id, { rendered }] of open()) {
      const name = fillName(rendered.call.name, robot);
      if (rendered.call.kind === 'ros2-action') lane.send({ op: 'cancel_action_goal', id, action: name });
      else if (rendered.call.kind === 'ros1-actionlib')
        lane.publish(`${name}/cancel`, 'actionlib_msgs/GoalID', {
          op: 'publish',
          id: lane.nextId('cancel'),
          topic: `${name}/cancel`,
          msg: { stamp: { secs: 0, nsecs: 0 }, id },
        });
    }
    this.#watch.asked();
  }

  /** Ends the hold; moves nothing. */
  release(): void {
    const { manifest, link, stopLink } = this.#options;
    this.#watch.end();
    if (manifest.hold.release !== undefined) this.#call(stopLink.isUp ? stopLink : link, manifest.hold.release);
  }

  /** A fresh speed was measured, metres per second. */
  measured(speed: number): void {
    this.#watch.measured(speed);
  }

  close(): void {
    this.#watch.end();
  }

  #call(lane: RosLink, id: string): void {
    const { manifest, robot, rules } = this.#options;
    const call = manifest.calls[id];
    if (!call) return;
    const rendered = renderBareCall(call, lane.nextId(`${robot}:${id}`), robot, rules());
    if (!rendered.ok) return;
    const frame: Frame = rendered.value.frame;
    if (call.kind === 'topic') lane.publish(rendered.value.name, call.type, frame);
    else lane.send(frame);
  }
}
