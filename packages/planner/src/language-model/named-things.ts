import type { Goal, Interpretation, PlanRequest, Situation } from '@muster/domain';

/**
 * Things in a goal that the person has not spoken of: by none of their names, by no word for their kind, colour or place, and not in an earlier turn
 * either. Whatever text a prompt carried besides the request, a target that came from it ends here.
 */
export const thingsNotNamed = (
  goal: Goal,
  request: PlanRequest,
  grammar: Interpretation,
  situation: Situation,
): string[] => {
  const spoken = normal(
    [request.utterance, ...request.conversation.slice(-4).map((turn) => turn.utterance)].join('\n'),
  );
  const known = new Set([
    ...idsOf(grammar.goal),
    ...(grammar.candidates ?? []).map((entry) => entry.id),
    ...request.conversation
      .slice(-4)
      .flatMap(({ interpretation }) => [
        ...idsOf(interpretation.goal),
        ...(interpretation.candidates ?? []).map((entry) => entry.id),
        ...(interpretation.evidence ?? []).flatMap((fact) => fact.split(/[(),]/)),
      ]),
  ]);
  const named = (id: string): boolean => known.has(id) || isNamed(id, spoken, situation);
  return [...new Set(idsOf(goal))].filter(
    // "everything in the kitchen": what is there is meant by its place.
    (id) => !named(id) && !placesOf(id, situation).some(named),
  );
};

const normal = (text: string): string => text.normalize('NFKC').toLowerCase();

const idsOf = (goal: Goal | undefined): string[] =>
  goal === undefined
    ? []
    : [
        ...goal.propositions.flatMap((entry) => [...entry.subjects, ...entry.args.flat(), ...(entry.by ?? [])]),
        ...(goal.branches ?? []).flatMap((branch) => [
          ...idsOf(branch.met),
          ...idsOf(branch.unmet),
          ...JSON.stringify(branch.if).split(/[^a-z0-9_]+/),
        ]),
      ].filter((id) => id !== '');

const placesOf = (id: string, { state }: Situation): string[] =>
  Object.keys(state.facts).flatMap((key) => {
    const match = /^(?:on|in|at|held|loaded)\(([^,]+),([^)]+)\)$/.exec(key);
    return match?.[1] === id && state.facts[key]?.value !== false ? [match[2]!] : [];
  });

const isNamed = (id: string, spoken: string, { model }: Situation): boolean => {
  const entry = model.entities[id];
  // What is no thing of the world, a predicate inside a condition, is not a target.
  if (!entry) return true;
  const classes = new Set((model.ancestors[entry.class] ?? []).filter((name) => !ROOTS.has(name)));
  const words = [
    ...Object.values(entry.names).flat(),
    ...model.library.vocabulary.classes
      .filter((known) => classes.has(known.id))
      .flatMap((known) => [...known.names.en, ...known.names.zh]),
  ];
  return words.some((name) => sharesWord(normal(name), spoken));
};

const ROOTS = new Set(['entity', 'place', 'device', 'item', 'region', 'person']);

/** The whole name, or a word of it that can stand for it: five letters, or two Chinese characters. */
const sharesWord = (name: string, spoken: string): boolean => {
  if (name.length > 1 && spoken.includes(name)) return true;
  if (/\p{Script=Han}/u.test(name)) {
    const characters = [...name.replace(/[^\p{Script=Han}]/gu, '')];
    return characters.some((_, at) => at > 0 && spoken.includes(characters[at - 1]! + characters[at]!));
  }
  return name
    .split(/[\s_-]+/)
    .some((word) => word.length >= 3 && new RegExp(`(?:^|[^a-z])${escapePattern(word)}s?(?:[^a-z]|$)`).test(spoken));
};

const escapePattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
