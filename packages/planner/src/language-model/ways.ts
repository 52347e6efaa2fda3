import {
  type Atom,
  bindAtom,
  capabilityFor,
  factKey,
  factValue,
  isOfClass,
  parseFactKey,
  type Situation,
  type Skill,
} from '@muster/domain';
import { type Crossing, canCross, crossingsOf, linksOf } from './reach.ts';
import type { GroundStep, StatedSteps } from './to-plan.ts';

/**
 * Puts in the steps by which a robot gets into the region where its next step is: opening what has to be open, and crossing. A model that had to
 * spell them out would spend a third of its answer on doors.
 *
 * @returns the same steps with the ways before them; where no way is known nothing is put in, and the checker says so
 */
export const addWays = ({ steps, order }: StatedSteps, situation: Situation): StatedSteps => {
  const { model, state } = situation;
  const links = linksOf(situation);
  const crossings = crossingsOf(model.library.skills);
  const regions = new Map<string, string>();
  const changed = new Map<string, boolean>();
  for (const key of Object.keys(state.facts)) {
    const [predicate, robot, region] = parseFactKey(key);
    if (predicate === 'region' && robot && region && factValue(state, key) === true) regions.set(robot, region);
  }
  const holds = (key: string): boolean =>
    changed.get(key) ?? (model.staticFacts[key] === true || factValue(state, key) === true);
  const result: GroundStep[] = [];
  const indexOf = new Map<number, number>();
  const opened = new Map<string, number>();
  const extra: [number, number][] = [];
  const push = (step: GroundStep): void => {
    const bindings = bindingsOf(step);
    result.push(step);
    for (const effect of step.skill.effects.end) {
      const isDenied = effect[0] === 'not';
      const atom = (isDenied ? effect[1] : effect) as Atom;
      if (['when', 'forall', 'and', 'increase', 'decrease', 'assign', 'scale-up', 'scale-down'].includes(atom[0]))
        continue;
      const bound = bindAtom(atom, bindings);
      const key = factKey(bound[0], ...bound.slice(1));
      changed.set(key, !isDenied);
      opened.set(key, result.length - 1);
      if (bound[0] === 'region' && !isDenied) regions.set(bound[1]!, bound[2]!);
    }
  };
  steps.forEach((step, index) => {
    for (const role of step.skill.roles) {
      const robot = step.robots[role.name.slice(1)];
      const place = role.at === undefined ? undefined : step.args[role.at.slice(1)];
      const from = robot === undefined ? undefined : regions.get(robot);
      if (robot === undefined || typeof place !== 'string' || from === undefined) continue;
      if (model.staticFacts[factKey('within', place, from)]) continue;
      const way = findWay(robot, from, place, situation, links, crossings, holds);
      for (const leg of way ?? []) {
        const before = result.length;
        for (const part of leg) {
          // Somebody else may have opened the door: that comes first.
          const bindings = bindingsOf(part);
          for (const condition of part.skill.conditions.start) {
            // Only plain facts can have been made true by somebody's step.
            if (!condition.every((term) => typeof term === 'string')) continue;
            const [predicate, ...terms] = bindAtom(condition as Atom, bindings);
            const key = factKey(predicate, ...terms);
            const cause = opened.get(key);
            if (cause !== undefined && cause < before) extra.push([cause, result.length]);
          }
          push({ ...part, number: step.number, isWay: true });
        }
      }
    }
    indexOf.set(index, result.length);
    push(step);
  });
  return {
    steps: result,
    order: [...order.map(([a, b]): [number, number] => [indexOf.get(a)!, indexOf.get(b)!]), ...extra],
  };
};

const bindingsOf = (step: StepToAdd): Record<string, string> => {
  const bindings: Record<string, string> = {};
  for (const [name, value] of Object.entries(step.args)) bindings[`?${name}`] = String(value);
  for (const [name, robot] of Object.entries(step.robots)) bindings[`?${name}`] = robot;
  return bindings;
};

