import { DOCUMENT } from '@angular/common';
import { CSP_NONCE, inject, Injectable, InjectionToken } from '@angular/core';
import { QlikError } from '../errors/qlik-error';
import type { QlikMain } from './qlik-main';
import { withTimeLimit } from './time-limit';

/** How long to wait for Qlik's runtime, in milliseconds. */
export interface RuntimeTimeLimits {
  /** For `/qlik-embed/main.js`. */
  readonly script: number;
  /** For one module of it. */
  readonly module: number;
}

/** Replace it to be more or less patient. */
export const QLIK_RUNTIME_TIME_LIMITS = new InjectionToken<RuntimeTimeLimits>(
  ngDevMode ? 'QLIK_RUNTIME_TIME_LIMITS' : '',
  { providedIn: 'root', factory: () => ({ script: 20_000, module: 20_000 }) },
);

/**
 * Puts Qlik's classic script into the page. There can be one per page only; whoever loads it first decides for all.
 *
 * A script that fails is taken out again, so that another host, or the same one later, can be tried without a reload.
 */
@Injectable({ providedIn: 'root' })
export class MainScript {
  private readonly document = inject(DOCUMENT);
  private readonly nonce = inject(CSP_NONCE, { optional: true });
  private readonly limits = inject(QLIK_RUNTIME_TIME_LIMITS);
  private loading: Promise<QlikMain> | undefined;

  /**
   * The page's `QlikMain`: the one that is there already, or the first that loads from one of these hosts.
   * @param hosts tried in this order, one after another
   * @throws {QlikError} `runtime-unreachable` or `runtime-timeout`, of the first host
   */
  load(hosts: readonly string[]): Promise<QlikMain> {
    const present = this.document.defaultView?.QlikMain;
    if (present) return Promise.resolve(present);
    return (this.loading ??= this.loadFirst(hosts).finally(() => (this.loading = undefined)));
  }

  private async loadFirst(hosts: readonly string[]): Promise<QlikMain> {
    let firstError: unknown;
    for (const host of hosts) {
      try {
        return await this.inject(`${host}/qlik-embed/main.js`);
      } catch (thrown) {
        firstError ??= thrown;
      }
    }
    throw firstError;
  }

  private inject(url: string): Promise<QlikMain> {
    const script = this.document.createElement('script');
    script.src = url;
    // Readable errors and the `crossorigin` attribute that the script reads from its own element.
    script.crossOrigin = 'anonymous';
    if (this.nonce) script.nonce = this.nonce;
    const loaded = new Promise<QlikMain>((resolve, reject) => {
      script.addEventListener('load', () => {
        const main = this.document.defaultView?.QlikMain;
        if (main) resolve(main);
        else reject(unreachable(url, 'it is not the script of a Qlik server'));
      });
      script.addEventListener('error', () => reject(unreachable(url, 'it could not be loaded')));
    });
    this.document.head.append(script);
    return withTimeLimit(loaded, this.limits.script, () => timedOut(url, this.limits.script)).then(
      (main) => {
        this.tellOtherLoaders(url);
        return main;
      },
      (thrown: unknown) => {
        script.remove();
        throw thrown;
      },
    );
  }

  /** Qlik's packages that were imported before wait for a host to be named; they find the script loaded then. */
  private tellOtherLoaders(url: string): void {
    this.document.defaultView?.__qlikMainPrivateResolvers?.resolveMainJsUrlAndHostConfig?.({ url });
  }
}

function unreachable(url: string, why: string): QlikError {
  return new QlikError('runtime-unreachable', `Qlik's script ${url} did not load: ${why}.`, {
    remedy:
      "Check that the host is right and reachable, that the page's Content-Security-Policy allows it, and that no extension blocks it.",
    isRetryable: true,
  });
}

function timedOut(url: string, milliseconds: number): QlikError {
  return new QlikError(
    'runtime-timeout',
    `Qlik's script ${url} did not arrive within ${milliseconds / 1000} s.`,
    {
      remedy: 'Check the network and try again.',
      isRetryable: true,
    },
  );
}
