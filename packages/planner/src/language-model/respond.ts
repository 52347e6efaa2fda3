import {
  type Bilingual,
  bilingual,
  canonicalJson,
  displayName,
  factKey,
  factValue,
  type Goal,
  type Interpretation,
  type PlanRequest,
  type PlanResponse,
  type Reason,
  type Situation,
  type Standing,
  type Usage,
  type VerifyPlan,
} from '@muster/domain';
import { planInterpretation } from '../built-in/built-in-planner.ts';
import { hazardInGoal, ruleAgainstGoal, ruleAgainstStart } from '../built-in/language/index.ts';
import { makePlanGoal } from '../built-in/search/plan-goal.ts';
import { joinList, nameList, sayFact, sayGoal } from '../says/index.ts';
import type { ModelAnswer } from './answer-schema.ts';
import { compareGoals, type Difference } from './compare-goals.ts';
import { thingsNotNamed } from './named-things.ts';
import type { QuotedWorld } from './quoted-world.ts';
import { type Settled, tidyPlan } from './settle-plan.ts';
import { readFact, readGoal, type StatedGoal } from './to-goal.ts';
import type { StatedSteps } from './to-plan.ts';

export type Context = {
  readonly request: PlanRequest;
  readonly situation: Situation;
  readonly verify: VerifyPlan;
  /** What the grammar makes of the same sentence. */
  readonly grammar: Interpretation;
  readonly usage: Usage;
  readonly notices: Bilingual[];
};

const PLANNED: readonly Interpretation['kind'][] = ['plan', 'confirm', 'partial'];

export const done = (
  context: Context,
  response: Omit<PlanResponse, 'usage' | 'planner' | 'notices'>,
): PlanResponse => ({
  ...response,
  usage: { ...context.usage },
  planner: 'language-model',
  notices: [...context.notices],
});

/** The read-back is made from the goal, never from what the model wrote about it. */
export const readBack = (stated: StatedGoal, { situation }: Context): Interpretation => {
  const says = sayGoal(stated.goal, situation.model);
  const when = stated.standing && sayStanding(stated.standing);
  return {
    kind: 'plan',
    says: when ? bilingual(`${when.en}: ${says.en}`, `${when.zh}：${says.zh}`) : says,
    goal: stated.goal,
    ...(stated.standing ? { standing: stated.standing } : {}),
  };
};

const sayStanding = ({ trigger, until }: Standing): Bilingual => {
  const start =
    trigger.kind === 'every'
      ? bilingual(`Every ${trigger.seconds} s`, `每 ${trigger.seconds} 秒`)
      : trigger.kind === 'at'
        ? bilingual(`At ${trigger.clock}`, `${trigger.clock}`)
        : bilingual('Whenever it comes to hold', '每当条件成立');
  if (!until || (until.kind === 'times' && until.n === 1)) return start;
  return until.kind === 'clock'
    ? bilingual(`${start.en}, until ${until.clock}`, `${start.zh}，到${until.clock}为止`)
    : until.kind === 'times'
      ? bilingual(`${start.en}, ${until.n} times`, `${start.zh}，共${until.n}次`)
      : bilingual(`${start.en}, until it comes to hold`, `${start.zh}，直到条件成立`);
};

/**
 * A proved plan as an answer: tidied, read back from its goal, and put to a person where the grammar reads the sentence differently, where the goal has a
 * thing that nobody named, or where a rule wants it.
 */
