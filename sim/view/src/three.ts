export { createThreeView } from './three/three-view.ts';
