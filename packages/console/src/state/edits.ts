import type { SceneChange } from '@muster/dispatcher/api';
import type { WorldView } from './types.ts';

/** Lays one change over those before: one entry per thing, later values win. */
export const mergeChange = (changes: readonly SceneChange[], change: SceneChange): readonly SceneChange[] => {
  const old = changes.find((entry) => entry.id === change.id);
  return [...changes.filter((entry) => entry.id !== change.id), { ...old, ...change }];
};

/** The scene with the changes in it, to draw and to name things by; the server's own scene is not touched. */
export const withChanges = (world: WorldView, changes: readonly SceneChange[]): WorldView => {
  const byId = new Map(changes.map((change) => [change.id, change]));
  return {
    ...world,
    scene: {
      ...world.scene,
      places: world.scene.places.map((place) => {
        const change = byId.get(place.id);
        return change
          ? {
              ...place,
              x: change.x ?? place.x,
              y: change.y ?? place.y,
              ...(change.yaw === undefined ? {} : { yaw: change.yaw }),
            }
          : place;
      }),
    },
  };
};
