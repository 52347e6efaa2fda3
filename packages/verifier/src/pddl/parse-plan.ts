import type { Result } from '@muster/domain';
import { PddlFault, quoted, tooLargeFault } from './fault.ts';
import type { PddlStep } from './model.ts';
import { finite, isName, isNumber } from './nodes.ts';
import { type Parsed, parsing } from './parse-domain.ts';
import { checkSize, endOfLine, missingBracket, readWord, strayBracket } from './tree.ts';

const STEP_LIMIT = 200_000;

/** A step with the place of its name in the text. */
export type PlacedStep = PddlStep & { readonly offset: number };

/**
 * Reads `(name object…)`, one step after another, each with an optional `time:` before and `[duration]` behind it. A line
 * `time 0.5`, which some planners write first, is passed over. Line ends mean nothing.
 */
export const parsePddlPlan = (text: string, name = 'plan'): Result<Parsed<{ readonly steps: readonly PlacedStep[] }>> =>
  parsing(text, name, () => ({ steps: readSteps(text) }));

type Token = { readonly kind: 'mark' | 'word'; readonly text: string; readonly offset: number };

const MARKS = '()[]:';

const tokensOf = (text: string): Token[] => {
  checkSize(text);
  const tokens: Token[] = [];
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; ) {
    const character = text[at]!;
    if (' \t\r\n\f'.includes(character)) at += 1;
    else if (character === ';') at = endOfLine(text, at);
    else if (MARKS.includes(character)) {
      tokens.push({ kind: 'mark', text: character, offset: at });
      at += 1;
    } else {
      const word = readWord(text, at, MARKS);
      tokens.push({ kind: 'word', text: word, offset: at });
      at += word.length;
    }
    if (tokens.length > STEP_LIMIT * 20) throw tooLargeFault(at, 'too many words', '词数过多');
  }
  return tokens;
};

const readSteps = (text: string): PlacedStep[] => {
  const tokens = tokensOf(text);
  const steps: PlacedStep[] = [];
  let at = 0;
  while (at < tokens.length) {
    const first = tokens[at]!;
    if (first.text === 'time' && tokens[at + 1]?.kind === 'word' && isNumber(tokens[at + 1]!.text)) {
      at += 2;
      continue;
    }
    let start: number | undefined;
    if (first.kind === 'word') {
      if (!isNumber(first.text) || tokens[at + 1]?.text !== ':') throw notAStep(first);
      start = finite(first.text, first.offset);
      if (start < 0) throw beforeStart(first);
      at += 2;
    }
    const action = readAction(tokens, at, first, text.length);
    at = action.next;
    let duration: number | undefined;
    if (tokens[at]?.text === '[') {
      const [, value, end] = tokens.slice(at, at + 3);
      if (value?.kind !== 'word' || !isNumber(value.text)) throw notADuration(value ?? tokens[at]!);
      if (end?.text !== ']') throw notADuration(end ?? tokens[at]!);
      duration = finite(value.text, value.offset);
      at += 3;
    }
    if (steps.length >= STEP_LIMIT)
      throw tooLargeFault(first.offset, `more than ${STEP_LIMIT} steps`, `步骤超过 ${STEP_LIMIT} 个`);
    steps.push({
      name: action.name,
      args: action.args,
      ...(start === undefined ? {} : { start }),
      ...(duration === undefined ? {} : { duration }),
      offset: action.offset,
    });
  }
  return steps;
};

const readAction = (
  tokens: readonly Token[],
  from: number,
  before: Token,
  length: number,
): { name: string; args: string[]; offset: number; next: number } => {
  const open = tokens[from];
  if (open?.text !== '(') throw open?.text === ')' ? strayBracket(open.offset) : notAStep(open ?? before);
  const names: Token[] = [];
  for (let at = from + 1; at < tokens.length; at += 1) {
    const token = tokens[at]!;
    if (token.text === ')') {
      const [name, ...args] = names;
      if (!name) throw notAStep(token);
      return { name: name.text, args: args.map(({ text }) => text), offset: name.offset, next: at + 1 };
    }
    if (token.kind === 'mark') throw missingBracket(open.offset);
    if (!isName(token.text)) throw notAName(token);
    names.push(token);
  }
  throw missingBracket(Math.min(open.offset, length));
};

const notAStep = ({ text, offset }: Token): PddlFault =>
  new PddlFault(
    'PDDL_SYNTAX',
    offset,
    [`expected a step, found ${quoted(text)}`, `应为步骤，实际为 ${quoted(text)}`],
    [
      'Write TIME: (ACTION OBJECT …) [DURATION], or (ACTION OBJECT …).',
      '请写作 时间: (动作 对象 …) [时长] 或 (动作 对象 …)。',
    ],
  );

const notAName = ({ text, offset }: Token): PddlFault =>
  new PddlFault(
    'PDDL_SYNTAX',
    offset,
    [`${quoted(text)} is no name`, `${quoted(text)} 不是名称`],
    ['Names start with a letter.', '名称以字母开头。'],
  );

const notADuration = ({ text, offset }: Token): PddlFault =>
  new PddlFault(
    'PDDL_SYNTAX',
    offset,
    [`expected a duration [NUMBER], found ${quoted(text)}`, `应为时长 [数字]，实际为 ${quoted(text)}`],
    ['Write the duration in seconds, e.g. [12.5].', '请以秒写出时长，如 [12.5]。'],
  );

const beforeStart = ({ offset }: Token): PddlFault =>
  new PddlFault(
    'PDDL_NUMBER',
    offset,
    ['a step before the start of the plan', '步骤早于计划起点'],
    ['Use a time of 0 or more.', '请使用不小于 0 的时间。'],
  );
