export type JsonPath = readonly (string | number)[];
export type Position = { readonly line: number; readonly column: number };

/** Line and column, 1-based, of an offset in UTF-16 units; a column counts UTF-16 units. */
export const positionOf = (text: string, offset: number): Position => {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
};

const skipSpace = (text: string, at: number): number => {
  let offset = at;
  while (offset < text.length && ' \t\r\n\ufeff'.includes(text[offset]!)) offset += 1;
  return offset;
};

const skipString = (text: string, at: number): number => {
  for (let end = text.indexOf('"', at + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
};

const skipValue = (text: string, at: number): number => {
  let offset = skipSpace(text, at);
  let depth = 0;
  do {
    const character = text[offset];
    if (character === undefined) return offset;
    if (character === '"') offset = skipString(text, offset);
    else {
      if (character === '{' || character === '[') depth += 1;
      else if (character === '}' || character === ']') depth -= 1;
      offset += 1;
      if (depth === 0 && character !== '}' && character !== ']')
        while (offset < text.length && !',]} \t\r\n'.includes(text[offset]!)) offset += 1;
    }
  } while (depth > 0);
  return offset;
};

/**
 * Offset of a value in well-formed JSON text; of the deepest part of the path that exists when the whole of it does not.
 *
 * @param key true: the offset of the last member's key instead of its value
 */
export const offsetOf = (text: string, path: JsonPath, key = false): number => {
  let offset = skipSpace(text, 0);
  for (let depth = 0; depth < path.length; depth += 1) {
    const wanted = path[depth];
    const opening = text[offset];
    if (opening !== '{' && opening !== '[') return offset;
    let member = skipSpace(text, offset + 1);
    let found = -1;
    for (let index = 0; member < text.length && text[member] !== '}' && text[member] !== ']'; index += 1) {
      let value = member;
      let name: string | number = index;
      if (opening === '{') {
        const end = skipString(text, member);
        name = JSON.parse(text.slice(member, end)) as string;
        value = skipSpace(text, skipSpace(text, end) + 1);
      }
      if (opening === '{' ? name === String(wanted) : name === Number(wanted)) {
        found = key && depth === path.length - 1 ? member : value;
        break;
      }
      member = skipSpace(text, skipValue(text, value));
      if (text[member] === ',') member = skipSpace(text, member + 1);
    }
    if (found < 0) return offset;
    offset = found;
  }
  return offset;
};
