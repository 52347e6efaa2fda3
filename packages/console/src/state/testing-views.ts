import type { EventView, HostSnapshot, LiveMessage, RunView, SimSnapshot, SiteInfo } from './types.ts';

/** Small made-up pieces of what the server sends, for tests only. */
export const snapshotAt = (seconds: number, more: Partial<SimSnapshot> = {}): SimSnapshot => ({
  version: 1,
  scene: 'hall',
  tick: Math.round(seconds * 20),
  seconds,
  robots: [],
  items: [],
  devices: [],
  people: [],
  contacts: [],
  faults: [],
  obstacles: [],
  ...more,
});

export const eventAt = (
  sequence: number,
  atSeconds: number,
  type: string,
  more: Readonly<Record<string, unknown>> = {},
): EventView => ({ sequence, atSeconds, type, says: { en: type, zh: type }, ...more }) as EventView;

export const hostOf = (more: Partial<HostSnapshot> = {}): HostSnapshot => ({
  sequence: 0,
  atSeconds: 0,
  healthy: true,
  missions: [],
  robots: [],
  latches: [],
  world: { version: 1, at: 0, facts: {}, numbers: {}, poses: {} },
  ...more,
});

const site = (id: string): SiteInfo => ({
  product: 'muster',
  version: '0',
  scene: { id, names: { en: [id], zh: [id] }, startsAt: '2026-01-01T08:00:00Z', timeZone: 'UTC' },
  simulated: true,
  speed: 1,
  planner: { name: 'built-in' },
  autoApprove: false,
  robots: [],
  faultKinds: [],
  examples: [],
});

export const helloOf = (
  scene: string,
  runs: readonly RunView[] = [],
  events: readonly EventView[] = [],
): LiveMessage => ({
  type: 'hello',
  site: site(scene),
  host: hostOf(),
  sim: snapshotAt(0),
  runs,
  events,
});

/** A run of two robots: one travels and loads, the other waits for it, then photographs. */
export const twoRobotRun = (more: Partial<RunView> = {}): RunView => {
  const reason = { robot: 'a', code: 'EARLIEST_FINISH', says: { en: '', zh: '' } };
  const assignment = (step: string, robot: string, start: number, end: number) => ({
    step,
    roles: { robot },
    robots: [robot],
    start,
    end,
    latestEnd: end * 2,
    chosenBecause: [reason],
    notChosen: [],
  });
  const step = (id: string, skill: string, to: readonly string[]) => ({
    id,
    skill,
    args: { item: 'tote' },
    roles: { robot: '?r1' },
    edges: to.map((next) => ({ to: next, kind: 'end-start' as const })),
  });
  return {
    id: 'run-01',
    conversation: 'run-01',
    utterance: 'do it',
    atSeconds: 0,
    state: 'awaiting-approval',
    ...more,
    result: {
      interpretation: { kind: 'plan', says: { en: 'done', zh: '完成' } },
      plan: {
        version: 1,
        scene: 'hall',
        goal: { version: 1, propositions: [] },
        assumptions: [],
        steps: [step('step-01', 'load_item', ['step-02']), step('step-02', 'photograph', [])],
        hash: '0'.repeat(32),
      },
      schedule: {
        makespan: 20,
        lowerBound: 20,
        assignments: [assignment('step-01', 'a', 10, 15), assignment('step-02', 'b', 15, 20)],
        travels: [
          {
            id: 'travel-01',
            robot: 'a',
            from: 'n1',
            to: 'n2',
            before: 'step-01',
            after: [],
            start: 0,
            end: 10,
            latestEnd: 20,
            metres: 5,
          },
        ],
        lanes: { a: ['travel-01', 'step-01'], b: ['step-02'], c: [] },
      },
      usage: { calls: 0, inputTokens: 0, outputTokens: 0 },
      ...more.result,
    },
  };
};
