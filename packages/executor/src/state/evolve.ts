import { InvariantError, type VerifiedSchedule, type WorldModel } from '@muster/domain';
import { initialTransition, transition } from 'xstate';
import { foldChange } from '../belief/change.ts';
import { ALL_ROBOTS, type JournalRecord } from '../journal/event.ts';
import { type CommandMachineEvent, commandMachine, isOpen, type OutboxEffect } from '../machines/command.machine.ts';
import { type MissionEvent, missionMachine } from '../machines/mission.machine.ts';
import { type RobotMachineEvent, robotMachine } from '../machines/robot.machine.ts';
import { type StepEvent, stepMachine } from '../machines/step.machine.ts';
import { adoptRoute, giveBackRoute, sentAside } from './adopt-route.ts';
import {
  type CommandRun,
  commandStatus,
  createRobotRun,
  type ExecutorState,
  isLatched,
  type MissionRun,
  type RobotRun,
  type StepRun,
} from './executor-state.ts';

/** A row of the outbox: what the host does once the record that caused it is kept. */
export type OutboxRow = { readonly effect: OutboxEffect; readonly robot: string; readonly command: string };

/**
 * Folds one journal record into the state, and says which effects it calls for. The same function runs live and on replay; on replay the
 * effects are dropped and what was open is reconciled instead.
 *
 * @throws InvariantError when a record does not fit the state: the journal and the code disagree
 */
