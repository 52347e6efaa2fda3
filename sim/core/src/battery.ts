import { faultOn } from './faults/active.ts';
import { TICK_SECONDS } from './fixed.ts';
import { max, min } from './math/dmath.ts';
import { dropMotion } from './motion/follow.ts';
import { emit, refusal, robotId, type Sim } from './sim.ts';
import { finishSkill } from './skills/run.ts';
import { POSTURE } from './state.ts';

/** Drains and charges every battery by one tick. Watt-hours, from the manifest's power figures. */
export const stepBatteries = (sim: Sim): void => {
  const { lane, int, tables } = sim.state;
  const { manifests } = sim.fixed;
  for (let i = 0; i < manifests.length; i += 1) {
    const battery = manifests[i]!.battery;
    if (battery === undefined) continue;
    const charging = int.posture[i] === POSTURE.dock && !faultOn(sim, 'charger_fault', robotId(sim, i));
    int.charging[i] = charging ? 1 : 0;
    const moving = lane.vx[i] !== 0 || lane.vy[i] !== 0 || int.posture[i] === POSTURE.fly;
    const watts = charging
      ? -battery.chargeW
      : battery.idleW + (moving ? battery.movingW : 0) + (tables.runs[i]?.started ? battery.workingW : 0);
    const before = lane.battery[i]!;
    const after = min(1, max(0, before - (watts * TICK_SECONDS) / (3600 * battery.capacityWh)));
    lane.battery[i] = after;
    if (after > 0 || before === 0) continue;
    emit(sim, { type: 'battery_empty', robot: robotId(sim, i) });
    const why = refusal('SIM_BATTERY_EMPTY', `the battery of ${robotId(sim, i)} is empty`);
    finishSkill(sim, i, 'failed', why);
    dropMotion(sim, i, 'failed', why);
  }
};
