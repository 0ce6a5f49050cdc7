import type { QlikConnection } from 'ngx-qlik';
import {
  appListPath,
  firstAppOf,
  whoAmIPath,
  withQuery,
} from '../../projects/ngx-qlik/diagnostics/examination/addresses.ts';
import { EngineVisit } from '../../projects/ngx-qlik/diagnostics/examination/engine-visit.ts';
import {
  type ClockReading,
  judgeClocks,
  readDate,
} from '../../projects/ngx-qlik/diagnostics/judgement/clock.ts';
import { judgeConfiguration } from '../../projects/ngx-qlik/diagnostics/judgement/configuration.ts';
import { judgeCrossOriginHeaders } from '../../projects/ngx-qlik/diagnostics/judgement/cross-origin-headers.ts';
import { judgeCsrf } from '../../projects/ngx-qlik/diagnostics/judgement/csrf.ts';
import { judgePlatform } from '../../projects/ngx-qlik/diagnostics/judgement/platform.ts';
import { judgeHost } from '../../projects/ngx-qlik/diagnostics/judgement/reachability.ts';
import {
  judgeRateLimits,
  judgeRest,
  type RestFacts,
} from '../../projects/ngx-qlik/diagnostics/judgement/rest.ts';
import { judgeRuntime } from '../../projects/ngx-qlik/diagnostics/judgement/runtime.ts';
import { judgeToken } from '../../projects/ngx-qlik/diagnostics/judgement/token.ts';
import { traitsOf } from '../../projects/ngx-qlik/diagnostics/judgement/traits.ts';
import { judgeCertificate, judgeName } from '../../projects/ngx-qlik/diagnostics/judgement/transport.ts';
import { passed, skipped } from '../../projects/ngx-qlik/diagnostics/judgement/verdicts.ts';
import type { CheckId, Verdict } from '../../projects/ngx-qlik/diagnostics/report/report.ts';
import type { SafeText } from '../../projects/ngx-qlik/diagnostics/report/safe-text.ts';
import type { GivenCredential } from './given-credential.ts';
import type { Called, HostCalls } from './host-calls.ts';
import type { Jar } from './jar.ts';

/** What an examination from the command line works with. */
export interface HostExaminationSettings {
  readonly connection: QlikConnection;
  readonly known: readonly string[];
  readonly calls: HostCalls;
  readonly jar: Jar;
  readonly safe: SafeText;
  readonly credential: GivenCredential | undefined;
  /** Origin of the application, where it was named. */
  readonly site: string | undefined;
  readonly appId: string | undefined;
  /** For one call, in milliseconds. */
  readonly callLimit: number;
}

const BROWSER_ONLY = 'A browser only can see this.';
/** Sixteen letters that client-managed servers want to see twice; no secret. */
const XRFKEY = 'ngxqlikdoctor000';

/** One examination of one connection from a command line: makes the checks, and keeps what one found for the next. */
export class HostExamination {
  private readonly clocks: ClockReading[] = [];
  private readonly visit: EngineVisit;
  private rest: RestFacts | undefined;
  private csrfToken: string | undefined;

  constructor(private readonly settings: HostExaminationSettings) {
    const { connection, callLimit, calls, appId } = settings;
    this.visit = new EngineVisit({
      connection,
      limit: callLimit,
      open: (address, signal) => {
        const csrf = this.csrfToken === undefined ? {} : { 'qlik-csrf-token': this.csrfToken };
        const query = this.isServer ? { xrfkey: XRFKEY, ...csrf } : csrf;
        return calls.open(withQuery(address, query), { ...this.origin(), ...this.proof() }, signal);
      },
      chooseApp: async (signal) => {
        if (appId !== undefined) return { id: appId };
        const { answer } = await this.ask(appListPath(connection), signal);
        return answer?.status === 200 ? firstAppOf(answer.body) : undefined;
      },
    });
  }

