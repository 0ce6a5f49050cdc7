import { createHash } from 'node:crypto';
import { FieldCatalog } from '../expression/field-catalog.ts';
import { ExpressionError } from '../expression/tokens.ts';
import { DataModel } from '../model/data-model.ts';
import { scrambledTables } from '../objects/scramble.ts';
import type { JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { lineageOf } from '../script/lineage.ts';
import type { SessionDocument } from '../session/session-document.ts';
import type { DocumentContext } from './context.ts';
import { method, text, texts, type MethodTable } from './method.ts';

/** Adds a field on the fly. Returns false when the name is in use or the expression defines no field. */
function addFieldOnTheFly(document: SessionDocument, name: string, expression: string): boolean {
  const { fields } = document.app;
  if (name.trim() === '' || expression.trim() === '' || fields.hasField(name)) return false;
  const definition = `=${expression.trim().replace(/^=\s*/, '')}`;
  try {
    fields.resolve(definition);
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
  document.data.addFieldOnTheFly(name, definition);
  return true;
}

/** @throws {QixError} 2 for an unknown field */
function scramble(document: SessionDocument, name: string): void {
  const { fields, content } = document.app;
  const field = fields.model.fields.find((candidate) => candidate.name === name && !candidate.derivation);
  if (!field) throw new QixError(QIX_CODES.notFound, 'Field not found', name);
  const tables = scrambledTables(content.tables, name, fields.settings);
  const model = DataModel.build(tables, fields.settings.marks.decimal);
  document.data.changeModel(tables, new FieldCatalog(model, fields.settings));
}

/** Returns the resource identifier of a field of a table, in the form of Qlik Cloud: app, table and field. */
function resourceId(appId: string, table: string, field: string): string {
  const hash = (name: string): string => createHash('sha256').update(name).digest('base64url');
  return `qri:app:sense://${appId}#${hash(table)}#${hash(field)}`;
}

/** Returns `NxFieldResourceId`s of the fields that exist. */
function resourceIds({ app }: SessionDocument, names: readonly string[]): readonly JsonObject[] {
  const { model } = app.fields;
  return names.flatMap((qName) => {
    const field = model.fields.find(({ name }) => name === qName);
    if (!field) return [];
    const qResourceIds = model
      .tableNames(field)
      .map((qTable) => ({ qTable, qResourceId: resourceId(app.summary.id, qTable, qName) }));
    return [{ qName, qResourceIds }];
  });
}

/** Methods of a document that add fields or change values, and for where its data comes from. */
export const MODEL_CHANGE_METHODS: MethodTable<DocumentContext> = {
  AddFieldFromExpression: method(
    [text('qName'), text('qExpr')],
    ({ document }: DocumentContext, name, expression) => ({
      qSuccess: addFieldOnTheFly(document, name, expression),
    }),
  ),
  GetFieldOnTheFlyByName: method([text('qReadableName')], ({ document }: DocumentContext, name) => {
    const qName = document.app.fields.onTheFly.get(name);
    if (qName === undefined) throw new QixError(QIX_CODES.notFound, 'Field not found', name);
    return { qName };
  }),
  Scramble: method([text('qFieldName')], ({ document }: DocumentContext, name) => scramble(document, name)),
  GetFieldsResourceIds: method([texts('qFieldNames')], ({ document }: DocumentContext, names) => ({
    qFields: resourceIds(document, names),
  })),
  GetLineage: method([], ({ document }: DocumentContext) => {
    const { lineage, script } = document.app.content;
    return {
      qLineage: (lineage ?? lineageOf(script)).map(({ origin, statement }) => ({
        qDiscriminator: origin,
        qStatement: statement,
      })),
    };
  }),
};
