import { fieldNamesIn } from '../expression/field-names.ts';
import { ExpressionError, tokenize } from '../expression/tokens.ts';
import { isNumeric, numberOf, textOf } from '../expression/value.ts';
import { jsonNumber, type JsonObject } from '../protocol/json.ts';
import type { SessionDocument } from '../session/session-document.ts';

/** Returns the result of `Evaluate`: the text of an expression, or its error message. */
export function evaluateText(document: SessionDocument, expression: string): string {
  try {
    return textOf(document.scope.evaluate(expression));
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

/** Returns the result of `EvaluateEx`: the value of an expression as a `FieldValue`. */
export function evaluateValue(document: SessionDocument, expression: string): JsonObject {
  try {
    const value = document.scope.evaluate(expression);
    if (!isNumeric(value))
      return { qText: value === null ? '-' : textOf(value), qIsNumeric: false, qNumber: 'NaN' };
    return { qText: textOf(value), qIsNumeric: true, qNumber: jsonNumber(numberOf(value)) };
  } catch (error) {
    if (error instanceof ExpressionError) return { qText: error.message, qIsNumeric: false, qNumber: 'NaN' };
    throw error;
  }
}

/** Returns the result of `CheckExpression`: the error message, and the positions of unknown field names. */
export function expressionCheck(
  document: SessionDocument,
  source: string,
  labels: readonly string[],
): JsonObject {
  try {
    const expanded = document.scope.expand(source);
    const unknown = [...fieldNamesIn(document.app.fields.parse(expanded))].filter(
      (name) =>
        !document.app.fields.hasField(name) && !document.scopes.isNamed(name) && !labels.includes(name),
    );
    // Variables by their names, which can refer to themselves.
    document.scope.parse(source);
    const qBadFieldNames = unknown.flatMap((name) => occurrencesOf(name, source));
    return { qErrorMsg: '', qBadFieldNames, qDangerousFieldNames: [] };
  } catch (error) {
    if (error instanceof ExpressionError)
      return { qErrorMsg: error.message, qBadFieldNames: [], qDangerousFieldNames: [] };
    throw error;
  }
}

/** Returns the positions of a field name without its quotes; position 0 when the name comes from a variable. */
function occurrencesOf(name: string, source: string): readonly JsonObject[] {
  const found = tokenize(source).flatMap((token) => {
    if (token.text !== name || (token.kind !== 'name' && token.kind !== 'quoted')) return [];
    return [{ qFrom: token.start + (token.kind === 'quoted' ? 1 : 0), qCount: name.length }];
  });
  return found.length > 0 ? found : [{ qFrom: 0, qCount: 0 }];
}
