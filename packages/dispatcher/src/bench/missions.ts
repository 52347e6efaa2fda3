import {
  type BenchRow,
  type Goal,
  isOfClass,
  type Planner,
  type PlanResponse,
  type Proposition,
  unwrap,
  type WorldModel,
} from '@muster/domain';
import { createRandom } from '@muster/executor/testing';
import { makePlanGoal } from '@muster/planner';
import { loadWorld } from '../library/index.ts';
import { createLocalSite } from '../site/node-ground.ts';
import { ownRow } from './bench-row.ts';

export type MissionBenchOptions = {
  readonly scenes: readonly string[];
  /** Tasks drawn for each scene. */
  readonly tasks: number;
  /** First seed; the others follow it. */
  readonly seed: number;
  readonly onProgress?: (line: string) => void;
};

/** Wall seconds after which a mission that has not ended counts as not achieved. */
const PATIENCE_SECONDS = 60;
const MOST_WISHES = 4;

type Outcome = { readonly kind: 'refused' | 'unscheduled' | 'achieved' | 'missed'; readonly touches: number };

/**
 * The first promise: of schedules that were proved, how many end as the goal wants by the simulator's own state, unedited, when the world behaves. Goals of up
 * to four wishes over random things and places of each scene are planned, proved, timed, routed and carried out over a real socket.
 */
export const runMissionBench = async (options: MissionBenchOptions): Promise<BenchRow[]> => {
  const outcomes: Outcome[] = [];
  for (const scene of options.scenes)
    for (let task = 0; task < options.tasks; task += 1) {
      const seed = options.seed + task;
      const goal = drawGoal(unwrap(loadWorld(scene)), seed);
      const outcome = await carryOut(scene, goal, seed);
      outcomes.push(outcome);
      if (outcome.kind === 'missed' || outcome.kind === 'unscheduled' || outcome.touches > 0)
        options.onProgress?.(
          `${scene}, seed ${seed}: ${outcome.kind}${outcome.touches > 0 ? `, ${outcome.touches} contacts` : ''}: ${tellGoal(goal)}`,
        );
    }
  const count = (kind: Outcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
  const [achieved, missed, unscheduled] = [count('achieved'), count('missed'), count('unscheduled')];
  const verified = achieved + missed;
  const touches = outcomes.reduce((sum, outcome) => sum + outcome.touches, 0);
  const work = `${outcomes.length} random goals over ${options.scenes.join(', ')}`;
  const row = (metric: string, ours: number | null, target: string, pass: boolean | null): BenchRow =>
    ownRow({ name: 'missions', work, metric, ours, target, pass });
  const share = verified === 0 ? null : achieved / verified;
  return [
    row(
      `verified schedules that end as the goal wants, of ${verified}; 95 % interval from ${round(wilsonLow(achieved, verified))}`,
      share === null ? null : round(share),
      '≥ 0.99',
      share === null ? null : share >= 0.99,
    ),
    row('contacts caused by commanded motion', touches, '0', touches === 0),
    row(
      'proved plans for which no schedule was found',
      unscheduled,
      '≤ 1 % of plans',
      unscheduled <= 0.01 * (verified + unscheduled),
    ),
    row('goals refused with a reason', count('refused'), 'reported', null),
  ];
};

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

/** Lower end of Wilson's score interval at 95 %. Source: Wilson, JASA 22, 1927. */
const wilsonLow = (hits: number, of: number): number => {
  if (of === 0) return 0;
  const z = 1.96;
  const p = hits / of;
  const middle = p + (z * z) / (2 * of);
  return (middle - z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))) / (1 + (z * z) / of);
};

