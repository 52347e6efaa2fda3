import { bilingual, displayName, type Goal, type Problem, type Situation } from '@muster/domain';

/** Whether robots can be at one place at the same time: each that drives, walks or flies needs a node of its own that serves it. */
export const canStandTogether = (robots: readonly string[], place: string, { model }: Situation): boolean => {
  const nodes = robots.flatMap((robot) => {
    const kind = model.scene.robots.find((entry) => entry.id === robot)?.kind;
    const isFixed = kind === undefined || model.library.robots[kind]?.mobility.mode === 'fixed';
    return isFixed ? [] : [model.service[robot]?.[place] ?? []];
  });
  const seat = (left: readonly (readonly string[])[], taken: readonly string[]): boolean =>
    left.length === 0 || left[0]!.some((node) => !taken.includes(node) && seat(left.slice(1), [...taken, node]));
  return seat(nodes, []);
};

/** More robots wanted at one place in the end than can stand there. */
export const standingShortage = (goal: Goal, situation: Situation): Problem | undefined => {
  const wanted = new Map<string, { id: string; robots: string[] }>();
  for (const proposition of goal.propositions) {
    const { predicate, quantifier, holds, args, subjects, id } = proposition;
    const [places] = args;
    if (predicate !== 'at' || quantifier.kind !== 'all' || holds !== 'end' || places?.length !== 1) continue;
    const place = places[0]!;
    const robots = [...new Set([...(wanted.get(place)?.robots ?? []), ...subjects])];
    wanted.set(place, { id, robots });
  }
  for (const [place, { id, robots }] of wanted) {
    if (robots.length < 2 || canStandTogether(robots, place, situation)) continue;
    const names = situation.model.entities[place]?.names;
    const name = { en: names ? displayName(names, 'en') : place, zh: names ? displayName(names, 'zh') : place };
    return {
      code: 'PLAN_NO_ROOM',
      place: id,
      says: bilingual(
        `${name.en} has no room for ${robots.length} robots to stand at once.`,
        `${name.zh}站不下 ${robots.length} 台机器人。`,
      ),
      remedy: bilingual('Send fewer of them, or one after the other.', '请少派几台，或者一台一台来。'),
    };
  }
  return undefined;
};
