import { fieldNamesIn } from '../expression/field-names.ts';
import type { RegionalSettings } from '../expression/regional-settings.ts';
import { numberOf, isNumeric } from '../expression/value.ts';
import { valueOfCode } from '../expression/value-column.ts';
import type { Field } from '../model/field.ts';
import { bookmarkSelections } from '../objects/bookmark-selections.ts';
import { jsonNumber, toObject, toText, type JsonObject } from '../protocol/json.ts';
import { QIX_CODES, QixError } from '../protocol/qix-error.ts';
import { DEFAULT_STATE } from '../selection/selection-set.ts';
import type { DocumentContext } from './context.ts';
import { setExpressionOf } from './set-expression.ts';
import { expressionCheck } from './doc-expressions.ts';
import { integer, list, method, text, texts, type MethodTable } from './method.ts';

const MATCH_ONE = 'MATCHINGFIELDMODE_MATCH_ONE';

function matchingFields(fields: readonly Field[], tags: readonly string[], matchesAny: boolean): JsonObject {
  const found = fields.filter((field) => {
    const hasTag = (tag: string): boolean => field.tags.includes(tag);
    return matchesAny ? tags.some(hasTag) : tags.every(hasTag);
  });
  return { qFieldNames: found.map(({ name, tags: qTags }) => ({ qName: name, qTags })) };
}

/** Returns up to `count` of a field's values, distributed evenly over all of them. */
function sampleOf({ symbols }: Field, count: number, settings: RegionalSettings): readonly JsonObject[] {
  const taken = Math.min(Math.max(count, 0), symbols.size, 1000);
  return Array.from({ length: taken }, (_, place) => {
    const value = valueOfCode(symbols, Math.floor((place * symbols.size) / taken));
    const qNumber = isNumeric(value) ? jsonNumber(numberOf(value)) : 'NaN';
    return { qText: settings.textOf(value), qIsNumeric: isNumeric(value), qNumber };
  });
}

/** Returns whether a name matches a pattern with `*` and `?`. */
function matchesPattern(name: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(name);
}

function samples(
  { document }: DocumentContext,
  wanted: readonly unknown[],
  count: number,
): readonly JsonObject[] {
  const { model } = document.app.fields;
  return wanted.flatMap((item) => {
    const { qFieldName, qTableName } = toObject(item);
    return model.fields
      .filter((field) => matchesPattern(field.name, toText(qFieldName) || '*'))
      .flatMap((field) => {
        const tables = model.tableNames(field);
        const isInTable =
          toText(qTableName) === '' || tables.some((name) => matchesPattern(name, toText(qTableName)));
        return isInTable
          ? [
              {
                qFieldOrColumn: { qFieldName: field.name, qTableName: toText(qTableName) },
                qValues: sampleOf(field, count, document.app.fields.settings),
              },
            ]
          : [];
      });
  });
}

/** Methods of a document for its fields and for field names in expressions. */
export const DOC_FIELD_METHODS: MethodTable<DocumentContext> = {
  GetMatchingFields: method(
    [texts('qTags'), text('qMatchingFieldMode')],
    ({ document }: DocumentContext, tags, mode) =>
      matchingFields(document.app.fields.model.fields, tags, mode === MATCH_ONE),
  ),
  FindMatchingFields: method(
    [text('qFieldName'), texts('qTags')],
    ({ document }: DocumentContext, name, tags) => {
      const field = document.app.fields.model.field(name);
      if (!field) throw new QixError(QIX_CODES.notFound, 'Field not found', name);
      return matchingFields(
        document.app.fields.model.fields.filter((other) => other !== field && other.island === field.island),
        tags,
        false,
      );
    },
  ),
  GetFieldAndColumnSamples: method(
    [list('qFieldsOrColumnsWithWildcards'), integer('qMaxNumberOfValues'), integer('qRandSeed')],
    (context: DocumentContext, wanted, count) => ({ qResult: samples(context, wanted, count) }),
  ),
  GetFieldsFromExpression: method([text('qExpr')], ({ document }: DocumentContext, expression) => ({
    qFieldNames: [...fieldNamesIn(document.scope.parse(expression))].filter((name) =>
      document.app.fields.hasField(name),
    ),
  })),
  CheckNumberOrExpression: method([text('qExpr')], ({ document }: DocumentContext, expression) => {
    const isNumber = expression.trim() !== '' && !Number.isNaN(Number(expression));
    if (isNumber) return { qErrorMsg: '', qBadFieldNames: [] };
    const { qErrorMsg, qBadFieldNames } = expressionCheck(document, expression, []);
    return { qErrorMsg, qBadFieldNames };
  }),
  GetSetAnalysis: method(
    [text('qStateName'), text('qBookmarkId')],
    ({ document }: DocumentContext, state, bookmark) => {
      const name = state || DEFAULT_STATE;
      const entry = bookmark === '' ? undefined : document.find('bookmark', bookmark);
      if (bookmark !== '' && !entry) throw new QixError(QIX_CODES.notFound, 'Bookmark not found', bookmark);
      const selections = entry
        ? bookmarkSelections(entry.properties, document.app.fields).get(name)
        : document.selections.selections(name);
      return { qSetExpression: setExpressionOf(selections ?? new Map()) };
    },
  ),
  GetFavoriteVariables: method([], ({ document }: DocumentContext) => ({
    qNames: [...document.favoriteVariables],
  })),
  SetFavoriteVariables: method([texts('qNames')], ({ document }: DocumentContext, names) => {
    document.favoriteVariables = names;
  }),
};
