import { ExpressionError } from '../expression/tokens.ts';
import type { DocumentContext } from '../methods/context.ts';
import type { GlobalContext } from '../methods/global-methods.ts';
import type { MethodTable } from '../methods/method.ts';
import { METHODS } from '../methods/registry.ts';
import type { StoredObject } from '../objects/stored-object.ts';
import type { JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { EngineSession } from './engine-session.ts';

/** A JSON-RPC request. */
export interface Request {
  readonly id: number | string;
  readonly handle: number;
  readonly method: string;
  readonly params: unknown;
}

const GLOBAL_HANDLE = -1;

const ENTRY_METHODS = {
  object: METHODS.GenericObject,
  dimension: METHODS.GenericDimension,
  measure: METHODS.GenericMeasure,
  variable: METHODS.GenericVariable,
  bookmark: METHODS.GenericBookmark,
} as const;

/**
 * Runs a request on the target of its handle.
 * @throws {QixError} -1 for an unknown handle, -32601 for an unknown method, -32602 for invalid parameters, 7000 for an invalid
 * expression, and the errors of the method
 */
export async function dispatch(
  request: Request,
  engineSession: EngineSession,
  global: GlobalContext,
): Promise<JsonObject> {
  try {
    return await callMethod(request, engineSession, global);
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new QixError(QIX_CODES.invalidDefinition, error.message, request.method);
    throw error;
  }
}

function callMethod(
  request: Request,
  engineSession: EngineSession,
  global: GlobalContext,
): JsonObject | Promise<JsonObject> {
  if (request.handle === GLOBAL_HANDLE) return call(METHODS.Global, global, request);
  const { open } = engineSession;
  if (!open) throw new QixError(QIX_CODES.invalidHandle, 'Invalid handle', String(request.handle));
  const target = open.document.handles.target(request.handle);
  const context: DocumentContext = {
    ...open,
    user: engineSession.user,
    exports: engineSession.exports,
    progress: engineSession.progress,
    connections: global.connections,
    save: () => global.saveApp(),
  };
  switch (target.kind) {
    case 'doc':
      return call(METHODS.Doc, context, request);
    case 'field':
      return call(METHODS.Field, { ...context, name: target.name, state: target.state }, request);
    case 'entry':
      return callEntry(target.entry, context, request);
  }
}

function callEntry(
  entry: StoredObject,
  context: DocumentContext,
  request: Request,
): JsonObject | Promise<JsonObject> {
  return call(ENTRY_METHODS[entry.kind], { ...context, entry, handle: request.handle }, request);
}

function call<Context>(
  table: MethodTable<Context>,
  context: Context,
  { method, params }: Request,
): JsonObject | Promise<JsonObject> {
  const found = Object.hasOwn(table, method) ? table[method] : undefined;
  if (!found) throw new QixError(QIX_CODES.methodNotFound, 'Method not found', method);
  return found.call(context, params);
}
