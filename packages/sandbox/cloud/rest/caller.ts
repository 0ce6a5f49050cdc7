import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Authenticated,
  authenticate,
  csrfHeader,
  requireCsrfToken,
} from '../authentication/authenticator.ts';
import type { TenantContext } from '../tenant-context.ts';
import { QlikError, unauthorized } from './qlik-error.ts';

/** The caller of a request; without the credential itself. */
export interface KnownCaller {
  /** `bearer-oauth`, `bearer-apikey`, `cookie`, `jwt`, a grant type at the token endpoint, … */
  readonly kind: string;
  readonly client: string;
  readonly user?: string;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The callers of pending requests. Weak, so that an entry is released with its request. */
export class Callers {
  readonly #credentials = new WeakMap<object, Authenticated>();
  readonly #known = new WeakMap<object, KnownCaller>();
  readonly #refusals = new WeakMap<object, string>();

  /** @throws {QlikError} 401 on routes that are not behind {@link protect}. */
  credentialOf(request: FastifyRequest): Authenticated {
    const credential = this.#credentials.get(request.raw);
    if (credential === undefined) {
      throw unauthorized('This call needs an access token.');
    }
    return credential;
  }

  note(request: object, caller: KnownCaller): void {
    this.#known.set(request, caller);
  }

  known(request: object): KnownCaller | undefined {
    return this.#known.get(request);
  }

  /** Stores the reason of a refusal, for the request log. */
  noteRefusal(request: object, reason: string): void {
    this.#refusals.set(request, reason);
  }

  refusal(request: object): string | undefined {
    return this.#refusals.get(request);
  }

  /** Requires a credential on every route of that scope, and the CSRF token on calls by cookie other than GET. */
  protect(scope: FastifyInstance, tenant: TenantContext): void {
    scope.addHook('onRequest', async (request, reply) => {
      const credential = await authenticate(tenant, { url: request.url, headers: request.headers });
      this.#credentials.set(request.raw, credential);
      const { kind, client, user, tenantSession } = credential;
      this.note(request.raw, { kind, client, user: user.subject });
      const { origin } = request.headers;
      if (origin !== undefined && !credential.allowsOrigin(origin)) {
        reply.removeHeader('access-control-allow-origin');
        throw new QlikError(403, {
          code: 'HTTP-403',
          title: 'Forbidden',
          detail: `The origin ${origin} is not allowed for “${client}”.`,
        });
      }
      if (tenantSession !== undefined && !SAFE_METHODS.has(request.method)) {
        requireCsrfToken(tenantSession, csrfHeader(request.headers));
      }
    });
  }
}
