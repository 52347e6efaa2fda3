import {
  bilingual,
  bindCondition,
  type Condition,
  capabilityFor,
  displayName,
  type Goal,
  limitConditions,
  type Problem,
  type Situation,
  type Skill,
} from '@muster/domain';
import { makeGrounds } from './ground-task.ts';
import { conditionWays } from './normal-form.ts';
import { relaxationOf } from './relaxation.ts';
import { RelaxedPlanner } from './relaxed.ts';
import type { PlanningTask } from './task.ts';

/**
 * Why a goal can't be reached, from the relaxation: the first goal item nobody can make true, and for each robot that could have tried the constant
 * that stops it (payload, reach, width, region, closed rule, missing skill).
 */
export const whyUnreachable = (task: PlanningTask, goal: Goal, situation: Situation): Problem => {
  const { model } = situation;
  const reached = new RelaxedPlanner(relaxationOf(task)).reachable({
    facts: task.initialFacts,
    numbers: task.initialNumbers,
  });
  const item = task.goals.find((entry) => !entry.ways.some((way) => way.facts.every(reached)));
  const proposition = goal.propositions.find((entry) => entry.id === item?.id.split('/')[0]) ?? goal.propositions[0];
  const subject = item?.id.split('/')[1] ?? proposition?.subjects[0];
  if (!proposition || !subject)
    return {
      code: 'PLAN_IMPOSSIBLE',
      says: bilingual(
        'No sequence of known skills leads to this goal from here; the search was complete.',
        '从现状出发，已知技能的任何组合都达不到这个目标；搜索是完整的。',
      ),
    };
  const names = (id: string) => ({
    en: model.entities[id] ? displayName(model.entities[id].names, 'en') : id,
    zh: model.entities[id] ? displayName(model.entities[id].names, 'zh') : id,
  });
  const blockers = blockersOf(situation, proposition.predicate, subject, proposition.args);
  const name = names(subject);
  if (blockers.length === 0)
    return {
      code: 'PLAN_IMPOSSIBLE',
      place: item?.id ?? proposition.id,
      says: bilingual(
        `No robot here has a skill, or a chain of skills, that can do this to ${name.en}.`,
        `这里没有机器人具备能对${name.zh}做到这件事的技能或技能组合。`,
      ),
    };
  return {
    code: blockers[0]!.code,
    place: item?.id ?? proposition.id,
    says: bilingual(
      `It can't be done: ${blockers.map((entry) => entry.says.en).join('; ')}.`,
      `做不到：${blockers.map((entry) => entry.says.zh).join('；')}。`,
    ),
  };
};

type Blocker = { readonly code: string; readonly says: { readonly en: string; readonly zh: string } };

/** Per robot, the first constant that stops the skills which touch the subject: taking it up, or bringing about the predicate itself. */
const blockersOf = (
  situation: Situation,
  predicate: string,
  subject: string,
  args: readonly (readonly string[])[],
): Blocker[] => {
  const { model } = situation;
  const grounds = makeGrounds(situation);
  const found = new Map<string, Blocker>();
  const subjectIsItem = model.entities[subject]?.kind === 'item';
  for (const robot of model.scene.robots) {
    const manifest = model.library.robots[robot.kind]!;
    const label = { en: displayName(robot.names, 'en'), zh: displayName(robot.names, 'zh') };
    let claims = false;
    let best: Blocker | undefined;
    for (const skill of Object.values(model.library.skills)) {
      if (!touches(skill, predicate, subjectIsItem)) continue;
      for (const role of skill.roles) {
        if (!capabilityFor(manifest, skill, role.name)) continue;
        claims = true;
        best ??= constantBlocker(situation, skill, role.name, robot.id, subject, args, grounds, label);
      }
    }
    if (claims && best) found.set(robot.id, best);
  }
  return [...found.values()].slice(0, 6);
};

