import type { Plan, RobotCommand } from '@muster/domain';
import type { Cause } from '../journal/event.ts';
import { mayCommand } from '../machines/robot.machine.ts';
import { robotOf, runId } from '../state/evolve.ts';
import { isMissionOver, isOver, type MissionRun, robotValue, type StepRun, statusOf } from '../state/executor-state.ts';
import { causes, HINDRANCES } from './causes.ts';
import { type Decision, isFixed, manifestOf, poseAge, silence } from './decision.ts';
import { nodeOf, placePose, planarDistance } from './geometry.ts';
import { travelEnd, type WantedTravel } from './release-travel.ts';
import { brokenLinks, changes, judge, standingPlaces, stepContext } from './step-conditions.ts';

/** `wait`: its turn has not come, as expected. `hindered`: it should start, and something is in the way. */
export type Readiness =
  | { readonly is: 'ready' }
  | { readonly is: 'wait' }
  | { readonly is: 'hindered'; readonly cause: Cause };

const READY: Readiness = { is: 'ready' };
const WAIT: Readiness = { is: 'wait' };

/** The next run of a robot's lane that is not over; nothing when its lane is done. */
export const laneHead = (mission: MissionRun, robot: string): StepRun | undefined => {
  for (const id of mission.lanes[robot] ?? []) {
    const run = mission.steps.get(id);
    if (run && !isOver(run)) return run;
  }
  return undefined;
};

/** Whether an earlier mission still has this robot in its lane: missions on one robot go in the order in which they came. */
const isPromised = (decision: Decision, mission: MissionRun, robot: string): boolean => {
  for (const other of decision.state.missions.values()) {
    if (other === mission) return false;
    if (!isMissionOver(other) && laneHead(other, robot)) return true;
  }
  return false;
};

const runOf = (mission: MissionRun, source: string, revision: number): StepRun | undefined =>
  mission.steps.get(runId(revision)(source));
const isRunOver = (mission: MissionRun, source: string, revision: number): boolean => {
  const run = runOf(mission, source, revision);
  return run === undefined || isDone(run);
};
const incoming = new WeakMap<Plan, Map<string, { from: string; kind: string }[]>>();
/** Edges that lead to a step of a plan. */
const comesAfter = (plan: Plan, step: string): readonly { from: string; kind: string }[] => {
  let known = incoming.get(plan);
  if (!known) {
    known = new Map();
    for (const { id, edges } of plan.steps)
      for (const { to, kind } of edges) known.set(to, [...(known.get(to) ?? []), { from: id, kind }]);
    incoming.set(plan, known);
  }
  return known.get(step) ?? [];
};
const isDone = (run: StepRun): boolean => statusOf(run) === 'completed' || statusOf(run) === 'skipped';

/** Whether a run's turn has come: its robots' lanes and the steps it comes after. */
const hasTurn = (decision: Decision, mission: MissionRun, run: StepRun): boolean => {
  for (const robot of run.robots) {
    if (laneHead(mission, robot) !== run) return false;
    if (isPromised(decision, mission, robot)) return false;
  }
  const { plan, schedule } = mission.verified;
  if (run.kind === 'travel') {
    const travel = schedule.travels.find((entry) => entry.id === run.source);
    return (travel?.after ?? []).every((source) => isRunOver(mission, source, run.revision));
  }
  for (const { from, kind } of comesAfter(plan, run.source)) {
    if (kind === 'end-start' && !isRunOver(mission, from, run.revision)) return false;
    if (kind !== 'during') continue;
    const outer = runOf(mission, from, run.revision);
    if (!outer || statusOf(outer) === 'standby' || statusOf(outer) === 'delayed') return false;
  }
  return true;
};

/** Whether robots can be told anything now, and why not. */
const robotsReady = (decision: Decision, run: StepRun): Readiness => {
  const { model, limits } = decision.inputs;
  for (const id of run.robots) {
    const value = robotValue(robotOf(decision.state, id));
    if (value.stop !== 'clear') return WAIT;
    if (value.control === 'manual') return { is: 'hindered', cause: causes.manual(id) };
    if (value.link !== 'reachable' || !decision.inputs.connected(id))
      return { is: 'hindered', cause: causes.unreachable(id) };
    if (!mayCommand(value)) return WAIT;
    const age = isFixed(model, id) ? silence(decision, id) : poseAge(decision, id);
    const moving = (decision.inputs.telemetry.get(id)?.speed ?? 0) > 0.05;
    // Just connected: its first words are on their way.
    if (
      age === Number.POSITIVE_INFINITY &&
      decision.scene - robotOf(decision.state, id).linkSince < limits.poseAgeParked
    )
      return WAIT;
    if (age > (moving ? limits.poseAgeMoving : limits.poseAgeParked))
      return { is: 'hindered', cause: causes.stalePose(id) };
    const reserve = manifestOf(model, id)?.battery?.reserve;
    const charge = decision.state.belief.numbers[`battery(${id})`]?.value;
    if (reserve !== undefined && charge !== undefined && charge < reserve && !isCharging(decision, run))
      return { is: 'hindered', cause: causes.battery(id, charge) };
  }
  return READY;
};

