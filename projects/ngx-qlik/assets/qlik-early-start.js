// Begins, from the head of the page, what the page will need, while Angular is still on its way: the connections, the page's scripts, Qlik's
// script, and calls of the REST API with the access token that is stored. The library takes over what it finds, once, and only for the same
// credential; without this script, or where something fails here, it does all of it itself.
// `data-connections` of its element names the file of the connections, `data-pages` is a list in JSON: docs/early-start.md describes it.
// The key and the value of stored tokens are those of `browser-storage.ts` and `token-store.ts`.
(() => {
  const LIMIT_MS = 15_000;
  /** A token that ends sooner may end before its answer is there. */
  const TOKEN_MARGIN_MS = 30_000;
  /** What goes into an address as it is. Nothing that a server or a proxy reads as another path. */
  const SAFE_SEGMENT = /^[\w-]+$/;
  /** The modules of Qlik's runtime that a chart takes one after the other. */
  const RUNTIME_MODULES = ['auth@v1', 'qix@v1', 'embed-vanilla@v1'];

  const { connections: source = 'connections.json', pages = '[]' } = document.currentScript.dataset;
  const { nonce } = document.currentScript;
  const { page, parts } = findPage(pages);
  for (const script of page.scripts ?? []) addLink({ rel: 'modulepreload', href: script });

  /** Calls that have begun, by address and credential. */
  const calls = new Map();
  const file = new URL(source, document.baseURI).href;
  let connections = fetchConnections();
  // The library reports a file that does not arrive.
  connections.then(async (answer) => answer.ok && begin(await answer.clone().text())).catch(() => undefined);

  window.ngxQlikEarlyStart = {
    takeConnections({ href }) {
      if (href !== file) return undefined;
      const taken = connections;
      connections = undefined;
      return taken?.catch(fetchConnections);
    },
    takeAnswer({ method, responseType, reportProgress, urlWithParams: url, headers }) {
      if (method !== 'GET' || responseType !== 'json' || reportProgress) return undefined;
      const key = keyOf(url, headers.get('authorization'));
      const taken = calls.get(key);
      calls.delete(key);
      return taken?.then((answer) => parsed(answer, url));
    },
  };

  function fetchConnections() {
    return fetch(file, { cache: 'no-cache', signal: AbortSignal.timeout(LIMIT_MS) });
  }

  /** The page of this address, and the named groups of its expression. */
  function findPage(json) {
    const base = new URL('.', document.baseURI).pathname;
    const path = location.pathname.startsWith(base) ? `/${location.pathname.slice(base.length)}` : '';
    try {
      for (const each of JSON.parse(json)) {
        const found = new RegExp(each.address).exec(path);
        if (found) return { page: each, parts: { ...found.groups } };
      }
    } catch (error) {
      console.error('data-pages of qlik-early-start.js cannot be used. Correct it in index.html.', error);
    }
    return { page: {}, parts: {} };
  }

  function begin(body) {
    const connection = findConnection(body);
    if (!connection) return;
    const token = readToken(connection);
    // Without one the user has to sign in before the page needs anything of the server.
    if (token === undefined) return;
    const { host } = connection;
    if (page.runtime) loadRuntime(`${host}/qlik-embed/main.js`);
    for (const call of page.calls ?? []) {
      const address = addressOf(host, call);
      if (address === undefined) continue;
      const authorization = `Bearer ${token}`;
      const key = keyOf(address, authorization);
      const answer = fetchText(address, {
        headers: { authorization, accept: 'application/json, text/plain, */*' },
        redirect: 'error',
      });
      calls.set(key, answer);
      // Nothing that is old by the time it is asked for.
      setTimeout(() => calls.delete(key), LIMIT_MS);
    }
  }

  /** The connection of the page, if it signs in to Qlik Cloud with OAuth2; `host` as the library writes it. */
  function findConnection(body) {
    try {
      const content = JSON.parse(body);
      const list = Array.isArray(content) ? content : content.connections;
      const id = page.connection ?? decodeURIComponent(parts.connection);
      const found = list.filter((each) => each.id === id);
      const [{ host, auth, platform }] = found;
      if (found.length > 1 || platform !== 'cloud' || auth.type !== 'oauth2') return undefined;
      const { origin, pathname, protocol } = new URL(host, location.origin);
      if (!/^https?:$/.test(protocol)) return undefined;
      return { id, auth, host: origin + pathname.replace(/\/+$/, '') };
    } catch {
      // No page of a connection, or a file that the library reports.
      return undefined;
    }
  }

  function readToken({ id, host, auth: { clientId, tokenStorage } }) {
    const base = document.querySelector('base[href]')
      ? new URL('.', document.baseURI).href
      : `${location.origin}/`;
    try {
      const storage = { session: sessionStorage, local: localStorage }[tokenStorage];
      const stored = JSON.parse(storage.getItem(`ngx-qlik:oauth2:tokens:${id} ${base} ${host} ${clientId}`));
      const isOwn = stored.host === host && stored.clientId === clientId;
      const isValid = stored.expiresAt > Date.now() + TOKEN_MARGIN_MS;
      return isOwn && isValid && typeof stored.accessToken === 'string' ? stored.accessToken : undefined;
    } catch {
      // No storage, or no sign-in.
      return undefined;
    }
  }

  /** An address of the REST API of that host; `undefined` for every other one, and where a part of the page's address is unusual. */
  function addressOf(host, call) {
    const path = call.replace(/\{(\w+)\}/g, (_, name) =>
      SAFE_SEGMENT.test(parts[name] ?? '') ? parts[name] : '/../',
    );
    const address = host + path;
    if (!path.startsWith('/api/') || path.includes('..') || new URL(address).href !== address)
      return undefined;
    return address;
  }

  /** Resolves to `undefined` where there is no answer: the library asks again and reports the failure. */
  async function fetchText(url, options) {
    try {
      const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(LIMIT_MS) });
      const { ok, status, headers } = answer;
      return { ok, status, headers, body: await answer.text() };
    } catch {
      return undefined;
    }
  }

  /** An answer as HttpClient reads it. A successful one that is no JSON is none: the library asks again, and reports it. */
  function parsed(answer, url) {
    if (answer === undefined) return undefined;
    const { ok, status, headers, body } = answer;
    try {
      return { ok, status, url, headers, body: JSON.parse(body) };
    } catch {
      // A refusal may be a text.
      return ok ? undefined : { ok, status, url, headers, body };
    }
  }

  /** Puts Qlik's script into the page as `main-script.ts` does, which takes it over, and has it load what charts need. */
  function loadRuntime(src) {
    const script = Object.assign(document.createElement('script'), { src, crossOrigin: 'anonymous', nonce });
    script.dataset.ngxQlik = 'early';
    script.addEventListener('load', () => {
      const main = window.QlikMain;
      if (!main) return script.remove();
      // The library imports them again, and reports what fails.
      for (const name of RUNTIME_MODULES) main.import(name).catch(() => undefined);
    });
    script.addEventListener('error', () => script.remove());
    document.head.append(script);
  }

  function addLink(properties) {
    document.head.append(Object.assign(document.createElement('link'), properties));
  }

  function keyOf(url, authorization) {
    return `${authorization} ${url}`;
  }
})();
