export { createBuiltInPlanner, planInterpretation } from './built-in-planner.ts';
export { makePlanGoal, type SearchOptions } from './search/plan-goal.ts';