export const finish = (
  answer: ModelAnswer,
  stated: StatedGoal,
  steps: StatedSteps,
  proved: Settled,
  context: Context,
  world: QuotedWorld,
): PlanResponse => {
  const { situation, verify } = context;
  const forbidden =
    hazardInGoal(stated.goal, situation.model) ??
    ruleAgainstGoal(stated.goal, situation) ??
    (stated.standing && ruleAgainstStart(stated.goal, stated.standing, situation));
  if (forbidden)
    return done(context, {
      interpretation: { ...readBack(stated, context), kind: 'refuse', says: forbidden.says, reasons: [forbidden] },
    });
  const { plan, verification, isChanged } = tidyPlan(steps, proved, situation, verify);
  if (isChanged)
    context.notices.push(bilingual('Steps that the goal does not need were left out.', '目标不需要的步骤已去掉。'));
  const rest = answer.kind === 'partial' ? unmetRest(answer, stated.goal, context, world) : [];
  const base = guarded(
    { ...readBack(stated, context), ...(plan.assumptions.length > 0 ? { assumptions: plan.assumptions } : {}) },
    context,
  );
  const mustConfirm = verification.verdict.confirm ?? [];
  const reasons: Reason[] = [
    ...(base.reasons ?? []),
    ...rest,
    ...mustConfirm.map(
      (entry): Reason => ({
        code: 'PLAN_NEEDS_CONFIRMATION',
        says: entry.says,
        ...(entry.rule ? { rule: entry.rule } : {}),
        facts: [entry.step],
      }),
    ),
  ];
  const kind =
    base.kind === 'confirm' || mustConfirm.length > 0 ? 'confirm' : answer.kind === 'partial' ? 'partial' : 'plan';
  const says =
    kind === 'partial' && rest.length > 0
      ? bilingual(
          `Only part of this can be done: ${base.says.en} What can't: ${rest.map((reason) => reason.says.en).join(' ')}`,
          `只能完成一部分：${base.says.zh}做不到的：${rest.map((reason) => reason.says.zh).join('')}`,
        )
      : base.says;
  return done(context, {
    interpretation: { ...base, kind, says, ...(reasons.length > 0 ? { reasons } : {}) },
    plan,
    verification,
  });
};

/** Turns a plan into a question where its intent is in doubt. */
export const guarded = (interpretation: Interpretation, context: Context): Interpretation => {
  const { goal } = interpretation;
  const { grammar, situation, request } = context;
  if (!goal || !PLANNED.includes(interpretation.kind)) return interpretation;
  const reasons: Reason[] = [];
  let candidates: Interpretation['candidates'];
  if (grammar.goal && PLANNED.includes(grammar.kind)) {
    const differences = compareGoals(goal, grammar.goal, situation);
    if (timesOf(interpretation) !== timesOf(grammar) && !differences.includes('time')) differences.push('time');
    if (differences.length > 0) {
      reasons.push({
        code: 'PLAN_READINGS_DIFFER',
        says: bilingual(
          `Two readings, which differ in ${joinList(
            differences.map((entry) => DIFFERENCES[entry].en),
            'en',
          )}: “${interpretation.says.en}” or “${grammar.says.en}”`,
          `有两种理解，差别在于${joinList(
            differences.map((entry) => DIFFERENCES[entry].zh),
            'zh',
          )}：“${interpretation.says.zh}”或“${grammar.says.zh}”`,
        ),
        figures: { differences: differences.join(' ') },
      });
      candidates = [
        { id: 'model', says: interpretation.says },
        { id: 'grammar', says: grammar.says },
      ];
    }
  }
  // A wrong once is a mistake, a wrong every hour is not: what repeats is agreed to, unless both readers say so.
  else if (interpretation.standing)
    reasons.push({
      code: 'PLAN_REPEATS',
      says: bilingual('This would start again by itself.', '这件事会自行重复开始。'),
    });
  // No plan sets a speed: where one was asked for and the grammar has not settled it, that is not silently left out.
  if (SPEED.test(request.utterance) && !(grammar.goal && PLANNED.includes(grammar.kind)))
    reasons.push({
      code: 'PLAN_SPEED_NOT_SET',
      says: bilingual('The speed that was asked for is not part of the plan.', '所要求的速度不在计划之内。'),
    });
  const strange = thingsNotNamed(goal, request, grammar, situation);
  if (strange.length > 0)
    reasons.push({
      code: 'PLAN_THING_NOT_NAMED',
      says: bilingual(
        `Nobody spoke of ${nameList(situation.model, strange.slice(0, 5), 'en')}.`,
        `没有人提到${nameList(situation.model, strange.slice(0, 5), 'zh')}。`,
      ),
      facts: strange.slice(0, 20),
    });
  if (reasons.length === 0) return interpretation;
  return {
    ...interpretation,
    kind: 'confirm',
    reasons: [...reasons, ...(interpretation.reasons ?? [])],
    ...(candidates ? { candidates } : {}),
  };
};

