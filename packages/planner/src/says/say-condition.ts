import {
  type Bilingual,
  bilingual,
  COMPARISONS,
  type Condition,
  type Language,
  type NumericExpression,
  type TypedVariables,
  type WorldModel,
} from '@muster/domain';
import { joinList, nameOf } from './names.ts';
import { fillTemplate, sayPredicate } from './say-fact.ts';

const OPERATORS = {
  en: { '<': 'is below', '<=': 'is at most', '>': 'is above', '>=': 'is at least', '==': 'is' },
  zh: { '<': '低于', '<=': '不超过', '>': '高于', '>=': '不低于', '==': '等于' },
} as const;

/** A formula as a clause in both languages; variables read as "some item" of their type. */
export const sayCondition = (condition: Condition, model: WorldModel): Bilingual =>
  bilingual(inOne(condition, model, 'en', {}), inOne(condition, model, 'zh', {}));

type Types = Readonly<Record<string, string>>;

const term = (value: string, model: WorldModel, language: Language, types: Types): string => {
  if (!value.startsWith('?')) return nameOf(model, value, language);
  const names = model.library.vocabulary.classes.find((entry) => entry.id === types[value])?.names;
  return language === 'en' ? `some ${names?.en[0] ?? 'thing'}` : `某个${names?.zh[0] ?? '对象'}`;
};

const inOne = (condition: Condition, model: WorldModel, language: Language, types: Types): string => {
  const [head, ...rest] = condition as readonly [string, ...unknown[]];
  const parts = (): string[] => rest.map((part) => inOne(part as Condition, model, language, types));
  if (head === 'and') return joinList(parts(), language);
  if (head === 'or') return joinList(parts(), language, 'or');
  if (head === 'imply')
    return language === 'en' ? `if ${parts()[0]}, then ${parts()[1]}` : `如果${parts()[0]}，那么${parts()[1]}`;
  if (head === '=')
    return language === 'en'
      ? `${term(rest[0] as string, model, 'en', types)} is ${term(rest[1] as string, model, 'en', types)}`
      : `${term(rest[0] as string, model, 'zh', types)}是${term(rest[1] as string, model, 'zh', types)}`;
  if (head === 'forall' || head === 'exists') {
    const [variables, body] = rest as [TypedVariables, Condition];
    const inner = inOne(body, model, language, { ...types, ...Object.fromEntries(variables) });
    return head === 'forall' ? (language === 'en' ? `for every such thing ${inner}` : `对每一个都有：${inner}`) : inner;
  }
  if (head === 'not') {
    const [inner] = rest as [Condition];
    const [predicate, ...terms] = inner as readonly [string, ...string[]];
    if (model.library.vocabulary.predicates.some((entry) => entry.id === predicate))
      return sayPredicate(
        model,
        predicate,
        terms.map((value) => term(value, model, language, types)),
        language,
        false,
      );
    const said = inOne(inner, model, language, types);
    return language === 'en' ? `it is not so that ${said}` : `并非${said}`;
  }
  if (COMPARISONS.has(head)) {
    const [left, right] = rest as [NumericExpression, NumericExpression];
    const operator = OPERATORS[language][head as '<'];
    return language === 'en'
      ? `the ${number(left, model, 'en', types)} ${operator} ${number(right, model, 'en', types)}`
      : `${number(left, model, 'zh', types)}${operator}${number(right, model, 'zh', types)}`;
  }
  return sayPredicate(
    model,
    head,
    (rest as string[]).map((value) => term(value, model, language, types)),
    language,
  );
};

const number = (expression: NumericExpression, model: WorldModel, language: Language, types: Types): string => {
  if (typeof expression === 'number') return String(expression);
  const [head, ...rest] = expression;
  const fluent = model.library.vocabulary.fluents.find((entry) => entry.id === head);
  if (fluent)
    return fillTemplate(
      fluent.says[language],
      (rest as string[]).map((value) => term(value, model, language, types)),
    );
  return rest
    .map((part) =>
      typeof part === 'string'
        ? term(part, model, language, types)
        : number(part as NumericExpression, model, language, types),
    )
    .join(` ${head} `);
};
