import { type Edge, findCycle } from './group-blocks.ts';
import { expandSlots, type ScheduleProblem } from './problem.ts';
import type { Conflict } from './schedule.ts';
import { travelClassCount } from './travel-table.ts';

/** Faults of the input itself: unknown or repeated ids, numbers that are not times. Empty when it can be compiled. */
export function validateProblem(problem: ScheduleProblem): Conflict[] {
  const conflicts: Conflict[] = [];
  const add = (code: Conflict['code'], message: string, tip: string, tasks: readonly string[] = []): void => {
    conflicts.push({ code, tasks, message, tip });
  };
  const ids = (kind: string, list: readonly string[]): Set<string> => {
    const seen = new Set<string>();
    for (const id of list) {
      if (seen.has(id)) add('ALLOCATE_DUPLICATE_ID', `The ${kind} ${id} is given twice.`, 'Give each one its own id.');
      seen.add(id);
    }
    return seen;
  };
  const robots = ids(
    'robot',
    problem.robots.map((robot) => robot.id),
  );
  const tasks = ids(
    'task',
    problem.tasks.map((task) => task.id),
  );
  const places = ids('place', problem.places);
  const resources = ids(
    'resource',
    (problem.resources ?? []).map((resource) => resource.id),
  );
  const known = (set: Set<string>, kind: string, id: string, where: string, owner: readonly string[] = []): void => {
    if (!set.has(id))
      add(
        'ALLOCATE_UNKNOWN_ID',
        `${where} names the ${kind} ${id}, which does not exist.`,
        `Name one of the given ${kind}s.`,
        owner,
      );
  };
  const time = (value: number | undefined, where: string, owner: readonly string[] = [], least = 0): void => {
    if (value !== undefined && !(Number.isFinite(value) && value >= least)) {
      add('ALLOCATE_BAD_NUMBER', `${where} is ${value}; it must be a number ≥ ${least}.`, 'Correct the number.', owner);
    }
  };
  const classes = travelClassCount(problem);
  for (const robot of problem.robots) {
    known(places, 'place', robot.place, `Robot ${robot.id}`);
    time(robot.readyAt, `readyAt of robot ${robot.id}`);
    time(robot.travelEnergyPerSecond, `travelEnergyPerSecond of robot ${robot.id}`);
    if (classes > 0 && !((robot.travelClass ?? 0) < classes)) {
      add(
        'ALLOCATE_BAD_NUMBER',
        `travelClass of robot ${robot.id} is ${robot.travelClass}; there are ${classes}.`,
        'Give travel times for the class.',
      );
    }
    if (robot.battery) {
      time(robot.battery.capacity, `battery capacity of robot ${robot.id}`);
      time(robot.battery.level, `battery level of robot ${robot.id}`);
      time(robot.battery.reserve, `battery reserve of robot ${robot.id}`);
      time(robot.battery.chargePerSecond, `chargePerSecond of robot ${robot.id}`, [], 1e-12);
    }
    let last = 0;
    for (const window of robot.available ?? []) {
      time(window.from, `An availability window of robot ${robot.id}`, [], last);
      if (!(window.to >= window.from))
        add(
          'ALLOCATE_BAD_NUMBER',
          `An availability window of robot ${robot.id} ends before it begins.`,
          'Sort the windows.',
        );
      last = window.to;
    }
  }
  for (const task of problem.tasks) {
    const owner = [task.id];
    known(places, 'place', task.place, `Task ${task.id}`, owner);
    if (task.endPlace !== undefined) known(places, 'place', task.endPlace, `Task ${task.id}`, owner);
    for (const resource of task.resources ?? []) known(resources, 'resource', resource, `Task ${task.id}`, owner);
    time(task.release, `release of task ${task.id}`, owner);
    time(task.deadline, `deadline of task ${task.id}`, owner);
    time(task.weight, `weight of task ${task.id}`, owner);
    time(task.priority, `priority of task ${task.id}`, owner);
    time(task.minimumDuration, `minimumDuration of task ${task.id}`, owner);
    for (const slot of task.slots) {
      time(slot.duration, `duration of task ${task.id}`, owner);
      time(slot.energy, `energy of task ${task.id}`, owner);
      time(slot.count, `count of task ${task.id}`, owner, 1);
      for (const value of Object.values(slot.durationByRobot ?? {}))
        time(value, `durationByRobot of task ${task.id}`, owner);
      for (const robot of slot.robots) known(robots, 'robot', robot, `Task ${task.id}`, owner);
    }
    const size = expandSlots(task).length;
    for (const [name, bound] of [
      ['fixed', task.fixed],
      ['hint', task.hint],
    ] as const) {
      if (!bound) continue;
      for (const robot of bound.robots) known(robots, 'robot', robot, `Task ${task.id} (${name})`, owner);
      if (bound.robots.length !== size || new Set(bound.robots).size !== size) {
        add(
          'ALLOCATE_FIXED_CONFLICT',
          `Task ${task.id} needs ${size} different robots; its ${name} entry names ${bound.robots.length}.`,
          'Name one robot per slot.',
          owner,
        );
      }
    }
  }
  for (const edge of problem.precedence ?? []) {
    known(tasks, 'task', edge.before, 'A precedence');
    known(tasks, 'task', edge.after, 'A precedence');
    time(edge.lag, `The lag ${edge.before} → ${edge.after}`);
  }
  const size = new Map(problem.tasks.map((task) => [task.id, expandSlots(task).length]));
  for (const chain of problem.chains ?? []) {
    for (const member of chain.members) {
      known(tasks, 'task', member.task, `Chain ${chain.id}`);
      if (member.slot !== undefined && !(member.slot < (size.get(member.task) ?? 0))) {
        add(
          'ALLOCATE_BAD_NUMBER',
          `Chain ${chain.id} names slot ${member.slot} of task ${member.task}, which has fewer.`,
          'Count slots from 0, coalitions written out.',
          [member.task],
        );
      }
    }
    const sizes = new Set(
      chain.members.filter((member) => member.slot === undefined).map((member) => size.get(member.task)),
    );
    if (sizes.size > 1) {
      add(
        'ALLOCATE_CHAIN_WITHOUT_ROBOT',
        `The tasks of chain ${chain.id} need different numbers of robots.`,
        'Chain single slots.',
        chain.members.map((member) => member.task),
      );
    }
  }
  for (const charger of problem.chargers ?? []) {
    known(places, 'place', charger.place, `Charger ${charger.id}`);
    for (const robot of charger.robots ?? []) known(robots, 'robot', robot, `Charger ${charger.id}`);
  }
  return conflicts;
}

