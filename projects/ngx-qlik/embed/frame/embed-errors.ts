import type { Doc } from '@qlik/api/qix';
import { QlikError, type QlikConnection, ɵquoteText as quoteText } from 'ngx-qlik';
import type { ANY_CONTENT, EmbedRequest } from './embed-request';

/**
 * Checks that a connection supports embeds: the bundled runtime does not.
 * @throws {QlikError} `runtime-module-missing`
 */
export function requireEmbeds({ id, label, runtime }: QlikConnection): void {
  if (!runtime?.bundled) return;
  throw new QlikError('runtime-module-missing', `${label} uses the bundled runtime, which has no embeds.`, {
    remedy:
      'Draw the data with ngx-qlik/qix, or name a host that serves /qlik-embed/main.js in "runtime.url" of the connection.',
    connectionId: id,
  });
}

/** Inputs that name the content of a UI, each with the attributes of which one is needed. */
const CONTENT: Readonly<Record<string, readonly [input: string, ...attributes: string[]]>> = {
  'analytics/chart': ['objectId', 'object-id', 'type'],
  'analytics/sheet': ['sheetId', 'object-id'],
  'analytics/field': ['fieldId', 'field-id', 'library-id'],
  'classic/chart': ['objectId', 'object-id'],
};

/** Written once more, as its type holds: an imported value would make bundlers put the component into a file of its own. */
const UNKNOWN_CONTENT: typeof ANY_CONTENT = ':scope > * > *';

/**
 * Returns the input without which an embed shows nothing and which is empty, or `undefined`. Qlik's elements say so themselves, at best,
 * and neither fail nor have an API.
 */
export function emptyInput({ appId, ui, attributes, sign }: EmbedRequest): string | undefined {
  if (appId === '') return 'appId';
  const [input, ...names] = (sign === UNKNOWN_CONTENT ? undefined : CONTENT[ui]) ?? [];
  return names.some((name) => attributes[name]) ? undefined : input;
}

/** The error of an embed whose input {@link emptyInput} names. It shows its content as soon as the input has a value. */
export function inputMissing(input: string): QlikError {
  return new QlikError('embed-failed', `This embed has no ${input}, so there is nothing to show.`, {
    remedy: `Give ${input} a value. If it comes later, leave the embed out until then: @if (…) { … }.`,
    variant: 'input',
    params: { input },
  });
}

/** The error of an embed that shows nothing in time. */
export function embedTimeout(milliseconds: number): QlikError {
  return new QlikError('embed-timeout', `Qlik showed nothing within ${milliseconds / 1000} s.`, {
    remedy: 'Try again. If it happens again, check the ids and the console.',
    params: { limit: milliseconds / 1000 },
    isRetryable: true,
  });
}

/** The error for an object that the open app does not have for this user. */
export function notFound(objectId: string, cause: unknown): QlikError {
  return new QlikError('object-not-found', `There is no object "${objectId}" in this app.`, {
    remedy: 'Check its id; it may be deleted or in another app.',
    variant: 'object',
    params: { name: objectId },
    cause,
  });
}

/** The error for a field that the open app does not have. */
function noSuchField(field: string, cause: unknown): QlikError {
  const name = quoteText(field);
  return new QlikError('object-not-found', `There is no field "${name}" in this app.`, {
    remedy: 'Check its name, upper and lower case included. The app’s script may have renamed or dropped it.',
    variant: 'field',
    params: { name },
    cause,
  });
}

/** Asks the engine for the field or the master item of an `analytics/field`, and returns the error where the app has none. */
export async function missingField(
  doc: Doc,
  { ui, attributes }: EmbedRequest,
): Promise<QlikError | undefined> {
  if (ui !== 'analytics/field') return undefined;
  const { 'library-id': libraryId, 'field-id': field = '', type } = attributes;
  try {
    if (libraryId) await (type === 'measure' ? doc.getMeasure(libraryId) : doc.getDimension(libraryId));
    // An expression is no field.
    else if (!field.startsWith('=')) await doc.getField(field.replace(/^\[(.*)\]$/, '$1'));
  } catch (cause) {
    if (isNotFound(cause)) return libraryId ? notFound(libraryId, cause) : noSuchField(field, cause);
  }
  return undefined;
}

/** Whether it is the "not found" error of enigma (-2) or of `@qlik/api`'s `getObject` (2). */
export function isNotFound(thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return false;
  return thrown.code === 2 || thrown.code === -2;
}
