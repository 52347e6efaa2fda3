export { clockSeconds, type HistoryLine, interpret } from './interpret.ts';
