/**
 * Offset of the first character at which the text stops being JSON; engines do not all report it. Only for texts that
 * `JSON.parse` has refused. Source: RFC 8259 grammar.
 */
export function locateJsonFault(text: string): number {
  let at = 0;
  const space = (): void => {
    while (at < text.length && ' \t\n\r'.includes(text[at]!)) at++;
  };
  const token = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at += found[0].length;
    return found !== null;
  };
  const isString = (): boolean => token(/"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy);
  const items = (close: string, item: () => boolean): boolean => {
    at++;
    space();
    if (text[at] === close) {
      at++;
      return true;
    }
    for (;;) {
      space();
      if (!item()) return false;
      space();
      if (text[at] === close) {
        at++;
        return true;
      }
      if (text[at] !== ',') return false;
      at++;
    }
  };
  const value = (): boolean => {
    space();
    if (text[at] === '[') return items(']', value);
    if (text[at] === '{') {
      return items('}', () => {
        if (!isString()) return false;
        space();
        if (text[at] !== ':') return false;
        at++;
        return value();
      });
    }
    return isString() || token(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  };
  value();
  space();
  return at;
}
