import { ChangingFile } from '../files/changing-file.ts';
import { isRecord } from '../json/is-record.ts';
import type { PageServer } from './page-origins.ts';

/** What a page begins with, read from `data-pages`. */
interface Page {
  readonly address: RegExp;
  readonly connection: string | undefined;
  /** Links to files of this server, in their order. */
  readonly files: readonly string[];
  /** Whether it calls the connection's server at once. */
  readonly usesServer: boolean;
}

interface Pages {
  /** Path of the application, with its last slash. */
  readonly base: string;
  readonly list: readonly Page[];
  /** Why the attribute cannot be used. */
  readonly problem: string | undefined;
}

const NO_PAGES: Pages = { base: '/', list: [], problem: undefined };
/** A script element with its attributes: their values may have any character but the quote around them. */
const SCRIPT = /<script((?:\s+[\w-]+(?:="[^"]*"|='[^']*'|=[^\s"'>]+)?)*)\s*>/gi;
const NAMES_EARLY_START = /\ssrc=["']?(?:[^"'\s]*\/)?qlik-early-start\.js["'\s]/i;
const CONNECTIONS = /\sdata-connections=["']?([^"'\s]+)/i;
const IS_MODULE = /\stype=["']?module["'\s]/i;
const SOURCE = /\ssrc=["']?([^"'\s]+)/i;
const DATA_PAGES = /\sdata-pages=(?:"([^"]*)"|'([^']*)')/i;
const BASE = /<base\b[^>]*\bhref=["']?([^"'\s>]*)/i;
/** A browser reads nothing of it. */
const COMMENT = /<!--(?:-?>|[^]*?(?:--!?>|$))/g;
/** What a `Link` header takes as it is: other characters would end the address, the header, or both. */
const PLAIN_PATH = /^\/[\w./~-]+$/;

/**
 * The `Link` headers of pages: the browser asks for a page's files, and connects to its server, when the head of the answer is there,
 * before it has read any script. Source: HTML Living Standard, "Processing Link headers"; RFC 8288.
 *
 * What a page needs is written in its own source, for `qlik-early-start.js`: `data-pages` of that element (`docs/early-start.md`). It is read
 * again when the file changes.
 */
export class PageLinks {
  readonly #pages: ChangingFile<Pages>;
  readonly #findServer: (connectionId: string) => PageServer | undefined;

  constructor(
    file: string,
    options: {
      readonly findServer: (connectionId: string) => PageServer | undefined;
      readonly warn: (problem: string) => void;
      /** The path below which the application is served. Default: the root. */
      readonly basePath?: string;
    },
  ) {
    this.#findServer = options.findServer;
    this.#pages = new ChangingFile(file, (html) => {
      const pages = readPages(html);
      for (const problem of [pages.problem, baseProblem(html, options.basePath ?? '')])
        if (problem !== undefined) options.warn(problem);
      return pages;
    });
    // What is wrong is said at start.
    this.#pages.read();
  }

  /**
   * The header of a page; `undefined` for pages that begin nothing.
   * @param path of the request, without its query
   */
  linkOf(path: string): string | undefined {
    // A deployment may be under way: a request for the page gets the answer of the static files.
    const { base, list } = this.#pages.read() ?? NO_PAGES;
    // A proxy in front may have taken the base away.
    const below = path.startsWith(base) ? `/${path.slice(base.length)}` : path;
    for (const page of list) {
      const found = page.address.exec(below);
      if (found) return this.#format(page, found.groups?.['connection']) || undefined;
    }
    return undefined;
  }

  #format({ connection, files, usesServer }: Page, named: string | undefined): string {
    const id = connection ?? decoded(named);
    const server = usesServer && id !== undefined ? this.#findServer(id) : undefined;
    return [
      ...(server ? [`<${server.origin}>; rel=preconnect${server.usesCookies ? '' : '; crossorigin'}`] : []),
      ...files,
    ].join(', ');
  }
}

/** What is wrong with the base address of a page, where everything is below a path: a proxy has taken none away then. */
function baseProblem(source: string, basePath: string): string | undefined {
  const [, href] = BASE.exec(source.replace(COMMENT, '')) ?? [];
  const served = `${basePath}/`;
  if (basePath === '' || href === undefined) return undefined;
  const site = `http://application.invalid${served}`;
  if (URL.canParse(href, site) && new URL('.', new URL(href, site)).pathname === served) return undefined;
  return `index.html has <base href="${href}">, and is served at ${served}, so that its files are not found. Build it with --base-href ${served}, or set BASE_PATH to the path that it was built for.`;
}

function readPages(source: string): Pages {
  const html = source.replace(COMMENT, '');
  const scripts = [...html.matchAll(SCRIPT)].map(([, attributes = '']) => `${attributes} `);
  const own = scripts.find((each) => NAMES_EARLY_START.test(each)) ?? '';
  const [, doubleQuoted, singleQuoted] = DATA_PAGES.exec(own) ?? [];
  const [, connections = 'connections.json'] = CONNECTIONS.exec(own) ?? [];
  const attribute = doubleQuoted ?? singleQuoted;
  if (attribute === undefined) return NO_PAGES;
  try {
    const [, href = '/'] = BASE.exec(html) ?? [];
    const root = new URL(href, 'http://application.invalid/');
    const written = JSON.parse(withoutReferences(attribute)) as unknown;
    if (!Array.isArray(written)) throw new TypeError('it is no list');
    const [, early = ''] = SOURCE.exec(own) ?? [];
    const modules = scripts.flatMap((each) => (IS_MODULE.test(each) ? (SOURCE.exec(each)?.[1] ?? []) : []));
    // The small files first: each connection to this server but the one that is there costs a round trip, and calls of the API wait for these.
    const common = [
      `<${pathOf(early, root)}>; rel=preload; as=script`,
      `<${pathOf(connections, root)}>; rel=preload; as=fetch; crossorigin=anonymous`,
      ...modules.map((script) => toModuleLink(script, root)),
    ];
    const list = written.map((each) => readPage(each, root, common));
    return { base: new URL('.', root).pathname, list, problem: undefined };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = `data-pages in index.html cannot be used, so no page has a Link header: ${reason}. Correct it: docs/early-start.md.`;
    return { ...NO_PAGES, problem };
  }
}

function readPage(written: unknown, root: URL, common: readonly string[]): Page {
  if (!isRecord(written) || typeof written['address'] !== 'string')
    throw new TypeError('a page has no address');
  const { address, connection, scripts = [], calls = [], runtime, socket } = written;
  if (!isList(scripts) || !isList(calls)) throw new TypeError(`${address} has no list`);
  return {
    address: new RegExp(address),
    connection: typeof connection === 'string' ? connection : undefined,
    files: [...common, ...scripts.map((script) => toModuleLink(script, root))],
    usesServer: calls.length > 0 || runtime === true || socket === true,
  };
}

function toModuleLink(script: unknown, root: URL): string {
  return `<${pathOf(script, root)}>; rel=modulepreload`;
}

function pathOf(file: unknown, root: URL): string {
  const { origin, pathname } = new URL(String(file), root);
  if (origin !== root.origin || !PLAIN_PATH.test(pathname))
    throw new TypeError(`${String(file)} is no file of the application`);
  return pathname;
}

/** Those that an attribute has to have, and those that tools write besides. */
const REFERENCES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#34;': '"',
  '&#x22;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#x27;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
};

function withoutReferences(attribute: string): string {
  return attribute.replace(
    /&(?:quot|apos|lt|gt|amp|#(?:34|39|x22|x27));/gi,
    (reference) => REFERENCES[reference.toLowerCase()] ?? reference,
  );
}

function decoded(segment: string | undefined): string | undefined {
  try {
    return segment === undefined ? undefined : decodeURIComponent(segment);
  } catch {
    // An address that no connection has.
    return undefined;
  }
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
