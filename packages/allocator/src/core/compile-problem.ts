import { compileBattery } from './compile-battery.ts';
import {
  BATTERY_TOO_SMALL,
  type CompiledProblem,
  FAR,
  NEVER_AVAILABLE,
  NOT_LISTED,
  UNREACHABLE,
} from './compiled-problem.ts';
import { type Edge, groupBlocks, orderBlock } from './group-blocks.ts';
import { expandSlots, type ScheduleProblem, slotDuration, slotEnergy } from './problem.ts';
import { buildTravelTable } from './travel-table.ts';

/** Lists by item, flattened. */
function flatten(lists: readonly (readonly number[])[]): { from: Int32Array; items: Int32Array } {
  const from = new Int32Array(lists.length + 1);
  lists.forEach((list, index) => {
    from[index + 1] = from[index]! + list.length;
  });
  const items = new Int32Array(from[lists.length]!);
  lists.forEach((list, index) => {
    items.set(list, from[index]!);
  });
  return { from, items };
}

/**
 * Typed arrays for the search, from a problem that `validateProblem` and `validateOrder` accept.
 *
 * @param edges from `collectEdges`
 */
export function compileProblem(problem: ScheduleProblem, edges: readonly Edge[]): CompiledProblem {
  const tasks = problem.tasks;
  const robotCount = problem.robots.length;
  const resources = problem.resources ?? [];
  const machineCount = robotCount + resources.length;
  const placeCount = problem.places.length;
  const placeIndex = new Map(problem.places.map((place, index) => [place, index]));
  const robotIndex = new Map(problem.robots.map((robot, index) => [robot.id, index]));
  const resourceIndex = new Map(resources.map((resource, index) => [resource.id, robotCount + index]));
  const taskIndex = new Map(tasks.map((task, index) => [task.id, index]));
  const taskCount = tasks.length;

  const expanded = tasks.map(expandSlots);
  const slotFrom = new Int32Array(taskCount + 1);
  const robotSlotEnd = new Int32Array(taskCount);
  tasks.forEach((task, index) => {
    robotSlotEnd[index] = slotFrom[index]! + expanded[index]!.length;
    slotFrom[index + 1] = robotSlotEnd[index]! + new Set(task.resources ?? []).size;
  });
  const slotCount = slotFrom[taskCount]!;
  const slotTask = new Int32Array(slotCount);
  for (let task = 0; task < taskCount; task++) slotTask.fill(task, slotFrom[task], slotFrom[task + 1]);

  const { table: travel, through, symmetric, whole } = buildTravelTable(problem);
  const travelOffset = new Int32Array(machineCount).fill(-1);
  const startPlace = new Int32Array(machineCount);
  const readyAt = new Float64Array(machineCount);
  const travelEnergy = new Float64Array(machineCount);
  problem.robots.forEach((robot, index) => {
    if (problem.travel.type !== 'none') travelOffset[index] = (robot.travelClass ?? 0) * placeCount * placeCount;
    startPlace[index] = placeIndex.get(robot.place)!;
    readyAt[index] = robot.readyAt ?? 0;
    travelEnergy[index] = robot.travelEnergyPerSecond ?? 1;
  });
  const place = Int32Array.from(tasks, (task) => placeIndex.get(task.place)!);
  const endPlace = Int32Array.from(tasks, (task) => placeIndex.get(task.endPlace ?? task.place)!);
  const calendars = problem.robots.some((robot) => robot.available !== undefined);
  const windows = flatten(problem.robots.map((robot) => (robot.available ?? []).map((_, index) => index)));
  const allWindows = problem.robots.flatMap((robot) => robot.available ?? []);
  const battery = compileBattery(problem, travel, travelOffset, placeIndex);

  const durationOf = new Float64Array(slotCount * machineCount).fill(-1);
  const hasEnergy =
    battery !== null || tasks.some((task) => task.slots.some((slot) => slot.energy || slot.energyByRobot));
  const energyOf = hasEnergy ? new Float64Array(slotCount * machineCount) : null;
  const incapable = new Uint8Array(slotCount * robotCount).fill(NOT_LISTED);
  const minimumDuration = Float64Array.from(tasks, (task) => task.minimumDuration ?? 0);
  const indexed = new Map<readonly string[], Int32Array>();
  tasks.forEach((task, index) => {
    expanded[index]!.forEach((slot, position) => {
      const id = slotFrom[index]! + position;
      let robots = indexed.get(slot.robots);
      if (!robots) {
        robots = Int32Array.from(slot.robots, (robot) => robotIndex.get(robot)!);
        indexed.set(slot.robots, robots);
      }
      const forced = task.fixed ? robotIndex.get(task.fixed.robots[position]!)! : -1;
      for (const robot of forced >= 0 ? [forced] : robots) {
        const robotId = problem.robots[robot]!.id;
        const duration =
          task.fixed?.end === undefined ? slotDuration(slot, robotId) : task.fixed.end - task.fixed.start;
        const energy = slotEnergy(slot, robotId);
        let code = 0;
        if (forced < 0) {
          const offset = travelOffset[robot]!;
          const way = offset < 0 ? 0 : through[offset + startPlace[robot]! * placeCount + place[index]!]!;
          const inner =
            offset < 0 || place[index] === endPlace[index]
              ? 0
              : through[offset + place[index]! * placeCount + endPlace[index]!]!;
          const span = Math.max(duration, minimumDuration[index]!);
          if (way >= FAR || inner >= FAR) code = UNREACHABLE;
          else if (
            problem.robots[robot]!.available?.every(
              (window) => window.to - Math.max(window.from, task.release ?? 0) < span,
            )
          )
            code = NEVER_AVAILABLE;
          else if (battery !== null && battery.capacity[robot]! > 0) {
            const home = battery.toCharger[robot * placeCount + endPlace[index]!]!;
            const back = home >= FAR ? 0 : home * travelEnergy[robot]!;
            const most = home >= FAR ? battery.level[robot]! : battery.capacity[robot]!;
            if (energy + back > most - battery.reserve[robot]! + 1e-9) code = BATTERY_TOO_SMALL;
          }
        }
        incapable[id * robotCount + robot] = code;
        if (code !== 0) continue;
        durationOf[id * machineCount + robot] = duration;
        if (energyOf) energyOf[id * machineCount + robot] = energy;
      }
    });
    [...new Set(task.resources ?? [])].forEach((resource, position) => {
      durationOf[(robotSlotEnd[index]! + position) * machineCount + resourceIndex.get(resource)!] = 0;
    });
  });

  const lanes = compileLanes(problem, taskIndex, slotFrom, robotSlotEnd, slotCount);
  const laneList = flatten(lanes.slots);
  const laneCandidates = flatten(
    lanes.slots.map((slots) => {
      const robots: number[] = [];
      for (let machine = 0; machine < machineCount; machine++) {
        if (slots.every((slot) => durationOf[slot * machineCount + machine]! >= 0)) robots.push(machine);
      }
      return robots;
    }),
  );

  const leastDuration = Float64Array.from(minimumDuration);
  for (let slot = 0; slot < slotCount; slot++) {
    const lane = lanes.of[slot]!;
    let least = Number.POSITIVE_INFINITY;
    for (let index = laneCandidates.from[lane]!; index < laneCandidates.from[lane + 1]!; index++) {
      least = Math.min(least, durationOf[slot * machineCount + laneCandidates.items[index]!]!);
    }
    const task = slotTask[slot]!;
    if (least < FAR) leastDuration[task] = Math.max(leastDuration[task]!, least);
  }

  const free = edges.filter((edge) => !tasks[edge.after]!.fixed);
  const links: [number, number][] = [];
  for (const slots of lanes.slots) {
    const open = slots.map((slot) => slotTask[slot]!).filter((task) => !tasks[task]!.fixed);
    for (let index = 1; index < open.length; index++) links.push([open[0]!, open[index]!]);
  }
  const taskBlock = groupBlocks(taskCount, free, links);
  const blockCount = taskCount === 0 ? 0 : Math.max(...taskBlock) + 1;
  const members: number[][] = Array.from({ length: blockCount }, () => []);
  taskBlock.forEach((block, task) => {
    members[block]!.push(task);
  });
  const lanesOf = (task: number): number[] => Array.from(lanes.of.subarray(slotFrom[task]!, slotFrom[task + 1]!));
  const blockOrder = members.map((list) => orderBlock(list, free, lanesOf));
  const blocks = flatten(blockOrder);
  const blockPinned = new Uint8Array(blockCount);
  const laneFirst = new Int32Array(lanes.slots.length).fill(-1);
  const laneLast = new Int32Array(lanes.slots.length).fill(-1);
  blockOrder.forEach((list, block) => {
    list.forEach((task, position) => {
      for (let slot = slotFrom[task]!; slot < slotFrom[task + 1]!; slot++) {
        const lane = lanes.of[slot]!;
        if (tasks[task]!.fixed || lanes.slots[lane]!.some((other) => tasks[slotTask[other]!]!.fixed))
          blockPinned[block] = 1;
        if (tasks[task]!.fixed) continue;
        if (laneFirst[lane]! < 0) laneFirst[lane] = position;
        laneLast[lane] = position;
      }
      if (tasks[task]!.fixed) blockPinned[block] = 1;
    });
  });

  const predecessors = groupEdges(
    taskCount,
    free,
    (edge) => edge.after,
    (edge) => edge.before,
  );
  const successors = groupEdges(
    taskCount,
    free,
    (edge) => edge.before,
    (edge) => edge.after,
  );
  const staticTail = longestTails(taskCount, blocks.items, successors, leastDuration);
  const hints = tasks.some((task) => task.hint);
  const hintRobot = hints ? new Int32Array(slotCount).fill(-1) : null;
  const hintStart = hints ? new Float64Array(taskCount).fill(Number.POSITIVE_INFINITY) : null;
  tasks.forEach((task, index) => {
    if (!task.hint || !hintRobot || !hintStart) return;
    hintStart[index] = task.hint.start;
    task.hint.robots.forEach((robot, position) => {
      hintRobot[slotFrom[index]! + position] = robotIndex.get(robot)!;
    });
  });
  const fixedStart = Float64Array.from(tasks, (task) => task.fixed?.start ?? Number.NaN);
  const fixedTasks = Array.from({ length: taskCount }, (_, task) => task).filter((task) => tasks[task]!.fixed);
  fixedTasks.sort((a, b) => fixedStart[a]! - fixedStart[b]! || a - b);

  return {
    taskCount,
    robotCount,
    machineCount,
    slotCount,
    placeCount,
    laneCount: lanes.slots.length,
    blockCount,
    taskIds: tasks.map((task) => task.id),
    machineIds: [...problem.robots.map((robot) => robot.id), ...resources.map((resource) => resource.id)],
    placeIds: problem.places,
    slotFrom,
    robotSlotEnd,
    slotTask,
    slotLane: lanes.of,
    durationOf,
    energyOf,
    incapable,
    laneFrom: laneList.from,
    laneSlot: laneList.items,
    laneCandidateFrom: laneCandidates.from,
    laneCandidate: laneCandidates.items,
    minimumDuration,
    leastDuration,
    place,
    endPlace,
    release: Float64Array.from(tasks, (task) => task.release ?? 0),
    deadline: Float64Array.from(tasks, (task) => task.deadline ?? Number.POSITIVE_INFINITY),
    weight: Float64Array.from(tasks, (task) => task.weight ?? 1 + (task.priority ?? 0)),
    priority: Float64Array.from(tasks, (task) => task.priority ?? 0),
    hasDeadlines: tasks.some((task) => task.deadline !== undefined),
    hasPriorities: tasks.some((task) => (task.priority ?? 0) > 0),
    fixedStart,
    fixedEnd: Float64Array.from(tasks, (task) => task.fixed?.end ?? Number.NaN),
    fixedTasks: Int32Array.from(fixedTasks),
    predecessorFrom: predecessors.from,
    predecessor: predecessors.items,
    predecessorLag: predecessors.lag,
    predecessorFromStart: predecessors.fromStart,
    successorFrom: successors.from,
    successor: successors.items,
    successorLag: successors.lag,
    successorFromStart: successors.fromStart,
    staticTail,
    blockFrom: blocks.from,
    blockTask: blocks.items,
    taskBlock,
    blockPinned,
    hasChains: lanes.slots.some((slots) => slots.length > 1),
    laneFirst,
    laneLast,
    startPlace,
    readyAt,
    travelEnergy,
    travelOffset,
    travel,
    through,
    symmetric,
    isTravelWhole: whole,
    windowFrom: calendars ? windows.from : null,
    windowStart: Float64Array.from(allWindows, (window) => window.from),
    windowEnd: Float64Array.from(allWindows, (window) => window.to),
    battery,
    hintRobot,
    hintStart,
    changePenalty: problem.changePenalty ?? 0,
  };
}

