import { ExpressionError } from '../expression/tokens.ts';
import { QIX_TYPE, type DocumentContext } from '../methods/context.ts';
import type { GlobalContext } from '../methods/global-methods.ts';
import type { MethodTable } from '../methods/method.ts';
import { METHODS, type HandleType } from '../methods/registry.ts';
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

/** The result of a request, with the type of its target. */
export interface Answer {
  readonly type: HandleType;
  readonly result: JsonObject;
}

const GLOBAL_HANDLE = -1;

/**
 * Runs a request on the target of its handle.
 * @throws {QixError} -1 for an unknown handle, -32601 for an unknown method, -32602 for invalid parameters, 7000 for an invalid
 * expression, and the errors of the method
 */
export async function dispatch(
  request: Request,
  engineSession: EngineSession,
  global: GlobalContext,
): Promise<Answer> {
  try {
    return await callMethod(request, engineSession, global);
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new QixError(QIX_CODES.invalidDefinition, error.message, request.method);
    throw error;
  }
}

function callMethod(request: Request, engineSession: EngineSession, global: GlobalContext): Promise<Answer> {
  if (request.handle === GLOBAL_HANDLE) return call('Global', METHODS.Global, global, request);
  const { open } = engineSession;
  if (!open) throw new QixError(QIX_CODES.invalidHandle, 'Invalid handle', String(request.handle));
  const target = open.document.handles.target(request.handle);
  const context: DocumentContext = {
    ...open,
    user: engineSession.user,
    exports: engineSession.exports,
    progress: engineSession.progress,
    connections: global.connections,
    mediaPaths: () => global.mediaPaths(),
    save: () => global.saveApp(),
    saveCopy: (copy) => global.saveCopy(copy),
    leftSelections: global.leftSelections,
    keepBookmark: (id, selections) => global.keepBookmark(id, selections),
    keptBookmark: (id) => global.keptBookmark(id),
  };
  switch (target.kind) {
    case 'doc':
      return call('Doc', METHODS.Doc, context, request);
    case 'field':
      return call('Field', METHODS.Field, { ...context, name: target.name, state: target.state }, request);
    case 'entry':
      return callEntry(target.entry, context, request);
  }
}

function callEntry(entry: StoredObject, context: DocumentContext, request: Request): Promise<Answer> {
  const type = QIX_TYPE[entry.kind];
  return call(type, METHODS[type], { ...context, entry, handle: request.handle }, request);
}

async function call<Context>(
  type: HandleType,
  table: MethodTable<Context>,
  context: Context,
  { method, params }: Request,
): Promise<Answer> {
  const found = Object.hasOwn(table, method) ? table[method] : undefined;
  if (!found) throw new UnsupportedMethod(type, method);
  return { type, result: await found.call(context, params) };
}

/** Thrown for a method that the type of handle does not have. */
export class UnsupportedMethod extends QixError {
  constructor(type: HandleType, method: string) {
    super(QIX_CODES.methodNotFound, 'Method not found', method);
    this.qualifiedName = `${type}.${method}`;
  }

  /** Such as `Doc.Publish`. */
  readonly qualifiedName: string;
}
