import type { QlikConnection } from 'ngx-qlik';
import type { AuthDemo } from './auth-demo';

/**
 * Returns the configuration of a demo with the settings of a connection, defaults included. Host and client id stay the demo's
 * placeholders.
 */
export function showConfiguration(
  configuration: AuthDemo['configuration'],
  used: QlikConnection | undefined,
): AuthDemo['configuration'] {
  if (used?.auth.type !== 'oauth2' || configuration.auth.type !== 'oauth2') return configuration;
  const { scope = 'user_default', interaction = 'redirect', tokenStorage = 'memory' } = used.auth;
  return { ...configuration, auth: { ...configuration.auth, scope, interaction, tokenStorage } };
}
