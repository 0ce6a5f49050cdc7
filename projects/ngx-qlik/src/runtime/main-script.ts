import { DOCUMENT } from '@angular/common';
import { CSP_NONCE, DestroyRef, inject, Injectable } from '@angular/core';
import { silenceRemedy } from '../errors/loopback-remedy';
import { QlikError, type QlikErrorDetails } from '../errors/qlik-error';
import { runOutsideAngular } from '../zone/run-outside-angular';
import type { QlikMain } from './qlik-main';
import { rejectAfter } from '../errors/time-limit';
import { QLIK_RUNTIME_TIME_LIMITS } from './time-limits';

/**
 * Hosts that serve Qlik's script, in the order in which they are tried. The value is true where the host requires a session cookie, as
 * client-managed servers do.
 */
export type ScriptHosts = ReadonlyMap<string, boolean>;

const PATH = '/qlik-embed/main.js';

/** Default of {@link RuntimeTimeLimits.nextHostAfter}. */
const NEXT_HOST_AFTER_MS = 3_000;

/**
 * Puts Qlik's classic script into the page. A page has one script only: the first that loads is used by all connections.
 *
 * A script that fails is taken out again, so that another host, or the same one later, can be tried without a reload.
 */
@Injectable({ providedIn: 'root' })
export class MainScript {
  private readonly document = inject(DOCUMENT);
  private readonly nonce = inject(CSP_NONCE, { optional: true });
  private readonly limits = inject(QLIK_RUNTIME_TIME_LIMITS);
  private readonly ended = new AbortController();
  private isAnnounced = false;
  /** Scripts that are being loaded, by host. */
  private readonly underway = new Map<string, Promise<QlikMain>>();

  constructor() {
    inject(DestroyRef).onDestroy(() => this.ended.abort());
  }

  /** The script that is in the page, also where other code inserted it. Qlik's packages find it from then on. */
  get present(): QlikMain | undefined {
    const main = this.document.defaultView?.QlikMain;
    if (main && !this.isAnnounced) this.notifyQlikLoaders();
    return main;
  }

  /**
   * The page's `QlikMain`: the one that is there already, or the first that loads from one of these hosts.
   *
   * Waits for scripts that load from other hosts, up to the limit `nextHostAfter`: a host that does not answer delays other connections
   * no longer than that.
   *
   * @throws {QlikError} `runtime-unreachable` or `runtime-timeout`, of the first host
   */
  async load(hosts: ScriptHosts): Promise<QlikMain> {
    this.joinEarly();
    // A load that was under way at the beginning counts, also if it has failed since.
    const joined = new Map(this.underway);
    const own: Promise<QlikMain>[] = [];
    for (const [host, needsSession] of hosts) {
      const underway = [...this.underway.values(), ...own];
      if (underway.length > 0) await this.waitForOne(underway);
      if (this.present) return this.present;
      own.push(this.underway.get(host) ?? joined.get(host) ?? this.begin(host, needsSession));
    }
    try {
      return await Promise.any(own);
    } catch (thrown) {
      // Another call may have loaded it from its host.
      if (this.present) return this.present;
      throw thrown instanceof AggregateError ? thrown.errors[0] : thrown;
    }
  }

  /** What `qlik-early-start.js` is loading may be for another connection than the first that needs the script. */
  private joinEarly(): void {
    const early = this.find(isEarly);
    const host = early?.src.slice(0, -PATH.length);
    if (host !== undefined && !this.underway.has(host))
      void this.begin(host, early?.crossOrigin === 'use-credentials');
  }

