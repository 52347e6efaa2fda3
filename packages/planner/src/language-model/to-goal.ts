import {
  type Condition,
  contentHash,
  type Goal,
  isOfClass,
  type Proposition,
  type Situation,
  type Standing,
} from '@muster/domain';
import { clockSeconds } from '../built-in/language/index.ts';
import { sayCondition } from '../says/index.ts';
import type { ModelAnswer } from './answer-schema.ts';
import { readCall } from './notation.ts';
import type { QuotedWorld } from './quoted-world.ts';

export type StatedGoal = { readonly goal: Goal; readonly standing?: Standing };
/** What can't be read, each fault a short line in the prompt's own ids; or the value. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly string[] };

const DAY = 86_400;
const short = (text: string): string => JSON.stringify(text.slice(0, 40));

/** The stated goal over real ids. Unknown ids and facts are faults that go back, never ignored. */
export const readGoal = (answer: ModelAnswer, situation: Situation, world: QuotedWorld): Read<StatedGoal> => {
  const faults: string[] = [];
  const goals = answer.goal.map((entry, index) => readEntry(entry, index + 1, situation, world, faults));
  const goal: Goal = { version: 1, propositions: goals };
  let standing: Standing | undefined;
  const order: { before: string; after: string }[] = [];
  const constraints: NonNullable<Goal['constraints']> = [];
  const together: string[][] = [];
  const avoid: string[] = [];
  const branchOf = new Map<string, string>();
  for (const limit of answer.limits) {
    const own = goals[limit.goal - 1];
    const fault = (why: string): void => {
      faults.push(`limit "${limit.is}" of goal ${limit.goal}: ${why}`);
    };
    const needsGoal = !['avoid', 'every', 'start', 'when', 'until'].includes(limit.is);
    if (limit.goal !== 0 && !own) {
      fault(`there is no goal ${limit.goal}`);
      continue;
    }
    // What is said of the request as a whole holds for each of its goals.
    const meant = own ? [own] : goals;
    if (needsGoal && meant.length === 0) {
      fault('there is no goal');
      continue;
    }
    const other = goals[Number(limit.value) - 1];
    switch (limit.is) {
      case 'by': {
        const robots = limit.value.split(/[\s,|]+/).map((name) => world.toEntity(name));
        if (robots.some((robot) => robot === undefined || situation.model.entities[robot]?.kind !== 'robot'))
          fault(`${short(limit.value)} is no robot`);
        else for (const entry of meant) entry.by = [...new Set([...(entry.by ?? []), ...(robots as string[])])].sort();
        break;
      }
      case 'after':
        if (!other || other === own) fault(`${short(limit.value)} is no other goal`);
        else for (const entry of meant) if (entry !== other) order.push({ before: other.id, after: entry.id });
        break;
      case 'together':
        if (!other || other === own || !own) fault(`${short(limit.value)} is no other goal`);
        else together.push([own.id, other.id]);
        break;
      case 'before': {
        const seconds = clockToSeconds(limit.value, situation);
        if (seconds === undefined) fault(`${short(limit.value)} is no clock time like "14:30"`);
        else for (const entry of meant) entry.beforeSeconds = seconds;
        break;
      }
      case 'holds':
        if (limit.value !== 'sometime' && limit.value !== 'always' && limit.value !== 'end')
          fault('"sometime", "always" or "end"');
        else for (const entry of meant) entry.holds = limit.value;
        break;
      case 'same-target':
      case 'different-target':
        constraints.push({
          kind: limit.is === 'same-target' ? 'same' : 'different',
          propositions: meant.map((entry) => entry.id),
          arg: 0,
        });
        break;
      case 'if':
        for (const entry of meant) branchOf.set(entry.id, limit.value);
        break;
      case 'avoid': {
        const robot = world.toEntity(limit.value);
        if (robot === undefined || situation.model.entities[robot]?.kind !== 'robot')
          fault(`${short(limit.value)} is no robot`);
        else avoid.push(robot);
        break;
      }
      default: {
        const read = readStanding(limit.is, limit.value, standing, situation, world);
        if (read) standing = read;
        else fault(`${short(limit.value)} can't be read`);
      }
    }
  }
  if (standing?.trigger.kind === 'every' && standing.trigger.seconds === NEVER)
    faults.push('limit "until" needs "every", "start" or "when" besides');
  const branches = splitBranches(goal, branchOf, situation, world, faults);
  if (goals.length === 0) faults.push('the goal is empty');
  if (faults.length > 0) return { ok: false, faults };
  const kept = new Set(branches.plain.map((entry) => entry.id));
  const whole: Goal = {
    version: 1,
    propositions: branches.plain,
    ...(order.length > 0 ? { order: order.filter((entry) => kept.has(entry.before) && kept.has(entry.after)) } : {}),
    ...(together.length > 0 ? { together } : {}),
    ...(constraints.length > 0 ? { constraints } : {}),
    ...(avoid.length > 0 ? { avoid: { robots: [...new Set(avoid)].sort() } } : {}),
    ...(branches.branches.length > 0 ? { branches: branches.branches } : {}),
  };
  return { ok: true, value: { goal: whole, ...(standing ? { standing: sealStanding(standing, whole) } : {}) } };
};

