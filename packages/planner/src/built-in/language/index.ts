export { hazardInGoal } from './find-hazard.ts';
export { clockSeconds, type HistoryLine, interpret } from './interpret.ts';
export { ruleAgainstGoal, ruleAgainstStart } from './rules-against-goal.ts';
