import type { Bilingual } from '@muster/domain';
import type { TimelineFailure } from '../engine/index.ts';
import { quoted } from './fault.ts';

/** Sentences for verdicts, in both languages. */
export const saysWith = {
  unknownAction: (name: string): Bilingual => ({
    en: `the domain has no action ${quoted(name)}`,
    zh: `领域中没有动作 ${quoted(name)}`,
  }),
  wrongArity: (name: string, declared: number, given: number): Bilingual => ({
    en: `${quoted(name)} takes ${declared} arguments, not ${given}`,
    zh: `${quoted(name)} 需要 ${declared} 个参数，实际为 ${given} 个`,
  }),
  unknownObject: (name: string): Bilingual => ({
    en: `there is no object ${quoted(name)}`,
    zh: `没有对象 ${quoted(name)}`,
  }),
  wrongType: (name: string, type: string): Bilingual => ({
    en: `${quoted(name)} is not of type ${type}`,
    zh: `${quoted(name)} 不属于类型 ${type}`,
  }),
  noDuration: (name: string): Bilingual => ({
    en: `${quoted(name)} takes time: write its duration in square brackets`,
    zh: `${quoted(name)} 需要时长：请在方括号中写出`,
  }),
};

/** @param nameOf name of a step with its arguments, by position */
export const saysFailure = (failure: TimelineFailure, nameOf: (step: number) => string): Bilingual => {
  const step = failure.step === undefined ? '' : nameOf(failure.step);
  const time = Number(failure.at.toFixed(4));
  switch (failure.kind) {
    case 'precondition':
    case 'numeric':
      return join(`at ${time}, ${step} needs `, `时刻 ${time}，${step} 要求`, failure, nameOf);
    case 'invariant':
      return join(
        `after ${time}, while it runs, ${step} needs `,
        `时刻 ${time} 之后，${step} 执行期间要求`,
        failure,
        nameOf,
      );
    case 'goal':
      return join('the plan runs, but the goal needs ', '计划可执行，但目标要求', failure, nameOf);
    case 'duration': {
      if (Number.isNaN(failure.bound?.value))
        return {
          en: `at ${time}, the duration of ${step} depends on a number that is undefined`,
          zh: `时刻 ${time}，${step} 的时长取决于未定义的数值`,
        };
      const bound = `${failure.bound?.comparison ?? '=='} ${Number((failure.bound?.value ?? Number.NaN).toFixed(6))}`;
      return {
        en: `at ${time}, the duration of ${step} must be ${bound}`,
        zh: `时刻 ${time}，${step} 的时长须 ${bound}`,
      };
    }
    case 'mutex': {
      const other = failure.other === undefined ? step : nameOf(failure.other);
      return {
        en: `at ${time}, ${step} and ${other} interfere over ${failure.atom ?? ''}`,
        zh: `时刻 ${time}，${step} 与 ${other} 因 ${failure.atom ?? ''} 互相干扰`,
      };
    }
    case 'undefined-number':
      return {
        en: `at ${time}, ${step} changes ${failure.atom ?? ''} with a number that is undefined`,
        zh: `时刻 ${time}，${step} 用未定义的数值改变 ${failure.atom ?? ''}`,
      };
  }
};

const join = (en: string, zh: string, failure: TimelineFailure, nameOf: (step: number) => string): Bilingual => {
  const parts = failure.unmet.slice(0, 4);
  const more = failure.unmet.length - parts.length;
  const english = parts.map(({ expression, wanted, found, changedBy }) => {
    const by = changedBy === undefined || changedBy < 0 ? '' : ` since ${nameOf(changedBy)}`;
    return `${wanted ? '' : 'not '}${expression}, which is ${found}${by}`;
  });
  const chinese = parts.map(({ expression, wanted, found, changedBy }) => {
    const by = changedBy === undefined || changedBy < 0 ? '' : `（由 ${nameOf(changedBy)} 造成）`;
    return `${wanted ? '' : '非 '}${expression}，实际为 ${found}${by}`;
  });
  return {
    en: `${en}${english.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
    zh: `${zh} ${chinese.join('；')}${more > 0 ? `；另有 ${more} 项` : ''}`,
  };
};
