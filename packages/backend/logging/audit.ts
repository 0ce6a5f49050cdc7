import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from '../errors/problem.ts';
import { isRecord } from '../json/is-record.ts';

/** The events of the audit log. */
export type AuditEvent =
  | 'sign-in'
  | 'sign-out'
  | 'session-ended'
  | 'back-channel-logout'
  | 'access-token'
  | 'jwt'
  | 'virtual-proxy-jwt'
  | 'ticket'
  | 'qlik-sign-in'
  | 'qlik-sign-out'
  /** What the backend changes at a tenant, by a connection's `provisioning`. */
  | 'user-created'
  | 'group-created'
  | 'group-joined'
  | 'group-left'
  | 'space-opened'
  /** Tokens were dropped because Qlik does not take the user any more. */
  | 'user-deactivated'
  /** Written for refusals only: relayed requests are in the request log. */
  | 'relay-refused';

/** `refused`: the backend or Qlik refused the request (4xx). `failed`: the request could not be processed (5xx). */
type AuditResult = 'done' | 'refused' | 'failed';

/** One line of the audit log. It has no field for a credential. */
export interface AuditEntry {
  readonly event: AuditEvent;
  /** The id of the application's user. Default: the one of the request's session. */
  readonly user?: string | undefined;
  /** The id of the connection. */
  readonly connection?: string | undefined;
  /** What was changed at the tenant: the user's subject, or the name of the group or space. */
  readonly target?: string | undefined;
  readonly result: AuditResult;
  /** The code of a {@link Problem}, or another fixed word. */
  readonly reason?: string | undefined;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Is told of each entry of the audit log. */
    onAudit?: (entry: AuditEntry) => void;
  }
  interface FastifyContextConfig {
    /** Writes an audit entry when the response of this route is sent; with the connection where the path does not name it. */
    audit?: AuditEvent | { readonly event: AuditEvent; readonly connection?: string };
  }
}

/** Ids from paths are user input until a connection is found. */
const MAX_CHARACTERS = 200;

/** What is known before the response is sent. */
interface Known {
  user?: string | undefined;
  problem?: Problem;
}

/** Writes `{ audit: { event, user, connection, target, result, reason } }` with the request's id and address, at level `info`. */
export function audit(request: FastifyRequest, entry: AuditEntry): void {
  const { event, user = userOf(request), connection, target, result, reason } = entry;
  request.server.onAudit?.(entry);
  request.log.info(
    {
      remoteAddress: request.ip,
      audit: {
        event,
        user: shortened(user),
        connection: shortened(connection),
        target: shortened(target),
        result,
        reason,
      },
    },
    'audit',
  );
}

/** Writes an audit entry for each route with `config: { audit: … }`: the result from the status, the reason from the {@link Problem}. */
export function addAudit(server: FastifyInstance): void {
  const known = new WeakMap<FastifyRequest, Known>();
  const note = (request: FastifyRequest, what: Known): void => {
    known.set(request, { ...known.get(request), ...what });
  };
  server.addHook('preHandler', async (request) => {
    // After a sign-out there is no session to read.
    if (request.routeOptions.config.audit !== undefined) note(request, { user: userOf(request) });
  });
  // Not async: a second response that is sent while the hook waits, as by a relayed body that breaks off, would be an uncaught exception.
  server.addHook('onError', (request, _reply, error, done) => {
    if (error instanceof Problem) note(request, { problem: error });
    done();
  });
  server.addHook('onResponse', async (request, reply) => {
    const { audit: configured } = request.routeOptions.config;
    if (configured === undefined) return;
    const { event, connection } =
      typeof configured === 'string' ? { event: configured, connection: undefined } : configured;
    const { user, problem } = known.get(request) ?? {};
    const result = resultOf(reply.statusCode);
    if (event === 'relay-refused' && (problem === undefined || result !== 'refused')) return;
    audit(request, {
      event,
      user: userOf(request) ?? user,
      connection: connection ?? problem?.options.connection ?? connectionOf(request),
      result,
      reason: problem?.code,
    });
  });
}

function resultOf(status: number): AuditResult {
  if (status < 400) return 'done';
  return status < 500 ? 'refused' : 'failed';
}

/** Outside the scope with sessions there is none, and after a sign-out it is `null`, although its type excludes it. */
function userOf(request: FastifyRequest): string | undefined {
  const { session: hostSession } = request as { readonly session?: FastifyRequest['session'] | null };
  return hostSession?.hostUser?.id;
}

function connectionOf({ params }: FastifyRequest): string | undefined {
  const named = isRecord(params) ? params['connection'] : undefined;
  return typeof named === 'string' ? named : undefined;
}

function shortened(text: string | undefined): string | undefined {
  return text?.slice(0, MAX_CHARACTERS);
}
