import { Signer } from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';

interface RenewalOptions {
  readonly cookieName: string;
  /** The first secret signs, all verify. */
  readonly secrets: readonly string[];
}

/**
 * Renews cookies that are signed with older secrets before `@fastify/session` reads them: it takes a session whose cookie has another signature than its
 * own for a foreign one, and deletes the cookie. To be called between `@fastify/cookie` and `@fastify/session`.
 */
export function renewSignatures(server: FastifyInstance, { cookieName, secrets }: RenewalOptions): void {
  const signer = new Signer([...secrets]);
  server.addHook('onRequest', async ({ cookies }) => {
    const cookie = cookies[cookieName];
    if (cookie === undefined) return;
    const { valid, renew, value } = signer.unsign(cookie);
    if (valid && renew) cookies[cookieName] = signer.sign(value);
  });
}
