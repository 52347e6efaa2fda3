import type { ScheduleProblem } from '../core/problem.ts';
import { FormatError } from './format-error.ts';
import { readFjsp } from './read-fjsp.ts';
import { readTxr } from './read-txr.ts';

/**
 * Reads an instance of either known format: JSON text is TxR, anything else FJSP.
 *
 * @throws FormatError naming the place of the first fault
 */
export function readInstance(text: string): ScheduleProblem {
  const first = text.trimStart()[0];
  if (first === undefined)
    throw new FormatError('line 1', 'the file is empty', 'Give a TxR (JSON) or FJSP (text) instance.');
  return first === '{' || first === '[' ? readTxr(text) : readFjsp(text);
}
