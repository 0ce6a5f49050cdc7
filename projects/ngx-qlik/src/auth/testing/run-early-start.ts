import { HttpHeaders, HttpRequest } from '@angular/common/http';
import type { EarlyStart } from '../../http/early-start';
import type { QlikMain } from '../../runtime/qlik-main';

/** What the page is like when the script runs. */
export interface Surroundings {
  /** Of the page, below the application's base. */
  readonly path: string;
  readonly pages: readonly unknown[] | string;
  /** The content of the file of the connections, or a function that answers a request for it. */
  readonly connections: unknown;
  readonly connectionsFile?: string;
  /** Answers everything but the file of the connections. Default: JSON that names the address. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** A page in which the script has run before. */
  readonly page?: EarlyPage;
  /** `false`: the page has no `<base>`. */
  readonly hasBase?: boolean;
  /** The element of the script is `type="module"`. */
  readonly isModule?: boolean;
}

/** What is global in a page with the script. */
interface EarlyPage {
  ngxQlikEarlyStart?: EarlyStart;
  QlikMain?: QlikMain;
  trustedTypes?: unknown;
}

/** A request that the script sent. */
interface EarlyRequest {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly init: RequestInit;
}

let text = '';

/** Loads the script. To be called before a test replaces `fetch`. */
export async function loadEarlyStart(): Promise<void> {
  text ||= await (await fetch('/qlik-early-start.js')).text();
}

/**
 * Runs `qlik-early-start.js`, as it ships, in a page of its own.
 * @returns what it asked for, its links, scripts and errors, what it offers, and what is heard when the user does something
 */
export async function runEarlyStart({ path, pages, connections, hasBase = true, ...rest }: Surroundings) {
  const sent: EarlyRequest[] = [];
  const links: HTMLLinkElement[] = [];
  const scripts: HTMLScriptElement[] = [];
  const errors: unknown[][] = [];
  const user = new EventTarget();
  const fakeWindow = rest.page ?? {};
  const pathname = (hasBase ? new URL('.', document.baseURI).pathname : '/') + path;
  const { connectionsFile } = rest;
  const file = connectionsFile ?? 'connections.json';
  const answerTo = (url: string, init: RequestInit) => {
    if (!url.endsWith(file)) return rest.fetch?.(url, init) ?? Response.json({ of: url });
    if (typeof connections === 'function')
      return (connections as NonNullable<Surroundings['fetch']>)(url, init);
    return Response.json(connections);
  };
  const dataset = {
    pages: typeof pages === 'string' ? pages : JSON.stringify(pages),
    ...(connectionsFile === undefined ? {} : { connections: connectionsFile }),
  };
  const parameters = {
    document: {
      currentScript: rest.isModule ? null : { dataset, nonce: 'nonce-1' },
      baseURI: hasBase ? document.baseURI : location.origin + pathname,
      head: {
        append: (each: HTMLLinkElement | HTMLScriptElement) =>
          each instanceof HTMLScriptElement ? scripts.push(each) : links.push(each),
      },
      createElement: (name: string) => document.createElement(name),
      querySelector: (selector: string) => (hasBase ? document.querySelector(selector) : null),
    },
    location: { origin: location.origin, pathname },
    window: fakeWindow,
    addEventListener: user.addEventListener.bind(user),
    fetch: async (url: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      // As a browser does, and servers of tests do not.
      init.signal?.throwIfAborted();
      sent.push({ url, authorization: headers.get('authorization') ?? undefined, init });
      const answer = await answerTo(url, init);
      init.signal?.throwIfAborted();
      return answer;
    },
    console: { error: (...parts: unknown[]) => errors.push(parts) },
  };
  // oxlint-disable-next-line typescript/no-implied-eval -- the file is no module: it runs as a page runs it
  const script = new Function(...Object.keys(parameters), text) as (...values: readonly unknown[]) => void;
  script(...Object.values(parameters));
  await untilQuiet(() => sent.length);
  const early = fakeWindow.ngxQlikEarlyStart;
  return {
    early,
    errors,
    links,
    /** Scripts that it would have put into the page; nothing is loaded. */
    scripts,
    /** What is global in the page. */
    page: fakeWindow,
    sent,
    user,
    /** Those beside the file of the connections. */
    requests: sent.filter(({ url }) => !url.endsWith(file)),
  };
}

/** As long as this many answers take to be read, one after the other. */
const QUIET_TURNS = 4;

async function untilQuiet(count: () => number): Promise<void> {
  for (let turns = 0, last = -1; turns < QUIET_TURNS; turns = count() === last ? turns + 1 : 0) {
    last = count();
    await new Response('{}').clone().text();
  }
}

/** A call of HttpClient with a bearer token. */
export function bearerCall(url: string, authorization = 'Bearer token-1'): HttpRequest<unknown> {
  return new HttpRequest('GET', url, { headers: new HttpHeaders({ Authorization: authorization }) });
}
