import { type Goal, type Proposition, parseFactKey } from '@muster/domain';
import type { CancelMode } from '../journal/event.ts';
import { type MissionRun, statusOf } from '../state/executor-state.ts';
import type { Decision } from './decision.ts';

/**
 * What a cancelled mission has to bring about before it is over, from what it really did:
 * `return`: what its completed steps can undo is as it was; `safe-place`: no hand of its robots holds anything;
 * `finish`: nothing, what was begun has ended. Undefined when there is nothing to do.
 */
export const undoGoal = (decision: Decision, mission: MissionRun, mode: CancelMode): Goal | undefined => {
  const propositions =
    mode === 'return' ? returned(decision, mission) : mode === 'safe-place' ? setDown(decision, mission) : [];
  return propositions.length === 0 ? undefined : { version: 1, propositions };
};

const proposition = (id: string, fact: string, value: boolean): Proposition => {
  const [predicate, subject, ...rest] = parseFactKey(fact);
  return {
    id,
    predicate,
    subjects: subject === undefined ? [] : [subject],
    args: rest.map((term) => [term]),
    quantifier: { kind: value ? 'all' : 'none' },
    holds: 'end',
  };
};

/** Facts that completed, undoable steps changed, as they were before the mission touched them. */
const returned = (decision: Decision, mission: MissionRun): Proposition[] => {
  const undoable = new Set<string>();
  for (const run of mission.steps.values()) {
    if (run.kind === 'travel' || (statusOf(run) !== 'completed' && run.startedAt === undefined)) continue;
    const skill = decision.skillOf(mission, run);
    const step = mission.verified.plan.steps.find((entry) => entry.id === run.source);
    if (!skill?.undo || !step) continue;
    for (const value of Object.values(step.args)) undoable.add(String(value));
  }
  const propositions: Proposition[] = [];
  for (const [fact, before] of mission.before) {
    const [predicate, subject] = parseFactKey(fact);
    if (before !== true || subject === undefined || !undoable.has(subject)) continue;
    if (STANDING.has(predicate) || isRecord(decision, predicate)) continue;
    if ((decision.state.belief.facts[fact]?.value ?? false) === true) continue;
    propositions.push(proposition(`undo-${propositions.length + 1}`, fact, true));
  }
  // What was switched on or opened and was not before: back to off, unless a place restored above says it already.
  for (const [fact, before] of mission.before) {
    const [predicate, subject, other] = parseFactKey(fact);
    if (before !== false || subject === undefined || other !== undefined || !undoable.has(subject)) continue;
    if (STANDING.has(predicate) || isRecord(decision, predicate)) continue;
    if (decision.state.belief.facts[fact]?.value !== true) continue;
    propositions.push(proposition(`undo-${propositions.length + 1}`, fact, false));
  }
  return propositions;
};

const STANDING: ReadonlySet<string> = new Set(['at', 'region']);

const isRecord = (decision: Decision, predicate: string): boolean =>
  decision.inputs.model.library.vocabulary.predicates.find((entry) => entry.id === predicate)?.kind === 'record';

const setDown = (decision: Decision, mission: MissionRun): Proposition[] => {
  const robots = new Set([...mission.steps.values()].flatMap((run) => run.robots));
  const touched = new Set(mission.before.keys());
  return Object.entries(decision.state.belief.facts).flatMap(([fact, belief], index) => {
    const [predicate, , robot] = parseFactKey(fact);
    if (predicate !== 'held' || belief.value !== true || !robots.has(robot ?? '') || !touched.has(fact)) return [];
    return [proposition(`set-down-${index + 1}`, fact, false)];
  });
};
