const TOKENS: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};
const MARK = '\u0000number:';

/**
 * Parses JSON that may hold the raw tokens `NaN`, `Infinity` and `-Infinity`, as Python's readers do.
 * @throws SyntaxError when it is not JSON even then
 */
export function replaceNonFiniteTokens(text: string): unknown {
  const marked = text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (token) =>
    token.startsWith('"') ? token : JSON.stringify(`${MARK}${token}`),
  );
  return JSON.parse(marked, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(MARK) ? TOKENS[value.slice(MARK.length)] : value,
  ) as unknown;
}
