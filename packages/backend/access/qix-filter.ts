import { EngineObjects } from './engine-objects.ts';
import { READING_QIX_METHODS } from './qix-methods.ts';
import type { PolicyConnection } from './request-policy.ts';
import { type QixRequest, readQixRequest } from './qix-request.ts';

/** The result for a client's message. */
export type QixFilterResult =
  /** The message is forwarded to the engine, byte for byte. */
  | { readonly forward: true }
  /** The message is refused; `response` goes to the client instead. Without a response, close the socket with 1008: the message is ambiguous. */
  | { readonly forward: false; readonly reason: string; readonly response?: string };

/** The filter of one socket under `access: "read"`. */
export interface QixFilter {
  /** Checks one complete text message of the client (all fragments). The protocol has no binary messages: close with 1003. */
  readonly fromClient: (text: string | Uint8Array) => QixFilterResult;
  /** Must receive each text message of the engine before the message is passed on unchanged. */
  readonly fromEngine: (text: string) => void;
}

/** `LOCERR_GENERIC_ACCESS_DENIED` of the QIX schema. */
const ACCESS_DENIED = 5;
/** JSON-RPC 2.0, section 5.1. */
const INVALID_REQUEST = -32600;
const SHOWN_LENGTH = 100;

/** Whether the sockets of a connection have to be filtered: `m2m`, `apikey` and `pfx` with `access: "read"`. */
export function needsQixFilter({ access }: Pick<PolicyConnection, 'type' | 'access'>): boolean {
  return access === 'read';
}

/**
 * Creates the filter of one socket: requests that only read pass, and what changes an app or shows load scripts and data sources is answered
 * with error 5, as the engine does without the permission. `qix-methods.ts` has the lists.
 */
export function createQixFilter(): QixFilter {
  const objects = new EngineObjects();
  return {
    fromClient: (text) => {
      const request = readQixRequest(text);
      if ('malformed' in request) {
        const { id, malformed } = request;
        return refuse(malformed, id, {
          code: INVALID_REQUEST,
          parameter: malformed,
          message: 'Invalid Request',
        });
      }
      if (isReading(request, objects)) return { forward: true };
      const method = request.method.slice(0, SHOWN_LENGTH);
      const message = 'Access denied: this connection only reads.';
      return refuse(method, request.id, { code: ACCESS_DENIED, parameter: method, message });
    },
    fromEngine: (text) => objects.observe(text),
  };
}

function isReading({ method, handle, params }: QixRequest, objects: EngineObjects): boolean {
  if (method === 'ApplyPatches') return objects.has(handle) && isSoftPatch(params);
  if (method === 'OpenDoc') return keepsOwnIdentity(params);
  return READING_QIX_METHODS.has(method);
}

/** Soft patches belong to one session. The default is a hard patch. */
function isSoftPatch(params: QixRequest['params']): boolean {
  const [patches, isSoft] = positional(params, ['qPatches', 'qSoftPatch']) ?? [];
  return Array.isArray(patches) && isSoft === true;
}

/** Whether the app is opened without the name and password of another user. */
function keepsOwnIdentity(params: QixRequest['params']): boolean {
  const given = positional(params, ['qDocName', 'qUserName', 'qPassword', 'qSerial', 'qNoData']);
  if (given === undefined) return false;
  const [name, user = '', password = '', serial = '', noData = false] = given;
  return (
    typeof name === 'string' && user === '' && password === '' && serial === '' && typeof noData === 'boolean'
  );
}

/** @returns undefined when there is a parameter that the method does not have */
function positional(params: QixRequest['params'], names: readonly string[]): readonly unknown[] | undefined {
  if (isList(params)) return params.length <= names.length ? params : undefined;
  if (!Object.keys(params).every((key) => names.includes(key))) return undefined;
  return names.map((name) => (Object.hasOwn(params, name) ? params[name] : undefined));
}

function isList(params: QixRequest['params']): params is readonly unknown[] {
  return Array.isArray(params);
}

interface QixError {
  readonly code: number;
  readonly parameter: string;
  readonly message: string;
}

function refuse(reason: string, id: string | undefined, error: QixError): QixFilterResult {
  if (id === undefined) return { forward: false, reason };
  return {
    forward: false,
    reason,
    response: `{"jsonrpc":"2.0","id":${id},"error":${JSON.stringify(error)}}`,
  };
}