/** The same order over the same goal is the same standing order. */
const sealStanding = ({ trigger, until }: Standing, goal: Goal): Standing => ({
  id: `order_${contentHash({ trigger, until: until ?? null, goal }).slice(0, 8)}`,
  trigger,
  ...(until ? { until } : {}),
});

const readEntry = (
  entry: ModelAnswer['goal'][number],
  number: number,
  situation: Situation,
  world: QuotedWorld,
  faults: string[],
): Proposition => {
  const { model } = situation;
  const predicate = model.library.vocabulary.predicates.find((candidate) => candidate.id === entry.fact);
  if (!predicate || predicate.kind === 'static' || predicate.args.includes('region'))
    faults.push(`goal ${number}: ${short(entry.fact)} is none of FACTS`);
  const ids = (names: readonly string[], type: string | undefined): string[] =>
    [...new Set(names)]
      .flatMap((name) => {
        const id = world.toEntity(name);
        if (id === undefined) faults.push(`goal ${number}: ${short(name)} is no id of WORLD`);
        else if (type !== undefined && !isOfClass(model, id, type))
          faults.push(`goal ${number}: ${name} is no ${type}`);
        return id === undefined ? [] : [id];
      })
      .sort();
  const subjects = ids(entry.of, predicate?.args[0]);
  const targets = ids(entry.at, predicate?.args[1]);
  if (predicate && predicate.args.length > 0 !== subjects.length > 0) faults.push(`goal ${number}: of is empty`);
  if (predicate && predicate.args.length > 1 !== targets.length > 0)
    faults.push(`goal ${number}: ${entry.fact} takes ${predicate.args.length} argument(s)`);
  const counts = entry.q !== 'all' && entry.q !== 'none';
  if (counts && !(Number.isInteger(entry.n) && entry.n >= 0)) faults.push(`goal ${number}: n is no count`);
  return {
    id: `g${number}`,
    predicate: placePredicate(entry.fact, targets, situation),
    subjects,
    args: targets.length > 0 ? [targets] : [],
    quantifier: counts
      ? { kind: entry.q as 'exactly', n: Math.max(0, Math.round(entry.n)) }
      : { kind: entry.q as 'all' },
    holds: 'end',
  };
};

/** Whether a thing stands on or in its target is the target's own property, not a matter of wording. */
const placePredicate = (fact: string, targets: readonly string[], { model }: Situation): string => {
  if ((fact !== 'on' && fact !== 'in') || targets.length === 0) return fact;
  const has = (property: string): boolean => targets.every((id) => model.staticFacts[`${property}(${id})`] === true);
  if (has('container')) return 'in';
  return has('surface') && targets.every((id) => !model.staticFacts[`container(${id})`]) ? 'on' : fact;
};

/** Clock time → seconds since the first midnight of the scene clock; the next one to come. */
const clockToSeconds = (text: string, situation: Situation): number | undefined => {
  const match = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(text.trim());
  if (!match) return undefined;
  const now = clockSeconds(situation);
  const ofDay = Number(match[1]) * 3600 + Number(match[2]) * 60;
  const today = Math.floor(now / DAY) * DAY + ofDay;
  return today > now ? today : today + DAY;
};

/** Marks an end that came before its beginning. */
const NEVER = 1e9;

