import { isPlatformServer } from '@angular/common';
import {
  type EnvironmentProviders,
  inject,
  makeEnvironmentProviders,
  PLATFORM_ID,
  provideAppInitializer,
} from '@angular/core';
import type { QlikFeature } from './auth/strategy';
import type { QlikConnectionInput } from './connections/connection';
import {
  ConnectionLoader,
  FileConnectionLoader,
  StaticConnectionLoader,
} from './connections/connection-loader';
import { ConnectionPartsLoader, ConnectionRegistry } from './auth/connection-registry';
import { QlikError } from './errors/qlik-error';

/**
 * Sets up Qlik for an application: where its connections come from, and which auth types it knows.
 *
 * @example
 * provideQlik(withConnections('connections.json'), withOAuth2()),
 * provideHttpClient(withInterceptors([qlikInterceptor])),
 *
 * @throws {QlikError} `config-invalid`, in development, when a feature is named twice or one is missing
 */
export function provideQlik(...features: readonly QlikFeature[]): EnvironmentProviders {
  if (ngDevMode) checkFeatures(features);
  return makeEnvironmentProviders([
    ...features.map((feature) => feature.providers),
    provideAppInitializer(() => {
      // A server has no user: no configuration is loaded, and no user is signed in. See docs/server-rendering.md.
      return isPlatformServer(inject(PLATFORM_ID))
        ? inject(ConnectionPartsLoader).load()
        : inject(ConnectionRegistry).load();
    }),
  ]);
}

/**
 * Where the connections come from: the name of a JSON file beside the application, so that one build serves any tenant; a list in
 * code; or a {@link ConnectionLoader} class of your own.
 */
export function withConnections(
  source: string | readonly QlikConnectionInput[] | (new () => ConnectionLoader),
): QlikFeature {
  const provider =
    typeof source === 'function'
      ? { provide: ConnectionLoader, useClass: source }
      : {
          provide: ConnectionLoader,
          useFactory: () =>
            typeof source === 'string'
              ? new FileConnectionLoader(source)
              : new StaticConnectionLoader(source),
        };
  return { name: CONNECTIONS, providers: makeEnvironmentProviders([provider]) };
}

const CONNECTIONS = 'connections';

function checkFeatures(features: readonly QlikFeature[]): void {
  const names = features.map((feature) => feature.name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) {
    throw new QlikError('config-invalid', `provideQlik(…) names the feature ${double} twice.`, {
      remedy: 'Remove one of them.',
    });
  }
  if (!names.includes(CONNECTIONS)) {
    throw new QlikError('config-invalid', 'provideQlik(…) does not say where the connections come from.', {
      remedy: "Add withConnections('connections.json').",
    });
  }
  if (!names.some((name) => name !== CONNECTIONS && name !== 'retries')) {
    throw new QlikError('config-invalid', 'provideQlik(…) names no auth type.', {
      remedy: 'Add withOAuth2(), or the type that you use.',
    });
  }
}
