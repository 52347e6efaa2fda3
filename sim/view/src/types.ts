import type { DeviceManifest, Names, RobotManifest, Scene } from '@muster/domain';
import type { SimSnapshot } from '@muster/sim-core';

/** What is drawn besides snapshots: the scene with the manifests of its robots and devices. A server's world view fits as it is. */
export type ViewWorld = {
  readonly scene: Scene;
  readonly robots: Readonly<Record<string, RobotManifest>>;
  readonly devices: Readonly<Record<string, DeviceManifest>>;
  readonly entities: Readonly<
    Record<
      string,
      {
        readonly class: string;
        readonly names: Names;
        readonly properties: Readonly<Record<string, boolean | number | string>>;
      }
    >
  >;
};

export type ViewTheme = 'dark' | 'light';
export type ViewLanguage = 'en' | 'zh';
export type Quality = 'high' | 'medium' | 'low' | 'minimal';

/** A point of a route: metres in `map`, z absolute. */
export type RoutePoint = { readonly floor: string; readonly x: number; readonly y: number; readonly z: number };

export type ViewRoute = { readonly robot: string; readonly colour: string; readonly points: readonly RoutePoint[] };
/** Where the plan has a robot at the time that is shown. */
export type ViewGhost = RoutePoint & { readonly robot: string; readonly yaw: number };

/** Word and tone of a robot, as the page says them elsewhere. */
export type RobotTag = {
  readonly word: string;
  readonly tone: 'bad' | 'warn' | 'busy' | 'good' | 'calm';
  readonly colour: string;
};

export type ViewPlan = { readonly routes: readonly ViewRoute[]; readonly ghosts: readonly ViewGhost[] };

export type ViewOptions = {
  readonly world: ViewWorld;
  readonly theme: ViewTheme;
  readonly language: ViewLanguage;
  readonly quality: Quality | 'auto';
  readonly floor: string;
  readonly reducedMotion: boolean;
  readonly onPick?: (id: string | null) => void;
  readonly onQuality?: (quality: Quality) => void;
};

/** A picture of the simulation: the 3D view and the 2D map are the same to their users. It reads snapshots and changes nothing. */
export interface SceneView {
  /** Draws this instant; `jump` leaves out the movement between this and the one before. */
  show(snapshot: SimSnapshot, jump?: boolean): void;
  setTags(tags: Readonly<Record<string, RobotTag>>): void;
  setPlan(plan: ViewPlan): void;
  setTheme(theme: ViewTheme): void;
  setLanguage(language: ViewLanguage): void;
  setQuality(quality: Quality | 'auto'): void;
  /** A floor's id, or `all`. */
  setFloor(floor: string): void;
  select(id: string | null): void;
  focus(id: string | null): void;
  readonly stats: { readonly frames: number; readonly frameMs: number; readonly quality: Quality | 'map' };
  dispose(): void;
}
