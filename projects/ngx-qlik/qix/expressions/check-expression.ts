import { callEngine } from '../objects/call-engine';
import { numberAt, recordsAt, textAt } from '../objects/layout';
import type { AppSession } from '../session/app-session';

/** The engine's check of an expression. */
export interface ExpressionCheck {
  readonly isValid: boolean;
  /** The engine's message about a syntax error; absent when the syntax is valid. */
  readonly syntaxError?: string;
  /** Names in the expression that are not fields of the app, without duplicates. */
  readonly unknownFields: readonly string[];
}

/**
 * Checks an expression in the engine: its syntax, and whether its fields exist.
 *
 * @param expression with or without a leading `=`
 * @throws {QlikError} for a failed call to the engine; never for an invalid expression
 */
export async function checkExpression(appSession: AppSession, expression: string): Promise<ExpressionCheck> {
  const text = expression.trim().replace(/^=/, '');
  return readCheck(text, await callEngine(appSession, (doc) => doc.checkExpression(text, [])));
}

/** Reads the engine's response, which gives the positions of unknown fields in the expression. */
export function readCheck(expression: string, answer: unknown): ExpressionCheck {
  const syntaxError = textAt(answer, 'qErrorMsg');
  const names = recordsAt(answer, 'qBadFieldNames').map((place) => {
    const from = numberAt(place, 'qFrom') ?? 0;
    // A field that a variable inserts has no position in the text.
    return expression.slice(from, from + (numberAt(place, 'qCount') ?? 0)) || expression;
  });
  const unknownFields = [...new Set(names)];
  return {
    isValid: syntaxError === '' && unknownFields.length === 0,
    ...(syntaxError && { syntaxError }),
    unknownFields,
  };
}
