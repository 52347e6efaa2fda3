export { createBuiltInPlanner, planInterpretation } from './built-in-planner.ts';
export { partialGoal } from './search/partial-goal.ts';
export { makePlanGoal, type SearchOptions } from './search/plan-goal.ts';
