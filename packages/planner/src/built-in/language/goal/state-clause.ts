import type { Clause, StateClause } from '../logical-form.ts';
import { resolvePhrase } from '../resolve/resolve-phrase.ts';
import { robotsFor, skillsFor } from './abilities.ts';
import { type BuildContext, type ClauseDraft, troubled } from './draft.ts';
import { propositionsFor } from './selections.ts';
import { transferClause } from './transfer.ts';

/** "…, and make sure the door is shut": a state as a part of what is asked for. */
export const stateClauseDraft = (
  state: StateClause,
  clause: Clause,
  context: BuildContext,
  before: number | undefined,
): ClauseDraft => {
  if (state.kind === 'location')
    return transferClause(
      {
        ...clause,
        object: state.subject,
        targets: [{ relation: state.relation, phrase: state.place }],
        negated: state.holds ? 'no' : 'not',
      },
      context,
      before,
      true,
    );
  if (state.kind !== 'state') return troubled({ kind: 'not-understood', text: state.text });
  const { model } = context;
  const subject = resolvePhrase(state.subject, context, { kinds: ['place', 'item', 'robot'] });
  if (subject.troubles.length > 0) return troubled(...subject.troubles);
  if (robotsFor(model, skillsFor(model, state.predicate, state.holds)).length === 0)
    return troubled({ kind: 'no-skill', text: state.predicate, predicate: state.predicate });
  return {
    propositions: propositionsFor(subject.selections, state.predicate, [], {
      holds: state.holds,
      when: 'end',
      ...(before === undefined ? {} : { before }),
    }),
    troubles: [],
    assumptions: [],
  };
};
