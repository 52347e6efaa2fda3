import type { PoseStamped, RobotCommand } from '@muster/domain';
import { visitIndex } from '../state/adopt-route.ts';
import { robotOf } from '../state/evolve.ts';
import type { MissionRun, PlannedVisit, StepRun } from '../state/executor-state.ts';
import { type Decision, poseAge } from './decision.ts';
import { speedOn, wayPoses } from './way.ts';

/** Visits of a run, in the order of its robot's route. */
export const visitsOf = (decision: Decision, run: StepRun): PlannedVisit[] => {
  const route = decision.state.routes.get(run.robots[0] ?? '');
  return route?.visits.filter((planned) => planned.mission === run.mission && planned.step === run.id) ?? [];
};

/** Index after a travel's last visit; undefined when it has none: the robot is there already. */
export const travelEnd = (decision: Decision, run: StepRun): number | undefined => {
  const last = visitsOf(decision, run).at(-1);
  return last && visitIndex(last.visit) + 1;
};

export type WantedTravel = { readonly mission: MissionRun; readonly run: StepRun; readonly until: number };

/** Asks the release policy for all travels that may go on, and tells each robot its stretch. */
export const releaseStretches = (decision: Decision, wanted: readonly WantedTravel[]): void => {
  if (wanted.length === 0) return;
  const { state } = decision;
  const counts = decision.inputs.releaseVisits({
    routes: Object.fromEntries(
      [...state.routes].map(([robot, { visits }]) => [robot, visits.map(({ visit }) => visit)]),
    ),
    entered: Object.fromEntries([...state.routes].map(([robot, route]) => [robot, route.entered])),
    released: Object.fromEntries([...state.routes].map(([robot, route]) => [robot, route.released])),
    wanted: Object.fromEntries(wanted.map(({ run, until }) => [run.robots[0] ?? '', until])),
    dependencies: state.dependencies,
  });
  for (const { mission, run, until } of wanted) {
    const robot = run.robots[0] ?? '';
    const route = state.routes.get(robot);
    const granted = Math.min(until, Math.max(counts[robot] ?? 0, route?.released ?? 0));
    if (route && granted > route.entered) releaseStretch(decision, mission, run, granted, until);
  }
};

/** @param end index after the last visit of the whole travel */
const releaseStretch = (decision: Decision, mission: MissionRun, run: StepRun, until: number, end: number): void => {
  const robot = run.robots[0] ?? '';
  const route = decision.state.routes.get(robot)!;
  const last = until === end;
  const stretch = route.visits.slice(route.entered - route.first, until - route.first);
  const nodes = stretch.filter(({ visit }) => visit.element.kind === 'node').map(({ visit }) => visit.element.id);
  if (nodes.length === 0) return;
  const edges = stretch.filter(({ visit }) => visit.element.kind === 'edge').map(({ visit }) => visit.element.id);
  const speed = speedOn(decision.inputs.model, robot, edges);
  const place = mission.verified.schedule.travels.find((entry) => entry.id === run.source)?.place;
  const { model } = decision.inputs;
  const here = decision.inputs.telemetry.get(robot)?.pose;
  const waypoints = wayPoses(model, here, nodes, last ? place : undefined);
  const ahead = route.visits
    .slice(until - route.first, end - route.first)
    .flatMap(({ visit }) => (visit.element.kind === 'node' ? [visit.element.id] : []));
  const metres = wayLength([...(startOf(decision, robot) ?? []), ...waypoints]);
  if (run.machine.value === 'standby')
    decision.emit({ type: 'step-started', mission: mission.id, step: run.id, robots: run.robots });
  const { epoch } = robotOf(decision.state, robot);
  const command: RobotCommand = {
    id: `${mission.id}/${run.id}/${run.machine.context.attempts}/${epoch}/${run.stretches + 1}`,
    robot,
    epoch,
    deadlineSeconds: 30 + (3 * metres) / speed,
    kind: 'travel',
    waypoints,
    nodes,
    speed,
    last,
    ...(ahead.length > 0
      ? { ahead: { nodes: ahead, waypoints: wayPoses(model, here, [...nodes.slice(-1), ...ahead], place).slice(1) } }
      : {}),
  };
  leavePlaces(decision, mission, run, robot);
  decision.emit({
    type: 'command-released',
    mission: mission.id,
    step: run.id,
    robot,
    command,
    untilVisit: until,
    proof: mission.verified.seal,
    dueSeconds: decision.scene + command.deadlineSeconds,
    poseAgeSeconds: poseAge(decision, robot),
  });
};

/** A robot that sets off is at no place any more, as far as anybody expects. */
const leavePlaces = (decision: Decision, mission: MissionRun, run: StepRun, robot: string): void => {
  const facts = Object.entries(decision.state.belief.facts)
    .filter(([key, belief]) => key.startsWith(`at(${robot},`) && belief.value !== false)
    .map(([fact]) => ({ fact, value: false as const }));
  if (facts.length > 0)
    decision.emit({
      type: 'belief-changed',
      source: 'expected',
      facts,
      numbers: [],
      robot,
      mission: mission.id,
      step: run.id,
    });
};

const startOf = (decision: Decision, robot: string): PoseStamped[] | undefined => {
  const pose = decision.inputs.telemetry.get(robot)?.pose;
  return pose && [pose];
};

const wayLength = (way: readonly PoseStamped[]): number => {
  let metres = 0;
  for (let index = 1; index < way.length; index += 1) {
    const [a, b] = [way[index - 1]!, way[index]!];
    metres += Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);
  }
  return metres;
};
