import { InjectionToken } from '@angular/core';
import type { QlikErrorCode } from './error-codes';
import type { QlikError } from './qlik-error';

/** Texts of this library that are no errors, with their parameters in braces. */
export type QlikTextKey =
  | 'embed.loading'
  | 'embed.retry'
  | 'export.cancel-hint'
  | 'export.started'
  | 'export.canceled'
  | 'export.done'
  | 'export.failed';

/** The texts of an error: what happened, and what to do about it. A `variant` of the error goes between, see {@link QlikErrorDetails.variant}. */
export type QlikErrorKey = `${QlikErrorCode}.${'message' | 'remedy'}`;

/** What a translation is found by. Keys keep their meaning between versions. */
export type QlikMessageKey = QlikErrorKey | QlikTextKey;

/** Values of a text, by name. Errors have `connection` (its label), `status` and `seconds` (to wait) where there are such, and their own. */
export type QlikMessageParams = Readonly<Record<string, string | number>>;

/** The texts that a {@link QlikError} is shown with. */
export interface QlikErrorTexts {
  readonly message: string;
  readonly remedy: string;
}

/** The texts that this library shows, in the language of the application. Methods read signals: called in a template or `computed` they follow the language. */
export interface QlikMessages {
  /** The text of a key. @param english the text where there is no translation, with its parameters filled in */
  text(key: QlikTextKey, english: string, params?: QlikMessageParams): string;
  /** The texts of an error; its own where there is no translation. */
  ofError(error: QlikError): QlikErrorTexts;
}

/**
 * Token for the texts that this library shows; for an application's own error panels as well. Default: in English, as the errors themselves.
 * Set by `provideQlikMessages(…)`.
 */
export const QLIK_MESSAGES = new InjectionToken<QlikMessages>(
  /* istanbul ignore next: that branch is none of a run's */
  ngDevMode ? 'QLIK_MESSAGES' : '',
  { providedIn: 'root', factory: () => ({ text: (_key, english) => english, ofError: (error) => error }) },
);
