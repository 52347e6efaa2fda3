import { type CompiledBattery, type CompiledProblem, FAR, fitWindow, travelSeconds } from './compiled-problem.ts';
import { fitTogether, type WorkingSchedule } from './working-schedule.ts';

/** Charge stops on the way into slots; −1 in `charger` where there is none. Rewritten by every decode. */
export interface ChargePlan {
  readonly charger: Int32Array;
  readonly arrive: Float64Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly levelBefore: Float64Array;
  readonly levelAfter: Float64Array;
}

export interface ChargingDecoder {
  readonly plan: ChargePlan;
  /** Times the whole order anew: a charge stop of one robot can delay any other at the same charger. */
  readonly decode: (problem: CompiledProblem, work: WorkingSchedule) => void;
}

/**
 * Forward decoder with batteries. Before the first task of a lane the robot must hold the energy of the whole lane and of the way from its end
 * to a charger, above its reserve; else it first charges, to what the rest of its queue needs or to the brim. Chargers serve in
 * decode order. Source: recharge insertion of open-rmf/rmf_task, re-thought for coalitions.
 */
export function createChargingDecoder(problem: CompiledProblem, battery: CompiledBattery): ChargingDecoder {
  const { slotCount, robotCount, placeCount, machineCount } = problem;
  const plan: ChargePlan = {
    charger: new Int32Array(slotCount).fill(-1),
    arrive: new Float64Array(slotCount),
    start: new Float64Array(slotCount),
    end: new Float64Array(slotCount),
    levelBefore: new Float64Array(slotCount),
    levelAfter: new Float64Array(slotCount),
  };
  const level = new Float64Array(robotCount);
  const chargerFree = new Float64Array(battery.chargerPlaces.length);

  const homeEnergy = (robot: number, place: number): number => {
    const seconds = battery.toCharger[robot * placeCount + place]!;
    return seconds >= FAR ? 0 : seconds * problem.travelEnergy[robot]!;
  };

  /** Energy from the start of `slot` on, without the way to it: its lane only, or all the robot's queue. */
  const energyAhead = (work: WorkingSchedule, robot: number, slot: number, wholeQueue: boolean): number => {
    let sum = 0;
    let last = slot;
    for (let at = slot; at >= 0; at = work.next[at]!) {
      if (at !== slot) {
        if (!wholeQueue && problem.slotLane[at] !== problem.slotLane[slot]) break;
        sum += work.leg[at]! * problem.travelEnergy[robot]!;
      }
      sum += problem.energyOf?.[at * machineCount + robot] ?? 0;
      last = at;
    }
    return sum + homeEnergy(robot, problem.endPlace[problem.slotTask[last]!]!);
  };

  /** Arrival at the task of `slot` by way of the charger that allows the earliest; FAR when none can be reached. */
  const detour = (work: WorkingSchedule, robot: number, slot: number, from: number, ready: number): number => {
    const to = problem.place[problem.slotTask[slot]!]!;
    const rate = problem.travelEnergy[robot]!;
    let best = FAR;
    for (let charger = 0; charger < battery.chargerPlaces.length; charger++) {
      if (!battery.fits[charger * robotCount + robot]) continue;
      const place = battery.chargerPlaces[charger]!;
      const there = travelSeconds(problem, robot, from, place);
      const back = travelSeconds(problem, robot, place, to);
      const held = level[robot]! - there * rate;
      const least = back * rate + energyAhead(work, robot, slot, false) + battery.reserve[robot]!;
      if (
        there >= FAR ||
        back >= FAR ||
        held < battery.reserve[robot]! - 1e-9 ||
        least > battery.capacity[robot]! + 1e-9
      )
        continue;
      const wanted = back * rate + energyAhead(work, robot, slot, true) + battery.reserve[robot]!;
      const target = Math.max(held, Math.min(battery.capacity[robot]!, wanted));
      const arrive = fitWindow(problem, robot, ready, there) + there;
      const start = Math.max(arrive, chargerFree[charger]!);
      const end = start + (target - held) / battery.chargePerSecond[robot]!;
      const arrival = fitWindow(problem, robot, end, back) + back;
      if (arrival >= best) continue;
      best = arrival;
      plan.charger[slot] = charger;
      plan.arrive[slot] = arrive;
      plan.start[slot] = start;
      plan.end[slot] = end;
      plan.levelBefore[slot] = held;
      plan.levelAfter[slot] = target;
    }
    const charger = plan.charger[slot]!;
    if (charger < 0) return FAR;
    chargerFree[charger] = plan.end[slot]!;
    const place = battery.chargerPlaces[charger]!;
    const back = travelSeconds(problem, robot, place, to);
    work.detourEnergy += (travelSeconds(problem, robot, from, place) + back - work.leg[slot]!) * rate;
    level[robot] = plan.levelAfter[slot]! - back * rate;
    return best;
  };

  const arriveAt = (work: WorkingSchedule, slot: number, robot: number, free: boolean): number => {
    const previous = work.previous[slot]!;
    const ready = previous < 0 ? problem.readyAt[robot]! : work.end[problem.slotTask[previous]!]!;
    const leg = work.leg[slot]!;
    const direct = fitWindow(problem, robot, ready, leg) + leg;
    plan.charger[slot] = -1;
    if (robot >= robotCount || battery.capacity[robot]! === 0) return direct;
    const opensLane = previous < 0 || problem.slotLane[previous] !== problem.slotLane[slot];
    const need = leg * problem.travelEnergy[robot]! + energyAhead(work, robot, slot, false);
    if (!free || !opensLane || level[robot]! - need >= battery.reserve[robot]! - 1e-9) {
      level[robot] = level[robot]! - leg * problem.travelEnergy[robot]!;
      return direct;
    }
    const from = previous < 0 ? problem.startPlace[robot]! : problem.endPlace[problem.slotTask[previous]!]!;
    const arrival = detour(work, robot, slot, from, ready);
    return arrival >= FAR ? Math.max(FAR, direct) : arrival;
  };

  const decode = (_problem: CompiledProblem, work: WorkingSchedule): void => {
    level.set(battery.level);
    chargerFree.fill(0);
    work.detourEnergy = 0;
    for (let index = 0; index < work.length; index++) {
      const task = work.order[index]!;
      work.dirtyForward[task] = 0;
      const fixed = problem.fixedStart[task]!;
      const free = Number.isNaN(fixed);
      let start = problem.release[task]!;
      for (let edge = problem.predecessorFrom[task]!; edge < problem.predecessorFrom[task + 1]!; edge++) {
        const before = problem.predecessor[edge]!;
        if (work.position[before]! < 0) continue;
        const base = problem.predecessorFromStart[edge] ? work.start[before]! : work.end[before]!;
        start = Math.max(start, base + problem.predecessorLag[edge]!);
      }
      let duration = problem.minimumDuration[task]!;
      for (let slot = problem.slotFrom[task]!; slot < problem.slotFrom[task + 1]!; slot++) {
        const machine = work.slotMachine[slot]!;
        start = Math.max(start, arriveAt(work, slot, machine, free));
        duration = Math.max(duration, problem.durationOf[slot * machineCount + machine]!);
        if (machine < robotCount && problem.energyOf)
          level[machine] = level[machine]! - problem.energyOf[slot * machineCount + machine]!;
      }
      start = free ? fitTogether(problem, work, task, start, duration) : fixed;
      const end = start + duration;
      if (end - start !== work.end[task]! - work.start[task]!) work.dirtyBackward[task] = 1;
      work.start[task] = start;
      work.end[task] = end;
    }
  };
  return { plan, decode };
}
