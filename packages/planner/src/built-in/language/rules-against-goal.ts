import {
  atomKey,
  bilingual,
  bindCondition,
  COMPARISONS,
  type Condition,
  factKey,
  type Goal,
  type Proposition,
  type Reason,
  type Rule,
  type Situation,
  type Standing,
  type TypedVariables,
  type WorldModel,
} from '@muster/domain';
import { nameOf } from '../../says/names.ts';
import { skillsFor } from './goal/abilities.ts';
import { wantedEffects } from './lexicon/skill-senses.ts';
import { pointOf, takesItems } from './resolve/locations.ts';

type Known = ReadonlyMap<string, boolean>;
type Truth = boolean | undefined;

/**
 * A rule of the scene that the wish itself breaks, whatever plan there were: only what the goal states and what never changes is taken
 * as known, everything else may be either way. Found without any search, and cited in the refusal.
 */
export const ruleAgainstGoal = (goal: Goal, situation: Situation): Reason | undefined => {
  const { model } = situation;
  for (const proposition of goal.propositions) {
    const choices = factChoices(proposition);
    if (choices.length === 0) continue;
    for (const rule of situation.rules) {
      if (rule.window) continue;
      if (!choices.every((facts) => isBroken(rule, facts, model))) continue;
      const elsewhere = allowedPlace(proposition, situation);
      return {
        code: 'PLAN_RULE_FORBIDS',
        says: bilingual(`A rule forbids it: ${rule.says.en}`, `规则不允许：${rule.says.zh}`),
        rule: rule.id,
        facts: [...choices[0]!.keys()],
        ...(elsewhere
          ? {
              nearest: bilingual(
                `${nameOf(model, elsewhere, 'en').replace(/^[a-z]/, (letter) => letter.toUpperCase())} would be allowed.`,
                `可以改放到${nameOf(model, elsewhere, 'zh')}。`,
              ),
            }
          : {}),
      };
    }
  }
  for (const branch of goal.branches ?? []) {
    const found =
      ruleAgainstGoal(branch.met, situation) ?? (branch.unmet ? ruleAgainstGoal(branch.unmet, situation) : undefined);
    if (found) return found;
  }
  return undefined;
};

/** A rule with hours that a start by the clock falls into: no step that would do it may run then. */
export const ruleAgainstStart = (goal: Goal, standing: Standing, situation: Situation): Reason | undefined => {
  if (standing.trigger.kind !== 'at') return undefined;
  const { clock } = standing.trigger;
  const { model } = situation;
  for (const rule of situation.rules) {
    const { constraint, window } = rule;
    if (!window || constraint.kind !== 'step' || constraint.demand !== 'forbid' || !isWithin(clock, window)) continue;
    for (const { predicate, subjects, quantifier, holds } of goal.propositions) {
      if (holds === 'always' || quantifier.kind === 'at-most') continue;
      const skills = skillsFor(model, predicate, quantifier.kind !== 'none');
      const isForbidden = (id: string): boolean =>
        skills.every((skill) => {
          const name = wantedEffects(skill, model)[0]?.terms[0];
          if (!constraint.skills.includes(skill.id)) return false;
          return (
            constraint.when === undefined ||
            (name !== undefined && truthOf(bindCondition(constraint.when, { [name]: id }), new Map(), model) === true)
          );
        });
      const found = subjects.find((id) => skills.length > 0 && isForbidden(id));
      if (found !== undefined && (quantifier.kind === 'all' || subjects.every(isForbidden)))
        return {
          code: 'PLAN_RULE_FORBIDS',
          says: bilingual(`A rule forbids it at ${clock}: ${rule.says.en}`, `规则不允许在${clock}做：${rule.says.zh}`),
          rule: rule.id,
          facts: [`${window.from}-${window.to}`, factKey(predicate, found)],
          nearest: bilingual(`From ${window.to} on it would be allowed.`, `${window.to}之后可以。`),
        };
    }
  }
  return undefined;
};

const isWithin = (clock: string, { from, to }: { from: string; to: string }): boolean =>
  from <= to ? clock >= from && clock < to : clock >= from || clock < to;

const MAX_CHOICES = 60;

