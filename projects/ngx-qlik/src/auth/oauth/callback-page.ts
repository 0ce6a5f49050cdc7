import type { QlikConnection } from '../../connections/connection';
import { QlikError } from '../../errors/qlik-error';
import { request } from '../requests/request';

/** A slow server delays the sign-in by that much at most. */
const LIMIT_MS = 5_000;

/**
 * Checks that the page to which a sign-in returns exists, before the browser leaves for the sign-in page. Without it the code would arrive at the
 * application's own start page, where nothing reads it. Pages of another origin cannot be checked, and a server that does not answer is no proof.
 *
 * @param address of the page, absolute
 * @throws {QlikError} `callback-page-missing`
 */
export async function checkCallbackPage(connection: QlikConnection, address: string): Promise<void> {
  if (new URL(address).origin !== location.origin) return;
  let status: number;
  let html: string;
  try {
    const response = await request(connection, {
      address,
      // As a browser asks for a page: development servers answer that, and no other request, with the start page.
      init: { headers: { Accept: 'text/html' }, signal: AbortSignal.timeout(LIMIT_MS) },
      remedy: '',
    });
    status = response.status;
    html = await response.text();
  } catch {
    // The network or the server fails for the moment: the sign-in finds out by itself.
    return;
  }
  if (status === 404 || status === 410) throw missing(connection, address, `the server answered ${status}`);
  if (isThisPage(html)) throw missing(connection, address, 'the server answered with the application itself');
}

/** Whether the text is that of the document that is open: a server that knows no such file hands out the start page of the application. */
function isThisPage(html: string): boolean {
  if (html.includes('oauth-callback')) return false;
  const own: readonly (string | null | undefined)[] = Array.from(document.scripts, (script) =>
    script.getAttribute('src'),
  );
  return [...html.matchAll(/<script\b[^>]*\bsrc=["']([^"']+)/gi)].some(([, source]) => own.includes(source));
}

function missing({ id, label }: QlikConnection, address: string, found: string): QlikError {
  const { pathname } = new URL(address);
  return new QlikError(
    'callback-page-missing',
    `The sign-in to ${label} was not begun: the page ${pathname}, to which it returns, is missing (${found}).`,
    {
      remedy:
        'Run "ng add ngx-qlik", or add { "glob": "oauth-callback.*", "input": "node_modules/ngx-qlik/assets", "output": "." } to the "assets" of the application in angular.json, and build again.',
      connectionId: id,
    },
  );
}