const carryOut = async (scene: string, goal: Goal, seed: number): Promise<Outcome> => {
  const site = await createLocalSite({
    model: unwrap(loadWorld(scene)),
    planner: plannerOf(goal),
    speed: 'max',
    autoApprove: true,
    seed,
  });
  try {
    const run = await site.submit({ utterance: tellGoal(goal), by: 'bench', approve: true });
    if (!run.result?.plan) return { kind: 'refused', touches: 0 };
    if (!run.result.schedule) return { kind: 'unscheduled', touches: 0 };
    const outcome = await site
      .finished(run.id, AbortSignal.timeout(PATIENCE_SECONDS * 1000))
      .then((result) => result.report?.outcome)
      .catch(() => undefined);
    const touches = site.simulation.world
      .events(0)
      .filter((event) => event.type === 'contact' && event.commanded).length;
    return { kind: outcome === 'achieved' ? 'achieved' : 'missed', touches };
  } finally {
    await site.close();
  }
};

/** Plans one goal, whatever is said. */
const plannerOf = (goal: Goal): Planner => ({
  name: 'bench',
  respond: async (_request, situation, verify): Promise<PlanResponse> => {
    const found = makePlanGoal()(goal, situation, verify);
    const shared = { usage: { calls: 0, inputTokens: 0, outputTokens: 0 }, planner: 'bench', notices: [] };
    if (!found.ok) {
      const [problem] = found.problems;
      const says = problem?.says ?? { en: 'No plan.', zh: '没有计划。' };
      return { ...shared, interpretation: { kind: 'refuse', says, reasons: [{ code: problem?.code ?? '', says }] } };
    }
    const says = { en: tellGoal(goal), zh: tellGoal(goal) };
    return { ...shared, interpretation: { kind: 'plan', goal, says }, ...found.value };
  },
});

const tellGoal = (goal: Goal): string =>
  goal.propositions
    .map(({ predicate, subjects, args }) => `${predicate}(${[...subjects, ...args.flat()].join(', ')})`)
    .join(goal.order ? ' then ' : ' and ');

/** Things on places, pictures, inspections, open doors and machined parts, as the seed has it; two of five goals have an order. */
const drawGoal = (model: WorldModel, seed: number): Goal => {
  const { next, pick } = createRandom(seed);
  const ids = Object.keys(model.entities).sort();
  const items = ids.filter((id) => isOfClass(model, id, 'item'));
  const places = ids.filter((id) => isOfClass(model, id, 'place'));
  const holds = (property: string) => (id: string) => model.staticFacts[`${property}(${id})`] === true;
  const targets = places.filter((id) => holds('surface')(id) || holds('container')(id));
  // An automatic door opens for whoever comes near: when it first opens says nothing.
  const isAutomatic = (id: string): boolean => {
    const device = model.scene.places.find((place) => place.id === id)?.device;
    return device !== undefined && model.library.devices[device]?.automatic === true;
  };
  const doors = places.filter((id) => holds('openable')(id) && !isAutomatic(id));
  const machines = places.filter((id) => isOfClass(model, id, 'machine'));
  const wish = (): Pick<Proposition, 'predicate' | 'subjects' | 'args'> => {
    const draw = next();
    if (draw < 0.72 && draw >= 0.6) return { predicate: 'photographed', subjects: [pick(places)], args: [] };
    if (draw < 0.8 && draw >= 0.6) return { predicate: 'inspected', subjects: [pick(places)], args: [] };
    if (draw < 0.88 && draw >= 0.6 && doors.length > 0) return { predicate: 'open', subjects: [pick(doors)], args: [] };
    if (draw >= 0.6 && machines.length > 0)
      return { predicate: 'processed', subjects: [pick(items)], args: [[pick(machines)]] };
    const target = pick(targets);
    return { predicate: holds('container')(target) ? 'in' : 'on', subjects: [pick(items)], args: [[target]] };
  };
  const propositions = Array.from(
    { length: 1 + Math.floor(next() * MOST_WISHES) },
    (_, index): Proposition => ({ id: `g${index + 1}`, ...wish(), quantifier: { kind: 'all' }, holds: 'end' }),
  );
  const ordered = propositions.length > 1 && next() < 0.4;
  return { version: 1, propositions, ...(ordered ? { order: [{ before: 'g1', after: 'g2' }] } : {}) };
};
