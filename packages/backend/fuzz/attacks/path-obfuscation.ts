import fc from 'fast-check';
import { anySegment } from '../../testing/hostile-parts.ts';
import { anySession, defineAttack, pageHeaders, requireRefusal, sessionOf } from '../attack.ts';
import { BENIGN, READERS } from '../connections.ts';

const isObfuscation = (segment: string): boolean => !/^\w+$/.test(segment) && segment !== ';';
const never = fc.constantFrom(
  '/oauth/token',
  '/oauth/authorize',
  '/login/jwt-session',
  '/logout',
  '/qps/ticket',
  '/qps/user/x',
  '/qps/vp/session',
  '/api/v1/oauth-tokens',
  '/OAUTH/token',
  '/oauth/%74oken',
  '/%6Fauth/token',
  '/%256fauth/token',
  '/oauth;a=b/token',
  '/oauth/token;x',
);

/** Obfuscated paths, and paths that no connection forwards, in many spellings. */
export const pathObfuscation = defineAttack({
  name: 'path obfuscation',
  weight: 8,
  inputs: fc.record({
    who: anySession,
    connection: fc.constantFrom(...BENIGN, ...READERS),
    path: fc.oneof(
      fc
        .array(anySegment, { minLength: 1, maxLength: 6 })
        .filter((segments) => segments.some(isObfuscation))
        .map((segments) => `/${segments.join('/')}`),
      never,
    ),
    method: fc.constantFrom('GET', 'POST'),
  }),
  run: async (target, { who, connection, path, method }) => {
    const fuzzSession = sessionOf(target, who);
    const nonce = target.nonces.create({ user: fuzzSession.user, connection });
    const response = await target.client.call(`/qlik/${connection}${path}?x=n${nonce}`, {
      method,
      headers: pageHeaders(target, fuzzSession),
      ...(method === 'POST' ? { body: '{}' } : {}),
    });
    requireRefusal(response);
  },
});
