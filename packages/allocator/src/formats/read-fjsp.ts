import type { PrecedenceInput, ScheduleProblem, TaskInput } from '../core/problem.ts';
import { FormatError } from './format-error.ts';

/** Numbers of a line with a cursor that knows where it is. */
function cursorOver(
  line: string,
  lineNumber: number,
): { next(what: string, least: number, most?: number): number; rest(): number } {
  const words = line.trim().split(/\s+/);
  let at = 0;
  return {
    next(what, least, most = Number.MAX_SAFE_INTEGER) {
      const place = `line ${lineNumber}, number ${at + 1}`;
      const word = words[at++];
      if (word === undefined) throw new FormatError(place, `${what} is missing; the line ends`, 'Complete the line.');
      const value = Number(word);
      if (!Number.isInteger(value) || value < least || value > most) {
        const range = most === Number.MAX_SAFE_INTEGER ? `≥ ${least}` : `in ${least}..${most}`;
        throw new FormatError(place, `${what} is "${word}"; expected an integer ${range}`, 'Correct the number.');
      }
      return value;
    },
    rest: () => words.length - at,
  };
}

/**
 * Reads a flexible job shop in Brandimarte's text form: `jobs machines [average]`, then per job the number of operations and per
 * operation the number of alternatives and that many `machine time` pairs, machines from 1. Machines become robots that do not
 * travel; operation o of job j is task `j-o`, both from 0.
 *
 * @throws FormatError naming the line and the number in it
 */
export function readFjsp(text: string): ScheduleProblem {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line, number: index + 1 }));
  const filled = lines.filter((entry) => entry.line.trim() !== '');
  const head = filled[0];
  if (!head) throw new FormatError('line 1', 'the file is empty', 'Give "jobs machines", then one line per job.');
  const first = cursorOver(head.line, head.number);
  const jobs = first.next('the number of jobs', 1, 100_000);
  const machines = first.next('the number of machines', 1, 10_000);
  if (filled.length - 1 < jobs) {
    throw new FormatError(
      `line ${lines.length}`,
      `${filled.length - 1} of ${jobs} jobs are given`,
      'Add the missing job lines.',
    );
  }
  const extra = filled[jobs + 1];
  if (extra)
    throw new FormatError(
      `line ${extra.number}`,
      `comes after the last of ${jobs} jobs`,
      'Remove it, or raise the number of jobs.',
    );
  const tasks: TaskInput[] = [];
  const precedence: PrecedenceInput[] = [];
  for (let job = 0; job < jobs; job++) {
    const entry = filled[job + 1]!;
    const cursor = cursorOver(entry.line, entry.number);
    const operations = cursor.next('the number of operations', 1);
    for (let operation = 0; operation < operations; operation++) {
      const alternatives = cursor.next(`the number of machines for operation ${operation + 1}`, 1, machines);
      const durationByRobot: Record<string, number> = {};
      for (let choice = 0; choice < alternatives; choice++) {
        const machine = cursor.next(`a machine of operation ${operation + 1}`, 1, machines);
        durationByRobot[`m${machine}`] = cursor.next(`the time on machine ${machine}`, 0);
      }
      const id = `${job}-${operation}`;
      tasks.push({
        id,
        place: 'floor',
        slots: [{ duration: 0, durationByRobot, robots: Object.keys(durationByRobot) }],
      });
      if (operation > 0) precedence.push({ before: `${job}-${operation - 1}`, after: id });
    }
    if (cursor.rest() > 0) {
      throw new FormatError(
        `line ${entry.number}`,
        `${cursor.rest()} numbers are left over after ${operations} operations`,
        'Correct the counts of the line.',
      );
    }
  }
  return {
    robots: Array.from({ length: machines }, (_, machine) => ({ id: `m${machine + 1}`, place: 'floor' })),
    tasks,
    places: ['floor'],
    precedence,
    travel: { type: 'none' },
  };
}
