import { capabilityFor, type Skill } from '@muster/domain';
import { stowArms } from '../arm/arms.ts';
import type { SimCommand } from '../command.ts';
import { faultNumber, faultOn, strikes } from '../faults/active.ts';
import { TICKS_PER_SECOND } from '../fixed.ts';
import { heldBy } from '../items.ts';
import { max, min } from '../math/dmath.ts';
import { dropMotion } from '../motion/follow.ts';
import { observeAfterSkill } from '../observe.ts';
import { type Refusal, random, refusal, report, robotId, type Sim } from '../sim.ts';
import type { SkillRun } from '../state.ts';
import { evaluate } from '../truth.ts';
import { aim } from './aim.ts';
import { checkAtPlace } from './checks.ts';
import { type Bindings, perform } from './primitives.ts';

const bare = (name: string): string => (name.startsWith('?') ? name.slice(1) : name);

/** Values of parameters and roles by variable. */
export const bindingsOf = (sim: Sim, run: SkillRun): Bindings => {
  const bindings: Record<string, string> = {};
  for (const [name, value] of Object.entries(run.args)) bindings[`?${bare(name)}`] = String(value);
  for (const [role, robot] of Object.entries(run.team)) if (robot >= 0) bindings[`?${role}`] = robotId(sim, robot);
  return bindings;
};

/** Role that a robot plays when the command does not say: the one whose capability it claims, the giver being who holds the item. */
const findRole = (
  sim: Sim,
  skill: Skill,
  robot: number,
  args: Readonly<Record<string, string | number>>,
): string | undefined => {
  const able = skill.roles.filter((role) => capabilityFor(sim.fixed.manifests[robot]!, skill, role.name));
  if (able.length <= 1) return able[0]?.name;
  const giving = skill.simulation.find((primitive) => primitive.do === 'transfer');
  if (giving?.do === 'transfer') {
    const item = sim.fixed.itemIndex.get(String(args[bare(giving.item)] ?? args[giving.item] ?? ''));
    return item !== undefined && heldBy(sim, robot).includes(item) ? giving.from : giving.to;
  }
  const taken = sim.state.tables.runs.find(
    (run) => run && run.skill === skill.id && !run.started && sameArgs(run.args, args),
  );
  return able.find((role) => bare(role.name) !== taken?.role)?.name;
};

const sameArgs = (
  a: Readonly<Record<string, string | number>>,
  b: Readonly<Record<string, string | number>>,
): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
};

/** Begins a skill, or refuses it. A joint skill waits until every role has been commanded with the same arguments. */
export const beginSkill = (
  sim: Sim,
  robot: number,
  command: Extract<SimCommand, { kind: 'skill' }>,
): Refusal | undefined => {
  const { fixed, state } = sim;
  const skill = fixed.model.library.skills[command.skill];
  const id = robotId(sim, robot);
  if (!skill) return refusal('SIM_UNKNOWN_SKILL', `there is no skill "${command.skill}"`);
  const args: Record<string, string | number> = {};
  for (const parameter of skill.parameters) {
    const value = command.args[bare(parameter.name)] ?? command.args[parameter.name];
    if (value === undefined) return refusal('SIM_BAD_ARGUMENT', `${skill.id} needs "${bare(parameter.name)}"`);
    const isValue = parameter.type === 'number' || parameter.type === 'text';
    if (!isValue && !fixed.model.entities[String(value)])
      return refusal('SIM_UNKNOWN_ENTITY', `there is no "${String(value)}" to be ${bare(parameter.name)}`);
    args[bare(parameter.name)] = value;
  }
  const named =
    command.role === undefined ? undefined : skill.roles.find((role) => bare(role.name) === bare(command.role ?? ''));
  const role = named?.name ?? findRole(sim, skill, robot, args);
  if (role === undefined || !capabilityFor(fixed.manifests[robot]!, skill, role))
    return refusal('SIM_NOT_CAPABLE', `${id} is not made for ${skill.id}`);
  const team: Record<string, number> = {};
  for (const entry of skill.roles) team[bare(entry.name)] = -1;
  team[bare(role)] = robot;
  for (const [name, other] of Object.entries(command.others ?? {})) {
    const index = fixed.robotIndex.get(other);
    if (index === undefined) return refusal('SIM_UNKNOWN_ROBOT', `there is no robot "${other}"`);
    if (team[bare(name)] === undefined) return refusal('SIM_BAD_ARGUMENT', `${skill.id} has no role "${name}"`);
    team[bare(name)] = index;
  }
  state.tables.runs[robot] = {
    command: command.id,
    skill: skill.id,
    role: bare(role),
    args,
    team,
    since: state.tick,
    started: false,
    elapsed: 0,
    duration: 1,
    step: 0,
    begun: -1,
    found: '',
    falsified: '',
    phase: skill.roles.length > 1 ? 'waiting' : 'starting',
  };
  return undefined;
};

/** Robot of every role once all have been commanded with each other in mind; undefined while one is missing. */
const assemble = (sim: Sim, run: SkillRun, skill: Skill): Record<string, number> | undefined => {
  const team: Record<string, number> = {};
  for (const role of skill.roles) {
    const name = bare(role.name);
    const index = sim.state.tables.runs.findIndex(
      (other, robot) =>
        other !== null &&
        !other.started &&
        other.skill === run.skill &&
        other.role === name &&
        sameArgs(other.args, run.args) &&
        (run.team[name] === -1 || run.team[name] === robot) &&
        (other.team[run.role] === -1 || other.team[run.role] === run.team[run.role]),
    );
    if (index < 0) return undefined;
    team[name] = index;
  }
  return team;
};

