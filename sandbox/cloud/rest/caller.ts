import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Authenticated,
  authenticate,
  csrfHeader,
  requireCsrfToken,
} from '../authentication/authenticator.ts';
import type { TenantContext } from '../tenant-context.ts';
import { QlikError, unauthorized } from './qlik-error.ts';

/** Who sent which request, as far as it is known; never holds the credential itself. */
export interface KnownCaller {
  /** `bearer-oauth`, `bearer-apikey`, `cookie`, `jwt`, a grant type at the token endpoint, … */
  readonly kind: string;
  readonly client: string;
  readonly user?: string;
}

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What a tenant knows of the requests under way. Weak, so that a request that is over takes its entry with it. */
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

  /** Why a request was refused, for the operator's log. */
  noteRefusal(request: object, reason: string): void {
    this.#refusals.set(request, reason);
  }

  refusal(request: object): string | undefined {
    return this.#refusals.get(request);
  }

  /** Puts every route of that scope behind a credential, and calls that change something by cookie behind the CSRF token. */
  protect(scope: FastifyInstance, tenant: TenantContext): void {
    scope.addHook('onRequest', async (request, reply) => {
      const credential = await authenticate(tenant, { url: request.url, headers: request.headers });
      this.#credentials.set(request.raw, credential);
      const { kind, client, user, session } = credential;
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
      if (session !== undefined && !SAFE_METHODS.has(request.method)) {
        requireCsrfToken(session, csrfHeader(request.headers));
      }
    });
  }
}
