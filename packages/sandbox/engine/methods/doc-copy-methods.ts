import { contentOf } from '../objects/stored-object.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { applySelections } from './apply-bookmark.ts';
import type { DocumentContext } from './context.ts';
import { method, text, type MethodTable } from './method.ts';

/** Saves the app as it is now as another one. @throws {QixError} 1001 without a name, 5 where no apps can be created */
async function saveAs({ document, saveCopy }: DocumentContext, name: string): Promise<string> {
  if (name.trim() === '')
    throw new QixError(QIX_CODES.appNameInvalid, 'The name of the app is invalid', name);
  const { content, store, summary } = document.app;
  return saveCopy({
    name: name.trim(),
    description: summary.description,
    lastReloadTime: summary.lastReloadTime,
    copyOf: summary.id,
    content: {
      ...content,
      ...contentOf(store),
      script: document.data.script,
      // The demo apps' data is not that of their scripts: a reload of the copy keeps it, too.
      ...(document.data.isOriginal ? {} : { hasRunnableScript: true }),
    },
  });
}

/** Methods of a document that copy its app, or open it as its user left it. */
export const DOC_COPY_METHODS: MethodTable<DocumentContext> = {
  SaveAs: method([text('qNewAppName')], async (context: DocumentContext, name) => ({
    qNewAppId: await saveAs(context, name),
  })),
  Resume: method([], ({ document, leftSelections }: DocumentContext) => {
    if (leftSelections !== undefined) applySelections(document, leftSelections);
  }),
};
