import fc from 'fast-check';
import { anyText } from './any-text.ts';

/** The kinds of credentials of connections. */
export const CREDENTIALS = ['access-token', 'jwt', 'ticket', 'virtual-proxy-jwt', 'sign-out'];

/** Ids of existing connections, of other users' connections, and invalid ids. */
export const anyConnection = fc.constantFrom(
  'impersonated',
  'web',
  'machine',
  'key',
  'restricted',
  'none',
  '__proto__',
  'constructor',
  '%00',
  '..',
);

/** Endpoints of a connection that exist, and that do not. */
export const anyCredential = fc.constantFrom(...CREDENTIALS, 'session', 'callback', '');

/** Any bytes. */
const junk = anyText({ maxLength: 40 });

/** Bodies that are not JSON, not the expected JSON, or too long. */
export const anyBody = fc.oneof(
  junk,
  fc.json(),
  fc.constantFrom(
    '{"__proto__":{"a":1}}',
    '{"constructor":{"prototype":{}}}',
    '[]',
    'null',
    '"x"',
    '{',
    '\u0000',
  ),
  fc.constant('{"refusedToken":"' + 'x'.repeat(70_000) + '"}'),
);

/** Content types, most of them wrong. */
export const anyContentType = fc.constantFrom(
  'application/json',
  'text/plain',
  'text/html',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'x',
  '',
);

/** Headers of a cross-site request. */
export const foreignHeaders = fc.constantFrom<Record<string, string>>(
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: 'http://localhost' },
  { origin: 'http://localhost:1' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none' },
  {},
);

/** Session cookies that the backend never issued. */
export const forgedCookie = fc.oneof(
  fc.constantFrom(
    '',
    'ngx-qlik=',
    'ngx-qlik=a.b',
    `ngx-qlik=${'a'.repeat(2_000)}`,
    'ngx-qlik=%00',
    '=;=;',
    'ngx-qlik-sign-in=x',
  ),
  fc.base64String({ maxLength: 60 }).map((text) => `ngx-qlik=${text}`),
);

/** Headers by which a proxy, or an attacker, sets another address, method or user. */
export const misleadingHeaders = fc.constantFrom<Record<string, string>>(
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
  { forwarded: 'for=1.2.3.4;host=evil.example;proto=https' },
  { 'x-original-url': '/qlik/key/api/v1/spaces', 'x-rewrite-url': '/qlik/key/api/v1/spaces' },
  { 'x-http-method-override': 'GET', 'x-method-override': 'GET' },
  { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
  { 'x-qlik-user': 'UserDirectory=SANDBOX; UserId=grace', 'x-user': 'grace' },
  { authorization: `Bearer ${'x'.repeat(30)}` },
  { referer: 'http://localhost/', 'x-requested-with': 'XMLHttpRequest' },
  { host: 'evil.example' },
  { host: 'localhost.evil.example' },
);

/** Segments of a path: plain, parent segments, or obfuscated. */
export const anySegment = fc.constantFrom(
  'api',
  'v1',
  '..',
  '.',
  '%2e%2e',
  '%2E.',
  '%252e%252e',
  '%2f',
  '%5c',
  '%00',
  '%0d%0a',
  ';',
  '..;',
  'a%zz',
  'x',
);
