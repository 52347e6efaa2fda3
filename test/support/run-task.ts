import { loadWorld } from '@muster/dispatcher/library';
import { createLocalSite } from '@muster/dispatcher/site';
import { type RunResult, unwrap } from '@muster/domain';
import { createBuiltInPlanner } from '@muster/planner';

export type TaskRun = {
  readonly result: RunResult;
  /** What the simulator itself says at the end: facts, and contacts that a commanded motion caused. */
  readonly truth: { readonly facts: readonly string[] };
  readonly contacts: number;
  /** Commands that the robots were given. */
  readonly commands: number;
};

/** Says one sentence to a fresh simulated scene at full speed, over a real socket, and reads the end from the simulator. */
export const runTask = async (
  scene: string,
  utterance: string,
  options: { readonly approve?: boolean; readonly seconds?: number } = {},
): Promise<TaskRun> => {
  const model = unwrap(loadWorld(scene));
  const site = await createLocalSite({ model, planner: createBuiltInPlanner(), speed: 'max', autoApprove: true });
  try {
    const run = await site.submit({ utterance, by: 'test', ...(options.approve === false ? {} : { approve: true }) });
    const result = await site.finished(run.id, AbortSignal.timeout((options.seconds ?? 90) * 1000));
    const { world } = site.simulation;
    return {
      result,
      truth: world.truth(),
      contacts: world.events(0).filter((event) => event.type === 'contact' && event.commanded).length,
      commands: world.log().filter((entry) => entry.command.kind === 'travel' || entry.command.kind === 'skill').length,
    };
  } finally {
    await site.close();
  }
};
