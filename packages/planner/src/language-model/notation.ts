import { COMPARISONS, type Condition } from '@muster/domain';

/**
 * The notation of prompts and answers: `name(argument, argument)`, far shorter than objects with a key for each part. A plan of ten steps is some
 * 120 tokens in it.
 */
export type Call = { readonly name: string; readonly args: readonly string[]; readonly isNegated: boolean };

const CALL =
  /^\s*(not\s+|!\s*)?([a-z][a-z0-9_]{0,63})\s*(?:\(([^()]*|"(?:[^"\\]|\\.)*"|(?:[^()"]|"(?:[^"\\]|\\.)*")*)\))?\s*$/u;

/** Reads `pick(r1, i2, p3)` or `not open(p3)`; undefined when it is something else. */
export const readCall = (text: string): Call | undefined => {
  if (text.length > 600) return undefined;
  const match = CALL.exec(text);
  if (!match) return undefined;
  return { name: match[2]!, args: splitArguments(match[3] ?? ''), isNegated: match[1] !== undefined };
};

const splitArguments = (text: string): string[] => {
  const args: string[] = [];
  let current = '';
  let isQuoted = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === ',' && !isQuoted) {
      args.push(current.trim());
      current = '';
    } else current += char;
  }
  if (current.trim() !== '' || args.length > 0) args.push(current.trim());
  return args;
};

/**
 * A condition as short text, e.g. `openable(from) -> open(from)`.
 *
 * @param name how a term is written: a variable loses its `?`, an entity gets its opaque id
 */
export const writeCondition = (condition: Condition, name: (term: string) => string): string => {
  const [head, ...rest] = condition as readonly [string, ...unknown[]];
  const inner = (part: unknown): string => writeCondition(part as Condition, name);
  switch (head) {
    case 'and':
      return rest.map(inner).join(', ');
    case 'or':
      return `(${rest.map(inner).join(' or ')})`;
    case 'not':
      return `not ${inner(rest[0])}`;
    case 'imply':
      return `(${inner(rest[0])} -> ${inner(rest[1])})`;
    case 'forall':
    case 'exists':
      return `${head === 'forall' ? 'all' : 'some'} ${(rest[0] as [string, string][]).map(([variable, type]) => `${name(variable)}:${type}`).join(' ')} {${inner(rest[1])}}`;
    case '=':
      return `${name(rest[0] as string)} is ${name(rest[1] as string)}`;
    default:
      break;
  }
  if (COMPARISONS.has(head)) return `${writeNumber(rest[0], name)} ${head} ${writeNumber(rest[1], name)}`;
  return writeAtom([head, ...(rest as string[])], name);
};

export const writeAtom = ([head, ...terms]: readonly string[], name: (term: string) => string): string =>
  `${head}(${terms.map(name).join(',')})`;

const writeNumber = (value: unknown, name: (term: string) => string): string => {
  if (typeof value === 'number') return String(value);
  const [head, ...rest] = value as readonly [string, ...unknown[]];
  if (['+', '-', '*', '/'].includes(head)) return `(${rest.map((part) => writeNumber(part, name)).join(` ${head} `)})`;
  return writeAtom([head, ...(rest as string[])], name);
};