const start = (sim: Sim, skill: Skill, team: Record<string, number>): void => {
  const leader = team[bare(skill.roles[0]!.name)]!;
  const lead = sim.state.tables.runs[leader]!;
  lead.team = team;
  const bindings = bindingsOf(sim, lead);
  let pace = 0;
  for (const [role, robot] of Object.entries(team))
    pace = max(pace, capabilityFor(sim.fixed.manifests[robot]!, skill, `?${role}`)?.pace ?? 1);
  const expected = evaluate(sim, skill.duration.expected, bindings) * pace;
  const most = max(expected, evaluate(sim, skill.duration.maximum, bindings) * max(1, pace));
  const slow = faultOn(sim, 'slow_skill', robotId(sim, leader));
  const jitter = 0.9 + 0.2 * random(sim, `skill:${robotId(sim, leader)}`);
  const seconds = min(expected * jitter, most) * (slow ? faultNumber(slow, 'factor', 3) : 1);
  const falsified = strikes(sim, 'false_success', robotId(sim, leader))
    ? 'false_success'
    : strikes(sim, 'false_failure', robotId(sim, leader))
      ? 'false_failure'
      : '';
  for (const robot of Object.values(team)) {
    const mate = sim.state.tables.runs[robot]!;
    mate.team = team;
    mate.started = true;
    mate.duration = max(1, Math.round(seconds * TICKS_PER_SECOND));
    mate.falsified = falsified;
    mate.phase = 'working';
    aim(sim, robot, skill, bindings);
    if (sim.fixed.manifests[robot]!.mobility.mode === 'fixed') {
      const at = skill.roles.find((role) => bare(role.name) === mate.role)?.at;
      sim.state.int.lastPlace[robot] = at === undefined ? -1 : (sim.fixed.placeIndex.get(bindings[at] ?? '') ?? -1);
    }
  }
};

const PARTNER_TICKS = 90 * TICKS_PER_SECOND;

/** Advances every skill by one tick, ascending by robot; joint ones are led by the robot of the first role. */
export const stepRuns = (sim: Sim): void => {
  const { runs } = sim.state.tables;
  for (let robot = 0; robot < runs.length; robot += 1) {
    const run = runs[robot];
    if (run) stepRun(sim, robot, run);
  }
};

const stepRun = (sim: Sim, robot: number, run: SkillRun): void => {
  const skill = sim.fixed.model.library.skills[run.skill]!;
  if (!run.started) {
    const team = assemble(sim, run, skill);
    if (team) start(sim, skill, team);
    else if (sim.state.tick - run.since > PARTNER_TICKS)
      finishSkill(
        sim,
        robot,
        'failed',
        refusal('SIM_PARTNER_ABSENT', `the partner of ${robotId(sim, robot)} did not come`),
      );
    return;
  }
  if (run.team[bare(skill.roles[0]!.name)] !== robot) return;
  if (faultOn(sim, 'stall', robotId(sim, robot))) return;
  const bindings = bindingsOf(sim, run);
  if (run.elapsed === 0)
    for (const role of skill.roles) {
      const place = role.at === undefined ? undefined : bindings[role.at];
      const bad = place === undefined ? undefined : checkAtPlace(sim, run.team[bare(role.name)]!, place);
      if (bad) {
        finishSkill(sim, robot, 'failed', bad);
        return;
      }
    }
  const count = skill.simulation.length;
  while (run.step < count && run.elapsed * (count + 0.5) >= run.duration * (run.step + 1)) {
    const primitive = skill.simulation[run.step]!;
    if (run.begun < 0) run.begun = sim.state.tick;
    const outcome = run.falsified === 'false_success' ? 'done' : perform(sim, run, bindings, primitive);
    if (outcome === 'wait') {
      run.phase = primitive.do;
      return;
    }
    if (outcome !== 'done') {
      finishSkill(sim, robot, 'failed', outcome);
      return;
    }
    run.phase = primitive.do;
    run.step += 1;
    run.begun = -1;
  }
  run.elapsed += 1;
  for (const mate of Object.values(run.team)) {
    const other = sim.state.tables.runs[mate];
    if (other && other !== run) {
      other.elapsed = run.elapsed;
      other.phase = run.phase;
    }
  }
  if (run.step < count || run.elapsed < run.duration) return;
  if (run.falsified === 'false_failure')
    finishSkill(sim, robot, 'failed', refusal('SIM_SKILL_FAILED', 'the robot reports a failure'));
  else finishSkill(sim, robot, 'succeeded');
};

/** Ends a skill for the whole team, with what its robots then see. Partners of one that failed or was canceled fail too. */
export const finishSkill = (
  sim: Sim,
  robot: number,
  outcome: 'succeeded' | 'failed' | 'canceled',
  why?: Refusal,
): void => {
  const run = sim.state.tables.runs[robot];
  if (!run) return;
  const bindings = bindingsOf(sim, run);
  const team = run.started ? Object.values(run.team).sort((a, b) => a - b) : [robot];
  for (const mate of team) {
    const other = sim.state.tables.runs[mate];
    if (!other) continue;
    sim.state.tables.runs[mate] = null;
    dropMotion(sim, mate, 'canceled', undefined);
    stowArms(sim, mate);
    if (run.started) observeAfterSkill(sim, mate, run.skill, bindings);
    const partner = mate !== robot && outcome === 'canceled';
    report(
      sim,
      mate,
      other.command,
      partner ? 'failed' : outcome,
      partner ? refusal('SIM_PARTNER_FAILED', `${robotId(sim, robot)} was canceled`) : why,
      run.found === '' ? undefined : run.found,
    );
  }
};