/** The way to a charger and charging itself are what a low battery is for. */
const isCharging = (decision: Decision, run: StepRun): boolean => {
  const mission = decision.state.missions.get(run.mission);
  if (!mission) return false;
  if (run.kind === 'travel') {
    const to = mission.verified.schedule.travels.find((entry) => entry.id === run.source)?.to;
    const node = to === undefined ? undefined : nodeOf(decision.inputs.model, to);
    return node?.charger === true || node?.parking === true;
  }
  const skill = decision.skillOf(mission, run);
  return skill !== undefined && JSON.stringify(skill.effects).includes('"battery"');
};

/** Distance to the place's nearest access node within which a robot counts as standing at it, metres. */
const AT_PLACE_METRES = 0.6;

const readiness = (decision: Decision, mission: MissionRun, run: StepRun): Readiness => {
  if (!hasTurn(decision, mission, run)) return WAIT;
  const robots = robotsReady(decision, run);
  if (robots.is !== 'ready') return robots;
  const context = stepContext(decision, mission, run);
  if (!context) return READY;
  for (const { robot, place } of standingPlaces(context)) {
    if (isFixed(decision.inputs.model, robot)) continue;
    const pose = decision.inputs.telemetry.get(robot)?.pose;
    const access = decision.inputs.model.service[robot]?.[place] ?? [];
    const stands = access.some((id) => {
      const node = nodeOf(decision.inputs.model, id);
      return node && pose && planarDistance(node, pose) <= AT_PLACE_METRES;
    });
    if (!stands) return { is: 'hindered', cause: causes.offPlace(robot, place) };
  }
  const start = judge(decision, context.skill.conditions.start, context.binding, 'believed');
  if (start.truth === false) return { is: 'hindered', cause: causes.conditionUnmet(start.facts) };
  if (start.truth === 'unknown') return { is: 'hindered', cause: causes.conditionUnknown(start.facts) };
  const broken = brokenLinks(decision, mission, run);
  if (broken.length > 0) return { is: 'hindered', cause: causes.linkBroken(broken) };
  return READY;
};

/** Steps that have to start together with this one, itself included. */
const together = (mission: MissionRun, run: StepRun): StepRun[] => {
  if (run.kind === 'travel') return [run];
  const group = new Set([run.source]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const step of mission.verified.plan.steps)
      for (const edge of step.edges)
        if (edge.kind === 'start-start' && group.has(step.id) !== group.has(edge.to)) {
          group.add(step.id).add(edge.to);
          grown = true;
        }
  }
  return [...mission.steps.values()].filter((entry) => group.has(entry.source) && entry.revision === run.revision);
};

const mayStart = (run: StepRun): boolean => {
  const status = statusOf(run);
  return status === 'standby' || (status === 'delayed' && run.next === 'give-up');
};

/** Starts every step and asks for every stretch of travel whose turn has come. Travels are released together at the end. */
export const startWork = (decision: Decision, mission: MissionRun): WantedTravel[] => {
  const wanted: WantedTravel[] = [];
  const heads = new Set(Object.keys(mission.lanes).flatMap((robot) => laneHead(mission, robot) ?? []));
  for (const run of heads) {
    if (skipUntakenBranch(decision, mission, run)) continue;
    if (run.kind === 'travel') {
      const travel = travelToGoOn(decision, mission, run);
      if (travel) wanted.push(travel);
    } else if (mayStart(run)) startTogether(decision, mission, run);
  }
  return wanted;
};

const startTogether = (decision: Decision, mission: MissionRun, run: StepRun): void => {
  // Members that are running or over were started with it once; a retry starts alone.
  const group = together(mission, run).filter(mayStart);
  let ready = true;
  for (const member of group) {
    const state = readiness(decision, mission, member);
    if (state.is === 'hindered') hinder(decision, mission, member, state.cause);
    if (state.is !== 'ready') ready = false;
  }
  if (!ready) return;
  for (const member of group) startStep(decision, mission, member);
};

const travelToGoOn = (decision: Decision, mission: MissionRun, run: StepRun): WantedTravel | undefined => {
  const status = statusOf(run);
  if (status !== 'underway' && !mayStart(run)) return undefined;
  const state = readiness(decision, mission, run);
  if (state.is === 'hindered' && status !== 'underway') hinder(decision, mission, run, state.cause);
  if (state.is !== 'ready') return undefined;
  const until = travelEnd(decision, run);
  if (status === 'delayed') decision.emit({ type: 'step-retried', mission: mission.id, step: run.id });
  const entered = decision.state.routes.get(run.robots[0] ?? '')?.entered ?? 0;
  // It is there: it never had to go, or its drive was broken off at the very end.
  if (until === undefined || (status !== 'underway' && entered >= until)) {
    decision.emit({ type: 'step-started', mission: mission.id, step: run.id, robots: run.robots });
    decision.emit({ type: 'step-reported', mission: mission.id, step: run.id });
    return undefined;
  }
  return { mission, run, until };
};

