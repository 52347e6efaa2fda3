import {
  type Bilingual,
  bilingual,
  bindCondition,
  type Condition,
  capabilityFor,
  displayName,
  isOfClass,
  limitConditions,
  type NumericExpression,
  type Plan,
  type Step,
  type Violation,
  type WorldModel,
} from '@muster/domain';
import { sayStep } from './words.ts';

/** Schema-level faults of a plan: ids, types, roles, capabilities and limits. Nothing here looks at facts that change. */
export const staticViolations = (
  plan: Plan,
  model: WorldModel,
  binding: Readonly<Record<string, string>>,
): Violation[] => {
  const violations: Violation[] = [];
  const ids = new Set<string>();
  for (const step of plan.steps) {
    if (ids.has(step.id))
      violations.push({
        code: 'VERIFY_DUPLICATE_STEP',
        step: step.id,
        says: bilingual(`Two steps are called ${step.id}.`, `有两个步骤都叫 ${step.id}。`),
      });
    ids.add(step.id);
  }
  if (plan.scene !== model.scene.id)
    violations.push({
      code: 'VERIFY_OTHER_SCENE',
      says: bilingual(
        `The plan is for scene "${plan.scene}", not "${model.scene.id}".`,
        `该计划属于场景“${plan.scene}”，不是“${model.scene.id}”。`,
      ),
    });
  for (const step of plan.steps) violations.push(...stepViolations(step, ids, model, binding));
  for (const [a, b] of plan.different ?? [])
    if (binding[a] !== undefined && binding[a] === binding[b])
      violations.push({
        code: 'VERIFY_SAME_ROBOT',
        says: bilingual(
          `${a} and ${b} have to be different robots, both are ${binding[a]}.`,
          `${a} 和 ${b} 必须是不同的机器人，现在都是 ${binding[a]}。`,
        ),
      });
  return violations;
};

