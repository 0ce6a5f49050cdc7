import { callEngine } from '../objects/call-engine';
import { numberAt, recordsAt, textAt } from '../objects/layout';
import type { AppSession } from '../session/app-session';

/** What the engine thinks of an expression before it is calculated. */
export interface ExpressionCheck {
  readonly isValid: boolean;
  /** What is wrong with how it is written, in the engine's own words; absent where it can be read. */
  readonly syntaxError?: string;
  /** Names that are no fields of the app, each once. */
  readonly unknownFields: readonly string[];
}

/**
 * Lets the engine check an expression: whether it can be read, and whether its fields exist.
 *
 * @param expression with or without a leading `=`
 * @throws {QlikError} as all calls to the engine do; never for what is wrong with the expression
 */
export async function checkExpression(session: AppSession, expression: string): Promise<ExpressionCheck> {
  const text = expression.trim().replace(/^=/, '');
  return readCheck(text, await callEngine(session, (doc) => doc.checkExpression(text, [])));
}

/** The engine tells where unknown fields stand, counted in the expression. */
export function readCheck(expression: string, answer: unknown): ExpressionCheck {
  const syntaxError = textAt(answer, 'qErrorMsg');
  const names = recordsAt(answer, 'qBadFieldNames').map((place) => {
    const from = numberAt(place, 'qFrom') ?? 0;
    // A variable may have brought it in: then it stands nowhere in the text.
    return expression.slice(from, from + (numberAt(place, 'qCount') ?? 0)) || expression;
  });
  const unknownFields = [...new Set(names)];
  return {
    isValid: syntaxError === '' && unknownFields.length === 0,
    ...(syntaxError && { syntaxError }),
    unknownFields,
  };
}
