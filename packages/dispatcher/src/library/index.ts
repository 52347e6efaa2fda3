export { type CheckReport, checkPaths } from './check-paths.ts';
export {
  listScenes,
  loadScene,
  loadWorld,
  readScene,
  readWorld,
  type SourcedScene,
  type SourcedWorld,
} from './load-world.ts';
export { PROJECT_SCENES } from './read-files.ts';
export { libraryFileKind, loadLibrary, readLibrary, type SourcedLibrary } from './read-library.ts';