const stepViolations = (
  step: Step,
  ids: ReadonlySet<string>,
  model: WorldModel,
  binding: Readonly<Record<string, string>>,
): Violation[] => {
  const violations: Violation[] = [];
  const add = (code: string, says: Bilingual, remedy?: Bilingual): void => {
    violations.push({ code, step: step.id, says, ...(remedy ? { remedy } : {}) });
  };
  const skill = Object.hasOwn(model.library.skills, step.skill) ? model.library.skills[step.skill] : undefined;
  if (!skill) {
    add(
      'VERIFY_UNKNOWN_SKILL',
      bilingual(
        `${step.id} uses the skill "${step.skill}", which nobody has defined.`,
        `${step.id} 用到的技能“${step.skill}”没有定义。`,
      ),
      bilingual(
        `Known skills: ${Object.keys(model.library.skills).sort().slice(0, 12).join(', ')}…`,
        `已有技能：${Object.keys(model.library.skills).sort().slice(0, 12).join('、')}……`,
      ),
    );
    return violations;
  }
  // Spelled out only when there is something to say: most steps of most plans are fine.
  const label: Bilingual = {
    get en() {
      return sayStep(model, step, binding).en;
    },
    get zh() {
      return sayStep(model, step, binding).zh;
    },
  };
  const expected = new Set(skill.parameters.map((parameter) => parameter.name.slice(1)));
  for (const name of Object.keys(step.args))
    if (!expected.has(name))
      add(
        'VERIFY_UNKNOWN_ARGUMENT',
        bilingual(`${label.en} has no parameter "${name}".`, `${label.zh} 没有参数“${name}”。`),
      );
  for (const parameter of skill.parameters) {
    const value = step.args[parameter.name.slice(1)];
    if (value === undefined) {
      add(
        'VERIFY_MISSING_ARGUMENT',
        bilingual(
          `${label.en} lacks "${parameter.name.slice(1)}".`,
          `${label.zh} 缺少参数“${parameter.name.slice(1)}”。`,
        ),
      );
      continue;
    }
    if (parameter.type === 'number' || parameter.type === 'text') {
      if (typeof value !== (parameter.type === 'number' ? 'number' : 'string'))
        add(
          'VERIFY_WRONG_TYPE',
          bilingual(
            `${label.en}: "${parameter.name.slice(1)}" has to be a ${parameter.type}.`,
            `${label.zh}：“${parameter.name.slice(1)}”类型不对。`,
          ),
        );
      continue;
    }
    const id = String(value);
    if (!Object.hasOwn(model.entities, id))
      add(
        'VERIFY_UNKNOWN_ENTITY',
        bilingual(`${label.en} names "${id}", which is not in the scene.`, `${label.zh} 提到的“${id}”不在场景里。`),
      );
    else if (!isOfClass(model, id, parameter.type))
      add(
        'VERIFY_WRONG_TYPE',
        bilingual(`${label.en}: "${id}" is no ${parameter.type}.`, `${label.zh}：“${id}”不属于 ${parameter.type} 类。`),
      );
  }
  for (const name of Object.keys(step.roles))
    if (!skill.roles.some((role) => role.name.slice(1) === name))
      add('VERIFY_UNKNOWN_ROLE', bilingual(`${label.en} has no role "${name}".`, `${label.zh} 没有角色“${name}”。`));
  const robots: string[] = [];
  for (const role of skill.roles) {
    const raw = step.roles[role.name.slice(1)];
    if (raw === undefined) {
      add(
        'VERIFY_MISSING_ROLE',
        bilingual(
          `${label.en} lacks the role "${role.name.slice(1)}".`,
          `${label.zh} 缺少角色“${role.name.slice(1)}”。`,
        ),
      );
      continue;
    }
    const robot = raw.startsWith('?') ? binding[raw] : raw;
    if (robot === undefined) {
      add(
        'VERIFY_UNBOUND_ROLE',
        bilingual(`${label.en}: no robot is given for ${raw}.`, `${label.zh}：${raw} 没有对应的机器人。`),
        bilingual('Add it to the plan\'s "binding".', '请在计划的 "binding" 里补上。'),
      );
      continue;
    }
    const entry = model.scene.robots.find((candidate) => candidate.id === robot);
    if (!entry) {
      add(
        'VERIFY_UNKNOWN_ENTITY',
        bilingual(`${label.en}: there is no robot "${robot}".`, `${label.zh}：没有机器人“${robot}”。`),
      );
      continue;
    }
    if (robots.includes(robot))
      add(
        'VERIFY_SAME_ROBOT',
        bilingual(`${label.en} needs different robots in its roles.`, `${label.zh} 的各角色必须是不同的机器人。`),
      );
    robots.push(robot);
    const manifest = model.library.robots[entry.kind];
    const who = { en: displayName(entry.names, 'en'), zh: displayName(entry.names, 'zh') };
    if (!manifest || !capabilityFor(manifest, skill, role.name)) {
      const able = model.scene.robots.filter((candidate) => {
        const other = model.library.robots[candidate.kind];
        return other && capabilityFor(other, skill, role.name);
      });
      add(
        'VERIFY_NOT_CAPABLE',
        bilingual(`${label.en}: ${who.en} can't do "${step.skill}".`, `${label.zh}：${who.zh}不会“${step.skill}”。`),
        able.length > 0
          ? bilingual(
              `These can: ${able.map((candidate) => displayName(candidate.names, 'en')).join(', ')}.`,
              `这些可以：${able.map((candidate) => displayName(candidate.names, 'zh')).join('、')}。`,
            )
          : undefined,
      );
      continue;
    }
    if (role.at) {
      const place = String(step.args[role.at.slice(1)] ?? '');
      if (Object.hasOwn(model.entities, place) && model.service[robot]?.[place] === undefined)
        add(
          'VERIFY_UNREACHABLE',
          bilingual(
            `${label.en}: ${who.en} can't get to ${placeName(model, place, 'en')}.`,
            `${label.zh}：${who.zh}到不了${placeName(model, place, 'zh')}。`,
          ),
        );
    }
    const bindings = Object.fromEntries([
      ...Object.entries(step.args).map(([name, value]) => [`?${name}`, String(value)]),
      [role.name, robot],
    ]);
    for (const limit of limitConditions(manifest, skill, role.name)) {
      const bound = bindCondition(limit, bindings);
      const [left, right] = [bound[1] as NumericExpression, bound[2] as number];
      const key = Array.isArray(left) ? `${left[0]}(${left.slice(1).join(',')})` : '';
      const value = model.staticNumbers[key];
      if (value === undefined || !compare(bound[0], value, right))
        add(
          'VERIFY_LIMIT_EXCEEDED',
          bilingual(
            `${label.en}: ${who.en} is limited to ${key} ${bound[0]} ${right}, here it is ${value ?? 'unknown'}.`,
            `${label.zh}：${who.zh}的限制是 ${key} ${bound[0]} ${right}，这里是 ${value ?? '未知'}。`,
          ),
        );
    }
  }
  for (const edge of step.edges)
    if (!ids.has(edge.to))
      add(
        'VERIFY_UNKNOWN_STEP',
        bilingual(
          `${step.id} is ordered before "${edge.to}", which is no step.`,
          `${step.id} 排在“${edge.to}”之前，但没有这个步骤。`,
        ),
      );
  if (step.when && !ids.has(step.when.step))
    add(
      'VERIFY_UNKNOWN_STEP',
      bilingual(
        `${step.id} waits for the outcome of "${step.when.step}", which is no step.`,
        `${step.id} 等待“${step.when.step}”的结果，但没有这个步骤。`,
      ),
    );
  return violations;
};

const placeName = (model: WorldModel, id: string, language: 'en' | 'zh'): string => {
  const entity = model.entities[id];
  return entity ? displayName(entity.names, language) : id;
};

const compare = (operator: Condition[0], left: number, right: number): boolean =>
  operator === '<=' ? left <= right : left >= right;
