import type { Clause, Command, Phrase } from '../logical-form.ts';

const isPronoun = (said: Phrase | undefined): boolean =>
  said === undefined ||
  said.parts.every(
    ({ head }) =>
      head.kind === 'pronoun' && (head.value === 'it' || head.value === 'them' || head.value === 'everything'),
  );

const senses = (clause: Clause): readonly string[] => clause.verb?.senses.map((sense) => sense.kind) ?? [];

const isOpen = (clause: Clause): boolean =>
  (senses(clause).includes('transfer') || senses(clause).includes('pick') || senses(clause).includes('clear')) &&
  !senses(clause).includes('skill') &&
  clause.object !== undefined &&
  clause.targets.length === 0 &&
  clause.recipient === undefined &&
  clause.negated === 'no' &&
  !clause.back &&
  !clause.stays &&
  !clause.inOrder;

const completes = (clause: Clause): boolean =>
  senses(clause).includes('transfer') &&
  clause.negated === 'no' &&
  (clause.targets.length > 0 || clause.recipient !== undefined) &&
  clause.actor === undefined &&
  clause.source === undefined &&
  !clause.back;

/**
 * "have AMR 2 fetch pallet 3 and drop it at dock 2": fetching is how the second is done, by the same robot. One clause is left, with
 * the actor and the thing of the first and the destination of the second.
 */
export const mergeMeans = (command: Command, isPlace: (id: string) => boolean): Command => {
  if (command.ordering.length > 0) return command;
  const parts: { link: Command['parts'][number]['link']; clause: Clause }[] = [];
  for (const said of command.parts) {
    const part = { ...said, clause: withPlace(said.clause, isPlace) };
    const last = parts.at(-1);
    const goesOn =
      last && (part.link === 'and' || part.link === 'then') && isOpen(last.clause) && completes(part.clause);
    if (goesOn && isPronoun(part.clause.object)) {
      const first = last.clause;
      const isClearing = senses(first).includes('clear');
      parts[parts.length - 1] = {
        link: last.link,
        clause: {
          ...first,
          ...(isClearing ? {} : { verb: part.clause.verb }),
          hither: false,
          targets: part.clause.targets,
          ...(part.clause.recipient ? { recipient: part.clause.recipient } : {}),
          without: [...first.without, ...part.clause.without],
          times: [...first.times, ...part.clause.times],
          floatingAll: first.floatingAll || part.clause.floatingAll,
          beside: first.beside || part.clause.beside,
          text: `${first.text} ${part.clause.text}`,
        },
      };
    } else parts.push(said);
  }
  return { parts, ordering: [] };
};

/** 放进离心机 with 放进 as one verb: the noun after it is where to. */
export const withPlace = (clause: Clause, isPlace: (id: string) => boolean): Clause => {
  const { object, ...rest } = clause;
  const isTarget =
    object !== undefined &&
    clause.targets.length === 0 &&
    !clause.recipient &&
    senses(clause).includes('transfer') &&
    /[\u0080-\uffff](?:到|进|在|上|回|入)$/.test(clause.verb?.text ?? '') &&
    object.parts.every(({ head }) => head.kind === 'name' && head.ids.every(isPlace));
  return isTarget ? { ...rest, targets: [{ relation: 'to', phrase: object }] } : clause;
};

/** "the red and the blue tote to station 1 and station 2 respectively": one clause for each pair. */
export const splitPairs = (clause: Clause): Clause[] => {
  const [target, more] = clause.targets;
  const places = target?.phrase.parts ?? clause.recipient?.parts ?? [];
  const things = clause.object?.parts ?? [];
  if (
    more ||
    things.length < 2 ||
    things.length !== places.length ||
    !(clause.respectively || sameCodes(things, places))
  )
    return [clause];
  return things.map((thing, index) => {
    const place: Phrase = { parts: [places[index]!], joined: 'and', text: places[index]!.text };
    return {
      ...clause,
      floatingAll: false,
      object: { parts: [thing], joined: 'and', text: thing.text },
      ...(target ? { targets: [{ ...target, phrase: place }] } : { recipient: place }),
    };
  });
};

/** "meals 1, 2 and 3 to cabinets 1, 2 and 3": the numbers say which goes where. */
const sameCodes = (things: Phrase['parts'], places: Phrase['parts']): boolean =>
  things.every((thing, index) => {
    const code = codeOf(thing);
    return code !== undefined && code === codeOf(places[index]!);
  });

const codeOf = ({ head, modifiers }: Phrase['parts'][number]): string | undefined => {
  const code = modifiers.findLast((modifier) => modifier.kind === 'code');
  if (code?.kind === 'code') return code.text;
  return head.kind === 'name' && head.ids.length === 1 ? /(\d+)$/.exec(head.ids[0]!)?.[1] : undefined;
};
