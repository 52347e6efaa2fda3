import type { Interpretation } from '@muster/domain';
import { planAnswer, standingOf } from './evaluate-standing.ts';
import { robotsFor, skillsFor } from './goal/abilities.ts';
import { deadlineOf } from './goal/build-clause.ts';
import { buildCommand } from './goal/build-command.ts';
import { type BuildContext, canonicalGoal } from './goal/draft.ts';
import { propositionsFor } from './goal/selections.ts';
import { type Clause, EMPTY_CLAUSE, type Utterance } from './logical-form.ts';
import type { Trouble } from './resolve/problems.ts';
import { resolvePhrase } from './resolve/resolve-phrase.ts';

type Evaluated = { readonly interpretation?: Interpretation; readonly troubles: readonly Trouble[] };

/** "make sure the door is closed": the state itself is the goal, at the end or throughout. */
export const evaluateEnsure = (form: Extract<Utterance, { kind: 'ensure' }>, context: BuildContext): Evaluated => {
  const { state, always, times } = form;
  // A time for what holds throughout would need a rule with a window.
  if (always && times.length > 0) return { troubles: [{ kind: 'not-understood', text: state.text }] };
  if (state.kind === 'location' && state.holds && !always) {
    const clause: Clause = {
      ...PLACING,
      object: state.subject,
      targets: [{ relation: state.relation, phrase: state.place }],
      times,
      text: state.text,
    };
    const built = buildCommand({ parts: [{ link: 'and', clause }], ordering: [] }, context);
    return built.troubles.length > 0
      ? built
      : {
          troubles: [],
          interpretation: planAnswer(built.goal, built.assumptions, context, standingOf(times, built.goal, context)),
        };
  }
  if (state.kind !== 'state') return { troubles: [{ kind: 'not-understood', text: state.text }] };
  const subject = resolvePhrase(state.subject, context, { kinds: ['place', 'item', 'robot'] });
  if (subject.troubles.length > 0) return subject;
  const { model } = context;
  if (!always && robotsFor(model, skillsFor(model, state.predicate, state.holds)).length === 0)
    return { troubles: [{ kind: 'no-skill', text: state.predicate, predicate: state.predicate }] };
  const before = deadlineOf(times, context);
  const propositions = propositionsFor(subject.selections, state.predicate, [], {
    holds: state.holds,
    when: always ? 'always' : 'end',
    ...(before === undefined ? {} : { before }),
  });
  const goal = canonicalGoal({
    propositions,
    order: [],
    together: [],
    constraints: [],
    avoid: { robots: [], skills: [] },
  });
  return { troubles: [], interpretation: planAnswer(goal, [], context, standingOf(times, goal, context)) };
};

const PLACING: Clause = { ...EMPTY_CLAUSE, verb: { senses: [{ kind: 'transfer' }], text: '' } };
