import { QlikError } from '../rest/qlik-error.ts';
import type { WebIntegration } from '../web-integrations/web-integration.ts';

/**
 * Returns the target after `/login`: a page of the tenant, or of an origin of the web integration that the call names.
 *
 * @throws {QlikError} 401 `LOGIN-8` for an invalid address, 401 `LOGIN-10` for an origin that is not listed.
 */
export function readReturnAddress(
  returnTo: string,
  tenantOrigin: string,
  integration: WebIntegration | undefined,
): URL {
  const url = parse(returnTo, tenantOrigin);
  if (url === undefined) {
    throw new QlikError(401, { code: 'LOGIN-8', title: 'Illegal returnto value' });
  }
  if (url.origin !== tenantOrigin && integration?.validOrigins.includes(url.origin) !== true) {
    throw new QlikError(401, {
      code: 'LOGIN-10',
      title: 'returnto not included in web integration whitelist',
    });
  }
  return url;
}

function parse(text: string, base: string): URL | undefined {
  // A browser reads a backslash as a slash, and drops tabs and line ends within an address.
  const isPath = /^\/(?![/\\])/.test(text);
  const isAddress = /^https?:\/\/[^/\\]/i.test(text);
  if ((!isPath && !isAddress) || /[^!-\uffff]|\\/.test(text)) {
    return undefined;
  }
  let url: URL;
  try {
    url = new URL(text, base);
  } catch (error) {
    if (error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
  return url.username === '' && url.password === '' ? url : undefined;
}
