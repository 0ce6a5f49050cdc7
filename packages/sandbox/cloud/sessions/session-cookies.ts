import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import cookie from '@fastify/cookie';
import type { FastifyReply } from 'fastify';
import type { TenantSession } from './tenant-sessions.ts';

/**
 * For pages of other sites the cookies have to be `SameSite=None`, and browsers take that only with `Secure`.
 * Chromium and Firefox accept both from `http://localhost`, which they trust; Safari does not.
 */
const ATTRIBUTES = { path: '/', httpOnly: true, sameSite: 'none', secure: true } as const;

/**
 * The four cookies of a session, under Qlik's names: `eas.sid` and `_csrfToken`, each with its signature in `.sig`.
 *
 * All ports of `localhost` share one set of cookies, so the names of a second tenant need a suffix.
 */
export class SessionCookies {
  readonly #secret = randomBytes(32);
  readonly #sessionCookie: string;
  readonly #csrf: string;

  constructor(suffix: string) {
    this.#sessionCookie = `eas.sid${suffix}`;
    this.#csrf = `_csrfToken${suffix}`;
  }

  /** The session's id, if the cookie is there and its signature fits. */
  read(header: string | undefined): string | undefined {
    const cookies = header === undefined ? {} : cookie.parse(header);
    const id = cookies[this.#sessionCookie];
    const signature = cookies[`${this.#sessionCookie}.sig`];
    if (id === undefined || signature === undefined) {
      return undefined;
    }
    const wanted = Buffer.from(this.#sign(this.#sessionCookie, id));
    const given = Buffer.from(signature);
    return wanted.length === given.length && timingSafeEqual(wanted, given) ? id : undefined;
  }

  /** The cookies of a session by name, for a client of the tenant's own. */
  pairs({ id, csrfToken }: TenantSession): readonly (readonly [name: string, value: string])[] {
    return [
      [this.#sessionCookie, id],
      [this.#csrf, csrfToken],
    ].flatMap(([name = '', value = '']) => [
      [name, value],
      [`${name}.sig`, this.#sign(name, value)],
    ]) as (readonly [string, string])[];
  }

  write(reply: FastifyReply, tenantSession: TenantSession): void {
    this.#set(reply, this.#sessionCookie, tenantSession.id);
    this.writeCsrfToken(reply, tenantSession);
  }

  writeCsrfToken(reply: FastifyReply, tenantSession: TenantSession): void {
    this.#set(reply, this.#csrf, tenantSession.csrfToken);
  }

  clear(reply: FastifyReply): void {
    for (const name of [this.#sessionCookie, this.#csrf]) {
      reply.clearCookie(name, ATTRIBUTES);
      reply.clearCookie(`${name}.sig`, ATTRIBUTES);
    }
  }

  #set(reply: FastifyReply, name: string, value: string): void {
    reply.setCookie(name, value, ATTRIBUTES);
    reply.setCookie(`${name}.sig`, this.#sign(name, value), ATTRIBUTES);
  }

  #sign(name: string, value: string): string {
    return createHmac('sha256', this.#secret).update(`${name}=${value}`).digest('base64url');
  }
}
