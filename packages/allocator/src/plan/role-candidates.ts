import {
  type Bilingual,
  bindCondition,
  COMPARISONS,
  type Condition,
  capabilityFor,
  displayName,
  factKey,
  limitConditions,
  type NumericExpression,
  type Plan,
  type Situation,
  type Step,
} from '@muster/domain';

/** Why a robot can't take a role, as data and as a sentence. */
export type Exclusion = {
  readonly robot: string;
  readonly code: string;
  readonly says: Bilingual;
  readonly figures?: Readonly<Record<string, number | string>>;
};

/** Robots that can take a role variable in every step where it occurs, and for each other robot the first thing that stops it. */
export type RoleCandidates = { readonly robots: readonly string[]; readonly excluded: readonly Exclusion[] };

type Use = { readonly step: Step; readonly role: string };

/** Per role variable (or fixed robot id) of a plan. */
export const roleCandidates = (plan: Plan, situation: Situation): ReadonlyMap<string, RoleCandidates> => {
  const uses = new Map<string, Use[]>();
  for (const step of plan.steps)
    for (const [role, value] of Object.entries(step.roles))
      uses.set(value, [...(uses.get(value) ?? []), { step, role }]);
  const result = new Map<string, RoleCandidates>();
  for (const [value, list] of uses) {
    if (!value.startsWith('?')) {
      result.set(value, { robots: [value], excluded: [] });
      continue;
    }
    const robots: string[] = [];
    const excluded: Exclusion[] = [];
    for (const robot of situation.model.scene.robots.map((entry) => entry.id).sort()) {
      const stop = firstObstacle(robot, list, plan, situation);
      if (stop) excluded.push(stop);
      else robots.push(robot);
    }
    result.set(value, { robots, excluded });
  }
  return result;
};