/** Precedence and chain order as one list of edges by task index. Chains and ids must be valid. */
export function collectEdges(problem: ScheduleProblem): Edge[] {
  const index = new Map(problem.tasks.map((task, position) => [task.id, position]));
  const edges: Edge[] = (problem.precedence ?? []).map((edge) => ({
    before: index.get(edge.before)!,
    after: index.get(edge.after)!,
    lag: edge.lag ?? 0,
    fromStart: edge.kind === 'start-start',
  }));
  for (const chain of problem.chains ?? []) {
    for (let member = 1; member < chain.members.length; member++) {
      const before = index.get(chain.members[member - 1]!.task)!;
      edges.push({ before, after: index.get(chain.members[member]!.task)!, lag: 0, fromStart: false });
    }
  }
  return edges;
}

/** Order faults: cycles, and commitments that come after what is still free or that overlap. */
export function validateOrder(problem: ScheduleProblem, edges: readonly Edge[]): Conflict[] {
  const cycle = findCycle(problem.tasks.length, edges);
  if (cycle) {
    const tasks = cycle.map((task) => problem.tasks[task]!.id);
    return [
      {
        code: 'ALLOCATE_PRECEDENCE_CYCLE',
        tasks,
        message: `The order of ${tasks.join(', ')} goes round in a circle.`,
        tip: 'Remove one of the orders between them.',
      },
    ];
  }
  const conflicts: Conflict[] = [];
  for (const edge of edges) {
    const before = problem.tasks[edge.before]!;
    const after = problem.tasks[edge.after]!;
    if (!after.fixed || before.fixed) continue;
    conflicts.push({
      code: 'ALLOCATE_FIXED_CONFLICT',
      tasks: [before.id, after.id],
      message: `Task ${after.id} is fixed, but ${before.id}, which must come first, is not.`,
      tip: 'Fix both, or neither.',
    });
  }
  const busy = new Map<string, { task: string; start: number; end: number }[]>();
  for (const task of problem.tasks) {
    if (!task.fixed) continue;
    const slots = expandSlots(task);
    const duration = Math.max(
      task.minimumDuration ?? 0,
      ...slots.map((slot, index) => slot.durationByRobot?.[task.fixed!.robots[index]!] ?? slot.duration),
    );
    const start = task.fixed.start;
    const end = task.fixed.end ?? start + duration;
    for (const machine of [
      ...task.fixed.robots.map((id) => `robot ${id}`),
      ...(task.resources ?? []).map((id) => `resource ${id}`),
    ]) {
      const list = busy.get(machine) ?? [];
      const other = list.find((entry) => entry.start < end - 1e-9 && start < entry.end - 1e-9);
      if (other)
        conflicts.push({
          code: 'ALLOCATE_FIXED_CONFLICT',
          tasks: [other.task, task.id],
          message: `The fixed tasks ${other.task} and ${task.id} need ${machine} at the same time.`,
          tip: 'Release one of them.',
        });
      list.push({ task: task.id, start, end });
      busy.set(machine, list);
    }
  }
  return conflicts;
}
