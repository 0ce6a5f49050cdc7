import { chain, type Rule } from '@angular-devkit/schematics';
import { factsOfAuthType } from 'ngx-qlik/auth-types';
import { ɵisRecord as isRecord } from 'ngx-qlik/json';
import { addAssets, PACKAGE_ASSETS } from './build-options.ts';
import type { PageConnection } from './page-rules.ts';
import { type Application, GUIDES, join } from './project.ts';

const SCRIPT = PACKAGE_ASSETS.earlyStart.glob;

/** An entry of `data-pages`: docs/early-start.md describes it. */
interface EarlyPage {
  readonly address: string;
  readonly connection: string;
  readonly runtime: true;
  readonly socket?: true;
}

/**
 * Lets the pages of an application begin before Angular has started: the script as a file of the build, and its element in `index.html`.
 * @param route of the page with the connection's chart; an empty text where there is none
 */
export function addEarlyStart(application: Application, route: string, connection: PageConnection): Rule {
  const file = indexFileOf(application);
  return chain([
    addAssets(application.name, [PACKAGE_ASSETS.earlyStart]),
    (tree, { logger }) => {
      const html = tree.exists(file) ? tree.readText(file) : '';
      const page = route === '' ? undefined : pageOf(route, connection);
      const written = html.includes(SCRIPT) ? withPage(html, page) : withElement(html, page);
      if (written !== undefined) {
        if (written !== html) tree.overwrite(file, written);
        return;
      }
      logger.warn(
        `${file} was left as it is: its pages do not begin before Angular has started. Put ${elementOf(page)} into its head, see ${GUIDES}/early-start.md.`,
      );
    },
  ]);
}

/** The start page of an application, in the workspace. */
function indexFileOf({ project, sourceRoot }: Application): string {
  const index: unknown = project.targets.get('build')?.options?.['index'];
  const named = isRecord(index) ? index['input'] : index;
  return typeof named === 'string' ? named.replace(/^\.\//, '') : join(sourceRoot, 'index.html');
}

function pageOf(route: string, { id, authType }: PageConnection): EarlyPage {
  return {
    address: `^/${route.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`,
    connection: id,
    runtime: true,
    // Other credentials need no token of their own for a socket.
    ...(factsOfAuthType(authType).credential === 'bearer' ? { socket: true as const } : {}),
  };
}

function elementOf(page: EarlyPage | undefined): string {
  return `<script src="${SCRIPT}"${page ? ` ${attributeOf([page])}` : ''}></script>`;
}

function attributeOf(pages: readonly unknown[]): string {
  return `data-pages='${JSON.stringify(pages).replaceAll('&', '&amp;').replaceAll("'", '&#39;')}'`;
}

/** After `<base>`, by which the script finds the address of the application; else at the end of the head. */
function withElement(html: string, page: EarlyPage | undefined): string | undefined {
  const [, indent = '', base] = /([^\S\n]*)(<base\b[^>]*>)/i.exec(html) ?? [];
  const lineEnd = html.includes('\r\n') ? '\r\n' : '\n';
  if (base !== undefined) return html.replace(base, () => `${base}${lineEnd}${indent}${elementOf(page)}`);
  if (!/<\/head>/i.test(html)) return undefined;
  return html.replace(/([^\S\n]*)(<\/head>)/i, (end) => `  ${elementOf(page)}${lineEnd}${end}`);
}

/** Adds the entry of a page, or writes it anew. What cannot be read was written by the application, and stays. */
function withPage(html: string, page: EarlyPage | undefined): string | undefined {
  if (!page) return html;
  const found = /\bdata-pages=(?:'([^']*)'|"([^"]*)")/.exec(html);
  if (!found)
    return html.replace(/(src=["'][^"']*qlik-early-start\.js["'])/, (src) => `${src} ${attributeOf([page])}`);
  const pages = parse(found[1] ?? found[2] ?? '');
  if (!pages) return undefined;
  const others = pages.filter((each) => !(isRecord(each) && each['address'] === page.address));
  const former = pages.find((each) => isRecord(each) && each['address'] === page.address);
  // An entry of the same page may name more by now.
  const next = isRecord(former) && former['connection'] === page.connection ? pages : [...others, page];
  return next === pages ? html : html.replace(found[0], () => attributeOf(next));
}

function parse(attribute: string): readonly unknown[] | undefined {
  const text = attribute
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
  try {
    const pages: unknown = JSON.parse(text);
    return Array.isArray(pages) ? pages : undefined;
  } catch {
    // Not JSON: the warning says what to do.
    return undefined;
  }
}
