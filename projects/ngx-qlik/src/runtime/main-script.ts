import { DOCUMENT } from '@angular/common';
import { CSP_NONCE, inject, Injectable } from '@angular/core';
import { QlikError } from '../errors/qlik-error';
import type { QlikMain } from './qlik-main';
import { withTimeLimit } from './time-limit';
import { QLIK_RUNTIME_TIME_LIMITS } from './time-limits';

/**
 * Addresses of hosts that serve Qlik's script, in the order in which they are tried. The value says whether it answers those only whom it
 * knows by a cookie, as client-managed servers do.
 */
export type ScriptHosts = ReadonlyMap<string, boolean>;

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
  private attempt: { readonly main: Promise<QlikMain>; readonly hosts: ScriptHosts } | undefined;

  /** The script that is in the page, whoever put it there. */
  get present(): QlikMain | undefined {
    return this.document.defaultView?.QlikMain;
  }

  /**
   * The page's `QlikMain`: the one that is there already, or the first that loads from one of these hosts.
   * @throws {QlikError} `runtime-unreachable` or `runtime-timeout`, of the first host
   */
  async load(hosts: ScriptHosts): Promise<QlikMain> {
    if (this.present) return this.present;
    const { attempt } = this;
    if (attempt) {
      try {
        return await attempt.main;
      } catch (thrown) {
        // Somebody else's hosts may have failed while one of these would not.
        if ([...hosts.keys()].every((each) => attempt.hosts.has(each))) throw thrown;
        return this.load(hosts);
      }
    }
    const main = this.loadFirst(hosts).finally(() => (this.attempt = undefined));
    this.attempt = { main, hosts };
    return main;
  }

  private async loadFirst(hosts: ScriptHosts): Promise<QlikMain> {
    let firstError: unknown;
    for (const [host, wantsSession] of hosts) {
      try {
        return await this.inject(`${host}/qlik-embed/main.js`, wantsSession);
      } catch (thrown) {
        firstError ??= thrown;
      }
    }
    throw firstError;
  }

  private inject(url: string, wantsSession: boolean): Promise<QlikMain> {
    const script = this.document.createElement('script');
    script.src = url;
    // Readable errors, and the attribute by which the script knows how to load what belongs to it.
    script.crossOrigin = wantsSession ? 'use-credentials' : 'anonymous';
    if (this.nonce) script.nonce = this.nonce;
    const loaded = new Promise<QlikMain>((resolve, reject) => {
      script.addEventListener('load', () => {
        if (this.present) resolve(this.present);
        else reject(unreachable(url, wantsSession, 'it is not the script of a Qlik server'));
      });
      script.addEventListener('error', () =>
        reject(unreachable(url, wantsSession, 'it could not be loaded')),
      );
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

function unreachable(url: string, wantsSession: boolean, why: string): QlikError {
  return new QlikError('runtime-unreachable', `Qlik's script ${url} did not load: ${why}.`, {
    remedy:
      "Check the host, the network, the page's Content-Security-Policy and the browser's extensions." +
      (wantsSession
        ? ' The virtual proxy has to send Access-Control-Allow-Credentials. A server too old for the script needs "runtime": { "bundled": true }.'
        : ''),
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
