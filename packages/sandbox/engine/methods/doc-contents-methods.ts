import { tableProfile } from '../objects/table-profile.ts';
import { toFlag, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import type { DocumentContext } from './context.ts';
import { flag, method, object, text, type MethodTable } from './method.ts';

/** Returns `TextMacro`s: the variables of the app with their values. */
function textMacros({ document }: DocumentContext): readonly JsonObject[] {
  return document.all('variable').map(({ properties }, qRefSeqNo) => {
    const definition = toText(properties['qDefinition']);
    return {
      qTag: toText(properties['qName']),
      qRefSeqNo,
      qSetSeqNo: qRefSeqNo,
      qDisplayString: definition.startsWith('=') ? document.scope.expand(`$(${definition})`) : definition,
      qIsSystem: false,
      qIsReserved: toFlag(properties['qIsReserved']),
    };
  });
}

/** Methods of a document for what an app has besides objects and data. */
export const DOC_CONTENTS_METHODS: MethodTable<DocumentContext> = {
  // Apps of this engine have no content libraries and no files.
  GetContentLibraries: method([], () => ({ qList: { qItems: [] } })),
  GetLibraryContent: method([text('qName')], (_context: DocumentContext, name) => {
    if (name === 'inapp') return { qList: { qItems: [] } };
    throw new QixError(QIX_CODES.notFound, 'Content library not found', name);
  }),
  GetScriptMeta: method([], ({ document }: DocumentContext) => ({
    qMeta: { qMeta: { ...document.scriptMeta }, qIsLocked: false },
  })),
  CommitScript: method([text('qCommitMessage')], ({ document, user }: DocumentContext, message) => {
    document.scriptMeta = {
      commitMessage: message,
      committer: user.name,
      commitDate: new Date().toISOString(),
    };
  }),
  GetTextMacros: method([], (context: DocumentContext) => ({ qMacros: textMacros(context) })),
  GetTableProfileData: method([text('qTableName')], ({ document }: DocumentContext, name) => ({
    qProfiling: tableProfile(document.app.fields.model, name),
  })),
  // Where the data model viewer shows the tables: kept for the app while it is open.
  GetViewDlgSaveInfo: method([], ({ document }: DocumentContext) => ({ qReturn: document.tableView })),
  SetViewDlgSaveInfo: method([object('qInfo')], ({ document }: DocumentContext, info) => {
    document.tableView = info;
  }),
  SetProhibitBinaryLoad: method([flag('qProhibit')], ({ document }: DocumentContext, isProhibited) => {
    document.isBinaryLoadProhibited = isProhibited;
    document.handles.invalidateTopic('app');
  }),
};