const firstObstacle = (
  robot: string,
  uses: readonly Use[],
  plan: Plan,
  situation: Situation,
): Exclusion | undefined => {
  const { model } = situation;
  const entry = model.scene.robots.find((candidate) => candidate.id === robot)!;
  const manifest = model.library.robots[entry.kind]!;
  const provided = new Set<string>();
  if (plan.goal.avoid?.robots?.includes(robot))
    return { robot, code: 'AVOIDED', says: { en: 'you asked to leave it out', zh: '您要求不用它' } };
  for (const { step } of uses) {
    const wanted = namedRobots(step, plan, situation);
    if (wanted !== undefined && !wanted.includes(robot))
      return { robot, code: 'NOT_ASKED_FOR', says: { en: 'another robot was asked for', zh: '要求由别的机器人来做' } };
  }
  for (const { step, role } of uses) {
    const skill = model.library.skills[step.skill];
    if (!skill) continue;
    const name = `?${role}`;
    if (!capabilityFor(manifest, skill, name))
      return {
        robot,
        code: 'LACKS_CAPABILITY',
        says: { en: `it can't ${displayName(skill.names, 'en')}`, zh: `它不会${displayName(skill.names, 'zh')}` },
        figures: { skill: skill.id },
      };
    const at = skill.roles.find((candidate) => candidate.name === name)?.at;
    const place = at === undefined ? undefined : String(step.args[at.slice(1)]);
    if (place !== undefined && model.service[robot]?.[place] === undefined) {
      const label = model.entities[place];
      return {
        robot,
        code: 'OUT_OF_REACH',
        says: {
          en: `it can't get to ${label ? displayName(label.names, 'en') : place}`,
          zh: `它到不了${label ? displayName(label.names, 'zh') : place}`,
        },
        figures: { place },
      };
    }
    // A region belongs to one kind of robot: a step through a door or lift keeps its kind.
    const bound = plan.binding?.[step.roles[role] ?? ''];
    if (
      skill.parameters.some((parameter) => parameter.type === 'region') &&
      bound !== undefined &&
      model.scene.robots.find((candidate) => candidate.id === bound)?.kind !== entry.kind
    )
      return {
        robot,
        code: 'OTHER_KIND',
        says: { en: 'its way through the door would be another', zh: '它穿门的路线不同' },
      };
    const bindings: Record<string, string> = { [name]: robot };
    for (const [argument, value] of Object.entries(step.args)) bindings[`?${argument}`] = String(value);
    for (const condition of flatten([...skill.conditions.start, ...limitConditions(manifest, skill, name)])) {
      const bound = bindCondition(condition, bindings);
      const text = JSON.stringify(bound);
      if (text.includes('"?') || !text.includes(`"${robot}"`)) continue;
      const stop = obstacleOf(bound, robot, provided, situation);
      if (stop) return stop;
    }
    for (const effect of skill.effects.end) {
      const text = JSON.stringify(effect);
      if (text.includes(`"${name}"`))
        for (const match of text.matchAll(/\["([a-z][a-z0-9_]*)"/g)) provided.add(match[1]!);
    }
  }
  const battery = situation.state.numbers[factKey('battery', robot)]?.value;
  if (battery !== undefined && manifest.battery && battery <= manifest.battery.reserve)
    return {
      robot,
      code: 'BATTERY_LOW',
      says: {
        en: `its battery is at ${Math.round(battery * 100)} %`,
        zh: `它的电量只有 ${Math.round(battery * 100)}%`,
      },
      figures: { battery, reserve: manifest.battery.reserve },
    };
  return undefined;
};

/**
 * Robots that were asked for by name for what a step brings about; undefined where nobody was. A joint step, or one with several roles, is left to the
 * verifier: any of its robots may be the one that was named.
 */
const namedRobots = (step: Step, plan: Plan, situation: Situation): readonly string[] | undefined => {
  const skill = situation.model.library.skills[step.skill];
  if (!skill || skill.roles.length > 1) return undefined;
  const effects = JSON.stringify(skill.effects);
  const values = Object.values(step.args).map(String);
  for (const proposition of plan.goal.propositions)
    if (
      proposition.by !== undefined &&
      effects.includes(`["${proposition.predicate}"`) &&
      proposition.subjects.some((subject) => values.includes(subject)) &&
      proposition.args.every((slot) => slot.some((value) => values.includes(value)))
    )
      return proposition.by;
  return undefined;
};

const flatten = (conditions: readonly Condition[]): Condition[] =>
  conditions.flatMap((condition) =>
    condition[0] === 'and' ? flatten(condition.slice(1) as Condition[]) : [condition],
  );

/** A bound condition that this robot can't meet, by its figures or by what it is in the middle of. What an earlier step provides is not looked at. */
const obstacleOf = (
  condition: Condition,
  robot: string,
  provided: ReadonlySet<string>,
  situation: Situation,
): Exclusion | undefined => {
  const [head] = condition;
  if (COMPARISONS.has(head)) {
    const fluents = JSON.stringify(condition);
    if ([...provided].some((name) => fluents.includes(`"${name}"`))) return undefined;
    const [left, right] = [
      value(condition[1] as NumericExpression, situation),
      value(condition[2] as NumericExpression, situation),
    ];
    if (left === undefined || right === undefined) return undefined;
    const holds =
      head === '<='
        ? left <= right + 1e-9
        : head === '>='
          ? left >= right - 1e-9
          : head === '<'
            ? left < right
            : head === '>'
              ? left > right
              : Math.abs(left - right) < 1e-9;
    return holds ? undefined : explainNumbers(fluents, robot, left, right);
  }
  if (head === 'not' || head === 'or' || head === 'imply' || head === 'forall' || head === 'exists' || head === '=')
    return undefined;
  if (provided.has(head)) return undefined;
  const key = factKey(head, ...(condition.slice(1) as string[]));
  if (situation.model.staticFacts[key] || situation.state.facts[key]?.value === true) return undefined;
  return {
    robot,
    code: 'CONDITION_UNMET',
    says: { en: `${key} does not hold for it`, zh: `它不满足 ${key}` },
    figures: { fact: key },
  };
};

const explainNumbers = (text: string, robot: string, left: number, right: number): Exclusion => {
  const figures = { left, right };
  if (text.includes('"mass"'))
    return {
      robot,
      code: 'PAYLOAD_EXCEEDED',
      says: {
        en: `${round(left)} kg is more than the ${round(right)} kg it carries`,
        zh: `${round(left)} 公斤超过它 ${round(right)} 公斤的载重`,
      },
      figures,
    };
  if (text.includes('"width"'))
    return {
      robot,
      code: 'TOO_WIDE',
      says: {
        en: `${round(left)} m is wider than its gripper opens (${round(right)} m)`,
        zh: `${round(left)} 米超过它夹爪的开口（${round(right)} 米）`,
      },
      figures,
    };
  if (text.includes('"height"') || text.includes('_height"'))
    return {
      robot,
      code: 'OUT_OF_REACH',
      says: {
        en: `a height of ${round(left)} m is outside what it works at (${round(right)} m)`,
        zh: `${round(left)} 米的高度超出它的作业范围（${round(right)} 米）`,
      },
      figures,
    };
  if (text.includes('"free_hands"') || text.includes('"hands"'))
    return { robot, code: 'NO_FREE_HAND', says: { en: 'it has no free hand', zh: '它没有空闲的手' }, figures };
  if (text.includes('"free_slots"') || text.includes('"slots"'))
    return { robot, code: 'NO_FREE_SLOT', says: { en: 'it has no room to carry', zh: '它没有空位' }, figures };
  return {
    robot,
    code: 'LIMIT_EXCEEDED',
    says: {
      en: `${round(left)} against ${round(right)} is beyond its limit`,
      zh: `${round(left)} 与 ${round(right)} 超出它的限制`,
    },
    figures,
  };
};

const round = (value: number): number => Math.round(value * 100) / 100;

/** Value of an expression whose fluents are all known. */
export const value = (expression: NumericExpression, situation: Situation): number | undefined => {
  if (typeof expression === 'number') return expression;
  const [head, ...parts] = expression;
  if (head === '+' || head === '-' || head === '*' || head === '/') {
    const numbers = parts.map((part) => value(part as NumericExpression, situation));
    if (numbers.some((part) => part === undefined)) return undefined;
    const [first, ...rest] = numbers as number[];
    if (head === '-' && rest.length === 0) return -first!;
    return rest.reduce(
      (sum, part) => (head === '+' ? sum + part : head === '-' ? sum - part : head === '*' ? sum * part : sum / part),
      first!,
    );
  }
  const key = factKey(head, ...(parts as string[]));
  return situation.model.staticNumbers[key] ?? situation.state.numbers[key]?.value;
};
