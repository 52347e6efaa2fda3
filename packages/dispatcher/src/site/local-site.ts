import { hidePassword } from '@muster/bridge/vda5050';
import {
  type Bilingual,
  bilingual,
  factKey,
  fail,
  groundScene,
  type Interpretation,
  ok,
  type PlanDraft,
  type Planner,
  type Problem,
  type Report,
  type Result,
  type Rule,
  type RunResult,
  type Situation,
  type VerifiedSchedule,
  type WorldModel,
} from '@muster/domain';
import {
  createEmbeddedHost,
  createMemoryJournal,
  type Journal,
  type JournalRecord,
  type MissionHost,
  releaseByDependencies,
} from '@muster/executor';
import type { Recording, World } from '@muster/sim-core';
import { createRecorder, FAULT_KINDS } from '@muster/sim-core';
import { createSimulation, type Simulation } from '@muster/sim-rosbridge/face';
import { isGenuine, verifyPlan, verifySchedule } from '@muster/verifier';
import type {
  EditRequest,
  EventView,
  LiveMessage,
  MissionControl,
  RunView,
  SiteInfo,
  TaskRequest,
  WorldView,
} from '../api/index.ts';
import { planHere } from '../pipeline/plan-here.ts';
import type { Prepared } from '../pipeline/prepare.ts';
import { scheduleVerified } from '../pipeline/schedule-verified.ts';
import type { Script } from '../rehearsal/play-future.ts';
import { sceneAsBelieved } from '../rehearsal/scene-as-believed.ts';
import type { RehearsalStage } from '../rehearsal/stage.ts';
import { Conversations } from './conversation.ts';
import { editPlan, remainingPlan } from './edit-plan.ts';
import { GoalWitness, type TruthSource } from './goal-witness.ts';
import { connectRobots, type RobotAddresses, untilConnected } from './robot-links.ts';
import type { RobotSettings } from './robot-settings.ts';
import { runSimulation, type SimRunner } from './sim-runner.ts';
import type { Site } from './site.ts';
import type { KeptSite, SiteGround } from './site-ground.ts';
import { truthState } from './truth-state.ts';
import type { WireLogs } from './wire-log.ts';

export type LocalSiteOptions = {
  readonly model: WorldModel;
  readonly planner: Planner;
  /** Model name, when the planner is a language model. */
  readonly modelName?: string;
  readonly speed: number | 'max';
  readonly seed?: number;
  readonly journal?: Journal;
  /** Begins the names of the files beside the journal: what a process that dies leaves to the next one. */
  readonly files?: string;
  /** Robots that are not simulated: id → rosbridge address. */
  readonly robots?: RobotAddresses;
  readonly robotSettings?: ReadonlyMap<string, RobotSettings>;
  /** What goes over each robot's link is written down here. */
  readonly wire?: WireLogs;
  readonly autoApprove: boolean;
  readonly rosbridgePort?: number;
  readonly onAlarm?: (problem: Problem) => void;
  /** Plays a plan that waits for approval through this many seeded futures. Default 0: none. */
  readonly rehearsalSeeds?: number;
  /** Records what the simulator does, from the first tick. Default false. */
  readonly record?: boolean;
};

type Run = {
  view: RunView;
  prepared?: Prepared;
  witness?: GoalWitness;
  startedAt?: number;
  /** What its rehearsal began with. */
  rehearsed?: { readonly model: WorldModel; readonly script: Script };
  waiters: ((result: RunResult) => void)[];
  mutableResult?: RunResult;
};

/** Of a run that was cut off before it was understood. */
const NO_RESULT: RunResult = {
  interpretation: { kind: 'refuse', says: bilingual('It was cut off.', '已中断。') },
  usage: { calls: 0, inputTokens: 0, outputTokens: 0 },
};