/** The ways to make a proposition true as sets of facts; none when it could be met without any fact of its own. */
const factChoices = ({ predicate, subjects, args, quantifier, holds }: Proposition): Known[] => {
  if (holds === 'always' || quantifier.kind === 'none' || quantifier.kind === 'at-most' || args.length > 1) return [];
  const rows = args.length === 0 ? [[]] : (args[0] ?? []).map((id) => [id]);
  const ways = subjects.flatMap((id) => rows.map((row): Known => new Map([[factKey(predicate, id, ...row), true]])));
  // Of several things all of which are meant some may be allowed: that is for the part that can be done.
  if (quantifier.kind === 'all' && subjects.length > 1) return [];
  return ways.length > MAX_CHOICES ? [] : ways;
};

/** A rule that no state with these facts in it keeps. */
export const ruleAgainstFacts = (facts: readonly string[], situation: Situation): Rule | undefined =>
  situation.rules.find(
    (rule) => !rule.window && isBroken(rule, new Map(facts.map((fact) => [fact, true])), situation.model),
  );

const isBroken = (rule: Rule, facts: Known, model: WorldModel): boolean => {
  const { constraint } = rule;
  if (constraint.kind === 'never') return truthOf(constraint.condition, facts, model) === true;
  if (constraint.kind === 'always') return truthOf(constraint.condition, facts, model) === false;
  if (constraint.kind !== 'closure') return false;
  return [...facts.keys()].some((key) => {
    const [, predicate, robot, place] = /^(\w+)\(([^,]+),([^)]+)\)$/.exec(key) ?? [];
    if ((predicate !== 'at' && predicate !== 'visited') || !robot || !place || !constraint.places.includes(place))
      return false;
    return !constraint.robots || truthOf(bindCondition(constraint.robots, { '?robot': robot }), facts, model) === true;
  });
};

/** Three-valued truth where only the given facts and static ones are known. */
const truthOf = (condition: Condition, facts: Known, model: WorldModel): Truth => {
  const [head, ...rest] = condition as readonly [string, ...unknown[]];
  const truth = (part: unknown): Truth => truthOf(part as Condition, facts, model);
  switch (head) {
    case 'and':
      return every(rest.map(truth));
    case 'or':
      return some(rest.map(truth));
    case 'not':
      return negate(truth(rest[0]));
    case 'imply':
      return some([negate(truth(rest[0])), truth(rest[1])]);
    case '=':
      return rest[0] === rest[1];
    case 'forall':
    case 'exists': {
      const [variables, body] = rest as [TypedVariables, Condition];
      const rows = variables.reduce<Record<string, string>[]>(
        (list, [name, type]) =>
          list.flatMap((row) => (model.members[type] ?? []).map((id) => ({ ...row, [name]: id }))),
        [{}],
      );
      const values = rows.map((row) => truth(bindCondition(body, row)));
      return head === 'forall' ? every(values) : some(values);
    }
    default: {
      if (COMPARISONS.has(head)) return undefined;
      const key = atomKey(condition as readonly [string, ...string[]]);
      const stated = facts.get(key);
      if (stated !== undefined) return stated;
      const kind = model.library.vocabulary.predicates.find((entry) => entry.id === head)?.kind;
      return kind === 'static' ? model.staticFacts[key] === true : undefined;
    }
  }
};

const negate = (value: Truth): Truth => (value === undefined ? undefined : !value);
const every = (values: readonly Truth[]): Truth =>
  values.includes(false) ? false : values.includes(undefined) ? undefined : true;
const some = (values: readonly Truth[]): Truth =>
  values.includes(true) ? true : values.includes(undefined) ? undefined : false;

/** Some place of the scene where the thing may stand: where it is named first, by id. */
const allowedPlace = (proposition: Proposition, situation: Situation): string | undefined => {
  const { model, rules } = situation;
  const [subject] = proposition.subjects;
  if (subject === undefined || (proposition.predicate !== 'on' && proposition.predicate !== 'in')) return undefined;
  const asked = proposition.args[0]?.[0] ?? '';
  const classOf = (id: string): string | undefined => model.entities[id]?.class;
  const fits = (id: string): boolean =>
    takesItems(model, id) &&
    (model.entities[id]?.properties.container === true) === (proposition.predicate === 'in') &&
    rules.every((rule) => !isBroken(rule, new Map([[factKey(proposition.predicate, subject, id), true]]), model));
  const places = (model.members.place ?? []).filter(fits).sort();
  const alike = places.filter((id) => classOf(id) === classOf(asked));
  const from = pointOf(model, situation.state, asked);
  const distance = (id: string): number => {
    const point = pointOf(model, situation.state, id);
    return point && from && point.floor === from.floor ? Math.hypot(point.x - from.x, point.y - from.y) : Infinity;
  };
  return (alike.length > 0 ? alike : places).sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1))[0];
};
