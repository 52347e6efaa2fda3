import { isChecking, type MissionRun, type StepRun, statusOf } from '../state/executor-state.ts';
import { causes } from './causes.ts';
import { type Decision, isFixed, manifestOf, poseAge } from './decision.ts';
import { enterUntil } from './follow-route.ts';
import { nearestNode, nodeOf, planarDistance } from './geometry.ts';
import { travelEnd } from './release-travel.ts';
import { block, settleFailure } from './settle.ts';
import { judge, reportsOnly, seenSince, stepContext } from './step-conditions.ts';

/** Looks whether what robots say is done can be seen. */
export const checkEffects = (decision: Decision, mission: MissionRun, run: StepRun): void => {
  if (run.kind === 'travel') checkArrival(decision, mission, run);
  else if (isChecking(run)) checkStep(decision, mission, run);
  else if (statusOf(run) === 'blocked' && run.cause?.code === 'EXECUTE_EFFECT_NOT_SENSED')
    completeIfSeen(decision, mission, run);
  else if (statusOf(run) === 'blocked' && run.cause?.code === 'EXECUTE_DOUBT_NEEDS_PERSON') {
    // It ran unseen, and nothing of it runs now; what it was for is seen later all the same.
    const context = stepContext(decision, mission, run);
    if (context && seenSince(decision, context, run.startedAt ?? 0)) completeIfSeen(decision, mission, run);
  }
};

const checkStep = (decision: Decision, mission: MissionRun, run: StepRun): void => {
  const context = stepContext(decision, mission, run);
  if (!context) return;
  const { skill } = context;
  if (skill.outcomes && skill.outcomes.length > 0 && !skill.outcomes.some((entry) => entry.id === run.found)) {
    block(decision, mission, run, causes.noOutcome());
    return;
  }
  senseStanding(decision, run);
  if (completeIfSeen(decision, mission, run)) return;
  const { limits } = decision.inputs;
  const since = run.reportedAt ?? decision.scene;
  const seen = judge(decision, skill.success.sensed, context.binding, 'evidenced');
  if (!decision.isPast(`sensed ${mission.id} ${run.id}`, since, limits.effectSensed)) {
    if (seen.truth === 'unknown' && decision.isPast(`look ${mission.id} ${run.id}`, since, limits.effectSensed / 2))
      decision.senseRequests.push({ mission: mission.id, step: run.id, facts: seen.facts });
    return;
  }
  if (seen.truth === false) settleFailure(decision, mission, run, causes.contradicted(seen.facts), 'known-ended');
  else block(decision, mission, run, causes.notSensed(seen.facts));
};

const completeIfSeen = (decision: Decision, mission: MissionRun, run: StepRun): boolean => {
  const context = stepContext(decision, mission, run);
  if (!context) return false;
  const { sensed } = context.skill.success;
  if (judge(decision, sensed, context.binding, 'evidenced').truth !== true) return false;
  decision.emit({
    type: 'step-completed',
    mission: mission.id,
    step: run.id,
    evidence: reportsOnly(decision, run) ? 'reported' : 'sensed',
    ...(run.found === undefined ? {} : { found: run.found }),
  });
  return true;
};

/** Region of a robot as its pose shows it: which nodes it is near. */
const senseStanding = (decision: Decision, run: StepRun): void => {
  const { model } = decision.inputs;
  for (const robot of run.robots) {
    const pose = decision.inputs.telemetry.get(robot)?.pose;
    if (isFixed(model, robot) || !pose || pose.at < (run.reportedAt ?? 0) - 1) continue;
    const node = nearestNode(model, pose, 1);
    const kind = manifestOf(model, robot)?.kind;
    const region = node && kind ? model.regions[kind]?.[node.id] : undefined;
    if (region === undefined) continue;
    const fact = `region(${robot},${region})`;
    const belief = decision.state.belief.facts[fact];
    if (belief?.value === true && belief.source !== 'expected') continue;
    decision.emit({ type: 'belief-changed', source: 'sensed', robot, facts: [{ fact, value: true }], numbers: [] });
  }
};

/** A stretch of travel is done when the robot says so and stands at its end. */
const checkArrival = (decision: Decision, mission: MissionRun, run: StepRun): void => {
  if (statusOf(run) !== 'underway') return;
  const robot = run.robots[0] ?? '';
  const last = run.commands.at(-1);
  const command = last === undefined ? undefined : decision.state.commands.get(last);
  const { limits } = decision.inputs;
  const pose = decision.inputs.telemetry.get(robot)?.pose;
  const end = travelEnd(decision, run);
  const entered = decision.state.routes.get(robot)?.entered ?? 0;
  if (end === undefined || (isChecking(run) && entered >= end)) {
    arrive(decision, mission, run, robot);
    return;
  }
  if (command?.command.kind !== 'travel' || command.machine.value !== 'succeeded') return;
  const goal = command.command.nodes.at(-1);
  const node = goal === undefined ? undefined : nodeOf(decision.inputs.model, goal);
  const isHeard = poseAge(decision, robot) <= limits.poseAgeParked;
  const isThere = (decision.state.routes.get(robot)?.entered ?? 0) >= (command.untilVisit ?? 0);
  const stands =
    isThere ||
    (node !== undefined && pose !== undefined && isHeard && planarDistance(node, pose) <= limits.arriveMetres);
  if (!stands) {
    const since = run.reportedAt ?? command.releasedAt;
    if (!isHeard) {
      // Nobody knows where it is: that proves neither that it arrived nor that it did not.
      if (decision.isPast(`unheard ${command.command.id}`, command.endedAt ?? since, limits.patience))
        block(decision, mission, run, causes.stalePose(robot));
    } else if (
      decision.isPast(`arrive ${command.command.id}`, Math.max(since, command.endedAt ?? since), limits.effectSensed)
    )
      settleFailure(decision, mission, run, causes.notArrived(robot), 'known-ended');
    return;
  }
  enterUntil(decision, robot, command.untilVisit ?? 0);
  const route = decision.state.routes.get(robot);
  if (route && route.entered >= end) {
    decision.emit({ type: 'step-reported', mission: mission.id, step: run.id });
    arrive(decision, mission, run, robot);
  }
};

const arrive = (decision: Decision, mission: MissionRun, run: StepRun, robot: string): void => {
  const travel = mission.verified.schedule.travels.find((entry) => entry.id === run.source);
  const { model } = decision.inputs;
  const kind = manifestOf(model, robot)?.kind;
  const region = travel && kind ? model.regions[kind]?.[travel.to] : undefined;
  const facts = [
    ...(travel?.place === undefined ? [] : [{ fact: `at(${robot},${travel.place})`, value: true as const }]),
    ...(region === undefined ? [] : [{ fact: `region(${robot},${region})`, value: true as const }]),
  ].filter(({ fact }) => {
    const belief = decision.state.belief.facts[fact];
    return belief?.value !== true || belief.source === 'expected';
  });
  if (facts.length > 0)
    decision.emit({
      type: 'belief-changed',
      source: 'sensed',
      robot,
      facts,
      numbers: [],
      mission: mission.id,
      step: run.id,
    });
  decision.emit({ type: 'step-completed', mission: mission.id, step: run.id, evidence: 'sensed' });
};
