import { createBuiltInPlanner } from '@muster/planner';
import { formatScene } from '../library/format-scene.ts';
import { answerRequest } from '../server/routes.ts';
import { createSite } from '../site/local-site.ts';
import type { Site } from '../site/site.ts';
import { MEMORY_GROUND } from './memory-ground.ts';
import type { FromWorker, ToWorker } from './messages.ts';
import { bundledScenes, loadBundledWorld, readBundledLibrary, sceneIds } from './scenes.ts';

/** The dispatcher's second root: planner, proof, allocator, traffic, executor, bridge and simulator in one worker of the page. */
const say = (message: FromWorker): void => postMessage(message);

let opening: Promise<Site> | undefined;

const open = async (wanted: string, speed: number): Promise<Site> => {
  const known = sceneIds();
  const model = await loadBundledWorld(known.includes(wanted) ? wanted : (known.at(-1) ?? wanted));
  if (!model.ok) throw new Error(model.problems[0]?.says.en);
  const site = await createSite(
    { model: model.value, planner: createBuiltInPlanner(), speed, seed: 1, autoApprove: false },
    MEMORY_GROUND,
  );
  say({ type: 'live', message: site.hello() });
  site.subscribe((message) => say({ type: 'live', message }));
  return site;
};

const answer = async (order: Extract<ToWorker, { type: 'request' }>): Promise<void> => {
  const { id, method, path, body } = order;
  try {
    const site = await opening;
    if (!site) throw new Error('no scene is open');
    const url = new URL(path, 'http://page.invalid');
    if (url.pathname === '/api/scenes') {
      say({ type: 'reply', id, status: 200, body: await bundledScenes() });
      return;
    }
    const reply = await answerRequest(
      site,
      { method, path: url.pathname, query: url.searchParams, body },
      {
        loadLibrary: readBundledLibrary,
        saveScene: (scene) => ({ file: `${scene.id}.scene.json`, text: formatScene(scene) }),
      },
    );
    say({ type: 'reply', id, ...reply });
  } catch (error) {
    const says = {
      en: `The page's own dispatcher broke: ${String(error)}`,
      zh: `页面内的调度程序出错：${String(error)}`,
    };
    say({ type: 'reply', id, status: 500, body: { problems: [{ code: 'API_INTERNAL', says }] } });
  }
};

addEventListener('message', (event: MessageEvent<ToWorker>) => {
  const order = event.data;
  if (order.type === 'open') opening ??= open(order.scene, order.speed);
  else if (order.type === 'request') void answer(order);
  else if (order.message.type === 'stop') {
    const { scope, by } = order.message;
    void opening?.then((site) => site.stop(scope, by));
  }
});
