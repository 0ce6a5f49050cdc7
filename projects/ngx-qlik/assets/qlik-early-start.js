// Begins, from the head of the page, what the page will need, while Angular is still on its way: the connections, the page's scripts, Qlik's
// script, the sign-in as far as it asks nothing of the user, and the first calls with its credential. The library takes over what it finds, once,
// where it would send exactly the same; without this script, or where something fails here, it does all of it itself.
// `data-connections` of its element names the file of the connections, `data-pages` is a list in JSON: docs/early-start.md describes it.
// Requests are those of the library's strategies; keys and values of the storage are those of `browser-storage.ts` and `token-store.ts`.
(() => {
  // The script is in the page twice: the library takes over from one only.
  if (window.ngxQlikEarlyStart) return;
  const LIMIT_MS = 15_000;
  /** Timers stand still while a machine sleeps. */
  const until = Date.now() + LIMIT_MS;
  setTimeout(end, LIMIT_MS);
  /** A token that ends sooner may end before its answer is there. */
  const TOKEN_MARGIN_MS = 30_000;
  /** What goes into an address as it is. Nothing that a server or a proxy reads as another path. */
  const SAFE_SEGMENT = /^[\w-]+$/;
  const API = /^\/(api|qrs)\//;

  /** What was not taken yet, by request: its answer, and what ends it. */
  const begun = new Map();
  /** The latest request of the sign-in; empty when the library has taken it: it goes on by itself then, and nothing must be sent twice. */
  let latest;
  let connection;
  /** The user of cookies, as the tabs of the application share it; another one by now means that nothing here is of use. */
  let user;

  /** The application's base address, as Angular's router and `browser-storage.ts` take it. */
  const root = new URL('.', document.querySelector('base[href]') ? document.baseURI : location.origin);
  /** The address of the connections, the entry of this page, and the named groups of its expression. */
  let file;
  let page = {};
  let parts;
  /** Modules have none. */
  const ownElement = document.currentScript;
  readAttributes();
  if (!file) return;
  for (const script of page.scripts ?? []) addElement('link', { rel: 'modulepreload', href: script });
  // What fails here is done again by the library, which reports it.
  start(file, { cache: 'no-cache', redirect: 'follow' })
    .then(async (answer) => answer.ok && begin(await answer.clone().json()))
    .catch(() => undefined);

  /** `early-start.ts` describes it. */
  window.ngxQlikEarlyStart = (id, what, init) => {
    if (id && id !== connection?.id) return undefined;
    if (!what || Date.now() > until || (user && user !== readUser())) end();
    return what && (init ? takeResponse(what, init) : takeAnswer(what));
  };
  /** Client-managed servers want a key in each request: with one for the page, requests are the same here and there. It is no secret. */
  const xrfkey = (window.ngxQlikEarlyStart.xrfkey = randomDigits());

  /** A successful answer only. In place of others the library's own request counts, and what comes of it. */
  function takeResponse(url, init) {
    return take(keyOf(url, init), init.signal)?.then((answer) => (answer?.ok ? answer : fetch(url, init)));
  }

  function takeAnswer({
    method,
    responseType,
    reportProgress,
    urlWithParams: url,
    headers: all,
    withCredentials,
  }) {
    if (responseType !== 'json' || reportProgress) return undefined;
    const headers = {};
    for (const name of all.keys()) headers[name] = all.get(name);
    const credentials = withCredentials ? 'include' : undefined;
    return take(keyOf(url, { method, headers, credentials }));
  }

  /** What was taken is a request of the library: nothing ends it but `signal`, its limit. */
  function take(key, signal) {
    const [answer, abort] = begun.get(key) ?? [];
    begun.delete(key);
    if (key === latest) latest = '';
    signal?.addEventListener('abort', abort);
    return answer;
  }

  /** Nothing goes on, and nothing can be taken any more. */
  function end() {
    latest = '';
    begun.forEach(([, abort]) => abort());
    begun.clear();
  }

  function readAttributes() {
    const path = location.pathname.startsWith(root.pathname)
      ? location.pathname.slice(root.pathname.length - 1)
      : '';
    try {
      const { connections = 'connections.json', pages = '[]' } = ownElement.dataset;
      file = new URL(connections, document.baseURI).href;
      const list = JSON.parse(pages);
      list.forEach(checkPage);
      page = list.find(({ address }) => (parts = new RegExp(address).exec(path))) ?? page;
      parts = parts?.groups ?? {};
    } catch (error) {
      console.error('Correct qlik-early-start.js in index.html.', error);
    }
  }

  /** @throws {Error} naming the field that is not what docs/early-start.md says */
  function checkPage({ address, connection: id = '', scripts = [], calls = [] }) {
    const isText = (value) => typeof value === 'string';
    const valid = {
      address: isText(address),
      connection: isText(id),
      // Of all that JSON can have, only lists have this function.
      scripts: scripts?.every?.(isText),
      calls: calls?.every?.((call) => isText(call) && API.test(call)),
    };
    for (const name in valid) if (!valid[name]) throw new Error(`"${name}" of ${address}`);
  }

  async function begin(content) {
    connection = findConnection(content);
    const { auth, host, runtime, platform } = connection;
    const isServer = platform === 'client-managed';
    const webIntegration = { 'qlik-web-integration-id': auth.webIntegrationId };
    const credentialOf = {
      __proto__: null,
      none: () => ({}),
      oauth2: storedToken,
      anonymous,
      'oauth2-impersonation': impersonation,
      m2m: relay,
      apikey: relay,
      'oauth2-web': relay,
      header: relay,
      pfx: relay,
      jwt: jwtSession,
      cookie: tenantSession,
      ticket: ticketSession,
      windows: proxySession,
      'jwt-virtual-proxy': jwtProxySession,
      'anonymous-virtual-proxy': anonymousProxySession,
    }[auth.type];
    // The user signed out in this tab.
    if (!credentialOf || sessionStorage.getItem(nameOf('signed-out'))) return;
    if (credentialOf !== storedToken && credentialOf !== anonymous) {
      user = readUser();
      // Without a former sign-in the backend and Qlik would refuse; a proxy says without an error that it has no session.
      if (!user && credentialOf !== proxySession && auth.type !== 'none') return;
      // Whose cookies they are can change without a trace, but not without the user.
      addEventListener('pointerdown', end, true);
      addEventListener('keydown', end, true);
    }
    const credential = await credentialOf();
    if (!credential) return;
    const { token, query = '', headers, credentials } = credential;
    // A token for a socket works once.
    if (page.socket && token)
      start(`${host}/oauth/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
          subject_token: token,
          subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          purpose: 'websocket',
          redirect_uri: location.origin,
          client_id: auth.clientId,
        }),
      });
    for (const call of page.calls ?? []) {
      const address = addressOf(host, call);
      if (address)
        start(query ? `${address}${call.includes('?') ? '&' : '?'}${query}` : address, {
          headers,
          credentials,
        });
    }
    // Last: it fails where the page's policy has another list of trusted types.
    if (page.runtime && !runtime) loadRuntime();

    /** Puts Qlik's script into the page as `main-script.ts` does, which takes it over, and has it load what charts need. */
    function loadRuntime() {
      const rules = { createScriptURL: String };
      const policy = window.trustedTypes?.createPolicy('ngx-qlik-early', rules) ?? rules;
      const script = addElement('script', {
        id: 'ngx-qlik-early',
        src: policy.createScriptURL(`${host}/qlik-embed/main.js`),
        crossOrigin: isServer || host.startsWith(`${location.origin}/`) ? 'use-credentials' : 'anonymous',
        nonce: ownElement.nonce,
      });
      script.onerror = () => script.remove();
      // What opens an app, and has most of what a chart needs. The library imports it again, and reports a failure.
      script.onload = () =>
        window.QlikMain ? window.QlikMain.import('qix@v1').catch(() => undefined) : script.remove();
    }

    async function ask(url, init) {
      if (latest === '') throw new Error();
      const request = { credentials: 'include', cache: 'no-store', redirect: 'manual', ...init };
      latest = keyOf(url, request);
      const answer = await start(url, request);
      // The library asks again, and reports it.
      if (!answer?.ok) throw new Error();
      return answer.clone();
    }

    async function readJson(url, init) {
      return (await ask(url, init)).json();
    }

    function askBackend(action, init) {
      const backend = new URL(auth.backend ?? `/api/qlik/${connection.id}`, document.baseURI).href;
      return readJson(`${backend.replace(/\/+$/, '')}/${action}`, init);
    }

    function post(fields = {}) {
      return {
        headers: { 'Content-Type': 'application/json' },
        method: 'POST',
        body: JSON.stringify(fields),
      };
    }

    function authorization(token) {
      if (!token) throw new Error();
      return { Authorization: `Bearer ${token}` };
    }

    function bearer(token) {
      return !isServer && { token, headers: authorization(token) };
    }

    function storedToken() {
      const stored = JSON.parse(globalThis[`${auth.tokenStorage}Storage`].getItem(nameOf('oauth2:tokens')));
      const isOwn = stored.host === host && stored.clientId === auth.clientId;
      return isOwn && stored.expiresAt > Date.now() + TOKEN_MARGIN_MS && bearer(stored.accessToken);
    }

    async function anonymous() {
      // As `trackingCode()` makes it, which takes over what is stored.
      const name = nameOf('anonymous');
      const code =
        localStorage.getItem(name) ??
        Math.floor(Date.now() / 1000).toString(16) + randomDigits() + randomDigits();
      localStorage.setItem(name, code);
      const { accessCode: eac, clientId: client_id } = auth;
      const fields = { eac, client_id, grant_type: 'urn:qlik:oauth:anonymous-embed', tracking_code: code };
      const url = `${host}/oauth/token/anonymous-embed`;
      return bearer((await readJson(url, { ...post(fields), credentials: 'omit' })).access_token);
    }

    async function impersonation() {
      const { accessToken, access_token: token } = await askBackend('access-token', post());
      return bearer(accessToken ?? token);
    }

    async function relay() {
      const { isSignedIn } = await askBackend('session');
      return isSignedIn === true && (isServer ? withXrfkey() : {});
    }

    async function askForJwt(action) {
      return authorization((await askBackend(action, post())).jwt);
    }

    async function jwtSession() {
      await ask(`${host}/login/jwt-session?${new URLSearchParams(webIntegration)}`, {
        method: 'POST',
        headers: { ...(await askForJwt('jwt')), ...webIntegration },
      });
      return tenantSession();
    }

    function tenantSession() {
      return cookieSession(
        { headers: webIntegration },
        '/api/v1/csrf-token',
        '/api/v1/users/me',
        webIntegration,
      );
    }

    async function jwtProxySession() {
      return anonymousProxySession(await askForJwt('virtual-proxy-jwt'));
    }

    async function anonymousProxySession(headers = {}) {
      await ask(`${host}/resources/autogenerated/qlik-styles.css`, { headers });
      return proxySession();
    }

    function proxySession() {
      const credential = withXrfkey();
      return cookieSession(credential, `/qps/csrftoken?${credential.query}`, '/qps/user');
    }

    /** Whether the session at the proxy is of this user is the library's to know: a ticket may begin another one. */
    async function ticketSession() {
      await Promise.all([askBackend('session'), ask(`${host}/qps/user`)]);
    }

    function withXrfkey() {
      return { headers: { 'X-Qlik-Xrfkey': xrfkey }, query: `xrfkey=${xrfkey}` };
    }

    /** Nothing where a proxy has no session: without a former sign-in it is asked for that first. */
    async function cookieSession({ headers, query }, csrfPath, userPath, userHeaders) {
      const known = readJson(host + userPath, { headers: userHeaders });
      if (!user && (await known).session === 'inactive') return;
      const [csrf] = await Promise.all([ask(host + csrfPath, { headers }), known]);
      const token = csrf.headers.get('qlik-csrf-token');
      return {
        headers: token ? { ...headers, 'qlik-csrf-token': token } : headers,
        query,
        credentials: 'include',
      };
    }
  }

  /** The connection of the page; `host` as the library writes it. @throws {Error} where there is none that can be used */
  function findConnection(content) {
    const id = page.connection ?? decodeURIComponent(parts.connection);
    const [found, another] = (content.connections ?? content).filter((each) => each.id === id);
    const { origin, pathname, protocol } = new URL(found.host, location.origin);
    if (another || !protocol.startsWith('http')) throw new Error();
    return { ...found, host: origin + pathname.replace(/\/+$/, '') };
  }

  /** The key of what the library stores for the connection. */
  function nameOf(purpose) {
    const { id, host, auth } = connection;
    return `ngx-qlik:${purpose}:${id} ${root} ${host} ${auth.clientId ?? ''}`;
  }

  function readUser() {
    try {
      return localStorage.getItem(nameOf('user'));
    } catch {
      // The browser does not let the page store anything (any more): as without a user.
    }
  }

  function randomDigits() {
    return crypto.getRandomValues(new BigUint64Array(1))[0].toString(16).padStart(16, '0');
  }

  /** An address of the REST API of that host; false for every other one, and where a part of the page's address is unusual. */
  function addressOf(host, call) {
    const path = call.replace(/\{(\w+)\}/g, (_, name) =>
      SAFE_SEGMENT.test(parts[name] ?? '') ? parts[name] : '..',
    );
    const address = host + path;
    return API.test(path) && !path.includes('..') && new URL(address).href === address && address;
  }

  /** @returns the answer; `undefined` where there is none */
  function start(url, init) {
    const controller = new AbortController();
    // Credentials go to no other host, not even in a body.
    const answer = fetch(url, { redirect: 'error', ...init, signal: controller.signal })
      // Whole, so that it does not depend on the connection any more. Of bytes: with a text it would have a type that the server did not give.
      .then((response) =>
        response.arrayBuffer().then((body) => new Response(body.byteLength ? body : null, response)),
      )
      .catch(() => undefined);
    begun.set(keyOf(url, init), [answer, () => controller.abort()]);
    return answer;
  }

  function addElement(name, properties) {
    const element = Object.assign(document.createElement(name), properties);
    document.head.append(element);
    return element;
  }

  /** What a request is told from all others by. Names and order of its headers are the same here and there. */
  function keyOf(url, { method = 'GET', headers = {}, credentials, body }) {
    return JSON.stringify([method, url, credentials, headers, String(body)]);
  }
})();
