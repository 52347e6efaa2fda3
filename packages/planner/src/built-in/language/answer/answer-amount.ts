import { bilingual, factKey, type RobotManifest } from '@muster/domain';
import { nameOf } from '../../../says/names.ts';
import type { BuildContext } from '../goal/draft.ts';
import type { Question } from '../logical-form.ts';
import { idsOf, resolvePhrase } from '../resolve/resolve-phrase.ts';
import type { Answered } from './answer-ability.ts';
import { age } from './answer-question.ts';

type Figure = {
  readonly value: number;
  readonly unit: string;
  readonly key: string;
  readonly what: { readonly en: string; readonly zh: string };
};

/** A number that was asked for, with the table or data sheet it comes from. */
export const answerAmount = (question: Extract<Question, { kind: 'how-much' }>, context: BuildContext): Answered => {
  const { model } = context;
  const resolved = resolvePhrase(question.subject, context, { kinds: ['item', 'robot', 'place'] });
  if (resolved.troubles.length > 0) return { evidence: [], troubles: resolved.troubles };
  const lines: { en: string; zh: string; key: string }[] = [];
  for (const id of idsOf(resolved)) {
    const figures = figuresOf(id, question.fluent, context);
    if (figures.length === 0)
      return {
        evidence: [],
        troubles: [
          {
            kind: 'refused',
            code: 'LANGUAGE_FIGURE_UNKNOWN',
            says: bilingual(
              `No such figure is known of ${nameOf(model, id, 'en')}.`,
              `没有${nameOf(model, id, 'zh')}的这项数据。`,
            ),
          },
        ],
      };
    for (const figure of figures) {
      const when = age(figure.key, context);
      const shown =
        figure.unit === '%'
          ? `${Math.round(figure.value > 1.5 ? figure.value * 10 : figure.value * 1000) / 10} %`
          : `${Math.round(figure.value * 1000) / 1000}${figure.unit ? ` ${figure.unit}` : ''}`;
      lines.push({
        en: `the ${figure.what.en.replace('{0}', nameOf(model, id, 'en'))} is ${shown}${when.en}`
          .replace('the what', 'what')
          .replace('the the', 'the'),
        zh: `${figure.what.zh.replace('{0}', nameOf(model, id, 'zh'))}为${shown.replace(' ', '')}${when.zh}`,
        key: figure.key,
      });
    }
  }
  const text = lines.map((line) => line.en).join('; ');
  return {
    says: bilingual(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`, `${lines.map((line) => line.zh).join('；')}。`),
    evidence: lines.map((line) => line.key),
    troubles: [],
  };
};

/** Of a robot "payload" is two figures, hand and deck; without a word for it, the figure that the thing has. */
const FLUENTS: Readonly<Record<string, readonly string[]>> = {
  payload: ['payload', 'carrier_payload'],
  load: ['load'],
  mass: ['mass'],
};
const RATIOS: ReadonlySet<string> = new Set(['battery', 'level']);

const figuresOf = (id: string, fluent: string | undefined, context: BuildContext): Figure[] => {
  const { model, situation } = context;
  const entity = model.entities[id];
  const kind = model.scene.robots.find((robot) => robot.id === id)?.kind;
  const manifest = kind === undefined ? undefined : model.library.robots[kind];
  if (fluent === 'speed') return manifest ? speedOf(id, manifest) : [];
  if (fluent === 'mass' && manifest)
    return [
      { value: manifest.body.massKg, unit: 'kg', key: `manifest(${id})`, what: { en: 'mass of {0}', zh: '{0}的质量' } },
    ];
  const wanted =
    fluent === undefined
      ? entity?.kind === 'item'
        ? ['mass']
        : entity?.kind === 'robot'
          ? ['battery']
          : ['level', 'temperature', 'count']
      : (FLUENTS[fluent] ?? [fluent]);
  return wanted.flatMap((name): Figure[] => {
    const key = factKey(name, id);
    const value = situation.state.numbers[key]?.value ?? model.staticNumbers[key];
    const entry = model.library.vocabulary.fluents.find((known) => known.id === name);
    if (value === undefined || (value === 0 && name.endsWith('payload') && wanted.length > 1)) return [];
    return [
      {
        value,
        unit: RATIOS.has(name) ? '%' : (entry?.unit ?? ''),
        key,
        what: entry?.says ?? { en: `${name} of {0}`, zh: `{0}的${name}` },
      },
    ];
  });
};

const speedOf = (id: string, manifest: RobotManifest): Figure[] =>
  manifest.mobility.mode === 'fixed'
    ? []
    : [
        {
          value: manifest.mobility.maxSpeed,
          unit: 'm/s',
          key: `manifest(${id})`,
          what: { en: 'top speed of {0}', zh: '{0}的最高速度' },
        },
      ];
