import { loadWorld } from '@muster/dispatcher/library';
import { type Goal, type Plan, type Situation, type Step, sealPlan, unwrap } from '@muster/domain';
import { makePlanGoal } from '@muster/planner';
import { verifyPlan } from '@muster/verifier';
import { beforeAll, expect, test } from 'vitest';
import { bruteForce } from '../support/brute-force.ts';

/** Random numbers from a seed (mulberry32). */
const random = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
};

const situationOf = (scene: string): Situation => {
  const model = unwrap(loadWorld(scene));
  // Rules are left out on both sides: the second opinion knows only actions.
  return { model, state: model.initial, rules: [], commitments: [] };
};
const SITUATIONS: Readonly<Record<string, Situation>> = {
  warehouse: situationOf('warehouse'),
  home: situationOf('home'),
};

type Wish = readonly (readonly [predicate: string, subject: string, target?: string])[];
const WISHES: readonly { readonly scene: string; readonly wish: Wish }[] = [
  {
    scene: 'warehouse',
    wish: [
      ['on', 'red_tote', 'packing_station_1'],
      ['photographed', 'shelf_b3'],
    ],
  },
  {
    scene: 'warehouse',
    wish: [
      ['on', 'red_tote', 'packing_station_1'],
      ['on', 'blue_tote', 'packing_station_2'],
    ],
  },
  { scene: 'warehouse', wish: [['on', 'parcel_1', 'cage_shelf']] },
  {
    scene: 'warehouse',
    wish: [
      ['photographed', 'shelf_a1'],
      ['photographed', 'shelf_b4'],
      ['on', 'green_tote', 'dock_1'],
    ],
  },
  {
    scene: 'warehouse',
    wish: [
      ['on', 'white_tote', 'packing_station_1'],
      ['on', 'yellow_tote', 'packing_station_1'],
    ],
  },
  { scene: 'home', wish: [['on', 'teddy', 'sofa']] },
  { scene: 'home', wish: [['on', 'watering_can', 'balcony_table']] },
  { scene: 'home', wish: [['on', 'milk', 'coffee_table']] },
  {
    scene: 'home',
    wish: [
      ['on', 'apple', 'coffee_table'],
      ['on', 'teddy', 'sofa'],
    ],
  },
];

const goalOf = (wish: Wish): Goal => ({
  version: 1,
  propositions: wish.map(([predicate, subject, target], index) => ({
    id: `g${index + 1}`,
    predicate,
    subjects: [subject],
    args: target === undefined ? [] : [[target]],
    quantifier: { kind: 'all' },
    holds: 'end',
  })),
});

type Base = { readonly scene: string; readonly plan: Plan };
let bases: Base[] = [];

beforeAll(() => {
  bases = WISHES.flatMap(({ scene, wish }) => {
    const found = makePlanGoal({ effort: 8_000_000 })(goalOf(wish), SITUATIONS[scene]!, verifyPlan);
    return found.ok ? [{ scene, plan: found.value.plan }] : [];
  });
}, 120_000);

const reseal = (plan: Plan, change: Partial<Plan>): Plan => {
  const { hash: _hash, ...content } = { ...plan, ...change };
  return sealPlan(content);
};

