import { type IncomingHttpHeaders, validateHeaderValue } from 'node:http';

/** The request headers that are forwarded to Qlik. An allow list, so that no spelling of a credential or of a trusted header passes. */
const REQUEST_HEADERS = new Set([
  'accept',
  'accept-language',
  'cache-control',
  'content-encoding',
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

/**
 * The response headers that are forwarded to a page. All others are dropped: cookies, CORS, policies for Qlik's own pages, and what concerns
 * only the connection to Qlik.
 */
const ANSWER_HEADERS = new Set([
  'accept-ranges',
  'allow',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'deprecation',
  'etag',
  'last-modified',
  'location',
  'qlik-csrf-token',
  'ratelimit',
  'ratelimit-limit',
  'ratelimit-policy',
  'ratelimit-remaining',
  'ratelimit-reset',
  'retry-after',
  'sunset',
  'tus-extension',
  'tus-max-size',
  'tus-resumable',
  'tus-version',
  'upload-expires',
  'upload-length',
  'upload-metadata',
  'upload-offset',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
]);

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Returns the headers of a request that are forwarded to Qlik, without those that frame its body. */
export function requestHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && REQUEST_HEADERS.has(name) ? [[name, value]] : [],
    ),
  );
}

/**
 * Returns the headers of a response that are forwarded to the browser, without those with an invalid value.
 * @param headers names in lower case
 */
export function responseHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && ANSWER_HEADERS.has(name) && isValid(name, value) ? [[name, value]] : [],
    ),
  );
}

function isValid(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    // Node refuses these characters in a header; the response is useful without it.
    return false;
  }
}
