/**
 * Starts and goals for the six tiny maps on which naive planners lock: `start x y goal x y` per agent. The maps come without
 * scenarios; these placements are those of Luna and Bekris, "Push and Swap", IJCAI 2011, in the numbering that Kei18/lacam
 * (MIT) uses for the same maps.
 */
export const TINY_SCENARIOS: readonly { readonly map: string; readonly agents: readonly string[] }[] = [
  { map: 'tree', agents: ['1 3 1 0', '1 1 1 3', '1 0 1 1'] },
  { map: 'corners', agents: ['0 0 4 4', '0 1 4 3', '4 3 0 1', '4 4 0 0'] },
  { map: 'tunnel', agents: ['0 5 0 2', '0 4 0 3', '0 3 0 4', '0 1 0 5'] },
  { map: 'string', agents: ['0 5 2 4', '2 4 0 3', '0 3 2 2', '2 2 0 1', '0 1 0 5'] },
  {
    map: 'loop-chain',
    agents: ['2 2 0 2', '2 1 0 1', '2 0 0 0', '1 0 1 0', '0 0 2 0', '0 1 2 1', '0 2 2 2'],
  },
  { map: 'connector', agents: ['0 0 5 6', '5 6 0 0', '0 1 3 3', '5 5 2 3', '1 0 3 4', '4 6 2 2'] },
];

/** The scenario as MovingAI text. */
export function tinyScenario(map: string): { readonly text: string; readonly agents: number } {
  const found = TINY_SCENARIOS.find((scenario) => scenario.map === map);
  if (found === undefined) throw new RangeError(`no tiny scenario for map ${map}`);
  const lines = found.agents.map((agent) => ['0', `${map}.map`, '0', '0', ...agent.split(' '), '0'].join('\t'));
  return { text: `version 1\n${lines.join('\n')}\n`, agents: lines.length };
}
