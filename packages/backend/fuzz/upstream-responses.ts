import { type Identities, MACHINE } from './identities.ts';
import { SECRET_MARK } from './secret-search.ts';

interface ArrivedRequest {
  readonly head: string;
  readonly body: string;
  readonly nonce: string | undefined;
  readonly origin: string;
}

const SHOWN_BODY = 4_000;

/**
 * Returns the response of a benign server: tokens, sessions and tickets of the user that the request names; otherwise the named user and
 * the number of the request. Each response has headers that the backend must drop.
 */
export function upstreamResponse(request: ArrivedRequest, identities: Identities): string {
  const { head, body, nonce, origin } = request;
  const [line = ''] = head.split('\r\n', 1);
  const [method = '', target = ''] = line.split(' ');
  const [path = ''] = target.split('?', 1);
  const [name = ''] = identities.namedBy(head);
  const common = [
    `set-cookie: eas.sid=${SECRET_MARK}; Path=/`,
    'access-control-allow-origin: *',
    'cache-control: public, max-age=31536000',
    `x-internal: ${SECRET_MARK}`,
  ];
  switch (path) {
    case '/.well-known/oauth-authorization-server':
      return write(200, {
        issuer: origin,
        authorization_endpoint: `${origin}/oauth/authorize`,
        token_endpoint: `${origin}/oauth/token`,
        response_types_supported: ['code'],
      });
    case '/oauth/token': {
      const owner = tokenOwner(body, identities);
      if (owner === undefined) return write(400, { error: 'invalid_grant' });
      const isPage = body.includes('user-impersonation');
      return write(200, {
        access_token: isPage ? identities.issueToPage('token', owner) : identities.issue('token', owner),
        ...(isPage ? {} : { refresh_token: identities.issue('refresh', owner) }),
        token_type: 'bearer',
        expires_in: 3600,
      });
    }
    case '/oauth/revoke':
      return write(200, {});
    case '/api/v1/users/me':
      return write(200, { id: name, name, email: `${name}@sandbox.example` });
    case '/qps/user': {
      const sessionCookies =
        method === 'GET' ? [`set-cookie: X-Qlik-Session=${identities.issue('session', name)}; Path=/`] : [];
      return write(200, {}, sessionCookies);
    }
    case '/qps/csrftoken':
      return write(200, {}, [`qlik-csrf-token: ${identities.issueToPage('csrf', name)}`]);
    case '/qps/ticket': {
      const user = /"UserId":"([\w.-]+)"/.exec(body)?.[1] ?? '';
      return write(201, { Ticket: identities.issueToPage('ticket', user) });
    }
  }
  const echo = { nonce, identity: name, method, body: body.slice(0, SHOWN_BODY), length: body.length };
  const isScript = path.endsWith('/script');
  const text = isScript ? `/* ${JSON.stringify(echo)} */` : JSON.stringify(echo);
  return write(
    200,
    text,
    [...common, `content-type: ${isScript ? 'text/javascript' : 'application/json'}`],
    method,
  );
}

/** @returns undefined for an unknown grant */
function tokenOwner(body: string, identities: Identities): string | undefined {
  const form = new URLSearchParams(body.startsWith('{') ? '' : body);
  const code = form.get('code') ?? form.get('refresh_token');
  if (code !== null) return identities.ownerOf(code);
  if (body.includes('client_credentials')) return MACHINE;
  return /"value":"([\w.-]+)"/.exec(body)?.[1];
}

function write(
  status: number,
  body: object | string,
  headers: readonly string[] = [],
  method = 'GET',
): string {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = Buffer.from(text).toString('latin1');
  const type = headers.some((header) => header.startsWith('content-type:'))
    ? []
    : ['content-type: application/json'];
  const lines = [`HTTP/1.1 ${status} x`, ...headers, ...type, `content-length: ${bytes.length}`];
  return `${lines.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : bytes}`;
}
