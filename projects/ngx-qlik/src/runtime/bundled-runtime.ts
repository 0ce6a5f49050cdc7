import { DOCUMENT } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import { QlikError } from '../errors/qlik-error';
import { QLIK_BUNDLED_RUNTIME_ADDRESS } from './bundled-runtime-address';
import type { QlikMain } from './qlik-main';
import { rejectAfter } from '../errors/time-limit';
import { QLIK_RUNTIME_TIME_LIMITS } from './time-limits';

/**
 * Qlik's runtime from the application's own files, for servers that serve none. It is separate from the page's `QlikMain`, which other
 * connections use, and contains no embeds: only servers have those.
 */
@Injectable({ providedIn: 'root' })
export class BundledRuntime {
  private readonly document = inject(DOCUMENT);
  private readonly address = inject(QLIK_BUNDLED_RUNTIME_ADDRESS);
  private readonly limits = inject(QLIK_RUNTIME_TIME_LIMITS);
  private loading: Promise<QlikMain> | undefined;
  private failures = 0;

  /**
   * Loads it, once for all callers; again after a failure.
   * @throws {QlikError} `runtime-unreachable`, `runtime-timeout`
   */
  load(): Promise<QlikMain> {
    return (this.loading ??= this.import().catch((thrown: unknown) => {
      this.loading = undefined;
      this.failures++;
      throw thrown;
    }));
  }

  private async import(): Promise<QlikMain> {
    const url = new URL(this.address, this.document.baseURI);
    // Browsers remember that a module failed; under another address they ask for it again.
    if (this.failures > 0) url.searchParams.set('attempt', String(this.failures + 1));
    const importing = (
      import(/* webpackIgnore: true */ /* @vite-ignore */ url.href) as Promise<unknown>
    ).catch((cause: unknown) => {
      throw unreachable(url, cause);
    });
    const { script } = this.limits;
    const modules = toModules(await rejectAfter(importing, script, () => timedOut(url, script)));
    if (!modules) throw unreachable(url);
    return {
      import: (name) =>
        name in modules
          ? Promise.resolve(modules[name])
          : Promise.reject(new Error(`The bundled runtime has no module "${name}".`)),
    };
  }
}

function toModules(bundle: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof bundle !== 'object' || bundle === null || !('auth' in bundle) || !('qix' in bundle))
    return undefined;
  return { 'auth@v1': bundle.auth, 'qix@v1': bundle.qix };
}

function unreachable(url: URL, cause?: unknown): QlikError {
  return new QlikError('runtime-unreachable', `The bundled runtime ${url.href} did not load.`, {
    remedy:
      'Install the package ngx-qlik-runtime, and copy its files to that address: { "glob": "**/*", "input": "node_modules/ngx-qlik-runtime/files", "output": "qlik-runtime" } among the assets of angular.json. The Content-Security-Policy has to allow it.',
    isRetryable: true,
    variant: 'bundled',
    params: { address: url.href },
    cause,
  });
}

function timedOut(url: URL, milliseconds: number): QlikError {
  return new QlikError(
    'runtime-timeout',
    `The bundled runtime ${url.href} did not arrive within ${milliseconds / 1000} s.`,
    {
      remedy: 'Check the network and try again.',
      isRetryable: true,
      params: { address: url.href, limit: milliseconds / 1000 },
    },
  );
}