const SPEED =
  /\d\s*(?:m\/s|km\/h|mph|kph|metres? per second|meters? per second|米\s*(?:\/|每)\s*秒|公里\s*(?:\/|每小时)|千米每小时)|每秒.{0,4}米|时速/iu;

const timesOf = ({ standing }: Interpretation): string =>
  standing ? canonicalJson({ trigger: standing.trigger, until: standing.until ?? null }) : '';

const DIFFERENCES: Readonly<Record<Difference, Bilingual>> = {
  entity: bilingual('what it is about', '对象'),
  number: bilingual('how many', '数量'),
  negation: bilingual('yes or no', '肯定或否定'),
  order: bilingual('the order', '顺序'),
  robot: bilingual('who does it', '由谁执行'),
  time: bilingual('the time', '时间'),
  condition: bilingual('the condition', '条件'),
};

/** Why what was left out can't be done: each thing is tried in the place of those that can, and the refusal is the search's own. */
const unmetRest = (answer: ModelAnswer, goal: Goal, context: Context, world: QuotedWorld): Reason[] => {
  const { situation, verify } = context;
  const [first] = goal.propositions;
  const planGoal = makePlanGoal({ effort: 8_000_000, improvement: 0 });
  return answer.ids.slice(0, 6).flatMap((name): Reason[] => {
    const id = world.toEntity(name);
    if (id === undefined || !first || situation.model.entities[id]?.kind === 'robot') return [];
    const alone: Goal = {
      version: 1,
      propositions: [{ ...first, id: 'rest', subjects: [id], quantifier: { kind: 'all' } }],
    };
    const tried = planGoal(alone, situation, verify);
    if (tried.ok)
      return [
        {
          code: 'PLAN_LEFT_OUT',
          says: bilingual(
            `Left out: ${nameList(situation.model, [id], 'en')}.`,
            `未包括：${nameList(situation.model, [id], 'zh')}。`,
          ),
          facts: [id],
        },
      ];
    return tried.problems.slice(0, 1).map(
      (problem): Reason => ({
        code: problem.code,
        says: problem.says,
        ...(problem.place ? { facts: [problem.place] } : {}),
        ...(problem.remedy ? { nearest: problem.remedy } : {}),
      }),
    );
  });
};

const CAUSES: Readonly<Record<ModelAnswer['because'], Bilingual>> = {
  none: bilingual('That can not be done.', '做不到。'),
  'too-heavy': bilingual('It is too heavy for every robot here.', '对这里的每台机器人都太重。'),
  'out-of-reach': bilingual('No robot here reaches it.', '这里没有机器人够得到。'),
  'no-skill': bilingual('No robot here can do that.', '这里没有机器人会做这件事。'),
  locked: bilingual('The way to it is locked.', '通往那里的路锁着。'),
  rule: bilingual('A rule forbids it.', '有规则禁止。'),
  missing: bilingual('What is needed is not here.', '所需的东西不在这里。'),
  full: bilingual('There is no room for it.', '没有空位。'),
  unsafe: bilingual('That would be dangerous.', '这样做有危险。'),
};

