import {
  capabilityFor,
  factKey,
  type NumericExpression,
  type Plan,
  type Schedule,
  type Situation,
  type Violation,
} from '@muster/domain';
import { violation } from './violation.ts';

/** Plan order, durations within what skills declare, deadlines at the latest ends, clock windows, and batteries down to their reserve. */
export const timeViolations = (schedule: Schedule, plan: Plan, situation: Situation): Violation[] => [
  ...orderViolations(schedule, plan, situation),
  ...deadlineViolations(schedule, plan, situation),
  ...windowViolations(schedule, plan, situation),
  ...batteryViolations(schedule, plan, situation),
];

const orderViolations = (schedule: Schedule, plan: Plan, situation: Situation): Violation[] => {
  const violations: Violation[] = [];
  const times = new Map(schedule.assignments.map((entry) => [entry.step, entry]));
  for (const step of plan.steps) {
    const own = times.get(step.id);
    if (!own) continue;
    for (const edge of step.edges) {
      const other = times.get(edge.to);
      if (!other) continue;
      const wrong =
        edge.kind === 'end-start'
          ? other.start < own.end - 1e-6
          : edge.kind === 'start-start'
            ? Math.abs(other.start - own.start) > 1e-6
            : other.start < own.start - 1e-6 || other.end > own.end + 1e-6;
      if (wrong)
        violations.push({
          ...violation(
            'VERIFY_ORDER_UNMET',
            `${edge.to} does not keep its order to ${step.id} (${edge.kind}).`,
            `${edge.to} 与 ${step.id} 的先后关系（${edge.kind}）没有保持。`,
          ),
          step: edge.to,
        });
    }
    const shortest = shortestDuration(step, own.roles, situation);
    if (shortest !== undefined && own.end - own.start < shortest - 1e-3)
      violations.push({
        ...violation(
          'VERIFY_TOO_SHORT',
          `${step.id} is given ${(own.end - own.start).toFixed(1)} s and takes ${shortest.toFixed(1)} s.`,
          `${step.id} 只给了 ${(own.end - own.start).toFixed(1)} 秒，需要 ${shortest.toFixed(1)} 秒。`,
        ),
        step: step.id,
      });
  }
  return violations;
};

const constant = (
  expression: NumericExpression,
  step: Plan['steps'][number],
  roles: Readonly<Record<string, string>>,
  situation: Situation,
): number | undefined => {
  if (typeof expression === 'number') return expression;
  const [head, ...parts] = expression;
  if (['+', '-', '*', '/'].includes(head)) {
    const values = parts.map((part) => constant(part as NumericExpression, step, roles, situation));
    if (values.some((value) => value === undefined)) return undefined;
    return (values as number[]).reduce((a, b) =>
      head === '+' ? a + b : head === '-' ? a - b : head === '*' ? a * b : a / b,
    );
  }
  const terms = (parts as string[]).map((term) =>
    term.startsWith('?') ? String(step.args[term.slice(1)] ?? roles[term.slice(1)] ?? '') : term,
  );
  const key = factKey(head, ...terms);
  return situation.model.staticNumbers[key] ?? situation.state.numbers[key]?.value;
};

const shortestDuration = (
  step: Plan['steps'][number],
  roles: Readonly<Record<string, string>>,
  situation: Situation,
): number | undefined => {
  const skill = situation.model.library.skills[step.skill];
  if (!skill) return undefined;
  const expected = constant(skill.duration.expected, step, roles, situation);
  if (expected === undefined) return undefined;
  const paces = skill.roles.map((role) => {
    const kind = situation.model.scene.robots.find((entry) => entry.id === roles[role.name.slice(1)])?.kind;
    const manifest = kind === undefined ? undefined : situation.model.library.robots[kind];
    return (manifest && capabilityFor(manifest, skill, role.name)?.pace) ?? 1;
  });
  return expected * Math.max(...paces);
};

/** A goal with a deadline is met by the latest end of what achieves it; without knowing which step that is, by the last of all. */
const deadlineViolations = (schedule: Schedule, plan: Plan, situation: Situation): Violation[] => {
  const now = situation.state.at;
  const latest = Math.max(0, ...schedule.assignments.map((entry) => entry.latestEnd));
  const achievers = (subjects: readonly string[]): number => {
    const touching = schedule.assignments.filter((entry) => {
      const step = plan.steps.find((candidate) => candidate.id === entry.step);
      return step && Object.values(step.args).some((value) => subjects.includes(String(value)));
    });
    return touching.length > 0 ? Math.max(...touching.map((entry) => entry.latestEnd)) : latest;
  };
  return plan.goal.propositions.flatMap((proposition) => {
    if (proposition.beforeSeconds === undefined) return [];
    const end = now + achievers(proposition.subjects);
    return end <= proposition.beforeSeconds
      ? []
      : [
          violation(
            'VERIFY_DEADLINE_MISSED',
            `${proposition.id} may be done only ${Math.ceil(end - proposition.beforeSeconds)} s after its deadline, at the longest durations declared.`,
            `按声明的最长时间，${proposition.id} 可能比期限晚 ${Math.ceil(end - proposition.beforeSeconds)} 秒。`,
            'Give it more time, or drop something else.',
            '请放宽期限，或减少其他任务。',
          ),
        ];
  });
};

