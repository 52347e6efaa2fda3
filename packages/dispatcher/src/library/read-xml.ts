import { bilingual, fail, ok, positionOf, type Result } from '@muster/domain';

export type XmlElement = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** 1-based line of its opening tag. */
  readonly line: number;
};

const MAX_DEPTH = 100;
const MAX_ELEMENTS = 200_000;
const NAME = /[A-Za-z_][\w:.-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * The part of XML 1.0 that robot descriptions use: elements and attributes. Document types are refused (no entity expansion); text is
 * skipped.
 *
 * @returns the root element, or `XML_INVALID` at file:line:column
 */
export const readXml = (text: string, file: string): Result<XmlElement> => {
  let at = 0;
  let elements = 0;
  let fault: { offset: number; en: string; zh: string } | undefined;
  const wrong = (en: string, zh: string): undefined => {
    fault ??= { offset: at, en, zh };
    return undefined;
  };
  /** Skips text, comments, CDATA and processing instructions up to the next tag. */
  const skip = (): boolean => {
    for (;;) {
      const open = text.indexOf('<', at);
      if (open < 0) {
        at = text.length;
        return false;
      }
      at = open;
      const end = text.startsWith('<!--', at)
        ? '-->'
        : text.startsWith('<![CDATA[', at)
          ? ']]>'
          : text.startsWith('<?', at)
            ? '?>'
            : '';
      if (end === '') {
        if (text.startsWith('<!', at)) {
          wrong('a document type is not allowed', '不允许文档类型声明');
          return false;
        }
        return true;
      }
      const close = text.indexOf(end, at);
      if (close < 0) {
        wrong(`"${end}" is missing`, `缺少“${end}”`);
        return false;
      }
      at = close + end.length;
    }
  };
  const element = (depth: number): XmlElement | undefined => {
    elements += 1;
    if (depth > MAX_DEPTH || elements > MAX_ELEMENTS)
      return wrong('the document is too deep or too large', '文档过深或过大');
    const line = positionOf(text, at).line;
    NAME.lastIndex = at + 1;
    const name = NAME.exec(text)?.[0];
    if (name === undefined) return wrong('a tag without a name', '标签没有名称');
    at = NAME.lastIndex;
    const attributes: Record<string, string> = Object.create(null);
    for (;;) {
      ATTRIBUTE.lastIndex = at;
      const match = ATTRIBUTE.exec(text);
      if (!match) break;
      attributes[match[1]!] = (match[2] ?? match[3] ?? '').replace(
        /&(\w+);/g,
        (whole, entity: string) => ENTITIES[entity] ?? whole,
      );
      at = ATTRIBUTE.lastIndex;
    }
    while (/\s/.test(text[at] ?? '')) at += 1;
    if (text.startsWith('/>', at)) {
      at += 2;
      return { name, attributes, children: [], line };
    }
    if (text[at] !== '>') return wrong(`"<${name}" is not closed`, `“<${name}”没有闭合`);
    at += 1;
    const children: XmlElement[] = [];
    for (;;) {
      if (!skip()) return wrong(`"</${name}>" is missing`, `缺少“</${name}>”`);
      if (text.startsWith('</', at)) {
        const end = text.indexOf('>', at);
        if (end < 0 || text.slice(at + 2, end).trim() !== name)
          return wrong(`"</${name}>" was expected`, `应为“</${name}>”`);
        at = end + 1;
        return { name, attributes, children, line };
      }
      const child = element(depth + 1);
      if (!child) return undefined;
      children.push(child);
    }
  };
  const root = skip() ? element(0) : undefined;
  if (root && !fault) return ok(root);
  const { line, column } = positionOf(text, Math.min(fault?.offset ?? at, text.length));
  return fail({
    code: 'XML_INVALID',
    place: `${file}:${line}:${column}`,
    says: bilingual(`Not usable XML: ${fault?.en ?? 'no element'}.`, `XML 不可用：${fault?.zh ?? '没有元素'}。`),
    remedy: bilingual('Correct the tag; expand xacro files first.', '请改正该标签；xacro 文件需先展开。'),
  });
};
