import type { Bilingual, Problem } from '@muster/domain';

/** Codes of what can be wrong with a PDDL text. */
export type PddlFaultCode =
  | 'PDDL_TOO_LARGE'
  | 'PDDL_TOO_DEEP'
  | 'PDDL_CHARACTER'
  | 'PDDL_BRACKET'
  | 'PDDL_SYNTAX'
  | 'PDDL_NUMBER'
  | 'PDDL_UNSUPPORTED'
  | 'PDDL_DUPLICATE'
  | 'PDDL_UNDECLARED'
  | 'PDDL_ARITY'
  | 'PDDL_TYPE';

/** Stops a parse; becomes a {@link Problem} at the edge of this package and never leaves it. */
export class PddlFault extends Error {
  readonly code: PddlFaultCode;
  /** Offset into the text, in UTF-16 units. */
  readonly offset: number;
  readonly says: Bilingual;
  readonly remedy: Bilingual;

  constructor(
    code: PddlFaultCode,
    offset: number,
    says: readonly [en: string, zh: string],
    remedy: readonly [en: string, zh: string],
  ) {
    super(says[0]);
    this.name = 'PddlFault';
    this.code = code;
    this.offset = offset;
    this.says = { en: says[0], zh: says[1] };
    this.remedy = { en: remedy[0], zh: remedy[1] };
  }
}

/** Something odd that does not stop a parse. */
export type PddlNotice = { readonly place: string; readonly says: Bilingual };

/** A word for a message: no control characters, at most 40 characters. */
export const quoted = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: hiding control characters is the purpose
  const clean = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\u00b7');
  return `"${clean.length > 40 ? `${clean.slice(0, 39)}…` : clean}"`;
};

/** `name:line:column`, both counted from 1. */
export const placeOf = (name: string, text: string, offset: number): string => {
  const end = Math.min(Math.max(0, offset), text.length);
  let line = 1;
  let start = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < end; next = text.indexOf('\n', next + 1)) {
    line += 1;
    start = next + 1;
  }
  return `${name}:${line}:${end - start + 1}`;
};

export const toProblem = (fault: PddlFault, name: string, text: string): Problem => ({
  code: fault.code,
  place: placeOf(name, text, fault.offset),
  says: fault.says,
  remedy: fault.remedy,
});

export const tooLargeFault = (offset: number, en: string, zh: string): PddlFault =>
  new PddlFault('PDDL_TOO_LARGE', offset, [`too large: ${en}`, `过大：${zh}`], ['Split the problem.', '请拆分问题。']);
