import { bilingual, fail, ok, type Situation } from '@muster/domain';
import { createEmbeddedHost, createMemoryJournal, type MissionHost, releaseByDependencies } from '@muster/executor';
import { createRecorder, FAULT_KINDS, type Recording } from '@muster/sim-core';
import { createSimulation, type Simulation } from '@muster/sim-rosbridge/face';
import { isGenuine } from '@muster/verifier';
import type { EventView, LiveMessage, MissionControl, WorldView } from '../api/index.ts';
import { planHere } from '../pipeline/plan-here.ts';
import { Conversations } from './conversation.ts';
import { editPlan, remainingPlan } from './edit-plan.ts';
import type { TruthSource } from './goal-witness.ts';
import { createRunRehearsals } from './rehearse-run.ts';
import { connectRobots, untilConnected } from './robot-links.ts';
import { RunBook } from './run-book.ts';
import { RunLife } from './run-life.ts';
import { runSimulation, type SimRunner } from './sim-runner.ts';
import type { Site } from './site.ts';
import type { KeptSite, SiteGround } from './site-ground.ts';
import type { LocalSiteOptions } from './site-options.ts';
import { sensedTruth, simulatedTruth } from './truth-source.ts';
import { eventView, notWaiting, siteInfo } from './views.ts';

const SNAPSHOT_MS = 100;
const EVENTS_KEPT = 20_000;

/** A simulated scene (some robots of which may be real), its rosbridge, the dispatcher over it, all in one place: a process, or a page's worker. */
export const createSite = async (
  options: LocalSiteOptions,
  ground: SiteGround,
): Promise<
  Site & {
    readonly rosbridgeUrl: string;
    readonly simulation: Simulation;
    readonly missions: MissionHost;
    /** What was recorded so far; undefined where nothing is. */
    recording(): Recording | undefined;
  }
