import type { Plan, Step, WorldModel } from '@muster/domain';
import { stepSentence } from '../cli/print-run.ts';

/** A step as exports want it: its robots named where the plan shows a binding, and the steps that it waits for. */
export type BoundStep = Step & {
  readonly sentence: string;
  readonly waitsFor: readonly { readonly step: string; readonly until: 'started' | 'completed' }[];
  /** Steps that have to end before this one may. */
  readonly outlasts: readonly string[];
};

/** Steps of a plan in its own order. An edge `during` of A to B lets B run while A does: B starts after A's start and ends before A's end. */
export const boundSteps = (plan: Plan, model: WorldModel): readonly BoundStep[] =>
  plan.steps.map((step) => {
    const roles = Object.fromEntries(
      Object.entries(step.roles).map(([role, value]) => [
        role,
        value.startsWith('?') ? (plan.binding?.[value] ?? value) : value,
      ]),
    );
    const incoming = plan.steps.flatMap((from) =>
      from.edges.filter(({ to }) => to === step.id).map(({ kind }) => ({ step: from.id, kind })),
    );
    return {
      ...step,
      roles,
      sentence: stepSentence(step, roles, model, 'en'),
      waitsFor: [
        ...incoming.map(({ step: from, kind }) => ({
          step: from,
          until: kind === 'end-start' ? ('completed' as const) : ('started' as const),
        })),
        ...(step.when && !incoming.some(({ step: from }) => from === step.when!.step)
          ? [{ step: step.when.step, until: 'completed' as const }]
          : []),
      ],
      outlasts: step.edges.filter(({ kind }) => kind === 'during').map(({ to }) => to),
    };
  });
