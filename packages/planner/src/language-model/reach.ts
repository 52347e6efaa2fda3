import { capabilityFor, factValue, parseFactKey, type RobotManifest, type Situation, type Skill } from '@muster/domain';

/** A skill that brings its robot from one region into another: it makes `region(robot, to)` by a device. */
export type Crossing = {
  readonly skill: Skill;
  readonly role: string;
  readonly device: string;
  readonly to: string;
};

/** Crossing skills of the library, found by what they do and not by their names. */
export const crossingsOf = (skills: Readonly<Record<string, Skill>>): Crossing[] =>
  Object.values(skills)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((skill) => {
      const effect = skill.effects.end.find((entry) => entry[0] === 'region') as [string, string, string] | undefined;
      const device = skill.parameters.find((parameter) => parameter.type !== 'region');
      const isSimple = skill.roles.length === 1 && skill.parameters.length === 2;
      return effect && device && isSimple ? [{ skill, role: effect[1], device: device.name, to: effect[2] }] : [];
    });

export const canCross = (manifest: RobotManifest, crossing: Crossing): boolean =>
  capabilityFor(manifest, crossing.skill, crossing.role) !== undefined;

/** Links that lead out of regions: region → device and region beyond. */
export const linksOf = (situation: Situation): Map<string, { device: string; to: string }[]> => {
  const links = new Map<string, { device: string; to: string }[]>();
  for (const key of Object.keys(situation.model.staticFacts)) {
    const [predicate, device, from, to] = parseFactKey(key);
    if (predicate === 'links' && device && from && to) links.set(from, [...(links.get(from) ?? []), { device, to }]);
  }
  return links;
};

/** Places that a robot can get to from where it is, through every door and lift that is not locked. */
export const reachablePlaces = (situation: Situation): ((robot: string) => ReadonlySet<string>) => {
  const { model, state } = situation;
  const within = new Map<string, string[]>();
  for (const key of Object.keys(model.staticFacts)) {
    const [predicate, place, region] = parseFactKey(key);
    if (predicate === 'within' && place && region) within.set(region, [...(within.get(region) ?? []), place]);
  }
  const links = linksOf(situation);
  const crossings = crossingsOf(model.library.skills);
  const start = new Map<string, string>();
  for (const key of Object.keys(state.facts)) {
    const [predicate, robot, region] = parseFactKey(key);
    if (predicate === 'region' && robot && region && factValue(state, key) === true) start.set(robot, region);
  }
  return (robot) => {
    const kind = model.scene.robots.find((entry) => entry.id === robot)?.kind;
    const manifest = kind === undefined ? undefined : model.library.robots[kind];
    const seen = new Set<string>();
    const open = [start.get(robot)].filter((region) => region !== undefined);
    while (open.length > 0) {
      const region = open.pop()!;
      if (seen.has(region)) continue;
      seen.add(region);
      for (const { device, to } of links.get(region) ?? [])
        if (
          manifest &&
          crossings.some((crossing) => canCross(manifest, crossing)) &&
          factValue(state, `locked(${device})`) !== true
        )
          open.push(to);
    }
    return new Set([...seen].flatMap((region) => within.get(region) ?? []).sort());
  };
};
