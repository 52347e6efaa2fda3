import type { Quality, RobotTag, SceneView, ViewPlan } from '@muster/sim-view';
import { createMapView, nodePoints, plannedPose, routePoints } from '@muster/sim-view';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { robotColour } from '../state/colours.ts';
import { TONE } from '../state/robot-state.ts';
import { changeSettings, type QualityChoice, useMedia, useSettings, useTheme } from '../state/settings.ts';
import { store, useConsole } from '../state/store.ts';
import { Button } from '../ui/controls.tsx';
import { useRobotRows } from './robots.tsx';
import { useShownRun, useShownSeconds, useSnapshot } from './use-shown.ts';

/** The picture: 3D where the browser can, the map where it can't; 3D is loaded only when it is asked for. */
export const ScenePanel = ({ map = false }: { readonly map?: boolean }) => {
  const { t } = useWords();
  const world = useConsole((state) => state.world);
  return (
    <section className="scene-panel" aria-label={t('view.title')}>
      <p className="visually-hidden">{t('view.alt')}</p>
      {world ? <Picture prefersMap={map} /> : <p className="scene-wait">{t('view.noWorld')}</p>}
    </section>
  );
};

/** The view that is mounted now; for the palette and the keyboard. */
export const sceneView: { current: SceneView | null } = { current: null };

const Picture = ({ prefersMap }: { readonly prefersMap: boolean }) => {
  const { t, language } = useWords();
  const theme = useTheme();
  const settings = useSettings();
  const world = useConsole((state) => state.world)!;
  const reducedMotion = useMedia('(prefers-reduced-motion: reduce)');
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<SceneView | null>(null);
  const [isFallback, setFallback] = useState(false);
  const [quality, setQuality] = useState<Quality | 'map'>('map');
  const wantsMap = settings.quality === 'map' || (prefersMap && settings.quality === 'auto');
  // biome-ignore lint/correctness/useExhaustiveDependencies: theme, language and the like are told to the view that is there
  useEffect(() => {
    const container = box.current;
    if (!container) return;
    let made: SceneView | null = null;
    let isGone = false;
    const options = {
      world,
      theme,
      language,
      quality: settings.quality === 'map' ? ('auto' as const) : settings.quality,
      floor: settings.floor,
      reducedMotion,
      onPick: (id: string | null) => {
        const isRobot = world.scene.robots.some((robot) => robot.id === id);
        store.dispatch({ type: 'select', selection: id === null ? {} : isRobot ? { robot: id } : { thing: id } });
      },
      onQuality: setQuality,
    };
    const drawMap = (): void => {
      made = createMapView(container, options);
      setQuality('map');
    };
    const start = async (): Promise<void> => {
      if (wantsMap) drawMap();
      else {
        const { createThreeView } = await import('@muster/sim-view/three');
        if (isGone) return;
        try {
          made = createThreeView(container, options);
        } catch {
          setFallback(true);
          drawMap();
        }
      }
      sceneView.current = made;
      setView(made);
      const { sim } = store.state;
      if (sim) made?.show(sim, true);
    };
    void start();
    return () => {
      isGone = true;
      made?.dispose();
      sceneView.current = null;
      setView(null);
    };
  }, [world, wantsMap, reducedMotion]);
  useFeed(view);
  useEffect(() => view?.setTheme(theme), [view, theme]);
  useEffect(() => view?.setLanguage(language), [view, language]);
  useEffect(() => view?.setFloor(settings.floor), [view, settings.floor]);
  useEffect(() => {
    if (settings.quality !== 'map') view?.setQuality(settings.quality);
  }, [view, settings.quality]);
  return (
    <>
      <div ref={box} className="scene-box" data-quality={quality} />
      {view ? null : <p className="scene-wait">{t('view.loading')}</p>}
      {isFallback ? <p className="scene-note">{t('view.noWebgl')}</p> : null}
      <ViewTools view={view} quality={quality} />
    </>
  );
};

const QUALITIES: readonly QualityChoice[] = ['auto', 'high', 'medium', 'low', 'minimal', 'map'];

