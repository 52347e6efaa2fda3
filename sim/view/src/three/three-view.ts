import type { SimSnapshot } from '@muster/sim-core';
import {
  ACESFilmicToneMapping,
  Color,
  DirectionalLight,
  Fog,
  HemisphereLight,
  PCFSoftShadowMap,
  PerspectiveCamera,
  Raycaster,
  Scene,
  Vector2,
  Vector3,
  WebGLRenderer,
} from 'three';
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js';
import { SCENE_PAINT } from '../colours.ts';
import { mixSnapshots } from '../interpolate.ts';
import { isSoftwareRenderer, QualityGovernor } from '../quality.ts';
import type { Quality, RobotTag, SceneView, ViewOptions, ViewPlan } from '../types.ts';
import { Kit } from './kit.ts';
import { Labels } from './labels.ts';
import { Stage } from './stage.ts';

const RATIO: Readonly<Record<Quality, number>> = { high: 2, medium: 1, low: 1, minimal: 0.5 };
/** Share of the time that drawing may take; the rest is for the page. */
const DUTY = 0.45;

/**
 * The scene in 3D. Draws on demand: on news, on a moving camera, while something is between two snapshots.
 *
 * @throws when the browser has no WebGL; the caller falls back to the map
 */
export const createThreeView = (container: HTMLElement, options: ViewOptions): SceneView =>
  new ThreeView(container, options);

class ThreeView implements SceneView {
  readonly #container: HTMLElement;
  readonly #options: ViewOptions;
  #renderer: WebGLRenderer;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(38, 1, 0.1, 400);
  #controls: OrbitControls;
  readonly #labels: Labels;
  #stage: Stage;
  #governor: QualityGovernor;
  #isPinned: boolean;
  #theme: ViewOptions['theme'];
  #floor: string;
  #snapshot: SimSnapshot | null = null;
  #before: SimSnapshot | null = null;
  #arrived = 0;
  #interval = 100;
  #frame = 0;
  #last = 0;
  #nextAllowed = 0;
  #frames = 0;
  #frameMs = 0;
  #plan: ViewPlan = { routes: [], ghosts: [] };
  #tags: Readonly<Record<string, RobotTag>> = {};
  #selected: string | null = null;
  #isGone = false;
  readonly #observer: ResizeObserver;

