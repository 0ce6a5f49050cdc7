import fc from 'fast-check';
import { anySession, defineAttack, requireRefusal, sessionOf } from '../attack.ts';
import { GRACE_ONLY, relayPath, BENIGN } from '../connections.ts';
import {
  anyBody,
  anyConnection,
  anyContentType,
  anyCredential,
  foreignHeaders,
  forgedCookie,
  misleadingHeaders,
} from '../../testing/hostile-parts.ts';

/** Requests without a session, from another site, for another user's connection, or with a wrong operator token. */
export const forgedRequests = defineAttack({
  name: 'forged requests',
  weight: 14,
  inputs: fc.record({
    who: anySession,
    kind: fc.constantFrom(
      'no session',
      'other site',
      'not mine',
      'operator',
      'no session, relay',
      'other site, relay',
    ),
    method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
    id: anyConnection,
    connection: fc.constantFrom(...BENIGN),
    what: anyCredential,
    cookie: forgedCookie,
    from: foreignHeaders,
    hints: misleadingHeaders,
    contentType: anyContentType,
    body: anyBody,
  }),
  run: async (
    target,
    { who, kind, method, id, connection, what, cookie, from, hints, contentType, body },
  ) => {
    const { client, nonces } = target;
    const fuzzSession = sessionOf(target, kind === 'not mine' ? (who % 3) * 2 + (who % 2) : who);
    const nonce = nonces.create({ user: fuzzSession.user, connection });
    const send = async (path: string, headers: Record<string, string>): Promise<void> =>
      requireRefusal(
        await client.call(path, {
          method,
          headers: { ...headers, 'content-type': contentType },
          body,
          isAlone: true,
        }),
        method,
      );
    switch (kind) {
      case 'no session':
        return send(`/api/qlik/${id}/${what}`, { ...from, cookie });
      case 'no session, relay':
        return send(relayPath(connection, nonce), { ...hints, origin: client.origin, cookie });
      case 'other site':
        return send(`/api/qlik/${id}/${what}`, { ...from, cookie: fuzzSession.cookie });
      case 'other site, relay':
        return send(relayPath(connection, nonce), { ...hints, ...from, cookie: fuzzSession.cookie });
      case 'operator':
        return send('/app/users/ada/end-sessions', { ...from, authorization: `Bearer ${cookie || 'x'}` });
      default: {
        const other = target.sessions.find(({ user }) => user !== 'grace') ?? fuzzSession;
        return send(relayPath(GRACE_ONLY, nonce), { origin: client.origin, cookie: other.cookie, ...hints });
      }
    }
  },
});
