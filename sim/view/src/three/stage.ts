import type { SimPose, SimRobot, SimSnapshot } from '@muster/sim-core';
import { CircleGeometry, Group, Mesh, MeshBasicMaterial, RingGeometry, Vector3 } from 'three';
import { type FloorLayout, layoutFloors } from '../floor-layout.ts';
import type { RobotTag, ViewPlan, ViewTheme, ViewWorld } from '../types.ts';
import type { Kit, Point } from './kit.ts';
import type { Labels } from './labels.ts';
import { clearGroup, ribbon } from './paths.ts';
import { BODIES, type RobotBody } from './robots/index.ts';
import { buildDevice, type DeviceBody } from './scene/devices.ts';
import { buildItem } from './scene/items.ts';
import { buildPerson } from './scene/people.ts';
import { buildStaticScene } from './scene/static-scene.ts';

type Actor = { readonly root: Group; readonly pick: number };

/** All bodies of the scene in ROS axes; built for one theme, quality and choice of floors, then moved by snapshots. */
export class Stage {
  /** Turned so that z is up on the screen; everything below is in metres of `map`. */
  readonly root = new Group();
  readonly layout: FloorLayout;
  readonly #world: ViewWorld;
  readonly #kit: Kit;
  readonly #labels: Labels;
  readonly #robots = new Map<string, RobotBody & Actor>();
  readonly #items = new Map<string, Actor>();
  readonly #devices = new Map<string, DeviceBody>();
  readonly #people = new Map<string, ReturnType<typeof buildPerson>>();
  readonly #routes = new Group();
  readonly #planned = new Group();
  readonly #ghosts = new Group();
  readonly #obstacles = new Group();
  readonly #discs = new Map<string, Mesh>();
  readonly #shadows = new Group();
  readonly #ring: Mesh;
  readonly #elevation: ReadonlyMap<string, number>;
  #tags: Readonly<Record<string, RobotTag>> = {};
  #selected: string | null = null;
  #routeKey = '';
  #shown: SimSnapshot | null = null;

  constructor(world: ViewWorld, theme: ViewTheme, floor: string, kit: Kit, labels: Labels) {
    this.#world = world;
    this.#kit = kit;
    this.#labels = labels;
    this.layout = layoutFloors(world.scene, floor);
    this.#elevation = new Map(world.scene.floors.map((entry) => [entry.id, entry.elevation]));
    this.root.rotation.x = -Math.PI / 2;
    this.root.add(
      buildStaticScene(world, this.layout, theme, kit),
      this.#planned,
      this.#routes,
      this.#shadows,
      this.#ghosts,
      this.#obstacles,
    );
    for (const place of world.scene.places) {
      const behaviour =
        place.device === undefined
          ? place.class === 'door'
            ? 'door'
            : 'container'
          : (world.devices[place.device]?.behaviour ?? '');
      const device = this.layout.shown.includes(place.floor) ? buildDevice(place, behaviour, theme, kit) : null;
      if (!device) continue;
      const offset = this.layout.offsets[place.floor]!;
      const at = new Group();
      at.position.set(offset.dx, offset.dy, 0);
      at.add(device.root);
      this.root.add(at);
      this.#devices.set(place.id, device);
    }
    this.#ring = new Mesh(
      kit.own(new RingGeometry(0.86, 1, 48)),
      kit.own(new MeshBasicMaterial({ color: '#4cc2ff', transparent: true, opacity: 0.9, depthWrite: false })),
    );
    this.#ring.visible = false;
    this.root.add(this.#ring);
    this.#labelStatics();
  }

  /** Point of the drawn world for a pose. */
  at(pose: { readonly floor: string; readonly x: number; readonly y: number; readonly z: number }): Vector3 {
    const offset = this.layout.offsets[pose.floor] ?? { dx: 0, dy: 0, dz: 0 };
    return new Vector3(pose.x + offset.dx, pose.y + offset.dy, pose.z + offset.dz);
  }

  setTags(tags: Readonly<Record<string, RobotTag>>): void {
    this.#tags = tags;
  }

  select(id: string | null): void {
    this.#selected = id;
  }

