import { Injectable } from '@angular/core';
import { loadPart } from '../errors/load-part';
import { QlikError } from '../errors/qlik-error';
import type * as ConnectionParts from './connection-parts';

/** Loads `connection-parts.ts` at start-up, beside the configuration. Everything after that has it at once. */
@Injectable({ providedIn: 'root' })
export class ConnectionPartsLoader {
  private loading: Promise<typeof ConnectionParts> | undefined;
  private loaded: typeof ConnectionParts | undefined;

  /** @throws {QlikError} `http-unreachable`; the next call tries again */
  load(): Promise<typeof ConnectionParts> {
    const loading = (this.loading ??= loadPart(() => import('./connection-parts')));
    loading.then(
      (parts) => (this.loaded = parts),
      () => (this.loading = undefined),
    );
    return loading;
  }

  /** @throws {QlikError} `config-unavailable` before start-up is complete */
  get parts(): typeof ConnectionParts {
    if (!this.loaded) throw notLoadedYet('The connections are not loaded yet.');
    return this.loaded;
  }
}

/** The error of what needs the connections before they are there. */
export function notLoadedYet(message: string): QlikError {
  return new QlikError('config-unavailable', message, {
    remedy: 'Wait for ConnectionRegistry.settled().',
    isRetryable: true,
  });
}
