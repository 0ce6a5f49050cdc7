import type { QlikConnection } from 'ngx-qlik';
import type { AuthDemo } from './auth-demo';

/**
 * The configuration of a demo with the settings that a connection really uses, defaults included. What names a tenant or a client stays as
 * the demo has it: to be filled in.
 */
export function showConfiguration(
  configuration: AuthDemo['configuration'],
  used: QlikConnection | undefined,
): AuthDemo['configuration'] {
  if (used?.auth.type !== 'oauth2' || configuration.auth.type !== 'oauth2') return configuration;
  const { scope = 'user_default', interaction = 'redirect', tokenStorage = 'memory' } = used.auth;
  return { ...configuration, auth: { ...configuration.auth, scope, interaction, tokenStorage } };
}
