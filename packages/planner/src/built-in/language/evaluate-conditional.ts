import type { Goal, Interpretation } from '@muster/domain';
import { planAnswer, standingOf, whenever } from './evaluate-standing.ts';
import { isLeaving } from './goal/build-clause.ts';
import { type BuiltCommand, buildCommand } from './goal/build-command.ts';
import { buildCondition } from './goal/conditions.ts';
import type { BuildContext } from './goal/draft.ts';
import { withPlace } from './goal/merge-means.ts';
import type { Command, Utterance } from './logical-form.ts';
import type { Trouble } from './resolve/problems.ts';

type Evaluated = { readonly interpretation?: Interpretation; readonly troubles: readonly Trouble[] };

const EMPTY_GOAL: Goal = { version: 1, propositions: [] };
const NOTHING: BuiltCommand = { goal: EMPTY_GOAL, troubles: [], isPart: false, assumptions: [], times: [] };

/** "…, otherwise bring the juice": to where the first would have gone. */
const withTargetOf = (command: Command, other: Command, isPlace: (id: string) => boolean): Command => {
  const last = other.parts.at(-1)?.clause;
  const [only, more] = command.parts;
  // "…, otherwise on CNC 1"
  if (last?.verb && only && !more && !only.clause.verb && !only.clause.state) {
    const { clause: gap } = only;
    const noun = gap.object ?? gap.actor;
    const hasWhere = gap.targets.length > 0 || gap.recipient !== undefined || gap.instrument !== undefined;
    const { instrument: _, recipient: __, ...kept } = last;
    return {
      ...command,
      parts: [
        {
          ...only,
          clause: {
            ...(hasWhere ? kept : last),
            ...(noun ? { object: noun } : {}),
            ...(hasWhere
              ? {
                  targets: gap.targets,
                  ...(gap.recipient ? { recipient: gap.recipient } : {}),
                  ...(gap.instrument ? { instrument: gap.instrument } : {}),
                }
              : {}),
            text: gap.text,
          },
        },
      ],
    };
  }
  const given = last && withPlace(last, isPlace);
  if (!given || (given.targets.length === 0 && !given.recipient)) return command;
  return {
    ...command,
    parts: command.parts.map((part) => {
      const { clause } = part;
      const isOpen =
        clause.verb?.senses.some((sense) => sense.kind === 'transfer') === true &&
        clause.negated === 'no' &&
        clause.object !== undefined &&
        clause.targets.length === 0 &&
        !clause.recipient &&
        !clause.back &&
        !clause.hither &&
        !isLeaving(clause);
      return isOpen
        ? {
            ...part,
            clause: { ...clause, targets: given.targets, ...(given.recipient ? { recipient: given.recipient } : {}) },
          }
        : part;
    }),
  };
};

/** "if … then … otherwise …": a goal with a branch that is taken after looking, never before. */
export const evaluateConditional = (
  form: Extract<Utterance, { kind: 'conditional' }>,
  context: BuildContext,
): Evaluated => {
  const build = (command: Command | undefined): BuiltCommand => (command ? buildCommand(command, context) : NOTHING);
  const before = build(form.before);
  const condition = buildCondition(form.condition, context);
  const met = build(form.met);
  const unmet = build(
    form.unmet && form.met
      ? withTargetOf(form.unmet, form.met, (id) => context.model.entities[id]?.kind === 'place')
      : form.unmet,
  );
  const troubles = [...before.troubles, ...condition.troubles, ...met.troubles, ...unmet.troubles];
  if (troubles.length > 0) return { troubles };
  if (!condition.condition) return { troubles: [{ kind: 'not-understood', text: form.condition.text }] };
  const assumptions = [...before.assumptions, ...met.assumptions, ...unmet.assumptions];
  if (form.repeats) {
    if (form.before || form.unmet) return { troubles: [{ kind: 'not-understood', text: form.condition.text }] };
    return {
      troubles: [],
      interpretation: planAnswer(
        met.goal,
        assumptions,
        context,
        whenever({ condition: condition.condition, says: condition.says }, met.goal),
      ),
    };
  }
  const goal: Goal = {
    ...before.goal,
    branches: [
      {
        id: 'b1',
        if: condition.condition,
        says: condition.says,
        met: met.goal,
        ...(form.unmet && form.unmet.parts.length > 0 ? { unmet: unmet.goal } : {}),
      },
    ],
  };
  return {
    troubles: [],
    interpretation: planAnswer(goal, assumptions, context, standingOf([...before.times, ...met.times], goal, context)),
  };
};

/** "keep doing A until C". */
export const evaluateUntil = (form: Extract<Utterance, { kind: 'until' }>, context: BuildContext): Evaluated => {
  const deed = buildCommand(form.command, context);
  const end = buildCondition(form.until, context);
  const troubles = [...deed.troubles, ...end.troubles];
  if (troubles.length > 0) return { troubles };
  if (!end.condition) return { troubles: [{ kind: 'not-understood', text: form.until.text }] };
  const order = standingOf(deed.times, deed.goal, context, { condition: end.condition, says: end.says });
  return { troubles: [], interpretation: planAnswer(deed.goal, deed.assumptions, context, order) };
};