const hinder = (decision: Decision, mission: MissionRun, run: StepRun, cause: Cause): void => {
  if (statusOf(run) !== 'standby') return;
  decision.emit({
    type: 'step-delayed',
    mission: mission.id,
    step: run.id,
    cause,
    dueSeconds: decision.scene + decision.inputs.limits.patience,
    next: 'give-up',
  });
  if (cause.facts) decision.senseRequests.push({ mission: mission.id, step: run.id, facts: [...cause.facts] });
};

/**
 * Time passes for runs that are held up: another attempt when its pause is over, an end to patience, and a new start for what was
 * only hindered and is not any more.
 */
export const passTime = (decision: Decision, mission: MissionRun, run: StepRun, working: boolean): void => {
  const status = statusOf(run);
  if (status === 'delayed' && run.dueSeconds !== undefined) {
    if (!decision.isPast(`due ${mission.id} ${run.id}`, run.dueSeconds, 0)) return;
    if (run.next === 'retry') decision.emit({ type: 'step-retried', mission: mission.id, step: run.id });
    else if (working) giveUp(decision, mission, run);
    return;
  }
  if (status !== 'blocked' || !working || !HINDRANCES.has(run.cause?.code ?? '')) return;
  if (readiness(decision, mission, run).is === 'ready')
    decision.emit({ type: 'step-retried', mission: mission.id, step: run.id });
};

const giveUp = (decision: Decision, mission: MissionRun, run: StepRun): void => {
  const cause = run.cause ?? causes.predecessor();
  const { canReplan, limits } = decision.inputs;
  const type = canReplan && mission.replans < limits.replansPerMission ? 'step-failed' : 'step-blocked';
  decision.emit({ type, mission: mission.id, step: run.id, cause });
};

const skipUntakenBranch = (decision: Decision, mission: MissionRun, run: StepRun): boolean => {
  if (run.kind === 'travel' || statusOf(run) !== 'standby') return false;
  const when = mission.verified.plan.steps.find((entry) => entry.id === run.source)?.when;
  if (!when) return false;
  const looked = runOf(mission, when.step, run.revision);
  if (!looked || !isOver(looked) || looked.found === when.outcome) return false;
  decision.emit({ type: 'step-skipped', mission: mission.id, step: run.id, cause: causes.branch() });
  return true;
};

/** Tells every role its part; they start together because one batch carries them all. */
const startStep = (decision: Decision, mission: MissionRun, run: StepRun): void => {
  const context = stepContext(decision, mission, run);
  if (!context) return;
  const { step, skill, assignment, binding } = context;
  if (statusOf(run) === 'delayed') decision.emit({ type: 'step-retried', mission: mission.id, step: run.id });
  const before = changes(decision, skill.effects.end, binding, 'expected').facts.map(({ fact }) => ({
    fact,
    value: decision.state.belief.facts[fact]?.value ?? false,
  }));
  decision.emit({ type: 'step-started', mission: mission.id, step: run.id, robots: run.robots, before });
  const begun = changes(decision, skill.effects.start ?? [], binding, 'expected');
  const standing = standingPlaces(context).map(({ robot, place }) => ({
    fact: `at(${robot},${place})`,
    value: true as const,
  }));
  const facts = [...standing, ...begun.facts];
  if (facts.length + begun.numbers.length > 0)
    decision.emit({ ...begun, facts, type: 'belief-changed', mission: mission.id, step: run.id });
  const places = new Map(standingPlaces(context).map(({ robot, place }) => [robot, place]));
  for (const role of skill.roles) {
    const name = role.name.slice(1);
    const robot = assignment.roles[name];
    if (robot === undefined) continue;
    const { epoch } = robotOf(decision.state, robot);
    const attempt = run.machine.context.attempts;
    const place = places.get(robot);
    const target = place === undefined ? undefined : placePose(decision.inputs.model, place);
    const command: RobotCommand = {
      id: `${mission.id}/${run.id}/${attempt}/${epoch}${skill.roles.length > 1 ? `/${name}` : ''}`,
      robot,
      epoch,
      deadlineSeconds: skill.timeoutSeconds,
      kind: 'skill',
      skill: skill.id,
      role: name,
      args: step.args,
      ...(target ? { target } : {}),
      others: Object.fromEntries(Object.entries(assignment.roles).filter(([other]) => other !== name)),
    };
    decision.emit({
      type: 'command-released',
      mission: mission.id,
      step: run.id,
      robot,
      command,
      proof: mission.verified.seal,
      dueSeconds: decision.scene + skill.timeoutSeconds,
      poseAgeSeconds: isFixed(decision.inputs.model, robot) ? silence(decision, robot) : poseAge(decision, robot),
    });
  }
};
