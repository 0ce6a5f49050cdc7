import type { EnginePort } from '../../engine/connection.ts';
import type { IncomingMessage } from 'node:http';
import type { FaultRegistry } from '../../faults/fault-registry.ts';
import type { ServerClock } from '../../faults/server-clock.ts';
import type { RequestEntry, RequestLog } from '../../listening/request-log.ts';
import type { Accounts } from '../users/accounts.ts';
import { displayName, type QlikUser } from '../users/qlik-user.ts';
import type { PublishedApps } from '../streams/published-apps.ts';
import type { TicketStore } from '../tickets/ticket-store.ts';
import type { Authentication } from './authentication.ts';
import type { ProxySession, ProxySessions } from './proxy-sessions.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Targets } from './targets.ts';
import { basePath, type VirtualProxy } from './virtual-proxy.ts';

/** What the parts of one server share. */
export interface ProxyContext {
  readonly now: () => number;
  /** What {@link now} goes by; an operator moves it. */
  readonly clock: ServerClock;
  readonly faults: FaultRegistry;
  readonly isSecure: boolean;
  /** Address of the Proxy Service API, which external authentication modules are told. */
  readonly proxyServiceUrl: () => string;
  readonly proxies: readonly VirtualProxy[];
  readonly accounts: Accounts;
  readonly apps: PublishedApps;
  readonly sessions: ProxySessions;
  readonly tickets: TicketStore;
  readonly targets: Targets;
  readonly cookie: SessionCookie;
  readonly authentication: Authentication;
  readonly log: RequestLog;
  readonly notes: RequestNotes;
  /** Holds the files that users export. */
  readonly engine: Pick<EnginePort, 'exportedFile'>;
}

/** What is known of a request besides what it says: who it was from, and why it was refused. */
export interface RequestNote {
  readonly session?: ProxySession;
  readonly user?: QlikUser;
  readonly credential?: string;
  readonly reason?: string;
}

/** Notes on requests, kept beside them until they are answered. */
export class RequestNotes {
  readonly #notes = new WeakMap<IncomingMessage, RequestNote>();

  add(request: IncomingMessage, note: RequestNote): void {
    this.#notes.set(request, { ...this.#notes.get(request), ...note });
  }

  of(request: IncomingMessage): RequestNote {
    return this.#notes.get(request) ?? {};
  }
}

/** Writes one request into the log; `place` is the virtual proxy or the port that it came to. */
export function logRequest(
  context: Pick<ProxyContext, 'log' | 'notes' | 'faults'>,
  request: IncomingMessage,
  how: { readonly kind: 'http' | 'websocket'; readonly status: number; readonly place: string },
): void {
  const note = context.notes.of(request);
  const entry: RequestEntry = {
    kind: how.kind,
    method: request.method ?? 'GET',
    url: request.url ?? '',
    origin: request.headers.origin,
    status: how.status,
    user: userNameOf(context, request),
    credential: note.credential === undefined ? undefined : { kind: note.credential, client: how.place },
    reason: note.reason,
    faults: context.faults.appliedTo(request),
  };
  context.log.add(entry, request);
}

/** The user of a request as the log names it, where it is known. */
export function userNameOf(
  { notes }: Pick<ProxyContext, 'notes'>,
  request: IncomingMessage,
): string | undefined {
  const { session, user = session?.user } = notes.of(request);
  return user === undefined ? undefined : displayName(user);
}

const HOST = /^([\w.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/i;

/** The address of a virtual proxy as the caller knows it, without a slash at the end. */
export function proxyUrl(
  context: Pick<ProxyContext, 'isSecure'>,
  proxy: VirtualProxy,
  host: string | undefined,
): string {
  return `${context.isSecure ? 'https' : 'http'}://${host !== undefined && HOST.test(host) ? host : 'localhost'}${basePath(proxy)}`;
}
