import { toFlag } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { readBreakpoint, type Breakpoint } from '../script/breakpoints.ts';
import { emptyScript } from '../script/empty-script.ts';
import { syntaxErrors } from '../script/script-syntax.ts';
import { reload } from './reload.ts';
import type { DocumentContext } from './context.ts';
import { CONNECTION_METHODS } from './connection-methods.ts';
import { FILE_METHODS } from './file-methods.ts';
import { flag, integer, list, method, object, text, type MethodTable } from './method.ts';

/** @throws {QixError} -32602 for a breakpoint without a line */
function breakpointOf(value: unknown): Breakpoint {
  const breakpoint = readBreakpoint(value);
  if (!breakpoint) throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qBreakpoints');
  return breakpoint;
}

/** Methods of a document for its load script, its reload and its data connections. */
export const DOC_SCRIPT_METHODS: MethodTable<DocumentContext> = {
  ...FILE_METHODS,
  ...CONNECTION_METHODS,
  GetScript: method([], ({ document }: DocumentContext) => ({ qScript: document.data.script })),
  GetScriptEx: method([], ({ document }: DocumentContext) => ({
    qScript: { qScript: document.data.script, qMeta: {} },
  })),
  SetScript: method([text('qScript')], ({ document }: DocumentContext, script) => {
    document.data.script = script;
  }),
  GetEmptyScript: method([text('qLocalizedMainSection')], (_context: DocumentContext, section) => ({
    qReturn: emptyScript(section),
  })),
  CheckScriptSyntax: method([], ({ document }: DocumentContext) => ({
    qErrors: syntaxErrors(document.data.script),
  })),
  DoReload: method(
    [integer('qMode'), flag('qPartial'), flag('qDebug')],
    async ({ document, ...context }: DocumentContext, _mode, isPartial, isDebug) => {
      document.requireNotModal();
      return {
        qReturn: (
          await reload(document, { ...context, connections: context.connections.all, isPartial, isDebug })
        ).isSuccess,
      };
    },
  ),
  DoReloadEx: method([object('qParams')], async ({ document, ...context }: DocumentContext, params) => {
    document.requireNotModal();
    const [isPartial, isDebug] = [toFlag(params['qPartial']), toFlag(params['qDebug'])];
    const { isSuccess, loadedRows, log } = await reload(document, {
      ...context,
      connections: context.connections.all,
      isPartial,
      isDebug,
    });
    return {
      qResult: {
        qSuccess: isSuccess,
        qScriptLogFile: log,
        qEndedWithMemoryConstraint: false,
        qNbrOfLoadedRows: loadedRows,
        qNbrOfStoredRows: 0,
      },
    };
  }),
  GetScriptBreakpoints: method([], ({ document }: DocumentContext) => ({
    qBreakpoints: [...document.breakpoints],
  })),
  SetScriptBreakpoints: method([list('qBreakpoints')], ({ document }: DocumentContext, breakpoints) => {
    document.breakpoints = breakpoints.map(breakpointOf);
  }),
  SetFetchLimit: method([integer('qLimit')], ({ document }: DocumentContext, limit) => {
    if (limit < 0) throw new QixError(QIX_CODES.invalidParameters, 'Invalid Params', 'qLimit');
    document.fetchLimit = limit;
  }),
};
