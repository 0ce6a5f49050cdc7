import type { IncomingHttpHeaders } from 'node:http';

/** What a browser may tell Qlik. A list of what is allowed, so that no spelling of a credential or of a trusted header gets by. */
const REQUEST_HEADERS = new Set([
  'accept',
  'accept-language',
  'cache-control',
  'content-encoding',
  'content-length',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'pragma',
  'prefer',
  'qlik-api-version',
  'qlik-csrf-token',
  'range',
  'tus-resumable',
  'upload-length',
  'upload-metadata',
  'upload-offset',
  'user-agent',
  'x-qlik-xrfkey',
]);

/** For the handshake; the rest of it is between neighbours. */
const UPGRADE_HEADERS = [
  'sec-websocket-extensions',
  'sec-websocket-key',
  'sec-websocket-protocol',
  'sec-websocket-version',
];

/** What Qlik says to its own pages and not to ours, and what only concerns the connection to it. */
const DROPPED_ANSWER_HEADERS = new Set([
  'alt-svc',
  'clear-site-data',
  'connection',
  'content-security-policy',
  'content-security-policy-report-only',
  'keep-alive',
  'nel',
  'proxy-authenticate',
  'proxy-connection',
  'report-to',
  'server',
  'service-worker-allowed',
  'set-cookie',
  'sourcemap',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'www-authenticate',
  'x-frame-options',
  'x-powered-by',
]);

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The headers of a request that go on to Qlik. */
export function requestHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return choose(headers, (name) => REQUEST_HEADERS.has(name));
}

/** The headers of a WebSocket handshake that go on to Qlik. */
export function upgradeHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return {
    ...choose(headers, (name) => UPGRADE_HEADERS.includes(name) || name === 'user-agent'),
    connection: 'Upgrade',
    upgrade: 'websocket',
  };
}

/** The headers of an answer that go on to the browser. */
export function answerHeaders(headers: Headers): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || DROPPED_ANSWER_HEADERS.has(name) || name.startsWith('access-control-')
        ? []
        : [[name, value]],
    ),
  );
}

function choose(headers: IncomingHttpHeaders, isWanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && isWanted(name) ? [[name, value]] : [],
    ),
  );
}