  constructor(container: HTMLElement, options: ViewOptions) {
    this.#container = container;
    this.#options = options;
    this.#theme = options.theme;
    this.#floor = options.floor;
    this.#isPinned = options.quality !== 'auto';
    this.#governor = new QualityGovernor(options.quality === 'auto' ? startQuality() : options.quality);
    this.#labels = new Labels(container, options.world, options.language);
    this.#renderer = this.#makeRenderer();
    this.#controls = this.#makeControls();
    this.#stage = this.#makeStage();
    this.#frameAll();
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(container);
    this.#resize();
    document.addEventListener('visibilitychange', this.#ask);
    options.onQuality?.(this.#governor.quality);
  }

  show(snapshot: SimSnapshot, jump = false): void {
    const now = performance.now();
    this.#before = jump ? null : this.#snapshot;
    this.#interval = Math.min(400, Math.max(60, now - this.#arrived));
    this.#arrived = now;
    this.#snapshot = snapshot;
    this.#ask();
  }

  setTags(tags: Readonly<Record<string, RobotTag>>): void {
    this.#tags = tags;
    this.#labels.setTags(tags);
    this.#stage.setTags(tags);
    this.#ask();
  }

  setPlan(plan: ViewPlan): void {
    this.#plan = plan;
    this.#stage.setPlan(plan);
    this.#ask();
  }

  setTheme(theme: ViewOptions['theme']): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#rebuild();
  }

  setLanguage(language: ViewOptions['language']): void {
    this.#labels.setLanguage(language);
    this.#ask();
  }

  setQuality(quality: Quality | 'auto'): void {
    this.#isPinned = quality !== 'auto';
    const next = quality === 'auto' ? startQuality() : quality;
    if (next !== this.#governor.quality) this.#changeQuality(next);
  }

  setFloor(floor: string): void {
    if (floor === this.#floor) return;
    this.#floor = floor;
    this.#rebuild();
    this.#frameAll();
  }

  select(id: string | null): void {
    this.#selected = id;
    this.#labels.select(id);
    this.#stage.select(id);
    this.#ask();
  }

  focus(id: string | null): void {
    const at = id === null ? null : this.#stage.whereIs(id);
    if (!at) {
      this.#frameAll();
      return;
    }
    const away = this.#camera.position.clone().sub(this.#controls.target).setLength(9);
    this.#controls.target.copy(at);
    this.#camera.position.copy(at).add(away);
    this.#controls.update();
    this.#ask();
  }

  get stats(): SceneView['stats'] {
    return { frames: this.#frames, frameMs: this.#frameMs, quality: this.#governor.quality };
  }

  dispose(): void {
    this.#isGone = true;
    cancelAnimationFrame(this.#frame);
    document.removeEventListener('visibilitychange', this.#ask);
    this.#observer.disconnect();
    this.#stage.dispose();
    this.#labels.dispose();
    this.#controls.dispose();
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
    this.#renderer.domElement.remove();
  }

  #makeRenderer(): WebGLRenderer {
    const { quality } = this.#governor;
    const isRich = quality === 'high' || quality === 'medium';
    const renderer = new WebGLRenderer({ antialias: isRich, powerPreference: 'high-performance' });
    renderer.setPixelRatio(Math.min(RATIO[quality], quality === 'minimal' ? 0.5 : devicePixelRatio));
    if (isRich) {
      renderer.toneMapping = ACESFilmicToneMapping;
      renderer.toneMappingExposure = 1.05;
    }
    if (quality === 'high') {
      renderer.shadowMap.enabled = true;
      renderer.shadowMap.type = PCFSoftShadowMap;
    }
    const canvas = renderer.domElement;
    canvas.className = 'view-canvas';
    canvas.setAttribute('aria-hidden', 'true');
    this.#container.prepend(canvas);
    let down: { x: number; y: number } | null = null;
    canvas.addEventListener('pointerdown', (event) => {
      down = { x: event.clientX, y: event.clientY };
    });
    canvas.addEventListener('pointerup', (event) => {
      if (down && Math.hypot(event.clientX - down.x, event.clientY - down.y) < 5) this.#pick(event);
      down = null;
    });
    canvas.addEventListener('webglcontextrestored', () => this.#rebuild());
    return renderer;
  }

  #makeControls(): OrbitControls {
    const controls = new OrbitControls(this.#camera, this.#renderer.domElement);
    controls.enableDamping = !this.#options.reducedMotion;
    controls.dampingFactor = 0.12;
    controls.maxPolarAngle = Math.PI * 0.49;
    controls.minDistance = 2;
    controls.maxDistance = 160;
    controls.addEventListener('change', this.#ask);
    return controls;
  }

  #makeStage(): Stage {
    const { quality } = this.#governor;
    const paint = SCENE_PAINT[this.#theme];
    const isRich = quality === 'high' || quality === 'medium';
    this.#scene.clear();
    this.#scene.background = new Color(paint.background);
    this.#scene.fog = new Fog(paint.background, 60, 190);
    const sun = new DirectionalLight('#ffffff', isRich ? 2.6 : 1.8);
    this.#scene.add(new HemisphereLight(paint.sky, paint.earth, isRich ? 2.1 : 1.9), sun, sun.target);
    const stage = new Stage(this.#options.world, this.#theme, this.#floor, new Kit(quality), this.#labels);
    const { x0, y0, x1, y1 } = stage.layout.bounds;
    const span = Math.max(x1 - x0, y1 - y0);
    sun.target.position.set((x0 + x1) / 2, 0, -(y0 + y1) / 2);
    sun.position.copy(sun.target.position).add(new Vector3(-span * 0.35, span * 0.9, span * 0.4));
    if (quality === 'high') {
      sun.castShadow = true;
      sun.shadow.mapSize.set(2048, 2048);
      const half = span * 0.62;
      Object.assign(sun.shadow.camera, {
        left: -half,
        right: half,
        top: half,
        bottom: -half,
        near: 1,
        far: span * 2.5,
      });
      sun.shadow.bias = -0.0006;
      sun.shadow.normalBias = 0.04;
    }
    stage.setTags(this.#tags);
    stage.select(this.#selected);
    this.#scene.add(stage.root);
    return stage;
  }

  #rebuild(): void {
    this.#stage.dispose();
    this.#labels.clear();
    this.#stage = this.#makeStage();
    this.#labels.select(this.#selected);
    if (this.#snapshot) this.#stage.show(this.#snapshot, 0);
    this.#stage.setPlan(this.#plan);
    this.#ask();
  }

  #changeQuality(quality: Quality): void {
    this.#governor = new QualityGovernor(quality);
    const { target } = this.#controls;
    this.#controls.dispose();
    this.#renderer.dispose();
    this.#renderer.domElement.remove();
    this.#renderer = this.#makeRenderer();
    this.#controls = this.#makeControls();
    this.#controls.target.copy(target);
    this.#rebuild();
    this.#resize();
    this.#options.onQuality?.(quality);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#container;
    if (width === 0 || height === 0) return;
    const wasTiny = this.#camera.aspect === 1 && this.#frames === 0;
    this.#camera.aspect = width / height;
    this.#camera.updateProjectionMatrix();
    this.#renderer.setSize(width, height);
    if (wasTiny) this.#frameAll();
    this.#ask();
  }

  /** Camera on the whole of what is shown, from the south and above: as near as all corners fit. */
  #frameAll(): void {
    const { x0, y0, x1, y1 } = this.#stage.layout.bounds;
    const corners = [x0, x1].flatMap((x) => [y0, y1].flatMap((y) => [0, 1.6].map((z) => new Vector3(x, z, -y))));
    const target = new Vector3((x0 + x1) / 2, 0, -(y0 + y1) / 2);
    const pitch = 1;
    const way = new Vector3(0, Math.sin(pitch), Math.cos(pitch));
    let away = Math.max(x1 - x0, y1 - y0) * 2.6;
    for (let round = 0; round < 6; round += 1) {
      const extent = this.#extent(corners, target, way, away);
      away *= Math.max(extent.x, extent.y) / 0.94;
      // The far edge is drawn shorter than the near one: the middle of the picture is not the middle of the floor.
      target.z -= (extent.shift * away * Math.tan((this.#camera.fov * Math.PI) / 360)) / Math.sin(pitch);
    }
    this.#controls.target.copy(target);
    this.#camera.position.copy(target).addScaledVector(way, away);
    this.#controls.update();
    this.#ask();
  }

  /** Half width and half height that points take up, as shares of the screen's own, and how far up their middle is. */
  #extent(
    points: readonly Vector3[],
    target: Vector3,
    way: Vector3,
    away: number,
  ): { x: number; y: number; shift: number } {
    this.#camera.position.copy(target).addScaledVector(way, away);
    this.#camera.lookAt(target);
    this.#camera.updateMatrixWorld();
    const seen = points.map((point) => point.clone().project(this.#camera));
    const top = Math.max(...seen.map(({ y }) => y));
    const bottom = Math.min(...seen.map(({ y }) => y));
    return { x: Math.max(...seen.map(({ x }) => Math.abs(x))), y: (top - bottom) / 2, shift: (top + bottom) / 2 };
  }

  #pick(event: PointerEvent): void {
    const box = this.#renderer.domElement.getBoundingClientRect();
    const ray = new Raycaster();
    ray.setFromCamera(
      new Vector2(((event.clientX - box.left) / box.width) * 2 - 1, 1 - ((event.clientY - box.top) / box.height) * 2),
      this.#camera,
    );
    this.#options.onPick?.(this.#stage.pick(ray.ray.origin, ray.ray.direction));
  }

  #ask = (): void => {
    if (this.#frame === 0 && !this.#isGone && !document.hidden) this.#frame = requestAnimationFrame(this.#draw);
  };

  #draw = (): void => {
    this.#frame = 0;
    const now = performance.now();
    // A slow machine draws less often, so that buttons stay quick.
    if (now < this.#nextAllowed) {
      this.#ask();
      return;
    }
    const dt = Math.min(0.2, (now - this.#last) / 1000);
    this.#last = now;
    const share = this.#before ? Math.min(1, (now - this.#arrived) / this.#interval) : 1;
    let goesOn = share < 1;
    if (this.#snapshot) {
      const shown = this.#before && share < 1 ? mixSnapshots(this.#before, this.#snapshot, share) : this.#snapshot;
      goesOn = this.#stage.show(shown, dt) || goesOn;
    }
    this.#controls.update();
    this.#renderer.render(this.#scene, this.#camera);
    const { clientWidth: width, clientHeight: height } = this.#container;
    this.#labels.place(this.#camera, width, height);
    this.#frames += 1;
    this.#frameMs = this.#measure(now);
    this.#nextAllowed = performance.now() + this.#frameMs * (1 / DUTY - 1);
    const slower = this.#isPinned || this.#frames < 3 ? null : this.#governor.frame(now, this.#frameMs);
    if (slower) this.#changeQuality(slower);
    else if (goesOn) this.#ask();
  };

  /** Drawing on a software renderer returns before the work is done; one pixel read back waits for it, now and then. */
  #measure(started: number): number {
    if (this.#frames % 12 === 1) {
      const gl = this.#renderer.getContext();
      gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
      return performance.now() - started;
    }
    return Math.max(performance.now() - started, this.#frameMs * 0.95);
  }
}

/** Quality to start with: by the renderer's own name, where the browser tells it. */
const startQuality = (): Quality => {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) throw new Error('no WebGL');
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const name = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return isSoftwareRenderer(name) ? 'minimal' : 'medium';
};
