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

/** A host that serves Qlik's script. */
export interface ScriptHost {
  readonly address: string;
  /** Whether it answers those only whom it knows by a cookie, as client-managed servers do. */
  readonly wantsSession: boolean;
}

interface Attempt {
  readonly main: Promise<QlikMain>;
  readonly hosts: readonly ScriptHost[];
}

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
  private attempt: Attempt | undefined;

  /** The script that is in the page, whoever put it there. */
  get present(): QlikMain | undefined {
    return this.document.defaultView?.QlikMain;
  }

  /**
   * The page's `QlikMain`: the one that is there already, or the first that loads from one of these hosts.
   * @param hosts tried in this order, one after another
   * @throws {QlikError} `runtime-unreachable` or `runtime-timeout`, of the first host
   */
  async load(hosts: readonly ScriptHost[]): Promise<QlikMain> {
    if (this.present) return this.present;
    const { attempt } = this;
    if (!attempt) return this.begin(hosts);
    try {
      return await attempt.main;
    } catch (thrown) {
      // Somebody else's hosts may have failed while one of these would not.
      const wasTried = attempt.hosts.some(({ address }) => address === hosts[0]?.address);
      if (wasTried) throw thrown;
      return this.load(hosts);
    }
  }

  private begin(hosts: readonly ScriptHost[]): Promise<QlikMain> {
    const main = this.loadFirst(hosts).finally(() => (this.attempt = undefined));
    this.attempt = { main, hosts };
    return main;
  }

  private async loadFirst(hosts: readonly ScriptHost[]): Promise<QlikMain> {
    let firstError: unknown;
    for (const host of hosts) {
      try {
        return await this.inject(host);
      } catch (thrown) {
        firstError ??= thrown;
      }
    }
    throw firstError;
  }

  private inject(host: ScriptHost): Promise<QlikMain> {
    const url = `${host.address}/qlik-embed/main.js`;
    const script = this.document.createElement('script');
    script.src = url;
    // Readable errors, and the attribute by which the script knows how to load what belongs to it.
    script.crossOrigin = host.wantsSession ? 'use-credentials' : 'anonymous';
    if (this.nonce) script.nonce = this.nonce;
    const loaded = new Promise<QlikMain>((resolve, reject) => {
      script.addEventListener('load', () => {
        if (this.present) resolve(this.present);
        else reject(unreachable(host, url, 'it is not the script of a Qlik server'));
      });
      script.addEventListener('error', () => reject(unreachable(host, url, 'it could not be loaded')));
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

const CHECK =
  "Check that the host is right and reachable, that the page's Content-Security-Policy allows it, and that no extension blocks it";

function unreachable({ wantsSession }: ScriptHost, url: string, why: string): QlikError {
  return new QlikError('runtime-unreachable', `Qlik's script ${url} did not load: ${why}.`, {
    remedy: wantsSession
      ? `${CHECK}; and that the virtual proxy has Access-Control-Allow-Origin with this page's origin and Access-Control-Allow-Credentials: true among its additional response headers. Give the connection "runtime": { "bundled": true } if the server is too old to have the script.`
      : `${CHECK}.`,
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