export const evolve = (state: ExecutorState, record: JournalRecord, model: WorldModel): OutboxRow[] => {
  if (record.sequence !== state.sequence + 1)
    throw new InvariantError(`record ${record.sequence} follows record ${state.sequence}`);
  state.sequence = record.sequence;
  state.atSeconds = Math.max(state.atSeconds, record.atSeconds);
  const at = record.atSeconds;
  switch (record.type) {
    case 'host-started':
      state.boot = record.boot;
      return [];
    case 'mission-created': {
      const mission: MissionRun = {
        id: record.mission,
        ...(record.by === undefined ? {} : { by: record.by }),
        createdAt: at,
        notBeforeSeconds: record.notBeforeSeconds,
        machine: initialTransition(missionMachine)[0],
        verified: record.verified,
        revision: 0,
        steps: new Map(),
        lanes: {},
        before: new Map(),
        replans: 0,
        replanning: false,
      };
      state.missions.set(mission.id, mission);
      adoptSchedule(state, mission, record.verified);
      return [];
    }
    case 'mission-revised': {
      const mission = missionOf(state, record.mission);
      moveMission(mission, { type: 'mission-revised' });
      mission.replanning = false;
      delete mission.cause;
      adoptSchedule(state, mission, record.verified);
      return [];
    }
    case 'replan-requested': {
      const mission = missionOf(state, record.mission);
      mission.replanning = true;
      mission.replans += 1;
      if (mission.cancel !== undefined) mission.undoAsked = true;
      state.replansAt = [...state.replansAt.filter((time) => time > at - 60), at];
      return [];
    }
    case 'replan-refused':
      missionOf(state, record.mission).replanning = false;
      return [];
    case 'mission-canceling': {
      const mission = missionOf(state, record.mission);
      moveMission(mission, { type: record.type });
      mission.cancel = record.mode;
      return [];
    }
    case 'mission-blocked':
    case 'mission-failed': {
      const mission = missionOf(state, record.mission);
      moveMission(mission, { type: record.type });
      mission.cause = record.cause;
      forgetMissions(state, mission);
      return [];
    }
    case 'mission-started':
    case 'mission-paused':
    case 'mission-resumed':
    case 'mission-unblocked':
    case 'mission-completed':
    case 'mission-canceled': {
      const mission = missionOf(state, record.mission);
      moveMission(mission, { type: record.type });
      if (record.type !== 'mission-paused') delete mission.cause;
      forgetMissions(state, mission);
      return [];
    }
    case 'step-started': {
      const run = stepOf(state, record.mission, record.step);
      moveStep(run, { type: record.type });
      for (const id of run.commands) state.commands.delete(id);
      run.commands = [];
      run.startedAt = at;
      run.previousFacts = new Map((record.before ?? []).map(({ fact, value }) => [fact, value]));
      // As it was before the step: what it changes may be sensed sooner than the robot says that it is done.
      const { before } = missionOf(state, record.mission);
      for (const { fact, value } of record.before ?? []) if (!before.has(fact)) before.set(fact, value);
      run.previousNumbers = new Map();
      delete run.reportedAt;
      delete run.cause;
      delete run.dueSeconds;
      return [];
    }
    case 'step-delayed': {
      const run = stepOf(state, record.mission, record.step);
      moveStep(run, { type: record.type });
      run.cause = record.cause;
      run.dueSeconds = record.dueSeconds;
      run.next = record.next;
      return [];
    }
    case 'step-reported':
    case 'step-resumed':
    case 'step-retried':
    case 'step-completed':
    case 'step-blocked':
    case 'step-failed':
    case 'step-canceled':
    case 'step-skipped': {
      const run = stepOf(state, record.mission, record.step);
      moveStep(run, { type: record.type });
      delete run.dueSeconds;
      delete run.next;
      if ('cause' in record) run.cause = record.cause;
      else delete run.cause;
      if ('found' in record && record.found !== undefined) run.found = record.found;
      if (record.type === 'step-reported') run.reportedAt = at;
      if (run.machine.status === 'done') {
        run.endedAt = at;
        for (const id of run.commands) {
          const command = state.commands.get(id);
          if (command && !isOpen(commandStatus(command))) state.commands.delete(id);
        }
      }
      return [];
    }
    case 'visit-entered': {
      const route = state.routes.get(record.robot);
      if (!route) throw new InvariantError(`robot ${record.robot} has no route`);
      route.entered = record.index + 1;
      route.released = Math.max(route.released, route.entered);
      return [];
    }
    case 'command-released': {
      const [machine, actions] = initialTransition(commandMachine);
      const run: CommandRun = {
        command: record.command,
        mission: record.mission,
        step: record.step,
        releasedAt: at,
        dueSeconds: record.dueSeconds,
        ...(record.untilVisit === undefined ? {} : { untilVisit: record.untilVisit }),
        machine,
      };
      state.commands.set(record.command.id, run);
      const step = stepOf(state, record.mission, record.step);
      step.commands = [...step.commands, record.command.id];
      if (record.command.kind === 'travel') {
        step.stretches += 1;
        const route = state.routes.get(record.robot);
        if (route && record.untilVisit !== undefined) route.released = Math.max(route.released, record.untilVisit);
      }
      const robot = robotOf(state, record.robot);
      moveRobot(robot, { type: 'command-released' });
      robot.open = record.command.id;
      return rows(actions, record.robot, record.command.id);
    }
    case 'command-sent':
    case 'command-confirmed':
    case 'command-canceling': {
      const run = commandOf(state, record.id);
      const actions = moveCommand(run, { type: record.type });
      if (record.type === 'command-canceling') run.cancelAt = at;
      return rows(actions, record.robot, record.id);
    }
    case 'command-succeeded':
    case 'command-failed':
    case 'command-rejected':
    case 'command-canceled': {
      const run = commandOf(state, record.id);
      moveCommand(run, { type: record.type });
      if (record.found !== undefined) run.found = record.found;
      if (record.code !== undefined) run.code = record.code;
      if (record.message !== undefined) run.message = record.message;
      run.endedAt = at;
      if (record.type !== 'command-succeeded') endDrive(state, run);
      endCommand(state, record.robot, record.id);
      return [];
    }
    case 'command-lost': {
      const run = commandOf(state, record.id);
      moveCommand(run, { type: record.type });
      run.lostAt = at;
      delete run.cancelAt;
      moveRobot(robotOf(state, record.robot), { type: 'command-lost' });
      return [];
    }
    case 'command-adopted':
      moveCommand(commandOf(state, record.id), { type: record.type });
      moveRobot(robotOf(state, record.robot), { type: 'command-adopted' });
      return [];
    case 'command-absent':
      moveCommand(commandOf(state, record.id), { type: record.type });
      // Until this moment it may have run: what was seen before proves nothing about what it did.
      commandOf(state, record.id).endedAt = at;
      endDrive(state, commandOf(state, record.id));
      endCommand(state, record.robot, record.id);
      return [];
    case 'belief-changed': {
      const mission = record.mission === undefined ? undefined : state.missions.get(record.mission);
      if (mission)
        for (const { fact } of record.facts)
          if (!mission.before.has(fact)) mission.before.set(fact, state.belief.facts[fact]?.value ?? false);
      const run = record.step === undefined ? undefined : mission?.steps.get(record.step);
      if (run && run.machine.status !== 'done') {
        for (const { fact } of record.facts)
          if (!run.previousFacts.has(fact)) run.previousFacts.set(fact, state.belief.facts[fact]?.value ?? false);
        for (const { fact } of record.numbers) {
          const before = state.belief.numbers[fact]?.value;
          if (before !== undefined && !run.previousNumbers.has(fact)) run.previousNumbers.set(fact, before);
        }
      }
      foldChange(state.belief, record, at, model);
      return [];
    }
    case 'robot-joined': {
      const robot = createRobotRun(record.robot, at);
      state.robots.set(record.robot, robot);
      if (isLatched(state, record.robot)) moveRobot(robot, { type: 'stop-latched' });
      return [];
    }
    case 'lease-taken':
      robotOf(state, record.robot).epoch = record.epoch;
      return [];
    case 'bridge-connected':
    case 'bridge-disconnected':
    case 'robot-lost':
    case 'robot-recovered': {
      const robot = robotOf(state, record.robot);
      moveRobot(robot, { type: record.type });
      robot.linkSince = at;
      return [];
    }
    case 'robot-taken-over':
    case 'robot-handed-back':
      moveRobot(robotOf(state, record.robot), { type: record.type });
      return [];
    case 'stop-latched':
      state.latches.set(record.scope, { by: record.by, atSeconds: at });
      for (const robot of state.robots.values())
        if (record.scope === ALL_ROBOTS || record.scope === robot.id) {
          moveRobot(robot, { type: 'stop-latched' }, true);
          robot.stopSince = at;
        }
      return [];
    case 'stop-confirmed':
    case 'stop-unconfirmed':
      moveRobot(robotOf(state, record.robot), { type: record.type });
      return [];
    case 'stop-reset':
      state.latches.delete(record.scope);
      for (const robot of state.robots.values())
        if (!state.latches.has(ALL_ROBOTS) && !state.latches.has(robot.id)) {
          moveRobot(robot, { type: 'stop-reset' }, true);
          delete robot.stopSince;
        }
      return [];
    case 'event-ignored':
    case 'alarm-raised':
      return [];
  }
};

