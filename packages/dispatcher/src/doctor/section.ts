import type { Bilingual } from '@muster/domain';
import type { CliOptions } from '../cli/options.ts';

/** `ok`: as it should be; `note`: worth knowing; `problem`: something asked for does not work, and what to do about it. */
export type Finding = {
  readonly level: 'ok' | 'note' | 'problem';
  readonly says: Bilingual;
  readonly remedy?: Bilingual;
};

/** One heading of the report; `data` is the same as numbers and names, for `--json`. */
export type Section = {
  readonly id: string;
  readonly title: Bilingual;
  readonly findings: readonly Finding[];
  readonly data: Readonly<Record<string, unknown>>;
};

/** A part of `doctor`. Never throws: what can't be found out is a finding. */
export type Examine = (options: CliOptions) => Section | Promise<Section>;
