import type { Plan, WorldModel } from '@muster/domain';
import { stepSentence } from '../cli/print-run.ts';

/** A plan's steps and their order as a Mermaid flowchart. */
export const exportMermaid = (plan: Plan, model: WorldModel): string => {
  const lines = ['flowchart TD'];
  const quote = (text: string): string => text.replace(/"/g, "'");
  for (const step of plan.steps) {
    const roles = Object.fromEntries(
      Object.entries(step.roles).map(([role, value]) => [
        role,
        value.startsWith('?') ? (plan.binding?.[value] ?? value) : value,
      ]),
    );
    lines.push(`  ${step.id}["${quote(stepSentence(step, roles, model, 'en'))}"]`);
  }
  for (const step of plan.steps)
    for (const edge of step.edges)
      lines.push(
        `  ${step.id} ${edge.kind === 'end-start' ? '-->' : edge.kind === 'during' ? '-.->' : '==='} ${edge.to}`,
      );
  return lines.join('\n');
};
