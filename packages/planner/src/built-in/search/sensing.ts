import {
  type Atom,
  atomKey,
  bindCondition,
  bindEffect,
  COMPARISONS,
  type Condition,
  type Effect,
  type Goal,
  isOfClass,
  type Proposition,
  type Situation,
  type Skill,
  type WorldState,
} from '@muster/domain';
import { freeVariables } from './lifted-rule.ts';

/** A step that would settle an unknown fact: a sensing skill with its parameters, and what each outcome makes known. */
export type Look = {
  readonly skill: string;
  readonly args: Readonly<Record<string, string>>;
  /** What the step leaves behind whatever it finds: the goal that brings it into a plan. */
  readonly record: Atom;
  readonly outcomes: readonly { readonly id: string; readonly effects: readonly Effect[] }[];
};

/** Truth of a ground condition in a belief; undefined where it hangs on something unknown. */
export const believed = (condition: Condition, situation: Situation): boolean | undefined => {
  const { model, state } = situation;
  const [head, ...rest] = condition as readonly [string, ...unknown[]];
  if (head === 'not') {
    const value = believed(rest[0] as Condition, situation);
    return value === undefined ? undefined : !value;
  }
  if (head === 'imply') return believed(['or', ['not', rest[0] as Condition], rest[1] as Condition], situation);
  if (head === 'and' || head === 'or') {
    const values = (rest as Condition[]).map((part) => believed(part, situation));
    const settles = head === 'or';
    if (values.includes(settles)) return settles;
    return values.includes(undefined) ? undefined : !settles;
  }
  if (head === 'forall' || head === 'exists') {
    let bodies = [rest[1] as Condition];
    for (const [name, type] of rest[0] as [string, string][])
      bodies = bodies.flatMap((body) => (model.members[type] ?? []).map((id) => bindCondition(body, { [name]: id })));
    return believed([head === 'forall' ? 'and' : 'or', ...bodies] as unknown as Condition, situation);
  }
  if (head === '=') return rest[0] === rest[1];
  if (COMPARISONS.has(head)) {
    const [left, right] = (rest as unknown[]).map((part) => numberOf(part, situation));
    if (left === undefined || right === undefined) return undefined;
    if (head === '<') return left < right;
    if (head === '<=') return left <= right;
    if (head === '>') return left > right;
    return head === '>=' ? left >= right : left === right;
  }
  const key = atomKey(condition as Atom);
  const value = model.staticFacts[key] ?? state.facts[key]?.value ?? false;
  return value === 'unknown' ? undefined : value;
};

const numberOf = (value: unknown, situation: Situation): number | undefined => {
  if (typeof value === 'number') return value;
  if (!Array.isArray(value)) return undefined;
  const key = atomKey(value as unknown as Atom);
  return situation.state.numbers[key]?.value ?? situation.model.staticNumbers[key];
};

/** Facts of a condition that nobody knows. */
export const unknownFacts = (condition: Condition, situation: Situation): Atom[] => {
  const found: Atom[] = [];
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const key = typeof part[0] === 'string' ? atomKey(part as unknown as Atom) : '';
    if (situation.state.facts[key]?.value === 'unknown') found.push(part as unknown as Atom);
    else for (const entry of part) visit(entry);
  };
  visit(condition);
  return found;
};

/** Sensing steps that settle a fact, by skill id. A fact that no outcome mentions can't be looked for. */
export const looksFor = (fact: Atom, situation: Situation): Look[] =>
  Object.keys(situation.model.library.skills)
    .sort()
    .flatMap((id) => {
      const skill = situation.model.library.skills[id]!;
      const bindings = settling(skill, fact, situation);
      const record = skill.effects.end.find((effect) => typeof effect[1] === 'string') as Atom | undefined;
      if (!bindings || !record || freeVariables(bindEffect(record, bindings)).length > 0) return [];
      return [
        {
          skill: id,
          args: Object.fromEntries(Object.entries(bindings).map(([name, value]) => [name.slice(1), value])),
          record: bindEffect(record, bindings) as Atom,
          outcomes: (skill.outcomes ?? []).map((outcome) => ({
            id: outcome.id,
            effects: outcome.effects.map((effect) => bindEffect(effect, bindings)),
          })),
        },
      ];
    });

const settling = (skill: Skill, fact: Atom, situation: Situation): Record<string, string> | undefined => {
  for (const outcome of skill.outcomes ?? [])
    for (const effect of outcome.effects) {
      const atom = (effect[0] === 'not' ? effect[1] : effect) as Atom;
      if (atom[0] !== fact[0] || atom.length !== fact.length) continue;
      const bindings: Record<string, string> = {};
      const fits = atom.slice(1).every((term, index) => {
        const value = fact[index + 1]!;
        if (!term.startsWith('?')) return term === value;
        const type = skill.parameters.find((parameter) => parameter.name === term)?.type;
        if (type === undefined || !isOfClass(situation.model, value, type)) return false;
        bindings[term] = value;
        return true;
      });
      if (fits) return bindings;
    }
  return undefined;
};

/** The belief after an outcome. */
export const afterOutcome = (situation: Situation, effects: readonly Effect[]): Situation => {
  const facts: WorldState['facts'] = { ...situation.state.facts };
  for (const effect of effects) {
    const value = effect[0] !== 'not';
    const atom = (value ? effect : effect[1]) as Atom;
    facts[atomKey(atom)] = { value, source: 'expected', at: situation.state.at };
  }
  return { ...situation, state: { ...situation.state, facts } };
};

/** The wish for a look as a proposition; holds once the step has been done. */
export const lookProposition = (look: Look, id: string): Proposition => ({
  id,
  predicate: look.record[0],
  subjects: look.record.slice(1, 2),
  args: look.record.slice(2).map((term) => [term]),
  quantifier: { kind: 'all' },
  holds: 'end',
});

/** Joins a second goal to a first one; ids of the second get a prefix. */
export const mergeGoals = (first: Goal, second: Goal | undefined, prefix: string): Goal => {
  if (!second) return first;
  const rename = (id: string): string => `${prefix}.${id}`;
  return {
    ...first,
    propositions: [...first.propositions, ...second.propositions.map((entry) => ({ ...entry, id: rename(entry.id) }))],
    conditions: [
      ...(first.conditions ?? []),
      ...(second.conditions ?? []).map((entry) => ({ ...entry, id: rename(entry.id) })),
    ],
    order: [
      ...(first.order ?? []),
      ...(second.order ?? []).map(({ before, after }) => ({ before: rename(before), after: rename(after) })),
    ],
    together: [...(first.together ?? []), ...(second.together ?? []).map((group) => group.map(rename))],
    branches: [...(first.branches ?? []), ...(second.branches ?? [])],
  };
};
