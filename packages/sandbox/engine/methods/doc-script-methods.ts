import type { DataConnection } from '../../apps/app-definition.ts';
import { toFlag, type JsonObject } from '../protocol/json.ts';
import { emptyScript } from '../script/empty-script.ts';
import { syntaxErrors } from '../script/script-syntax.ts';
import { reload } from './reload.ts';
import type { DocumentContext } from './context.ts';
import { connectionOf, FILE_METHODS } from './file-methods.ts';
import { flag, integer, method, object, text, type MethodTable } from './method.ts';

function connectionInterface({ id, name }: DataConnection): JsonObject {
  return {
    qId: id,
    qName: name,
    qConnectionString: '',
    qType: 'folder',
    qUserName: '',
    qPassword: '',
    qModifiedDate: '1753-01-01T00:00:00.000Z',
    qMeta: { qName: name },
    qLogOn: 'LOG_ON_SERVICE_USER',
  };
}

/** Methods of a document for its load script, its reload and its data connections. */
export const DOC_SCRIPT_METHODS: MethodTable<DocumentContext> = {
  ...FILE_METHODS,
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
      return { qReturn: (await reload(document, { ...context, isPartial, isDebug })).isSuccess };
    },
  ),
  DoReloadEx: method([object('qParams')], async ({ document, ...context }: DocumentContext, params) => {
    document.requireNotModal();
    const [isPartial, isDebug] = [toFlag(params['qPartial']), toFlag(params['qDebug'])];
    const { isSuccess, loadedRows, log } = await reload(document, { ...context, isPartial, isDebug });
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
  GetConnections: method([], ({ connections }: DocumentContext) => ({
    qConnections: connections.map(connectionInterface),
  })),
  GetConnection: method([text('qConnectionId')], (context: DocumentContext, id) => ({
    qConnection: connectionInterface(connectionOf(context, id)),
  })),
  GetFolderItemsForConnection: method(
    [text('qConnectionId'), text('qRelativePath')],
    async (context: DocumentContext, id) => ({
      qFolderItems: (await connectionOf(context, id).list()).map((qName) => ({
        qName,
        qType: 'FOLDER_ITEM_FILE',
      })),
    }),
  ),
};
