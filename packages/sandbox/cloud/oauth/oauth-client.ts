/** Grant types that the token endpoint knows (Qlik's documentation of `/oauth/token`). */
export const GRANT_TYPES = [
  'authorization_code',
  'refresh_token',
  'client_credentials',
  'urn:qlik:oauth:user-impersonation',
  'urn:ietf:params:oauth:grant-type:token-exchange',
] as const;

export type GrantType = (typeof GRANT_TYPES)[number];

/** Has a separate endpoint, `/oauth/token/anonymous-embed`. */
export const ANONYMOUS_GRANT = 'urn:qlik:oauth:anonymous-embed';

/** Scopes that the sandbox hands out. */
const SCOPES = ['user_default', 'admin_classic', 'offline_access'] as const;

/** An OAuth client as an administrator registers it; names after Qlik's `oauth-clients` API. */
export interface OAuthClient {
  readonly id: string;
  readonly name: string;
  readonly appType: 'spa' | 'web' | 'anonymous-embed';
  /** Confidential clients only. */
  readonly secret?: string;
  readonly allowedGrantTypes: readonly GrantType[];
  readonly allowedScopes: readonly string[];
  readonly redirectUris: readonly string[];
  /** Origins whose pages may use this client's tokens. */
  readonly allowedOrigins: readonly string[];
  /** `trusted` skips the consent page. */
  readonly consentMethod: 'required' | 'trusted';
}

/** The clients of one tenant. */
export class ClientRegistry {
  readonly #clients: Map<string, OAuthClient>;

  constructor(clients: readonly OAuthClient[]) {
    this.#clients = new Map(clients.map((client) => [client.id, client]));
  }

  get all(): readonly OAuthClient[] {
    return [...this.#clients.values()];
  }

  find(id: string): OAuthClient | undefined {
    return this.#clients.get(id);
  }

  /** Returns whether pages of that origin may call the tenant. A preflight names no client, so the origin of any client is accepted. */
  allowsOrigin(origin: string): boolean {
    return this.all.some((client) => client.allowedOrigins.includes(origin));
  }

  /** Registers redirect addresses of a client, and their origins as allowed. @returns undefined for an unknown client */
  addRedirectUris(id: string, redirectUris: readonly string[]): OAuthClient | undefined {
    const client = this.find(id);
    if (client === undefined) {
      return undefined;
    }
    const origins = redirectUris.map((redirectUri) => new URL(redirectUri).origin);
    const changed = {
      ...client,
      redirectUris: [...new Set([...client.redirectUris, ...redirectUris])],
      allowedOrigins: [...new Set([...client.allowedOrigins, ...origins])],
    };
    this.#clients.set(id, changed);
    return changed;
  }
}

/**
 * The demo clients. Each application origin gets the redirect addresses `/oauth-callback.html`, `/` and `/auth/callback`.
 *
 * Qlik allows five redirect addresses and five origins per client; the sandbox has no limit.
 */
export function demoClients(appOrigins: readonly string[]): OAuthClient[] {
  const redirectUris = appOrigins.flatMap((origin) => [
    `${origin}/oauth-callback.html`,
    `${origin}/`,
    `${origin}/auth/callback`,
  ]);
  const shared = { redirectUris, allowedOrigins: appOrigins };
  return [
    {
      ...shared,
      id: 'sandbox-spa',
      name: 'Sandbox single-page app',
      appType: 'spa',
      allowedGrantTypes: [
        'authorization_code',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ],
      allowedScopes: ['user_default', 'offline_access'],
      consentMethod: 'required',
    },
    {
      ...shared,
      id: 'sandbox-spa-trusted',
      name: 'Sandbox single-page app (trusted)',
      appType: 'spa',
      allowedGrantTypes: [
        'authorization_code',
        'refresh_token',
        'urn:ietf:params:oauth:grant-type:token-exchange',
      ],
      allowedScopes: ['user_default', 'offline_access'],
      consentMethod: 'trusted',
    },
    {
      ...shared,
      id: 'sandbox-web',
      name: 'Sandbox web application',
      appType: 'web',
      secret: 'sandbox-web-secret',
      allowedGrantTypes: GRANT_TYPES,
      allowedScopes: SCOPES,
      consentMethod: 'trusted',
    },
    {
      id: 'sandbox-provisioning',
      name: 'Sandbox user provisioning',
      appType: 'web',
      secret: 'sandbox-provisioning-secret',
      allowedGrantTypes: ['client_credentials'],
      allowedScopes: ['admin.users', 'admin.spaces', 'admin_classic'],
      redirectUris: [],
      allowedOrigins: [],
      consentMethod: 'trusted',
    },
    {
      ...shared,
      redirectUris: [],
      id: 'sandbox-anonymous',
      name: 'Sandbox anonymous embed',
      appType: 'anonymous-embed',
      allowedGrantTypes: ['urn:ietf:params:oauth:grant-type:token-exchange'],
      allowedScopes: [],
      consentMethod: 'trusted',
    },
  ];
}
