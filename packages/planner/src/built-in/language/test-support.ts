import { join } from 'node:path';
import type { Goal, Interpretation, Situation, Turn } from '@muster/domain';
import { loadSituation } from '../../node/load-scene.ts';
import { interpret } from './interpret.ts';

const scenes = join(import.meta.dirname, '../../../../../scenes');
export const warehouse = loadSituation(scenes, 'warehouse');
export const home = loadSituation(scenes, 'home');

/** A goal in one line: `on(red_tote;packing_station_1)`, `2 …` for a count, `!` for none, `~` sometime, `=` always, `a < b` for order. */
export const shortGoal = (goal: Goal): string => {
  const one = (proposition: Goal['propositions'][number]): string => {
    const { quantifier } = proposition;
    const sign = { end: '', sometime: '~', always: '=' }[proposition.holds];
    const bound = { exactly: '', 'at-least': '>=', 'at-most': '<=' };
    const count =
      quantifier.kind === 'none' ? '!' : quantifier.kind === 'all' ? '' : `${bound[quantifier.kind]}${quantifier.n} `;
    const args = proposition.args.map((allowed) => allowed.join('|'));
    const by = proposition.by ? ` by ${proposition.by.join('|')}` : '';
    const before = proposition.beforeSeconds === undefined ? '' : ` before ${proposition.beforeSeconds}`;
    return `${sign}${count}${proposition.predicate}(${[proposition.subjects.join('+'), ...args].join(';')})${by}${before}`;
  };
  const byId = new Map(goal.propositions.map((proposition) => [proposition.id, one(proposition)]));
  const order = (goal.order ?? []).map(({ before, after }) => `${byId.get(before)} < ${byId.get(after)}`);
  const ordered = new Set((goal.order ?? []).flatMap(({ before, after }) => [before, after]));
  const branches = (goal.branches ?? []).map(
    (branch) =>
      `if ${JSON.stringify(branch.if)} ${shortGoal(branch.met)}${branch.unmet ? ` else ${shortGoal(branch.unmet)}` : ''}`,
  );
  return [
    ...goal.propositions.filter(({ id }) => !ordered.has(id)).map(({ id }) => byId.get(id)),
    ...order,
    ...(goal.avoid?.robots ? [`without ${goal.avoid.robots.join('+')}`] : []),
    ...branches,
  ]
    .sort()
    .join(' & ');
};

/** The goal in one line, or the kind with its code or candidates. */
export const outcome = (result: Interpretation): string => {
  if (result.goal) return shortGoal(result.goal);
  const detail = result.reasons?.[0]?.code ?? result.candidates?.map((entry) => entry.id).join('|') ?? '';
  return `${result.kind} ${detail}`.trim();
};

/** Says one thing after another; the interpretation of the last is returned. */
export const converse = (situation: Situation, ...utterances: readonly string[]): Interpretation => {
  const turns: Turn[] = [];
  for (const utterance of utterances) turns.push({ utterance, interpretation: interpret(utterance, turns, situation) });
  return turns.at(-1)!.interpretation;
};