/** Takes a (new) schedule: its steps and travels become runs, its lanes the order of work, its routes start at visit 0. */
const adoptSchedule = (state: ExecutorState, mission: MissionRun, verified: VerifiedSchedule): void => {
  mission.verified = verified;
  mission.revision += 1;
  const { schedule } = verified;
  const name = runId(mission.revision);
  const add = (kind: StepRun['kind'], source: string, robots: readonly string[]): void => {
    const id = name(source);
    mission.steps.set(id, {
      mission: mission.id,
      id,
      kind,
      source,
      revision: mission.revision,
      robots,
      machine: initialTransition(stepMachine)[0],
      commands: [],
      stretches: 0,
      previousFacts: new Map(),
      previousNumbers: new Map(),
    });
  };
  for (const travel of schedule.travels) add('travel', travel.id, [travel.robot]);
  for (const assignment of schedule.assignments) add('step', assignment.step, assignment.robots);
  const lanes: Record<string, string[]> = Object.fromEntries(
    Object.entries(schedule.lanes).map(([robot, lane]) => [robot, lane.map((source) => name(source))]),
  );
  for (const [robot, visits] of Object.entries(schedule.routes)) {
    const planned = visits.map((visit) => ({
      visit,
      mission: mission.id,
      step: visit.move === null ? null : name(visit.move),
    }));
    for (const aside of sentAside(planned)) {
      const source = `aside_${robot}_${aside.index}`;
      add('travel', source, [robot]);
      for (const index of aside.visits) planned[index] = { ...planned[index]!, step: name(source) };
      lanes[robot] ??= [];
      const next = aside.before === null ? -1 : lanes[robot].indexOf(aside.before);
      lanes[robot].splice(next < 0 ? lanes[robot].length : next, 0, name(source));
    }
    adoptRoute(state, robot, planned);
  }
  for (const { visit, after } of schedule.dependencies)
    state.dependencies.set(visit, [...new Set([...(state.dependencies.get(visit) ?? []), after])]);
  mission.lanes = lanes;
};