  /** Makes one check. */
  examine(id: CheckId, signal: AbortSignal): Promise<Verdict> {
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(this.settings.callLimit)]);
    switch (id) {
      case 'configuration':
        return Promise.resolve(this.configuration());
      case 'dns':
        return this.name();
      case 'tls':
        return this.certificate(inTime);
      case 'host':
        return this.host(inTime);
      case 'platform':
        return this.platform(inTime);
      case 'cors':
        return this.crossOrigin(inTime);
      case 'token':
        return Promise.resolve(this.token());
      case 'clock':
        return Promise.resolve(judgeClocks(this.clocks));
      case 'sign-in':
        return this.signIn(inTime);
      case 'csrf':
        return this.csrf(inTime);
      case 'rest':
        return this.whoAmI(inTime);
      case 'rate-limits':
        return Promise.resolve(this.rest ? judgeRateLimits(this.rest) : skipped('No call was made.'));
      case 'runtime':
        return this.runtime(inTime);
      case 'socket':
        return this.visit.socket(inTime);
      case 'engine':
        return this.visit.engine();
      case 'app':
        return this.visit.openApp();
      case 'hypercube':
        return this.visit.hypercube();
      case 'online':
      case 'backend':
      case 'cookies':
        return Promise.resolve(skipped(BROWSER_ONLY));
    }
  }

  /** Lets go of what is open. */
  end(): void {
    this.visit.end();
  }

  private get isServer(): boolean {
    return this.settings.connection.platform === 'client-managed';
  }

  private configuration(): Verdict {
    const { connection, known, site } = this.settings;
    if (new URL(connection.host).hostname.endsWith('.invalid')) {
      return {
        status: 'failed',
        seen: [],
        causeId: 'configuration-unusable',
        cause: 'The connection’s host is a path of the application, and where that is was not said.',
        remedy:
          'Name the application’s origin with --site, or, to examine the tenant or server behind its backend, that with --host.',
        isBlocking: true,
      };
    }
    return judgeConfiguration({ connection, known, ...(site === undefined ? {} : { site }) });
  }

  private async name(): Promise<Verdict> {
    const { calls, connection } = this.settings;
    return judgeName(await calls.name(new URL(connection.host).hostname));
  }

  private async certificate(signal: AbortSignal): Promise<Verdict> {
    const { calls, connection } = this.settings;
    return judgeCertificate(await calls.certificate(connection.host, signal));
  }

  private async host(signal: AbortSignal): Promise<Verdict> {
    const { connection, calls } = this.settings;
    const start = performance.now();
    const { failure, said, answer } = await calls.ask(
      { address: `${connection.host}/resources/autogenerated/product-info.json` },
      signal,
    );
    this.readClock(answer?.headers['date']);
    return judgeHost({
      ...{ host: connection.host, failure, isOwnOrigin: false, milliseconds: performance.now() - start },
      ...(said === undefined ? {} : { said }),
    });
  }

  private async platform(signal: AbortSignal): Promise<Verdict> {
    const { connection, calls } = this.settings;
    const address = `${connection.host}/resources/autogenerated/product-info.json`;
    const observation = await calls.ask({ address }, signal);
    return judgePlatform({ configured: connection.platform, observation, isOwnOrigin: false });
  }

  private async crossOrigin(signal: AbortSignal): Promise<Verdict> {
    const { connection, calls, site } = this.settings;
    if (site === undefined) return skipped('Name the application’s origin with --site to have it examined.');
    const { usesCookies, isOwnOrigin } = traitsOf(connection, site);
    if (isOwnOrigin) return passed('The host is the application’s own origin: nothing to allow.');
    const address = connection.host + whoAmIPath(connection);
    const { webIntegrationId } = connection.auth;
    const integration: Record<string, string> =
      webIntegrationId === undefined ? {} : { 'qlik-web-integration-id': webIntegrationId };
    const call = await calls.ask({ address, headers: { origin: site, ...integration } }, signal);
    const preflight = await calls.ask(
      {
        address,
        method: 'OPTIONS',
        headers: {
          origin: site,
          'access-control-request-method': 'GET',
          'access-control-request-headers': this.isServer
            ? 'x-qlik-xrfkey'
            : usesCookies
              ? 'qlik-web-integration-id'
              : 'authorization',
        },
      },
      signal,
    );
    return judgeCrossOriginHeaders({ connection, site, usesCookies, call, preflight });
  }

  private token(): Verdict {
    const { credential } = this.settings;
    if (credential === undefined || credential.kind === 'cookie') return skipped('No token was given.');
    const use = credential.kind !== 'jwt' ? 'access' : this.isServer ? 'virtual-proxy-jwt' : 'cloud-jwt';
    return judgeToken({ use, token: credential.value, now: Date.now() });
  }

  /** A tenant takes a JWT for a session once; everything else is shown with each call. */
  private async signIn(signal: AbortSignal): Promise<Verdict> {
    const { connection, credential, calls, jar, safe } = this.settings;
    const { type, webIntegrationId } = connection.auth;
    if (credential === undefined) {
      if (type === 'none' || type === 'anonymous-virtual-proxy') return passed('Nobody has to sign in.');
      return {
        status: 'warning',
        seen: [],
        causeId: 'sign-in-required',
        cause: 'No credential was given, so nothing behind the sign-in can be examined.',
        remedy: ADVICE[connection.platform],
        isBlocking: true,
      };
    }
    if (credential.kind !== 'jwt' || this.isServer)
      return passed(`a credential was given: ${credential.kind}`);
    const observation = await calls.ask(
      {
        address: `${connection.host}/login/jwt-session?qlik-web-integration-id=${encodeURIComponent(webIntegrationId ?? '')}`,
        method: 'POST',
        headers: {
          authorization: `Bearer ${credential.value}`,
          'qlik-web-integration-id': webIntegrationId ?? '',
          ...(this.settings.site === undefined ? {} : { origin: this.settings.site }),
        },
      },
      signal,
    );
    safe.hide(...jar.values);
    if (observation.answer?.status === 200) return passed('The tenant began a session for the JWT.');
    const path = '/login/jwt-session';
    return judgeRest({ connection, path, observation });
  }

  private async csrf(signal: AbortSignal): Promise<Verdict> {
    const { connection, safe, jar } = this.settings;
    // A virtual proxy begins a session with the first call that proves somebody.
    if (this.isServer) await this.ask(whoAmIPath(connection), signal);
    safe.hide(...jar.values);
    const observation = await this.ask(this.isServer ? '/qps/csrftoken' : '/api/v1/csrf-token', signal);
    this.csrfToken = observation.answer?.headers['qlik-csrf-token'];
    safe.hide(this.csrfToken);
    return judgeCsrf({ connection, observation });
  }

  private async whoAmI(signal: AbortSignal): Promise<Verdict> {
    const { connection } = this.settings;
    const path = whoAmIPath(connection);
    this.rest = { connection, path, observation: await this.ask(path, signal) };
    return judgeRest(this.rest);
  }

  private async runtime(signal: AbortSignal): Promise<Verdict> {
    const { connection } = this.settings;
    const address = `${connection.runtime?.url ?? connection.host}/qlik-embed/main.js`;
    if (connection.runtime?.bundled) return judgeRuntime({ connection, address });
    const isOther = connection.runtime?.url !== undefined;
    const observation = await this.settings.calls.ask(
      { address, headers: isOther ? {} : this.proof() },
      signal,
    );
    return judgeRuntime({ connection, address, observation });
  }

  private ask(path: string, signal: AbortSignal): Promise<Called> {
    const { connection, calls } = this.settings;
    const { webIntegrationId } = connection.auth;
    const address = connection.host + path;
    return calls.ask(
      {
        address: this.isServer ? withQuery(address, { xrfkey: XRFKEY }) : address,
        headers: {
          ...this.proof(),
          ...(this.isServer ? { 'x-qlik-xrfkey': XRFKEY } : {}),
          ...(webIntegrationId === undefined ? {} : { 'qlik-web-integration-id': webIntegrationId }),
        },
      },
      signal,
    );
  }

  private proof(): Readonly<Record<string, string>> {
    const { credential } = this.settings;
    const isShown =
      credential !== undefined &&
      credential.kind !== 'cookie' &&
      (credential.kind !== 'jwt' || this.isServer);
    return isShown ? { authorization: `Bearer ${credential.value}` } : {};
  }

  /** Whose page opens a socket: tenants take no API key from a page, and servers nothing without one. */
  private origin(): Readonly<Record<string, string>> {
    const { site, credential, connection } = this.settings;
    if (credential?.kind === 'api-key') return {};
    const origin = site ?? (this.isServer ? new URL(connection.host).origin : undefined);
    return origin === undefined ? {} : { origin };
  }

  private readClock(date: string | undefined): void {
    const theirs = readDate(date);
    if (theirs !== undefined) this.clocks.push({ whose: 'the host', theirs, ours: Date.now() });
  }
}

const ADVICE = {
  cloud:
    'Name a file with one: --api-key-file (profile settings > API keys of the tenant), --access-token-file, or --jwt-file.',
  'client-managed':
    'Name a file with one: --jwt-file (a virtual proxy with JWT), or --cookie-file (a session of a browser).',
} as const;