  /** Where something is, in three's axes; for the camera. */
  whereIs(id: string): Vector3 | null {
    const robot = this.#shown?.robots.find((entry) => entry.id === id);
    const item = this.#shown?.items.find((entry) => entry.id === id);
    const place = this.#world.scene.places.find((entry) => entry.id === id);
    const pose =
      robot?.pose ??
      item?.pose ??
      (place ? { floor: place.floor, x: place.x, y: place.y, z: this.#elevation.get(place.floor) ?? 0 } : null);
    if (!pose || !this.layout.shown.includes(pose.floor)) return null;
    const { x, y, z } = this.at(pose);
    return new Vector3(x, z, -y);
  }

  setPlan(plan: ViewPlan): void {
    clearGroup(this.#planned);
    for (const route of plan.routes) {
      const band = ribbon(route.points, this.layout, route.colour, this.#bandWidth(), 0.8, 0.03, this.#bandWidth() * 4);
      if (band) this.#planned.add(band);
    }
    clearGroup(this.#ghosts);
    for (const ghost of plan.ghosts) {
      if (!this.layout.shown.includes(ghost.floor)) continue;
      const robot = this.#shown?.robots.find((entry) => entry.id === ghost.robot);
      const body = robot ? this.#world.robots[robot.kind]?.body : undefined;
      const radius = Math.max(0.3, (body?.length ?? 0.6) / 2);
      const ring = new Mesh(
        new RingGeometry(radius * 0.84, radius, 28),
        new MeshBasicMaterial({
          color: this.#tags[ghost.robot]?.colour ?? '#8fa1b3',
          transparent: true,
          opacity: 0.75,
          depthWrite: false,
        }),
      );
      ring.position.copy(this.at(ghost)).setZ(this.at(ghost).z + 0.04);
      this.#ghosts.add(ring);
    }
  }

  /** @returns whether something goes on moving without a new snapshot */
  show(snapshot: SimSnapshot, dt: number): boolean {
    this.#shown = snapshot;
    let isMoving = false;
    this.#marks(snapshot);
    for (const robot of snapshot.robots) isMoving = this.#showRobot(robot, snapshot, dt) || isMoving;
    for (const item of snapshot.items) {
      const actor = this.#items.get(item.id) ?? this.#addItem(item.id);
      if (!actor) continue;
      actor.root.visible = this.layout.shown.includes(item.pose.floor);
      this.#pose(actor.root, item.pose);
    }
    const present = new Set(snapshot.items.map((item) => item.id));
    for (const [id, actor] of this.#items) if (!present.has(id)) actor.root.visible = false;
    for (const device of snapshot.devices) {
      const place = this.#world.scene.places.find((entry) => entry.id === device.id);
      this.#devices.get(device.id)?.update(device, this.#elevation.get(place?.floor ?? '') ?? 0);
    }
    for (const person of snapshot.people) {
      let body = this.#people.get(person.id);
      if (!body) {
        body = buildPerson(this.#kit);
        this.root.add(body.root);
        this.#people.set(person.id, body);
      }
      body.root.visible = this.layout.shown.includes(person.pose.floor);
      this.#pose(body.root, person.pose);
      body.update(person.speed, snapshot.seconds);
      this.#label(person.id, 'person', person.pose, 1.85);
    }
    this.#showObstacles(snapshot);
    this.#showRoutes(snapshot);
    this.#showSelection();
    return isMoving;
  }

  /** Id of the nearest robot, item or place to a ray, by centre distance on the drawn world. */
  pick(origin: Vector3, direction: Vector3): string | null {
    let best: { id: string; score: number } | null = null;
    const test = (id: string, centre: Vector3, radius: number, bonus: number): void => {
      const way = centre.clone().sub(origin);
      const along = way.dot(direction);
      const off = way.sub(direction.clone().multiplyScalar(along)).length();
      if (along <= 0 || off > radius) return;
      const score = off / radius + bonus;
      if (!best || score < best.score) best = { id, score };
    };
    for (const [id, { root, pick }] of this.#robots)
      if (root.visible)
        test(id, root.getWorldPosition(new Vector3()).add(new Vector3(0, 0.3, 0)), Math.max(0.6, pick), -1);
    for (const [id, { root, pick }] of this.#items)
      if (root.visible) test(id, root.getWorldPosition(new Vector3()), Math.max(0.25, pick), 0);
    for (const place of this.#world.scene.places) {
      const at = this.whereIs(place.id);
      if (at)
        test(
          place.id,
          at.add(new Vector3(0, place.size[2] / 2, 0)),
          Math.max(place.size[0], place.size[1]) / 2,
          place.obstacle === false ? 2 : 1,
        );
    }
    return (best as { id: string } | null)?.id ?? null;
  }

  dispose(): void {
    clearGroup(this.#planned);
    clearGroup(this.#routes);
    clearGroup(this.#ghosts);
    this.root.removeFromParent();
    this.#kit.dispose();
  }

  #showRobot(robot: SimRobot, snapshot: SimSnapshot, dt: number): boolean {
    const body = this.#robots.get(robot.id) ?? this.#addRobot(robot);
    if (!body) return false;
    body.root.visible = this.layout.shown.includes(robot.pose.floor);
    this.#pose(body.root, robot.pose);
    const manifest = this.#world.robots[robot.kind];
    this.#label(robot.id, 'robot', robot.pose, (manifest?.body.height ?? 0.6) + 0.25);
    const held = snapshot.items.find((item) => item.id === robot.held[0]);
    const loaded = snapshot.items.find((item) => item.id === robot.loaded[0]);
    const ground = this.#elevation.get(robot.pose.floor) ?? 0;
    return body.update(robot, {
      dt,
      target: held ? this.#inFrame(robot.pose, held.pose) : this.#workTarget(robot, snapshot),
      load: loaded ? loaded.pose.z - ground : null,
    });
  }

  /** A disc in the robot's own colour under each: found at a glance, and the same colour as its lane. */
  #marks(snapshot: SimSnapshot): void {
    for (const robot of snapshot.robots) {
      const colour = this.#tags[robot.id]?.colour;
      if (colour === undefined) continue;
      let mark = this.#discs.get(robot.id);
      if (!mark) {
        const body = this.#world.robots[robot.kind]?.body;
        const radius = Math.max(0.3, Math.max(body?.length ?? 0.6, body?.width ?? 0.6) * 0.62) + 0.12;
        mark = new Mesh(
          this.#kit.own(new RingGeometry(radius * 0.86, radius, 40)),
          this.#kit.own(new MeshBasicMaterial({ color: colour, transparent: true, opacity: 0.9, depthWrite: false })),
        );
        mark.renderOrder = 1;
        this.root.add(mark);
        this.#discs.set(robot.id, mark);
      }
      mark.visible = this.layout.shown.includes(robot.pose.floor);
      const { x, y } = this.at(robot.pose);
      mark.position.set(x, y, 0.025);
    }
  }

  /** What a running skill works at: reached for in the middle of it, let go of at its end. */
  #workTarget(robot: SimRobot, snapshot: SimSnapshot): Point | null {
    const { command } = robot;
    if (command?.kind !== 'skill' || command.progress < 0.08 || command.progress > 0.92) return null;
    for (const value of Object.values(command.args)) {
      const item = snapshot.items.find((entry) => entry.id === value);
      if (item && item.pose.floor === robot.pose.floor) return this.#inFrame(robot.pose, item.pose);
    }
    for (const value of Object.values(command.args)) {
      const place = this.#world.scene.places.find((entry) => entry.id === value);
      if (place && place.floor === robot.pose.floor)
        return this.#inFrame(robot.pose, {
          ...place,
          z: (this.#elevation.get(place.floor) ?? 0) + (place.height ?? place.size[2]),
        });
    }
    return null;
  }

  #inFrame(robot: SimPose, thing: { readonly x: number; readonly y: number; readonly z: number }): Point {
    const dx = thing.x - robot.x;
    const dy = thing.y - robot.y;
    const c = Math.cos(robot.yaw);
    const s = Math.sin(robot.yaw);
    return [dx * c + dy * s, dy * c - dx * s, thing.z - robot.z];
  }

  #pose(object: Group, pose: SimPose): void {
    object.position.copy(this.at(pose));
    object.rotation.z = pose.yaw;
  }

  #addRobot(robot: SimRobot): (RobotBody & Actor) | null {
    const manifest = this.#world.robots[robot.kind];
    if (!manifest) return null;
    const body = BODIES[manifest.look.model](manifest, this.#kit);
    const made = { ...body, pick: Math.max(manifest.body.length, manifest.body.height) / 2 };
    if (this.#kit.quality !== 'minimal' && this.#kit.quality !== 'high')
      body.root.add(this.#blob(Math.max(manifest.body.length, manifest.body.width) * 0.62));
    this.root.add(body.root);
    this.#robots.set(robot.id, made);
    return made;
  }

  #blob(radius: number): Mesh {
    const blob = new Mesh(
      this.#kit.own(new CircleGeometry(radius, 24)),
      this.#kit.own(new MeshBasicMaterial({ color: '#000000', transparent: true, opacity: 0.22, depthWrite: false })),
    );
    blob.position.z = 0.012;
    return blob;
  }

  #addItem(id: string): Actor | null {
    const item = this.#world.scene.items.find((entry) => entry.id === id);
    if (!item) return null;
    const root = buildItem(item, this.#world, this.#kit);
    this.root.add(root);
    const made = { root, pick: Math.max(...item.size) / 2 };
    this.#items.set(id, made);
    return made;
  }

  #label(id: string, kind: 'robot' | 'person', pose: SimPose, above: number): void {
    const { x, y, z } = this.at(pose);
    this.#labels.put(id, kind, new Vector3(x, z + above, -y), this.layout.shown.includes(pose.floor));
  }

  #labelStatics(): void {
    for (const place of this.#world.scene.places) {
      if (!this.layout.shown.includes(place.floor)) continue;
      const { x, y, z } = this.at({ ...place, z: this.#elevation.get(place.floor) ?? 0 });
      this.#labels.put(place.id, 'place', new Vector3(x, z + Math.min(2.4, place.size[2]) + 0.12, -y));
    }
    if (this.#world.scene.floors.length > 1)
      for (const floor of this.#world.scene.floors) {
        if (!this.layout.shown.includes(floor.id)) continue;
        const [[x0], [x1, y1]] = floor.bounds;
        const { x, y } = this.at({ floor: floor.id, x: (x0 + x1) / 2, y: y1, z: 0 });
        this.#labels.put(floor.id, 'floor', new Vector3(x, 1.6, -y - 0.4));
      }
  }

  /** Wide enough to be seen when the whole scene is in the picture, metres. */
  #bandWidth(): number {
    const { x0, y0, x1, y1 } = this.layout.bounds;
    return Math.min(0.3, Math.max(0.05, Math.max(x1 - x0, y1 - y0) / 210));
  }

  #showObstacles(snapshot: SimSnapshot): void {
    while (this.#obstacles.children.length > snapshot.obstacles.length)
      this.#obstacles.children.at(-1)?.removeFromParent();
    snapshot.obstacles.forEach((obstacle, index) => {
      let cone = this.#obstacles.children[index];
      if (!cone) {
        cone = this.#kit
          .parts()
          .box([0.6, 0.6, 0.5], [0, 0, 0.25], '#b98a5c', 0.03)
          .cylinder(0.16, 0.5, [0, 0, 0.74], '#f28c28', 'z', 0.03)
          .cylinder(0.115, 0.1, [0, 0, 0.76], '#f4f6f8', 'z', 0.09)
          .mesh();
        this.#obstacles.add(cone);
      }
      cone.position.copy(this.at(obstacle.pose));
      cone.visible = this.layout.shown.includes(obstacle.pose.floor);
    });
  }

  #showRoutes(snapshot: SimSnapshot): void {
    const key = snapshot.robots
      .map(
        (robot) =>
          `${robot.id}${robot.path.length}${robot.path.length > 0 ? `${robot.pose.x.toFixed(1)},${robot.pose.y.toFixed(1)}` : ''}`,
      )
      .join();
    if (key === this.#routeKey) return;
    this.#routeKey = key;
    clearGroup(this.#routes);
    for (const robot of snapshot.robots) {
      if (robot.path.length === 0) continue;
      const band = ribbon(
        [robot.pose, ...robot.path],
        this.layout,
        this.#tags[robot.id]?.colour ?? '#5b9dff',
        this.#bandWidth() * 1.7,
        0.95,
        0.04,
      );
      if (band) this.#routes.add(band);
    }
  }

  #showSelection(): void {
    const id = this.#selected;
    const robot = id === null ? undefined : this.#robots.get(id);
    const item = id === null ? undefined : this.#items.get(id);
    const place = this.#world.scene.places.find((entry) => entry.id === id);
    this.#ring.visible = Boolean(
      robot?.root.visible || item?.root.visible || (place && this.layout.shown.includes(place.floor)),
    );
    if (!this.#ring.visible) return;
    if (robot) this.#ring.position.copy(robot.root.position);
    else if (item) this.#ring.position.copy(item.root.position);
    else if (place) this.#ring.position.copy(this.at({ ...place, z: this.#elevation.get(place.floor) ?? 0 }));
    this.#ring.position.z += 0.035;
    this.#ring.scale.setScalar(
      robot ? robot.pick + 0.35 : item ? item.pick + 0.15 : Math.max(place?.size[0] ?? 1, place?.size[1] ?? 1) * 0.62,
    );
  }
}
