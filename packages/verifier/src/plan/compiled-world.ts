import { type Condition, type Effect, parseFactKey, type Situation, type Skill, type WorldModel } from '@muster/domain';
import { type CompiledAction, compileAction, GroundState, TRUE, UNKNOWN, Universe } from '../engine/index.ts';

/** A world model ready for proofs: objects and types numbered, static facts set, skills compiled on first use. */
export type CompiledWorld = {
  readonly universe: Universe;
  /** Static facts and numbers only. */
  readonly base: GroundState;
  /** @param tracksPlaces whether anything reads where robots are; leaving places costs effects, so they are left out when nothing does */
  skill(skill: Skill, tracksPlaces: boolean): CompiledAction;
  /** True when a skill's condition or a rule of the scene reads `at`. */
  readonly readsPlaces: boolean;
};

const worlds = new WeakMap<WorldModel, CompiledWorld>();

/** Compiles a model once; the same model gives the same object. */
export const compiledWorld = (model: WorldModel): CompiledWorld => {
  const known = worlds.get(model);
  if (known) return known;
  const classes = Object.keys(model.ancestors);
  const types = classes.map((name) => ({ name, parents: (model.ancestors[name] ?? []).slice(1, 2) }));
  const entities = Object.values(model.entities);
  const universe = new Universe(
    types,
    entities.map((entity) => ({ name: entity.id, types: [entity.class] })),
  );
  const base = new GroundState(universe);
  for (const key of Object.keys(model.staticFacts)) {
    const [predicate, ...terms] = parseFactKey(key);
    base.setNamedFact(predicate, terms, TRUE);
  }
  for (const [key, value] of Object.entries(model.staticNumbers)) {
    const [fluent, ...terms] = parseFactKey(key);
    base.setNamedFluent(fluent, terms, value);
  }
  const compiled = [new Map<Skill, CompiledAction>(), new Map<Skill, CompiledAction>()] as const;
  const world: CompiledWorld = {
    universe,
    base,
    readsPlaces: mentionsAt(model),
    skill: (skill, tracksPlaces) => {
      const known = compiled[tracksPlaces ? 1 : 0];
      const action = known.get(skill) ?? compileAction(universe, actionOf(skill, tracksPlaces));
      known.set(skill, action);
      return action;
    },
  };
  worlds.set(model, world);
  return world;
};

/** The belief at the start of a proof, over the static facts. */
export const startState = (world: CompiledWorld, situation: Situation): GroundState => {
  const state = world.base.copy();
  for (const [key, belief] of Object.entries(situation.state.facts)) {
    if (belief.value === false) continue;
    const [predicate, ...terms] = parseFactKey(key);
    state.setNamedFact(predicate, terms, belief.value === true ? TRUE : UNKNOWN);
  }
  for (const [key, belief] of Object.entries(situation.state.numbers)) {
    const [fluent, ...terms] = parseFactKey(key);
    state.setNamedFluent(fluent, terms, belief.value);
  }
  return state;
};

/** Whether any skill or rule reads where robots are. When none does, only goals can, and those are few. */
const mentionsAt = (model: WorldModel): boolean =>
  /\["at",/.test(
    JSON.stringify([Object.values(model.library.skills).map((skill) => skill.conditions), model.scene.rules]),
  );

const all = (conditions: readonly Condition[]): Condition => ['and', ...conditions];
const every = (effects: readonly Effect[]): Effect => ['and', ...effects];

/**
 * A skill as a PDDL durative action: parameters, then roles; a role with a place needs a region from which the place is served, and is there from the
 * start on.
 */
const actionOf = (skill: Skill, tracksPlaces: boolean) => {
  const parameters = skill.parameters.filter((parameter) => parameter.type !== 'number' && parameter.type !== 'text');
  const serves = skill.roles.flatMap((role): Condition[] =>
    role.at
      ? [['exists', [['?served', 'region']], ['and', ['region', role.name, '?served'], ['within', role.at, '?served']]]]
      : [],
  );
  const arrives = skill.roles.flatMap((role): Effect[] => {
    if (!role.at) return [];
    const leaves: Effect = [
      'forall',
      [['?left', 'place']],
      ['when', ['not', ['=', '?left', role.at]], ['not', ['at', role.name, '?left']]],
    ];
    return tracksPlaces ? [['at', role.name, role.at], leaves] : [];
  });
  return {
    name: skill.id,
    parameters: [
      ...parameters.map((parameter) => [parameter.name, parameter.type] as const),
      ...skill.roles.map((role) => [role.name, 'robot'] as const),
    ],
    start: {
      condition: all([...serves, ...skill.conditions.start]),
      effect: every([...arrives, ...(skill.effects.start ?? [])]),
    },
    overAll: all(skill.conditions.during ?? []),
    end: { condition: all(skill.conditions.end ?? []), effect: every(skill.effects.end) },
  };
};