  /** Until one of these arrives, all have failed, or it is time to try another beside them. */
  private async waitForOne(loading: readonly Promise<QlikMain>[]): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = runOutsideAngular(() => setTimeout(resolve, this.limits.nextHostAfter ?? NEXT_HOST_AFTER_MS));
    });
    // The calls that began them report their errors.
    await Promise.race([Promise.any(loading).catch(() => undefined), limit]);
    clearTimeout(timer);
  }

  private begin(host: string, needsSession: boolean): Promise<QlikMain> {
    const loading = runOutsideAngular(() => this.inject(host + PATH, needsSession)).finally(() =>
      this.underway.delete(host),
    );
    // With several hosts only the first error is reported; the others must not be unhandled rejections.
    loading.catch(() => undefined);
    this.underway.set(host, loading);
    return loading;
  }

  private inject(url: string, needsSession: boolean): Promise<QlikMain> {
    // Readable errors, and the attribute by which the script knows how to load what belongs to it.
    const crossOrigin = needsSession ? 'use-credentials' : 'anonymous';
    // The page's `qlik-early-start.js` may have begun; it takes out what has failed.
    const early = this.find((each) => isEarly(each) && each.src === url);
    const script = early ?? this.document.createElement('script');
    try {
      if (!early)
        Object.assign(script, {
          src: trusted(this.document.defaultView as TrustedTypesWindow | null, url),
          crossOrigin,
        });
    } catch {
      const remedy = `Name ${POLICY} in trusted-types of the page's Content-Security-Policy.`;
      return Promise.reject(
        unreachable(url, needsSession, 'the page refuses it', { remedy, variant: 'trusted-types' }),
      );
    }
    if (this.nonce) script.nonce = this.nonce;
    const loaded = new Promise<QlikMain>((resolve, reject) => {
      script.addEventListener('load', () => {
        if (this.present) resolve(this.present);
        else reject(unreachable(url, needsSession, 'it is not the script of a Qlik server'));
      });
      script.addEventListener('error', () => {
        const fail = (remedy?: string) =>
          reject(
            unreachable(
              url,
              needsSession,
              'the request failed',
              remedy === undefined ? undefined : { remedy, variant: 'loopback' },
            ),
          );
        if (ngDevMode) void silenceRemedy({ host: url }).then(fail);
        else fail();
      });
    });
    if (!early) this.document.head.append(script);
    const { script: limit } = this.limits;
    return rejectAfter(loaded, limit, () => timedOut(url, limit), this.ended.signal).catch(
      (thrown: unknown) => {
        script.remove();
        throw thrown;
      },
    );
  }

  private find(isWanted: (script: HTMLScriptElement) => boolean): HTMLScriptElement | undefined {
    return [...this.document.querySelectorAll('script')].find(isWanted);
  }

  /** Qlik's packages that were imported before it wait for the address of a script, and then find the one that is there. */
  private notifyQlikLoaders(): void {
    this.isAnnounced = true;
    const url = this.find(({ src }) => src.endsWith(PATH))?.src ?? '';
    this.document.defaultView?.__qlikMainPrivateResolvers?.resolveMainJsUrlAndHostConfig?.({ url });
  }
}

/** The name of the policy (Trusted Types) by which the library names the address of Qlik's script, and nothing else. */
const POLICY = 'ngx-qlik';

interface ScriptAddressPolicy {
  createScriptURL(address: string): string;
}

interface TrustedTypesWindow {
  readonly trustedTypes?: { createPolicy(name: string, rules: ScriptAddressPolicy): ScriptAddressPolicy };
}

/** A page has one of a name. */
let policy: ScriptAddressPolicy | undefined;

/** Returns the address as a page with `require-trusted-types-for` in its Content-Security-Policy wants it. */
function trusted(view: TrustedTypesWindow | null, address: string): string {
  try {
    policy ??= view?.trustedTypes?.createPolicy(POLICY, { createScriptURL: String });
  } catch {
    // The name is not in the list of the page, which may take a text all the same.
  }
  return policy?.createScriptURL(address) ?? address;
}

function isEarly({ id }: HTMLScriptElement): boolean {
  return id === 'ngx-qlik-early';
}

function unreachable(
  url: string,
  needsSession: boolean,
  why: string,
  known?: Pick<QlikErrorDetails, 'remedy' | 'variant'>,
): QlikError {
  return new QlikError('runtime-unreachable', `Qlik's script ${url} did not load: ${why}.`, {
    remedy: `Check the host, the network, the page's Content-Security-Policy and the browser's extensions.${
      needsSession
        ? ' The virtual proxy has to send Access-Control-Allow-Credentials. A server too old for the script needs "runtime": { "bundled": true }.'
        : ''
    }`,
    isRetryable: true,
    variant: needsSession ? 'virtual-proxy' : 'host',
    ...known,
    params: { address: url, host: new URL(url).host, reason: why },
  });
}

function timedOut(url: string, milliseconds: number): QlikError {
  return new QlikError(
    'runtime-timeout',
    `Qlik's script ${url} did not arrive within ${milliseconds / 1000} s.`,
    {
      remedy: 'Check the network and try again.',
      isRetryable: true,
      params: { address: url, limit: milliseconds / 1000 },
    },
  );
}
