import type { ConnectionType } from '../configuration/connection-shapes.ts';
import { Problem } from '../errors/problem.ts';
import {
  type AllowRule,
  defaultRules,
  NEVER,
  READING_METHODS,
  RULE_METHODS,
  type RuleMethod,
} from './default-rules.ts';
import { compilePattern, compileRefusal, readSegments } from './path-pattern.ts';

/** The fields of a connection that the policy reads. */
export interface PolicyConnection {
  readonly id: string;
  readonly type: ConnectionType;
  readonly access?: 'read' | 'full' | undefined;
  readonly asUser?: string | undefined;
  readonly allow?: 'all' | readonly ('default' | Pick<AllowRule, 'methods' | 'path'>)[] | undefined;
}

/** A request as it would go to Qlik. */
interface PolicyRequest {
  readonly method: string;
  /** The path behind the connection's prefix, as `readUpstreamPath` returns it; the query is ignored. */
  readonly path: string;
  /** Whether the request is a WebSocket handshake. */
  readonly isUpgrade: boolean;
}

/** Decides which requests of a connection reach Qlik. */
export interface RequestPolicy {
  readonly isAllowed: (request: PolicyRequest) => boolean;
  /** @throws {Problem} 403 `read-only` or `not-allowed-here` */
  readonly requireAllowed: (request: PolicyRequest) => void;
}

const SHOWN_PATH_LENGTH = 200;
const EVERYTHING: readonly AllowRule[] = [{ methods: RULE_METHODS, path: '/**' }];

interface Refusal {
  readonly code: 'read-only' | 'not-allowed-here';
  readonly detail: string;
  readonly remedy: string;
}

/**
 * Compiles the `allow` list of a connection, or its default, once for all its requests. Under `access: "read"` only `GET`, `HEAD` and
 * WebSockets pass. {@link NEVER} is always refused.
 */
export function createRequestPolicy(connection: PolicyConnection): RequestPolicy {
  const allowed = rulesOf(connection).map(({ methods, path, except }) => ({
    methods: new Set<string>(methods),
    fits: compilePattern(path),
    excepts: except === undefined ? undefined : compileRefusal(except),
  }));

  const refuse = ({ method: written, path, isUpgrade }: PolicyRequest): Refusal | undefined => {
    const method = ruleMethod(written, isUpgrade);
    const segments = readSegments(path);
    if (segments === undefined || method === undefined) return unknownPath(written, path);
    const never = NEVER_COMPILED.find(({ methods, fits }) => methods.has(method) && fits(segments));
    if (never !== undefined) {
      return {
        code: 'not-allowed-here',
        detail: `${method} ${shown(path)} goes through no connection: ${never.reason}.`,
        remedy: 'Do this at Qlik itself.',
      };
    }
    if (connection.access === 'read' && !isReading(method)) {
      return {
        code: 'read-only',
        detail: `This connection only reads, and ${method} changes something.`,
        remedy: 'An administrator may set "access": "full" in the secrets file.',
      };
    }
    const isAllowed = allowed.some(
      ({ methods, fits, excepts }) => methods.has(method) && fits(segments) && excepts?.(segments) !== true,
    );
    return isAllowed ? undefined : unlisted(method, segments);
  };

  return {
    isAllowed: (request) => refuse(request) === undefined,
    requireAllowed: (request) => {
      const refusal = refuse(request);
      if (refusal === undefined) return;
      throw new Problem(403, refusal.code, refusal.detail, {
        connection: connection.id,
        remedy: refusal.remedy,
      });
    },
  };
}

const NEVER_COMPILED = NEVER.map(({ methods, path, reason }) => ({
  methods: new Set<string>(methods ?? RULE_METHODS),
  fits: compileRefusal(path),
  reason,
}));

function rulesOf(connection: PolicyConnection): readonly AllowRule[] {
  const { allow = ['default'] } = connection;
  if (allow === 'all') return EVERYTHING;
  return allow.flatMap((rule) => (rule === 'default' ? defaultRules(connection) : [rule]));
}

function isReading(method: RuleMethod): boolean {
  return method === 'WEBSOCKET' || READING_METHODS.some((each) => each === method);
}

/** @returns undefined for other methods, and for an upgrade that is not a `GET` (RFC 6455, section 4.1) */
function ruleMethod(method: string, isUpgrade: boolean): RuleMethod | undefined {
  if (isUpgrade) return method === 'GET' ? 'WEBSOCKET' : undefined;
  return RULE_METHODS.find((each) => each === method && each !== 'WEBSOCKET');
}

function unlisted(method: RuleMethod, segments: readonly string[]): Refusal {
  const path = shown(`/${segments.join('/')}`);
  return {
    code: 'not-allowed-here',
    detail: `${method} ${path} is not on the list of what this connection lets through.`,
    // A pattern has no slash at its end.
    remedy: `An administrator may add { "methods": ["${method}"], "path": "${path.replace(/\/$/, '/**')}" } to "allow" of the connection in the secrets file.`,
  };
}

function unknownPath(method: string, path: string): Refusal {
  return {
    code: 'not-allowed-here',
    detail: `${shown(method)} ${shown(path)} is not forwarded to Qlik.`,
    remedy: 'Use a plain path and one of the methods GET, HEAD, POST, PUT, PATCH and DELETE.',
  };
}

/** Without the query, which may contain private values. */
function shown(path: string): string {
  const [place = ''] = path.split('?', 1);
  return place.length <= SHOWN_PATH_LENGTH ? place : `${place.slice(0, SHOWN_PATH_LENGTH)}…`;
}