/** Name of a plan's step within its mission: as it is in the first schedule, `v2.…` in the second. */
export const runId =
  (revision: number) =>
  (source: string): string =>
    revision === 1 ? source : `v${revision}.${source}`;

/** Missions that are over and still told of; older ones are in the journal only. */
const MISSIONS_KEPT = 200;

/** Lets go of what a mission that is over needed, and of the oldest missions that are over. */
const forgetMissions = (state: ExecutorState, mission: MissionRun): void => {
  if (mission.machine.status !== 'done') return;
  for (const [id, run] of state.commands)
    if (run.mission === mission.id && !isOpen(commandStatus(run))) state.commands.delete(id);
  const over = [...state.missions.values()].filter((entry) => entry.machine.status === 'done');
  for (const old of over.slice(0, Math.max(0, over.length - MISSIONS_KEPT))) state.missions.delete(old.id);
};

const endDrive = (state: ExecutorState, run: CommandRun): void => {
  const route = run.command.kind === 'travel' ? state.routes.get(run.command.robot) : undefined;
  if (route) giveBackRoute(route);
};

const endCommand = (state: ExecutorState, robotId: string, id: string): void => {
  const robot = robotOf(state, robotId);
  if (robot.open !== id) return;
  delete robot.open;
  moveRobot(robot, { type: 'command-ended' });
};

export const missionOf = (state: ExecutorState, id: string): MissionRun => {
  const mission = state.missions.get(id);
  if (!mission) throw new InvariantError(`no mission ${id}`);
  return mission;
};
export const stepOf = (state: ExecutorState, mission: string, id: string): StepRun => {
  const run = missionOf(state, mission).steps.get(id);
  if (!run) throw new InvariantError(`mission ${mission} has no step ${id}`);
  return run;
};
export const robotOf = (state: ExecutorState, id: string): RobotRun => {
  const robot = state.robots.get(id);
  if (!robot) throw new InvariantError(`no robot ${id}`);
  return robot;
};
export const commandOf = (state: ExecutorState, id: string): CommandRun => {
  const run = state.commands.get(id);
  if (!run) throw new InvariantError(`no command ${id}`);
  return run;
};

const rows = (actions: readonly { type: string }[], robot: string, command: string): OutboxRow[] =>
  actions.map((action) => ({ effect: action.type as OutboxEffect, robot, command }));

const moveMission = (mission: MissionRun, event: MissionEvent): void => {
  if (!mission.machine.can(event))
    throw new InvariantError(
      `mission ${mission.id} can't take ${event.type} in ${JSON.stringify(mission.machine.value)}`,
    );
  mission.machine = transition(missionMachine, mission.machine, event)[0];
};
const moveStep = (run: StepRun, event: StepEvent): void => {
  if (!run.machine.can(event))
    throw new InvariantError(`step ${run.id} can't take ${event.type} in ${JSON.stringify(run.machine.value)}`);
  run.machine = transition(stepMachine, run.machine, event)[0];
};
const moveRobot = (robot: RobotRun, event: RobotMachineEvent, lenient = false): void => {
  if (!robot.machine.can(event)) {
    if (lenient) return;
    throw new InvariantError(`robot ${robot.id} can't take ${event.type} in ${JSON.stringify(robot.machine.value)}`);
  }
  robot.machine = transition(robotMachine, robot.machine, event)[0];
};
const moveCommand = (run: CommandRun, event: CommandMachineEvent): readonly { type: string }[] => {
  if (!run.machine.can(event))
    throw new InvariantError(`command ${run.command.id} can't take ${event.type} in ${String(run.machine.value)}`);
  const [next, actions] = transition(commandMachine, run.machine, event);
  run.machine = next;
  return actions;
};