function compileLanes(
  problem: ScheduleProblem,
  taskIndex: ReadonlyMap<string, number>,
  slotFrom: Int32Array,
  robotSlotEnd: Int32Array,
  slotCount: number,
): { of: Int32Array; slots: number[][] } {
  const of = new Int32Array(slotCount).fill(-1);
  const slots: number[][] = [];
  const join = (list: number[]): void => {
    const lane = slots.length;
    slots.push(list);
    for (const slot of list) of[slot] = lane;
  };
  for (const chain of problem.chains ?? []) {
    const wide = chain.members.find((member) => member.slot === undefined);
    const task = wide ? taskIndex.get(wide.task)! : -1;
    const width = task < 0 ? 1 : robotSlotEnd[task]! - slotFrom[task]!;
    for (let position = 0; position < width; position++) {
      join(chain.members.map((member) => slotFrom[taskIndex.get(member.task)!]! + (member.slot ?? position)));
    }
  }
  for (let slot = 0; slot < slotCount; slot++) if (of[slot]! < 0) join([slot]);
  return { of, slots };
}

interface GroupedEdges {
  from: Int32Array;
  items: Int32Array;
  lag: Float64Array;
  fromStart: Uint8Array;
}

function groupEdges(
  count: number,
  edges: readonly Edge[],
  owner: (edge: Edge) => number,
  other: (edge: Edge) => number,
): GroupedEdges {
  const lists: Edge[][] = Array.from({ length: count }, () => []);
  for (const edge of edges) lists[owner(edge)]!.push(edge);
  const flat = lists.flat();
  return {
    ...flatten(lists.map((list) => list.map(other))),
    lag: Float64Array.from(flat, (edge) => edge.lag),
    fromStart: Uint8Array.from(flat, (edge) => (edge.fromStart ? 1 : 0)),
  };
}

function longestTails(
  count: number,
  order: Int32Array,
  successors: GroupedEdges,
  duration: Float64Array,
): Float64Array {
  const tail = new Float64Array(count);
  for (let position = count - 1; position >= 0; position--) {
    const task = order[position]!;
    let longest = duration[task]!;
    for (let edge = successors.from[task]!; edge < successors.from[task + 1]!; edge++) {
      const step = (successors.fromStart[edge] ? 0 : duration[task]!) + successors.lag[edge]!;
      longest = Math.max(longest, step + tail[successors.items[edge]!]!);
    }
    tail[task] = longest;
  }
  return tail;
}
