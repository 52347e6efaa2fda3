import type { GraphClock } from '../clock.ts';
import { formatRefusal, type RosRefusalCode, refuse, toRefusal } from '../errors.ts';
import { programContext, type RosMessage } from '../messages/codec.ts';
import type { ServiceType, TypeRegistry } from '../messages/type-registry.ts';
import { absoluteName } from './names.ts';
import type { LinkFilter } from './topic-space.ts';

export type ServiceOutcome =
  | { readonly status: 'succeeded'; readonly values: RosMessage }
  | { readonly status: 'failed'; readonly code: RosRefusalCode; readonly text: string };

/** Answers one call, at once or ticks later; only the first answer counts. */
export interface ServiceReply {
  /** Completed by defaults and checked against the response type. */
  succeed(values: object): void;
  /** The call itself failed; a service that merely says no answers with `success: false` in its values. */
  fail(text: string): void;
}

export type ServiceHandler = (request: RosMessage, reply: ServiceReply) => void;

export interface ServiceOptions {
  readonly node?: string;
  readonly isHidden?: boolean;
}

interface Service {
  readonly name: string;
  readonly type: ServiceType;
  readonly handler: ServiceHandler;
  readonly options: ServiceOptions;
  readonly pending: Set<(outcome: ServiceOutcome) => void>;
}

export interface ServiceInfo {
  readonly name: string;
  readonly type: string;
  readonly node: string;
}

export interface Registration {
  close(): void;
}

/** Services of one graph. */
export class ServiceSpace {
  readonly #types: TypeRegistry;
  readonly #clock: GraphClock;
  readonly #services = new Map<string, Service>();
  #filter: LinkFilter | undefined;

  constructor(types: TypeRegistry, clock: GraphClock) {
    this.#types = types;
    this.#clock = clock;
  }

  setLinkFilter(filter: LinkFilter | undefined): void {
    this.#filter = filter;
  }

  /** @throws RosRefusalError on an invalid name, an unknown type, or a name that is taken */
  advertise(name: string, type: string, handler: ServiceHandler, options: ServiceOptions = {}): Registration {
    const absolute = absoluteName(name, 'service');
    const serviceType = this.#types.service(type);
    if (this.#services.has(absolute)) {
      refuse('ROSBRIDGE_SERVICE_TAKEN', 'service', `${absolute} is provided already`, 'Choose another name.');
    }
    const service: Service = { name: absolute, type: serviceType, handler, options, pending: new Set() };
    this.#services.set(absolute, service);
    return {
      close: () => {
        if (this.#services.get(absolute) === service) this.#services.delete(absolute);
        const left: ServiceOutcome = {
          status: 'failed',
          code: 'ROSBRIDGE_PROVIDER_LEFT',
          text: `the provider of ${absolute} left before it answered`,
        };
        for (const settle of [...service.pending]) settle(left);
      },
    };
  }

  /** @throws RosRefusalError `ROSBRIDGE_SERVICE_UNKNOWN` */
  typeOf(name: string): ServiceType {
    return this.#find(name).type;
  }

  /**
   * Calls a service with a request that its codec has decoded.
   * `done` is called exactly once, perhaps before this returns; never after the returned registration is closed.
   */
  call(name: string, request: RosMessage, done: (outcome: ServiceOutcome) => void): Registration {
    const service = this.#find(name);
    let isOpen = true;
    const settle = (outcome: ServiceOutcome): void => {
      service.pending.delete(settle);
      if (!isOpen) return;
      isOpen = false;
      done(outcome);
    };
    service.pending.add(settle);
    const answer = (outcome: ServiceOutcome): void => {
      if (this.#filter === undefined) settle(outcome);
      else this.#filter(service.name, () => settle(outcome));
    };
    const run = (): void => this.#run(service, request, answer);
    if (this.#filter === undefined) run();
    else this.#filter(service.name, run);
    return {
      close: () => {
        isOpen = false;
        service.pending.delete(settle);
      },
    };
  }

  list(): readonly ServiceInfo[] {
    return [...this.#services.values()]
      .filter((service) => service.options.isHidden !== true)
      .map((service) => ({ name: service.name, type: service.type.name, node: service.options.node ?? '/simulator' }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #run(service: Service, request: RosMessage, answer: (outcome: ServiceOutcome) => void): void {
    const fail = (code: RosRefusalCode, text: string): void => answer({ status: 'failed', code, text });
    const reply: ServiceReply = {
      succeed: (values) => {
        try {
          const context = programContext(this.#clock.now());
          answer({ status: 'succeeded', values: service.type.response.decode(values, context, 'values') });
        } catch (error) {
          fail('ROSBRIDGE_INTERNAL', formatRefusal(toRefusal(error)));
        }
      },
      fail: (text) => fail('ROSBRIDGE_SERVICE_FAILED', text),
    };
    try {
      service.handler(request, reply);
    } catch (error) {
      fail('ROSBRIDGE_SERVICE_FAILED', toRefusal(error).cause);
    }
  }

  #find(name: string): Service {
    const absolute = absoluteName(name, 'service');
    const service = this.#services.get(absolute);
    if (service === undefined) {
      return refuse(
        'ROSBRIDGE_SERVICE_UNKNOWN',
        'service',
        `Service ${name} does not exist`,
        'See rosapi/services for what exists.',
      );
    }
    return service;
  }
}