const SNAPSHOT_MS = 100;
const EVENTS_KEPT = 20_000;
const RUNS_KEPT = 500;
/** Milliseconds after which a rehearsal tells what it has played by then. */
const REHEARSAL_MS = 10_000;

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
  let rules: readonly Rule[] = [
    ...model.scene.rules.filter((rule) => !kept.rules.some(({ id }) => id === rule.id)),
    ...kept.rules,
  ];
  let missionCount = 0;
  let faultCount = 0;
  let runCount = Math.max(0, ...kept.runs.map(({ id }) => Number(/^run-(\d+)$/.exec(id)?.[1] ?? 0)));
  const listeners = new Set<(message: LiveMessage) => void>();
  const events: EventView[] = [];
  const runs = new Map<string, Run>();
  const conversations = new Conversations();
  const broadcast = (message: LiveMessage): void => {
    for (const listener of listeners) listener(message);
  };

  const desk = (options.speed === 'max' ? undefined : ground.openDesk?.(planner, model)) ?? planHere(planner);
  const situation = (except?: string): Situation => ({
    model,
    state: host.snapshot().world,
    rules,
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
      queueMicrotask(() => endMission(mission, record.type));
  });
  let lastSent = 0;
  let lastSample = 0;
  let lastHostSequence = -1;
  runner.onAdvance(() => {
    host.tick();
    const seconds = clock.sceneSeconds();
    if (seconds - lastSample >= 0.25) {
      lastSample = seconds;
      for (const run of runs.values()) if (run.view.state === 'running') run.witness?.sample();
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

  let stage: RehearsalStage | undefined;
  /** Odds of a plan that waits for approval; they come in a moment after the plan. */
  const rehearse = async (run: Run, ready: VerifiedSchedule): Promise<void> => {
    if ((options.rehearsalSeeds ?? 0) === 0) return;
    stage ??= ground.openStage?.(model.library);
    if (!stage) return;
    const now = situation();
    update(run, { rehearsal: { state: 'running' } });
    const grounded = groundScene(sceneAsBelieved(model, now.state), model.library);
    const script = { plan: ready.plan, schedule: ready.schedule, rules: now.rules };
    if (grounded.ok) run.rehearsed = { model: grounded.value, script };
    const answer = grounded.ok
      ? await stage.rehearse(grounded.value, script, { seeds: options.rehearsalSeeds!, budget: REHEARSAL_MS })
      : grounded;
    if (run.view.state !== 'awaiting-approval' || run.prepared?.ready !== ready) return;
    update(run, {
      rehearsal: answer.ok
        ? { state: 'done', rehearsal: answer.value }
        : { state: 'failed', says: answer.problems[0]?.says ?? bilingual('No rehearsal.', '无法推演。') },
    });
  };

  const keepRuns = (): void =>
    kept.writeRuns?.({
      runs: [...runs.values()].map(({ view }) => view).slice(-RUNS_KEPT),
      rules: rules.filter((rule) => rule.addedAtSeconds !== undefined),
    });
  const update = (run: Run, change: Partial<RunView>): RunView => {
    run.view = { ...run.view, ...change };
    broadcast({ type: 'run', run: run.view });
    keepRuns();
    return run.view;
  };
  const finish = (run: Run, report: Report): RunView => {
    const mission = run.view.mission === undefined ? undefined : host.missionSummary(run.view.mission);
    const result: RunResult = {
      ...(run.view.result ?? NO_RESULT),
      ...(mission ? { mission } : {}),
      report,
    };
    update(run, { state: 'over', result });
    for (const waiter of run.waiters.splice(0)) waiter(result);
    return run.view;
  };
  const plainReport = (outcome: Report['outcome'], says: Bilingual): Report => ({
    outcome,
    goal: [],
    witness: truth.witness,
    seconds: 0,
    says,
  });

  const endMission = (mission: string, type: JournalRecord['type']): void => {
    const run = [...runs.values()].find((entry) => entry.view.mission === mission);
    if (!run?.witness || run.view.state !== 'running') return;
    const ended = type === 'mission-completed' ? 'completed' : type === 'mission-failed' ? 'failed' : 'canceled';
    finish(
      run,
      run.witness.report(
        clock.sceneSeconds() - (run.startedAt ?? 0),
        run.view.result?.interpretation.kind !== 'partial',
        ended,
      ),
    );
  };

  const start = (run: Run, by: string): Result<RunView> => {
    const { prepared } = run;
    if (!prepared?.verified) return fail(notWaiting(run.view.id));
    // What was proved a while ago is proved again on the world and the rules of now.
    const now = situation();
    const proof = verifyPlan(prepared.verified.plan, now);
    if (!proof.verified)
      return fail(...proof.verdict.violations.map((violation) => ({ code: violation.code, says: violation.says })));
    // The schedule that was approved, as long as it holds; else another for the same plan.
    const same = prepared.schedule && verifySchedule(prepared.schedule, proof.verified, now);
    const scheduled = same?.verified ? ok(same.verified) : scheduleVerified(proof.verified, now);
    if (!scheduled.ok) return scheduled;
    const created = host.create(scheduled.value, { by });
    if (!created.ok) return created;
    run.witness = new GoalWitness(scheduled.value.plan.goal, truth, model);
    run.startedAt = clock.sceneSeconds();
    run.witness.sample();
    return ok(
      update(run, {
        state: 'running',
        mission: created.value,
        by,
        result: { ...run.view.result!, schedule: scheduleView(scheduled.value) },
      }),
    );
  };

  /** Goes on with a run that a process before this one had begun. */
  const takeUp = (run: Run): void => {
    const { state, result, mission } = run.view;
    const plan = result?.plan;
    if (state === 'running' && mission !== undefined && plan) {
      run.witness = new GoalWitness(plan.goal, truth, model);
      run.startedAt = run.view.atSeconds;
      const status = host.missionSummary(mission)?.status;
      if (status === undefined || ['completed', 'failed', 'canceled'].includes(status))
        endMission(
          mission,
          status === 'completed' ? 'mission-completed' : status === 'canceled' ? 'mission-canceled' : 'mission-failed',
        );
      return;
    }
    if (state === 'awaiting-approval' && result?.interpretation.kind === 'rule') return;
    const proof = state === 'awaiting-approval' && plan ? verifyPlan(plan, situation()) : undefined;
    if (proof?.verified && plan) {
      run.prepared = {
        response: { interpretation: result.interpretation, plan, usage: result.usage, planner: '', notices: [] },
        interpretation: result.interpretation,
        verdict: proof.verdict,
        verified: proof.verified,
      };
      return;
    }
    if (state === 'awaiting-approval' || state === 'planning')
      finish(
        run,
        plainReport(
          'refused',
          bilingual(
            'The dispatcher was restarted before this was decided; say it again.',
            '决定之前调度程序重新启动；请再说一遍。',
          ),
        ),
      );
  };

  /** Shown at once and kept nowhere: it is no plan yet. */
  const showDraft = (run: Run, { number, says }: PlanDraft): void => {
    run.view = { ...run.view, draft: [...(run.view.draft ?? []).slice(0, number - 1), says] };
    broadcast({ type: 'run', run: run.view });
  };

  const submit = async (request: TaskRequest): Promise<RunView> => {
    runCount += 1;
    const id = `run-${String(runCount).padStart(2, '0')}`;
    const conversation = request.conversation ?? id;
    const run: Run = {
      view: { id, conversation, utterance: request.utterance, atSeconds: clock.sceneSeconds(), state: 'planning' },
      waiters: [],
    };
    runs.set(id, run);
    broadcast({ type: 'run', run: run.view });
    const prepared = await desk.prepare(
      {
        utterance: request.utterance,
        conversation: conversations.turns(conversation),
        history: events.slice(-2000).map((event) => ({ at: event.atSeconds, says: event.says, event: event.type })),
        ...(planner.name === 'built-in' ? {} : { onDraft: (draft: PlanDraft) => showDraft(run, draft) }),
      },
      situation(),
    );
    run.prepared = prepared;
    const { interpretation } = prepared;
    conversations.add(conversation, {
      utterance: request.utterance,
      interpretation,
      ...(prepared.response.plan ? { plan: prepared.response.plan } : {}),
    });
    const result: RunResult = {
      interpretation,
      ...(prepared.response.plan ? { plan: prepared.response.plan } : {}),
      ...(prepared.verdict ? { verdict: prepared.verdict } : {}),
      ...(prepared.ready ? { schedule: scheduleView(prepared.ready) } : {}),
      usage: prepared.response.usage,
      planner: { name: prepared.response.planner, notices: [...prepared.response.notices] },
    };
    update(run, { result, draft: undefined });
    return settle(run, request, prepared, interpretation);
  };

  /** What follows from the kind of answer. */
  const settle = (run: Run, request: TaskRequest, prepared: Prepared, interpretation: Interpretation): RunView => {
    const by = request.by ?? 'operator';
    const wantsStart = request.approve ?? options.autoApprove;
    switch (interpretation.kind) {
      case 'answer':
        return finish(run, plainReport('answered', interpretation.says));
      case 'refuse':
        return finish(run, plainReport('refused', interpretation.says));
      case 'clarify':
        return finish(run, plainReport('asked', interpretation.says));
      case 'control':
        return finish(run, obey(interpretation, by));
      case 'rule':
        return wantsStart || request.approve === true
          ? addRule(run, interpretation)
          : update(run, { state: 'awaiting-approval' });
      default:
        break;
    }
    if (prepared.ready && prepared.ready.plan.steps.length === 0) {
      const report = new GoalWitness(prepared.ready.plan.goal, truth, model).report(0, true, 'completed');
      const says =
        report.outcome === 'achieved'
          ? bilingual('It is so already; nothing has to move.', '已经如此，什么都不用动。')
          : report.says;
      return finish(run, { ...report, says });
    }
    if (!prepared.ready) return finish(run, plainReport('refused', interpretation.says));
    const needsPerson = interpretation.kind === 'confirm' || (prepared.ready.verdict.confirm?.length ?? 0) > 0;
    if (wantsStart && (!needsPerson || request.approve === true)) {
      const started = start(run, by);
      if (started.ok) return started.value;
      return finish(run, plainReport('refused', started.problems[0]?.says ?? interpretation.says));
    }
    const waiting = update(run, { state: 'awaiting-approval' });
    void rehearse(run, prepared.ready);
    return waiting;
  };

  const addRule = (run: Run, interpretation: Interpretation): RunView => {
    if (interpretation.rule)
      rules = [
        ...rules.filter((rule) => rule.id !== interpretation.rule!.id),
        { ...interpretation.rule, addedAtSeconds: clock.sceneSeconds() },
      ];
    return finish(run, plainReport('done', interpretation.says));
  };

  /** A spoken control: the same verbs as the buttons. */
  const obey = (interpretation: Interpretation, by: string): Report => {
    const { control } = interpretation;
    if (!control) return plainReport('refused', interpretation.says);
    const running = host
      .snapshot()
      .missions.filter((mission) => ['standby', 'underway', 'paused', 'blocked'].includes(mission.status));
    const named = control.targets.filter((target) => running.some((mission) => mission.id === target));
    const missions = named.length > 0 ? named : running.map((mission) => mission.id);
    if (control.verb === 'stop') {
      const robots = control.targets.filter((target) => model.entities[target]?.kind === 'robot');
      for (const scope of robots.length > 0 ? robots : ['all']) host.stop(scope, by);
      return plainReport('done', interpretation.says);
    }
    if (missions.length === 0)
      return plainReport(
        'refused',
        bilingual('Nothing is running that this could be about.', '现在没有正在执行的任务。'),
      );
    const problems: Problem[] = [];
    for (const mission of missions) {
      const result =
        control.verb === 'pause'
          ? host.send({ type: 'pause-mission', mission, by })
          : control.verb === 'resume'
            ? host.send({ type: 'resume-mission', mission, by })
            : host.send({
                type: 'cancel-mission',
                mission,
                mode: control.verb === 'undo' ? 'return' : (control.cancel ?? 'safe-place'),
                by,
              });
      if (!result.ok) problems.push(...result.problems);
    }
    return problems.length > 0 ? plainReport('refused', problems[0]!.says) : plainReport('done', interpretation.says);
  };

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
    runs: () => [...runs.values()].map((run) => run.view),
    events: (after) => events.filter((event) => event.sequence > after),
    submit,
    approve: (id, by) => {
      const run = runs.get(id);
      if (run?.view.state !== 'awaiting-approval') return fail(notWaiting(id));
      if (run.view.result?.interpretation.kind === 'rule') return ok(addRule(run, run.view.result.interpretation));
      return start(run, by);
    },
    reject: (id, by) => {
      const run = runs.get(id);
      if (run?.view.state !== 'awaiting-approval') return fail(notWaiting(id));
      finish(run, plainReport('refused', bilingual(`Turned down by ${by}.`, `被 ${by} 拒绝。`)));
      return ok(update(run, { state: 'rejected', by }));
    },
    edit: (id, request: EditRequest) => {
      const run = runs.get(id);
      if (!run?.prepared?.response.plan || run.view.state !== 'awaiting-approval') return fail(notWaiting(id));
      const edited = editPlan(run.prepared.response.plan, request.change, situation());
      if (!edited.ok) return edited;
      run.prepared = {
        ...run.prepared,
        response: { ...run.prepared.response, plan: edited.value.plan },
        verified: edited.value.verified,
        ready: edited.value.ready,
        schedule: edited.value.ready.schedule,
        verdict: edited.value.ready.verdict,
      };
      void rehearse(run, edited.value.ready);
      return ok(
        update(run, {
          result: {
            ...run.view.result!,
            plan: edited.value.plan,
            verdict: edited.value.ready.verdict,
            schedule: scheduleView(edited.value.ready),
          },
        }),
      );
    },
    future: async (id, seed) => {
      const rehearsed = runs.get(id)?.rehearsed;
      if (!stage || !rehearsed)
        return fail({
          code: 'SITE_NOT_REHEARSED',
          place: id,
          says: bilingual('This run was not rehearsed.', '这次任务没有推演过。'),
        });
      return stage.record(rehearsed.model, rehearsed.script, seed);
    },
    finished: (id, signal) =>
      new Promise((resolve, reject) => {
        const run = runs.get(id);
        if (!run) return reject(new RangeError(`no run ${id}`));
        if (run.view.state === 'over' || run.view.state === 'rejected' || run.view.state === 'awaiting-approval')
          return resolve(run.view.result!);
        run.waiters.push(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        return undefined;
      }),
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
      stage?.close();
      runner.close();
      host.close();
      links.close();
      await server.close();
      simulation.close();
      world?.save();
      options.journal?.close();
    },
  };
  for (const view of kept.runs) {
    const run: Run = { view, waiters: [] };
    runs.set(view.id, run);
    takeUp(run);
  }
  return site;
};

const simulatedTruth = (model: WorldModel, world: World): TruthSource => ({
  witness: 'simulator',
  holds: (predicate, args) => world.holds(predicate, args),
  state: () => truthState(model, world),
});

/** With robots that are not of this simulator nobody knows more than what was sensed. */
const sensedTruth = (model: WorldModel, host: MissionHost): TruthSource => ({
  witness: 'sensors',
  holds: (predicate, args) => {
    const key = factKey(predicate, ...args);
    return model.staticFacts[key] === true || host.snapshot().world.facts[key]?.value === true;
  },
  state: () => host.snapshot().world,
});

const notWaiting = (id: string): Problem => ({
  code: 'SITE_NOT_WAITING',
  place: id,
  says: bilingual('This plan does not wait for an answer (any more).', '这个计划不在（或不再）等待答复。'),
});

const scheduleView = (ready: VerifiedSchedule): NonNullable<RunResult['schedule']> => {
  const { makespan, lowerBound, assignments, travels, lanes, routes } = ready.schedule;
  return { makespan, lowerBound, assignments, travels, lanes, routes };
};

const eventView = (record: JournalRecord): EventView => {
  const { verified: _proof, ...rest } = record as JournalRecord & { verified?: unknown };
  return rest as unknown as EventView;
};

const siteInfo = (options: LocalSiteOptions, url: string, speed: number | 'max'): SiteInfo => {
  const { scene } = options.model;
  return {
    product: 'muster',
    version: '0.1.0',
    scene: { id: scene.id, names: scene.names, startsAt: scene.startsAt, timeZone: scene.timeZone },
    simulated: (options.robots?.size ?? 0) < scene.robots.length,
    speed,
    planner: {
      name: options.modelName === undefined ? 'built-in' : 'language-model',
      ...(options.modelName === undefined ? {} : { model: options.modelName }),
    },
    autoApprove: options.autoApprove,
    robots: scene.robots.map((robot) => ({
      id: robot.id,
      kind: robot.kind,
      names: robot.names,
      real: options.robots?.has(robot.id) ?? false,
      address: hidePassword(options.robots?.get(robot.id) ?? url),
    })),
    faultKinds: Object.keys(FAULT_KINDS),
    examples: (scene.tasks ?? []).filter((task) => task.expects === 'plan').map((task) => task.says),
  };
};