const readStanding = (
  is: string,
  value: string,
  known: Standing | undefined,
  situation: Situation,
  world: QuotedWorld,
): Standing | undefined => {
  const id = 'standing';
  const until = known?.until ? { until: known.until } : {};
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(value.trim());
  const clockText = clock ? `${clock[1]!.padStart(2, '0')}:${clock[2]}` : undefined;
  if (is === 'every') {
    const seconds = Number(value);
    return seconds > 0 && seconds < NEVER ? { id, trigger: { kind: 'every', seconds }, ...until } : undefined;
  }
  // A start is meant once, unless it is said how often.
  if (is === 'start')
    return clockText
      ? {
          id,
          trigger: { kind: 'at', clock: clockText },
          ...(known?.until ? until : known?.trigger.kind === 'every' ? {} : { until: { kind: 'times', n: 1 } }),
        }
      : undefined;
  if (is === 'when') {
    const condition = readFact(value, situation, world);
    return condition ? { id, trigger: { kind: 'when', condition }, ...until } : undefined;
  }
  const times = /^(\d{1,4}) ?times?$/.exec(value.trim());
  const end: Standing['until'] | undefined = clockText
    ? { kind: 'clock', clock: clockText }
    : times && Number(times[1]) >= 1
      ? { kind: 'times', n: Number(times[1]) }
      : ((): Standing['until'] | undefined => {
          const condition = readFact(value, situation, world);
          return condition ? { kind: 'condition', condition } : undefined;
        })();
  return end ? { id, trigger: known?.trigger ?? { kind: 'every', seconds: NEVER }, until: end } : undefined;
};

/** `open(p3)` or `not open(p3)` over real ids; undefined when it is not a fact of this world. */
export const readFact = (text: string, { model }: Situation, world: QuotedWorld): Condition | undefined => {
  const call = readCall(text);
  const predicate = call && model.library.vocabulary.predicates.find((entry) => entry.id === call.name);
  if (!call || !predicate || predicate.args.length !== call.args.length) return undefined;
  const terms = call.args.map((name) => world.toEntity(name));
  if (terms.some((id, index) => id === undefined || !isOfClass(model, id, predicate.args[index]!))) return undefined;
  const atom: Condition = [predicate.id, ...(terms as string[])];
  return call.isNegated ? ['not', atom] : atom;
};

/** Goals under the same look become one branch each: met where it turns out so, unmet where it does not. */
const splitBranches = (
  goal: Goal,
  branchOf: ReadonlyMap<string, string>,
  situation: Situation,
  world: QuotedWorld,
  faults: string[],
): { readonly plain: Proposition[]; readonly branches: NonNullable<Goal['branches']> } => {
  const plain = goal.propositions.filter((entry) => !branchOf.has(entry.id));
  const groups = new Map<string, { atom: Condition; met: Proposition[]; unmet: Proposition[] }>();
  for (const entry of goal.propositions) {
    const text = branchOf.get(entry.id);
    if (text === undefined) continue;
    const condition = readFact(text, situation, world);
    if (!condition) {
      faults.push(`limit "if": ${short(text)} is no fact over ids of WORLD`);
      continue;
    }
    const isNegated = condition[0] === 'not';
    const atom = (isNegated ? condition[1] : condition) as Condition;
    const key = JSON.stringify(atom);
    const group = groups.get(key) ?? { atom, met: [], unmet: [] };
    (isNegated ? group.unmet : group.met).push(entry);
    groups.set(key, group);
  }
  const branches = [...groups.values()].map(({ atom, met, unmet }, index) => {
    const hasMet = met.length > 0;
    // A branch always has a side for "so it is": where only the other was said, the condition is turned round.
    const condition: Condition = hasMet ? atom : ['not', atom];
    return {
      id: `b${index + 1}`,
      if: condition,
      says: sayCondition(condition, situation.model),
      met: { version: 1 as const, propositions: hasMet ? met : unmet },
      ...(hasMet && unmet.length > 0 ? { unmet: { version: 1 as const, propositions: unmet } } : {}),
    };
  });
  return { plain, branches };
};

export const describeFacts = (texts: readonly string[], situation: Situation, world: QuotedWorld) =>
  texts.slice(0, 10).flatMap((text) => {
    const condition = readFact(text, situation, world);
    return condition ? [sayCondition(condition, situation.model)] : [];
  });