const touches = (skill: Skill, predicate: string, subjectIsItem: boolean): boolean => {
  const text = JSON.stringify(skill.effects);
  return text.includes(`["${predicate}"`) || (subjectIsItem && /\["(held|loaded)"/.test(text));
};

const constantBlocker = (
  situation: Situation,
  skill: Skill,
  role: string,
  robot: string,
  subject: string,
  args: readonly (readonly string[])[],
  grounds: ReturnType<typeof makeGrounds>,
  label: { en: string; zh: string },
): Blocker | undefined => {
  const { model } = situation;
  const manifest = model.library.robots[model.scene.robots.find((entry) => entry.id === robot)!.kind]!;
  const item = skill.parameters.find(
    (parameter) => parameter.type === 'item' || parameter.type === 'entity' || parameter.type === 'place',
  );
  if (!item) return undefined;
  const bindings = { [item.name]: subject, [role]: robot };
  const at = skill.roles.find((entry) => entry.name === role)?.at;
  if (at === item.name && model.service[robot]?.[subject] === undefined) {
    const place = model.entities[subject];
    return {
      code: 'PLAN_OUT_OF_REACH',
      says: {
        en: `${label.en} can't get to ${place ? displayName(place.names, 'en') : subject}`,
        zh: `${label.zh}到不了${place ? displayName(place.names, 'zh') : subject}`,
      },
    };
  }
  for (const condition of [...skill.conditions.start, ...limitConditions(manifest, skill, role)]) {
    const bound = bindCondition(condition, bindings);
    if (JSON.stringify(bound).includes('"?')) continue;
    if (conditionWays(bound, grounds).length > 0) continue;
    return explainConstant(bound, situation, label);
  }
  for (const target of args[0] ?? [])
    if (
      at !== undefined &&
      at !== item.name &&
      model.entities[target]?.kind === 'place' &&
      model.service[robot]?.[target] === undefined
    )
      return {
        code: 'PLAN_OUT_OF_REACH',
        says: {
          en: `${label.en} can't get to ${displayName(model.entities[target].names, 'en')}`,
          zh: `${label.zh}到不了${displayName(model.entities[target].names, 'zh')}`,
        },
      };
  return undefined;
};

const explainConstant = (condition: Condition, situation: Situation, label: { en: string; zh: string }): Blocker => {
  const text = JSON.stringify(condition);
  const number = (name: string): number | undefined => {
    const match = new RegExp(`\\["${name}","([a-z0-9_]+)"\\]`).exec(text);
    if (!match) return undefined;
    const key = `${name}(${match[1]})`;
    return situation.model.staticNumbers[key] ?? situation.state.numbers[key]?.value;
  };
  const mass = number('mass');
  if (mass !== undefined) {
    const limit =
      number('payload') ?? number('carrier_payload') ?? (typeof condition[2] === 'number' ? condition[2] : undefined);
    return {
      code: 'PLAN_PAYLOAD_EXCEEDED',
      says: {
        en: `${label.en} carries at most ${limit ?? 0} kg and it weighs ${mass} kg`,
        zh: `${label.zh}最多能搬 ${limit ?? 0} 公斤，而它重 ${mass} 公斤`,
      },
    };
  }
  const width = number('width');
  if (width !== undefined)
    return {
      code: 'PLAN_TOO_WIDE',
      says: {
        en: `${label.en}'s gripper opens ${number('grip_width') ?? 0} m and it is ${width} m wide`,
        zh: `${label.zh}的夹爪最多张开 ${number('grip_width') ?? 0} 米，而它宽 ${width} 米`,
      },
    };
  const height = number('height');
  if (height !== undefined)
    return {
      code: 'PLAN_OUT_OF_REACH',
      says: { en: `${label.en} can't work at a height of ${height} m`, zh: `${label.zh}够不到 ${height} 米的高度` },
    };
  return {
    code: 'PLAN_CONDITION_IMPOSSIBLE',
    says: { en: `${label.en} needs ${text}, which never holds`, zh: `${label.zh}需要 ${text}，而这永远不成立` },
  };
};
