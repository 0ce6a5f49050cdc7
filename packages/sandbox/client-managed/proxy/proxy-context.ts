import type { MonitoredEngine } from '../../engine/connection.ts';
import type { IncomingMessage } from 'node:http';
import type { FaultRegistry } from '../../faults/fault-registry.ts';
import type { ServerClock } from '../../faults/server-clock.ts';
import type { RequestEntry, RequestLog } from '../../listening/request-log.ts';
import type { Accounts } from '../users/accounts.ts';
import { displayName, type QlikUser } from '../users/qlik-user.ts';
import type { PublishedApps } from '../streams/published-apps.ts';
import type { SelectionStore } from '../repository/selection-store.ts';
import type { TicketStore } from '../tickets/ticket-store.ts';
import type { Authentication } from './authentication.ts';
import type { ProxySession, ProxySessions } from './proxy-sessions.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Targets } from './targets.ts';
import { basePath, type VirtualProxy } from './virtual-proxy.ts';

/** The state that the parts of one server share. */
export interface ProxyContext {
  readonly now: () => number;
  /** The clock behind {@link now}. An operator can move it. */
  readonly clock: ServerClock;
  readonly faults: FaultRegistry;
  readonly isSecure: boolean;
  /** Address of the Proxy Service API, passed to external authentication modules. */
  readonly proxyServiceUrl: () => string;
  readonly proxies: readonly VirtualProxy[];
  readonly accounts: Accounts;
  readonly apps: PublishedApps;
  /** Sets of references that users made with the Repository Service API. */
  readonly selections: SelectionStore;
  readonly sessions: ProxySessions;
  readonly tickets: TicketStore;
  readonly targets: Targets;
  readonly cookie: SessionCookie;
  readonly authentication: Authentication;
  readonly log: RequestLog;
  readonly notes: RequestNotes;
  /** The engine, which stores exported files and knows its health. */
  readonly engine: Pick<MonitoredEngine, 'exportedFile' | 'health'>;
}

/** The authentication result of a request: user, credential and reason for a refusal. */
export interface RequestNote {
  readonly proxySession?: ProxySession;
  readonly user?: QlikUser;
  readonly credential?: string;
  readonly reason?: string;
}

/** Notes on requests, stored until the answer. */
export class RequestNotes {
  readonly #notes = new WeakMap<IncomingMessage, RequestNote>();

  add(request: IncomingMessage, note: RequestNote): void {
    this.#notes.set(request, { ...this.#notes.get(request), ...note });
  }

  of(request: IncomingMessage): RequestNote {
    return this.#notes.get(request) ?? {};
  }
}

/** Writes one request into the log. `place` is the virtual proxy or the port. */
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

/** Returns the user of a request in the form of the log; undefined when unknown. */
export function userNameOf(
  { notes }: Pick<ProxyContext, 'notes'>,
  request: IncomingMessage,
): string | undefined {
  const { proxySession, user = proxySession?.user } = notes.of(request);
  return user === undefined ? undefined : displayName(user);
}

const HOST = /^([\w.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/i;

/** Returns the address of a virtual proxy by the caller's host, without a trailing slash. */
export function proxyUrl(
  context: Pick<ProxyContext, 'isSecure'>,
  proxy: VirtualProxy,
  host: string | undefined,
): string {
  const scheme = context.isSecure ? 'https' : 'http';
  // Of the form of a host, and not one for `URL`: an address with a wrong number, such as `.0`, or a port above 65535.
  const isHost = host !== undefined && HOST.test(host) && URL.canParse(`${scheme}://${host}`);
  return `${scheme}://${isHost ? host : 'localhost'}${basePath(proxy)}`;
}
