export { joinList, nameList, nameOf, plainNameOf } from './names.ts';
export { sayCondition } from './say-condition.ts';
export { fillTemplate, sayFact, sayPredicate } from './say-fact.ts';
export { sayGoal, sayProposition } from './say-goal.ts';
export { sayStep } from './say-step.ts';
export { sayClock, sayDuration } from './say-time.ts';
