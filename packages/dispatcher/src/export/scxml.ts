import type { Plan, WorldModel } from '@muster/domain';
import { type BoundStep, boundSteps } from './bound-steps.ts';
import { element } from './xml.ts';

/**
 * A plan as a W3C SCXML 1.0 state machine with the ECMAScript data model: one parallel region a step, waiting → running → ended.
 * A step runs as `<invoke type="muster:skill">` with its arguments and roles as parameters; the invoked skill ends the step with
 * `done.invoke.STEP`, and `_event.data.outcome` decides which branch is taken. Any `error.*` ends the machine in `failed`.
 */
export const exportScxml = (plan: Plan, model: WorldModel): string => {
  const steps = boundSteps(plan, model);
  const sensing = [...new Set(steps.flatMap(({ when }) => (when ? [when.step] : [])))];
  const machine = element(
    'scxml',
    {
      xmlns: 'http://www.w3.org/2005/07/scxml',
      version: '1.0',
      datamodel: 'ecmascript',
      name: `${plan.scene}_${plan.hash.slice(0, 8)}`,
      initial: 'mission',
    },
    [
      element(
        'datamodel',
        {},
        sensing.map((step) => element('data', { id: outcomeOf(step), expr: "''" })),
      ),
      element('parallel', { id: 'mission' }, [
        element('transition', { event: 'error.*', target: 'failed' }),
        element('transition', { event: 'done.state.mission', target: 'achieved' }),
        ...steps.map((step) => region(step, sensing.includes(step.id))),
      ]),
      element('final', { id: 'achieved' }),
      element('final', { id: 'failed' }),
    ],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${machine}`;
};

const outcomeOf = (step: string): string => `outcome_${step.replace(/[^a-zA-Z0-9_]/g, '_')}`;
const isIn = (step: string, state: string): string => `In('${step}.${state}')`;
const hasEnded = (step: string): string => `(${isIn(step, 'completed')} || ${isIn(step, 'skipped')})`;
const hasStarted = (step: string): string =>
  `(${isIn(step, 'running')} || ${isIn(step, 'closing')} || ${hasEnded(step)})`;
const all = (conditions: readonly string[]): string | undefined =>
  conditions.length === 0 ? undefined : conditions.join(' && ');

const region = (step: BoundStep, senses: boolean): string => {
  const { id, when } = step;
  const ready = step.waitsFor.map(({ step: other, until }) =>
    until === 'completed' ? hasEnded(other) : hasStarted(other),
  );
  const outcome = when && `${outcomeOf(when.step)} === ${literal(when.outcome)}`;
  const params = [...Object.entries(step.args), ...Object.entries(step.roles)].map(([name, value]) =>
    element('param', { name, expr: literal(value) }),
  );
  return element('state', { id, initial: `${id}.waiting` }, [
    element('state', { id: `${id}.waiting` }, [
      ...(when ? [element('transition', { cond: all([...ready, `!(${outcome})`]), target: `${id}.skipped` })] : []),
      element('transition', { cond: all(outcome ? [...ready, outcome] : ready), target: `${id}.running` }),
    ]),
    element('state', { id: `${id}.running` }, [
      element('invoke', { type: 'muster:skill', id, src: step.skill }, params),
      element(
        'transition',
        { event: `done.invoke.${id}`, target: step.outlasts.length > 0 ? `${id}.closing` : `${id}.completed` },
        senses ? [element('assign', { location: outcomeOf(id), expr: '_event.data.outcome' })] : [],
      ),
    ]),
    // Steps that run inside this one have to end first.
    ...(step.outlasts.length > 0
      ? [
          element('state', { id: `${id}.closing` }, [
            element('transition', { cond: all(step.outlasts.map(hasEnded)), target: `${id}.completed` }),
          ]),
        ]
      : []),
    element('final', { id: `${id}.completed` }),
    ...(when ? [element('final', { id: `${id}.skipped` })] : []),
  ]).replace('>', `>\n  <!-- ${step.sentence.replace(/--|[<>&]/g, ' ')} -->`);
};

const literal = (value: string | number): string =>
  typeof value === 'number' ? String(value) : `'${value.replace(/[\\']/g, '\\$&')}'`;