/** The model sees no plan. What it says is taken only as far as facts, search and grammar bear it out. */
export const respondWithoutPlan = (
  answer: ModelAnswer,
  context: Context,
  world: QuotedWorld,
): { readonly response: PlanResponse } => {
  const { situation, verify, grammar } = context;
  const { model } = situation;
  const ids = [...new Set(answer.ids.flatMap((name) => world.toEntity(name) ?? []))];
  const byGrammar = (): PlanResponse => done(context, { ...strip(planInterpretation(grammar, situation, verify)) });
  switch (answer.kind) {
    case 'clarify': {
      if (ids.length < 2) break;
      const names = (language: 'en' | 'zh'): string[] =>
        ids.slice(0, 8).map((id) => displayName(model.entities[id]!.names, language));
      return {
        response: done(context, {
          interpretation: {
            kind: 'clarify',
            says: bilingual(
              `Which one: ${joinList(names('en'), 'en', 'or')}?`,
              `是哪一个：${joinList(names('zh'), 'zh', 'or')}？`,
            ),
            candidates: ids.slice(0, 8).map((id) => ({
              id,
              says: bilingual(
                displayName(model.entities[id]!.names, 'en'),
                displayName(model.entities[id]!.names, 'zh'),
              ),
            })),
          },
        }),
      };
    }
    case 'question': {
      const facts = answer.facts.slice(0, 12).flatMap((text) => {
        const condition = readFact(text, situation, world);
        const atom = condition?.[0] === 'not' ? condition[1] : condition;
        return atom ? [factKey(...(atom as [string, ...string[]]))] : [];
      });
      if (facts.length === 0) break;
      const lines = facts.map((key) => sayBelief(key, situation));
      return {
        response: done(context, {
          interpretation: {
            kind: 'answer',
            says: bilingual(lines.map((line) => line.en).join(' '), lines.map((line) => line.zh).join('')),
            evidence: facts,
          },
        }),
      };
    }
    case 'control': {
      const verb = answer.facts[0]?.trim();
      // Stopping is always safe; what starts a motion again has to be said in words that leave no doubt.
      if (verb !== 'stop' && verb !== 'pause') break;
      return {
        response: done(context, {
          interpretation: {
            kind: 'control',
            says: verb === 'stop' ? bilingual('Stop.', '停止。') : bilingual('Pause.', '暂停。'),
            control: { verb, targets: ids.filter((id) => model.entities[id]?.kind === 'robot') },
          },
        }),
      };
    }
    case 'refuse': {
      const read = readGoal(answer, situation, world);
      const stated = read.ok
        ? read.value
        : grammar.goal && PLANNED.includes(grammar.kind)
          ? { goal: grammar.goal }
          : undefined;
      if (!stated) {
        if (grammar.kind === 'refuse') return { response: byGrammar() };
        return {
          response: done(context, {
            interpretation: {
              kind: 'refuse',
              says: CAUSES[answer.because],
              reasons: [{ code: 'PLAN_MODEL_REFUSES', says: CAUSES[answer.because], facts: ids.slice(0, 8) }],
            },
          }),
        };
      }
      const response = planInterpretation(readBack(stated, context), situation, verify);
      if (!response.plan) return { response: done(context, strip(response)) };
      // Search knows a way where the model sees a reason against it: a person decides.
      return {
        response: done(context, {
          ...strip(response),
          interpretation: {
            ...response.interpretation,
            kind: 'confirm',
            reasons: [
              { code: 'PLAN_MODEL_ADVISES_AGAINST', says: CAUSES[answer.because], facts: ids.slice(0, 8) },
              ...(response.interpretation.reasons ?? []),
            ],
          },
        }),
      };
    }
    default:
      break;
  }
  const response = byGrammar();
  const isDoubtful = response.plan !== undefined && ['plan', 'partial'].includes(response.interpretation.kind);
  return {
    response: isDoubtful
      ? {
          ...response,
          interpretation: {
            ...response.interpretation,
            kind: 'confirm',
            reasons: [
              {
                code: 'PLAN_READINGS_DIFFER',
                says: bilingual(
                  `Only one of two readers understood this as “${response.interpretation.says.en}”`,
                  `两种理解中只有一种认为是“${response.interpretation.says.zh}”`,
                ),
              },
              ...(response.interpretation.reasons ?? []),
            ],
          },
        }
      : response,
  };
};

const strip = ({ interpretation, plan, verification }: PlanResponse) => ({
  interpretation,
  ...(plan ? { plan } : {}),
  ...(verification ? { verification } : {}),
});

const sayBelief = (key: string, situation: Situation): Bilingual => {
  const value = situation.model.staticFacts[key] === true ? true : factValue(situation.state, key);
  if (value !== 'unknown') return sayFact(key, situation.model, value);
  const says = sayFact(key, situation.model);
  return bilingual(`Not known: ${says.en}`, `尚不清楚：${says.zh}`);
};
