import type { RunView, WorldView } from '@muster/dispatcher/api';
import type { Bilingual } from '@muster/domain';

export type Language = 'en' | 'zh';

/** Display name of anything that has one; its id otherwise. */
export const nameIn = (world: WorldView | null, id: string, language: Language): string => {
  const names = world?.entities[id]?.names;
  return names?.[language][0] ?? names?.en[0] ?? id;
};

const fill = (
  text: string,
  values: Readonly<Record<string, string | number>>,
  world: WorldView | null,
  language: Language,
): string =>
  text.replace(/\{([a-z0-9_]+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : nameIn(world, String(value), language);
  });

/** Upper case for the first letter of a sentence that was put together from parts. */
export const sentence = (text: string): string => (text === '' ? text : text[0]!.toLocaleUpperCase() + text.slice(1));

/** What a step or travel of a run does, in plain words made from the skill's own. */
export const stepText = (run: RunView | undefined, id: string, world: WorldView | null, language: Language): string => {
  const travel = run?.result?.schedule?.travels?.find((entry) => entry.id === id);
  if (travel) {
    const place = nameIn(world, travel.place ?? travel.to, language);
    if (travel.before === undefined && travel.place === undefined)
      return language === 'zh' ? '返回停靠点' : 'Back to its parking';
    return language === 'zh' ? `前往${place}` : `To ${place}`;
  }
  const step = run?.result?.plan?.steps.find((entry) => entry.id === id);
  const skill = step && world?.skills[step.skill];
  if (!step || !skill) return id;
  const roles = run?.result?.schedule?.assignments.find((entry) => entry.step === id)?.roles ?? {};
  return sentence(fill(skill.says[language], { ...roles, ...step.args }, world, language));
};

/** The same without its robot, for a lane that is already named after one: "Loads red tote from shelf A2". */
export const stepLabel = (
  run: RunView | undefined,
  id: string,
  world: WorldView | null,
  language: Language,
): string => {
  const step = run?.result?.plan?.steps.find((entry) => entry.id === id);
  const skill = step && world?.skills[step.skill];
  if (!step || !skill) return stepText(run, id, world, language);
  const roles = run?.result?.schedule?.assignments.find((entry) => entry.step === id)?.roles ?? {};
  const text = skill.says[language].replace(/^\{(robot|giver|loader|taker)\}\s*/, '');
  return sentence(fill(text, { ...roles, ...step.args }, world, language));
};

export const inLanguage = (says: Bilingual, language: Language): string => says[language] || says.en;
