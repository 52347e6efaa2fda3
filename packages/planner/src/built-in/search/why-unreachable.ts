import { bilingual, displayName, type Goal, type Problem, parseFactKey, type Situation } from '@muster/domain';
import { type Blocker, blockersOf, type Literal } from './blockers.ts';
import { baseOf } from './goal-order.ts';
import { makeGrounds } from './make-grounds.ts';
import { relaxationOf } from './relaxation.ts';
import { RelaxedPlanner } from './relaxed.ts';
import type { GoalItem, PlanningTask } from './task.ts';

/**
 * Why a goal can't be reached, from the relaxation: the first goal item nobody can make true, and for each robot that could have tried what stops it
 * (payload, width, height, a place it can't get to, a state that nothing changes, a property that the thing lacks).
 */
export const whyUnreachable = (task: PlanningTask, goal: Goal, situation: Situation): Problem => {
  const { model } = situation;
  const start = { facts: task.initialFacts, numbers: task.initialNumbers };
  const costs = new RelaxedPlanner(relaxationOf(task)).goalCosts(start, task.goals.length);
  const item = task.goals.find((_, index) => costs[index] === Number.POSITIVE_INFINITY);
  const proposition = goal.propositions.find((entry) => entry.id === (item ? baseOf(item.id) : ''));
  if (!item)
    return {
      code: 'PLAN_IMPOSSIBLE',
      says: bilingual(
        'No sequence of known skills leads to this goal from here; the search was complete.',
        '从现状出发，已知技能的任何组合都达不到这个目标；搜索是完整的。',
      ),
    };
  const subject = item.id.includes('/') ? item.id.slice(item.id.indexOf('/') + 1) : proposition?.subjects[0];
  const grounds = makeGrounds(situation);
  const blockers = new Map<string, Blocker>();
  for (const literal of literalsOf(item, task, proposition, subject))
    for (const [robot, blocker] of blockersOf(literal, situation, grounds)) {
      // What one robot is to do or be is nobody else's to fail at.
      if (model.entities[literal.atom[1] ?? '']?.kind === 'robot' && literal.atom[1] !== robot) continue;
      const known = blockers.get(robot);
      if (!known || blocker.rank > known.rank) blockers.set(robot, blocker);
    }
  const byRank = [...blockers.values()].sort((a, b) => b.rank - a.rank);
  const said = new Set<string>();
  const distinct = byRank.filter((entry) => !said.has(entry.says.en) && said.add(entry.says.en)).slice(0, 6);
  const entity = model.entities[subject ?? ''];
  if (distinct.length === 0)
    return {
      code: 'PLAN_IMPOSSIBLE',
      place: item.id,
      says: bilingual(
        `No robot here has a skill, or a chain of skills, that can do this${entity ? ` to ${displayName(entity.names, 'en')}` : ''}.`,
        `这里没有机器人具备能${entity ? `对${displayName(entity.names, 'zh')}` : ''}做到这件事的技能或技能组合。`,
      ),
    };
  return {
    code: distinct[0]!.code,
    place: item.id,
    says: bilingual(
      `It can't be done: ${distinct.map((entry) => entry.says.en).join('; ')}.`,
      `做不到：${distinct.map((entry) => entry.says.zh).join('；')}。`,
    ),
  };
};

/** The facts that would meet a goal item; where folding has left none, those that the proposition names. */
const literalsOf = (
  item: GoalItem,
  task: PlanningTask,
  proposition: Goal['propositions'][number] | undefined,
  subject: string | undefined,
): Literal[] => {
  const named = item.ways
    .flatMap((way) => way.facts.map((fact) => task.factNames[fact]!))
    .slice(0, 12)
    .map(
      (name): Literal =>
        name.startsWith('not ')
          ? { atom: parseFactKey(name.slice(4)), wanted: false }
          : { atom: parseFactKey(name), wanted: true },
    );
  if (named.length > 0 || !proposition) return named;
  const terms = subject === undefined ? [] : [subject];
  return (proposition.args[0] ?? ['']).slice(0, 12).map((value) => ({
    atom: [proposition.predicate, ...terms, ...(value === '' ? [] : [value])],
    wanted: proposition.quantifier.kind !== 'none',
  }));
};
