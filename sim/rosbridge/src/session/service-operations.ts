import { toRosTime } from '../clock.ts';
import { describeValue, type RosRefusal, refuse, toRefusal } from '../errors.ts';
import { absoluteName } from '../graph/names.ts';
import type { Registration, ServiceOutcome, ServiceReply } from '../graph/service-space.ts';
import type { DecodeContext, MessageCodec, RosMessage } from '../messages/codec.ts';
import { type InboundFrame, optionalField, optionalInteger, refuseField, requireString } from './inbound-frame.ts';
import type { SessionContext } from './session-context.ts';

interface PendingCall {
  readonly deadlineSeconds: number;
  expire(): void;
  close(): void;
}

interface ProvidedService {
  readonly registration: Registration;
  readonly response: MessageCodec;
  readonly open: Map<string, ServiceReply>;
}

/** call_service of one client, and the services that it provides itself. */
export class ServiceOperations {
  readonly #context: SessionContext;
  readonly #calls = new Set<PendingCall>();
  readonly #provided = new Map<string, ProvidedService>();

  constructor(context: SessionContext) {
    this.#context = context;
  }

  call(frame: InboundFrame): void {
    const { graph, limits, clock, outbox, mode } = this.#context;
    const service = requireString(frame, 'service');
    const fragmentSize = optionalInteger(frame, 'fragment_size', 1, Number.MAX_SAFE_INTEGER);
    const answer = (values: unknown, result: boolean): void => {
      outbox.sendResult({ op: 'service_response', service, values, result, id: frame.id }, fragmentSize);
    };
    if (this.#calls.size >= limits.maxPendingRequests) {
      refuse('ROSBRIDGE_LIMIT_REACHED', 'service', `${this.#calls.size} calls are unanswered`, 'Wait for answers.');
    }
    const deadlineSeconds = clock.now() + (mode === 'strict' ? readTimeout(frame) : Number.POSITIVE_INFINITY);
    let type: ReturnType<typeof graph.services.typeOf>;
    let request: RosMessage;
    try {
      type = graph.services.typeOf(service);
      request = decodeArguments(type.request, optionalField(frame, 'args'), this.#decodeContext());
    } catch (error) {
      answer(toRefusal(error).cause, false);
      return;
    }
    let registration: Registration | undefined;
    let isDone = false;
    const pending: PendingCall = {
      deadlineSeconds,
      expire: () => settle(`service ${service} gave no answer in time`, false),
      close: () => registration?.close(),
    };
    const settle = (values: unknown, result: boolean): void => {
      isDone = true;
      this.#calls.delete(pending);
      registration?.close();
      answer(values, result);
    };
    registration = graph.services.call(service, request, (outcome) => {
      if (isSilentInCompat(outcome, mode)) return;
      if (outcome.status === 'succeeded') settle(type.response.toWire(outcome.values), true);
      else settle(outcome.text, false);
    });
    if (!isDone) this.#calls.add(pending);
  }

  advertise(frame: InboundFrame): void {
    const { graph, limits, node, outbox } = this.#context;
    const service = requireString(frame, 'service');
    const absolute = absoluteName(service, 'service');
    const type = graph.types.service(requireString(frame, 'type'));
    if (this.#provided.size >= limits.maxAdvertisements) {
      refuse(
        'ROSBRIDGE_LIMIT_REACHED',
        'service',
        `${this.#provided.size} services provided`,
        'Unadvertise some first.',
      );
    }
    this.#withdraw(absolute);
    const open = new Map<string, ServiceReply>();
    let count = 0;
    const registration = graph.advertiseService(
      absolute,
      type.name,
      (request, reply) => {
        count += 1;
        const id = `service_request:${service}:${count}`;
        open.set(id, reply);
        outbox.sendResult({ op: 'call_service', id, service, args: type.request.toWire(request) });
      },
      { node },
    );
    this.#provided.set(absolute, { registration, response: type.response, open });
  }

  unadvertise(frame: InboundFrame): void {
    const service = absoluteName(requireString(frame, 'service'), 'service');
    for (const reply of this.#provided.get(service)?.open.values() ?? []) {
      reply.fail(
        `service [${service}] responded with an error: b'service cannot process request: service handler returned None'`,
      );
    }
    if (!this.#withdraw(service)) {
      refuse('ROSBRIDGE_NOT_ADVERTISED', 'service', `this client does not provide ${service}`, 'Advertise it first.');
    }
  }

  /** The answer of a provider. */
  respond(frame: InboundFrame): void {
    const service = absoluteName(requireString(frame, 'service'), 'service');
    const provided = this.#provided.get(service);
    const reply = frame.id === undefined ? undefined : provided?.open.get(frame.id);
    if (provided === undefined || reply === undefined) {
      refuse(
        'ROSBRIDGE_RESPONSE_UNEXPECTED',
        'id',
        `no open request ${frame.id ?? ''} for ${service}`,
        'Answer each request once, with its id.',
      );
    }
    const result = optionalField(frame, 'result');
    const values = optionalField(frame, 'values');
    if (typeof result !== 'boolean') refuseField('result', 'a boolean', result);
    const isStrict = this.#context.mode === 'strict';
    if (isStrict && !result) {
      provided.open.delete(frame.id as string);
      reply.fail(typeof values === 'string' ? values : `the provider of ${service} reported a failure`);
      return;
    }
    if (typeof values !== 'object' || values === null) refuseField('values', 'an object', values);
    const decoded = provided.response.decode(values, this.#decodeContext(), 'values');
    provided.open.delete(frame.id as string);
    reply.succeed(decoded);
  }

  poll(): void {
    const now = this.#context.clock.now();
    for (const call of [...this.#calls]) if (now >= call.deadlineSeconds) call.expire();
  }

  get pendingCalls(): number {
    return this.#calls.size;
  }

  close(): void {
    for (const call of this.#calls) call.close();
    this.#calls.clear();
    for (const service of [...this.#provided.keys()]) this.#withdraw(service);
  }

  #withdraw(service: string): boolean {
    const provided = this.#provided.get(service);
    if (provided === undefined) return false;
    this.#provided.delete(service);
    provided.registration.close();
    return true;
  }

  #decodeContext(): DecodeContext {
    const { graph, mode } = this.#context;
    return { source: 'wire', isLenient: mode === 'compat', now: toRosTime(graph.clock.now()) };
  }
}

/** Real servers leave the caller without an answer when a provider's socket dies. */
function isSilentInCompat(outcome: ServiceOutcome, mode: SessionContext['mode']): boolean {
  return mode === 'compat' && outcome.status === 'failed' && outcome.code === 'ROSBRIDGE_PROVIDER_LEFT';
}

function readTimeout(frame: InboundFrame): number {
  const value = optionalField(frame, 'timeout');
  if (value === undefined) return Number.POSITIVE_INFINITY;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    return refuseField('timeout', 'seconds, 0 or more', value);
  return value === 0 ? Number.POSITIVE_INFINITY : value;
}

/** Arguments of a request: an object, or values in the order of the fields. */
export function decodeArguments(codec: MessageCodec, args: unknown, context: DecodeContext): RosMessage {
  if (!Array.isArray(args)) return codec.decode(args ?? {}, context, 'args');
  if (args.length > codec.fields.length) {
    const refusal: RosRefusal = {
      code: 'ROSBRIDGE_MESSAGE_TYPE',
      place: 'args',
      cause: `${codec.name} takes ${codec.fields.length} values, got ${describeValue(args)}`,
      remedy: 'Send one value per field.',
    };
    refuse(refusal.code, refusal.place, refusal.cause, refusal.remedy);
  }
  const named: Record<string, unknown> = {};
  args.forEach((value: unknown, index) => {
    named[codec.fields[index]?.definition.name ?? ''] = value;
  });
  return codec.decode(named, context, 'args');
}
