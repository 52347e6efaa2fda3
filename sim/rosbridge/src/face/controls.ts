import { faultSchema } from '@muster/domain';
import type { World } from '@muster/sim-core';
import type { RosGraph } from '../graph/ros-graph.ts';
import type { Registration } from '../graph/service-space.ts';

type SetFault = {
  readonly fault: string;
  readonly target: string;
  readonly arguments: string;
  readonly start_seconds: number;
  readonly duration_seconds: number;
};

/**
 * Faults as services. `/simulator/set_fault` (muster_msgs/SetFault): kind, target, parameters as JSON text, seconds from now until it starts and for how long it
 * lasts (0: until it is cleared); answers with the fault's id. `/simulator/clear_fault` ends one by its id.
 */
export const offerControls = (world: World, graph: RosGraph): Registration => {
  const node = '/simulator';
  let count = 0;
  const set = (request: SetFault): { success: boolean; message: string; fault_id: string } => {
    let params: unknown;
    try {
      params = request.arguments.trim() === '' ? undefined : JSON.parse(request.arguments);
    } catch {
      return { success: false, message: 'arguments: this is not JSON', fault_id: '' };
    }
    count += 1;
    const id = `service_${world.tick}_${count}`;
    const fault = faultSchema.safeParse({
      id,
      kind: request.fault,
      at: world.seconds + Math.max(0, request.start_seconds),
      ...(request.target === '' ? {} : { target: request.target }),
      ...(request.duration_seconds > 0 ? { seconds: request.duration_seconds } : {}),
      ...(params === undefined ? {} : { params }),
    });
    if (!fault.success) {
      const issue = fault.error.issues[0];
      return { success: false, message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, fault_id: '' };
    }
    const result = world.apply({ kind: 'fault', fault: fault.data });
    return result.accepted
      ? { success: true, message: '', fault_id: id }
      : { success: false, message: `${result.code}: ${result.message}`, fault_id: '' };
  };
  const services = [
    graph.advertiseService(
      '/simulator/set_fault',
      graph.types.spell('muster_msgs/SetFault', 'srv'),
      (request, reply) => reply.succeed(set(request as unknown as SetFault)),
      { node },
    ),
    graph.advertiseService(
      '/simulator/clear_fault',
      graph.types.spell('muster_msgs/ClearFault', 'srv'),
      (request, reply) => {
        const result = world.apply({ kind: 'clear-fault', id: String(request.fault_id) });
        reply.succeed(
          result.accepted
            ? { success: true, message: '' }
            : { success: false, message: `${result.code}: ${result.message}` },
        );
      },
      { node },
    ),
  ];
  return {
    close: () => {
      for (const service of services) service.close();
    },
  };
};
