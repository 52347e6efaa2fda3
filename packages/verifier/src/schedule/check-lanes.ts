import type { Plan, Schedule, Situation, Step, Travel, Violation } from '@muster/domain';
import { violation } from './violation.ts';

/** Each robot does one thing after another, each travel starts where the last one ended, and each step is done where its place is served. */
export const laneViolations = (schedule: Schedule, plan: Plan, situation: Situation): Violation[] => {
  const violations: Violation[] = [];
  const { model } = situation;
  const steps = new Map(plan.steps.map((step) => [step.id, step]));
  const assignments = new Map(schedule.assignments.map((entry) => [entry.step, entry]));
  const travels = new Map(schedule.travels.map((entry) => [entry.id, entry]));
  violations.push(...standViolations(schedule));
  const placed = new Set<string>();
  for (const [robot, lane] of Object.entries(schedule.lanes)) {
    const entry = model.scene.robots.find((candidate) => candidate.id === robot);
    if (!entry) {
      violations.push(
        violation('VERIFY_UNKNOWN_ENTITY', `There is no robot "${robot}" for a lane.`, `没有机器人“${robot}”。`),
      );
      continue;
    }
    const isFixed = model.library.robots[entry.kind]?.mobility.mode === 'fixed';
    let node =
      schedule.travels.find((travel) => travel.id === lane.find((id) => travels.has(id)))?.from ??
      schedule.routes[robot]?.[0]?.element.id;
    let until = 0;
    for (const id of lane) {
      const travel = travels.get(id);
      const assignment = assignments.get(id);
      if (placed.has(`${robot} ${id}`))
        violations.push(
          violation('VERIFY_LANE', `${id} is twice in the lane of ${robot}.`, `${id} 在 ${robot} 的车道中出现两次。`),
        );
      placed.add(`${robot} ${id}`);
      if (travel) {
        if (travel.robot !== robot)
          violations.push(
            violation(
              'VERIFY_LANE',
              `${id} is a travel of ${travel.robot}, not of ${robot}.`,
              `${id} 是 ${travel.robot} 的行程。`,
            ),
          );
        if (isFixed) violations.push(violation('VERIFY_LANE', `${robot} can't travel.`, `${robot} 不能移动。`));
        if (travel.from !== node)
          violations.push(
            violation(
              'VERIFY_TRAVEL_GAP',
              `${id} starts at ${travel.from}, but ${robot} is at ${node ?? 'no node'} then.`,
              `${id} 从 ${travel.from} 出发，但那时 ${robot} 在 ${node ?? '未知处'}。`,
            ),
          );
        const last = schedule.routes[robot]?.filter((visit) => visit.move === travel.id).at(-1);
        if (last && last.element.id !== travel.to)
          violations.push(
            violation(
              'VERIFY_ROUTE',
              `The route of ${id} ends at ${last.element.id}, not at ${travel.to}.`,
              `${id} 的路线终点不是 ${travel.to}。`,
            ),
          );
        if (!last) violations.push(violation('VERIFY_ROUTE', `${id} has no route.`, `${id} 没有路线。`));
        node = travel.to;
        until = checkTime(violations, id, travel, until);
      } else if (assignment) {
        const step = steps.get(id);
        if (!assignment.robots.includes(robot))
          violations.push(
            violation(
              'VERIFY_LANE',
              `${id} is in the lane of ${robot}, who takes no part in it.`,
              `${robot} 不参与 ${id}。`,
            ),
          );
        if (step && !isFixed) {
          const place = placeOf(step, robot, assignment.roles, situation);
          if (place !== undefined && !(model.service[robot]?.[place] ?? []).includes(node ?? ''))
            violations.push({
              ...violation(
                'VERIFY_NOT_THERE',
                `${id} is done at ${place}, but ${robot} is at ${node ?? 'no node'}, which does not serve it.`,
                `${id} 在 ${place} 进行，但 ${robot} 在 ${node ?? '未知处'}，够不到。`,
              ),
              step: id,
            });
        }
        until = checkTime(violations, id, assignment, until);
      } else
        violations.push(
          violation(
            'VERIFY_LANE',
            `${id} in the lane of ${robot} is neither step nor travel.`,
            `${robot} 车道中的 ${id} 既不是步骤也不是行程。`,
          ),
        );
    }
  }
  for (const assignment of schedule.assignments)
    for (const robot of assignment.robots)
      if (!placed.has(`${robot} ${assignment.step}`))
        violations.push({
          ...violation(
            'VERIFY_LANE',
            `${assignment.step} is missing in the lane of ${robot}.`,
            `${robot} 的车道缺少 ${assignment.step}。`,
          ),
          step: assignment.step,
        });
  for (const travel of schedule.travels)
    if (!placed.has(`${travel.robot} ${travel.id}`))
      violations.push(violation('VERIFY_LANE', `${travel.id} is in no lane.`, `${travel.id} 不在任何车道中。`));
  return violations;
};

const checkTime = (
  violations: Violation[],
  id: string,
  entry: Pick<Travel, 'start' | 'end' | 'latestEnd'>,
  until: number,
): number => {
  if (entry.start < until - 1e-6)
    violations.push(
      violation(
        'VERIFY_OVERLAP',
        `${id} starts at ${entry.start.toFixed(1)} s, before its robot is free at ${until.toFixed(1)} s.`,
        `${id} 在机器人空闲之前开始。`,
      ),
    );
  if (entry.end < entry.start || entry.latestEnd < entry.end - 1e-6)
    violations.push(
      violation(
        'VERIFY_TIME',
        `${id} ends before it starts, or its latest end is before its end.`,
        `${id} 的时间不一致。`,
      ),
    );
  return Math.max(until, entry.end);
};

const placeOf = (
  step: Step,
  robot: string,
  roles: Readonly<Record<string, string>>,
  situation: Situation,
): string | undefined => {
  const skill = situation.model.library.skills[step.skill];
  const role = skill?.roles.find((entry) => roles[entry.name.slice(1)] === robot);
  return role?.at === undefined ? undefined : String(step.args[role.at.slice(1)]);
};

/** A robot stays where its step is done: a route may send it aside (a visit without a travel) only while no step of its lane waits there. */
const standViolations = (schedule: Schedule): Violation[] => {
  const violations: Violation[] = [];
  const travels = new Set(schedule.travels.map((travel) => travel.id));
  for (const [robot, lane] of Object.entries(schedule.lanes)) {
    const route = schedule.routes[robot] ?? [];
    const moves = lane.filter((id) => travels.has(id));
    moves.forEach((move, index) => {
      const next = moves[index + 1];
      const from = lane.indexOf(move) + 1;
      const hasWork = from < (next === undefined ? lane.length : lane.indexOf(next));
      const start = route.findLastIndex((visit) => visit.move === move);
      const end = next === undefined ? route.length : route.findIndex((visit) => visit.move === next);
      if (
        hasWork &&
        start >= 0 &&
        route.slice(start + 1, end < 0 ? route.length : end).some((visit) => visit.move === null)
      )
        violations.push(
          violation(
            'VERIFY_ROUTE',
            `${robot} is sent aside while it has a step to do where ${move} leads.`,
            `${robot} 在 ${move} 的终点还有步骤要做，却被路线支开。`,
            'Route again with another order.',
            '请换一种顺序重新规划路线。',
          ),
        );
    });
  }
  return violations;
};
