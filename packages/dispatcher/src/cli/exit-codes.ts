import type { RunResult } from '@muster/domain';

/** Exit codes of the command line: 0 done · 10–19 honest no · 20–29 limit · 30–39 broken. Their meanings stay once released. */
export const EXIT = {
  done: 0,
  refused: 10,
  asked: 11,
  partly: 12,
  failed: 13,
  invalid: 14,
  problemsFound: 15,
  limit: 20,
  timeout: 21,
  usage: 30,
  badInput: 31,
  broken: 32,
  unreachable: 33,
} as const;

/** Exit code of a run or plan, from its answer and report. */
export const exitCodeOf = (result: RunResult): number => {
  switch (result.report?.outcome) {
    case 'achieved':
    case 'answered':
    case 'done':
      return EXIT.done;
    case 'partly':
      return EXIT.partly;
    case 'failed':
      return EXIT.failed;
    case 'refused':
      return EXIT.refused;
    case 'asked':
      return EXIT.asked;
    default:
      break;
  }
  switch (result.interpretation.kind) {
    case 'refuse':
      return result.interpretation.reasons?.some((reason) => reason.code === 'PLAN_SEARCH_LIMIT')
        ? EXIT.limit
        : EXIT.refused;
    case 'clarify':
    case 'confirm':
      return result.schedule ? EXIT.done : EXIT.asked;
    default:
      return EXIT.done;
  }
};
