import type { Plan, Step } from '@muster/domain';
import type { Household } from './env-file.ts';
import type { HouseholdTask } from './household-situation.ts';
import { type Action, Replay } from './replay.ts';

/**
 * Time steps of a plan in which every robot does at most one thing: each step as early as its edges and the earlier steps of its robots allow.
 *
 * @returns step ids by time step
 */
export const parallelLayers = (plan: Plan): readonly (readonly string[])[] => {
  const robots = (step: Step): string[] => Object.values(step.roles).map((role) => plan.binding?.[role] ?? role);
  const earliest = new Map<string, number>();
  const free = new Map<string, number>();
  for (const step of plan.steps) {
    const at = Math.max(earliest.get(step.id) ?? 0, ...robots(step).map((robot) => free.get(robot) ?? 0));
    earliest.set(step.id, at);
    for (const robot of robots(step)) free.set(robot, at + 1);
    for (const edge of step.edges) earliest.set(edge.to, Math.max(earliest.get(edge.to) ?? 0, at + 1));
  }
  const layers: string[][] = [];
  for (const step of plan.steps) {
    const at = earliest.get(step.id)!;
    while (layers.length <= at) layers.push([]);
    layers[at]!.push(step.id);
  }
  return layers;
};

/** A plan step as an action of the benchmark. */
export const actionOf = (step: Step, plan: Plan, task: HouseholdTask): Action => {
  const node = (name: string): number => task.nodeOf.get(String(step.args[name]))!;
  const role = Object.values(step.roles)[0]!;
  const robot = task.nodeOf.get(plan.binding?.[role] ?? role)!;
  const thing = (): number => node('target' in step.args ? 'target' : 'door' in step.args ? 'door' : 'basket');
  const kind = step.skill.replace(/^(dog|arm|quad)_/, '');
  if (kind === 'take_off') return { robot, do: 'take-off', at: node('pad') };
  if (kind === 'land') return { robot, do: 'land', at: node('pad') };
  if (kind === 'fly_to') return { robot, do: 'fly-to', to: node('to') };
  if (kind === 'fly_room' || kind === 'go_room') return { robot, do: 'room', to: node('to') };
  if (kind.startsWith('approach')) return { robot, do: 'move-to', to: thing() };
  if (kind.startsWith('open') || kind.startsWith('close'))
    return { robot, do: kind.startsWith('open') ? 'open' : 'close', what: thing() };
  if (kind.startsWith('grab')) return { robot, do: 'grab', what: node('item') };
  const into = kind.includes('_into') || kind.endsWith('_aboard');
  return {
    robot,
    do: into ? 'put-into' : 'put-on',
    what: node('item'),
    to: 'target' in step.args ? node('target') : node('basket'),
  };
};

/**
 * Plays the layers by the rules: within a layer every order has to be legal and to lead to the same state.
 *
 * @returns what went wrong, or undefined when the goal holds at the end
 */
export const replayLayers = (
  layers: readonly (readonly string[])[],
  plan: Plan,
  task: HouseholdTask,
  household: Household,
): string | undefined => {
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  let state = new Replay(household);
  for (const layer of layers) {
    const actions = layer.map((id) => ({ id, action: actionOf(steps.get(id)!, plan, task) }));
    let print: string | undefined;
    let after = state;
    for (const order of permutations(actions)) {
      const fork = state.fork();
      for (const { id, action } of order) {
        const fault = fork.act(action);
        if (fault) return `${id}: ${fault}`;
      }
      if (print !== undefined && print !== fork.fingerprint()) return `${layer.join(', ')}: the order matters`;
      print = fork.fingerprint();
      after = fork;
    }
    state = after;
  }
  return state.goalHolds() ? undefined : 'the goal does not hold at the end';
};

const permutations = <T>(list: readonly T[]): T[][] =>
  list.length <= 1
    ? [[...list]]
    : list.flatMap((entry, index) =>
        permutations([...list.slice(0, index), ...list.slice(index + 1)]).map((rest) => [entry, ...rest]),
      );
