import type { Clause } from '../logical-form.ts';
import type { Trouble } from '../resolve/problems.ts';
import { resolvePhrase } from '../resolve/resolve-phrase.ts';
import type { BuildContext } from './draft.ts';

export type Actors = {
  /** Robots that have to do it; empty: whoever can. */
  readonly ids: readonly string[];
  /** Every one of them is told to ("both drones go"), not one of them. */
  readonly each: boolean;
  readonly troubles: readonly Trouble[];
};

/** Who is told to do it: a subject, "let the drone …", or "with the drone". */
export const actorsOf = (clause: Clause, context: BuildContext): Actors => {
  const said = clause.actor ?? clause.instrument;
  if (!said) return { ids: [], each: false, troubles: [] };
  const isEveryone =
    clause.floatingAll &&
    clause.actor !== undefined &&
    (!clause.object || clause.verb?.senses.every((sense) => sense.kind === 'go') === true);
  const isGeneric =
    !isEveryone &&
    said.parts.every(
      (part) =>
        part.head.kind === 'class' &&
        part.head.class === 'robot' &&
        part.modifiers.length === 0 &&
        part.except.length === 0,
    );
  if (isGeneric && said.parts.every((part) => part.determiner !== 'all' && part.determiner !== 'both' && !part.count))
    return { ids: [], each: false, troubles: [] };
  const resolved = resolvePhrase(said, context, { kinds: ['robot'], anyWillDo: true }, isEveryone);
  const ids = resolved.selections.flatMap((selection) => selection.ids);
  const notRobots = ids.filter((id) => context.model.entities[id]?.kind !== 'robot');
  if (resolved.troubles.length === 0 && notRobots.length > 0)
    return { ids: [], each: false, troubles: [{ kind: 'not-understood', text: said.text }] };
  return {
    ids,
    each: resolved.selections.every((selection) => selection.mode === 'each'),
    troubles: resolved.troubles,
  };
};