/** One random change of the kinds that people and models make. */
const mutate = (
  plan: Plan,
  situation: Situation,
  next: () => number,
): { readonly kind: string; readonly plan: Plan } | undefined => {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;
  const { steps } = plan;
  const kinds = ['drop', 'unorder', 'reverse', 'retarget', 'robot', 'skill', 'duplicate', 'swap'] as const;
  const kind = pick(kinds);
  const step = pick(steps);
  const change = (mutated: Step[]): { kind: string; plan: Plan } => ({ kind, plan: reseal(plan, { steps: mutated }) });
  switch (kind) {
    case 'drop':
      return change(
        steps
          .filter((entry) => entry.id !== step.id)
          .map((entry) => ({ ...entry, edges: entry.edges.filter((edge) => edge.to !== step.id) })),
      );
    case 'unorder':
      return step.edges.length === 0
        ? undefined
        : change(steps.map((entry) => (entry.id === step.id ? { ...entry, edges: entry.edges.slice(1) } : entry)));
    case 'reverse': {
      const edge = step.edges[0];
      if (!edge) return undefined;
      return change(
        steps.map((entry) =>
          entry.id === step.id
            ? { ...entry, edges: entry.edges.slice(1) }
            : entry.id === edge.to
              ? { ...entry, edges: [...entry.edges, { to: step.id, kind: 'end-start' }] }
              : entry,
        ),
      );
    }
    case 'retarget': {
      const name = pick(Object.keys(step.args).length > 0 ? Object.keys(step.args) : ['']);
      if (name === '') return undefined;
      const parameter = situation.model.library.skills[step.skill]?.parameters.find(
        (entry) => entry.name === `?${name}`,
      );
      const others = (situation.model.members[parameter?.type ?? 'item'] ?? []).filter((id) => id !== step.args[name]);
      if (others.length === 0) return undefined;
      const value = pick(others);
      return change(
        steps.map((entry) => (entry.id === step.id ? { ...entry, args: { ...entry.args, [name]: value } } : entry)),
      );
    }
    case 'robot': {
      const variable = pick(Object.keys(plan.binding ?? {}));
      const others = situation.model.scene.robots
        .map((robot) => robot.id)
        .filter((id) => id !== plan.binding?.[variable]);
      return { kind, plan: reseal(plan, { binding: { ...plan.binding, [variable]: pick(others) } }) };
    }
    case 'skill': {
      const others = Object.values(situation.model.library.skills).filter(
        (skill) =>
          skill.id !== step.skill &&
          skill.parameters.length === Object.keys(step.args).length &&
          skill.roles.length === Object.keys(step.roles).length,
      );
      if (others.length === 0) return undefined;
      const skill = pick(others);
      const args = Object.fromEntries(
        skill.parameters.map((parameter, at) => [parameter.name.slice(1), Object.values(step.args)[at]!]),
      );
      const roles = Object.fromEntries(
        skill.roles.map((role, at) => [role.name.slice(1), Object.values(step.roles)[at]!]),
      );
      return change(steps.map((entry) => (entry.id === step.id ? { ...entry, skill: skill.id, args, roles } : entry)));
    }
    case 'duplicate':
      return change([...steps, { ...step, id: `${step.id}b`, edges: [] }]);
    default: {
      const other = pick(steps);
      if (other.id === step.id || other.skill !== step.skill) return undefined;
      return change(
        steps.map((entry) =>
          entry.id === step.id
            ? { ...entry, args: other.args }
            : entry.id === other.id
              ? { ...entry, args: step.args }
              : entry,
        ),
      );
    }
  }
};

test('plans of the planner hold in every interleaving', () => {
  expect(bases.length).toBeGreaterThanOrEqual(8);
  for (const { scene, plan } of bases) {
    expect(verifyPlan(plan, SITUATIONS[scene]!).verdict.status, JSON.stringify(plan.goal)).toBe('valid');
    expect(bruteForce(plan, SITUATIONS[scene]!), JSON.stringify(plan.steps)).toBeUndefined();
  }
});

test('of 1,200 changed plans none that breaks in some interleaving is accepted, and at most 1 % that hold are refused', () => {
  const next = random(20261125);
  const wrong: string[] = [];
  let mutants = 0;
  let caught = 0;
  let broken = 0;
  let holding = 0;
  let refused = 0;
  for (let round = 0; mutants < 1200 && round < 6000; round += 1) {
    const base = bases[round % bases.length]!;
    const situation = SITUATIONS[base.scene]!;
    const mutant = mutate(base.plan, situation, next);
    if (!mutant) continue;
    mutants += 1;
    const verdict = verifyPlan(mutant.plan, situation).verdict;
    const truth = bruteForce(mutant.plan, situation);
    if (truth === 'too many') continue;
    if (truth === undefined) {
      holding += 1;
      if (verdict.status !== 'valid') refused += 1;
    } else {
      broken += 1;
      if (verdict.status === 'valid') wrong.push(`${mutant.kind}: ${truth}`);
      else caught += 1;
    }
  }
  expect(mutants).toBe(1200);
  expect(wrong).toEqual([]);
  expect(caught).toBe(broken);
  expect(broken).toBeGreaterThan(600);
  expect(refused / Math.max(1, holding)).toBeLessThanOrEqual(0.01);
}, 180_000);

test('every refusal names a step or a fact, in both languages', () => {
  const next = random(7);
  for (let round = 0; round < 200; round += 1) {
    const base = bases[round % bases.length]!;
    const mutant = mutate(base.plan, SITUATIONS[base.scene]!, next);
    if (!mutant) continue;
    const { violations } = verifyPlan(mutant.plan, SITUATIONS[base.scene]!).verdict;
    for (const violation of violations) {
      expect(violation.code).toMatch(/^VERIFY_[A-Z_]+$/);
      expect(violation.step ?? violation.fact ?? violation.rule ?? violation.code).toBeTruthy();
      expect(violation.says.en).not.toBe('');
      expect(violation.says.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  }
});
