import { refuse } from '../errors.ts';
import { type InboundFrame, optionalField, refuseField } from './inbound-frame.ts';
import type { SessionLimits } from './limits.ts';

interface FragmentList {
  readonly parts: (string | undefined)[];
  readonly startedSeconds: number;
  received: number;
  bytes: number;
}

/** Joins the fragments that one client sends; bounded in count, bytes and time. */
export class FragmentJoiner {
  readonly #limits: SessionLimits;
  readonly #lists = new Map<string, FragmentList>();

  constructor(limits: SessionLimits) {
    this.#limits = limits;
  }

  /**
   * Takes one fragment; returns the joined text when it was the last one missing.
   * @throws RosRefusalError `ROSBRIDGE_FRAGMENT_INVALID`, `ROSBRIDGE_FRAME_TOO_LARGE`
   */
  add(frame: InboundFrame, nowSeconds: number): string | undefined {
    const id = frame.id ?? refuse('ROSBRIDGE_FIELD_MISSING', 'id', 'a fragment needs an id', 'Give all parts one id.');
    const total = this.#integer(frame, 'total', 1, this.#limits.maxFragments);
    const num = this.#integer(frame, 'num', 0, total - 1);
    const data = optionalField(frame, 'data');
    if (typeof data !== 'string') return refuseField('data', 'a string', data);
    const list = this.#lists.get(id) ?? this.#start(id, total, nowSeconds);
    if (list.parts.length !== total || list.parts[num] !== undefined) {
      this.#lists.delete(id);
      refuse(
        'ROSBRIDGE_FRAGMENT_INVALID',
        'num',
        `fragment ${num} of ${total} contradicts what came before`,
        'Start again with a new id.',
      );
    }
    list.parts[num] = data;
    list.received += 1;
    list.bytes += data.length;
    if (list.bytes > this.#limits.maxFrameBytes) {
      this.#lists.delete(id);
      refuse(
        'ROSBRIDGE_FRAME_TOO_LARGE',
        '',
        `fragments of ${list.bytes} bytes`,
        `Stay within ${this.#limits.maxFrameBytes}.`,
      );
    }
    if (list.received < total) return undefined;
    this.#lists.delete(id);
    return list.parts.join('');
  }

  /** Drops lists that waited too long; returns their ids. */
  expire(nowSeconds: number): readonly string[] {
    const expired = [...this.#lists]
      .filter(([, list]) => nowSeconds - list.startedSeconds > this.#limits.fragmentTimeoutSeconds)
      .map(([id]) => id);
    for (const id of expired) this.#lists.delete(id);
    return expired;
  }

  get openLists(): number {
    return this.#lists.size;
  }

  #start(id: string, total: number, nowSeconds: number): FragmentList {
    if (this.#lists.size >= this.#limits.maxFragmentLists) {
      refuse(
        'ROSBRIDGE_LIMIT_REACHED',
        'id',
        `${this.#lists.size} messages are in fragments already`,
        'Finish one first.',
      );
    }
    const list: FragmentList = {
      parts: new Array<string | undefined>(total).fill(undefined),
      startedSeconds: nowSeconds,
      received: 0,
      bytes: 0,
    };
    this.#lists.set(id, list);
    return list;
  }

  #integer(frame: InboundFrame, name: string, low: number, high: number): number {
    const value = optionalField(frame, name);
    if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
    return refuse(
      'ROSBRIDGE_FRAGMENT_INVALID',
      name,
      `${name} is an integer in ${low}..${high}`,
      'Send consistent fragments.',
    );
  }
}

/**
 * Cuts a frame into fragment frames.
 *
 * @param size characters of payload per fragment
 * @param isFaithful as real servers do: the frame's own id or the number 0, and `total` a fraction that is one too many
 */
export function splitFrame(text: string, size: number, id: string | undefined, isFaithful: boolean): readonly string[] {
  if (text.length <= size) return [text];
  const total = isFaithful ? (text.length - 1) / size + 1 : Math.ceil(text.length / size);
  const frames: string[] = [];
  for (let start = 0, num = 0; start < text.length; start += size, num += 1) {
    const data = text.slice(start, start + size);
    frames.push(JSON.stringify({ op: 'fragment', id: id ?? 0, data, num, total }));
  }
  return frames;
}
