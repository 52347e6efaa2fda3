import { type Bilingual, bilingual, type Language, type Step, type WorldModel } from '@muster/domain';
import { nameOf } from './names.ts';

const role = (value: string, model: WorldModel, language: Language): string => {
  if (!value.startsWith('?')) return nameOf(model, value, language);
  const number = /\d+$/.exec(value)?.[0] ?? '';
  return language === 'en' ? `robot ${number || value.slice(1)}` : `机器人${number || value.slice(1)}`;
};

/**
 * Sentence for one step from its skill's own reading, with the names of what it works on. A role that isn't bound yet reads "robot 1".
 */
export const sayStep = (step: Step, model: WorldModel): Bilingual => {
  const skill = model.library.skills[step.skill];
  const say = (language: Language): string => {
    const template = skill?.says[language] ?? `${step.skill} ${Object.values(step.args).join(', ')}`;
    const text = template.replace(/\{([a-z][a-z0-9_]*)\}/g, (whole, name: string) => {
      const robot = step.roles[name];
      if (robot !== undefined) return role(robot, model, language);
      const value = step.args[name];
      if (value === undefined) return whole;
      return typeof value === 'string' ? nameOf(model, value, language) : String(value);
    });
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  return bilingual(say('en'), say('zh'));
};
