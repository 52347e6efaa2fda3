export { clockSeconds, type HistoryLine, interpret } from './interpret.ts';
export { ruleAgainstGoal } from './rules-against-goal.ts';
