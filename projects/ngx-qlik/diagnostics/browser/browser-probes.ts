import { DOCUMENT } from '@angular/common';
import { inject, Injectable } from '@angular/core';
import type {
  ɵObservation as Observation,
  ɵOpenedSocket as OpenedSocket,
  ɵRequestFailure as RequestFailure,
} from 'ngx-qlik/checks';
import { BrowserSocket } from './browser-socket';

/** One request of a check. */
export interface ProbeRequest {
  readonly address: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies: RequestCredentials;
  /** JSON. */
  readonly body?: string;
}

/** Whether an address was reached. */
export interface ReachResult {
  readonly failure?: RequestFailure;
  readonly milliseconds: number;
}

/** The browser dispatches `securitypolicyviolation` in a task after the one in which the request fails. */
const REPORT_DELAY_MS = 50;
/** What a gateway answers when its upstream is not available. */
const GATEWAY_ERRORS = [502, 503, 504];

/**
 * Sends requests from a page with `fetch` and `WebSocket`, without HttpClient: its interceptor would renew credentials and sign out.
 * Replace it in tests.
 */
@Injectable({ providedIn: 'root' })
export class BrowserProbes {
  private readonly document = inject(DOCUMENT);

  get isOnline(): boolean {
    return navigator.onLine;
  }

  get areCookiesOn(): boolean {
    return navigator.cookieEnabled;
  }

  now(): number {
    return Date.now();
  }

  /** Checks whether an address answers, readable or not: a `no-cors` request fails for network errors and policies only. Never rejects. */
  async reach(address: string, signal: AbortSignal): Promise<ReachResult> {
    const start = performance.now();
    const sent = await this.withViolations(address, () =>
      fetch(address, {
        mode: new URL(address).origin === location.origin ? 'same-origin' : 'no-cors',
        credentials: 'omit',
        cache: 'no-store',
        signal,
      }),
    );
    const milliseconds = performance.now() - start;
    if (sent.failure !== undefined) return { failure: this.toTimeout(signal) ?? sent.failure, milliseconds };
    return GATEWAY_ERRORS.includes(sent.value.status)
      ? { failure: 'network', milliseconds }
      : { milliseconds };
  }

  /** Sends a request and reads the response as far as this page may. Does not follow redirects. Never rejects. */
  async request(
    { address, method = 'GET', headers = {}, cookies, body }: ProbeRequest,
    signal: AbortSignal,
  ): Promise<Observation> {
    const start = performance.now();
    const init: RequestInit = {
      method,
      headers,
      credentials: cookies,
      cache: 'no-store',
      redirect: 'manual',
      signal,
    };
    const sent = await this.withViolations(address, () =>
      fetch(address, body === undefined ? init : { ...init, body }),
    );
    if (sent.failure !== undefined) return { failure: this.toTimeout(signal) ?? sent.failure };
    const response = sent.value;
    try {
      const text = await response.text();
      return {
        answer: {
          status: response.status,
          isRedirect: response.type === 'opaqueredirect',
          headers: Object.fromEntries(response.headers),
          body: text,
          milliseconds: performance.now() - start,
        },
      };
    } catch {
      // The headers arrived, the body did not.
      return { failure: this.toTimeout(signal) ?? 'cut' };
    }
  }

  /**
   * Checks whether the page's policy allows a script. Preloads the script and does not run it. `undefined` when the load fails otherwise.
   */
  async canRunScript(
    address: string,
    cookies: RequestCredentials,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    const link = this.document.createElement('link');
    link.rel = 'preload';
    link.as = 'script';
    link.crossOrigin = cookies === 'include' ? 'use-credentials' : 'anonymous';
    link.href = address;
    const loaded = await this.withViolations(
      address,
      () =>
        new Promise<void>((resolve, reject) => {
          const fail = (): void => reject(new Error('The script was not loaded.'));
          link.addEventListener('load', () => resolve());
          link.addEventListener('error', fail);
          signal.addEventListener('abort', fail);
          this.document.head.append(link);
        }),
    );
    link.remove();
    if (loaded.failure === undefined) return true;
    return loaded.failure === 'policy' ? false : undefined;
  }

  /** Opens a WebSocket. Never rejects. */
  async open(address: string, signal: AbortSignal): Promise<OpenedSocket> {
    const start = performance.now();
    const opened = await this.withViolations(address, () => BrowserSocket.open(address, signal));
    if (opened.failure === 'policy') return { outcome: { result: 'policy' } };
    if (opened.failure !== undefined) {
      return { outcome: this.toTimeout(signal) ? { result: 'time' } : { result: 'refused' } };
    }
    const { value } = opened;
    if (typeof value === 'number') return { outcome: { result: 'refused', closeCode: value } };
    return { socket: value, outcome: { result: 'open', milliseconds: performance.now() - start } };
  }

  private toTimeout(signal: AbortSignal): RequestFailure | undefined {
    return signal.aborted ? 'time' : undefined;
  }

  /** Makes a call and detects whether the page's Content-Security-Policy blocked it, which the call's own error does not tell. */
  private async withViolations<T>(
    address: string,
    call: () => Promise<T>,
  ): Promise<{ readonly value: T; readonly failure?: never } | { readonly failure: RequestFailure }> {
    const { origin } = new URL(address);
    const forbidden: string[] = [];
    const note = ({ blockedURI, disposition }: SecurityPolicyViolationEvent): void => {
      if (disposition === 'enforce' && blockedURI.startsWith(origin)) forbidden.push(blockedURI);
    };
    this.document.addEventListener('securitypolicyviolation', note);
    try {
      const value = await call();
      // A blocked WebSocket closes like any other.
      if (typeof value === 'number') await this.waitForViolations();
      return forbidden.length > 0 ? { failure: 'policy' } : { value };
    } catch {
      // The signal and the policy's report give the reason; the browser hides it from the error on purpose.
      await this.waitForViolations();
      return { failure: forbidden.length > 0 ? 'policy' : 'network' };
    } finally {
      this.document.removeEventListener('securitypolicyviolation', note);
    }
  }

  private waitForViolations(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, REPORT_DELAY_MS));
  }
}
