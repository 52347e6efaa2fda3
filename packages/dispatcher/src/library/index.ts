export { type CheckReport, checkPaths } from './check-paths.ts';
export { libraryFileKind, type SourcedLibrary } from './collect-library.ts';
export { formatScene } from './format-scene.ts';
export { fillFromUrdf, importUrdf, type UrdfBody } from './import-urdf.ts';
export { type InitOptions, initScene } from './init-scene.ts';
export {
  listScenes,
  loadScene,
  loadWorld,
  readScene,
  readWorld,
  type SourcedScene,
  type SourcedWorld,
} from './load-world.ts';
export { publishSchemas, schemaFiles } from './publish-schemas.ts';
export { PROJECT_SCENES } from './read-files.ts';
export { loadLibrary, readLibrary } from './read-library.ts';
export { type OccupancyGrid, readRosMap } from './read-ros-map.ts';
