import {
  type BenchRow,
  groundScene,
  type Plan,
  type Scene,
  type Situation,
  type Step,
  sealPlan,
  unwrap,
} from '@muster/domain';
import { verifyPlan } from '@muster/verifier';
import { loadLibrary, readScene } from '../library/index.ts';

/** A plan of the product's own skills: every robot carries tote after tote to one station, all chains unordered. */
const fleetPlan = (steps: number, robots: number): { readonly plan: Plan; readonly situation: Situation } => {
  const { scene } = unwrap(readScene('warehouse'));
  const carrier = scene.robots.find((robot) => robot.kind === 'amr_heavy');
  const tote = scene.items.find((item) => item.id === 'red_tote');
  if (!carrier || !tote) throw new RangeError('the warehouse scene has lost its heavy AMR or its red tote');
  const count = Math.floor(steps / 2);
  const shelves = ['shelf_a1', 'shelf_a2', 'shelf_a3'];
  const shelfOf = (index: number): string => shelves[index % shelves.length]!;
  const generated: Scene = {
    ...scene,
    robots: Array.from({ length: robots }, (_, index) => ({
      ...carrier,
      id: `amr_${index + 1}`,
      names: { en: [`AMR ${index + 1}`], zh: [`${index + 1} 号车`] },
    })),
    items: Array.from({ length: count }, (_, index) => ({
      ...tote,
      id: `tote_${index + 1}`,
      names: { en: [`tote ${index + 1}`], zh: [`${index + 1} 号箱`] },
      relation: { on: shelfOf(index) },
    })),
    places: scene.places.map(({ capacity: _capacity, ...place }) => place),
    rules: [],
    tasks: [],
  };
  const model = unwrap(groundScene(generated, unwrap(loadLibrary())));
  const binding = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`?r${index + 1}`, `amr_${(index % robots) + 1}`]),
  );
  const plan = sealPlan({
    version: 1,
    scene: model.scene.id,
    goal: {
      version: 1,
      propositions: [
        {
          id: 'g1',
          predicate: 'on',
          subjects: generated.items.map((item) => item.id).sort(),
          args: [['packing_station_1']],
          quantifier: { kind: 'all' },
          holds: 'end',
        },
      ],
    },
    assumptions: [],
    binding,
    steps: Array.from({ length: count }, (_, index) => index).flatMap((index): Step[] => [
      {
        id: `step-${2 * index + 1}`,
        skill: 'load_item',
        args: { item: `tote_${index + 1}`, from: shelfOf(index) },
        roles: { robot: `?r${index + 1}` },
        edges: [{ to: `step-${2 * index + 2}`, kind: 'end-start' as const }],
      },
      {
        id: `step-${2 * index + 2}`,
        skill: 'unload_item',
        args: { item: `tote_${index + 1}`, to: 'packing_station_1' },
        roles: { robot: `?r${index + 1}` },
        edges: [],
      },
    ]),
  });
  return { plan, situation: { model, state: model.initial, rules: [], commitments: [] } };
};

const WARM_UP = 60;

/** Milliseconds of `verifyPlan`, warm: median, with the quartile range as repeats' spread. */
export const runPlanCheckBench = (repeats = 60): BenchRow[] =>
  (
    [
      [100, 20, 5],
      [500, 20, null],
      [2000, 20, null],
    ] as const
  ).map(([steps, robots, target]): BenchRow => {
    const { plan, situation } = fleetPlan(steps, robots);
    const runs = steps > 100 ? Math.max(5, Math.floor(repeats / (steps / 50))) : repeats;
    for (let run = 0; run < (steps > 100 ? 3 : WARM_UP); run += 1) verifyPlan(plan, situation);
    const times = Array.from({ length: runs }, () => {
      const start = performance.now();
      const { verdict } = verifyPlan(plan, situation);
      if (verdict.status !== 'valid') throw new RangeError(verdict.violations[0]?.says.en ?? verdict.status);
      return performance.now() - start;
    }).sort((a, b) => a - b);
    const median = times[Math.floor(times.length / 2)]!;
    return {
      name: `plan-check ${steps}x${robots}`,
      work: `${steps} steps of the product's skills, ${robots} robots, all chains unordered`,
      metric: 'ms a proof, warm, median',
      ours: median,
      peer: null,
      ratio: null,
      target: target === null ? 'reported' : `< ${target}`,
      pass: target === null ? null : median < target,
      repeats: times.map((time) => Math.round(time * 100) / 100),
    };
  });