> => {
  const { model, planner } = options;
  let world: KeptSite['world'];
  const simulation = createSimulation({
    model,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    beforeFlush: () => world?.keep(),
    ...(options.robots ? { elsewhere: new Set(options.robots.keys()) } : {}),
  });
  const kept = ground.restore(options, simulation);
  world = kept.world;
  const server = await ground.serve(simulation, options.rosbridgePort ?? 0);
  const recorder = options.record ? createRecorder(simulation.world) : undefined;
  const runner: SimRunner = runSimulation(simulation, options.speed);
  if (recorder) runner.onAdvance(() => recorder.note());
  const { clock } = runner;
  const links = connectRobots(model, options.robots ?? new Map(), server, clock, {
    ...(options.onAlarm ? { onProblem: options.onAlarm } : {}),
    ...(options.robotSettings ? { settings: options.robotSettings } : {}),
    ...(options.wire ? { wire: options.wire } : {}),
  });
  const { drivers } = links;
  const missing = await untilConnected(drivers, 10);
  let missionCount = 0;
  let faultCount = 0;
  const listeners = new Set<(message: LiveMessage) => void>();
  const events: EventView[] = [];
  const conversations = new Conversations();
  const broadcast = (message: LiveMessage): void => {
    for (const listener of listeners) listener(message);
  };

  const book = new RunBook({ model, kept, host: () => host, truth: () => truth, broadcast });
  const desk = (options.speed === 'max' ? undefined : ground.openDesk?.(planner, model)) ?? planHere(planner);
  const situation = (except?: string): Situation => ({
    model,
    state: host.snapshot().world,
    rules: book.rules,
    commitments: host.commitments().filter((entry) => entry.mission !== except),
  });
  const host = createEmbeddedHost({
    model,
    journal: options.journal ?? createMemoryJournal(),
    drivers,
    clock,
    ids: () => {
      missionCount += 1;
      return `mission-${String(missionCount).padStart(2, '0')}`;
    },
    isGenuine,
    releaseVisits: releaseByDependencies,
    replan: (request) => desk.planAgain(request.goal, situation(request.mission)),
    ...(options.onAlarm ? { onAlarm: options.onAlarm } : {}),
  });

  missionCount = Math.max(0, ...host.snapshot().missions.map(({ id }) => Number(/^mission-(\d+)$/.exec(id)?.[1] ?? 0)));
  const truth: TruthSource =
    (options.robots?.size ?? 0) > 0 ? sensedTruth(model, host) : simulatedTruth(model, simulation.world);

  const rehearsals = createRunRehearsals(book, options.rehearsalSeeds ?? 0, ground.openStage);
  const life = new RunLife({
    model,
    planner,
    desk,
    host,
    book,
    rehearsals,
    conversations,
    truth,
    autoApprove: options.autoApprove,
    situation,
    events: () => events,
    seconds: () => clock.sceneSeconds(),
  });

  // What was kept before: questions are answered from it, and clients see it.
  for (const record of options.journal?.read() ?? []) {
    events.push(eventView(record));
    if (events.length > 2 * EVENTS_KEPT) events.splice(0, EVENTS_KEPT);
  }
  host.subscribe((record) => {
    const view = eventView(record);
    events.push(view);
    if (events.length > EVENTS_KEPT) events.splice(0, events.length - EVENTS_KEPT);
    broadcast({ type: 'event', event: view });
    const mission = (record as { mission?: string }).mission;
    if (mission !== undefined && ['mission-completed', 'mission-failed', 'mission-canceled'].includes(record.type))
      queueMicrotask(() => life.endMission(mission, record.type));
  });
  let lastSent = 0;
  let lastSample = 0;
  let lastHostSequence = -1;
  runner.onAdvance(() => {
    host.tick();
    const seconds = clock.sceneSeconds();
    if (seconds - lastSample >= 0.25) {
      lastSample = seconds;
      life.sample();
    }
    const now = performance.now();
    if (listeners.size > 0 && now - lastSent >= SNAPSHOT_MS) {
      lastSent = now;
      broadcast({ type: 'sim', snapshot: simulation.world.snapshot() });
      const snapshot = host.snapshot();
      if (snapshot.sequence !== lastHostSequence) {
        lastHostSequence = snapshot.sequence;
        broadcast({ type: 'host', snapshot });
      } else broadcast({ type: 'beat', seconds });
    }
  });

  const site: Site & {
    rosbridgeUrl: string;
    simulation: Simulation;
    missions: MissionHost;
    recording(): Recording | undefined;
  } = {
    rosbridgeUrl: server.url,
    simulation,
    missions: host,
    recording: () => recorder?.finish(),
    info: () => siteInfo(options, server.url, runner.speed()),
    world: (): WorldView => ({
      scene: model.scene,
      entities: model.entities,
      revision: model.revision,
      robots: model.library.robots,
      devices: model.library.devices,
      skills: model.library.skills,
    }),
    host: () => host.snapshot(),
    runs: () => [...book.runs.values()].map((run) => run.view),
    events: (after) => events.filter((event) => event.sequence > after),
    submit: (request) => life.submit(request),
    approve: (id, by) => life.approve(id, by),
    reject: (id, by) => life.reject(id, by),
    edit: (id, request) => life.edit(id, request),
    future: (id, seed) => rehearsals.future(book.runs.get(id), seed),
    finished: (id, signal) => life.finished(id, signal),
    stop: (scope, by) => host.stop(scope, by),
    reset: (scope, by, reason) => host.send({ type: 'reset-stop', scope, by, reason }),
    control: (mission, control: MissionControl) => {
      switch (control.verb) {
        case 'cancel':
          return host.send({ type: 'cancel-mission', mission, mode: control.mode, by: control.by });
        case 'skip':
        case 'retry':
        case 'complete':
          return host.send({ type: `${control.verb}-step`, mission, step: control.step, by: control.by });
        case 'edit': {
          const rest = host.commitments().find((entry) => entry.mission === mission);
          if (!rest) return fail(notWaiting(mission));
          const edited = editPlan(remainingPlan(rest), control.change, situation(mission));
          if (!edited.ok) return edited;
          return host.send({ type: 'revise-mission', mission, verified: edited.value.ready, by: control.by });
        }
        default:
          return host.send({ type: `${control.verb}-mission`, mission, by: control.by });
      }
    },
    controlRobot: (robot, { verb, by }) => host.send({ type: `${verb}-robot`, robot, by }),
    fault: (kind, target, seconds, params) => {
      faultCount += 1;
      const result = simulation.world.apply({
        kind: 'fault',
        fault: {
          id: `live_${simulation.world.tick}_${faultCount}`,
          kind,
          at: clock.sceneSeconds(),
          ...(target ? { target } : {}),
          ...(seconds === undefined ? {} : { seconds }),
          ...(params ? { params: params as never } : {}),
        },
      });
      return result.accepted
        ? ok(undefined)
        : fail({
            code: result.code,
            says: bilingual(result.message, result.message),
            remedy: bilingual(
              `Kinds: ${Object.keys(FAULT_KINDS).join(', ')}.`,
              `可用类型：${Object.keys(FAULT_KINDS).join('、')}。`,
            ),
          });
    },
    speed: (factor) => {
      runner.setSpeed(factor);
      broadcast({ type: 'site', site: site.info() });
      return ok(undefined);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    turns: (conversation) => conversations.turns(conversation),
    restoreTurns: (conversation, turns) => conversations.restore(conversation, turns),
    hello: () => ({
      type: 'hello',
      site: site.info(),
      host: host.snapshot(),
      sim: simulation.world.snapshot(),
      runs: site.runs(),
      events: events.slice(-500),
    }),
    notices: () =>
      missing.map((robot) =>
        bilingual(
          `${robot} is not connected yet; it is planned around until it is.`,
          `${robot} 尚未连接；在连接之前规划会绕开它。`,
        ),
      ),
    close: async () => {
      desk.close();
      rehearsals.close();
      runner.close();
      host.close();
      links.close();
      await server.close();
      simulation.close();
      world?.save();
      options.journal?.close();
    },
  };
  life.takeUp();
  return site;
};