/** Second of the day of the scene clock at tick 0. */
const startOfDay = (situation: Situation): number => {
  const match = /T(\d\d):(\d\d)(?::(\d\d))?/.exec(situation.model.scene.startsAt);
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0) : 0;
};

const clock = (text: string): number => Number(text.slice(0, 2)) * 3600 + Number(text.slice(3, 5)) * 60;

/** Step rules with a clock window: the step must not be able to run inside it. */
const windowViolations = (schedule: Schedule, plan: Plan, situation: Situation): Violation[] => {
  const violations: Violation[] = [];
  const base = startOfDay(situation) + situation.state.at;
  for (const rule of situation.rules) {
    const { constraint } = rule;
    if (!rule.window || (constraint.kind !== 'step' && constraint.kind !== 'closure')) continue;
    const [from, to] = [clock(rule.window.from), clock(rule.window.to)];
    for (const entry of schedule.assignments) {
      const step = plan.steps.find((candidate) => candidate.id === entry.step);
      if (!step) continue;
      const concerns =
        constraint.kind === 'step'
          ? constraint.skills.includes(step.skill) && constraint.demand === 'forbid'
          : Object.values(step.args).some((value) => constraint.places.includes(String(value)));
      if (!concerns) continue;
      // Every second between the earliest start and the latest end counts, over midnight too.
      const overlaps = [-86_400, 0, 86_400].some((day) => {
        const open = from + day;
        const close = (to <= from ? to + 86_400 : to) + day;
        const start = (base + entry.start) % 86_400;
        return start < close && start + (entry.latestEnd - entry.start) > open;
      });
      if (overlaps)
        violations.push({
          ...violation(
            'VERIFY_RULE_BROKEN',
            `${step.id} may run between ${rule.window.from} and ${rule.window.to}. Rule ${rule.id}: ${rule.says.en}`,
            `${step.id} 可能在 ${rule.window.from} 到 ${rule.window.to} 之间执行。规则 ${rule.id}：${rule.says.zh}`,
          ),
          rule: rule.id,
          step: step.id,
        });
    }
  }
  return violations;
};

/** Energy of each lane at expected times, from the battery's own figures. */
const batteryViolations = (schedule: Schedule, plan: Plan, situation: Situation): Violation[] => {
  const violations: Violation[] = [];
  const travels = new Map(schedule.travels.map((entry) => [entry.id, entry]));
  const assignments = new Map(schedule.assignments.map((entry) => [entry.step, entry]));
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  for (const [robot, lane] of Object.entries(schedule.lanes)) {
    const kind = situation.model.scene.robots.find((entry) => entry.id === robot)?.kind;
    const battery = kind === undefined ? undefined : situation.model.library.robots[kind]?.battery;
    const level = situation.state.numbers[factKey('battery', robot)]?.value;
    if (!battery || level === undefined || lane.length === 0) continue;
    let charge = level * battery.capacityWh * 3600;
    const least = Math.min(battery.reserve, level) * battery.capacityWh * 3600;
    for (const id of lane) {
      const travel = travels.get(id);
      const assignment = assignments.get(id);
      if (travel) charge -= (travel.end - travel.start) * battery.movingW;
      else if (assignment) {
        const seconds = assignment.end - assignment.start;
        const skill = situation.model.library.skills[steps.get(id)?.skill ?? ''];
        const charges = skill?.effects.end.some((effect) => JSON.stringify(effect).includes('"battery"')) ?? false;
        charge = charges
          ? Math.min(battery.capacityWh * 3600, charge + seconds * battery.chargeW)
          : charge - seconds * battery.workingW;
      }
      if (charge < least - 1) {
        violations.push(
          violation(
            'VERIFY_BATTERY',
            `${robot} would fall below its reserve of ${Math.round(battery.reserve * 100)} % during ${id}.`,
            `${robot} 会在 ${id} 期间低于 ${Math.round(battery.reserve * 100)}% 的储备电量。`,
            'Charge it first, or give the step to another robot.',
            '请先充电，或换一台机器人。',
          ),
        );
        break;
      }
    }
  }
  return violations;
};
