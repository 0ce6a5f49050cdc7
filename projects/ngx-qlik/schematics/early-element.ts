import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { PACKAGE_ASSETS } from './build-options.ts';
import { type HtmlTag, tagsOf } from './html-tags.ts';

const SCRIPT = PACKAGE_ASSETS.earlyStart.glob;

/** An entry of `data-pages`: docs/early-start.md describes it. */
export interface EarlyPage {
  readonly address: string;
  readonly connection: string;
  readonly runtime: true;
  readonly socket?: true;
}

/** The file of the connections that the script asks for by itself. */
const USUAL_CONNECTIONS = 'connections.json';

/** The element of the script. @param connections address of the file of the connections */
export function earlyElement(page: EarlyPage | undefined, connections = USUAL_CONNECTIONS): string {
  const file = connections === USUAL_CONNECTIONS ? '' : ` data-connections='${escaped(connections)}'`;
  return `<script src="${SCRIPT}"${file}${page ? ` ${attributeOf([page])}` : ''}></script>`;
}

/**
 * Puts the element of the script into a start page, or the entry of a page into the element that is there.
 * @returns `undefined` where it has no place, or what the application wrote cannot be read
 */
export function withEarlyStart(
  html: string,
  page: EarlyPage | undefined,
  connections = USUAL_CONNECTIONS,
): string | undefined {
  const tags = [...tagsOf(html)];
  const present = tags.find(isEarlyElement);
  return present ? withPage(html, present, page) : withElement(html, tags, earlyElement(page, connections));
}

/** Whether a start page has the element of the script. */
export const hasEarlyStart = (html: string): boolean => [...tagsOf(html)].some(isEarlyElement);

function isEarlyElement({ name, attributes }: HtmlTag): boolean {
  const path = attributes.get('src')?.value.replace(/[?#].*/s, '');
  return name === 'script' && path?.split('/').at(-1) === SCRIPT;
}

/** After `<base>`, by which the script finds the address of the application; else at the end of the head. */
function withElement(html: string, tags: readonly HtmlTag[], element: string): string | undefined {
  const lineEnd = html.includes('\r\n') ? '\r\n' : '\n';
  const base = tags.find(({ name, attributes }) => name === 'base' && attributes.has('href'));
  if (base) return insert(html, base.end, lineEnd + indentBefore(html, base) + element);
  const end = tags.find(({ name }) => name === '/head');
  if (!end) return undefined;
  const indent = indentBefore(html, end);
  return insert(html, end.start - indent.length, `${indent}  ${element}${lineEnd}`);
}

/** Adds the entry of a page, or writes it anew. What cannot be read was written by the application, and stays. */
function withPage(
  html: string,
  { attributes, end }: HtmlTag,
  page: EarlyPage | undefined,
): string | undefined {
  if (!page) return html;
  const written = attributes.get('data-pages');
  if (!written) return insert(html, attributes.get('src')?.end ?? end - 1, ` ${attributeOf([page])}`);
  const pages = parse(written.value);
  if (!pages) return undefined;
  const isOfPage = (each: unknown) => isRecord(each) && each['address'] === page.address;
  const former = pages.find(isOfPage);
  // An entry of the same page may name more by now.
  if (isRecord(former) && former['connection'] === page.connection) return html;
  const others = pages.filter((each) => !isOfPage(each));
  return html.slice(0, written.start) + attributeOf([...others, page]) + html.slice(written.end);
}

function parse(text: string): readonly unknown[] | undefined {
  try {
    const pages: unknown = JSON.parse(text);
    return Array.isArray(pages) ? pages : undefined;
  } catch {
    // Not JSON: the warning says what to do.
    return undefined;
  }
}

function attributeOf(pages: readonly unknown[]): string {
  return `data-pages='${escaped(JSON.stringify(pages))}'`;
}

/** A value of an attribute, for single quotes. */
const escaped = (value: string): string => value.replaceAll('&', '&amp;').replaceAll("'", '&#39;');

/** The spaces between the beginning of its line and a tag. */
function indentBefore(html: string, { start }: HtmlTag): string {
  return /[^\S\r\n]*$/.exec(html.slice(0, start))?.[0] ?? '';
}

function insert(html: string, at: number, text: string): string {
  return html.slice(0, at) + text + html.slice(at);
}
