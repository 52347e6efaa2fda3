import { PERSON_RADIUS, TICK_SECONDS, TICKS_PER_SECOND } from './fixed.ts';
import { atan2, length2 } from './math/dmath.ts';
import type { Sim } from './sim.ts';
import type { PersonState } from './state.ts';

/** Free length that a person keeps before a body, metres. */
const COURTESY = 0.35;
/** Someone who has waited this long turns round. */
const PATIENCE_TICKS = 4 * TICKS_PER_SECOND;

/** People walk from node to node of their walk, stop before bodies in their way, and turn round when one stays there. */
export const stepPeople = (sim: Sim): void => {
  const { people } = sim.state.tables;
  for (let i = 0; i < people.length; i += 1) {
    const person = people[i]!;
    const scene = sim.fixed.model.scene.people.find((entry) => entry.id === sim.fixed.people[i])!;
    if (person.sent && sim.state.tick >= person.sent.until) person.sent = null;
    const walks = scene.walks ?? [];
    const node =
      walks.length === 0
        ? undefined
        : sim.fixed.nodes[sim.fixed.nodeIndex.get(walks[person.next % walks.length]!) ?? -1];
    const goal = person.sent ?? node;
    if (!goal || goal.floor !== person.floor) {
      person.speed = 0;
      if (goal && node && goal === node) nextNode(person, walks.length);
      continue;
    }
    const dx = goal.x - person.x;
    const dy = goal.y - person.y;
    const distance = length2(dx, dy);
    const step = (scene.speed ?? 1) * TICK_SECONDS;
    if (distance <= step) {
      person.x = goal.x;
      person.y = goal.y;
      person.speed = 0;
      if (!person.sent) nextNode(person, walks.length);
      continue;
    }
    person.yaw = atan2(dy, dx);
    if (isBlocked(sim, i, person, dx / distance, dy / distance)) {
      person.speed = 0;
      person.waited += 1;
      if (person.waited > PATIENCE_TICKS && !person.sent && walks.length > 1) {
        person.waited = 0;
        person.step = -person.step;
        nextNode(person, walks.length);
      }
      continue;
    }
    person.waited = 0;
    person.speed = scene.speed ?? 1;
    person.x += (dx / distance) * step;
    person.y += (dy / distance) * step;
  }
};

const nextNode = (person: PersonState, count: number): void => {
  if (count > 0) person.next = (person.next + person.step + count) % count;
};

const isBlocked = (sim: Sim, index: number, person: PersonState, ux: number, uy: number): boolean => {
  const { bodies } = sim;
  const self = bodies.robots + index;
  const count = bodies.hash.near(person.floor, person.x, person.y, bodies.found);
  for (let k = 0; k < count; k += 1) {
    const other = bodies.found[k]!;
    if (other === self || bodies.floor[other] !== person.floor) continue;
    if (bodies.z[other]! > person.z + 1.9) continue;
    const dx = bodies.x[other]! - person.x;
    const dy = bodies.y[other]! - person.y;
    const ahead = dx * ux + dy * uy;
    const aside = Math.abs(dy * ux - dx * uy);
    const bound = bodies.bounding[other]!;
    if (ahead > 0 && ahead < bound + PERSON_RADIUS + COURTESY && aside < bound + PERSON_RADIUS) return true;
  }
  return false;
};
