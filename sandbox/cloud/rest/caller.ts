import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Credential, InvalidTokenError } from '../oauth/token-authority.ts';
import type { TenantContext } from '../tenant-context.ts';
import { QlikError, unauthorized } from './qlik-error.ts';

/** Who sent which request, as far as it is known; never holds the credential itself. */
export interface KnownCaller {
  /** `bearer`, a grant type at the token endpoint, `websocket-token`, … */
  readonly kind: string;
  readonly client: string;
  readonly user?: string;
}

/** What a tenant knows of the requests under way. Weak, so that a request that is over takes its entry with it. */
export class Callers {
  readonly #credentials = new WeakMap<object, Credential>();
  readonly #known = new WeakMap<object, KnownCaller>();

  /** @throws {QlikError} 401 on routes that are not behind the bearer check. */
  credentialOf(request: FastifyRequest): Credential {
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

  /** Puts every route of that scope behind an access token. */
  protect(scope: FastifyInstance, tenant: TenantContext): void {
    scope.addHook('onRequest', async (request, reply) => {
      const token = bearerToken(request.headers.authorization);
      if (token === undefined) {
        throw unauthorized('This call needs an access token.');
      }
      const credential = await authenticate(tenant, token);
      this.#credentials.set(request.raw, credential);
      this.note(request.raw, { kind: 'bearer', client: credential.client.id, user: credential.user.subject });
      const { origin } = request.headers;
      if (origin !== undefined && !credential.client.allowedOrigins.includes(origin)) {
        reply.removeHeader('access-control-allow-origin');
        throw new QlikError(403, {
          code: 'HTTP-403',
          title: 'Forbidden',
          detail: `The origin ${origin} is not allowed for the OAuth client “${credential.client.id}”.`,
        });
      }
    });
  }
}

/** The token of an `Authorization: Bearer` header (RFC 6750, section 2.1). */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i.exec(header ?? '')?.[1];
}

async function authenticate(tenant: TenantContext, token: string): Promise<Credential> {
  try {
    return await tenant.tokens.verify(token, 'access');
  } catch (error) {
    throw error instanceof InvalidTokenError ? unauthorized(error.message) : error;
  }
}
