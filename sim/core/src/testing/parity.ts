import { createWorld } from '../world.ts';
import { act, go } from './drive.ts';
import { chain, item, node, place, robot, testModel, yard } from './scenes.ts';
import { createErrands } from './traffic.ts';

/** What every engine must come to: recorded on Node 24, the same on Node 20 and Chromium 147. */
export const PARITY: Readonly<Record<string, string>> = {
  traffic: '8e39f27c6cbcb40c',
  senses: '2373.289289535',
  work: '7600753db228670b',
};

/** Hashes of two runs that use every part of the core: equal in every engine, or the core is not deterministic there. */
export const runParity = (): Readonly<Record<string, string>> => {
  const traffic = createWorld(yard(60), {
    seed: 77,
    faults: [
      { id: 'f1', kind: 'slow', target: 'r0003', at: 5, seconds: 10 },
      { id: 'f2', kind: 'blocked_aisle', target: 'n3_3', at: 4, seconds: 20 },
    ],
  });
  const errands = createErrands(traffic, 77);
  let senses = 0;
  for (let tick = 0; tick < 1200; tick += 1) {
    if (tick % 10 === 0) errands();
    traffic.step(1);
    if (tick % 100 === 0) senses += traffic.senses.scan('r0000', 36, 10).reduce((sum, range) => sum + range, 0);
    if (tick % 100 === 0) senses += traffic.senses.believedPose('r0001')!.x;
  }
  const work = createWorld(
    testModel({
      graph: { nodes: [node('a', 0, 0), node('b', 6, 0), node('c', 6, 4)], edges: chain('a', 'b', 'c') },
      places: [
        place('table', 'table', 0, -0.8, ['a']),
        place('fridge', 'fridge', 6.9, 0, ['b'], { size: [0.6, 0.6, 1.6], height: 0.9 }),
        place('pad', 'pad', 6, 4.6, ['c'], { size: [1, 1, 0.02], obstacle: false }),
      ],
      items: [item('cup', 'table'), item('mug', 'table')],
      robots: [robot('helper', 'helper', 'a'), robot('drone', 'drone', 'c')],
    }),
    { seed: 3, faults: [{ id: 'f', kind: 'slip', target: 'helper', chance: 0.3 }] },
  );
  for (let round = 0; round < 4; round += 1) {
    const name = round % 2 === 0 ? 'cup' : 'mug';
    act(work, 'helper', 'pick', { item: name, where: 'table' });
    go(work, 'helper', 'b');
    act(work, 'helper', 'open', { where: 'fridge' });
    act(work, 'helper', 'place', { item: name, where: 'fridge' });
    go(work, 'drone', 'b', 'c');
    act(work, 'drone', 'land', { where: 'pad' });
    go(work, 'helper', 'a');
  }
  return {
    traffic: traffic.hash(),
    senses: senses.toFixed(9),
    work: work.hash(),
  };
};
