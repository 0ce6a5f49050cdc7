/** An attribute of a tag. */
interface HtmlAttribute {
  /** With the characters that its references stand for; empty for an attribute without a value. */
  readonly value: string;
  /** Where it begins and ends in the page, its name and quotes included. */
  readonly start: number;
  readonly end: number;
}

/** A tag of a page, as a browser finds it. */
export interface HtmlTag {
  /** In small letters; that of an end tag begins with a slash. */
  readonly name: string;
  /** By name in small letters. */
  readonly attributes: ReadonlyMap<string, HtmlAttribute>;
  /** Where it begins and ends in the page. */
  readonly start: number;
  readonly end: number;
}

/** A comment, or a tag: values of attributes may have any character but the quote around them. */
const TOKEN = /<!--(?:-?>|[^]*?(?:--!?>|$))|<(\/?[a-z][^\s/>]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>/gi;
const ATTRIBUTE = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/g;
/** What is between their tags is no part of the page. */
const OTHER_CONTENT = /^(script|style|title|textarea|noscript|template|iframe|xmp)$/;

/**
 * The tags of a page, without those in comments, scripts and their like.
 * @see HTML Living Standard, "Tokenization"
 */
export function* tagsOf(html: string): Generator<HtmlTag> {
  const tokens = new RegExp(TOKEN);
  for (let found = tokens.exec(html); found; found = tokens.exec(html)) {
    const [token, written, attributes = ''] = found;
    if (written === undefined) continue;
    const name = written.toLowerCase();
    const place = { start: found.index, end: found.index + token.length };
    yield { name, attributes: attributesOf(attributes, place.start + 1 + written.length), ...place };
    if (!OTHER_CONTENT.test(name)) continue;
    const content = html.slice(place.end).search(new RegExp(`</${name}[\\s/>]`, 'i'));
    if (content < 0) return;
    tokens.lastIndex = place.end + content;
  }
}

function attributesOf(text: string, start: number): ReadonlyMap<string, HtmlAttribute> {
  const attributes = new Map<string, HtmlAttribute>();
  for (const found of text.matchAll(ATTRIBUTE)) {
    const [written, name = '', doubleQuoted, singleQuoted, unquoted] = found;
    const key = name.toLowerCase();
    // Of two with one name the first counts.
    if (attributes.has(key)) continue;
    const at = start + found.index;
    const value = withoutReferences(doubleQuoted ?? singleQuoted ?? unquoted ?? '');
    attributes.set(key, { value, start: at, end: at + written.length });
  }
  return attributes;
}

const NAMED: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };

function withoutReferences(value: string): string {
  return value.replace(
    /&(?:#(\d{1,6})|#x([\da-f]{1,5})|(quot|apos|lt|gt|amp));/gi,
    (reference: string, decimal?: string, hexadecimal?: string, name?: string) => {
      const code = decimal === undefined ? parseInt(hexadecimal ?? '', 16) : Number(decimal);
      return Number.isNaN(code)
        ? (NAMED[name?.toLowerCase() ?? ''] ?? reference)
        : String.fromCodePoint(code);
    },
  );
}
