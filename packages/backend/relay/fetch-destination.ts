import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../errors/problem.ts';

/**
 * Paths of Qlik's own code for browsers, without uploads of users. Extensions are excluded: their scripts would
 * run as the application's own.
 */
const QLIK_CODE = ['/qlik-embed/', '/resources/'];
/** Destinations that a page runs, applies or shows, as opposed to data for its code. */
const ACTIVE = [
  'script',
  'style',
  'worker',
  'sharedworker',
  'audioworklet',
  'paintworklet',
  'xslt',
  'manifest',
  'embed',
  'object',
];
const NEVER = 'serviceworker';
const ACTIVE_TYPE = /(?:java|ecma|j|live)script|\btext\/css\b/i;

/**
 * Refuses to let a page run a response of Qlik as its own script: `script-src 'self'` would allow it. Qlik's runtime is let through.
 * @param path behind the connection, with or without a query
 * @throws {Problem} 403
 * @see Fetch Metadata Request Headers, `Sec-Fetch-Dest`
 */
export function requireData(path: string, { 'sec-fetch-dest': destination }: IncomingHttpHeaders): void {
  if (typeof destination !== 'string') return;
  const isRefused = destination === NEVER || (ACTIVE.includes(destination) && !isQlikCode(path));
  if (!isRefused) return;
  throw new Problem(
    403,
    'not-a-script',
    'Answers of Qlik are data here: a page does not run or apply them.',
    {
      remedy: "Only Qlik's runtime (/qlik-embed/, /resources/) is loaded as a script; fetch everything else.",
    },
  );
}

/**
 * The content type for a browser without fetch metadata: with `nosniff` it then runs no script.
 * @returns `undefined` when the response's own is fine
 */
export function harmlessType(
  path: string,
  { 'sec-fetch-dest': destination }: IncomingHttpHeaders,
  contentType: string | undefined,
): string | undefined {
  if (destination !== undefined || isQlikCode(path)) return undefined;
  const isActive = contentType !== undefined && ACTIVE_TYPE.test(contentType);
  return isActive ? 'application/octet-stream' : undefined;
}

function isQlikCode(path: string): boolean {
  return QLIK_CODE.some((start) => path.startsWith(start));
}
