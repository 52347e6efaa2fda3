import {
  bilingual,
  fail,
  type Interpretation,
  ok,
  type PlanDraft,
  type Planner,
  type Result,
  type RunResult,
  type Situation,
  type WorldModel,
} from '@muster/domain';
import type { JournalRecord, MissionHost } from '@muster/executor';
import { verifyPlan, verifySchedule } from '@muster/verifier';
import type { EditRequest, EventView, RunView, TaskRequest } from '../api/index.ts';
import type { PlanningDesk } from '../pipeline/plan-here.ts';
import type { Prepared } from '../pipeline/prepare.ts';
import { scheduleVerified } from '../pipeline/schedule-verified.ts';
import type { Conversations } from './conversation.ts';
import { editPlan } from './edit-plan.ts';
import { GoalWitness, type TruthSource } from './goal-witness.ts';
import { obey } from './obey.ts';
import type { RunRehearsals } from './rehearse-run.ts';
import type { Run, RunBook } from './run-book.ts';
import { notWaiting, scheduleView } from './views.ts';

/** Events that a question can be answered from. */
const HISTORY = 2000;

export type RunLifeParts = {
  readonly model: WorldModel;
  readonly planner: Planner;
  readonly desk: PlanningDesk;
  readonly host: MissionHost;
  readonly book: RunBook;
  readonly rehearsals: RunRehearsals;
  readonly conversations: Conversations;
  readonly truth: TruthSource;
  readonly autoApprove: boolean;
  readonly situation: () => Situation;
  readonly events: () => readonly EventView[];
  readonly seconds: () => number;
};

/** What becomes of a sentence: understood, planned, approved, started, judged. Moves nothing that the host has not taken. */
export class RunLife {
  readonly #parts: RunLifeParts;

  constructor(parts: RunLifeParts) {
    this.#parts = parts;
  }