const ViewTools = ({ view, quality }: { readonly view: SceneView | null; readonly quality: Quality | 'map' }) => {
  const { t, language } = useWords();
  const settings = useSettings();
  const floors = useConsole((state) => state.world?.scene.floors ?? NONE);
  return (
    <div className="view-tools">
      {floors.length > 1 ? (
        <select
          aria-label={t('view.floor')}
          value={settings.floor}
          onChange={(event) => changeSettings({ floor: event.target.value })}
        >
          <option value="all">{t('view.allFloors')}</option>
          {floors.map((floor) => (
            <option key={floor.id} value={floor.id}>
              {floor.names[language][0]}
            </option>
          ))}
        </select>
      ) : null}
      <select
        aria-label={t('view.quality')}
        value={settings.quality}
        onChange={(event) => changeSettings({ quality: event.target.value as QualityChoice })}
      >
        {QUALITIES.map((choice) => (
          <option key={choice} value={choice}>
            {choice === 'auto'
              ? `${t('view.quality.auto')} · ${t(`view.quality.${quality}`)}`
              : t(`view.quality.${choice}`)}
          </option>
        ))}
      </select>
      <Button look="quiet" bare icon="fit" label={t('view.fit')} onClick={() => view?.focus(null)} />
    </div>
  );
};

/** Tells the view everything that it draws, as it changes. */
const useFeed = (view: SceneView | null): void => {
  const { t } = useWords();
  const snapshot = useSnapshot();
  const isPast = useConsole((state) => state.cursor !== null);
  const selection = useConsole((state) => state.selection);
  const rows = useRobotRows();
  const plan = useViewPlan();
  useEffect(() => {
    if (snapshot) view?.show(snapshot, isPast);
  }, [view, snapshot, isPast]);
  useEffect(() => view?.select(selection.robot ?? selection.thing ?? null), [view, selection]);
  const tagKey = rows.map((row) => row.id + row.word).join() + t('word.idle');
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows change with every snapshot, words seldom
  useEffect(() => {
    const tags: Record<string, RobotTag> = Object.fromEntries(
      rows.map((row) => [row.id, { word: t(`word.${row.word}`), tone: TONE[row.word], colour: row.colour }]),
    );
    view?.setTags(tags);
  }, [view, tagKey]);
  useEffect(() => view?.setPlan(plan), [view, plan]);
};

const EMPTY: ViewPlan = { routes: [], ghosts: [] };
/** A ghost is drawn where a robot is this far (m) from its plan. */
const APART = 0.6;

/** Routes of the shown plan, and where it would have each robot now. */
const useViewPlan = (): ViewPlan => {
  const run = useShownRun();
  const world = useConsole((state) => state.world);
  const robots = useConsole((state) => state.site?.robots ?? NONE);
  const events = useConsole((state) => state.events);
  const seconds = Math.floor(useShownSeconds() * 2) / 2;
  const nodes = useMemo(() => (world ? nodePoints(world.scene) : null), [world]);
  const isDrawn = run?.state === 'awaiting-approval' || run?.state === 'running';
  const routes = isDrawn ? run.result?.schedule?.routes : undefined;
  const drawn = useMemo(
    () =>
      routes && nodes
        ? Object.entries(routes).flatMap(([robot, visits]) =>
            visits.length > 1
              ? [{ robot, colour: robotColour(robots, robot), points: routePoints(visits, nodes) }]
              : [],
          )
        : [],
    [routes, nodes, robots],
  );
  return useMemo(() => {
    if (drawn.length === 0) return EMPTY;
    const start = events.find(
      (event) => event.type === 'mission-started' && (event as { mission?: string }).mission === run?.mission,
    )?.atSeconds;
    const now = store.history.at(seconds);
    if (run?.state !== 'running' || start === undefined || !routes || !nodes || !now)
      return { routes: drawn, ghosts: [] };
    const ghosts = Object.entries(routes).flatMap(([robot, visits]) => {
      const planned = visits.length > 1 ? plannedPose(visits, nodes, seconds - start) : null;
      const actual = now.robots.find((entry) => entry.id === robot)?.pose;
      return planned && actual && Math.hypot(planned.x - actual.x, planned.y - actual.y) > APART
        ? [{ robot, ...planned }]
        : [];
    });
    return { routes: drawn, ghosts };
  }, [drawn, events, run, routes, nodes, seconds]);
};

const NONE: readonly never[] = [];
