import { type Bilingual, bilingual, fail, ok, type Problem, type Result, type VerifiedSchedule } from '@muster/domain';
import { believed } from '../belief/evaluate-condition.ts';
import { continuesRoute } from '../state/adopt-route.ts';
import type { Decision } from './decision.ts';

export type AdmitOptions = { readonly id: string; readonly by?: string; readonly notBeforeSeconds?: number };

const problem = (code: string, says: Bilingual, place?: string, remedy?: Bilingual): Problem => ({
  code,
  says,
  ...(place === undefined ? {} : { place }),
  ...(remedy === undefined ? {} : { remedy }),
});

/** Takes a proved schedule as a mission, or says why it can't be carried out here and now. */
export const admit = (
  decision: Decision,
  verified: VerifiedSchedule,
  options: AdmitOptions,
  isGenuine: (verified: VerifiedSchedule) => boolean,
): Result<string> => {
  const problems = [
    ...(MISSION_ID.test(options.id) && !decision.state.missions.has(options.id)
      ? []
      : [
          problem(
            'EXECUTE_DUPLICATE_MISSION',
            bilingual(`A mission can't be called ${options.id}.`, `任务不能命名为 ${options.id}。`),
          ),
        ]),
    ...scheduleProblems(decision, verified, isGenuine),
  ];
  if (problems.length === 0 && (verified.verdict.confirm?.length ?? 0) > 0 && !options.by)
    problems.push(
      problem(
        'EXECUTE_NEEDS_PERSON',
        bilingual(
          `A person has to agree to ${verified.verdict.confirm!.map((entry) => entry.step).join(', ')}.`,
          `需要有人同意：${verified.verdict.confirm!.map((entry) => entry.step).join('、')}。`,
        ),
      ),
    );
  if (problems.length > 0) return fail(...problems);
  decision.emit({
    type: 'mission-created',
    mission: options.id,
    verified,
    ...(options.by === undefined ? {} : { by: options.by }),
    notBeforeSeconds: options.notBeforeSeconds ?? decision.scene,
  });
  return ok(options.id);
};

/** Names of missions become parts of command ids. */
const MISSION_ID = /^[a-z][a-z0-9_-]{0,63}$/;

/** Everything that speaks against carrying out a schedule now; empty: nothing does. */
export const scheduleProblems = (
  decision: Decision,
  verified: VerifiedSchedule,
  isGenuine: (verified: VerifiedSchedule) => boolean,
): Problem[] => {
  if (verified.verdict?.status !== 'valid' || !isGenuine(verified))
    return [
      problem(
        'EXECUTE_NOT_PROVED',
        bilingual('This schedule was not proved by the verifier.', '该计划未经验证器证明。'),
        undefined,
        bilingual('Have it verified first.', '请先验证。'),
      ),
    ];
  const problems: Problem[] = [];
  const { model } = decision.inputs;
  const { plan, schedule } = verified;
  const robots = new Set([
    ...schedule.assignments.flatMap((assignment) => assignment.robots),
    ...schedule.travels.map((travel) => travel.robot),
  ]);
  for (const robot of robots)
    if (!decision.state.robots.has(robot))
      problems.push(
        problem(
          'EXECUTE_UNKNOWN_ROBOT',
          bilingual(`No driver for ${robot}.`, `没有 ${robot} 的驱动。`),
          robot,
          bilingual('Start its bridge.', '请启动其桥接。'),
        ),
      );
  for (const step of plan.steps)
    if (!model.library.skills[step.skill])
      problems.push(
        problem('EXECUTE_UNKNOWN_SKILL', bilingual(`No skill ${step.skill}.`, `没有技能 ${step.skill}。`), step.id),
      );
  const broken = verified.reads.filter(({ fact, value }) => {
    if (typeof value !== 'boolean' || model.staticFacts[fact]) return false;
    return believed(model, decision.state.belief).fact(fact) !== value;
  });
  if (broken.length > 0)
    problems.push(
      problem(
        'EXECUTE_LINK_BROKEN',
        bilingual(
          `The world has changed since the proof: ${broken.map((read) => read.fact).join(', ')}.`,
          `证明之后世界已改变：${broken.map((read) => read.fact).join('、')}。`,
        ),
        undefined,
        bilingual('Plan again from the world as it is.', '请按当前状态重新规划。'),
      ),
    );
  for (const travel of schedule.travels) {
    const route = schedule.routes[travel.robot] ?? [];
    if (travel.from !== travel.to && !route.some((visit) => visit.move === travel.id))
      problems.push(
        problem(
          'EXECUTE_NO_ROUTE',
          bilingual(`Travel ${travel.id} has no route.`, `行程 ${travel.id} 没有路线。`),
          travel.id,
          bilingual('Route the schedule first.', '请先规划路线。'),
        ),
      );
  }
  for (const [robot, visits] of Object.entries(schedule.routes))
    if (!continuesRoute(decision.state, robot, visits))
      problems.push(
        problem(
          'EXECUTE_ROUTES_STALE',
          bilingual(
            `${robot} is under way, and its new route does not go on from there.`,
            `${robot} 正在行驶，新路线没有从那里接续。`,
          ),
          robot,
          bilingual('Route again with what is committed.', '请带上已承诺的路线重新规划。'),
        ),
      );
  return problems;
};