  async submit(request: TaskRequest): Promise<RunView> {
    const { book, desk, conversations, planner } = this.#parts;
    const id = book.nextId();
    const conversation = request.conversation ?? id;
    const run = book.open({
      id,
      conversation,
      utterance: request.utterance,
      atSeconds: this.#parts.seconds(),
      state: 'planning',
    });
    const history = this.#parts.events().slice(-HISTORY);
    const prepared = await desk.prepare(
      {
        utterance: request.utterance,
        conversation: conversations.turns(conversation),
        history: history.map((event) => ({ at: event.atSeconds, says: event.says, event: event.type })),
        ...(planner.name === 'built-in' ? {} : { onDraft: (draft: PlanDraft) => this.#showDraft(run, draft) }),
      },
      this.#parts.situation(),
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
    book.update(run, { result, draft: undefined });
    return this.#settle(run, request, prepared, interpretation);
  }

  approve(id: string, by: string): Result<RunView> {
    const run = this.#parts.book.runs.get(id);
    if (run?.view.state !== 'awaiting-approval') return fail(notWaiting(id));
    const { interpretation } = run.view.result ?? {};
    if (interpretation?.kind === 'rule') return ok(this.#addRule(run, interpretation));
    return this.#start(run, by);
  }

  reject(id: string, by: string): Result<RunView> {
    const { book } = this.#parts;
    const run = book.runs.get(id);
    if (run?.view.state !== 'awaiting-approval') return fail(notWaiting(id));
    book.close(run, 'refused', bilingual(`Turned down by ${by}.`, `被 ${by} 拒绝。`));
    return ok(book.update(run, { state: 'rejected', by }));
  }

  edit(id: string, request: EditRequest): Result<RunView> {
    const { book, rehearsals } = this.#parts;
    const run = book.runs.get(id);
    if (!run?.prepared?.response.plan || run.view.state !== 'awaiting-approval') return fail(notWaiting(id));
    const situation = this.#parts.situation();
    const edited = editPlan(run.prepared.response.plan, request.change, situation);
    if (!edited.ok) return edited;
    const { plan, verified, ready } = edited.value;
    run.prepared = {
      ...run.prepared,
      response: { ...run.prepared.response, plan },
      verified,
      ready,
      schedule: ready.schedule,
      verdict: ready.verdict,
    };
    void rehearsals.rehearse(run, ready, situation);
    return ok(
      book.update(run, {
        result: { ...run.view.result!, plan, verdict: ready.verdict, schedule: scheduleView(ready) },
      }),
    );
  }

  /** Ends with the run's result: mission ended and judged, an answer without a mission, or a plan that waits for a person. */
  finished(id: string, signal?: AbortSignal): Promise<RunResult> {
    const run = this.#parts.book.runs.get(id);
    if (!run) return Promise.reject(new RangeError(`no run ${id}`));
    const { state, result } = run.view;
    if (state === 'over' || state === 'rejected' || state === 'awaiting-approval') return Promise.resolve(result!);
    return new Promise((resolve, reject) => {
      run.waiters.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  }

  /** Looks at the goals of all missions under way. */
  sample(): void {
    for (const run of this.#parts.book.runs.values()) if (run.view.state === 'running') run.witness?.sample();
  }

  endMission(mission: string, type: JournalRecord['type']): void {
    const { book, seconds } = this.#parts;
    const run = [...book.runs.values()].find((entry) => entry.view.mission === mission);
    if (!run?.witness || run.view.state !== 'running') return;
    const ended = type === 'mission-completed' ? 'completed' : type === 'mission-failed' ? 'failed' : 'canceled';
    const isWhole = run.view.result?.interpretation.kind !== 'partial';
    book.finish(run, run.witness.report(seconds() - (run.startedAt ?? 0), isWhole, ended));
  }

  /** Goes on with the runs that a process before this one had begun. */
  takeUp(): void {
    for (const run of this.#parts.book.runs.values()) this.#takeUp(run);
  }

  #takeUp(run: Run): void {
    const { book, host, model, truth, situation } = this.#parts;
    const { state, result, mission } = run.view;
    const plan = result?.plan;
    if (state === 'running' && mission !== undefined && plan) {
      run.witness = new GoalWitness(plan.goal, truth, model);
      run.startedAt = run.view.atSeconds;
      const status = host.missionSummary(mission)?.status;
      if (status === undefined || ['completed', 'failed', 'canceled'].includes(status))
        this.endMission(
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
      book.close(
        run,
        'refused',
        bilingual(
          'The dispatcher was restarted before this was decided; say it again.',
          '决定之前调度程序重新启动；请再说一遍。',
        ),
      );
  }

  /** Shown at once and kept nowhere: it is no plan yet. */
  #showDraft(run: Run, { number, says }: PlanDraft): void {
    this.#parts.book.show(run, { draft: [...(run.view.draft ?? []).slice(0, number - 1), says] });
  }

  /** What follows from the kind of answer. */
  #settle(run: Run, request: TaskRequest, prepared: Prepared, interpretation: Interpretation): RunView {
    const { autoApprove, book, host, model, truth } = this.#parts;
    const by = request.by ?? 'operator';
    const wantsStart = request.approve ?? autoApprove;
    switch (interpretation.kind) {
      case 'answer':
        return book.close(run, 'answered', interpretation.says);
      case 'refuse':
        return book.close(run, 'refused', interpretation.says);
      case 'clarify':
        return book.close(run, 'asked', interpretation.says);
      case 'control': {
        const { outcome, says } = obey(interpretation, by, host, model);
        return book.close(run, outcome, says);
      }
      case 'rule':
        return wantsStart ? this.#addRule(run, interpretation) : book.update(run, { state: 'awaiting-approval' });
      default:
        break;
    }
    const { ready } = prepared;
    if (!ready) return book.close(run, 'refused', interpretation.says);
    if (ready.plan.steps.length === 0) {
      const report = new GoalWitness(ready.plan.goal, truth, model).report(0, true, 'completed');
      const says =
        report.outcome === 'achieved'
          ? bilingual('It is so already; nothing has to move.', '已经如此，什么都不用动。')
          : report.says;
      return book.finish(run, { ...report, says });
    }
    const needsPerson = interpretation.kind === 'confirm' || (ready.verdict.confirm?.length ?? 0) > 0;
    if (wantsStart && (!needsPerson || request.approve === true)) {
      const started = this.#start(run, by);
      return started.ok ? started.value : book.close(run, 'refused', started.problems[0]?.says ?? interpretation.says);
    }
    const waiting = book.update(run, { state: 'awaiting-approval' });
    void this.#parts.rehearsals.rehearse(run, ready, this.#parts.situation());
    return waiting;
  }

  #start(run: Run, by: string): Result<RunView> {
    const { book, host, model, truth, seconds } = this.#parts;
    const { prepared } = run;
    if (!prepared?.verified) return fail(notWaiting(run.view.id));
    // What was proved a while ago is proved again on the world and the rules of now.
    const now = this.#parts.situation();
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
    run.startedAt = seconds();
    run.witness.sample();
    const result = { ...run.view.result!, schedule: scheduleView(scheduled.value) };
    return ok(book.update(run, { state: 'running', mission: created.value, by, result }));
  }

  #addRule(run: Run, { rule, says }: Interpretation): RunView {
    const { book, seconds } = this.#parts;
    if (rule) book.addRule({ ...rule, addedAtSeconds: seconds() });
    return book.close(run, 'done', says);
  }
}
