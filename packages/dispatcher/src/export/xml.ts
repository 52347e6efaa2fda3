/** One element as indented lines. Attributes that are undefined are left out; values are escaped. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  children: readonly string[] = [],
): string => {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(value)}"`],
  );
  const head = `<${name}${written.join('')}`;
  if (children.length === 0) return `${head}/>`;
  const inner = children.flatMap((child) => child.split('\n')).map((line) => `  ${line}`);
  return [`${head}>`, ...inner, `</${name}>`].join('\n');
};

/** Text for an attribute or a text node; characters that XML 1.0 does not have become spaces. */
export const escapeXml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the purpose
    .replace(/[\u0000-\u001f\ufffe\uffff]/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
