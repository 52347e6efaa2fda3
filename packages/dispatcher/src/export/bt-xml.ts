import type { Plan, WorldModel } from '@muster/domain';
import { type BoundStep, boundSteps } from './bound-steps.ts';
import { element } from './xml.ts';

/**
 * A plan as a behaviour tree in the XML of BehaviorTree.CPP 4 (Groot 2 opens it). Steps that follow one another and nothing else
 * stand in one sequence; sequences run side by side; what has to wait for another sequence waits in an `AwaitStep`. Each skill is an
 * action node whose ports are its parameters and roles; all nodes are declared in the model at the end.
 */
export const exportBehaviorTree = (plan: Plan, model: WorldModel): string => {
  const steps = boundSteps(plan, model);
  const sensing = new Set(steps.flatMap(({ when }) => (when ? [when.step] : [])));
  const chains = chainsOf(steps).map((chain) =>
    element(
      'Sequence',
      { name: chain.map(({ id }) => id).join(' ') },
      chain.flatMap((step, position) => stepNodes(step, chain[position - 1]?.id, sensing.has(step.id))),
    ),
  );
  const root = element('root', { BTCPP_format: '4', main_tree_to_execute: 'Mission' }, [
    element('BehaviorTree', { ID: 'Mission' }, [
      chains.length === 0
        ? element('AlwaysSuccess', {})
        : element('Parallel', { name: plan.scene, success_count: '-1', failure_count: '1' }, chains),
    ]),
    element('TreeNodesModel', {}, nodeModels(steps, sensing)),
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
};

/** Maximal runs in which each step waits for the one before alone, and that one is waited for by nobody else. */
const chainsOf = (steps: readonly BoundStep[]): readonly (readonly BoundStep[])[] => {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const followerOf = (step: BoundStep): BoundStep | undefined => {
    const [edge] = step.edges;
    if (step.edges.length !== 1 || edge?.kind !== 'end-start') return undefined;
    const next = byId.get(edge.to);
    return next && next.waitsFor.length === 1 && !next.when && !step.when ? next : undefined;
  };
  const followers = new Set(steps.flatMap((step) => followerOf(step)?.id ?? []));
  return steps
    .filter(({ id }) => !followers.has(id))
    .map((first) => {
      const chain = [first];
      for (let next = followerOf(first); next && !chain.includes(next); next = followerOf(next)) chain.push(next);
      return chain;
    });
};

const portOf = (step: string): string => `outcome_${step.replace(/[^a-zA-Z0-9_]/g, '_')}`;
const nodeId = (skill: string): string =>
  skill.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const stepNodes = (step: BoundStep, before: string | undefined, senses: boolean): string[] => {
  const skip = step.when && `${portOf(step.when.step)} != '${step.when.outcome.replace(/'/g, '')}'`;
  const ports = Object.fromEntries(
    [...Object.entries(step.args), ...Object.entries(step.roles)].map(([name, value]) => [name, String(value)]),
  );
  const wait = (other: string, until: string): string => element('Action', { ID: 'AwaitStep', step: other, until });
  return [
    ...step.waitsFor.filter(({ step: other }) => other !== before).map(({ step: other, until }) => wait(other, until)),
    element('Action', {
      ID: nodeId(step.skill),
      name: step.sentence,
      step: step.id,
      ...ports,
      ...(senses ? { outcome: `{${portOf(step.id)}}` } : {}),
      ...(skip ? { _skipIf: skip } : {}),
    }),
    ...step.outlasts.map((other) => wait(other, 'completed')),
  ];
};

const nodeModels = (steps: readonly BoundStep[], sensing: ReadonlySet<string>): string[] => {
  const input = (name: string): string => element('input_port', { name, type: 'std::string' });
  const models = new Map<string, string>([
    ['AwaitStep', element('Action', { ID: 'AwaitStep' }, [input('step'), input('until')])],
  ]);
  const senses = new Set(steps.filter(({ id }) => sensing.has(id)).map(({ skill }) => skill));
  for (const step of steps)
    models.set(
      step.skill,
      element('Action', { ID: nodeId(step.skill) }, [
        input('step'),
        ...[...Object.keys(step.args), ...Object.keys(step.roles)].map(input),
        ...(senses.has(step.skill) ? [element('output_port', { name: 'outcome', type: 'std::string' })] : []),
      ]),
    );
  return [...models.values()];
};