type StepToAdd = Omit<GroundStep, 'number'>;
type Leg = readonly StepToAdd[];

/** Fewest crossings from a region to one that holds the place. */
const findWay = (
  robot: string,
  from: string,
  place: string,
  situation: Situation,
  links: ReadonlyMap<string, readonly { readonly device: string; readonly to: string }[]>,
  crossings: readonly Crossing[],
  holds: (key: string) => boolean,
): readonly Leg[] | undefined => {
  const { model } = situation;
  const kind = model.scene.robots.find((entry) => entry.id === robot)?.kind;
  const manifest = kind === undefined ? undefined : model.library.robots[kind];
  if (!manifest) return undefined;
  const cameBy = new Map<string, readonly Leg[]>([[from, []]]);
  const open = [from];
  while (open.length > 0) {
    const region = open.shift()!;
    const way = cameBy.get(region)!;
    if (model.staticFacts[factKey('within', place, region)]) return way;
    for (const { device, to } of links.get(region) ?? []) {
      if (cameBy.has(to)) continue;
      for (const crossing of crossings) {
        if (!canCross(manifest, crossing)) continue;
        const leg = crossingLeg(robot, device, to, crossing, situation, holds);
        if (!leg) continue;
        cameBy.set(to, [...way, leg]);
        open.push(to);
        break;
      }
    }
  }
  return undefined;
};

const crossingLeg = (
  robot: string,
  device: string,
  to: string,
  crossing: Crossing,
  situation: Situation,
  holds: (key: string) => boolean,
): Leg | undefined => {
  const { model } = situation;
  const parameter = crossing.skill.parameters.find((entry) => entry.name === crossing.device);
  if (!parameter || !isOfClass(model, device, parameter.type)) return undefined;
  const leg: StepToAdd[] = [];
  for (const condition of crossing.skill.conditions.start) {
    if (condition[0] === 'exists' || condition[0] === 'or' || condition[0] === 'forall') continue;
    if (condition.length !== 2 || condition[1] !== crossing.device || typeof condition[0] !== 'string') continue;
    if (holds(factKey(condition[0], device))) continue;
    const enabling = enablerOf(condition[0], device, robot, situation, holds);
    if (!enabling) return undefined;
    leg.push(enabling);
  }
  leg.push({
    skill: crossing.skill,
    args: { [crossing.device.slice(1)]: device, [crossing.to.slice(1)]: to },
    robots: { [crossing.role.slice(1)]: robot },
  });
  return leg;
};

/** A step of the same robot that makes `state(device)` true. */
const enablerOf = (
  state: string,
  device: string,
  robot: string,
  situation: Situation,
  holds: (key: string) => boolean,
): StepToAdd | undefined => {
  const { model } = situation;
  const manifest = model.library.robots[model.scene.robots.find((entry) => entry.id === robot)?.kind ?? ''];
  if (!manifest) return undefined;
  const fits = (skill: Skill): boolean => {
    const [role, parameter] = [skill.roles[0], skill.parameters[0]];
    if (!role || !parameter || skill.roles.length !== 1 || skill.parameters.length !== 1) return false;
    if (!isOfClass(model, device, parameter.type) || !capabilityFor(manifest, skill, role.name)) return false;
    if (!skill.effects.end.some((effect) => effect[0] === state && effect[1] === parameter.name)) return false;
    return skill.conditions.start.every((condition) => {
      const isDenied = condition[0] === 'not';
      const atom = (isDenied ? condition[1] : condition) as readonly unknown[];
      if (atom.length !== 2 || atom[1] !== parameter.name || typeof atom[0] !== 'string') return true;
      return holds(factKey(atom[0], device)) !== isDenied;
    });
  };
  const skill = Object.values(model.library.skills)
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .find(fits);
  return skill
    ? {
        skill,
        args: { [skill.parameters[0]!.name.slice(1)]: device },
        robots: { [skill.roles[0]!.name.slice(1)]: robot },
      }
    : undefined;
};
