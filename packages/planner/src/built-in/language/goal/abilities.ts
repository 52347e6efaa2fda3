import { factKey, isOfClass, type Skill, type WorldModel } from '@muster/domain';
import { skillEffects } from '../lexicon/skill-senses.ts';

/** Skills that can make `predicate(…)` true (or false). */
export const skillsFor = (model: WorldModel, predicate: string, holds: boolean): Skill[] =>
  Object.values(model.library.skills).filter(
    (skill) =>
      skillEffects(skill).some((effect) => effect.predicate === predicate && effect.holds === holds) ||
      // Standing at a place is what every travel does.
      (predicate === 'at' && holds && skillEffects(skill).some((effect) => effect.predicate === 'visited')),
  );

/** Skills that a robot of the scene claims. */
export const claimedSkills = (model: WorldModel, robot: string): ReadonlySet<string> => {
  const kind = model.scene.robots.find((entry) => entry.id === robot)?.kind ?? '';
  return new Set(model.library.robots[kind]?.capabilities.map((capability) => capability.skill) ?? []);
};

const capabilitiesOf = (skill: Skill): string[] => skill.roles.map((role) => role.capability ?? skill.id);

export const robotsFor = (model: WorldModel, skills: readonly Skill[]): string[] =>
  model.scene.robots
    .map((robot) => robot.id)
    .filter((robot) => {
      const claimed = claimedSkills(model, robot);
      return skills.some((skill) => capabilitiesOf(skill).some((capability) => claimed.has(capability)));
    })
    .sort();

/** Property that a skill needs of one of its parameters and that the entity lacks, e.g. `openable`. */
export const missingProperty = (model: WorldModel, skill: Skill, variable: string, id: string): string | undefined => {
  const isStatic = new Set(
    model.library.vocabulary.predicates
      .filter((predicate) => predicate.kind === 'static')
      .map((predicate) => predicate.id),
  );
  for (const condition of skill.conditions.start) {
    const [head, ...terms] = condition as readonly unknown[];
    if (
      typeof head === 'string' &&
      terms.length === 1 &&
      terms[0] === variable &&
      isStatic.has(head) &&
      model.staticFacts[factKey(head, id)] !== true
    )
      return head;
  }
  return undefined;
};

export const parameterType = (skill: Skill, variable: string): string =>
  skill.parameters.find((parameter) => parameter.name === variable)?.type ??
  (skill.roles.some((role) => role.name === variable) ? 'robot' : 'entity');

export const fitsType = (model: WorldModel, id: string, type: string): boolean =>
  type === 'entity' || isOfClass(model, id, type);
