/** What settings are called where they are set, for messages. */
export interface SettingNames {
  /** Of the connections with their secrets. */
  readonly connections: string;
  readonly publicUrl: string;
  readonly basePath: string;
  readonly trustedProxies: string;
  readonly redisUrl: string;
  readonly redisCaFile: string;
  /** Where the host's sign-in passes e-mail addresses on. */
  readonly email: string;
  /** How an administrator vouches for e-mail addresses, or does without them. */
  readonly verifiedEmail: string;
}

/** The environment variables of the program. */
export const VARIABLES: SettingNames = {
  connections: 'QLIK_BACKEND_CONFIG',
  publicUrl: 'PUBLIC_URL',
  basePath: 'BASE_PATH',
  trustedProxies: 'TRUST_PROXY',
  redisUrl: 'REDIS_URL',
  redisCaFile: 'REDIS_CA_FILE',
  email: 'OIDC_SCOPE, USER_EMAIL_HEADER',
  verifiedEmail:
    'use a claim that never changes (OIDC_USER_CLAIM=sub), or set OIDC_TRUST_EMAIL=true for a provider that verifies every address although it does not say so (USER_EMAIL_VERIFIED=true with USER_HEADER)',
};

/** The options of `createQlikBackend()` and of the plugin of Fastify. */
export const OPTIONS: SettingNames = {
  connections: 'connections',
  publicUrl: 'publicUrl',
  basePath: 'basePath',
  trustedProxies: 'trustedProxies',
  redisUrl: 'redisUrl',
  redisCaFile: 'redisCaFile',
  email: 'email of resolveUser',
  verifiedEmail: 'have resolveUser return isEmailVerified: true for addresses that the application verified',
};
