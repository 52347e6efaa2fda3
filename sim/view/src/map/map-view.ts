import type { SimSnapshot } from '@muster/sim-core';
import { itemColour, LED_COLOUR, SCENE_PAINT } from '../colours.ts';
import { type FloorLayout, layoutFloors } from '../floor-layout.ts';
import { mixSnapshots } from '../interpolate.ts';
import type { RobotTag, SceneView, ViewOptions, ViewPlan } from '../types.ts';

/** Least time between two pictures, ms. */
const FRAME_MS = 45;

type Pose = { readonly floor: string; readonly x: number; readonly y: number; readonly yaw?: number };

/** The scene from above on a 2D canvas: the stand-in where WebGL is missing, and the calmer picture for a tablet. */
export const createMapView = (container: HTMLElement, options: ViewOptions): SceneView => {
  const { world } = options;
  const canvas = document.createElement('canvas');
  canvas.className = 'view-canvas';
  canvas.setAttribute('aria-hidden', 'true');
  container.append(canvas);
  const context = canvas.getContext('2d', { alpha: false })!;
  let { theme, language, floor } = options;
  let layout: FloorLayout = layoutFloors(world.scene, floor);
  let snapshot: SimSnapshot | null = null;
  let before: SimSnapshot | null = null;
  let arrived = 0;
  let interval = 100;
  let tags: Readonly<Record<string, RobotTag>> = {};
  let plan: ViewPlan = { routes: [], ghosts: [] };
  let selected: string | null = null;
  let zoom = 1;
  let pan = { x: 0, y: 0 };
  let frame = 0;
  let frames = 0;
  let frameMs = 0;
  let nextAllowed = 0;
  let spots: { id: string; x: number; y: number; r: number }[] = [];
  let written: { x: number; y: number; w: number }[] = [];

  const scale = (): number => {
    const { x0, y0, x1, y1 } = layout.bounds;
    return Math.min(canvas.clientWidth / (x1 - x0 + 2), canvas.clientHeight / (y1 - y0 + 2)) * zoom;
  };
  const toScreen = (pose: Pose): [number, number] => {
    const offset = layout.offsets[pose.floor] ?? { dx: 0, dy: 0, dz: 0 };
    const { x0, y0, x1, y1 } = layout.bounds;
    const k = scale();
    return [
      canvas.clientWidth / 2 + (pose.x + offset.dx - (x0 + x1) / 2 + pan.x) * k,
      canvas.clientHeight / 2 - (pose.y + offset.dy - (y0 + y1) / 2 + pan.y) * k,
    ];
  };
  const shown = (id: string): boolean => layout.shown.includes(id);
  const name = (id: string): string => world.entities[id]?.names[language][0] ?? id;

  const rectangle = (pose: Pose, length: number, width: number, fill: string, stroke?: string, radius = 2): void => {
    const [x, y] = toScreen(pose);
    const k = scale();
    context.save();
    context.translate(x, y);
    context.rotate(-(pose.yaw ?? 0));
    context.beginPath();
    context.roundRect((-length * k) / 2, (-width * k) / 2, length * k, width * k, radius);
    context.fillStyle = fill;
    context.fill();
    if (stroke) {
      context.strokeStyle = stroke;
      context.stroke();
    }
    context.restore();
  };
  /** Writes unless something is written there already; robots come first, so theirs always stand. */
  const text = (value: string, x: number, y: number, colour: string, size = 11, weight = 500): void => {
    context.font = `${weight} ${size}px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif`;
    const w = context.measureText(value).width + 8;
    if (
      value === '' ||
      written.some((other) => Math.abs(other.y - y) < 11 && Math.abs(other.x - x) < (other.w + w) / 2)
    )
      return;
    written.push({ x, y, w });
    context.textAlign = 'center';
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeStyle = theme === 'dark' ? '#10151ba0' : '#ffffff90';
    context.strokeText(value, x, y);
    context.lineWidth = 1;
    context.fillStyle = colour;
    context.fillText(value, x, y);
  };

  const drawGround = (): void => {
    const paint = SCENE_PAINT[theme];
    for (const entry of world.scene.floors.filter(({ id }) => shown(id))) {
      const [[x0, y0], [x1, y1]] = entry.bounds;
      rectangle({ floor: entry.id, x: (x0 + x1) / 2, y: (y0 + y1) / 2 }, x1 - x0, y1 - y0, paint.ground, paint.grid, 6);
      const [cx, top] = toScreen({ floor: entry.id, x: (x0 + x1) / 2, y: y1 });
      if (world.scene.floors.length > 1) text(entry.names[language][0] ?? entry.id, cx, top - 6, paint.faint, 12, 600);
    }
    for (const place of world.scene.places) {
      if (!shown(place.floor)) continue;
      if (place.obstacle === false || place.size[2] === 0)
        rectangle(place, place.size[0], place.size[1], `${paint.zone}66`, undefined, 3);
    }
    for (const place of world.scene.places)
      if (shown(place.floor) && place.obstacle !== false && place.size[2] > 0)
        rectangle(place, place.size[0], place.size[1], theme === 'dark' ? '#46566a' : '#eef2f6', paint.wall, 3);
    context.lineCap = 'round';
    for (const wall of world.scene.walls) {
      if (!shown(wall.floor)) continue;
      context.beginPath();
      context.moveTo(...toScreen({ floor: wall.floor, x: wall.from[0], y: wall.from[1] }));
      context.lineTo(...toScreen({ floor: wall.floor, x: wall.to[0], y: wall.to[1] }));
      context.lineWidth = Math.max(2, (wall.thickness ?? 0.15) * scale());
      context.strokeStyle = paint.wall;
      context.stroke();
    }
    context.lineWidth = 1;
  };

  const drawRoutes = (now: SimSnapshot): void => {
    const stroke = (points: readonly Pose[], colour: string, width: number, dash: number[]): void => {
      context.beginPath();
      points.forEach((point, index) => {
        const previous = points[index - 1];
        if (index === 0 || previous?.floor !== point.floor) context.moveTo(...toScreen(point));
        else context.lineTo(...toScreen(point));
      });
      context.setLineDash(dash);
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
      context.setLineDash([]);
    };
    for (const route of plan.routes)
      stroke(
        route.points.filter((point) => shown(point.floor)),
        `${route.colour}88`,
        2,
        [6, 6],
      );
    for (const robot of now.robots)
      if (robot.path.length > 0)
        stroke(
          [robot.pose, ...robot.path].filter((point) => shown(point.floor)),
          tags[robot.id]?.colour ?? '#5b9dff',
          3.5,
          [],
        );
    context.lineWidth = 1;
  };

  const drawThings = (now: SimSnapshot): void => {
    for (const item of now.items) {
      if (!shown(item.pose.floor)) continue;
      const scene = world.scene.items.find(({ id }) => id === item.id);
      const entity = world.entities[item.id];
      const size = scene?.size ?? [0.3, 0.3, 0.3];
      rectangle(
        item.pose,
        Math.max(size[0], 0.18),
        Math.max(size[1], 0.18),
        itemColour(item.id, entity?.class ?? '', entity?.properties ?? {}),
        '#0006',
      );
    }
    for (const device of now.devices) {
      const place = world.scene.places.find(({ id }) => id === device.id);
      if (!place || !shown(place.floor) || device.behaviour !== 'door') continue;
      rectangle(
        { ...place, yaw: (place.yaw ?? 0) + (device.opening * Math.PI) / 2.2 },
        place.size[0],
        0.12,
        '#ffb45499',
      );
    }
    for (const obstacle of now.obstacles)
      if (shown(obstacle.pose.floor))
        rectangle(obstacle.pose, obstacle.radius * 2, obstacle.radius * 2, '#ff8a1f', '#0008', 99);
  };

  const drawRobots = (now: SimSnapshot): void => {
    const paint = SCENE_PAINT[theme];
    for (const ghost of plan.ghosts)
      if (shown(ghost.floor)) rectangle(ghost, 0.8, 0.6, '#ffffff22', tags[ghost.robot]?.colour ?? '#5b9dff', 5);
    for (const robot of now.robots) {
      if (!shown(robot.pose.floor)) continue;
      const body = world.robots[robot.kind]?.body;
      const tag = tags[robot.id];
      const length = Math.max(body?.length ?? 0.6, 0.5);
      const width = Math.max(body?.width ?? 0.5, 0.4);
      rectangle(robot.pose, length, width, tag?.colour ?? '#5b9dff', selected === robot.id ? paint.ink : '#0008', 5);
      const [x, y] = toScreen(robot.pose);
      context.beginPath();
      context.arc(
        x + Math.cos(robot.pose.yaw) * length * 0.34 * scale(),
        y - Math.sin(robot.pose.yaw) * length * 0.34 * scale(),
        3,
        0,
        7,
      );
      context.fillStyle = LED_COLOUR[robot.led] ?? '#fff';
      context.fill();
      spots.push({ id: robot.id, x, y, r: Math.max(18, length * scale()) });
      text(name(robot.id), x, y - length * scale() * 0.5 - 16, paint.ink, 12.5, 650);
      text(tag?.word ?? '', x, y - length * scale() * 0.5 - 4, paint.faint, 11);
    }
  };

  const drawPeople = (now: SimSnapshot): void => {
    const paint = SCENE_PAINT[theme];
    for (const person of now.people) {
      if (!shown(person.pose.floor)) continue;
      rectangle(person.pose, 0.5, 0.5, '#e3b505', '#0008', 99);
      const [x, y] = toScreen(person.pose);
      text(name(person.id), x, y + 18, paint.faint, 11);
    }
  };

  const drawNames = (): void => {
    if (scale() < 14) return;
    const paint = SCENE_PAINT[theme];
    for (const place of world.scene.places) {
      if (!shown(place.floor)) continue;
      const [x, y] = toScreen(place);
      spots.push({ id: place.id, x, y, r: (Math.max(place.size[0], place.size[1]) / 2) * scale() });
      const isZone = place.obstacle === false;
      text(
        name(place.id),
        x,
        isZone ? y : y + (place.size[1] / 2) * scale() + 13,
        selected === place.id ? paint.ink : paint.faint,
        11,
      );
    }
  };

  const draw = (): void => {
    frame = 0;
    const started = performance.now();
    if (started < nextAllowed) {
      ask();
      return;
    }
    const ratio = Math.min(2, devicePixelRatio || 1);
    if (
      canvas.width !== Math.round(canvas.clientWidth * ratio) ||
      canvas.height !== Math.round(canvas.clientHeight * ratio)
    ) {
      canvas.width = Math.round(canvas.clientWidth * ratio);
      canvas.height = Math.round(canvas.clientHeight * ratio);
    }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.fillStyle = SCENE_PAINT[theme].background;
    context.fillRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    spots = [];
    written = [];
    const share = before ? Math.min(1, (started - arrived) / interval) : 1;
    drawGround();
    if (snapshot) {
      const now = before ? mixSnapshots(before, snapshot, share) : snapshot;
      drawRoutes(now);
      drawThings(now);
      drawRobots(now);
      drawPeople(now);
      drawNames();
    } else drawNames();
    frames += 1;
    frameMs = performance.now() - started;
    // Things creep on a map: a few pictures a second are smooth, and leave a slow machine to the buttons.
    nextAllowed = performance.now() + Math.max(FRAME_MS, frameMs * 3);
    if (share < 1) ask();
  };
  const ask = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };

  const observer = new ResizeObserver(ask);
  observer.observe(container);
  let grabbed: { x: number; y: number; moved: boolean } | null = null;
  canvas.onpointerdown = (event) => {
    grabbed = { x: event.clientX, y: event.clientY, moved: false };
    canvas.setPointerCapture(event.pointerId);
  };
  canvas.onpointermove = (event) => {
    if (!grabbed) return;
    const k = scale();
    const dx = event.clientX - grabbed.x;
    const dy = event.clientY - grabbed.y;
    if (Math.abs(dx) + Math.abs(dy) < 3 && !grabbed.moved) return;
    pan = { x: pan.x + dx / k, y: pan.y - dy / k };
    grabbed = { x: event.clientX, y: event.clientY, moved: true };
    ask();
  };
  canvas.onpointerup = (event) => {
    const wasMoved = grabbed?.moved ?? false;
    grabbed = null;
    if (wasMoved) return;
    const box = canvas.getBoundingClientRect();
    const near = [...spots]
      .reverse()
      .find((spot) => Math.hypot(spot.x - (event.clientX - box.left), spot.y - (event.clientY - box.top)) <= spot.r);
    options.onPick?.(near?.id ?? null);
  };
  canvas.onwheel = (event) => {
    event.preventDefault();
    zoom = Math.min(8, Math.max(0.6, zoom * Math.exp(-event.deltaY / 600)));
    ask();
  };
  ask();

  return {
    show: (next, jump = false) => {
      const at = performance.now();
      before = jump ? null : snapshot;
      interval = Math.min(400, Math.max(60, at - arrived));
      arrived = at;
      snapshot = next;
      ask();
    },
    setTags: (next) => {
      tags = next;
      ask();
    },
    setPlan: (next) => {
      plan = next;
      ask();
    },
    setTheme: (next) => {
      theme = next;
      ask();
    },
    setLanguage: (next) => {
      language = next;
      ask();
    },
    setQuality: () => undefined,
    setFloor: (next) => {
      floor = next;
      layout = layoutFloors(world.scene, floor);
      pan = { x: 0, y: 0 };
      zoom = 1;
      ask();
    },
    select: (id) => {
      selected = id;
      ask();
    },
    focus: (id) => {
      const { x0, y0, x1, y1 } = layout.bounds;
      const target =
        id === null
          ? undefined
          : (snapshot?.robots.find((robot) => robot.id === id)?.pose ??
            world.scene.places.find((place) => place.id === id));
      const offset = target ? layout.offsets[target.floor] : undefined;
      zoom = target && offset ? 2 : 1;
      pan =
        target && offset
          ? { x: (x0 + x1) / 2 - target.x - offset.dx, y: (y0 + y1) / 2 - target.y - offset.dy }
          : { x: 0, y: 0 };
      ask();
    },
    get stats() {
      return { frames, frameMs, quality: 'map' as const };
    },
    dispose: () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      canvas.remove();
    },
  };
};
