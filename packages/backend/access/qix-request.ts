import { isRecord } from '../json/is-record.ts';
import { nestingDepth, writtenMembers } from './json-members.ts';

/** A request of the QIX protocol that the engine is known to read in the same way. */
export interface QixRequest {
  /** As it is written: a number keeps its digits. */
  readonly id: string;
  readonly method: string;
  readonly handle: number;
  readonly params: readonly unknown[] | Readonly<Record<string, unknown>>;
}

/** The reason why a text is not a request; `id` is set when it can be read. */
export interface MalformedQix {
  readonly malformed: string;
  readonly id?: string;
}

/** Characters; charts send some thousands, a selection of very many values some hundred thousands. */
const MAX_LENGTH = 1_048_576;
/** Properties of charts have about twenty levels. */
const MAX_DEPTH = 100;
const ID = /^(?:0|[1-9]\d{0,19}|"[^"\\]{1,100}")$/;
/** Written otherwise (`1.0`, `1e0`), readers may see different handles. */
const HANDLE = /^(?:-1|0|[1-9]\d{0,9})$/;
const FLAGS = ['delta', 'return_empty', 'cont'];
const MEMBERS = ['jsonrpc', 'id', 'method', 'handle', 'params', ...FLAGS];

/**
 * Reads a message of a client strictly. Another reader must not see another request in it: so no members given twice or in other letter
 * case, none that is unknown, no escaped names, no batch, no text that is not JSON.
 * @param text the whole message; bytes are UTF-8
 */
export function readQixRequest(text: string | Uint8Array): QixRequest | MalformedQix {
  const json = typeof text === 'string' ? text : decode(text);
  if (json === undefined) return { malformed: 'no UTF-8' };
  if (json.length > MAX_LENGTH) return { malformed: 'too long' };
  if (nestingDepth(json) > MAX_DEPTH) return { malformed: 'too deeply nested' };
  let message: unknown;
  try {
    message = JSON.parse(json);
  } catch {
    return { malformed: 'no JSON' };
  }
  if (!isRecord(message)) return { malformed: Array.isArray(message) ? 'a batch' : 'no object' };

  const members = writtenMembers(json);
  const ids = members.filter(({ key }) => key === '"id"');
  const [{ value: id } = { value: '' }] = ids;
  if (ids.length !== 1 || !ID.test(id)) return { malformed: 'no id' };
  const malformed = (reason: string): MalformedQix => ({ malformed: reason, id });

  const keys = members.map(({ key }) => key.slice(1, -1));
  if (new Set(keys).size !== keys.length) return malformed('a member given twice');
  if (!keys.every((key) => MEMBERS.includes(key))) return malformed('an unknown member');
  const { jsonrpc, method, handle, params = [] } = message;
  if (jsonrpc !== undefined && jsonrpc !== '2.0') return malformed('another version of JSON-RPC');
  if (typeof method !== 'string') return malformed('no method');
  if (
    typeof handle !== 'number' ||
    !HANDLE.test(members.find(({ key }) => key === '"handle"')?.value ?? '')
  ) {
    return malformed('no handle');
  }
  if (FLAGS.some((flag) => message[flag] !== undefined && typeof message[flag] !== 'boolean')) {
    return malformed('a flag that is no boolean');
  }
  if (Array.isArray(params)) return { id, method, handle, params };
  if (!isRecord(params)) return malformed('parameters that are no list');
  const names = writtenMembers(members.find(({ key }) => key === '"params"')?.value ?? '').map(
    ({ key }) => key,
  );
  if (new Set(names).size !== names.length) return malformed('a parameter given twice');
  if (names.some((name) => name.includes('\\'))) return malformed('an escaped parameter');
  return { id, method, handle, params };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    // With `ignoreBOM` the mark stays in the text, where it is no JSON.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
